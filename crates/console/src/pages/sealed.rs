//! What is sealed to people: from which desk and since when, and the file as it came. This server cannot read it, so
//! nothing of it stands here. [RED-5] [CSL-35]

use askama::Template;
use fanal_desk::{SealedShown, WhichSealed};
use fanal_protocol::DeskId;

use crate::calendar::{Moment, moment};
use crate::chrome::{Frame, page};
use crate::pages::export::downloaded;
use crate::pages::knock::people;
use crate::texts::Texts;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "sealed.html")]
struct SealedPage {
    f: Frame,
    came: Vec<Row>,
    sent: Vec<Row>,
    /// Whom the people of this desk can seal to: `DESK/PSEUDONYM`.
    people: Vec<String>,
}

struct Row {
    reference: String,
    /// The desk at the other end.
    desk: String,
    at: Moment,
    file: String,
}

pub(crate) async fn show(who: Signed) -> Page {
    let all = who.desk().list_sealed(&who.caller).await?;
    let (sent, came): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|one| one.origin == *who.desk().id());
    let texts = who.texts();
    let of = |one: SealedShown| Row::of(texts, who.desk().id(), one);
    page(&SealedPage {
        came: came.into_iter().map(of).collect(),
        sent: sent.into_iter().map(of).collect(),
        people: people(&who).await,
        f: Frame::signed(&who, "inbox", texts.say("sealed-title"))
            .labelled(fanal_protocol::Label::Red),
    })
}

/// The file itself, as its desk signed it.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let which = WhichSealed {
        sealed: form.one("sealed").to_owned(),
    };
    let file = who.desk().fetch_sealed(&who.caller, &which).await?;
    let name = file_name(&file.sealed.reference);
    Ok(downloaded(
        &name,
        "application/octet-stream",
        file.envelope.into_bytes(),
    ))
}

impl Row {
    fn of(texts: &Texts, me: &DeskId, one: SealedShown) -> Self {
        let other = one.to.filter(|to| to != me).unwrap_or(one.origin);
        Self {
            file: file_name(&one.reference),
            at: moment(texts, one.received),
            desk: other.to_string(),
            reference: one.reference,
        }
    }
}

fn file_name(reference: &str) -> String {
    format!("{}.sealed", reference.replace('/', "-"))
}

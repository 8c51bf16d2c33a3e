//! What is sealed to people: from which desk and since when, and the file as it came. This server cannot read it, so
//! nothing of it stands here. [RED-5] [CSL-35]

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{SealedShown, WhichSealed};
use fanal_protocol::DeskId;

use crate::calendar::{Moment, moment};
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
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

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, Some(query.one("done")), Vec::new()).await
}

async fn shown(who: &Signed, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let all = who.desk().list_sealed(&who.caller).await?;
    let (sent, came): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|one| one.origin == *who.desk().id());
    let texts = who.texts();
    let of = |one: SealedShown| Row::of(texts, who.desk().id(), one);
    page(&SealedPage {
        came: came.into_iter().map(of).collect(),
        sent: sent.into_iter().map(of).collect(),
        people: people(who).await,
        f: Frame::signed(who, "inbox", texts.say("sealed-title"))
            .labelled(fanal_protocol::Label::Red)
            .done(done)
            .faulty(faults),
    })
}

/// The file itself, as its desk signed it; or what was sealed elsewhere, to be sent.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    if form.one("act") == "send" {
        return match who
            .desk()
            .send_sealed_file(&who.caller, form.one("file"))
            .await
        {
            Ok(_) => see("/c/sealed?done=sent-sealed"),
            Err(error) => {
                let fault = Fault::of(who.texts(), "file", &error.problem());
                shown(&who, None, vec![fault]).await
            }
        };
    }
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

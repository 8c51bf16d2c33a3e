//! What other desks say of themselves, and what waits for an answer: a breach, a locked desk, a source that went.

use askama::Template;
use fanal_desk::NoticeShown;

use crate::calendar::{Moment, moment};
use crate::chrome::{Frame, page};
use crate::texts::Texts;
use crate::visit::{Page, Signed, Stop};

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    f: Frame,
    rows: Vec<Row>,
}

struct Row {
    words: String,
    /// In the words of another desk, or the id of a record.
    theirs: Option<String>,
    bulletins: Vec<String>,
    by_label: Vec<(String, String)>,
    since: Option<Moment>,
    until: Option<Moment>,
}

/// [CSL-45]
pub(crate) async fn show(who: Signed) -> Page {
    let notices = of_this_network(&who).await?;
    let texts = who.texts();
    page(&NoticesPage {
        rows: notices.iter().map(|one| row(texts, one)).collect(),
        f: Frame::signed(&who, "home", texts.say("notices-title")),
    })
}

/// Those of the network that is spoken of, and those of none: in another network the same name is another desk.
pub(crate) async fn of_this_network(who: &Signed) -> Result<Vec<NoticeShown>, Stop> {
    let chosen = who.desk().membership(None).ok().map(|(network, _)| network);
    let mut notices = who.desk().list_notices(&who.caller).await?;
    notices.retain(|one| one.network.is_none() || one.network == chosen);
    Ok(notices)
}

fn row(texts: &Texts, notice: &NoticeShown) -> Row {
    let by_label = notice.by_label.iter();
    let is_foreign = matches!(
        notice.what.as_str(),
        "breach" | "absence" | "self_suspension" | "consent_doubted"
    );
    Row {
        words: sentence(texts, notice),
        theirs: notice.text.clone().filter(|_| is_foreign),
        bulletins: notice.bulletins.clone(),
        by_label: by_label
            .map(|(label, count)| (label.clone(), texts.number(count)))
            .collect(),
        since: notice.since.map(|at| moment(texts, at)),
        until: notice.until.map(|at| moment(texts, at)),
    }
}

/// What it says, in the reader's language.
fn sentence(texts: &Texts, notice: &NoticeShown) -> String {
    let desk = notice.desk.as_ref().map_or("–", |desk| desk.as_str());
    let of_desk = |key: &str| texts.with(key, "desk", desk);
    match notice.what.as_str() {
        "source_gone" => texts.say("notice-source-gone"),
        "publication_alone" => texts.say("notice-publication-alone"),
        "withdrawn_since" => texts.say("notice-withdrawn-since"),
        "yes_without_record" => texts.say("notice-yes-without-record"),
        "consent_doubted" => texts.say("notice-consent-doubted"),
        "hidden" => texts.say("notice-hidden"),
        "breach" if notice.bulletins.is_empty() => of_desk("notice-breach-of"),
        "breach" => of_desk("notice-breach"),
        "absence" => of_desk("notice-absence"),
        "self_suspension" if notice.until.is_some() => of_desk("notice-open-again"),
        "self_suspension" => of_desk("notice-locked"),
        "slip" => {
            let by = notice.text.as_deref().unwrap_or("–");
            texts.with_two("notice-slip", ("desk", desk), ("by", by))
        }
        "grant" => of_desk("notice-grant"),
        "grant_over" => of_desk("notice-grant-over"),
        "not_as_closed" => of_desk("notice-not-as-closed"),
        "held_beyond" => of_desk("notice-held-beyond"),
        other => other.to_owned(),
    }
}

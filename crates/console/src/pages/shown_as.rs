//! A bulletin as another desk sees it, by the policy's own answer. [C3] [CSL-26]

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{BulletinShown, ShowAsOrder};
use fanal_protocol::{Code, DeskId, Problem};

use super::words;
use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::visit::{Page, Signed};

/// Values that are enough to see what it is.
const ROWS: usize = 40;

#[derive(Template)]
#[template(path = "shown_as.html")]
struct AsPage {
    f: Frame,
    address: String,
    title: String,
    /// The desks to choose from; true: this one is shown.
    desks: Vec<(String, bool)>,
    seen: Option<Seen>,
}

/// The answer for one desk.
struct Seen {
    desk: String,
    /// What it reads, and what it may do with it.
    shown: Option<(BulletinShown, String)>,
    /// Why it reads nothing.
    reason: String,
    category: String,
    values: Vec<(String, String)>,
}

pub(crate) async fn show(
    who: Signed,
    Path((desk, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let asked = query.one("desk");
    let reference = format!("{desk}/{id}");
    // Who may not read it here is shown nothing of it, as anybody.
    let here = who.desk().show_bulletin(&who.caller, &reference).await?;
    let seen = match asked {
        "" => None,
        asked => Some(as_desk(&who, &reference, asked).await?),
    };
    let roster = who.desk().show_roster(&who.caller).await?;
    let others = roster.desks.iter().filter(|one| one.id != *who.desk().id());
    page(&AsPage {
        f: Frame::signed(&who, "inbox", who.texts().say("as-title"))
            .known_as(&here.line.reference)
            .labelled(here.line.label),
        address: format!("/c/b/{}", here.line.reference),
        title: here.line.title.unwrap_or_default(),
        desks: others
            .map(|one| (one.id.to_string(), one.id.as_str() == asked))
            .collect(),
        seen,
    })
}

async fn as_desk(who: &Signed, reference: &str, asked: &str) -> Result<Seen, crate::visit::Stop> {
    let absent = |_| Problem::new(Code::NotFound, "no such desk in the roster");
    let desk: DeskId = asked.parse().map_err(absent)?;
    let order = ShowAsOrder {
        bulletin: reference.to_owned(),
        desk,
    };
    let answer = who.desk().show_as(&who.caller, &order).await?;
    let texts = who.texts();
    let code = answer.answer.code.map(|code| texts.code(code));
    let values = answer.shown.iter().flat_map(|shown| &shown.values);
    let values = values
        .take(ROWS)
        .map(|value| (value.defanged.clone(), words::kind(texts, &value.kind)))
        .collect();
    let category = answer.shown.as_ref();
    let category = category.and_then(|shown| shown.line.category.as_deref());
    let then = texts.say(&answer.then_key.replace(['.', '_'], "-"));
    Ok(Seen {
        desk: order.desk.to_string(),
        reason: code.unwrap_or_default(),
        category: category.map_or_else(String::new, |one| words::category(texts, one)),
        values,
        shown: answer.shown.map(|shown| (shown, then)),
    })
}

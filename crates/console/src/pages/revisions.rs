//! The revisions of a bulletin.

use askama::Template;
use axum::extract::Path;

use crate::calendar::{Moment, moment};
use crate::changed::Change;
use crate::chrome::{Frame, page};
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "revisions.html")]
struct RevisionsPage {
    f: Frame,
    address: String,
    title: String,
    rows: Vec<Row>,
    /// What the newest of this desk's own changed, under its title.
    changed: Option<(String, Vec<Change>)>,
}

struct Row {
    number: String,
    issued: Moment,
    received: Moment,
    by: String,
    state: String,
    digest: String,
}

pub(crate) async fn show(who: Signed, Path((desk, id)): Path<(String, String)>) -> Page {
    let reference = format!("{desk}/{id}");
    let texts = who.texts();
    let shown = who.desk().show_bulletin(&who.caller, &reference).await?;
    let history = who.desk().history_of(&who.caller, &reference).await?;
    let rows = history.iter().rev().map(|one| Row {
        number: texts.number(one.revision),
        issued: moment(texts, one.issued),
        received: moment(texts, one.received),
        by: one
            .sender
            .as_ref()
            .map_or_else(|| who.desk().id().to_string(), ToString::to_string),
        state: texts.say(if one.purged {
            "revision-gone"
        } else {
            "revision-held"
        }),
        digest: one.digest.to_string(),
    });
    let changed = who
        .desk()
        .changes_of_newest(&who.caller, &reference)
        .await?;
    let changed = changed.map(|(number, changes)| {
        let title = texts.with("revision-changed", "number", texts.number(number));
        (title, Change::all(texts, &changes))
    });
    page(&RevisionsPage {
        rows: rows.collect(),
        changed,
        f: Frame::signed(&who, "inbox", texts.say("revisions")).labelled(shown.line.label),
        address: format!("/c/b/{}", shown.line.reference),
        title: shown.line.title.unwrap_or_default(),
    })
}

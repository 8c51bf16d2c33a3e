//! A sheet for a beneficiary who needs it: what it is, what to look for, on paper, label on every side.

use askama::Template;
use axum::extract::Path;
use fanal_desk::BulletinShown;
use fanal_protocol::{Code, Problem};

use super::words;
use crate::calendar::{Moment, day};
use crate::chrome::{Frame, page};
use crate::visit::{Page, Signed};

/// Values that fit on a sheet that somebody reads.
const ROWS: usize = 40;

#[derive(Template)]
#[template(path = "brief.html")]
struct BriefPage {
    f: Frame,
    b: BulletinShown,
    category: String,
    values: Vec<(String, String)>,
    date: Moment,
    address: String,
}

pub(crate) async fn show(who: Signed, Path((desk, id)): Path<(String, String)>) -> Page {
    let shown = who
        .desk()
        .brief(&who.caller, &format!("{desk}/{id}"))
        .await?;
    let texts = who.texts();
    let title = shown.line.title.clone();
    let title = title.ok_or_else(|| Problem::new(Code::PolicyWithdrawn, "it was withdrawn"))?;
    let values = shown.values.iter().take(ROWS);
    page(&BriefPage {
        f: Frame::signed(&who, "inbox", title)
            .known_as(&shown.line.reference)
            .labelled(shown.line.label),
        category: shown
            .line
            .category
            .as_deref()
            .map_or_else(String::new, |one| words::category(texts, one)),
        values: values
            .map(|value| (value.defanged.clone(), words::kind(texts, &value.kind)))
            .collect(),
        date: day(texts, who.desk().now()),
        address: format!("/c/b/{}", shown.line.reference),
        b: shown,
    })
}

//! The desk's drafts: sheets of the composer, and what was kept or returned.

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_store::DraftState;

use super::compose::sheet_id;
use super::paging::{self, Turn};
use super::review::{Row, items};
use crate::calendar::ago;
use crate::chrome::{Frame, page, see};
use crate::form::Form;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "drafts.html")]
struct DraftsPage {
    f: Frame,
    sheets: Vec<(String, String, String, String)>,
    kept: Vec<Row>,
    turn: Turn,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let is_first = paging::here_among_items(&query).is_none();
    let sheets = if is_first {
        who.desk().list_sheets(&who.caller).await?
    } else {
        Vec::new()
    };
    let states = [DraftState::Draft, DraftState::Returned];
    let (kept, turn) = items(&who, &query, &paging::DRAFTS, &states).await?;
    page(&DraftsPage {
        sheets: sheets
            .into_iter()
            .map(|sheet| {
                let title = sheet.title.unwrap_or_else(|| texts.say("draft-untitled"));
                let age = ago(texts, sheet.updated, who.desk().now());
                (sheet.id.to_string(), title, sheet.author, age)
            })
            .collect(),
        kept: kept.iter().map(|item| Row::of(&who, item)).collect(),
        turn,
        f: Frame::signed(&who, "drafts", texts.say("drafts-title")).done(Some(query.one("done"))),
    })
}

/// Throws a sheet away.
pub(crate) async fn forget(Path(id): Path<String>, Posted { who, .. }: Posted) -> Page {
    who.desk().forget_sheet(&who.caller, sheet_id(&id)?).await?;
    see("/c/drafts?done=forgotten")
}

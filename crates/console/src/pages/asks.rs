//! Questions of the network, ours and theirs, and how to ask one.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::ListOrder;

use super::inbox::Row;
use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::pages::paging::{self, ASKS, Turn};
use crate::visit::{Page, Signed};

/// Questions of one page, of each list.
const ROWS: usize = 40;

#[derive(Template)]
#[template(path = "asks.html")]
struct AsksPage {
    f: Frame,
    parts: Vec<Part>,
}

/// What others asked, or this desk.
struct Part {
    folder: &'static str,
    title: String,
    rows: Vec<Row>,
    turn: Turn,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let mut parts = Vec::new();
    for (folder, title) in [("received", "asks-theirs"), ("own", "asks-ours")] {
        // Both begin on the first page; what is turned is one of them alone.
        let turned = match query.some("folder") {
            Some(other) if other != folder => continue,
            Some(_) => query.clone(),
            None => Form::of(vec![("folder".into(), folder.into())]),
        };
        let order = ListOrder {
            folder: Some(folder.into()),
            questions: true,
            limit: u32::try_from(ROWS + 1).unwrap_or(u32::MAX),
            before: paging::here(&turned),
            ..ListOrder::default()
        };
        let lines = who.desk().list_bulletins(&who.caller, &order).await?;
        let last = lines.get(..=ROWS).and(lines.get(ROWS - 1));
        parts.push(Part {
            folder,
            title: who.texts().say(title),
            turn: Turn::of_lines(&ASKS, &turned, last),
            rows: lines
                .iter()
                .take(ROWS)
                .map(|line| Row::of(&who, line))
                .collect(),
        });
    }
    page(&AsksPage {
        parts,
        f: Frame::signed(&who, "asks", who.texts().say("asks-title")).done(Some(query.one("done"))),
    })
}

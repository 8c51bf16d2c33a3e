//! Questions of the network, ours and theirs, and how to ask one.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::ListOrder;

use super::inbox::Row;
use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "asks.html")]
struct AsksPage {
    f: Frame,
    theirs: Vec<Row>,
    ours: Vec<Row>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let mut lists = Vec::new();
    for folder in ["received", "own"] {
        let order = ListOrder {
            folder: Some(folder.into()),
            questions: true,
            ..ListOrder::default()
        };
        let lines = who.desk().list_bulletins(&who.caller, &order).await?;
        lists.push(lines.iter().map(|line| Row::of(&who, line)).collect());
    }
    let ours = lists.pop().unwrap_or_default();
    let theirs = lists.pop().unwrap_or_default();
    page(&AsksPage {
        theirs,
        ours,
        f: Frame::signed(&who, "asks", who.texts().say("asks-title")).done(Some(query.one("done"))),
    })
}

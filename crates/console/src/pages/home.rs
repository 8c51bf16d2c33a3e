//! Home: the box to check something, what waits, what this desk keeps.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::ListOrder;

use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::pages::inbox::Row;
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    f: Frame,
    new: usize,
    reviews: usize,
    withdrawals: usize,
    bulletins: String,
    values: String,
    newest: Vec<Row>,
    in_network: bool,
}

/// New bulletins that home shows; the inbox has them all.
const NEWEST: usize = 5;

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let status = who.desk().status(&who.caller).await?;
    let order = ListOrder {
        folder: Some("received".into()),
        state: Some("new".into()),
        ..ListOrder::default()
    };
    let frame =
        Frame::signed(&who, "home", who.texts().say("home-title")).done(Some(query.one("done")));
    let mut newest = Vec::new();
    if frame.staff && status.network.is_some() {
        let lines = who.desk().list_bulletins(&who.caller, &order).await?;
        newest = lines
            .iter()
            .take(NEWEST)
            .map(|line| Row::of(&who, line))
            .collect();
    }
    page(&HomePage {
        new: status.inbox,
        reviews: status.reviews,
        withdrawals: status.open_withdrawals,
        bulletins: who.texts().number(status.bulletins),
        values: who.texts().number(status.values),
        newest,
        in_network: status.network.is_some(),
        f: frame,
    })
}

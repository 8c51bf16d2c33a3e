//! Home: the box to check something, what waits, what this desk keeps.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::header;
use axum::response::IntoResponse as _;
use fanal_desk::{ListOrder, Week};
use fanal_protocol::Label;

use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::pages::inbox::Row;
use crate::picture::{self, Bar};
use crate::pill::Pill;
use crate::texts::Texts;
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    f: Frame,
    new: usize,
    reviews: usize,
    drafts: usize,
    withdrawals: usize,
    refused: usize,
    notices: usize,
    bulletins: String,
    values: String,
    newest: Vec<Row>,
    in_network: bool,
    labels: Vec<Pill>,
    weeks: Vec<WeekRow>,
}

/// A week in the table beside the picture.
struct WeekRow {
    begins: String,
    counts: Vec<String>,
    all: String,
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
    let mut notices = 0;
    if frame.staff {
        notices = super::notices::of_this_network(&who).await?.len();
    }
    let mut newest = Vec::new();
    let mut weeks = Vec::new();
    if frame.staff && status.network.is_some() {
        let lines = who.desk().list_bulletins(&who.caller, &order).await?;
        newest = lines
            .iter()
            .take(NEWEST)
            .map(|line| Row::of(&who, line))
            .collect();
        weeks = who.desk().count_weeks(&who.caller).await?;
        // Before anything came there is nothing to draw.
        if weeks.iter().all(|week| week.all() == 0) {
            weeks.clear();
        }
    }
    let texts = who.texts();
    page(&HomePage {
        new: status.inbox,
        reviews: status.reviews,
        drafts: status.drafts,
        withdrawals: status.open_withdrawals,
        refused: status.refused_withdrawals,
        notices,
        bulletins: who.texts().number(status.bulletins),
        values: who.texts().number(status.values),
        newest,
        in_network: status.network.is_some(),
        labels: Label::ALL.map(|label| Pill::of(texts, label)).into(),
        weeks: bars(&weeks)
            .into_iter()
            .map(|bar| week_row(texts, bar))
            .collect(),
        f: frame,
    })
}

fn week_row(texts: &Texts, bar: Bar) -> WeekRow {
    let all: usize = bar.counts.iter().sum();
    WeekRow {
        begins: bar.begins,
        counts: bar.counts.map(|count| texts.number(count)).into(),
        all: texts.number(all),
    }
}

/// What the picture and its table show.
fn bars(weeks: &[Week]) -> Vec<Bar> {
    let bar = |week: &Week| Bar {
        begins: week.begins.date(),
        counts: Label::ALL.map(|label| week.by_label.get(&label).copied().unwrap_or_default()),
    };
    weeks.iter().map(bar).collect()
}

/// Bulletins week by week, on light paper.
pub(crate) async fn picture(who: Signed) -> Page {
    drawn(&who, false).await
}

/// The same on dark paper.
pub(crate) async fn picture_dark(who: Signed) -> Page {
    drawn(&who, true).await
}

async fn drawn(who: &Signed, dark: bool) -> Page {
    let weeks = who.desk().count_weeks(&who.caller).await?;
    let file = picture::weeks(&bars(&weeks), dark);
    Ok(([(header::CONTENT_TYPE, "image/png")], file).into_response())
}

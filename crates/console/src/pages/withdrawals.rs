//! How a withdrawal goes, desk by desk, and honestly what it cannot reach.

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::WithdrawalShown;
use fanal_store::Answer;

use super::bulletin::answer_key;
use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "withdrawal.html")]
struct WithdrawalPage {
    f: Frame,
    w: WithdrawalShown,
    rows: Vec<(String, String)>,
    waiting: usize,
    refused: usize,
}

#[derive(Template)]
#[template(path = "withdrawals.html")]
struct WithdrawalsPage {
    f: Frame,
    rows: Vec<(String, String, String)>,
}

/// All of this desk's own that were taken back.
pub(crate) async fn list(who: Signed) -> Page {
    let texts = who.texts();
    let order = fanal_desk::ListOrder {
        folder: Some("own".into()),
        withdrawn: true,
        ..fanal_desk::ListOrder::default()
    };
    let lines = who.desk().list_bulletins(&who.caller, &order).await?;
    let mut rows = Vec::new();
    for line in lines.iter().filter(|line| line.state == "withdrawn") {
        let how = who
            .desk()
            .watch_withdrawal(&who.caller, &line.reference)
            .await;
        let Ok(how) = how else { continue };
        let progress = texts.of_all("withdrawal-answered", how.answered, how.desks);
        rows.push((line.reference.clone(), line.label.to_string(), progress));
    }
    page(&WithdrawalsPage {
        f: Frame::signed(&who, "inbox", texts.say("withdrawals-title")),
        rows,
    })
}

pub(crate) async fn show(
    who: Signed,
    Path((desk, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let how = who
        .desk()
        .watch_withdrawal(&who.caller, &format!("{desk}/{id}"))
        .await?;
    let count = |wanted: Answer| how.receipts.values().filter(|one| **one == wanted).count();
    let rows = how.receipts.iter();
    page(&WithdrawalPage {
        rows: rows
            .map(|(desk, answer)| (desk.to_string(), texts.say(answer_key(*answer))))
            .collect(),
        waiting: count(Answer::Waiting),
        refused: count(Answer::Refused),
        f: Frame::signed(&who, "inbox", texts.say("withdrawal-progress"))
            .done(Some(query.one("done"))),
        w: how,
    })
}

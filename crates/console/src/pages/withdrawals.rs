//! How a withdrawal goes, desk by desk, and honestly what it cannot reach.

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{Hidden, WithdrawalShown};
use fanal_protocol::DeskId;
use fanal_store::Answer;

use super::bulletin::answer_key;
use super::paging::{self, Turn};
use super::table;
use crate::calendar::{Moment, moment};
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::visit::{Page, Posted, Signed, Stop};

#[derive(Template)]
#[template(path = "withdrawal.html")]
struct WithdrawalPage {
    f: Frame,
    w: WithdrawalShown,
    rows: Vec<(String, String)>,
    /// Where the same is a table to keep.
    table: String,
    waiting: usize,
    refused: usize,
}

#[derive(Template)]
#[template(path = "withdrawals.html")]
struct WithdrawalsPage {
    f: Frame,
    rows: Vec<(String, String, String)>,
    turn: Turn,
    /// What somebody else withdrew in haste, and when it is destroyed without this one's yes.
    yours: Vec<(String, Moment)>,
    /// The same by its digest: the button counts for these and no others.
    which: String,
    /// Of what this one withdrew, how much waits for somebody else.
    others: usize,
}

/// All of this desk's own that were taken back.
pub(crate) async fn list(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    listed(&who, &query, Some(query.one("done")), Vec::new()).await
}

/// What waits for a second person, and how much of it for another one.
async fn hidden(who: &Signed) -> Result<(Vec<Hidden>, usize), Stop> {
    let hidden = who.desk().list_hidden(&who.caller).await?;
    let (yours, others): (Vec<_>, Vec<_>) =
        hidden.into_iter().partition(|one| one.yours_to_destroy);
    Ok((yours, others.len()))
}

fn which(hidden: &[Hidden]) -> String {
    let all: Vec<&str> = hidden.iter().map(|one| one.reference.as_str()).collect();
    fanal_desk::digest_of_code(&all.join("\n")).to_string()
}

/// A second person's yes: what somebody else withdrew in haste is destroyed now. [R23]
pub(crate) async fn destroy(Posted { who, form }: Posted) -> Page {
    let (yours, _) = hidden(&who).await?;
    if yours.is_empty() || form.one("which") != which(&yours) {
        // [CSL-13]
        let fault = Fault::says(who.texts(), "hidden", "changed-look-again");
        return listed(&who, &Form::default(), None, vec![fault]).await;
    }
    who.desk().destroy_hidden(&who.caller).await?;
    see("/c/withdrawals?done=destroyed")
}

async fn listed(who: &Signed, query: &Form, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let (yours, others) = hidden(who).await?;
    let place = paging::here_among_withdrawals(query);
    let mut lines = who
        .desk()
        .list_withdrawn(&who.caller, place.as_ref(), paging::ITEMS + 1)
        .await?;
    let turn = Turn::of_withdrawals(query, &mut lines);
    let rows = lines.into_iter().map(|line| {
        let progress = if line.desks == 0 {
            texts.say("withdrawal-nobody")
        } else {
            texts.of_all("withdrawal-answered", line.answered, line.desks)
        };
        (line.reference, line.label.to_string(), progress)
    });
    let rows = rows.collect();
    page(&WithdrawalsPage {
        which: which(&yours),
        yours: yours
            .into_iter()
            .map(|one| (one.reference, moment(texts, one.destroyed_at)))
            .collect(),
        others,
        f: Frame::signed(who, "inbox", texts.say("withdrawals-title"))
            .done(done)
            .faulty(faults),
        rows,
        turn,
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
    let network = who.desk().status(&who.caller).await?.network;
    let peers = network.map(|network| network.peers).unwrap_or_default();
    // Who has not answered may only be away: since when, says the last contact.
    let told = |desk: &DeskId, answer: Answer| {
        let answered = texts.say(answer_key(answer));
        let peer = peers.iter().find(|peer| peer.desk == *desk);
        // By a round, or by what it signed and came over others or in a parcel.
        let heard = peer.map(|peer| peer.contact.max(peer.signed));
        match (answer, heard) {
            (Answer::Waiting, Some(Some(at))) => {
                let heard = texts.with("answer-heard", "at", moment(texts, at).date);
                format!("{answered} · {heard}")
            }
            (Answer::Waiting, Some(None)) => {
                format!("{answered} · {}", texts.say("answer-unheard"))
            }
            (Answer::Waiting | Answer::Purged | Answer::NotHeld | Answer::Refused, _) => answered,
        }
    };
    let rows = how.receipts.iter();
    page(&WithdrawalPage {
        rows: rows
            .map(|(desk, answer)| (desk.to_string(), told(desk, *answer)))
            .collect(),
        table: format!("/c/withdrawals/{desk}/{id}/export"),
        waiting: count(Answer::Waiting),
        refused: count(Answer::Refused),
        f: Frame::signed(&who, "inbox", texts.say("withdrawal-progress"))
            .done(Some(query.one("done"))),
        w: how,
    })
}

/// The same as CSV, for the minutes. [C5]
pub(crate) async fn export(who: Signed, Path((desk, id)): Path<(String, String)>) -> Page {
    let texts = who.texts();
    let how = who
        .desk()
        .watch_withdrawal(&who.caller, &format!("{desk}/{id}"))
        .await?;
    let head = [texts.say("desk"), texts.say("answer")];
    let rows = how.receipts.iter();
    let rows = rows.map(|(desk, answer)| [desk.to_string(), texts.say(answer_key(*answer))]);
    Ok(table::csv(
        "withdrawal.csv",
        std::iter::once(head).chain(rows),
    ))
}

//! What waits for a second person, and one item with all that they have to see.

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{ReviewItem, ReviewShown, ReviewsOrder};
use fanal_protocol::{BulletinId, Code, Digest, Label, Problem};
use fanal_store::DraftState;

use super::bulletin::claim_words;
use super::paging::{self, List, Turn};
use super::words::{self, Seen};
use crate::calendar::{Moment, ago, day};
use crate::changed::Change;
use crate::chrome::{Fault, Frame, page, see};
use crate::findings::FindingRow;
use crate::form::Form;
use crate::leaving::Leaving;
use crate::pill::Pill;
use crate::visit::{Page, Posted, Signed, Stop};
use crate::warned::WarnedRows;

#[derive(Template)]
#[template(path = "reviews.html")]
struct ReviewsPage {
    f: Frame,
    rows: Vec<Row>,
    turn: Turn,
}

pub(super) struct Row {
    pub(super) id: BulletinId,
    pub(super) pill: Pill,
    pub(super) title: String,
    pub(super) author: String,
    pub(super) since: String,
    pub(super) findings: usize,
    pub(super) state: String,
    pub(super) yours: bool,
}

impl Row {
    pub(super) fn of(who: &Signed, item: &ReviewItem) -> Self {
        let texts = who.texts();
        Self {
            id: item.id,
            pill: Pill::of(texts, Label::read(&item.label).unwrap_or(Label::Red)),
            title: item.title.clone(),
            author: item.author.clone(),
            since: ago(texts, item.since, who.desk().now()),
            findings: item.findings,
            state: texts.say(state_key(item.state)),
            yours: item.yours_to_approve && item.state == DraftState::Waiting,
        }
    }
}

pub(super) const fn state_key(state: DraftState) -> &'static str {
    match state {
        DraftState::Draft | DraftState::Sheet => "draft-draft",
        DraftState::Waiting => "draft-waiting",
        DraftState::Approved => "draft-approved",
        DraftState::Returned => "draft-returned",
        DraftState::Sent => "draft-sent",
    }
}

/// One page of what stands in one of these states, with the ways to the pages beside it.
pub(super) async fn items(
    who: &Signed,
    query: &Form,
    list: &List,
    states: &[DraftState],
) -> Result<(Vec<ReviewItem>, Turn), Stop> {
    let order = ReviewsOrder {
        states: states.to_vec(),
        limit: u32::try_from(paging::ITEMS + 1).unwrap_or(u32::MAX),
        behind: paging::here_among_items(query),
    };
    let mut items = who.desk().list_reviews(&who.caller, &order).await?;
    let turn = Turn::of_items(list, query, &mut items);
    Ok((items, turn))
}

pub(crate) async fn list(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let states = [DraftState::Waiting, DraftState::Approved];
    let (items, turn) = items(&who, &query, &paging::REVIEWS, &states).await?;
    page(&ReviewsPage {
        rows: items.iter().map(|item| Row::of(&who, item)).collect(),
        turn,
        f: Frame::signed(&who, "review", who.texts().say("review-title"))
            .done(Some(query.one("done"))),
    })
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    f: Frame,
    r: ReviewShown,
    state: String,
    since: String,
    not_before: Option<Moment>,
    consent: String,
    values: Vec<(String, String, String)>,
    /// Those beyond the rows.
    more_values: Vec<String>,
    warned: WarnedRows,
    leaving: Leaving,
    seen: Seen,
    changes: Vec<Change>,
    findings: Vec<FindingRow>,
    waits: bool,
    may_send: bool,
    why_not: &'static str,
    note: String,
    granted_by: String,
}

/// Values that a reviewer reads with kind and role; of the rest, each value.
const ROWS: usize = 60;

pub(crate) async fn show(who: Signed, Path(id): Path<String>, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    render(&who, draft_id(&id)?, Some(query.one("done")), Vec::new()).await
}

fn draft_id(text: &str) -> Result<BulletinId, Stop> {
    let absent = |_| Problem::new(Code::NotFound, "no such draft here");
    Ok(text.parse().map_err(absent)?)
}

async fn render(who: &Signed, id: BulletinId, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let shown = who.desk().show_review(&who.caller, id).await?;
    let item = &shown.item;
    let label = Label::read(&item.label).unwrap_or(Label::Red);
    let values = shown.values.iter().take(ROWS).map(|value| {
        let role = texts.say(words::role(value.role));
        (
            value.defanged.clone(),
            words::kind(texts, &value.kind),
            role,
        )
    });
    let more_values = shown.values.iter().skip(ROWS);
    let more_values = more_values.map(|value| value.defanged.clone());
    let reviewer = who.caller.rights().contains(&fanal_store::Right::Reviewer);
    page(&ReviewPage {
        f: Frame::signed(who, "review", item.title.clone())
            .known_as(item.id)
            .labelled(label)
            .done(done)
            .faulty(faults),
        state: texts.say(state_key(item.state)),
        since: ago(texts, item.since, who.desk().now()),
        not_before: item.not_before.map(|at| day(texts, at)),
        consent: claim_words(texts, shown.consent),
        findings: FindingRow::all(texts, &shown.findings),
        values: values.collect(),
        more_values: more_values.collect(),
        warned: WarnedRows::of(texts, &shown.warned),
        leaving: Leaving::of(texts, &shown.texts, label == Label::Clear),
        seen: Seen::of(texts, &shown.outlook),
        changes: Change::all(texts, &shown.changes),
        waits: item.state == DraftState::Waiting,
        may_send: matches!(item.state, DraftState::Draft | DraftState::Returned),
        why_not: if reviewer {
            "review-own"
        } else {
            "review-no-right"
        },
        note: shown.note.clone().unwrap_or_default(),
        granted_by: shown
            .granted_by
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        r: shown,
    })
}

/// Approve exactly what was read, or return it with a note.
pub(crate) async fn take(Path(id): Path<String>, Posted { mut who, form }: Posted) -> Page {
    let id = draft_id(&id)?;
    match form.one("act") {
        "approve" => approve(&mut who, id, &form).await,
        "return" => {
            let Some(note) = form.some("note") else {
                let fault = Fault::says(who.texts(), "note", "missing-note");
                return render(&who, id, None, vec![fault]).await;
            };
            who.desk().return_draft(&who.caller, id, &note).await?;
            see("/c/review?done=returned")
        }
        "send" => {
            who.desk()
                .send_draft(&who.caller, id, read_of(&form)?)
                .await?;
            see("/c/review?done=sent")
        }
        _ => see(&format!("/c/review/{id}")),
    }
}

/// What stood above the button.
fn read_of(form: &Form) -> Result<Digest, Problem> {
    let read = form.one("draft").parse();
    read.map_err(|_| Problem::new(Code::Conflict, "it is not said what was read"))
}

async fn approve(who: &mut Signed, id: BulletinId, form: &Form) -> Page {
    let read = read_of(form)?;
    let proved = who.prove(form).await;
    let answered = match proved {
        Ok(()) => {
            let answers = form.answers();
            who.desk()
                .answer_findings(&who.caller, id, read, &answers)
                .await
        }
        Err(error) => Err(error),
    };
    let outcome = match answered {
        Ok(()) => who.desk().approve(&who.caller, id, read).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(approved) if approved.published.is_some() => see("/c/review?done=published"),
        Ok(_) => see("/c/review?done=approved"),
        Err(error) => {
            let problem = error.problem();
            let asks = matches!(problem.code, Code::AccountProof | Code::AccountUnknown);
            let field = if asks { "proof" } else { "approve" };
            let fault = Fault::of(who.texts(), field, &problem);
            render(who, id, None, vec![fault]).await
        }
    }
}

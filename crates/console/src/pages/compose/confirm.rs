//! The second page: who gets it, what has to be answered, and one button whose text is the act.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{ShareOrder, Shared};
use fanal_protocol::{BulletinId, Code, Label, Problem};

use super::{fields::because, filled::field_of, sheet_id, try_it};
use crate::chrome::{Fault, Frame, page, see};
use crate::findings::{FindingRow, read_way};
use crate::form::Form;
use crate::leaving::Leaving;
use crate::looked::{self, looked_at};
use crate::pages::words::Seen;
use crate::visit::{Page, Posted, Signed};
use crate::warned::WarnedRows;

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    f: Frame,
    id: BulletinId,
    title: String,
    values: usize,
    warned: WarnedRows,
    seen: Option<Seen>,
    leaving: Leaving,
    findings: Vec<FindingRow>,
    hints: Vec<FindingRow>,
    answers: Vec<(String, String)>,
    is_clear: bool,
    act: String,
    /// What the page shows: the button sends that, and nothing else.
    looked: String,
}

pub(crate) async fn show(who: Signed, Path(id): Path<String>, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let id = sheet_id(&id)?;
    let order = who.desk().open_sheet(&who.caller, id).await?;
    render(&who, id, &order, Some(query.one("done")), Vec::new()).await
}

/// A way out of a finding, taken by one button; what was answered beside it is kept. [PRV-11]
async fn mend(who: &Signed, id: BulletinId, order: &ShareOrder, sent: &str) -> Page {
    let absent = || Problem::new(Code::UsageInvalid, "there is no such way out");
    let (key, way) = read_way(sent).ok_or_else(absent)?;
    match who.desk().mend(&who.caller, order, key, way).await {
        Ok(mended) => {
            who.desk()
                .keep_sheet(&who.caller, Some(id), &mended)
                .await?;
            see(&format!("/c/new/{id}/confirm?done=mended"))
        }
        Err(error) => {
            let fault = Fault::of(who.texts(), "findings", &error.problem());
            render(who, id, order, None, vec![fault]).await
        }
    }
}

pub(crate) async fn take(Path(id): Path<String>, Posted { mut who, form }: Posted) -> Page {
    let id = sheet_id(&id)?;
    let mut order = who.desk().open_sheet(&who.caller, id).await?;
    order.because.extend(because(&form));
    if let Some(way) = form.some("way") {
        return mend(&who, id, &order, &way).await;
    }
    // A sheet belongs to the desk: somebody else may have written on it meanwhile; and the roster may have
    // changed whom it reaches. [CSL-13]
    let seen = try_it(&who, order.clone()).await;
    let is_shown = |seen: &Shared| form.one(looked::FIELD) == looked(&order, seen);
    if !seen.as_ref().is_ok_and(is_shown) {
        let fault = Fault::says(who.texts(), "seen-title", "changed-look-again");
        return render(&who, id, &order, None, vec![fault]).await;
    }
    let sending = ShareOrder {
        sheet: Some(id),
        dry_run: false,
        draft_only: false,
        ..order.clone()
    };
    let proved = who.prove(&form).await;
    let outcome = match proved {
        Ok(()) => who.desk().share(&who.caller, &sending).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(shared) => see(&after(&who, &shared)),
        Err(error) => {
            let problem = error.problem();
            if matches!(problem.code, Code::Conflict | Code::NotFound) {
                return Err(problem.into());
            }
            // The answers are kept with the sheet.
            who.desk().keep_sheet(&who.caller, Some(id), &order).await?;
            let field = if problem.code == Code::PolicyPrivacy {
                "findings"
            } else if matches!(problem.code, Code::AccountProof | Code::AccountUnknown) {
                "proof"
            } else {
                field_of(problem.code)
            };
            let fault = Fault::of(who.texts(), field, &problem);
            render(&who, id, &order, None, vec![fault]).await
        }
    }
}

/// What stood above the button: what is asked, and whom it would reach. The answers to findings are given
/// on this very page.
fn looked(order: &ShareOrder, seen: &Shared) -> String {
    let asked = ShareOrder {
        because: BTreeMap::new(),
        ..order.clone()
    };
    looked_at(&(asked, &seen.outlook.now, &seen.outlook.label))
}

/// Where somebody sees what became of it.
fn after(who: &Signed, shared: &Shared) -> String {
    let Some(first) = shared.bulletins.first() else {
        return "/c/".into();
    };
    match (first.state.as_str(), first.id) {
        ("waiting", Some(id)) => format!("/c/review/{id}?done=waiting"),
        (_, Some(id)) => format!("/c/b/{}/{id}?done=sent", who.desk().id()),
        (_, None) => "/c/".into(),
    }
}

async fn render(
    who: &Signed,
    id: BulletinId,
    order: &ShareOrder,
    done: Option<&str>,
    mut faults: Vec<Fault>,
) -> Page {
    let texts = who.texts();
    let label = order.label.as_deref().and_then(Label::read);
    let tried = try_it(who, order.clone()).await;
    let mut going = Vec::new();
    let mut shown = String::new();
    let mut warned = WarnedRows::default();
    if let Ok(shared) = &tried {
        warned = WarnedRows::of(texts, &shared.warned);
        going.clone_from(&shared.texts);
        shown = looked(order, shared);
    }
    let (seen, (findings, hints), desks, values) = match tried {
        Ok(shared) => (
            Some(Seen::of(texts, &shared.outlook)),
            (
                FindingRow::all(texts, &shared.findings),
                FindingRow::all(texts, &shared.hints),
            ),
            shared.outlook.now.len(),
            shared.read,
        ),
        Err(problem) => {
            faults.push(Fault::of(texts, field_of(problem.code), &problem));
            (None, (Vec::new(), Vec::new()), 0, 0)
        }
    };
    let is_clear = label == Some(Label::Clear);
    let leaving = Leaving::of(texts, &going, is_clear);
    let frame = Frame::signed(who, "new", texts.say("confirm-title"))
        .done(done)
        .faulty(faults);
    page(&ConfirmPage {
        f: match label {
            Some(label) => frame.labelled(label),
            None => frame,
        },
        id,
        title: order.title.clone().unwrap_or_default(),
        values,
        warned,
        seen,
        leaving,
        findings,
        hints,
        answers: order.because.clone().into_iter().collect(),
        is_clear,
        looked: shown,
        act: if is_clear {
            texts.say("act-review")
        } else {
            texts.count("act-send", desks)
        },
    })
}

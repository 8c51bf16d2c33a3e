//! The second page: who gets it, what has to be answered, and one button whose text is the act.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use fanal_desk::{Finding, ShareOrder, Shared};
use fanal_protocol::{BulletinId, Code, Label};

use super::{fields::because, filled::field_of, sheet_id, try_it};
use crate::chrome::{Fault, Frame, page, see};
use crate::leaving::Leaving;
use crate::looked::{self, looked_at};
use crate::pages::words::Seen;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    f: Frame,
    id: BulletinId,
    title: String,
    values: usize,
    seen: Option<Seen>,
    leaving: Leaving,
    findings: Vec<Finding>,
    answers: Vec<(String, String)>,
    is_clear: bool,
    act: String,
    /// What the page shows: the button sends that, and nothing else.
    looked: String,
}

pub(crate) async fn show(who: Signed, Path(id): Path<String>) -> Page {
    let id = sheet_id(&id)?;
    let order = who.desk().open_sheet(&who.caller, id).await?;
    render(&who, id, &order, Vec::new()).await
}

pub(crate) async fn take(Path(id): Path<String>, Posted { mut who, form }: Posted) -> Page {
    let id = sheet_id(&id)?;
    let mut order = who.desk().open_sheet(&who.caller, id).await?;
    let shown = looked(&order);
    order.because.extend(because(&form));
    // A sheet belongs to the desk: somebody else may have written on it meanwhile.
    if form.one(looked::FIELD) != shown {
        let fault = Fault::says(who.texts(), "seen-title", "changed-look-again");
        return render(&who, id, &order, vec![fault]).await;
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
            render(&who, id, &order, vec![fault]).await
        }
    }
}

/// The answers to findings are given on this very page.
fn looked(order: &ShareOrder) -> String {
    looked_at(&ShareOrder {
        because: BTreeMap::new(),
        ..order.clone()
    })
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

async fn render(who: &Signed, id: BulletinId, order: &ShareOrder, mut faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let label = order.label.as_deref().and_then(Label::read);
    let tried = try_it(who, order.clone()).await;
    let mut going = Vec::new();
    if let Ok(shared) = &tried {
        going.clone_from(&shared.texts);
    }
    let (seen, findings, desks, values) = match tried {
        Ok(shared) => (
            Some(Seen::of(texts, &shared.outlook)),
            shared.findings,
            shared.outlook.now.len(),
            shared.read,
        ),
        Err(problem) => {
            faults.push(Fault::of(texts, field_of(problem.code), &problem));
            (None, Vec::new(), 0, 0)
        }
    };
    let is_clear = label == Some(Label::Clear);
    let leaving = Leaving::of(texts, &going, is_clear);
    let frame = Frame::signed(who, "new", texts.say("confirm-title")).faulty(faults);
    page(&ConfirmPage {
        f: match label {
            Some(label) => frame.labelled(label),
            None => frame,
        },
        id,
        title: order.title.clone().unwrap_or_default(),
        values,
        seen,
        leaving,
        findings,
        answers: order.because.clone().into_iter().collect(),
        is_clear,
        looked: looked(order),
        act: if is_clear {
            texts.say("act-review")
        } else {
            texts.count("act-send", desks)
        },
    })
}

//! A yes to another desk's bulletin, so that it may make it public: all that would become public, and the word.
//! [REV-1]

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{ApproveForOrder, ApprovedFor};
use fanal_protocol::{Code, Problem};

use super::bulletin::claim_words;
use super::words;
use crate::chrome::{Fault, Frame, page, see};
use crate::findings::FindingRow;
use crate::form::Form;
use crate::leaving::Leaving;
use crate::visit::{Page, Posted, Signed};

/// Values that are shown with kind and role; of the rest, each value.
const ROWS: usize = 60;

#[derive(Template)]
#[template(path = "endorse.html")]
struct EndorsePage {
    f: Frame,
    a: ApprovedFor,
    address: String,
    consent: String,
    leaving: Leaving,
    /// Defanged, kind, role.
    values: Vec<(String, String, String)>,
    more_values: Vec<String>,
    findings: Vec<FindingRow>,
}

pub(crate) async fn show(
    who: Signed,
    Path((desk, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let reference = format!("{desk}/{id}");
    render(&who, &reference, Some(query.one("done")), Vec::new()).await
}

async fn render(who: &Signed, reference: &str, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let order = ApproveForOrder {
        bulletin: reference.to_owned(),
        read: None,
    };
    let asked = who.desk().approve_for(&who.caller, &order).await?;
    let held = who.desk().show_bulletin(&who.caller, reference).await?;
    let row = |value: &fanal_desk::ValueShown| {
        let kind = words::kind(texts, &value.kind);
        let role = texts.say(words::role(value.role));
        (value.defanged.clone(), kind, role)
    };
    let (listed, more) = asked.values.split_at(asked.values.len().min(ROWS));
    page(&EndorsePage {
        f: Frame::signed(
            who,
            "review",
            texts.with("endorse-title", "desk", &asked.author),
        )
        .known_as(&held.line.reference)
        .labelled(held.line.label)
        .done(done)
        .faulty(faults),
        address: format!("/c/b/{}", held.line.reference),
        consent: held
            .consent
            .map_or_else(String::new, |claim| claim_words(texts, claim)),
        leaving: Leaving::of(texts, &asked.texts, false),
        values: listed.iter().map(row).collect(),
        more_values: more.iter().map(|value| value.defanged.clone()).collect(),
        findings: FindingRow::all(texts, &asked.findings),
        a: asked,
    })
}

/// The word for exactly what was read.
pub(crate) async fn take(
    Path((desk, id)): Path<(String, String)>,
    Posted { mut who, form }: Posted,
) -> Page {
    let reference = format!("{desk}/{id}");
    let read = form.one("read").parse();
    let read = read.map_err(|_| Problem::new(Code::Conflict, "it is not said what was read"))?;
    let order = ApproveForOrder {
        bulletin: reference.clone(),
        read: Some(read),
    };
    let outcome = match who.prove(&form).await {
        Ok(()) => who.desk().approve_for(&who.caller, &order).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => see(&format!("/c/b/{reference}?done=endorsed")),
        Err(error) => {
            let problem = error.problem();
            let asks = matches!(problem.code, Code::AccountProof | Code::AccountUnknown);
            let field = if asks { "proof" } else { "endorse" };
            let fault = Fault::of(who.texts(), field, &problem);
            render(&who, &reference, None, vec![fault]).await
        }
    }
}

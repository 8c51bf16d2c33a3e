//! What the privacy check holds back in words that somebody sends: shown with the words, to be taken back
//! or answered; then the act goes on with all that was typed. [PRV-13]

use std::collections::BTreeSet;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use fanal_desk::Finding;
use fanal_protocol::Problem;

use super::step_up;
use crate::chrome::{Fault, Frame, page_with};
use crate::form::Form;
use crate::routes::page_of;
use crate::visit::Signed;

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    f: Frame,
    action: String,
    back: String,
    findings: Vec<Finding>,
    fields: Vec<(String, String)>,
}

/// Fields that are no words of anybody, or are no page's to show again.
const NO_WORDS: &[&str] = &[crate::csrf::FIELD, "proof", "password", step_up::MARK];
/// The prefix of answers.
const BECAUSE: &str = "because-";

/// Asks, with the form that it is for; none where no finding stands in its way.
pub(crate) async fn show(who: &Signed, form: &Form, problem: &Problem) -> Option<Response> {
    let answered = |key: &str| form.some(&format!("{BECAUSE}{key}")).is_some();
    let words = form
        .fields()
        .iter()
        .filter(|(name, _)| !NO_WORDS.contains(&name.as_str()));
    let mut open = Vec::new();
    let mut known = BTreeSet::new();
    for (_, text) in words.clone().filter(|(name, _)| !name.starts_with(BECAUSE)) {
        let found = who.desk().look_at_words(&who.caller, text).await.ok()?;
        let found = found.into_iter();
        open.extend(found.filter(|it| !answered(&it.key) && known.insert(it.key.clone())));
    }
    if open.is_empty() {
        return None;
    }
    let texts = who.texts();
    let page = AnswerPage {
        action: who.visit.path.clone(),
        back: page_of(&who.visit.path),
        findings: open,
        fields: words.cloned().collect(),
        f: Frame::signed(who, "", texts.say("answer-title"))
            .faulty(vec![Fault::of(texts, "findings", problem)]),
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Some(page_with(status, &page).unwrap_or_else(|_| status.into_response()))
}

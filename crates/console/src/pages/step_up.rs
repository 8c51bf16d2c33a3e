//! Proving again that it is you, for an act that reaches far: asked on the way, and the act goes on with
//! all that was typed.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use fanal_protocol::{Code, Problem};

use crate::chrome::{Fault, Frame, page_with};
use crate::form::Form;
use crate::visit::Visit;

/// Marks the form of this page, and the field of the password or code.
pub(crate) const MARK: &str = "step-up";
const FIELD: &str = "proof";

#[derive(Template)]
#[template(path = "step_up.html")]
struct StepUpPage {
    f: Frame,
    action: String,
    fields: Vec<(String, String)>,
}

/// Asks, with the form that it is for; `problem` is what was wrong with the last answer.
pub(crate) fn show(visit: &Visit, form: &Form, problem: Option<&Problem>) -> Response {
    let texts = visit.texts;
    let faults = problem.map(|problem| {
        if problem.code == Code::LimitRate {
            Fault::says(texts, "proof", "sign-in-later")
        } else if problem.code == Code::AccountProof {
            Fault::says(texts, "proof", "step-up-wrong")
        } else {
            Fault::of(texts, "proof", problem)
        }
    });
    let fields = form.fields().iter();
    let fields =
        fields.filter(|(name, _)| name != crate::csrf::FIELD && name != FIELD && name != MARK);
    let page = StepUpPage {
        f: Frame::of(visit, texts.say("step-up-title")).faulty(faults.into_iter().collect()),
        action: visit.path.clone(),
        fields: fields.cloned().collect(),
    };
    page_with(StatusCode::FORBIDDEN, &page)
        .unwrap_or_else(|_| StatusCode::FORBIDDEN.into_response())
}

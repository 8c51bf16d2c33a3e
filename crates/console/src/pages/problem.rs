//! What could not be done, in words.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use fanal_protocol::{Code, Problem};

use crate::chrome::{Frame, page_with};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    f: Frame,
    text: String,
    detail: String,
    code: &'static str,
}

pub(crate) fn show(visit: &Visit, problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.code.status());
    let mut status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // A form that is not ours: there is a session, and it may not do that.
    if problem.code == Code::AccountUnknown {
        status = StatusCode::FORBIDDEN;
    }
    let is_absent = problem.code == Code::NotFound;
    let title = visit.texts.say(if is_absent {
        "problem-absent"
    } else {
        "problem-title"
    });
    let hint = problem.hint.as_deref().unwrap_or_default();
    let page = ProblemPage {
        f: Frame::of(visit, title),
        text: visit.texts.code(problem.code),
        detail: format!("{} {hint}", problem.text),
        code: problem.code.as_str(),
    };
    page_with(status, &page).unwrap_or_else(|_| status.into_response())
}

//! The envelope of answers, shared with `fanal --json`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use fanal_protocol::{Code, Problem};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A call that did what it was asked to.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Answer<T = Value> {
    /// Always true.
    pub ok: bool,
    /// `fanal.NAME.v1`.
    pub kind: String,
    /// The outcome.
    pub data: T,
    /// What else to know.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// A call that did not.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Failure {
    /// Always false.
    pub ok: bool,
    /// Why.
    pub error: Told,
}

/// A problem, with the address of its explanation.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Told {
    /// The code.
    pub code: Code,
    /// What and where.
    pub text: String,
    /// How to mend it.
    pub hint: Option<String>,
    /// Where it is explained.
    pub doc: String,
}

impl Failure {
    /// Of a problem.
    pub fn of(problem: &Problem) -> Self {
        Self {
            ok: false,
            error: Told {
                code: problem.code,
                text: problem.text.clone(),
                hint: problem.hint.clone(),
                doc: format!("SPEC.md#{}", problem.code),
            },
        }
    }

    /// The problem again.
    pub fn into_problem(self) -> Problem {
        Problem {
            code: self.error.code,
            text: self.error.text,
            hint: self.error.hint,
        }
    }
}

/// The answer of a call by this name.
pub(crate) fn success(name: &str, data: Value) -> Response {
    let kind = format!("fanal.{name}.v1");
    Json(Answer {
        ok: true,
        kind,
        data,
        warnings: Vec::new(),
    })
    .into_response()
}

/// The answer when it was not done.
pub(crate) fn failure(problem: &Problem) -> Response {
    let status =
        StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(Failure::of(problem))).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(
            axum::http::header::WWW_AUTHENTICATE,
            axum::http::HeaderValue::from_static("Bearer realm=\"fanal\""),
        );
    }
    response
}

//! The one style sheet, the one script, and the way from the root.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

const STYLE: &str = include_str!("../../assets/style.css");
const SCRIPT: &str = include_str!("../../assets/console.js");
/// An hour: they tell nothing of anybody, and every page asks for them.
const KEPT: &str = "private, max-age=3600";

pub(crate) async fn to_console() -> Response {
    Redirect::to("/c/").into_response()
}

/// Browsers ask for one, whatever a page says.
pub(crate) async fn no_icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

pub(crate) async fn style() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

pub(crate) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", SCRIPT)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, KEPT)];
    (StatusCode::OK, headers, text).into_response()
}

#![doc = include_str!("../README.md")]

mod answer;
mod call;
mod calls;
mod openapi;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use fanal_desk::{AskSources, Desk, Line, Post};
use fanal_protocol::{Code, Problem};

pub use answer::{Answer, Failure, Told};
pub use call::{Call, Method, NETWORK_HEADER, Outcome};
pub use calls::{
    AuditOrder, CALLS, ListedFile, Nothing, RosterText, StanceOrder, VerifyOrder, VouchOrder,
    Which, WhichDesk, WhichDraft, Word,
};
pub use openapi::openapi;

/// Largest body: a bundle of 25,000 objects (33 MB) with room for its JSON escapes.
pub const BODY_BYTES: usize = 96 << 20;

/// Largest body of a call without a token: a name, a password and a code.
pub const OPEN_BODY_BYTES: usize = 8 << 10;

/// What stands at the root, for a person who opens it.
const WELCOME: &str = "Fanal. This is the JSON API of a desk: see /api/v1/openapi.json.\n\
    At a terminal, `fanal --help` does all that it does.\n";

/// What a call leans on.
#[derive(Clone)]
pub struct Api {
    /// The desk.
    pub desk: Desk,
    /// The line to peers, if this process has one.
    pub line: Option<Arc<dyn Line>>,
    /// What sends notifications, if this process does.
    pub post: Option<Arc<dyn Post>>,
    /// What asks the sources of the configuration, if this process does.
    pub sources: Option<Arc<dyn AskSources>>,
}

/// The router of all calls, and `/api/v1/openapi.json`.
pub fn router(api: Api) -> Router {
    let mut router = Router::new();
    for call in CALLS {
        let handler = move |state, request| call::handle(call, state, request);
        let limit = DefaultBodyLimit::max(call.body_bytes());
        router = match call.method {
            Method::Get => router.route(call.path, get(handler).layer(limit)),
            Method::Post => router.route(call.path, post(handler).layer(limit)),
        };
    }
    router
        .route(
            "/api/v1/openapi.json",
            get(|| async { axum::Json(openapi()) }),
        )
        .route("/", get(|| async { WELCOME }))
        .fallback(|| async {
            answer::failure(&Problem::new(
                Code::NotFound,
                "there is no such call; see /api/v1/openapi.json",
            ))
        })
        .layer(map_response(with_headers))
        .with_state(api)
}

/// Says which method the call takes, and keeps the headers of the refusal. [ERR-1]
fn another_method(refused: &Response) -> Response {
    let allowed = refused.headers().get(header::ALLOW);
    let named = allowed.and_then(|methods| methods.to_str().ok());
    let text = format!("this call takes {}", named.unwrap_or("another method"));
    let mut response = answer::failure(&Problem::new(Code::UsageInvalid, text));
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
        .headers_mut()
        .extend(refused.headers().clone().into_iter().filter(|(name, _)| {
            name.as_ref().is_some_and(|name| {
                *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH
            })
        }));
    response
}

/// Nothing of an answer is kept by anybody on the way.
async fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'"),
    );
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        return another_method(&response);
    }
    response
}

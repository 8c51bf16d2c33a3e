//! Answers and errors, all with the standard's media type. Source: TAXII 2.1, 3.6.1.

use axum::body::Body;
use fanal_desk::DeskError;
use fanal_protocol::Problem;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde::Serialize;

use crate::MEDIA_TYPE;

/// Why a request is not answered.
pub(crate) struct Refused {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    /// What the address takes, where it does not take this.
    pub(crate) allow: &'static str,
}

impl Refused {
    pub(crate) fn new(status: StatusCode, title: impl Into<String>) -> Self {
        Self {
            status,
            title: title.into(),
            description: None,
            allow: "",
        }
    }

    pub(crate) fn bad(what: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, what)
    }

    /// Not there, or not for this caller: the two are one answer.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is no such thing here")
    }

    pub(crate) fn nobody() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "this needs an account of this desk",
        )
    }

    pub(crate) fn not_allowed(allow: &'static str) -> Self {
        Self {
            allow,
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "this address takes another method",
            )
        }
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        let status = StatusCode::from_u16(problem.code.status());
        Self {
            description: problem.hint,
            ..Self::new(
                status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                problem.text,
            )
        }
    }
}

impl From<DeskError> for Refused {
    fn from(error: DeskError) -> Self {
        if let DeskError::Store(cause) = &error {
            tracing::error!(%cause, "the database did not answer a TAXII client");
        }
        error.problem().into()
    }
}

/// The error message of the standard.
#[derive(Serialize)]
struct Told<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    http_status: &'a str,
}

impl From<Refused> for Response<Body> {
    fn from(refused: Refused) -> Self {
        let told = Told {
            title: &refused.title,
            description: refused.description.as_deref(),
            http_status: refused.status.as_str(),
        };
        let mut response = json(refused.status, &told);
        let headers = response.headers_mut();
        if refused.status == StatusCode::UNAUTHORIZED {
            let ways = "Basic realm=\"fanal\", charset=\"UTF-8\", Bearer realm=\"fanal\"";
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(ways));
        }
        if !refused.allow.is_empty() {
            headers.insert(header::ALLOW, HeaderValue::from_static(refused.allow));
        }
        if refused.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// A document.
pub(crate) fn json(status: StatusCode, document: &impl Serialize) -> Response<Body> {
    let bytes = serde_json::to_vec(document).unwrap_or_default();
    bytes_with(status, bytes)
}

/// The same, of bytes.
pub(crate) fn bytes_with(status: StatusCode, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    put_safe(headers);
    response
}

/// When the first and the last object of a page came.
pub(crate) fn put_dates(headers: &mut HeaderMap, first: &str, last: &str) {
    let names = ["x-taxii-date-added-first", "x-taxii-date-added-last"];
    for (name, moment) in names.into_iter().zip([first, last]) {
        if let Ok(value) = HeaderValue::from_str(moment) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

/// Nothing of an answer is kept by anybody on the way, nor taken for a page.
fn put_safe(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
        (header::VARY, "accept, authorization"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Reading, whether with or without the body.
pub(crate) fn reads(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}

//! One call: who asks, what is asked, which use case answers.

use std::future::Future;
use std::pin::Pin;

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use fanal_desk::{Caller, DeskError};
use fanal_protocol::{Code, Problem};
use schemars::{Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Api, BODY_BYTES, OPEN_BODY_BYTES, answer};

/// How a call is made: reading without input, or with a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Without input.
    Get,
    /// With a JSON body.
    Post,
}

/// Names the network that a call is about, by its id, a beginning of it, or its name; a desk in one
/// network needs it not.
pub const NETWORK_HEADER: &str = "fanal-network";

/// The outcome of a call, before it is rendered.
pub type Outcome = Pin<Box<dyn Future<Output = Result<Value, DeskError>> + Send>>;

/// One row of the table.
pub struct Call {
    /// Its name: the `kind` of its answer is `fanal.NAME.v1`.
    pub name: &'static str,
    /// How it is made.
    pub method: Method,
    /// Where.
    pub path: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// Without a token?
    pub open: bool,
    /// The schema of its body.
    pub input: fn(&mut SchemaGenerator) -> Schema,
    /// The schema of its `data`.
    pub output: fn(&mut SchemaGenerator) -> Schema,
    /// Reads a body as its order, and writes it down again; asks nobody.
    pub reads: fn(Value) -> Result<Value, DeskError>,
    /// Calls the use case.
    pub run: fn(Api, Option<Caller>, Value) -> Outcome,
}

impl Call {
    /// The largest body that it takes.
    pub const fn body_bytes(&self) -> usize {
        if self.open {
            OPEN_BODY_BYTES
        } else {
            BODY_BYTES
        }
    }
}

/// Extracts, calls one use case, renders.
pub(crate) async fn handle(
    call: &'static Call,
    State(api): State<Api>,
    request: Request,
) -> Response {
    match outcome(call, api, request).await {
        Ok(data) => answer::success(call.name, data),
        Err(error) => {
            let problem = error.problem();
            if let DeskError::Store(cause) = &error {
                tracing::error!(call = call.name, %cause, "the database did not answer a call");
            }
            answer::failure(&problem)
        }
    }
}

async fn outcome(call: &Call, api: Api, request: Request) -> Result<Value, DeskError> {
    if is_of_a_page(request.headers()) {
        let text = "a page of another site made this call";
        let hint = "programs send neither `Origin` nor `Sec-Fetch-Site`";
        return Err(Problem::new(Code::PolicyRole, text).with_hint(hint).into());
    }
    // Who asks comes first: a stranger does not fill our memory with a body.
    let caller = if call.open {
        None
    } else {
        let token = token(request.headers()).to_owned();
        Some(api.desk.caller_by_token(&token).await?)
    };
    let api = in_network(api, request.headers())?;
    let body = body_of(request, call.body_bytes()).await?;
    let input = if body.is_empty() {
        Ok(Value::Null)
    } else {
        serde_json::from_slice(&body)
    };
    let input = input.map_err(|error| {
        Problem::new(Code::UsageInvalid, format!("the body is no JSON: {error}"))
    })?;
    // What was read need not stay: a body may be as large as a file.
    drop(body);
    (call.run)(api, caller, input).await
}

async fn body_of(request: Request, limit: usize) -> Result<Bytes, Problem> {
    Bytes::from_request(request, &()).await.map_err(|refused| {
        if refused.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let text = format!("the body is larger than {limit} bytes");
            Problem::new(Code::LimitSize, text)
        } else {
            Problem::new(Code::UsageInvalid, "the body could not be read")
        }
    })
}

/// Did a browser make the call for a page that is not of this very origin? No page of ours makes any, and one of
/// another site would count as wrong passwords of people here. [ACC-3]
fn is_of_a_page(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site != "same-origin" && site != "none",
        None => headers.contains_key(header::ORIGIN),
    }
}

/// The network that the caller means, where the desk is in several.
fn in_network(api: Api, headers: &HeaderMap) -> Result<Api, DeskError> {
    let Some(value) = headers.get(NETWORK_HEADER) else {
        return Ok(api);
    };
    let named = std::str::from_utf8(value.as_bytes());
    let named = named.map_err(|_| Problem::new(Code::UsageInvalid, "the network is no text"))?;
    Ok(Api {
        desk: api.desk.in_network(named.trim())?,
        ..api
    })
}

fn token(headers: &HeaderMap) -> &str {
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    value
        .and_then(|text| text.strip_prefix("Bearer "))
        .unwrap_or_default()
        .trim()
}

/// The body as the order that the use case takes; what is wrong is said with its place.
pub(crate) fn order<T: DeserializeOwned>(input: Value) -> Result<T, DeskError> {
    let input = if input.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        input
    };
    // A list would be read as the fields in their order.
    if !input.is_object() {
        return Err(Problem::new(Code::UsageInvalid, "the body is no JSON object").into());
    }
    serde_json::from_value(input).map_err(|error| {
        Problem::new(Code::UsageInvalid, without_values(&error.to_string())).into()
    })
}

/// What serde says of a body, without what stood in it: a value pasted into the wrong field must not
/// come back in an error, nor in what logs it. [ERR-2]
fn without_values(fault: &str) -> String {
    for (begins, said) in [
        ("invalid type: ", "a field has another type"),
        ("invalid value: ", "a field has another value"),
        ("invalid length ", "a field has another length"),
        ("unknown variant ", "a field has another word"),
    ] {
        if fault.starts_with(begins) {
            let wanted = fault.rsplit_once(", expected ");
            return wanted.map_or_else(
                || said.to_owned(),
                |(_, wanted)| format!("{said}: expected {wanted}"),
            );
        }
    }
    if fault.starts_with("unknown field ") || fault.starts_with("missing field ") {
        return fault.to_owned();
    }
    // The words of our own types quote what they could not read.
    let kept = fault.split('`').step_by(2);
    kept.collect::<Vec<_>>().join("...")
}

/// The outcome as JSON.
pub(crate) fn data<T: Serialize>(outcome: &T) -> Result<Value, DeskError> {
    serde_json::to_value(outcome)
        .map_err(|error| Problem::new(Code::Broken, error.to_string()).into())
}

/// A call that needs a caller has one: the table says so, and here it is held to it.
pub(crate) fn needed(caller: Option<Caller>) -> Result<Caller, DeskError> {
    caller.ok_or_else(|| Problem::new(Code::AccountUnknown, "this needs a valid token").into())
}

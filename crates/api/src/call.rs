//! One call: who asks, what is asked, which use case answers.

use std::future::Future;
use std::pin::Pin;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use fanal_desk::{Caller, DeskError};
use fanal_protocol::{Code, Problem};
use schemars::{Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Api, answer};

/// How a call is made: reading without input, or with a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Without input.
    Get,
    /// With a JSON body.
    Post,
}

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
    /// Calls the use case.
    pub run: fn(Api, Option<Caller>, Value) -> Outcome,
}

/// Extracts, calls one use case, renders.
pub(crate) async fn handle(
    call: &'static Call,
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match outcome(call, api, &headers, &body).await {
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

async fn outcome(
    call: &Call,
    api: Api,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, DeskError> {
    let caller = if call.open {
        None
    } else {
        Some(api.desk.caller_by_token(token(headers)).await?)
    };
    let input = if body.is_empty() {
        Ok(Value::Null)
    } else {
        serde_json::from_slice(body)
    };
    let input = input.map_err(|error| {
        Problem::new(Code::UsageInvalid, format!("the body is no JSON: {error}"))
    })?;
    (call.run)(api, caller, input).await
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
    serde_json::from_value(input)
        .map_err(|error| Problem::new(Code::UsageInvalid, error.to_string()).into())
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

//! A POST: objects in, drafts made, and a status that says of each what became of it. Source: TAXII 2.1,
//! 4.3 and 5.5.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request};
use fanal_desk::{CollectionName, Collections, Reader, Taken};
use http::{Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::BODY_BYTES;
use crate::answer::{Refused, json};
use crate::negotiate::is_sent;

/// Statuses that are kept, of all accounts together: a client asks for its own within seconds.
const MOST_STATUSES: usize = 1_000;
/// Objects that they name, all together.
const MOST_LINES: usize = 200_000;
/// Bytes of the smallest object of STIX: its type, its id and a comma. What is longer than
/// `max_content_length` is refused for its length, so no count of objects of STIX ever is.
const SMALLEST_OBJECT: usize =
    r#"{"type":"url","id":"url--00000000-0000-4000-8000-000000000000"},"#.len();
/// Members of one envelope: more of them within that length cannot all be objects of STIX.
const MOST_OBJECTS: usize = BODY_BYTES / SMALLEST_OBJECT;
/// Objects that a status names one by one, of those that were taken and of the others; it counts all.
const MOST_NAMED: usize = 50_000;

/// What became of late POSTs, each for the account that made it.
#[derive(Default)]
pub(crate) struct Statuses(Mutex<VecDeque<(String, Status)>>);

/// The status of the standard.
#[derive(Clone, Serialize)]
struct Status {
    id: String,
    status: &'static str,
    request_timestamp: String,
    total_count: usize,
    success_count: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    successes: Vec<Line>,
    failure_count: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<Line>,
    pending_count: usize,
}

#[derive(Clone, Serialize)]
struct Line {
    id: String,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    objects: Vec<Box<RawValue>>,
}

/// Takes an envelope.
pub(crate) async fn post(
    collections: &Collections,
    statuses: &Statuses,
    reader: &Reader,
    name: CollectionName,
    request: Request,
) -> Result<Response<Body>, Refused> {
    if !is_sent(request.headers()) {
        let title = "this address takes `application/taxii+json;version=2.1`";
        return Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, title));
    }
    let bytes = body(request).await?;
    let objects = objects_of(&bytes).map_err(|(status, title)| Refused::new(status, title))?;
    let taken = collections.take(reader, name, &objects).await?;
    // With microseconds, whatever the desk's clock says. Source: TAXII 2.1, 1.6.9 and 4.3.1.
    let now = collections.moment();
    let status = Status::of(collections.new_status_id(), now, taken);
    statuses.put(reader, status.clone());
    Ok(json(StatusCode::ACCEPTED, &status))
}

/// The objects of an envelope; otherwise the status and the title of the answer.
pub fn objects_of(body: &[u8]) -> Result<Vec<Box<RawValue>>, (StatusCode, String)> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let title = format!("the body is no envelope of TAXII 2.1: line {line}, column {column}");
        (StatusCode::BAD_REQUEST, title)
    })?;
    let no = |title: &str| Err((StatusCode::UNPROCESSABLE_ENTITY, title.to_owned()));
    if envelope.objects.is_empty() {
        return no("the envelope has no objects");
    }
    if envelope.objects.len() > MOST_OBJECTS {
        return no("these are too many to be objects of STIX");
    }
    Ok(envelope.objects)
}

/// The status of an earlier POST of the same account.
pub(crate) fn status(
    statuses: &Statuses,
    reader: &Reader,
    id: &str,
) -> Result<Response<Body>, Refused> {
    let found = statuses.find(reader, id).ok_or_else(Refused::not_found)?;
    Ok(json(StatusCode::OK, &found))
}

async fn body(request: Request) -> Result<Bytes, Refused> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let too_large = || {
        let title = format!("a request has at most {BODY_BYTES} bytes");
        Refused::new(StatusCode::PAYLOAD_TOO_LARGE, title)
    };
    if announced.is_some_and(|bytes| bytes > BODY_BYTES) {
        return Err(too_large());
    }
    Bytes::from_request(request, &())
        .await
        .map_err(|refused| match refused.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            _ => Refused::bad("the body could not be read"),
        })
}

impl Status {
    fn of(id: String, request_timestamp: String, taken: Vec<Taken>) -> Self {
        let total_count = taken.len();
        let (failures, successes): (Vec<Taken>, Vec<Taken>) = taken
            .into_iter()
            .partition(|object| object.refused.is_some());
        Self {
            id,
            status: "complete",
            request_timestamp,
            total_count,
            success_count: successes.len(),
            successes: named(successes),
            failure_count: failures.len(),
            failures: named(failures),
            pending_count: 0,
        }
    }
}

fn named(objects: Vec<Taken>) -> Vec<Line> {
    objects.into_iter().take(MOST_NAMED).map(Line::of).collect()
}

impl Line {
    fn of(taken: Taken) -> Self {
        Self {
            id: taken.id,
            version: taken.version,
            message: taken.refused,
        }
    }
}

impl Statuses {
    fn put(&self, reader: &Reader, status: Status) {
        let Reader::Account(caller) = reader else {
            return;
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(MOST_STATUSES - 1);
        kept.push_front((caller.account().to_owned(), status));
        let mut lines = 0;
        let kept_whole = kept.iter().take_while(|(_, status)| {
            lines += status.successes.len() + status.failures.len();
            lines <= MOST_LINES
        });
        let within = kept_whole.count();
        kept.truncate(within.max(1));
    }

    fn find(&self, reader: &Reader, id: &str) -> Option<Status> {
        let Reader::Account(caller) = reader else {
            return None;
        };
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = kept.iter();
        let found = kept.find(|(account, s)| account == caller.account() && s.id == id);
        found.map(|(_, status)| status.clone())
    }
}

//! One request: who asks, how often, for what; then the desk's answer.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use fanal_protocol::limits::{DECOMPRESSED_BYTES, HINT_SECONDS, REQUEST_BYTES};
use fanal_protocol::wire::{
    Entry, HEADS_PATH, HINT_PATH, HeadsAnswer, HeadsRequest, RANGE_PATH, RangeRequest,
    write_entries,
};
use fanal_protocol::{Code, NetworkId, Problem, json};
use fanal_sync::VerifiedPeer;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body, Frame, SizeHint};
use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout};

use crate::RefusalKind;
use crate::compression::{ZSTD, compress};
use crate::listener::Line;

pub(crate) const PROBLEM_TYPE: &str = "application/problem+json";
pub(crate) const JSON_TYPE: &str = "application/json";
pub(crate) const ENTRIES_TYPE: &str = "application/vnd.fanal.entries";

/// From a request's headers to the end of its body: requests are a few hundred bytes.
const WHOLE_BODY: Duration = Duration::from_secs(15);
/// What the desk has for an answer that need not wait for anything.
const ANSWER: Duration = Duration::from_secs(55);
/// What it has for a hint.
const HINT: Duration = Duration::from_secs(HINT_SECONDS + 5);
/// Bytes handed to the connection at a time: the rest is given up when the reader goes.
const PIECE: usize = 64 * 1024;

#[derive(Clone, Copy)]
enum Route {
    Heads,
    Range,
    Hint,
}

/// Every call of the line.
const ROUTES: [(&str, Route); 3] = [
    (HEADS_PATH, Route::Heads),
    (RANGE_PATH, Route::Range),
    (HINT_PATH, Route::Hint),
];

/// The path of every call that a peer can make here.
pub fn paths() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|(path, _)| *path)
}

impl Route {
    fn of(method: &Method, path: &str) -> Option<Self> {
        if method != Method::POST {
            return None;
        }
        let known = ROUTES.iter().find(|(known, _)| *known == path);
        known.map(|(_, route)| *route)
    }
}

/// A no, what it counts as, and whether the connection ends with it.
struct No {
    problem: Problem,
    kind: Option<RefusalKind>,
    hang_up: bool,
}

impl No {
    fn new(kind: RefusalKind, code: Code, text: &str) -> Self {
        Self {
            problem: Problem::new(code, text),
            kind: Some(kind),
            hang_up: false,
        }
    }

    fn then_hang_up(self) -> Self {
        Self {
            hang_up: true,
            ..self
        }
    }

    fn not_a_member() -> Self {
        Self::new(
            RefusalKind::NotMember,
            Code::PolicyMember,
            "this desk is not an active member here",
        )
    }
}

impl From<Problem> for No {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            kind: None,
            hang_up: false,
        }
    }
}

/// Answers one request; a no is an answer too.
pub(crate) async fn answer<B>(
    line: &Line,
    request: Request<B>,
) -> Result<Response<Answer>, Infallible>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    Ok(respond(line, request)
        .await
        .unwrap_or_else(|no| refuse(line, &no)))
}

fn refuse(line: &Line, no: &No) -> Response<Answer> {
    if let Some(kind) = no.kind {
        line.refused(kind);
    }
    if no.hang_up {
        line.hang_up();
    }
    let status =
        StatusCode::from_u16(no.problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(&no.problem).unwrap_or_default();
    let mut response = content(PROBLEM_TYPE, body, Slots::default());
    *response.status_mut() = status;
    response
}

async fn respond<B>(line: &Line, request: Request<B>) -> Result<Response<Answer>, No>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    // The handshake may be hours old: the roster is asked at every request.
    if !line.members().current().has(&line.pin()) {
        return Err(No::not_a_member().then_hang_up());
    }
    if !line.place().spend(Instant::now()) {
        return Err(No::new(
            RefusalKind::Rate,
            Code::LimitRate,
            "too many requests in a minute",
        ));
    }
    let route = Route::of(request.method(), request.uri().path()).ok_or_else(|| {
        No::new(
            RefusalKind::NoSuchCall,
            Code::NotFound,
            "there is no such call",
        )
    })?;
    let slot = line.place().request().ok_or_else(too_many_at_once)?;
    let body = read_body(request).await?;
    match route {
        Route::Heads => {
            let asked: HeadsRequest = parse(&body)?;
            let (network, caller) = (asked.network, caller(line, asked.network)?);
            let found = within(ANSWER, line.service().heads(&caller, asked)).await?;
            still_member(line, network, &caller)?;
            heads_answer(&found, Slots::one(slot))
        }
        Route::Hint => {
            let asked: HeadsRequest = parse(&body)?;
            let (network, caller) = (asked.network, caller(line, asked.network)?);
            let found = tokio::select! {
                found = within(HINT, line.service().hint(&caller, asked)) => found?,
                () = line.closing() => return Err(Problem::new(Code::Busy, "this node closes").into()),
            };
            still_member(line, network, &caller)?;
            heads_answer(&found, Slots::one(slot))
        }
        Route::Range => {
            let asked: RangeRequest = parse(&body)?;
            if asked.from >= asked.to {
                return Err(No::new(
                    RefusalKind::Malformed,
                    Code::UsageInvalid,
                    "there is nothing between these places",
                ));
            }
            let (network, caller) = (asked.network, caller(line, asked.network)?);
            let slots = Slots::range(slot, line.place().range().ok_or_else(too_many_at_once)?);
            let entries = within(ANSWER, line.service().range(&caller, asked)).await?;
            let answer = range_answer(entries, slots).await?;
            still_member(line, network, &caller)?;
            Ok(answer)
        }
    }
}

fn too_many_at_once() -> No {
    No::new(
        RefusalKind::Rate,
        Code::LimitRate,
        "too many requests at once",
    )
}

async fn read_body<B>(request: Request<B>) -> Result<Bytes, No>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let too_large = || {
        No::new(
            RefusalKind::Oversize,
            Code::LimitSize,
            "the request is too large",
        )
        .then_hang_up()
    };
    let body = request.into_body();
    if body.size_hint().lower() > REQUEST_BYTES as u64 {
        return Err(too_large());
    }
    let never_came = || {
        No::new(
            RefusalKind::Malformed,
            Code::UsageInvalid,
            "the request did not come in whole",
        )
    };
    match timeout(WHOLE_BODY, Limited::new(body, REQUEST_BYTES).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) | Err(_) => Err(never_came().then_hang_up()),
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, No> {
    // What serde says may repeat what it read; the peer knows what it sent.
    json::read(body).map_err(|_| {
        No::new(
            RefusalKind::Malformed,
            Code::UsageInvalid,
            "the request is not what this call takes",
        )
    })
}

fn caller(line: &Line, network: NetworkId) -> Result<VerifiedPeer, No> {
    line.members()
        .current()
        .peer(&line.pin(), network)
        .cloned()
        .ok_or_else(No::not_a_member)
}

/// Asked again before the answer leaves: a range takes time to collect, a hint waits for long.
fn still_member(line: &Line, network: NetworkId, asked: &VerifiedPeer) -> Result<(), No> {
    if caller(line, network)?.desk() == asked.desk() {
        Ok(())
    } else {
        Err(No::not_a_member())
    }
}

async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, Problem>>,
) -> Result<T, No> {
    let late = |_| Problem::new(Code::Busy, "no answer in time");
    Ok(timeout(limit, answer).await.map_err(late)??)
}

fn heads_answer(found: &HeadsAnswer, slots: Slots) -> Result<Response<Answer>, No> {
    let bytes = serde_json::to_vec(found).map_err(|_| broken("the answer cannot be written"))?;
    Ok(content(JSON_TYPE, within_size(bytes)?, slots))
}

async fn range_answer(entries: Vec<Entry>, slots: Slots) -> Result<Response<Answer>, No> {
    let packed = tokio::task::spawn_blocking(move || {
        let frames = within_size(write_entries(&entries))?;
        drop(entries);
        Ok::<_, Problem>(match compress(&frames) {
            Some(compressed) => (compressed, true),
            None => (frames, false),
        })
    });
    let (bytes, compressed) = packed
        .await
        .map_err(|_| broken("the answer cannot be written"))??;
    let mut response = content(ENTRIES_TYPE, bytes, slots);
    if compressed {
        response
            .headers_mut()
            .insert(CONTENT_ENCODING, HeaderValue::from_static(ZSTD));
    }
    Ok(response)
}

fn broken(text: &str) -> Problem {
    Problem::new(Code::Broken, text)
}

/// What no peer would take is not sent.
fn within_size(bytes: Vec<u8>) -> Result<Vec<u8>, Problem> {
    if bytes.len() > DECOMPRESSED_BYTES {
        Err(broken("the answer is larger than a peer takes"))
    } else {
        Ok(bytes)
    }
}

fn content(kind: &'static str, bytes: Vec<u8>, slots: Slots) -> Response<Answer> {
    let length = HeaderValue::from(bytes.len());
    let mut response = Response::new(Answer {
        rest: bytes.into(),
        slots,
    });
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}

/// What an answer takes up until it is read.
#[derive(Default)]
pub(crate) struct Slots {
    _request: Option<OwnedSemaphorePermit>,
    _range: Option<[OwnedSemaphorePermit; 2]>,
}

impl Slots {
    fn one(request: OwnedSemaphorePermit) -> Self {
        Self {
            _request: Some(request),
            _range: None,
        }
    }

    fn range(request: OwnedSemaphorePermit, range: [OwnedSemaphorePermit; 2]) -> Self {
        Self {
            _request: Some(request),
            _range: Some(range),
        }
    }
}

/// A body in pieces: given whole, it would lie in the connection's buffers, uncounted, for as long
/// as the peer does not read.
pub(crate) struct Answer {
    rest: Bytes,
    #[expect(dead_code, reason = "held, and given back when the body is dropped")]
    slots: Slots,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let piece = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

//! A member that the node calls: it answers what its script says, byte for byte.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use fanal_protocol::wire::{HEADS_PATH, HeadsAnswer, RANGE_PATH, RangeRequest};
use fanal_protocol::{Digest, json};
use http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::tls;
use crate::running::Member;

/// One answer.
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    pieces: Pieces,
}

#[derive(Clone)]
enum Pieces {
    Whole(Bytes),
    Endless,
    Broken(Bytes),
    Silent(Bytes),
}

impl Reply {
    /// 200 with these bytes.
    pub fn ok(bytes: impl Into<Bytes>) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            pieces: Pieces::Whole(bytes.into()),
        }
    }

    /// 200 without an end.
    pub fn endless() -> Self {
        Self {
            pieces: Pieces::Endless,
            ..Self::ok(Bytes::new())
        }
    }

    /// 200, these bytes, and the stream breaks off.
    pub fn broken(bytes: impl Into<Bytes>) -> Self {
        Self {
            pieces: Pieces::Broken(bytes.into()),
            ..Self::ok(Bytes::new())
        }
    }

    /// 200, these bytes, and nothing more, ever.
    pub fn silent(bytes: impl Into<Bytes>) -> Self {
        Self {
            pieces: Pieces::Silent(bytes.into()),
            ..Self::ok(Bytes::new())
        }
    }

    /// This much of it, in thousandths; then the stream breaks off.
    #[must_use]
    pub(super) fn cut_at(self, thousandth: usize) -> Self {
        let Pieces::Whole(bytes) = self.pieces else {
            return self;
        };
        let some = bytes.len() * thousandth.min(999) / 1_000;
        Self {
            pieces: Pieces::Broken(bytes.slice(..some)),
            ..self
        }
    }

    /// With another status.
    #[must_use]
    pub const fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With this header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

type Ranges = Arc<dyn Fn(&RangeRequest) -> Reply + Send + Sync>;

/// What is answered to whom, until it is another.
#[derive(Clone)]
pub struct Script {
    heads: Reply,
    ranges: Ranges,
}

impl Script {
    /// These heads, and these ranges.
    pub fn new(
        heads: Reply,
        ranges: impl Fn(&RangeRequest) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self {
            heads,
            ranges: Arc::new(ranges),
        }
    }

    /// Nothing at all, as somebody honest would say it.
    pub fn nothing() -> Self {
        let heads = HeadsAnswer {
            digest: Digest::from_bytes([1; 32]),
            roster: 1,
            rosters: Vec::new(),
            heartbeats: Vec::new(),
            heads: Vec::new(),
        };
        Self::new(Reply::ok(serde_json::to_vec(&heads).unwrap()), |_| {
            Reply::ok(Bytes::new()).status(404)
        })
    }
}

/// The listener of a member that lies.
pub struct Liar {
    script: Arc<Mutex<Script>>,
    asked: Arc<tokio::sync::watch::Sender<u64>>,
    task: tokio::task::JoinHandle<()>,
}

impl Liar {
    /// Listens where the roster says, with this member's key or another's.
    pub async fn listen(member: &Member, key_of: &Member) -> Self {
        let listener = TcpListener::bind(member.address.unwrap()).await.unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls::listening(&key_of.tls_seed)));
        let script = Arc::new(Mutex::new(Script::nothing()));
        let asked = Arc::new(tokio::sync::watch::Sender::new(0));
        let (says, counts) = (Arc::clone(&script), Arc::clone(&asked));
        let task = tokio::spawn(async move {
            // Gone with the listener: who vanishes leaves no line open.
            let mut lines = tokio::task::JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, says) = (acceptor.clone(), Arc::clone(&says));
                let counts = Arc::clone(&counts);
                lines.spawn(async move {
                    let Ok(stream) = acceptor.accept(socket).await else {
                        return;
                    };
                    let service = service_fn(move |request| {
                        let (says, counts) = (Arc::clone(&says), Arc::clone(&counts));
                        async move {
                            counts.send_modify(|count| *count += 1);
                            Ok::<_, Infallible>(answer(&says, request).await)
                        }
                    });
                    let builder = http2::Builder::new(TokioExecutor::new());
                    let _ = builder
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self {
            script,
            asked,
            task,
        }
    }

    /// From now on it says this.
    pub fn say(&self, script: Script) {
        *self.script.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    /// Requests so far.
    pub fn asked(&self) -> u64 {
        *self.asked.borrow()
    }

    /// It vanishes: its listener and every line end.
    pub async fn vanish(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(script: &Mutex<Script>, request: Request<Incoming>) -> Response<Saying> {
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await;
    let body = body.map(http_body_util::Collected::to_bytes);
    let script = script
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let reply = match path.as_str() {
        HEADS_PATH => script.heads,
        RANGE_PATH => {
            let asked: Option<RangeRequest> = body.ok().and_then(|body| json::read(&body).ok());
            match asked {
                Some(asked) => (script.ranges)(&asked),
                None => Reply::ok(Bytes::new()).status(400),
            }
        }
        // Nothing is held open: the node asks for heads when it likes.
        _ => Reply::ok(Bytes::new()).status(503),
    };
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Saying(reply.pieces)).unwrap()
}

/// A body as the script has it.
struct Saying(Pieces);

impl hyper::body::Body for Saying {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let piece = match &mut self.0 {
            Pieces::Endless => {
                return Poll::Ready(Some(Ok(Frame::data(vec![b' '; 65_536].into()))));
            }
            Pieces::Whole(rest) | Pieces::Broken(rest) | Pieces::Silent(rest) => {
                rest.split_to(rest.len().min(65_536))
            }
        };
        if !piece.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match &self.0 {
            Pieces::Whole(_) | Pieces::Endless => Poll::Ready(None),
            Pieces::Broken(_) => Poll::Ready(Some(Err(std::io::ErrorKind::BrokenPipe.into()))),
            // Nobody wakes it.
            Pieces::Silent(_) => Poll::Pending,
        }
    }
}

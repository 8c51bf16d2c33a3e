//! The listener: handshakes off the accept path, places counted, and the open connections of a
//! desk ended in the moment in which it is out.
//!
//! No address of a client is ever looked at: not for limits (over Tor all are one), not for logs.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use fanal_protocol::TlsPin;
use fanal_protocol::wire::{ALPN, TURNED_ALPN};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::admission::{Admission, Place};
use crate::answer::answer;
use crate::membership::Membership;
use crate::quiet::{Quiet, Requests};
use crate::turned::host;
use crate::verifier::{pin_of, unknown_pin};
use crate::{Members, NodeIdentity, PeerError, PeerService, Refusal, RefusalKind, tls};

/// A handshake over a slow onion circuit takes four seconds.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Handshakes at once; one more, and the oldest of them ends.
const HANDSHAKES: usize = 256;
/// What requests under way get when a connection is to end politely.
const FAREWELL: Duration = Duration::from_secs(5);
/// When the system has no more sockets: wait, instead of asking it again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// A node needs a hint, a heads and a few ranges at once.
const STREAMS_PER_CONNECTION: u32 = 16;
/// Requests carry no headers of their own.
pub(crate) const HEADER_BYTES: u32 = 8 * 1024;
/// Peers behind address translators, and peers that lost power, are noticed by this.
pub(crate) const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// What one stream, and one connection, may send before this node has read it.
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 256 * 1024;
/// What one stream may hold in the connection's buffers.
const SEND_BUFFER: usize = 128 * 1024;

/// What all connections share.
pub(crate) struct Room {
    members: Arc<Members>,
    service: Arc<dyn PeerService>,
    admission: Admission,
    /// Ends when this node shuts down.
    open: watch::Receiver<()>,
}

impl Room {
    pub(crate) fn new(
        members: Arc<Members>,
        service: Arc<dyn PeerService>,
        open: watch::Receiver<()>,
    ) -> Self {
        Self {
            members,
            service,
            admission: Admission::new(),
            open,
        }
    }

    async fn closing(&self) {
        let _ = self.open.clone().changed().await;
    }

    fn refused(&self, kind: RefusalKind, pin: Option<TlsPin>) {
        self.service.refused(Refusal { kind, pin });
    }
}

/// One connection of one peer.
pub(crate) struct Line {
    room: Arc<Room>,
    pin: TlsPin,
    place: Place,
    hang_up: Notify,
}

impl Line {
    /// `None`, and counted, if there is no place or no request left in the peer's minute: a
    /// connection costs as much as a request.
    pub(crate) fn open(room: &Arc<Room>, pin: TlsPin) -> Option<Self> {
        let Some(place) = room.admission.admit(pin, Instant::now()) else {
            room.refused(RefusalKind::Crowded, Some(pin));
            return None;
        };
        if !place.spend(Instant::now()) {
            room.refused(RefusalKind::Rate, Some(pin));
            return None;
        }
        Some(Self {
            room: room.clone(),
            pin,
            place,
            hang_up: Notify::new(),
        })
    }

    pub(crate) const fn pin(&self) -> TlsPin {
        self.pin
    }

    pub(crate) fn members(&self) -> &Members {
        &self.room.members
    }

    pub(crate) fn service(&self) -> &dyn PeerService {
        self.room.service.as_ref()
    }

    pub(crate) const fn place(&self) -> &Place {
        &self.place
    }

    /// Comes back when this node shuts down.
    pub(crate) async fn closing(&self) {
        self.room.closing().await;
    }

    pub(crate) fn refused(&self, kind: RefusalKind) {
        self.room.refused(kind, Some(self.pin));
    }

    /// Ends the connection once what is under way is answered.
    pub(crate) fn hang_up(&self) {
        self.hang_up.notify_one();
    }

    pub(crate) async fn hung_up(&self) {
        self.hang_up.notified().await;
    }
}

/// Listens for peers until `shutdown` comes back; then requests under way get a few seconds.
pub async fn serve(
    listener: TcpListener,
    identity: &NodeIdentity,
    members: Arc<Members>,
    service: Arc<dyn PeerService>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), PeerError> {
    let acceptor = TlsAcceptor::from(Arc::new(tls::server_config(identity, members.clone())?));
    let (stop, open) = watch::channel(());
    let room = Arc::new(Room::new(members, service, open));
    let mut greetings = Greetings::default();
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((socket, _)) => {
                let greeting = greetings.begin();
                connections.spawn(attend(acceptor.clone(), socket, greeting, room.clone()));
            }
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "cannot accept peers");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop((listener, stop));
    let all = async { while connections.join_next().await.is_some() {} };
    // Whoever is not done by then is cut off when the set is dropped.
    let _ = timeout(FAREWELL + ACCEPT_PAUSE, all).await;
    Ok(())
}

/// The handshakes under way, oldest first. Nobody waits for a place among them: who connects and says
/// nothing would keep everybody else out for as long as it likes.
#[derive(Default)]
struct Greetings(VecDeque<oneshot::Sender<()>>);

impl Greetings {
    /// One more; the oldest makes room. Its receiver ends when it is the oldest, and one too many.
    fn begin(&mut self) -> oneshot::Receiver<()> {
        self.0.retain(|greeting| !greeting.is_closed());
        while self.0.len() >= HANDSHAKES {
            self.0.pop_front();
        }
        let (held, greeting) = oneshot::channel();
        self.0.push_back(held);
        greeting
    }
}

/// One connection from its first byte to its last.
async fn attend(
    acceptor: TlsAcceptor,
    socket: TcpStream,
    mut greeting: oneshot::Receiver<()>,
    room: Arc<Room>,
) {
    let made_room = Refusal {
        kind: RefusalKind::BadHandshake,
        pin: None,
    };
    let greeted = tokio::select! {
        greeted = greet(&acceptor, socket) => greeted,
        _ = &mut greeting => Err(made_room),
        () = room.closing() => return,
    };
    drop(greeting);
    match greeted {
        Ok((stream, pin)) => {
            let turned = stream.get_ref().1.alpn_protocol() == Some(TURNED_ALPN);
            let Some(line) = Line::open(&room, pin) else {
                return;
            };
            if turned {
                host(stream, &line).await;
            } else {
                talk(stream, Arc::new(line)).await;
            }
        }
        Err(refusal) => room.service.refused(refusal),
    }
}

async fn greet(
    acceptor: &TlsAcceptor,
    socket: TcpStream,
) -> Result<(TlsStream<TcpStream>, TlsPin), Refusal> {
    let bad = |pin| Refusal {
        kind: RefusalKind::BadHandshake,
        pin,
    };
    socket.set_nodelay(true).map_err(|_| bad(None))?;
    let stream = timeout(HANDSHAKE, acceptor.accept(socket))
        .await
        .map_err(|_| bad(None))?
        .map_err(|error| {
            let tls = error
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<rustls::Error>());
            match tls.and_then(unknown_pin) {
                Some(pin) => Refusal {
                    kind: RefusalKind::UnknownPin,
                    pin: Some(pin),
                },
                None => bad(None),
            }
        })?;
    let session = stream.get_ref().1;
    let certificate = session.peer_certificates().and_then(<[_]>::first);
    let pin = certificate
        .and_then(|certificate| pin_of(certificate).ok())
        .ok_or_else(|| bad(None))?;
    if !matches!(session.alpn_protocol(), Some(ALPN | TURNED_ALPN)) {
        return Err(bad(Some(pin)));
    }
    Ok((stream, pin))
}

/// Answers whoever is at the other end, whichever side called.
pub(crate) async fn talk<S>(stream: S, line: Arc<Line>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let quiet = Quiet::new();
    let (requests, _end_of_requests) = Requests::new(quiet.clone());
    let asked = line.clone();
    let service = service_fn(move |request| {
        let line = asked.clone();
        async move { answer(&line, request).await }
    });
    let connection = http2::Builder::new(requests)
        .timer(TokioTimer::new())
        .keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE)
        .max_concurrent_streams(STREAMS_PER_CONNECTION)
        .max_header_list_size(HEADER_BYTES)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let mut changes = line.members().changes();
    let ask_to_leave = async {
        tokio::select! {
            () = line.hung_up() => {}
            () = quiet.for_too_long() => {}
            () = line.closing() => {}
        }
    };
    let pin = line.pin;
    let mut ended = until(connection.as_mut(), ask_to_leave, &mut changes, &pin).await;
    if ended == Ended::Asked {
        connection.as_mut().graceful_shutdown();
        let farewell = sleep(FAREWELL);
        ended = until(connection.as_mut(), farewell, &mut changes, &pin).await;
    }
    if ended == Ended::Misused {
        line.refused(RefusalKind::Malformed);
    }
    // Dropped here: the socket closes, and every request of it ends with it.
}

#[derive(PartialEq, Eq)]
pub(crate) enum Ended {
    Over,
    /// What came is no HTTP/2, or more of it than one may send. [SYN-7]
    Misused,
    PutOut,
    Asked,
}

/// Drives a connection until it is over, or the peer is out, or somebody asks it to end.
pub(crate) async fn until<C: Future<Output = hyper::Result<()>>>(
    mut connection: Pin<&mut C>,
    asked: impl Future<Output = ()>,
    changes: &mut watch::Receiver<Arc<Membership>>,
    pin: &TlsPin,
) -> Ended {
    let mut asked = pin!(asked);
    loop {
        // Looked at before the first byte too: the roster may have changed since the handshake.
        if !changes.borrow_and_update().has(pin) {
            return Ended::PutOut;
        }
        tokio::select! {
            biased;
            told = changes.changed() => if told.is_err() { return Ended::PutOut },
            over = connection.as_mut() => return over.map_or_else(|error| of_error(&error), |()| Ended::Over),
            () = &mut asked => return Ended::Asked,
        }
    }
}

/// A line that broke, or a peer that lost power, is nobody's misuse.
fn of_error(error: &hyper::Error) -> Ended {
    let source = std::error::Error::source(error);
    let is_broken = source.is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
    if is_broken || error.is_timeout() {
        Ended::Over
    } else {
        Ended::Misused
    }
}

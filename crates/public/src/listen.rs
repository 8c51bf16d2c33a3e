//! Plain HTTP/1.1 for a proxy, an onion service or the bare network. What a stranger can hold is bounded: connections,
//! time, bytes of a request.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Bytes of a request's head: a browser sends one KB.
const REQUEST_HEAD_BYTES: usize = 16 << 10;
/// Headers of a request: a browser sends 15.
const REQUEST_HEADERS: usize = 64;
/// After an error to accept (no more file descriptors, mostly), others get the time to end.
const AFTER_FAULT: Duration = Duration::from_millis(100);

/// What strangers may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Connections open at once; more wait in the system's queue.
    pub connections: usize,
    /// Time for the head of a request, and between two requests: those who send byte by byte hold nothing for long.
    pub head: Duration,
    /// Time for a connection in all: those who read byte by byte do not hold it for ever.
    pub connection: Duration,
    /// Time for answers under way when the node stops.
    pub farewell: Duration,
}

impl Default for Limits {
    /// 1,024 connections, 15 s, 15 min (45 MB at 50 KB/s), 10 s.
    fn default() -> Self {
        Self {
            connections: 1024,
            head: Duration::from_secs(15),
            connection: Duration::from_mins(15),
            farewell: Duration::from_secs(10),
        }
    }
}

/// Serves until `shutdown` resolves, then lets answers under way finish.
pub async fn serve_plain(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) {
    let http = configured(limits);
    let service = TowerToHyperService::new(router);
    let open = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, place) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = accept(&listener, &open) => accepted,
        };
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = timeout(limits.connection, graceful.watch(connection));
        tokio::spawn(async move {
            // How it ended concerns nobody: an error here is a reader who left.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    if timeout(limits.farewell, graceful.shutdown()).await.is_err() {
        tracing::info!("public site: some answers were cut off at shutdown");
    }
}

fn configured(limits: Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(REQUEST_HEADERS)
        .max_buf_size(REQUEST_HEAD_BYTES)
        .pipeline_flush(true);
    http
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    open: &Arc<Semaphore>,
) -> (TcpStream, Option<tokio::sync::OwnedSemaphorePermit>) {
    // The semaphore is never closed: without a place nobody gets here.
    let place = Arc::clone(open).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // A small answer leaves at once; if the system cannot, it leaves a little later.
                let _ = stream.set_nodelay(true);
                return (stream, place);
            }
            Err(error) => {
                tracing::warn!(%error, "public site: cannot accept connections");
                sleep(AFTER_FAULT).await;
            }
        }
    }
}

//! Lines on which the parts are turned: a desk that nobody can call holds them open to the desks
//! that it can call, and answers on them as a listener does. [SYN-14]
//!
//! Who is at each end is known by its key as on any other line; nothing moves here that would not
//! move if the desk could be called.

use std::collections::{BTreeSet, HashMap};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use fanal_protocol::TlsPin;
use http_body_util::Full;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::RefusalKind;
use crate::listener::{Ended, HEADER_BYTES, KEEP_ALIVE, Line, until};

type Asker = SendRequest<Full<Bytes>>;

/// The desks that called in, by the keys that they showed.
pub(crate) struct Callers {
    lines: Mutex<HashMap<TlsPin, (u64, Asker)>>,
    count: AtomicU64,
    arrivals: watch::Sender<()>,
}

impl Default for Callers {
    fn default() -> Self {
        Self {
            lines: Mutex::default(),
            count: AtomicU64::new(0),
            arrivals: watch::Sender::new(()),
        }
    }
}

impl Callers {
    /// The line of the desk that has one of these keys.
    pub(crate) fn line(&self, pins: &BTreeSet<TlsPin>) -> Option<(u64, Asker)> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        pins.iter()
            .filter_map(|pin| lines.get(pin))
            .find(|(_, asker)| !asker.is_closed())
            .map(|(number, asker)| (*number, asker.clone()))
    }

    /// Marked as changed whenever a desk calls in.
    pub(crate) fn arrivals(&self) -> watch::Receiver<()> {
        self.arrivals.subscribe()
    }

    /// The newest line of a desk counts: of an older one it knows that it broke.
    fn put(&self, pin: TlsPin, asker: Asker) -> Hosted<'_> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(pin, (number, asker));
        self.arrivals.send_replace(());
        Hosted {
            callers: self,
            pin,
            number,
        }
    }
}

/// A line that is open; dropped, it is forgotten.
struct Hosted<'a> {
    callers: &'a Callers,
    pin: TlsPin,
    number: u64,
}

impl Drop for Hosted<'_> {
    fn drop(&mut self) {
        let mut lines = self
            .callers
            .lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if lines
            .get(&self.pin)
            .is_some_and(|(number, _)| *number == self.number)
        {
            lines.remove(&self.pin);
        }
    }
}

/// Keeps the line of a desk that called in, until it breaks, the desk is out or this node closes.
pub(crate) async fn host<S>(stream: S, line: &Line)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let greeted = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE)
        .keep_alive_while_idle(true)
        .max_header_list_size(HEADER_BYTES)
        .handshake(TokioIo::new(stream))
        .await;
    let Ok((asker, connection)) = greeted else {
        return;
    };
    let mut changes = line.members().changes();
    let _hosted = line.members().callers().put(line.pin(), asker);
    let asked = async {
        tokio::select! {
            () = line.hung_up() => {}
            () = line.closing() => {}
        }
    };
    if until(pin!(connection), asked, &mut changes, &line.pin()).await == Ended::Misused {
        line.refused(RefusalKind::Malformed);
    }
}

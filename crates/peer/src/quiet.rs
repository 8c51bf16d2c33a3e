//! When a connection has been quiet for too long; and the executor that tells it so, and that ends
//! every request together with its connection.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

/// From a connection's opening to its first complete request.
const FIRST_REQUEST: Duration = Duration::from_secs(30);
/// From one answer's end to the next complete request: longer than clients keep idle connections.
const NEXT_REQUEST: Duration = Duration::from_mins(2);
/// From a request's headers to the last byte of its answer taken: 8 MB over a slow onion circuit.
const WHOLE_ANSWER: Duration = Duration::from_mins(6);

#[derive(Clone, Copy)]
struct State {
    under_way: usize,
    quiet_at: Instant,
}

/// Counts a connection's requests under way.
#[derive(Clone)]
pub(crate) struct Quiet(Arc<watch::Sender<State>>);

impl Quiet {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(State {
            under_way: 0,
            quiet_at: Instant::now() + FIRST_REQUEST,
        })))
    }

    /// Comes back once nothing is under way and the time is up.
    pub(crate) async fn for_too_long(&self) {
        let mut changes = self.0.subscribe();
        loop {
            let state = *changes.borrow_and_update();
            tokio::select! {
                () = sleep_until(state.quiet_at), if state.under_way == 0 => return,
                _ = changes.changed() => {}
            }
        }
    }

    fn begin(&self) -> UnderWay {
        self.0.send_modify(|state| state.under_way += 1);
        UnderWay(self.clone())
    }
}

struct UnderWay(Quiet);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.send_modify(|state| {
            state.under_way = state.under_way.saturating_sub(1);
            state.quiet_at = Instant::now() + NEXT_REQUEST;
        });
    }
}

/// Runs the requests of one connection, each from its headers to the last byte of its answer.
#[derive(Clone)]
pub(crate) struct Requests {
    quiet: Quiet,
    ended: watch::Receiver<()>,
}

impl Requests {
    /// The executor, and what ends all that it runs when dropped.
    pub(crate) fn new(quiet: Quiet) -> (Self, watch::Sender<()>) {
        let (end, ended) = watch::channel(());
        (Self { quiet, ended }, end)
    }
}

impl<F: Future<Output = ()> + Send + 'static> hyper::rt::Executor<F> for Requests {
    fn execute(&self, request: F) {
        let under_way = self.quiet.begin();
        let mut ended = self.ended.clone();
        tokio::spawn(async move {
            let _under_way = under_way;
            tokio::select! {
                biased;
                _ = ended.changed() => {}
                _ = timeout(WHOLE_ANSWER, request) => {}
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use hyper::rt::Executor as _;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_without_a_first_request_is_quiet_for_too_long() {
        let quiet = Quiet::new();
        let start = Instant::now();
        quiet.for_too_long().await;
        assert!(start.elapsed() >= FIRST_REQUEST);
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_not_quiet_while_a_request_is_under_way() {
        let quiet = Quiet::new();
        let (requests, _end) = Requests::new(quiet.clone());
        let (done, wait) = oneshot::channel::<()>();
        requests.execute(async { wait.await.unwrap_or_default() });
        assert!(
            timeout(FIRST_REQUEST * 5, quiet.for_too_long())
                .await
                .is_err()
        );
        done.send(()).unwrap();
        assert!(
            timeout(NEXT_REQUEST / 2, quiet.for_too_long())
                .await
                .is_err()
        );
        quiet.for_too_long().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_stalls_is_let_go() {
        let quiet = Quiet::new();
        let (requests, _end) = Requests::new(quiet.clone());
        requests.execute(std::future::pending());
        let start = Instant::now();
        quiet.for_too_long().await;
        assert!(start.elapsed() >= WHOLE_ANSWER);
    }

    #[tokio::test(start_paused = true)]
    async fn requests_end_with_their_connection() {
        let (requests, end) = Requests::new(Quiet::new());
        let (held, dropped) = oneshot::channel::<()>();
        requests.execute(async {
            let _held = held;
            std::future::pending::<()>().await;
        });
        drop(end);
        assert!(dropped.await.is_err());
    }
}

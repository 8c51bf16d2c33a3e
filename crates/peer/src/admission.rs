//! How much of this node one peer, and all of them together, may take up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fanal_protocol::TlsPin;
use fanal_protocol::limits::{CONNECTIONS_PER_PEER, REQUESTS_PER_MINUTE};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Connections open at once: 500 members with one each; a connection costs some 50 KB.
const CONNECTIONS: usize = 512;
/// Requests of one peer under way at once, over all of its connections.
const REQUESTS_AT_ONCE: usize = 16;
/// Ranges of one peer under way at once: each may hold 15 MB until it is read.
const RANGES_AT_ONCE: usize = 2;
/// Ranges under way at once: 120 MB of a node that has 512.
const RANGES_OF_ALL: usize = 8;
/// Peers remembered; more than this many in one minute are not members of anything.
const REMEMBERED: usize = 4_096;

const MINUTE: Duration = Duration::from_mins(1);

/// The book of who takes up what.
pub(crate) struct Admission {
    connections: Arc<Semaphore>,
    ranges: Arc<Semaphore>,
    accounts: Mutex<HashMap<TlsPin, Arc<Account>>>,
}

struct Account {
    connections: Arc<Semaphore>,
    requests: Arc<Semaphore>,
    ranges: Arc<Semaphore>,
    /// When all requests so far are forgotten: a token bucket as one moment (GCRA).
    even_at: Mutex<Instant>,
}

impl Admission {
    pub(crate) fn new() -> Self {
        Self {
            connections: Arc::new(Semaphore::new(CONNECTIONS)),
            ranges: Arc::new(Semaphore::new(RANGES_OF_ALL)),
            accounts: Mutex::default(),
        }
    }

    /// A place for one connection; `None` if this peer, or all together, have too many.
    pub(crate) fn admit(&self, pin: TlsPin, now: Instant) -> Option<Place> {
        let account = self.account(pin, now)?;
        Some(Place {
            _one_of_all: self.connections.clone().try_acquire_owned().ok()?,
            _one_of_own: account.connections.clone().try_acquire_owned().ok()?,
            ranges_of_all: self.ranges.clone(),
            account,
        })
    }

    fn account(&self, pin: TlsPin, now: Instant) -> Option<Arc<Account>> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if accounts.len() >= REMEMBERED && !accounts.contains_key(&pin) {
            accounts.retain(|_, account| Arc::strong_count(account) > 1 || account.even_at() > now);
            if accounts.len() >= REMEMBERED {
                return None;
            }
        }
        Some(
            accounts
                .entry(pin)
                .or_insert_with(|| Arc::new(Account::new(now)))
                .clone(),
        )
    }
}

impl Account {
    fn new(now: Instant) -> Self {
        Self {
            connections: Arc::new(Semaphore::new(CONNECTIONS_PER_PEER)),
            requests: Arc::new(Semaphore::new(REQUESTS_AT_ONCE)),
            ranges: Arc::new(Semaphore::new(RANGES_AT_ONCE)),
            even_at: Mutex::new(now),
        }
    }

    fn even_at(&self) -> Instant {
        *self.even_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spend(&self, now: Instant) -> bool {
        let mut even_at = self.even_at.lock().unwrap_or_else(PoisonError::into_inner);
        let next = (*even_at).max(now) + MINUTE / REQUESTS_PER_MINUTE;
        let within = next <= now + MINUTE;
        if within {
            *even_at = next;
        }
        within
    }
}

/// One connection's place; gives everything back when dropped.
pub(crate) struct Place {
    account: Arc<Account>,
    ranges_of_all: Arc<Semaphore>,
    _one_of_all: OwnedSemaphorePermit,
    _one_of_own: OwnedSemaphorePermit,
}

impl Place {
    /// Takes one request from the peer's minute, if there is one left.
    pub(crate) fn spend(&self, now: Instant) -> bool {
        self.account.spend(now)
    }

    /// A slot for one request, until its answer is read.
    pub(crate) fn request(&self) -> Option<OwnedSemaphorePermit> {
        self.account.requests.clone().try_acquire_owned().ok()
    }

    /// The slots for one range, until its answer is read.
    pub(crate) fn range(&self) -> Option<[OwnedSemaphorePermit; 2]> {
        let own = self.account.ranges.clone().try_acquire_owned().ok()?;
        Some([own, self.ranges_of_all.clone().try_acquire_owned().ok()?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(n: u32) -> TlsPin {
        TlsPin::of_spki(&n.to_be_bytes())
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_has_its_minute_and_no_more() {
        let admission = Admission::new();
        let place = admission.admit(pin(1), Instant::now()).unwrap();
        let spent = (0..2 * REQUESTS_PER_MINUTE)
            .filter(|_| place.spend(Instant::now()))
            .count();
        assert_eq!(spent, REQUESTS_PER_MINUTE as usize);
        tokio::time::advance(MINUTE / REQUESTS_PER_MINUTE).await;
        assert!(place.spend(Instant::now()));
        assert!(!place.spend(Instant::now()));
    }

    #[tokio::test(start_paused = true)]
    async fn connecting_anew_does_not_refill_the_minute() {
        let admission = Admission::new();
        let place = admission.admit(pin(1), Instant::now()).unwrap();
        while place.spend(Instant::now()) {}
        drop(place);
        assert!(
            !admission
                .admit(pin(1), Instant::now())
                .unwrap()
                .spend(Instant::now())
        );
    }

    #[tokio::test(start_paused = true)]
    async fn places_of_one_peer_are_counted_and_given_back() {
        let admission = Admission::new();
        let now = Instant::now();
        let mut places: Vec<_> = (0..CONNECTIONS_PER_PEER)
            .map(|_| admission.admit(pin(1), now).unwrap())
            .collect();
        assert!(admission.admit(pin(1), now).is_none());
        assert!(admission.admit(pin(2), now).is_some());
        places.pop();
        assert!(admission.admit(pin(1), now).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn the_book_stays_small() {
        let admission = Admission::new();
        for n in 0..=u32::try_from(REMEMBERED).unwrap() {
            assert!(admission.admit(pin(n), Instant::now()).is_some());
        }
        assert_eq!(admission.accounts.lock().unwrap().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn one_peer_cannot_take_all_ranges() {
        let admission = Admission::new();
        let greedy = admission.admit(pin(1), Instant::now()).unwrap();
        let held: Vec<_> = std::iter::from_fn(|| greedy.range()).collect();
        assert_eq!(held.len(), RANGES_AT_ONCE);
        assert!(
            admission
                .admit(pin(2), Instant::now())
                .unwrap()
                .range()
                .is_some()
        );
    }
}

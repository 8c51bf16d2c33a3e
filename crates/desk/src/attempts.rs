//! Attempts to sign in: how many hashes at once, and how soon after failures the next one may be.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use fanal_protocol::{Code, Timestamp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Result, problem};

/// Hashes at once: each takes 19 MiB and a core, and the desk has other things to do.
const HASHES: usize = 2;
/// Sign-ins that wait for their hash; more are told to come back.
const WAITING: usize = 32;
/// Failures after which an account has to wait.
const FAILURES: u32 = 5;
/// Failures count for so long.
const REMEMBERED_SECONDS: i64 = 15 * 60;
/// The wait. Attempts meanwhile do not make it longer: nobody is locked out for ever.
const WAIT_SECONDS: i64 = 60;
/// Names that are kept in mind.
const NAMES: usize = 1_024;

/// Failed sign-ins of late, by the name that was given; lost when the process ends.
pub(crate) struct Attempts {
    hashes: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    failed: Mutex<BTreeMap<String, Failed>>,
}

#[derive(Clone, Copy)]
struct Failed {
    count: u32,
    last: Timestamp,
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            hashes: Arc::new(Semaphore::new(HASHES)),
            waiting: Arc::new(Semaphore::new(HASHES + WAITING)),
            failed: Mutex::default(),
        }
    }
}

/// The right to one hash; the thread that hashes holds it, even if nobody waits for it any more.
pub(crate) struct Turn {
    _hash: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Attempts {
    /// Waits for a turn to hash, if not too many wait already.
    pub(crate) async fn turn(&self) -> Result<Turn> {
        let busy = |_| problem(Code::Busy, "too many sign-ins at once");
        let place = Arc::clone(&self.waiting)
            .try_acquire_owned()
            .map_err(busy)?;
        let hash = Arc::clone(&self.hashes).acquire_owned().await;
        let hash = hash.map_err(|_| problem(Code::Broken, "no more passwords are checked"))?;
        Ok(Turn {
            _hash: hash,
            _place: place,
        })
    }

    /// May this name be tried now?
    pub(crate) fn may_try(&self, name: &str, now: Timestamp) -> Result<()> {
        let waits = self.with(|failed| {
            failed
                .get(name)
                .is_some_and(|it| it.count >= FAILURES && now < it.last.plus_seconds(WAIT_SECONDS))
        });
        if waits {
            let text = "too many wrong passwords for this account: wait a minute";
            return Err(problem(Code::LimitRate, text));
        }
        Ok(())
    }

    /// It was wrong. Unknown names count too: the answer must not tell which exist.
    pub(crate) fn failed(&self, name: &str, now: Timestamp) {
        self.with(|failed| {
            failed.retain(|_, it| now < it.last.plus_seconds(REMEMBERED_SECONDS));
            if failed.len() >= NAMES && !failed.contains_key(name) {
                forget_one(failed);
            }
            let it = failed.entry(name.to_owned()).or_insert(Failed {
                count: 0,
                last: now,
            });
            it.count = it.count.saturating_add(1);
            it.last = now;
        });
    }

    /// It was right: all is forgotten.
    pub(crate) fn succeeded(&self, name: &str) {
        self.with(|failed| failed.remove(name));
    }

    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Failed>) -> T) -> T {
        act(&mut self.failed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The one with the fewest failures: made-up names must not wash out the one that is attacked.
fn forget_one(failed: &mut BTreeMap<String, Failed>) {
    let least = failed.iter().min_by_key(|(_, it)| (it.count, it.last));
    let least = least.map(|(name, _)| name.clone());
    if let Some(name) = least {
        failed.remove(&name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    #[test]
    fn five_failures_make_an_account_wait_a_minute_and_no_longer() {
        let attempts = Attempts::default();
        for second in 0..5 {
            assert!(attempts.may_try("sara", at(second)).is_ok());
            attempts.failed("sara", at(second));
        }
        let told = attempts.may_try("sara", at(63)).map_err(|e| e.code());
        assert_eq!(told, Err(Code::LimitRate));
        assert!(attempts.may_try("omar", at(63)).is_ok());
        assert!(attempts.may_try("sara", at(64)).is_ok());
    }

    #[test]
    fn a_right_password_makes_failures_forgotten() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            attempts.failed("sara", at(0));
        }
        attempts.succeeded("sara");
        assert!(attempts.may_try("sara", at(1)).is_ok());
    }

    #[test]
    fn failures_of_long_ago_do_not_count() {
        let attempts = Attempts::default();
        for nth in 0..5 {
            attempts.failed("sara", at(nth * REMEMBERED_SECONDS));
        }
        assert!(attempts.may_try("sara", at(4 * REMEMBERED_SECONDS)).is_ok());
    }

    #[test]
    fn made_up_names_fill_no_memory_and_wash_out_no_failures() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            attempts.failed("sara", at(0));
        }
        for name in 0..3_000 {
            attempts.failed(&name.to_string(), at(1));
        }
        assert_eq!(attempts.with(|failed| failed.len()), NAMES);
        assert!(attempts.may_try("sara", at(2)).is_err());
    }

    #[tokio::test]
    async fn more_than_can_wait_are_told_to_come_back() {
        let attempts = Attempts::default();
        let one = attempts.turn().await.map(drop);
        assert!(one.is_ok());
        let places = attempts.waiting.available_permits();
        let all = Arc::clone(&attempts.waiting)
            .try_acquire_many_owned(u32::try_from(places).unwrap_or(u32::MAX));
        assert!(all.is_ok());
        let told = attempts.turn().await.map(drop).map_err(|e| e.code());
        assert_eq!(told, Err(Code::Busy));
    }
}

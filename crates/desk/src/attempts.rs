//! Attempts to sign in: how soon after failures the next one may be, and who hashes in which order.

mod queue;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use fanal_protocol::{Code, Timestamp};

pub(crate) use self::queue::{Queues, Turn};
use crate::error::{Result, problem};

/// Failures after which an account has to wait.
const FAILURES: u32 = 5;
/// Failures count for so long.
const REMEMBERED_SECONDS: i64 = 15 * 60;
/// The wait. Attempts meanwhile do not make it longer: nobody is locked out for ever.
const WAIT_SECONDS: i64 = 60;
/// The wait after wrong codes grows to this: who can try codes knows the password, so that nobody makes
/// others wait by it.
const MOST_WAIT_SECONDS: i64 = 15 * 60;
/// Wrong codes count for so long.
const CODES_REMEMBERED_SECONDS: i64 = 24 * 3_600;
/// Names that are kept in mind of those that anybody can make up.
const NAMES: usize = 1_024;

/// Failed sign-ins of late, by what was tried with; lost when the process ends.
#[derive(Default)]
pub(crate) struct Attempts {
    queues: Queues,
    /// Of names that anybody can make up.
    of_names: Mutex<BTreeMap<Lane, Failed>>,
    /// Of what only an account that exists reaches: no more than there are, and none forgotten before its time.
    of_accounts: Mutex<BTreeMap<Lane, Failed>>,
}

/// What failures are counted by: each stands for what was tried with, and delays nothing else. [ACC-3]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// A name and a password: anybody can fail here.
    Password(String),
    /// A name, a password and one of its recovery codes: only who has the code.
    Recovery(String, String),
    /// The codes of an account: only who has the password.
    Code(String),
    /// The passkeys of an account: only who has the password. Nobody guesses one, but each answer that does
    /// not count is written down.
    Passkey(String),
    /// The password within a session: only who is in.
    Session(String),
    /// Messages that an account sends to try an address: each counts.
    Test(String),
}

impl Lane {
    /// Can it be made up by anybody, without an account?
    const fn is_anybodys(&self) -> bool {
        match self {
            Self::Password(_) => true,
            Self::Recovery(..)
            | Self::Code(_)
            | Self::Passkey(_)
            | Self::Session(_)
            | Self::Test(_) => false,
        }
    }

    /// How long so many failures keep one waiting.
    fn wait_seconds(&self, failures: u32) -> i64 {
        let Some(beyond) = failures.checked_sub(FAILURES) else {
            return 0;
        };
        match self {
            Self::Password(_) | Self::Recovery(..) | Self::Session(_) | Self::Passkey(_) => {
                WAIT_SECONDS
            }
            Self::Code(_) | Self::Test(_) => (WAIT_SECONDS << beyond.min(8)).min(MOST_WAIT_SECONDS),
        }
    }

    const fn remembered_seconds(&self) -> i64 {
        match self {
            Self::Password(_) | Self::Recovery(..) | Self::Session(_) | Self::Passkey(_) => {
                REMEMBERED_SECONDS
            }
            Self::Code(_) | Self::Test(_) => CODES_REMEMBERED_SECONDS,
        }
    }
}

#[derive(Clone, Copy)]
struct Failed {
    count: u32,
    last: Timestamp,
}

impl Attempts {
    /// Who waits for a hash.
    pub(crate) const fn queues(&self) -> &Queues {
        &self.queues
    }

    /// May it be tried now?
    pub(crate) fn may_try(&self, lane: &Lane, now: Timestamp) -> Result<()> {
        self.with(lane, |failed| Self::may_try_with(failed, lane, now))
    }

    fn may_try_with(failed: &BTreeMap<Lane, Failed>, lane: &Lane, now: Timestamp) -> Result<()> {
        let ends = failed
            .get(lane)
            .map(|it| it.last.plus_seconds(lane.wait_seconds(it.count)));
        if ends.is_none_or(|end| end <= now) {
            return Ok(());
        }
        let (text, hint) = match lane {
            Lane::Test(_) => (
                "several tests were sent already: wait up to a quarter of an hour",
                "what the last one said still holds",
            ),
            Lane::Code(_) => (
                "too many wrong codes for this account: wait up to a quarter of an hour",
                "a recovery code is taken at once",
            ),
            Lane::Passkey(_) => (
                "too many answers that do not count: wait a minute",
                "the code of the authenticator is taken at once",
            ),
            Lane::Password(_) | Lane::Recovery(..) | Lane::Session(_) => (
                "too many wrong passwords for this account: wait a minute",
                "with a recovery code beside the password you need not wait",
            ),
        };
        Err(problem(Code::LimitRate, text).hinted(hint))
    }

    /// Counts a try before it is made, so that many at once are many: until [`Self::succeeded`] it is a
    /// failure. [ACC-3]
    pub(crate) fn begin_try(&self, lane: &Lane, now: Timestamp) -> Result<()> {
        self.with(lane, |failed| {
            Self::may_try_with(failed, lane, now)?;
            note_failure(failed, lane, now);
            Ok(())
        })
    }

    /// It was wrong. Unknown names count too: the answer must not tell which exist.
    pub(crate) fn failed(&self, lane: &Lane, now: Timestamp) {
        self.with(lane, |failed| note_failure(failed, lane, now));
    }

    /// It was right: all is forgotten.
    pub(crate) fn succeeded(&self, lane: &Lane) {
        self.with(lane, |failed| failed.remove(lane));
    }

    fn with<T>(&self, lane: &Lane, act: impl FnOnce(&mut BTreeMap<Lane, Failed>) -> T) -> T {
        let failed = if lane.is_anybodys() {
            &self.of_names
        } else {
            &self.of_accounts
        };
        act(&mut failed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn note_failure(failed: &mut BTreeMap<Lane, Failed>, lane: &Lane, now: Timestamp) {
    failed.retain(|lane, it| now < it.last.plus_seconds(lane.remembered_seconds()));
    if lane.is_anybodys() && failed.len() >= NAMES && !failed.contains_key(lane) {
        forget_one(failed);
    }
    let it = failed.entry(lane.clone()).or_insert(Failed {
        count: 0,
        last: now,
    });
    it.count = it.count.saturating_add(1);
    it.last = now;
}

/// The one with the fewest failures: made-up names must not wash out the one that is attacked.
fn forget_one(failed: &mut BTreeMap<Lane, Failed>) {
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

    fn sara() -> Lane {
        Lane::Password("sara".into())
    }

    #[test]
    fn five_failures_make_an_account_wait_a_minute_and_no_longer() {
        let attempts = Attempts::default();
        for second in 0..5 {
            assert!(attempts.may_try(&sara(), at(second)).is_ok());
            attempts.failed(&sara(), at(second));
        }
        let told = attempts.may_try(&sara(), at(63)).map_err(|e| e.code());
        assert_eq!(told, Err(Code::LimitRate));
        assert!(
            attempts
                .may_try(&Lane::Password("omar".into()), at(63))
                .is_ok()
        );
        assert!(attempts.may_try(&sara(), at(64)).is_ok());
    }

    /// [ACC-3]
    #[test]
    fn codes_that_are_tried_all_at_once_are_counted_all() {
        let attempts = Attempts::default();
        let codes = Lane::Code("sara".into());
        let begun = (0..1_000)
            .filter(|_| attempts.begin_try(&codes, at(0)).is_ok())
            .count();
        assert_eq!(begun, 5);
        attempts.succeeded(&codes);
        assert!(attempts.begin_try(&codes, at(0)).is_ok(), "one was right");
    }

    /// [ACC-3]
    #[test]
    fn wrong_codes_keep_waiting_longer_and_delay_no_password() {
        let attempts = Attempts::default();
        let codes = Lane::Code("sara".into());
        let mut now = 0;
        for wait in [0, 0, 0, 0, 60, 120, 240, 480, 900, 900, 900] {
            assert!(attempts.may_try(&codes, at(now)).is_ok(), "{now}");
            attempts.failed(&codes, at(now));
            if wait > 0 {
                assert!(
                    attempts.may_try(&codes, at(now + wait - 1)).is_err(),
                    "{now}"
                );
            }
            now += wait;
        }
        assert!(attempts.may_try(&sara(), at(now - 1)).is_ok());
        let mine = Lane::Recovery("sara".into(), "code".into());
        for _ in 0..5 {
            attempts.failed(&sara(), at(now));
        }
        assert!(attempts.may_try(&sara(), at(now)).is_err());
        assert!(attempts.may_try(&mine, at(now)).is_ok());
    }

    #[test]
    fn a_right_password_makes_failures_forgotten() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            attempts.failed(&sara(), at(0));
        }
        attempts.succeeded(&sara());
        assert!(attempts.may_try(&sara(), at(1)).is_ok());
    }

    #[test]
    fn failures_of_long_ago_do_not_count() {
        let attempts = Attempts::default();
        for nth in 0..5 {
            attempts.failed(&sara(), at(nth * REMEMBERED_SECONDS));
        }
        assert!(
            attempts
                .may_try(&sara(), at(4 * REMEMBERED_SECONDS))
                .is_ok()
        );
    }

    #[test]
    fn made_up_names_fill_no_memory_and_wash_out_no_failures() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            attempts.failed(&sara(), at(0));
        }
        for name in 0..3_000 {
            attempts.failed(&Lane::Password(name.to_string()), at(1));
        }
        assert_eq!(attempts.with(&sara(), |failed| failed.len()), NAMES);
        assert!(attempts.may_try(&sara(), at(2)).is_err());
    }

    /// [ACC-3]
    #[test]
    fn made_up_names_wash_out_nothing_that_only_an_account_reaches() {
        let attempts = Attempts::default();
        let lanes = [
            Lane::Code("sara".into()),
            Lane::Passkey("sara".into()),
            Lane::Test("sara".into()),
            Lane::Session("session".into()),
            Lane::Recovery("sara".into(), "code".into()),
        ];
        for lane in &lanes {
            for _ in 0..4 {
                attempts.failed(lane, at(0));
            }
        }
        for name in 0..2 * NAMES {
            for _ in 0..5 {
                attempts.failed(&Lane::Password(name.to_string()), at(1));
            }
        }
        for lane in &lanes {
            assert!(attempts.begin_try(lane, at(2)).is_ok());
            assert!(attempts.begin_try(lane, at(3)).is_err());
        }
    }
}

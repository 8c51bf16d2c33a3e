//! Challenges that wait for an answer: each for one session, for five minutes, taken once. [ACC-9]

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use fanal_protocol::{Digest, Timestamp};

/// How long somebody has to find the authenticator.
const SECONDS: i64 = 5 * 60;
/// That wait at once. Only who gave a password is given one.
const MOST: usize = 1_024;

/// A challenge.
type Challenge = [u8; 32];

/// By the session that was asked; lost when the process ends.
#[derive(Default)]
pub(crate) struct Challenges(Mutex<BTreeMap<Digest, (Challenge, Timestamp)>>);

impl Challenges {
    /// Keeps one for this session, in place of any before.
    pub(crate) fn put(&self, session: Digest, challenge: Challenge, now: Timestamp) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, (_, made)| now < made.plus_seconds(SECONDS));
        if waiting.len() >= MOST && !waiting.contains_key(&session) {
            let oldest = waiting.iter().min_by_key(|(_, (_, made))| *made);
            let oldest = oldest.map(|(session, _)| *session);
            if let Some(oldest) = oldest {
                waiting.remove(&oldest);
            }
        }
        waiting.insert(session, (challenge, now));
    }

    /// The one of this session, which is over with that, whatever comes of the answer.
    pub(crate) fn take(&self, session: Digest, now: Timestamp) -> Option<Challenge> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (challenge, made) = waiting.remove(&session)?;
        (now < made.plus_seconds(SECONDS)).then_some(challenge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sha256;

    /// [ACC-9]
    #[test]
    fn a_challenge_is_taken_once_by_its_own_session_and_in_time() {
        let at = Timestamp::from_unix;
        let (one, other) = (sha256(b"one"), sha256(b"other"));
        let challenges = Challenges::default();
        challenges.put(one, [1; 32], at(0));
        assert_eq!(challenges.take(other, at(1)), None);
        assert_eq!(challenges.take(one, at(299)), Some([1; 32]));
        assert_eq!(challenges.take(one, at(299)), None);
        challenges.put(one, [2; 32], at(0));
        challenges.put(one, [3; 32], at(1));
        assert_eq!(challenges.take(one, at(2)), Some([3; 32]));
        challenges.put(one, [4; 32], at(0));
        assert_eq!(challenges.take(one, at(300)), None, "too late");
    }

    #[test]
    fn what_waits_is_bounded() {
        let challenges = Challenges::default();
        for nth in 0_i64..3_000 {
            challenges.put(
                sha256(&nth.to_be_bytes()),
                [0; 32],
                Timestamp::from_unix(nth / 100),
            );
        }
        let waiting = challenges.0.lock().map(|waiting| waiting.len());
        assert_eq!(waiting.unwrap_or_default(), MOST);
    }
}

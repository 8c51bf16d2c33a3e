//! How soon a round with one peer follows the one before, whatever its hints say. [SYN-20]

use std::time::Duration;

use tokio::time::Instant;

/// From the beginning of a round to the next one, at the least.
const LEAST: Duration = Duration::from_millis(50);
/// Rounds that may bring nothing before they are counted out: where many peers tell of the same, all but one
/// of them bring nothing.
const SPARE: u32 = 30;
/// A spare round comes back in this time.
const EACH: Duration = Duration::from_secs(1);

/// The rounds with one peer, up to now.
#[derive(Default)]
pub(crate) struct Pace {
    began: Option<Instant>,
    /// When all spare rounds are there again.
    rested: Option<Instant>,
}

impl Pace {
    /// Waits until the next round may begin, and begins it.
    pub(crate) async fn begin(&mut self) {
        let now = Instant::now();
        tokio::time::sleep(self.wait_at(now)).await;
        self.began = Some(Instant::now());
    }

    /// A round is over: one that took something costs nothing.
    pub(crate) fn ended(&mut self, has_taken: bool) {
        self.ended_at(Instant::now(), has_taken);
    }

    fn wait_at(&self, now: Instant) -> Duration {
        let least = self.began.map_or(now, |began| began + LEAST);
        let spare = EACH * (SPARE - 1);
        let rested = self.rested.and_then(|rested| rested.checked_sub(spare));
        least
            .max(rested.unwrap_or(now))
            .saturating_duration_since(now)
    }

    fn ended_at(&mut self, now: Instant, has_taken: bool) {
        if !has_taken {
            self.rested = Some(self.rested.map_or(now, |rested| rested.max(now)) + EACH);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rounds of one minute with a peer whose hints answer at once.
    fn in_a_minute(pace: &mut Pace, from: Instant, has_taken: bool) -> usize {
        let mut now = from;
        let mut rounds = 0;
        loop {
            now += pace.wait_at(now);
            if now >= from + Duration::from_secs(60) {
                return rounds;
            }
            pace.began = Some(now);
            rounds += 1;
            now += Duration::from_millis(1);
            pace.ended_at(now, has_taken);
        }
    }

    /// [SYN-20]
    #[test]
    fn a_peer_that_answers_every_hint_at_once_gets_no_more_than_a_round_a_second() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        let spare = usize::try_from(SPARE).unwrap();
        assert_eq!(in_a_minute(&mut pace, start, false), spare + 59);
        let next = start + Duration::from_secs(60);
        assert!((59..=61).contains(&in_a_minute(&mut pace, next, false)));
    }

    /// [SYN-20]
    #[test]
    fn rounds_that_bring_something_wait_for_next_to_nothing() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        assert_eq!(in_a_minute(&mut pace, start, true), 1_200);
        let later = start + Duration::from_secs(120);
        assert_eq!(pace.wait_at(later), Duration::ZERO);
    }

    /// [SYN-20]
    #[test]
    fn after_a_rest_nothing_waits() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        in_a_minute(&mut pace, start, false);
        let rested = start + Duration::from_secs(60 + u64::from(SPARE) + 1);
        assert_eq!(pace.wait_at(rested), Duration::ZERO);
    }
}

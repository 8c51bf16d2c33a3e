//! When to call a peer again after it failed.

/// Doubles from [`Backoff::FIRST_SECONDS`] to [`Backoff::MOST_SECONDS`], with jitter, so that thirty
/// desks do not return to a restarted node in the same second.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// After the first failure, at most.
    pub const FIRST_SECONDS: u64 = 5;
    /// However long it has failed: a peer that returns is heard within half an hour.
    pub const MOST_SECONDS: u64 = 1_800;

    /// Failures in a row.
    pub const fn failures(self) -> u32 {
        self.failures
    }

    /// It worked.
    #[must_use]
    pub const fn after_success(self) -> Self {
        Self { failures: 0 }
    }

    /// It failed once more.
    #[must_use]
    pub const fn after_failure(self) -> Self {
        Self {
            failures: self.failures.saturating_add(1),
        }
    }

    /// Seconds to wait now: between half of the step and the whole of it, chosen by `seed`.
    pub const fn wait_seconds(self, seed: u64) -> u64 {
        if self.failures == 0 {
            return 0;
        }
        let doublings = if self.failures > 16 {
            16
        } else {
            self.failures - 1
        };
        let step = Self::FIRST_SECONDS << doublings;
        let step = if step > Self::MOST_SECONDS {
            Self::MOST_SECONDS
        } else {
            step
        };
        let least = step / 2;
        least + seed % (step - least + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // [SYN-11]
    #[test]
    fn the_wait_doubles_up_to_half_an_hour() {
        let after = |failures| (0..failures).fold(Backoff::default(), |b, _| b.after_failure());
        // The longest wait of a step: the seed that adds all the jitter there is.
        let longest = |failures| {
            (0..2_000)
                .map(|seed| after(failures).wait_seconds(seed))
                .max()
        };
        let steps: Vec<Option<u64>> = (1..=11).map(longest).collect();
        let wanted = [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 1_800, 1_800];
        assert_eq!(steps, wanted.map(Some));
        assert_ne!(after(5).wait_seconds(0), after(5).wait_seconds(1), "jitter");
    }

    // [SYN-11]
    #[test]
    fn a_success_calls_again_at_once() {
        let backoff = Backoff::default()
            .after_failure()
            .after_failure()
            .after_success();
        assert_eq!((backoff.failures(), backoff.wait_seconds(7)), (0, 0));
    }

    proptest! {
        #[test]
        fn the_wait_is_never_zero_after_a_failure_and_never_beyond_the_cap(failures in 1..200_u32, seed: u64) {
            let wait = (0..failures).fold(Backoff::default(), |b, _| b.after_failure()).wait_seconds(seed);
            prop_assert!((2..=Backoff::MOST_SECONDS).contains(&wait));
        }
    }
}

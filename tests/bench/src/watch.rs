//! The stopwatch, and what is made of its readings.

use std::time::{Duration, Instant};

/// Runs from its making on.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub(crate) fn read(&self) -> Duration {
        self.0.elapsed()
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.read().as_secs_f64()
    }
}

/// The reading in the middle, in seconds.
pub(crate) fn median(readings: &[f64]) -> f64 {
    let mut sorted = readings.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The largest reading.
pub(crate) fn most(readings: &[f64]) -> f64 {
    readings.iter().copied().fold(f64::NAN, f64::max)
}

/// How many a second.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of a benchmark are small"
)]
pub(crate) fn rate(count: usize, seconds: f64) -> f64 {
    count as f64 / seconds
}

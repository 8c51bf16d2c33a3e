//! The shortest list of steps that still breaks the promise: drop pieces while it does.

use super::ops::Schedule;
use super::planted::Planted;
use super::promises::Violation;
use super::run::run;

/// A schedule that breaks the same promise, with no step that could be left out.
pub fn shrink(
    schedule: &Schedule,
    planted: Option<Planted>,
    is_it: impl Fn(&Violation) -> bool,
) -> Schedule {
    let breaks = |candidate: &Schedule| {
        run(candidate, planted)
            .violation
            .is_some_and(|(_, violation)| is_it(&violation))
    };
    let mut shortest = schedule.clone();
    let mut piece = shortest.ops.len().div_ceil(2);
    while piece > 0 {
        let mut at = 0;
        while at < shortest.ops.len() {
            let mut candidate = shortest.clone();
            let end = (at + piece).min(candidate.ops.len());
            candidate.ops.drain(at..end);
            if breaks(&candidate) {
                shortest = candidate;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    shortest
}

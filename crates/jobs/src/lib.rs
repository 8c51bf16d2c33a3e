#![doc = include_str!("../README.md")]

mod due;
mod notify;
mod pace;
mod processes;
mod rounds;
mod schedule;

pub use due::wake_when_due;
pub use notify::notify;
pub use processes::keep_in_step;
pub use rounds::keep_in_touch;
pub use schedule::{BadSchedule, Chore, Chores, Job, Schedules, run_schedules};

use tokio::sync::watch;

/// Told once: everything ends.
pub type Stop = watch::Receiver<bool>;

/// Waits for the end.
pub(crate) async fn stopped(mut stop: Stop) {
    // An error means that nobody is left who could tell: that is the end too.
    let _ = stop.wait_for(|stop| *stop).await;
}

//! What is due at a moment wakes at that moment: embargoes, questions, retention.

use std::sync::Arc;
use std::time::Duration;

use fanal_ambient::Clock;
use fanal_desk::Desk;

use crate::{Stop, stopped};

/// Looks again at the latest then, whatever the clock did meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);

/// Does what is due, sleeps until the next thing is, wakes early when something changes.
pub async fn wake_when_due(desk: Desk, clock: Arc<dyn Clock>, stop: Stop) {
    let mut changes = desk.watch_changes();
    loop {
        changes.mark_unchanged();
        if let Err(error) = desk.look_at_clock().await {
            tracing::error!(code = %error.code(), "the clock's mark could not be stored");
        }
        let begun = clock.unix_now();
        if let Err(error) = desk.do_due().await {
            tracing::error!(code = %error.code(), "what is due could not be looked up");
        }
        let wait = match desk.next_due().await {
            // What was due and was not done (the clock is in doubt) would wake without end.
            Ok(Some(at)) if at.unix() > begun => seconds_until(at.unix(), clock.unix_now()),
            Ok(_) | Err(_) => LONGEST_SLEEP,
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            news = changes.changed() => if news.is_err() { return },
            () = stopped(stop.clone()) => return,
        }
    }
}

fn seconds_until(at: i64, now: i64) -> Duration {
    let seconds = u64::try_from(at.saturating_sub(now)).unwrap_or(0).max(1);
    // The clock counts whole seconds: a little into the next one, so that it is really due.
    Duration::from_millis(seconds.saturating_mul(1000).saturating_sub(900)).min(LONGEST_SLEEP)
}

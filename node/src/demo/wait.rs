//! Waiting for what has to happen, with an end.

use std::time::Duration;

use fanal_protocol::{Code, Problem};

/// Looks so often.
const STEP: Duration = Duration::from_millis(20);
/// Gives up after this many looks: 10 s at least.
const LOOKS: u32 = 500;

/// Waits until a look gives something; what is said names what did not happen.
pub(super) async fn until<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>, Problem>,
) -> Result<T, Problem> {
    for _ in 0..LOOKS {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        tokio::time::sleep(STEP).await;
    }
    Err(Problem::new(
        Code::Broken,
        format!("the demo waited in vain: {what}"),
    ))
}

/// Holds the story to what it says.
pub(super) fn check(holds: bool, what: &str) -> Result<(), Problem> {
    if holds {
        Ok(())
    } else {
        Err(Problem::new(
            Code::Broken,
            format!("the demo does not hold: {what}"),
        ))
    }
}

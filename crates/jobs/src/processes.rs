//! What other processes over the same database change is in force here too. [ROS-25]

use std::time::Duration;

use fanal_desk::Desk;

use crate::{Stop, stopped};

/// How long another process may be ahead, where no peer asks: each request of a peer looks by itself.
const LOOK: Duration = Duration::from_secs(1);

/// Looks each second whether another process changed who is in, or the keys.
pub async fn keep_in_step(desk: Desk, stop: Stop) {
    let mut failed = false;
    loop {
        let looked = desk.keep_in_step().await;
        if let (Err(error), false) = (&looked, failed) {
            tracing::error!(code = %error.code(), "what other processes changed could not be looked up");
        }
        failed = looked.is_err();
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stopped(stop.clone()) => return,
        }
    }
}

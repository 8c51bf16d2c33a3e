//! Tells people that there is something, and never what.

use std::sync::Arc;

use fanal_desk::{Desk, NOTIFY_EVERY, Post};

use crate::{Stop, stopped};

/// Looks once a minute who has to be told.
pub async fn notify(desk: Desk, post: Arc<dyn Post>, stop: Stop) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(NOTIFY_EVERY) => {}
            () = stopped(stop.clone()) => return,
        }
        if let Err(error) = desk.notify_due(post.as_ref()).await {
            tracing::error!(code = %error.code(), "notifications could not be made");
        }
    }
}

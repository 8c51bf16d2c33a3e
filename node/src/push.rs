//! Copies of the public site in a folder or a bucket, kept in step by the node itself: what was withdrawn leaves
//! them too. [PUB-22]

use std::sync::Arc;
use std::time::Duration;

use fanal_desk::Desk;
use fanal_public::Tree;
use tokio::sync::watch;

pub(crate) use crate::cli::feed::Place;

/// After a failure, and twice as long each time.
const FIRST_WAIT: Duration = Duration::from_secs(60);
/// A copy that has what was withdrawn is tried for again at least so often.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Keeps each of these places in step with the site, one after the other, until the node stops.
pub(crate) async fn keep_copies(
    desk: Desk,
    places: Vec<Place>,
    mut tree: watch::Receiver<Arc<Tree>>,
    mut stopping: watch::Receiver<bool>,
) {
    let names: Vec<String> = places.iter().map(ToString::to_string).collect();
    if let Err(error) = desk.keep_notes_of_copies(&names).await {
        tracing::error!(code = %error.code(), "what is known of copies could not be written");
    }
    if places.is_empty() {
        return;
    }
    let mut wait = FIRST_WAIT;
    let mut waited = false;
    loop {
        let now = Arc::clone(&tree.borrow_and_update());
        let all_well = if now.is_in_the_making() {
            // What cannot be made for a minute may lack what was withdrawn: the copies have it still.
            if waited {
                let why = "the site cannot be made: the node's log says why";
                for place in &places {
                    note(&desk, place, Some(why.to_owned())).await;
                }
            }
            false
        } else {
            push_all(&desk, &places, &now).await
        };
        let again = async {
            if all_well {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(wait).await;
        };
        tokio::select! {
            news = tree.changed() => {
                if news.is_err() {
                    return;
                }
                wait = FIRST_WAIT;
                waited = false;
            }
            () = again => {
                wait = (wait * 2).min(LONGEST_WAIT);
                waited = true;
            }
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Is every place in step now? Where nothing was published yet, nothing is touched.
async fn push_all(desk: &Desk, places: &[Place], tree: &Tree) -> bool {
    if tree.iter().next().is_none() {
        return true;
    }
    let mut all_well = true;
    for place in places {
        // Where that cannot be read, its list has to be there.
        let was_kept = desk.kept_copy(&place.to_string()).await.unwrap_or(true);
        let done = place.keep(tree, was_kept).await;
        let failure = done.err().map(|problem| problem.text);
        if let Some(why) = &failure {
            all_well = false;
            tracing::error!(
                why,
                "a copy of the public site is behind: what was withdrawn may still stand there"
            );
        }
        note(desk, place, failure).await;
    }
    all_well
}

async fn note(desk: &Desk, place: &Place, failure: Option<String>) {
    if let Err(error) = desk.note_copy(&place.to_string(), failure).await {
        tracing::error!(code = %error.code(), "what is known of a copy could not be written");
    }
}

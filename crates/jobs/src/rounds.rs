//! Rounds with peers: one task a peer, each waits at the peer's held-open hint.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fanal_ambient::Clock;
use fanal_desk::{Desk, Line};
use fanal_protocol::{DeskId, NetworkId, Timestamp};
use tokio::task::JoinHandle;

use crate::{Stop, stopped};

/// Pause after a hint that failed although the round before it did not.
const BREATH: Duration = Duration::from_secs(2);

/// Keeps a task for every active peer that can be called; the roster decides anew at each change.
pub async fn keep_in_touch(desk: Desk, line: Arc<dyn Line>, clock: Arc<dyn Clock>, stop: Stop) {
    let mut standing = desk.watch_standing();
    let mut tasks: BTreeMap<(NetworkId, DeskId), JoinHandle<()>> = BTreeMap::new();
    loop {
        standing.mark_unchanged();
        let wanted: Vec<(NetworkId, DeskId)> = match desk.peers_to_call().await {
            Ok(peers) => peers
                .into_iter()
                .map(|(network, peer, _)| (network, peer))
                .collect(),
            Err(error) => {
                tracing::error!(code = %error.code(), "the peers could not be listed");
                Vec::new()
            }
        };
        tasks.retain(|peer, task| {
            let stays = wanted.contains(peer) && !task.is_finished();
            if !stays {
                task.abort();
            }
            stays
        });
        for (network, peer) in wanted {
            let key = (network, peer.clone());
            tasks.entry(key).or_insert_with(|| {
                tokio::spawn(rounds_with(
                    desk.clone(),
                    Arc::clone(&line),
                    Arc::clone(&clock),
                    network,
                    peer,
                ))
            });
        }
        tokio::select! {
            changed = standing.changed() => if changed.is_err() { break },
            () = stopped(stop.clone()) => break,
        }
    }
    for task in tasks.into_values() {
        task.abort();
    }
}

/// Round, hint, round ... with one peer, with pauses that grow while it cannot be reached.
async fn rounds_with(
    desk: Desk,
    line: Arc<dyn Line>,
    clock: Arc<dyn Clock>,
    network: NetworkId,
    peer: DeskId,
) {
    loop {
        if let Some(wait) = pause_before(&desk, network, &peer, clock.unix_now()).await {
            tokio::time::sleep(wait).await;
        }
        let round = match desk.pull(network, &peer, line.as_ref()).await {
            Ok(round) => round,
            Err(error) => {
                tracing::error!(%peer, code = %error.code(), "a round ended in the database");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        if let Some(problem) = &round.failed {
            tracing::info!(%peer, code = %problem.code, "a round did not come to its end");
            continue;
        }
        if round.taken + round.refused > 0 {
            let (taken, refused, requests) = (round.taken, round.refused, round.requests);
            tracing::info!(%peer, taken, refused, requests, "round");
        }
        // A peer at fault is called again when its wait is over, whatever it tells meanwhile. [SYN-11]
        if pause_before(&desk, network, &peer, clock.unix_now())
            .await
            .is_some_and(|wait| !wait.is_zero())
        {
            continue;
        }
        let Ok(request) = desk.hint_request(network, &peer).await else {
            continue;
        };
        if request.known.is_none() || line.hint(&peer, &request).await.is_err() {
            tokio::time::sleep(BREATH).await;
        }
    }
}

async fn pause_before(
    desk: &Desk,
    network: NetworkId,
    peer: &DeskId,
    now: i64,
) -> Option<Duration> {
    let peers = desk.peers_to_call().await.ok()?;
    let retry: Timestamp = peers
        .into_iter()
        .find(|(n, p, _)| *n == network && p == peer)?
        .2?;
    let seconds = u64::try_from(retry.unix().saturating_sub(now)).ok()?;
    Some(Duration::from_secs(seconds))
}

//! Rounds with peers: one task a peer, each waits at the peer's held-open hint.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fanal_ambient::Clock;
use fanal_desk::{Callee, Desk, Line};
use fanal_protocol::{DeskId, NetworkId, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::pace::Pace;
use crate::{Stop, stopped};

/// Pause after a hint that failed although the round before it did not.
const BREATH: Duration = Duration::from_secs(2);

/// A peer's task, and the line for which it was begun if the peer called in.
struct Rounds {
    task: JoinHandle<()>,
    line: Option<u64>,
}

/// Keeps a task for every active peer that can be asked: by its address, or on the line that it
/// holds open. The roster decides anew at each change.
pub async fn keep_in_touch(desk: Desk, line: Arc<dyn Line>, clock: Arc<dyn Clock>, stop: Stop) {
    let mut standing = desk.watch_standing();
    let mut arrivals = line.arrivals();
    let mut tasks: BTreeMap<(NetworkId, DeskId), Rounds> = BTreeMap::new();
    loop {
        standing.mark_unchanged();
        if let Some(arrivals) = &mut arrivals {
            arrivals.mark_unchanged();
        }
        let wanted = match desk.peers_to_call().await {
            Ok(peers) => peers,
            Err(error) => {
                tracing::error!(code = %error.code(), "the peers could not be listed");
                Vec::new()
            }
        };
        let wanted: BTreeMap<_, _> = wanted
            .into_iter()
            .filter(|callee| callee.is_within_reach(line.as_ref()))
            .map(|callee| {
                let called_in = if callee.has_address {
                    None
                } else {
                    line.called_in(callee.network, &callee.desk)
                };
                ((callee.network, callee.desk), called_in)
            })
            .collect();
        tasks.retain(|peer, rounds| {
            let stays = wanted.get(peer) == Some(&rounds.line) && !rounds.task.is_finished();
            if !stays {
                rounds.task.abort();
            }
            stays
        });
        for ((network, peer), called_in) in wanted {
            tasks.entry((network, peer.clone())).or_insert_with(|| {
                let rounds = rounds_with(
                    desk.clone(),
                    Arc::clone(&line),
                    Arc::clone(&clock),
                    network,
                    peer,
                );
                Rounds {
                    task: tokio::spawn(rounds),
                    line: called_in,
                }
            });
        }
        tokio::select! {
            changed = standing.changed() => if changed.is_err() { break },
            () = arrival(&mut arrivals) => {}
            () = stopped(stop.clone()) => break,
        }
    }
    for rounds in tasks.into_values() {
        rounds.task.abort();
    }
}

/// Comes back when a desk calls in; never on a line to which none does.
async fn arrival(arrivals: &mut Option<watch::Receiver<()>>) {
    let told = match arrivals {
        Some(told) => told.changed().await.is_ok(),
        None => false,
    };
    if !told {
        std::future::pending().await
    }
}

/// Round, hint, round ... with one peer, with pauses that grow while it cannot be reached, and that its hints
/// cannot hurry beyond its measure. [SYN-20]
async fn rounds_with(
    desk: Desk,
    line: Arc<dyn Line>,
    clock: Arc<dyn Clock>,
    network: NetworkId,
    peer: DeskId,
) {
    let mut has_just_called = line.called_in(network, &peer).is_some();
    let mut pace = Pace::default();
    loop {
        // That it could not be reached before is over now.
        let was_away = std::mem::take(&mut has_just_called)
            && callee(&desk, network, &peer)
                .await
                .is_some_and(|c| c.unreachable);
        if !was_away && let Some(wait) = pause_before(&desk, network, &peer, clock.unix_now()).await
        {
            tokio::time::sleep(wait).await;
        }
        pace.begin().await;
        let round = match desk.pull(network, &peer, line.as_ref()).await {
            Ok(round) => round,
            Err(error) => {
                tracing::error!(%peer, code = %error.code(), "a round ended in the database");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        pace.ended(round.taken > 0);
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
    let retry: Timestamp = callee(desk, network, peer).await?.retry_at?;
    let seconds = u64::try_from(retry.unix().saturating_sub(now)).ok()?;
    Some(Duration::from_secs(seconds))
}

async fn callee(desk: &Desk, network: NetworkId, peer: &DeskId) -> Option<Callee> {
    let peers = desk.peers_to_call().await.ok()?;
    peers
        .into_iter()
        .find(|callee| callee.network == network && callee.desk == *peer)
}

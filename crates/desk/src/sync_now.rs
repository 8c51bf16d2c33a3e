//! Sync now: a person or a job asks for a round with one peer or with all.

use fanal_protocol::DeskId;
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, not_found};
use crate::pull::{Line, Round};

/// With whom.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SyncOrder {
    /// One peer; all of them, if absent.
    pub peer: Option<DeskId>,
}

/// What the rounds came to.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Synced {
    /// One round a peer.
    pub rounds: Vec<Round>,
}

impl Desk {
    /// A round with one peer, or with each in turn, now.
    pub async fn sync_now(
        &self,
        caller: &Caller,
        order: &SyncOrder,
        line: &dyn Line,
    ) -> Result<Synced> {
        caller.needs(Right::Analyst)?;
        self.at_work(caller, self.rounds_now(order, line)).await
    }

    async fn rounds_now(&self, order: &SyncOrder, line: &dyn Line) -> Result<Synced> {
        let mut synced = Synced::default();
        for callee in self.peers_to_call().await? {
            let asked = order
                .peer
                .as_ref()
                .is_none_or(|asked| *asked == callee.desk);
            if asked && callee.is_within_reach(line) {
                let round = self.pull(callee.network, &callee.desk, line).await?;
                synced.rounds.push(round);
            }
        }
        match &order.peer {
            Some(peer) if synced.rounds.is_empty() => Err(not_found(&format!(
                "peer `{peer}` that can be called, or has called"
            ))),
            Some(_) | None => Ok(synced),
        }
    }
}

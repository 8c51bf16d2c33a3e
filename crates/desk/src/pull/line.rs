//! Whom to call, and what a line to a peer can be asked. [SYN-5] [SYN-14]

use async_trait::async_trait;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskId, NetworkId, Problem, Timestamp};
use tokio::sync::watch;

use crate::desk::Desk;
use crate::error::Result;

/// The line to a peer: the door that speaks TLS implements it.
#[async_trait]
pub trait Line: Send + Sync {
    /// Asks for heads.
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem>;
    /// Waits until something changed for us, or for a while.
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem>;
    /// Asks for entries.
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem>;

    /// Changes whenever a desk without an address calls in. [SYN-14]
    fn arrivals(&self) -> Option<watch::Receiver<()>> {
        None
    }

    /// The number of the line that this desk holds open to this node, if it does; each has its own.
    fn called_in(&self, _network: NetworkId, _peer: &DeskId) -> Option<u64> {
        None
    }
}

/// A peer to make rounds with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Callee {
    /// In this network.
    pub network: NetworkId,
    /// The desk.
    pub desk: DeskId,
    /// Not before this moment.
    pub retry_at: Option<Timestamp>,
    /// The last round failed because nobody answered.
    pub unreachable: bool,
    /// It names an address; otherwise it is asked on the line that it holds open to this node.
    pub has_address: bool,
}

impl Callee {
    /// Can it be asked right now?
    pub fn is_within_reach(&self, line: &dyn Line) -> bool {
        self.has_address || line.called_in(self.network, &self.desk).is_some()
    }
}

impl Desk {
    /// What to wait with at a peer: the digest of what was worked off.
    pub async fn hint_request(&self, network: NetworkId, peer: &DeskId) -> Result<HeadsRequest> {
        let (_, membership) = self.membership(Some(network))?;
        let roster = membership.roster.version();
        let row = self.read().await?.peer(network, peer).await?;
        let known = row
            .filter(|row| row.roster == roster)
            .and_then(|row| row.seen);
        Ok(HeadsRequest {
            network,
            known,
            roster,
        })
    }

    /// The active peers, and when each may be called next.
    pub async fn peers_to_call(&self) -> Result<Vec<Callee>> {
        let standing = self.standing();
        let mut unit = self.read().await?;
        let mut peers = Vec::new();
        for (network, membership) in &standing.networks {
            let known = unit.peers(*network).await?;
            for desk in membership.in_force(self.now()).active() {
                if desk.id == *self.id() {
                    continue;
                }
                let row = known.iter().find(|row| row.desk == desk.id);
                peers.push(Callee {
                    network: *network,
                    desk: desk.id.clone(),
                    retry_at: row.and_then(|row| row.retry_at),
                    unreachable: row.is_some_and(|row| row.error == Some(Code::PeerUnreachable)),
                    has_address: !desk.addresses.is_empty(),
                });
            }
        }
        Ok(peers)
    }
}

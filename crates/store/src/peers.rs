//! How it goes with each peer.

use async_trait::async_trait;
use fanal_protocol::{Code, DeskId, Digest, NetworkId, Timestamp};

use crate::Result;

/// What this node remembers of a peer between rounds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeerRow {
    /// The peer.
    pub desk: DeskId,
    /// The digest of its last answer that was worked off completely.
    pub seen: Option<Digest>,
    /// The version of the roster by which that was.
    pub roster: u64,
    /// The last round that came to its end.
    pub contact: Option<Timestamp>,
    /// Rounds that failed since.
    pub failures: u32,
    /// Not before this moment.
    pub retry_at: Option<Timestamp>,
    /// Why the last one failed.
    pub error: Option<Code>,
}

/// Peers.
#[async_trait]
pub trait Peers {
    /// One peer.
    async fn peer(&mut self, network: NetworkId, desk: &DeskId) -> Result<Option<PeerRow>>;

    /// All peers, by name.
    async fn peers(&mut self, network: NetworkId) -> Result<Vec<PeerRow>>;

    /// Puts or replaces it.
    async fn put_peer(&mut self, network: NetworkId, row: &PeerRow) -> Result<()>;
}

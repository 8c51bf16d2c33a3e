//! Rosters and heartbeats. A roster is public among its members and stored as it came.

use async_trait::async_trait;
use fanal_protocol::{NetworkId, PublicKey, Timestamp, VerifiedRoster};

use crate::Result;

/// The newest heartbeat under one key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeartbeatRow {
    /// The heartbeat key.
    pub key: PublicKey,
    /// When it says that it was issued.
    pub issued: Timestamp,
    /// The envelope.
    pub bytes: Vec<u8>,
}

/// Proofs of one kind that are kept in a network: who makes them without end fills no disk.
pub const PROOFS_KEPT: usize = 100;

/// Rosters, heartbeats, proofs of forks.
#[async_trait]
pub trait Rosters {
    /// Envelopes of all rosters of a network from this version on, in order.
    async fn rosters_from(&mut self, network: NetworkId, version: u64) -> Result<Vec<Vec<u8>>>;

    /// The newest roster of each network, as envelopes.
    async fn newest_rosters(&mut self) -> Result<Vec<(NetworkId, Vec<u8>)>>;

    /// Adds a roster; another one of the same version is a conflict.
    async fn put_roster(&mut self, roster: &VerifiedRoster) -> Result<()>;

    /// Keeps a proof (another roster of a held version, two checkpoints of one size), by kind. Of one
    /// kind the first [`PROOFS_KEPT`] are kept: more of the same prove nothing more.
    async fn put_proof(
        &mut self,
        network: NetworkId,
        kind: &str,
        proof: &[u8],
        at: Timestamp,
    ) -> Result<()>;

    /// The proofs held: kind, bytes, when.
    async fn proofs(&mut self, network: NetworkId) -> Result<Vec<(String, Vec<u8>, Timestamp)>>;

    /// Is a proof of this kind held? Without reading any.
    async fn has_proof(&mut self, network: NetworkId, kind: &str) -> Result<bool>;

    /// The newest heartbeats, one for each key, ordered by key.
    async fn heartbeats(&mut self, network: NetworkId) -> Result<Vec<HeartbeatRow>>;

    /// Keeps it if it is newer than the one of its key.
    async fn put_heartbeat(&mut self, network: NetworkId, row: &HeartbeatRow) -> Result<()>;
}

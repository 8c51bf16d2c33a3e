//! Streams: heads, and what stands at each position.

use async_trait::async_trait;
use fanal_policy::{Facts, Withheld};
use fanal_protocol::{DeskId, Digest, NetworkId, StreamRef};

use crate::Result;

/// A stream as this node holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StreamRow {
    /// The network.
    pub network: NetworkId,
    /// Which stream.
    pub stream: StreamRef,
    /// Positions known, from 0.
    pub size: u64,
    /// Positions that the checkpoint covers; between `proven` and `size` lies what is staged.
    pub proven: u64,
    /// The root at `proven`.
    pub root: Digest,
    /// The right edge of the tree at `size`, as [`fanal_protocol::tree::Frontier`] writes it.
    pub frontier: Vec<u8>,
    /// The newest checkpoint of the origin's that covers `proven`, as a signed note.
    pub checkpoint: String,
}

/// What stands at a position to be appended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A statement that is stored (in the same unit of work, or before).
    Held(Digest),
    /// Purged: its digest and the retraction's (all zero: its own retention ended).
    Tombstone(Digest, Digest),
    /// Known by digest only: not held by the peer that gave it, or refused for now. It is wanted.
    NotHeld(Digest),
    /// Known by digest only and refused for good: nobody is asked for it again.
    Refused(Digest),
}

/// What stands at a position.
pub enum StoredEntry {
    /// A statement: what the policy asks for, and the envelope, which only a permit releases.
    Held(Digest, Box<Facts>, Withheld<Vec<u8>>),
    /// Purged.
    Tombstone(Digest, Digest),
    /// Not held here, whether it is wanted or was refused for good.
    NotHeld(Digest),
}

/// Heads and positions.
#[async_trait]
pub trait Streams {
    /// All streams of a network, ordered by stream.
    async fn streams(&mut self, network: NetworkId) -> Result<Vec<StreamRow>>;

    /// One stream; in a writing unit its head is locked until commit. [R8]
    async fn stream(&mut self, network: NetworkId, stream: &StreamRef)
    -> Result<Option<StreamRow>>;

    /// Puts or replaces the head; a smaller one than the one held is a conflict: nothing sets a head
    /// back.
    async fn put_stream(&mut self, row: &StreamRow) -> Result<()>;

    /// Appends positions `from..from + places.len()`; a position that exists is a conflict.
    async fn append(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        places: &[Place],
    ) -> Result<()>;

    /// Drops positions from `from` on (a staged tail that did not prove true).
    async fn truncate(&mut self, network: NetworkId, stream: &StreamRef, from: u64) -> Result<()>;

    /// Positions `from..to`, as many as there are. A statement that was purged since is a
    /// tombstone, wherever it stands.
    async fn entries(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        to: u64,
    ) -> Result<Vec<StoredEntry>>;

    /// The digests at positions `from..to`: what trees and tiles are made of.
    async fn digests(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        to: u64,
    ) -> Result<Vec<Digest>>;

    /// The first position of a stream at which this digest stands, from 0.
    async fn position_of(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        digest: Digest,
    ) -> Result<Option<u64>>;

    /// Positions known by this digest only become tombstones, in streams of this origin alone: nobody
    /// takes back what is another's. What is held stays held.
    async fn settle(
        &mut self,
        network: NetworkId,
        origin: &DeskId,
        digest: Digest,
        retraction: Digest,
    ) -> Result<()>;

    /// Streams with positions that are wanted (known by digest only, not refused for good, no
    /// tombstone), and how many each has; ordered by stream.
    async fn wanting(&mut self, network: NetworkId) -> Result<Vec<(StreamRef, u64)>>;

    /// Positions of a stream that are wanted, below `before`, the newest first, at most so many.
    async fn gaps(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        before: u64,
        limit: u32,
    ) -> Result<Vec<(u64, Digest)>>;

    /// Puts something else at a position that is known by this very digest only; whether it was.
    async fn fill(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        position: u64,
        place: &Place,
    ) -> Result<bool>;
}

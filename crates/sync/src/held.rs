//! What this node durably has of a stream, and what a session may ask of it.

use fanal_policy::World;
use fanal_protocol::tree::Frontier;
use fanal_protocol::{DeskId, Digest, StreamName, StreamRef};

use crate::{Ed25519, OpenHead, Verifier};

/// The newest checkpoint that is held, as the origin signed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownCheckpoint {
    /// The note, byte for byte.
    pub text: String,
    /// When the origin signed it, by the origin's clock: seconds since 1970.
    pub time: i64,
}

/// Entries that are stored but not yet shown to lead to a signed root: nothing of them counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Staged {
    /// Who sent them: nobody else continues where a liar may have stopped.
    pub from: DeskId,
    /// The edge of the tree with them.
    pub frontier: Frontier,
}

/// What is durably held of one stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Which stream.
    pub stream: StreamRef,
    /// The edge of the tree that the checkpoint covers: the proven head.
    pub proven: Frontier,
    /// The checkpoint that proves it; none before the first.
    pub checkpoint: Option<KnownCheckpoint>,
    /// What has come beyond it and waits for its root.
    pub staged: Option<Staged>,
}

impl Held {
    /// Nothing yet.
    pub fn nothing_of(stream: StreamRef) -> Self {
        Self {
            stream,
            proven: Frontier::default(),
            checkpoint: None,
            staged: None,
        }
    }

    /// Entries that the checkpoint covers.
    pub const fn size(&self) -> u64 {
        self.proven.size()
    }

    /// The root that the checkpoint signs.
    pub fn root(&self) -> Digest {
        Digest::from_bytes(self.proven.root())
    }

    /// Where this peer's next entry goes: after what it staged itself, else after what is proven.
    pub(crate) fn next_from(&self, peer: &DeskId, head: &OpenHead) -> &Frontier {
        match &self.staged {
            Some(staged) if staged.from == *peer && staged.frontier.size() < head.size => {
                &staged.frontier
            }
            Some(_) | None => &self.proven,
        }
    }
}

/// What a session asks of the node; answers from one moment, none of them waits.
pub trait View {
    /// The roster that is held now, this desk, and the clock, never below its high-water mark. [R19]
    fn world(&self) -> World<'_>;
    /// Whose word counts for signatures. No node has another than this one.
    fn verifier(&self) -> &dyn Verifier {
        &Ed25519
    }
    /// What is durably held of a stream; our own streams too.
    fn held(&self, stream: &StreamRef) -> Option<Held>;
    /// The newest epoch that is known of this log.
    fn newest_epoch(&self, origin: &DeskId, name: &StreamName) -> Option<u32>;
    /// The epoch of this desk's own streams: older ones are over, and what is missing of them is taken
    /// back from whoever has it. [R9]
    fn own_epoch(&self) -> u32;
    /// The root that a held stream had at a smaller size, if it is cheap to tell: two checkpoints of
    /// different sizes are compared by it.
    fn root_at(&self, _stream: &StreamRef, _size: u64) -> Option<Digest> {
        None
    }
    /// Places below the proven head whose content is wanted but not here, with their digests.
    fn gaps(&self, _stream: &StreamRef) -> Vec<(u64, Digest)> {
        Vec::new()
    }
}

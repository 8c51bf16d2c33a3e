//! Why no site is made of a shelf: each is a fault of the node, none is a reader's.

use fanal_protocol::BulletinId;
use fanal_protocol::checkpoint::CheckpointError;
use fanal_protocol::tree::ProofError;

/// A shelf that does not hold together. The caller keeps the site that it has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The objects of a publication are not STIX.
    #[error("the objects of `{0}` cannot be read")]
    Unreadable(BulletinId),
    /// An object carries a label stricter than `TLP:CLEAR`, or an unreadable one.
    #[error("an object of `{0}` is not marked TLP:CLEAR")]
    NotClear(BulletinId),
    /// Two publications share an id.
    #[error("`{0}` stands on the shelf twice")]
    Twice(BulletinId),
    /// The log has another digest at the item's place.
    #[error("`{0}` is not in the log where it should be")]
    NotInLog(BulletinId),
    /// The checkpoint is not one of this log, or its key did not sign it.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is of more, fewer or other entries.
    #[error("the checkpoint of `{checkpoint}` entries is not that of these `{leaves}`")]
    OtherTree {
        /// Entries by the checkpoint.
        checkpoint: u64,
        /// Entries on the shelf.
        leaves: usize,
    },
    /// The tiles cannot be made.
    #[error(transparent)]
    Tiles(#[from] ProofError),
    /// What was signed does not verify with the feed's key.
    #[error("the feed's files were signed with a key other than the feed's")]
    WrongFeedKey,
    /// What was put on disk on the way could not be read again.
    #[error("what the site is made of could not be read back from the disk: {0}")]
    Disk(std::io::ErrorKind),
    /// The formats room has no such writer.
    #[error("no writer is named `{0}`")]
    NoWriter(&'static str),
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error.kind())
    }
}

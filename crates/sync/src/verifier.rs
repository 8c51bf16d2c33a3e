//! Who says that a signature is right.

use fanal_protocol::checkpoint::{Checkpoint, CheckpointError, open_checkpoint};
use fanal_protocol::note::VerifierKey;
use fanal_protocol::{DeskId, Opened, PublicKey, StatementError};

/// Tells what a key signed from what it did not. A node has [`Ed25519`] and nothing else; a model of
/// whole networks may keep a book of who signed what, where the right answer is a look-up.
pub trait Verifier {
    /// The statement, if one of these keys of `origin` signed these bytes; as [`Opened::open`].
    fn statement(
        &self,
        bytes: &[u8],
        origin: &DeskId,
        keys: &[PublicKey],
    ) -> Result<Opened, StatementError>;

    /// The checkpoint, if this key signed this note for the log of that line; as [`open_checkpoint`].
    fn checkpoint(
        &self,
        note: &str,
        key: &VerifierKey,
        line: &str,
    ) -> Result<Checkpoint, CheckpointError>;
}

/// The real one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ed25519;

impl Verifier for Ed25519 {
    fn statement(
        &self,
        bytes: &[u8],
        origin: &DeskId,
        keys: &[PublicKey],
    ) -> Result<Opened, StatementError> {
        Opened::open(bytes, origin, keys)
    }

    fn checkpoint(
        &self,
        note: &str,
        key: &VerifierKey,
        line: &str,
    ) -> Result<Checkpoint, CheckpointError> {
        open_checkpoint(note, key, line)
    }
}

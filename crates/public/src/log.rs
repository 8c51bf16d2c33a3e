//! The public log: the checkpoint and the hash tiles under it, never an entry. [R4]

use fanal_protocol::checkpoint::{CheckpointError, open_checkpoint};
use fanal_protocol::note::VerifierKey;
use fanal_protocol::tile::tiles_of;
use fanal_protocol::tree::MemoryTree;
use fanal_protocol::{Digest, PublicKey};

use crate::file::{Caching, Draft, OCTETS, TEXT};
use crate::shelf::{Log, ShelfItem, Site};
use crate::tree::Collector;
use crate::{Broken, address};

/// The key of the checkpoints, with the name that it signs under.
pub(crate) fn verifier_key(site: &Site, log: &Log) -> Result<VerifierKey, Broken> {
    let name = site.log_origin(log.epoch).parse();
    let name = name.map_err(CheckpointError::from)?;
    Ok(VerifierKey::new(name, site.checkpoint_key))
}

/// The log of an epoch that is over: whoever kept one of its checkpoints can hold it against this. [PUB-25]
pub struct ClosedLog {
    pub(crate) origin: String,
    /// The key that its checkpoint is signed with: it may have been replaced since.
    pub(crate) key: VerifierKey,
    pub(crate) log: Log,
}

impl ClosedLog {
    /// Takes it if it is of one tree and signed by one of these keys of the desk, as a reader will check it.
    pub fn new(site: &Site, log: Log, keys: &[PublicKey]) -> Result<Self, Broken> {
        let origin = site.log_origin(log.epoch);
        let mut refused =
            Broken::Checkpoint(CheckpointError::Malformed("no key could have signed it"));
        for key in keys {
            let name = origin.parse().map_err(CheckpointError::from)?;
            let key = VerifierKey::new(name, *key);
            match tree_of(&log, &key, &origin) {
                Ok(_) => return Ok(Self { origin, key, log }),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// Where it stands: a log of its own, as any program that reads tiles expects it.
    pub(crate) fn below(&self) -> String {
        address::closed_log(self.log.epoch)
    }
}

/// Puts checkpoint and tiles, if they are of one tree, signed as a reader will check it.
pub(crate) fn put(out: &mut Collector<'_>, site: &Site, log: &Log) -> Result<(), Broken> {
    let origin = site.log_origin(log.epoch);
    let tree = tree_of(log, &verifier_key(site, log)?, &origin)?;
    put_below(out, address::LOG, log, &tree)
}

/// The same of a log that grows no more, below an address of its own. [PUB-25]
pub(crate) fn put_closed(out: &mut Collector<'_>, closed: &ClosedLog) -> Result<(), Broken> {
    let tree = tree_of(&closed.log, &closed.key, &closed.origin)?;
    put_below(out, &closed.below(), &closed.log, &tree)
}

/// The tree of a log that holds together.
fn tree_of(log: &Log, key: &VerifierKey, origin: &str) -> Result<MemoryTree, Broken> {
    let checkpoint = open_checkpoint(&log.checkpoint, key, origin)?;
    let tree: MemoryTree = log.leaves.iter().map(Digest::as_bytes).collect();
    let frontier = tree.frontier();
    if (checkpoint.size, checkpoint.root) != (frontier.size(), frontier.root()) {
        return Err(Broken::OtherTree {
            checkpoint: checkpoint.size,
            leaves: log.leaves.len(),
        });
    }
    Ok(tree)
}

fn put_below(
    out: &mut Collector<'_>,
    below: &str,
    log: &Log,
    tree: &MemoryTree,
) -> Result<(), Broken> {
    for tile in tiles_of(tree.frontier().size()) {
        let draft = Draft::new(OCTETS, Caching::Forever, tile.bytes(tree)?);
        out.put(format!("{below}{tile}"), draft);
    }
    let bytes = log.checkpoint.clone().into_bytes();
    let draft = Draft::new(TEXT, Caching::Never, bytes);
    out.put(format!("{below}checkpoint"), draft);
    Ok(())
}

/// An item that claims a place in the log stands there.
pub(crate) fn holds(log: &Log, item: &ShelfItem) -> bool {
    let Some(position) = item.position else {
        return true;
    };
    let entry = usize::try_from(position).ok();
    entry.and_then(|entry| log.leaves.get(entry)) == Some(&item.digest)
}

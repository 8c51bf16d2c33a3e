//! The public log: the checkpoint and the hash tiles under it, never an entry. [R4]

use fanal_protocol::Digest;
use fanal_protocol::checkpoint::open_checkpoint;
use fanal_protocol::note::VerifierKey;
use fanal_protocol::tile::tiles_of;
use fanal_protocol::tree::MemoryTree;

use crate::file::{Caching, Draft, OCTETS, TEXT};
use crate::shelf::{Log, ShelfItem, Site};
use crate::tree::Collector;
use crate::{Broken, address};

/// The key of the checkpoints, with the name that it signs under.
pub(crate) fn verifier_key(site: &Site, log: &Log) -> Result<VerifierKey, Broken> {
    let name = site.log_origin(log.epoch).parse();
    let name = name.map_err(fanal_protocol::checkpoint::CheckpointError::from)?;
    Ok(VerifierKey::new(name, site.checkpoint_key))
}

/// Puts checkpoint and tiles, if they are of one tree, signed as a reader will check it.
pub(crate) fn put(out: &mut Collector<'_>, site: &Site, log: &Log) -> Result<(), Broken> {
    let origin = site.log_origin(log.epoch);
    let checkpoint = open_checkpoint(&log.checkpoint, &verifier_key(site, log)?, &origin)?;
    let tree: MemoryTree = log.leaves.iter().map(Digest::as_bytes).collect();
    let frontier = tree.frontier();
    if (checkpoint.size, checkpoint.root) != (frontier.size(), frontier.root()) {
        return Err(Broken::OtherTree {
            checkpoint: checkpoint.size,
            leaves: log.leaves.len(),
        });
    }
    for tile in tiles_of(frontier.size()) {
        let draft = Draft::new(OCTETS, Caching::Forever, tile.bytes(&tree)?);
        out.put(format!("/log/{tile}"), draft);
    }
    let bytes = log.checkpoint.clone().into_bytes();
    out.put(address::CHECKPOINT, Draft::new(TEXT, Caching::Never, bytes));
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

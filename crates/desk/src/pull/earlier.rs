//! The roots that held streams had when they were shorter: an older head has to be a beginning of what is
//! held, or its origin told two histories. They are read for heads that their origin signed, and once. [SYN-20]

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use fanal_policy::World;
use fanal_protocol::checkpoint::Checkpoint;
use fanal_protocol::note::Note;
use fanal_protocol::tree::Frontier;
use fanal_protocol::wire::Head;
use fanal_protocol::{Digest, NetworkId, StreamRef};
use fanal_store::{StreamRow, Unit};
use fanal_sync::open_head;

use crate::desk::Desk;
use crate::error::Result;

/// Up to this size an older head is compared with what is held, and so many digests are read for it in one
/// round: a round is to stay cheap, whatever is told in it.
const DIGESTS_READ: u64 = 65_536;
/// Roots that are kept; what a stream began with does not change.
const KEPT: usize = 1_024;

/// What was read before.
#[derive(Default)]
pub(crate) struct EarlierRoots(Mutex<BTreeMap<(NetworkId, StreamRef, u64), Digest>>);

impl EarlierRoots {
    fn of(&self, key: &(NetworkId, StreamRef, u64)) -> Option<Digest> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).copied()
    }

    fn keep(&self, key: (NetworkId, StreamRef, u64), root: Digest) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, root);
    }
}

impl Desk {
    /// The size that an older head of a held stream tells, and the root that the stream had then; nothing for
    /// a head that its origin did not sign, or once enough was read in this round.
    pub(super) async fn earlier_root(
        &self,
        unit: &mut dyn Unit,
        world: &World<'_>,
        row: &StreamRow,
        head: &Head,
        read: &mut u64,
    ) -> Result<Option<(u64, Digest)>> {
        let (_, size) = told_size(head);
        if !(1..row.proven.min(DIGESTS_READ)).contains(&size) || open_head(head, world).is_err() {
            return Ok(None);
        }
        let key = (world.network, row.stream.clone(), size);
        if let Some(root) = self.earlier_roots().of(&key) {
            return Ok(Some((size, root)));
        }
        if read.saturating_add(size) > DIGESTS_READ {
            return Ok(None);
        }
        *read = read.saturating_add(size);
        let mut tree = Frontier::default();
        let digests = unit.digests(world.network, &row.stream, 0, size).await?;
        for digest in digests {
            tree.push(digest.as_bytes());
        }
        let root = Digest::from_bytes(tree.root());
        self.earlier_roots().keep(key, root);
        Ok(Some((size, root)))
    }
}

/// The stream of a head, and the size that its note claims; 0 if it claims none.
pub(crate) fn told_size(head: &Head) -> (StreamRef, u64) {
    let note = Note::parse(&head.checkpoint).ok();
    let claimed = note.and_then(|note| Checkpoint::parse(note.unverified_text()).ok());
    (head.stream.clone(), claimed.map_or(0, |told| told.size))
}

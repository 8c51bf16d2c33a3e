//! What the session may ask of this desk, as it is at one moment.

use std::collections::BTreeMap;

use fanal_policy::World;
use fanal_protocol::checkpoint::Checkpoint;
use fanal_protocol::note::Note;
use fanal_protocol::tree::Frontier;
use fanal_protocol::wire::Head;
use fanal_protocol::{DeskId, Digest, NetworkId, StreamName, StreamRef, Timestamp};
use fanal_sync::{Held, KnownCheckpoint, View};

use super::{Course, time_of};
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pen::frontier_of;

/// Up to this size an older head is compared with what is held: a round is to stay cheap.
const ROOTS_COMPARED: u64 = 65_536;

/// What the session may ask, from one moment.
pub(super) struct Snapshot {
    membership: Membership,
    me: DeskId,
    now: Timestamp,
    held: BTreeMap<StreamRef, Held>,
    gaps: BTreeMap<StreamRef, Vec<(u64, Digest)>>,
    /// Of this desk's own streams. [R9]
    epoch: u32,
    /// The roots that held streams had at the smaller sizes that the peer tells.
    earlier: BTreeMap<(StreamRef, u64), Digest>,
}

impl View for Snapshot {
    /// Of what a desk that suspended itself serves, its notices are heard; each entry is judged by
    /// itself.
    fn world(&self) -> World<'_> {
        self.membership.world_of_notices(&self.me, self.now)
    }

    fn held(&self, stream: &StreamRef) -> Option<Held> {
        self.held.get(stream).cloned()
    }

    fn newest_epoch(&self, origin: &DeskId, name: &StreamName) -> Option<u32> {
        let same = |stream: &&StreamRef| stream.origin == *origin && stream.name == *name;
        self.held
            .keys()
            .filter(same)
            .map(|stream| stream.epoch)
            .max()
    }

    fn own_epoch(&self) -> u32 {
        self.epoch
    }

    fn root_at(&self, stream: &StreamRef, size: u64) -> Option<Digest> {
        self.earlier.get(&(stream.clone(), size)).copied()
    }

    fn gaps(&self, stream: &StreamRef) -> Vec<(u64, Digest)> {
        self.gaps.get(stream).cloned().unwrap_or_default()
    }
}

impl Desk {
    /// What is held now; with the gaps of the streams that the peer told of, if it is time to ask.
    pub(super) async fn snapshot(
        &self,
        network: NetworkId,
        peer: &DeskId,
        told: &BTreeMap<StreamRef, u64>,
        course: &mut Course,
    ) -> Result<Snapshot> {
        let (_, membership) = self.membership(Some(network))?;
        let gaps = if self.is_search_due(network, peer, &membership).await? {
            course.sought = true;
            self.gaps_in(network, told).await?
        } else {
            BTreeMap::new()
        };
        let mut held = BTreeMap::new();
        let mut earlier = BTreeMap::new();
        let mut unit = self.read().await?;
        for row in unit.streams(network).await? {
            // An older head has to be a beginning of what is held, or its origin told two histories.
            if let Some(size) = told.get(&row.stream)
                && (1..row.proven.min(ROOTS_COMPARED)).contains(size)
            {
                let mut tree = Frontier::default();
                for digest in unit.digests(network, &row.stream, 0, *size).await? {
                    tree.push(digest.as_bytes());
                }
                let root = Digest::from_bytes(tree.root());
                earlier.insert((row.stream.clone(), *size), root);
            }
            let proven = frontier_of(&row)?;
            let time = time_of(&row.checkpoint);
            let checkpoint = Some(KnownCheckpoint {
                text: row.checkpoint,
                time,
            });
            held.insert(
                row.stream.clone(),
                Held {
                    stream: row.stream,
                    proven,
                    checkpoint,
                    staged: None,
                },
            );
        }
        let epoch = crate::pen::epoch(unit.as_mut()).await?;
        Ok(Snapshot {
            membership,
            epoch,
            me: self.id().clone(),
            now: self.now(),
            held,
            gaps,
            earlier,
        })
    }
}

/// The stream of a head, and the size that its note claims; 0 if it claims none.
pub(crate) fn told_size(head: &Head) -> (StreamRef, u64) {
    let note = Note::parse(&head.checkpoint).ok();
    let claimed = note.and_then(|note| Checkpoint::parse(note.unverified_text()).ok());
    (head.stream.clone(), claimed.map_or(0, |told| told.size))
}

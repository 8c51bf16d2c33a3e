//! What the session may ask of this desk, as it is at one moment.

use std::collections::BTreeMap;

use fanal_policy::World;
use fanal_protocol::wire::Head;
use fanal_protocol::{DeskId, Digest, NetworkId, StreamName, StreamRef, Timestamp};
use fanal_sync::{Held, KnownCheckpoint, View};

use super::{Course, time_of};
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pen::frontier_of;

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
        told: &BTreeMap<StreamRef, Head>,
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
        let (me, now) = (self.id().clone(), self.now());
        let world = membership.world_of_notices(&me, now);
        for row in unit.streams(network).await? {
            if let Some(head) = told.get(&row.stream)
                && let Some((size, root)) = self
                    .earlier_root(unit.as_mut(), &world, &row, head, &mut course.digests_read)
                    .await?
            {
                earlier.insert((row.stream.clone(), size), root);
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
            me,
            now,
            held,
            gaps,
            earlier,
        })
    }
}

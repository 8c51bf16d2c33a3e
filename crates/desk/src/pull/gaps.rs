//! Positions whose content nobody gave yet: when they are asked for, and how they close. [STR-8]

use std::collections::BTreeMap;

use fanal_policy::RosterState;
use fanal_protocol::wire::Head;
use fanal_protocol::{DeskId, Digest, NetworkId, StreamRef, Timestamp};
use fanal_store::{Place, StoredEntry};
use fanal_sync::{Fault, Filling, GAPS_PER_ROUND, open_entry};
use serde::{Deserialize, Serialize};

use super::Course;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::receive::{Arrived, Coming};

/// When a peer was asked for gaps, and whether it helped.
#[derive(Default, Serialize, Deserialize)]
struct Search {
    /// Gaps that were open after it.
    open: u64,
    /// Times in a row that it gave nothing.
    misses: u32,
    /// Not again before this, in seconds since 1970 ...
    next: i64,
    /// ... unless the roster is another one, or counts again.
    roster: (u64, bool),
}

impl Search {
    fn is_due(&self, open: u64, roster: (u64, bool), now: Timestamp) -> bool {
        open > 0 && (open > self.open || self.roster != roster || self.next <= now.unix())
    }
}

impl Desk {
    /// Each stream its share: half the newest (a withdrawal is new when it is kept from us), the rest
    /// from anywhere, so that what nobody will ever tell does not stand before what somebody would.
    pub(super) async fn gaps_in(
        &self,
        network: NetworkId,
        told: &BTreeMap<StreamRef, Head>,
    ) -> Result<BTreeMap<StreamRef, Vec<(u64, Digest)>>> {
        let mut unit = self.read().await?;
        let mut wanting = unit.wanting(network).await?;
        wanting.retain(|(stream, _)| told.contains_key(stream));
        let chance = || usize::try_from(u32::from_be_bytes(self.random())).unwrap_or_default();
        if !wanting.is_empty() {
            let first = chance() % wanting.len();
            wanting.rotate_left(first);
        }
        let share = (GAPS_PER_ROUND / wanting.len().max(1)).max(1);
        let mut gaps = BTreeMap::new();
        for (stream, _) in wanting.into_iter().take(GAPS_PER_ROUND) {
            let size = unit.stream(network, &stream).await?;
            let size = size.map_or(1, |row| row.proven.max(1));
            let before = u64::try_from(chance()).unwrap_or_default() % size + 1;
            let newest = if share == 1 {
                u32::from(chance() % 2 == 0)
            } else {
                u32::try_from(share / 2).unwrap_or_default()
            };
            let rest = u32::try_from(share).unwrap_or_default() - newest;
            let mut some = unit.gaps(network, &stream, u64::MAX, newest).await?;
            some.extend(unit.gaps(network, &stream, before, rest).await?);
            some.sort_unstable();
            some.dedup();
            gaps.insert(stream, some);
        }
        Ok(gaps)
    }

    /// Is it time to ask this peer for gaps?
    pub(super) async fn is_search_due(
        &self,
        network: NetworkId,
        peer: &DeskId,
        membership: &Membership,
    ) -> Result<bool> {
        let mut unit = self.read().await?;
        let open = unit.wanting(network).await?.iter().map(|(_, n)| n).sum();
        let search = unit.setting(&search_key(network, peer)).await?;
        let search: Search = search
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let now = self.now();
        Ok(search.is_due(open, roster_now(membership, now), now))
    }

    /// Notes what the search for gaps came to: the less it helps, the longer until the next.
    pub(super) async fn note_search(
        &self,
        network: NetworkId,
        peer: &DeskId,
        course: &Course,
    ) -> Result<()> {
        if !course.sought {
            return Ok(());
        }
        let (_, membership) = self.membership(Some(network))?;
        let mut unit = self.begin().await?;
        let key = search_key(network, peer);
        let before = unit.setting(&key).await?;
        let before: Search = before
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let open: u64 = unit.wanting(network).await?.iter().map(|(_, n)| n).sum();
        let misses = if course.filled > 0 {
            0
        } else {
            before.misses.saturating_add(1)
        };
        let now = self.now();
        let search = Search {
            open,
            misses,
            next: now.plus_seconds(self.wait_after(misses)).unix(),
            roster: roster_now(&membership, now),
        };
        let bytes = serde_json::to_vec(&search).unwrap_or_default();
        unit.put_setting(&key, &bytes).await?;
        unit.commit().await?;
        if open > 0 {
            tracing::warn!(%peer, open, filled = course.filled, "gaps stay open");
        }
        Ok(())
    }

    /// Closes one gap, if what came may be kept; a position that others closed meanwhile stays.
    pub(super) async fn fill(
        &self,
        network: NetworkId,
        peer: &DeskId,
        filling: Filling,
        course: &mut Course,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        let (stream, at, digest) = (&filling.stream, filling.at, filling.digest);
        let checked = {
            let world = membership.world(self.id(), self.now());
            let place = fanal_sync::Place { stream, at };
            open_entry(place, &filling.entry, &world)
        };
        let checked = checked.and_then(|checked| filling.in_epoch(checked));
        if let Err(refused) = &checked
            && refused.digest.is_none()
        {
            let (stream, code) = (stream.clone(), refused.code);
            let fault = Fault::BadEntry { stream, at, code };
            return self.keep_fault(network, peer, &fault, course).await;
        }
        let mut unit = self.begin().await?;
        let stands = unit.entries(network, stream, at, at + 1).await?;
        let is_gap = |entry: &StoredEntry| matches!(entry, StoredEntry::NotHeld(d) if *d == digest);
        if !stands.first().is_some_and(is_gap) {
            return Ok(());
        }
        let arrived = vec![Arrived::new(at, digest, checked)];
        let received = self
            .receive(
                unit.as_mut(),
                &membership,
                &filling.from_peer,
                stream,
                arrived,
                Coming::ToFill,
            )
            .await?;
        course.round.taken += received.taken;
        course.round.refused += received.refused;
        for place in &received.places {
            if !matches!(place, Place::NotHeld(_)) {
                unit.fill(network, stream, at, place).await?;
                course.filled += 1;
            }
        }
        unit.commit().await?;
        Ok(())
    }
}

fn search_key(network: NetworkId, peer: &DeskId) -> String {
    format!("gaps/{network}/{peer}")
}

/// What had to wait for a roster, or for its heartbeat, is asked for as soon as that came.
fn roster_now(membership: &Membership, now: Timestamp) -> (u64, bool) {
    let is_current = membership.state(now) == RosterState::Current;
    (membership.roster.version(), is_current)
}

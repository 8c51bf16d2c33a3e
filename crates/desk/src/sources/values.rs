//! What came from others in confidence is not composed wider by pasting it. [R22]

use std::collections::BTreeMap;

use fanal_policy::{Reach, reach_of};
use fanal_protocol::{Bulletin, Code, DeskId, Problem, Reference, Timestamp};
use fanal_store::{Hit, IndexKey, Unit};

use crate::content::indicated;
use crate::desk::{Desk, Membership};
use crate::draft::{Held, without_objects};
use crate::error::Result;

/// Bulletins looked at for one value, the newest first. A value that stands in more, and in none of
/// these as far as is asked, counts as known from narrower ones: an unknown is a no.
const PER_VALUE: usize = 64;

/// One bulletin that holds a value, as far as it decides here.
struct Known {
    origin: DeskId,
    since: Timestamp,
    reach: Reach,
}

impl Desk {
    /// Refuses values that are known here only from others' narrower bulletins, on every way out of a
    /// draft: share, send, revise. [REC-11]
    ///
    /// A desk that has them from elsewhere says so: that is the independent source. It needs none for
    /// what it told itself before others did, nor for what somebody told as far as that already.
    pub(crate) async fn refuse_narrower_sources(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
    ) -> Result<()> {
        if held.draft.independent.is_some() || held.draft.granted.is_some() {
            return Ok(());
        }
        let keys = values_of(bulletin);
        let most = u32::try_from(PER_VALUE).unwrap_or(u32::MAX);
        let hits = unit.probe(&keys, most).await?;
        if hits.is_empty() {
            return Ok(());
        }
        let bare = without_objects(bulletin);
        let facts = self.facts_of_draft(unit, membership, held, &bare).await?;
        let asked = reach_of(&facts, &membership.world(self.id(), self.now()));
        let known = self.told_by(unit, membership, &hits).await?;
        let mut by_value: BTreeMap<usize, Vec<&Known>> = BTreeMap::new();
        let mut all: BTreeMap<usize, usize> = BTreeMap::new();
        for hit in &hits {
            *all.entry(hit.key).or_default() += 1;
            let of = by_value.entry(hit.key).or_default();
            of.extend(known.get(&hit.reference));
        }
        for (key, found) in by_value {
            let all_seen = all.get(&key).is_some_and(|count| *count < PER_VALUE);
            if let Some(narrower) = self.only_narrower(&found, all_seen, &asked) {
                return Err(from_narrower(&narrower).into());
            }
        }
        Ok(())
    }

    /// Whose narrower bulletins are the only ones that this value is known from.
    fn only_narrower(&self, found: &[&Known], all_seen: bool, asked: &Reach) -> Option<DeskId> {
        if found.iter().any(|known| asked.is_within(&known.reach)) {
            return None;
        }
        let own = found.iter().filter(|known| known.origin == *self.id());
        let own_since = own.map(|known| known.since).min();
        let others = found.iter().filter(|known| known.origin != *self.id());
        // What this desk told first is its own, whoever repeats it.
        let mut before = others.filter(|known| own_since.is_none_or(|own| known.since <= own));
        let first = before.next().map(|known| known.origin.clone());
        first.or_else(|| (!all_seen).then(|| self.id().clone()))
    }

    /// What decides about each bulletin of these that is here.
    async fn told_by(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        hits: &[Hit],
    ) -> Result<BTreeMap<Reference, Known>> {
        let mut references: Vec<Reference> = hits.iter().map(|hit| hit.reference.clone()).collect();
        references.sort();
        references.dedup();
        let world = membership.world(self.id(), self.now());
        let rows = unit
            .bulletins_among(membership.roster.network(), &references)
            .await?;
        let known = rows.into_iter().filter_map(|row| {
            let facts = row.facts?;
            let known = Known {
                origin: row.reference.origin.clone(),
                since: row.received,
                reach: reach_of(&facts, &world),
            };
            Some((row.reference, known))
        });
        Ok(known.collect())
    }
}

/// Its values, as the index knows them.
fn values_of(bulletin: &Bulletin) -> Vec<IndexKey> {
    let found = indicated(bulletin);
    let mut keys: Vec<IndexKey> = found
        .iter()
        .map(|found| (found.value.kind(), found.value.text().to_owned()))
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

fn from_narrower(origin: &DeskId) -> Problem {
    let text = format!(
        "values of it are known here from {origin}, from bulletins that may not go that far"
    );
    let hint = "share it no wider, or name your own source: `--independent-source`";
    Problem::new(Code::PolicyReference, text).with_hint(hint)
}

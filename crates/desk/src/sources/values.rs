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
#[derive(Clone)]
struct Known {
    origin: DeskId,
    since: Timestamp,
    reach: Reach,
}

/// What is known of one value, in all networks of this desk.
#[derive(Default)]
struct Told {
    known: Vec<Known>,
    /// There are more bulletins of one network than were looked at.
    is_cut: bool,
}

impl Desk {
    /// Refuses values that are known here only from others' narrower bulletins, on every way out of a
    /// draft: share, send, revise. What was told in one network is told there alone, unless it is
    /// public. [REC-11]
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
        let mut by_value: BTreeMap<usize, Told> = BTreeMap::new();
        for told_in in self.standing().networks.values() {
            self.add_told(unit, membership, told_in, &keys, &mut by_value)
                .await?;
        }
        if by_value.is_empty() {
            return Ok(());
        }
        let bare = without_objects(bulletin);
        let facts = self.facts_of_draft(unit, membership, held, &bare).await?;
        let asked = reach_of(&facts, &membership.world(self.id(), self.now()));
        for told in by_value.values() {
            if let Some(narrower) = self.only_narrower(told, &asked) {
                return Err(from_narrower(&narrower).into());
            }
        }
        Ok(())
    }

    /// Adds what was told of these values in one of this desk's networks.
    async fn add_told(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        told_in: &Membership,
        keys: &[IndexKey],
        by_value: &mut BTreeMap<usize, Told>,
    ) -> Result<()> {
        let most = u32::try_from(PER_VALUE).unwrap_or(u32::MAX);
        let network = told_in.roster.network();
        let hits = unit.probe(network, keys, most).await?;
        let known = self.told_by(unit, told_in, &hits).await?;
        let mut all: BTreeMap<usize, usize> = BTreeMap::new();
        for hit in &hits {
            *all.entry(hit.key).or_default() += 1;
            let told = by_value.entry(hit.key).or_default();
            let here = known.get(&hit.reference).map(|known| {
                let mut known = known.clone();
                // Desks of another network are others, whatever their names: only the public is the same.
                if network != membership.roster.network() && known.reach != Reach::Public {
                    known.reach = Reach::Desk;
                }
                known
            });
            told.known.extend(here);
        }
        for (key, count) in all {
            let told = by_value.entry(key).or_default();
            told.is_cut |= count >= PER_VALUE;
        }
        Ok(())
    }

    /// Whose narrower bulletins are the only ones that this value is known from.
    fn only_narrower(&self, told: &Told, asked: &Reach) -> Option<DeskId> {
        let found = &told.known;
        if found.iter().any(|known| asked.is_within(&known.reach)) {
            return None;
        }
        let own = found.iter().filter(|known| known.origin == *self.id());
        let own_since = own.map(|known| known.since).min();
        let others = found.iter().filter(|known| known.origin != *self.id());
        // What this desk told first is its own, whoever repeats it.
        let mut before = others.filter(|known| own_since.is_none_or(|own| known.since <= own));
        let first = before.next().map(|known| known.origin.clone());
        first.or_else(|| told.is_cut.then(|| self.id().clone()))
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

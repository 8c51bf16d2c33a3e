//! What came from others in confidence is not composed wider by pasting it. [R22]

use std::collections::BTreeSet;

use fanal_policy::{Facts, reach_of};
use fanal_protocol::{Code, Problem, Reference};
use fanal_store::{IndexKey, StoredEntry, Unit};

use crate::desk::{Desk, Membership};
use crate::error::Result;

/// Bulletins looked at for one value.
const PER_VALUE: u32 = 20;

impl Desk {
    /// Refuses values that are known here only from others' narrower bulletins.
    ///
    /// A desk that has them from elsewhere says so: that is the independent source.
    pub(crate) async fn refuse_narrower_sources(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        keys: &[IndexKey],
        facts: &Facts,
    ) -> Result<()> {
        let world = membership.world(self.id(), self.now());
        let asked = reach_of(facts, &world);
        let hits = unit.probe(keys, PER_VALUE).await?;
        let others: BTreeSet<Reference> = hits
            .into_iter()
            .map(|hit| hit.reference)
            .filter(|reference| reference.origin != *self.id())
            .collect();
        for reference in others {
            let row = unit
                .bulletin(membership.roster.network(), &reference)
                .await?;
            let Some(known) = row.and_then(|row| row.facts) else {
                continue;
            };
            if !asked.is_within(&reach_of(&known, &world)) {
                let text = format!(
                    "values of it are known here from {}, which may not go that far",
                    reference.origin
                );
                let hint = "share it no wider, or name your own source: `--independent-source`";
                return Err(Problem::new(Code::PolicyReference, text)
                    .with_hint(hint)
                    .into());
            }
        }
        Ok(())
    }

    /// What this desk derived from others' bulletins goes no further than they do now: a source
    /// that was withdrawn or narrowed since takes what quotes it along. [R22]
    pub(crate) async fn follow_sources(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        entries: &mut [StoredEntry],
    ) -> Result<()> {
        for entry in entries {
            let StoredEntry::Held(_, facts, _) = entry else {
                continue;
            };
            if facts.references.is_empty() {
                continue;
            }
            let Ok(held) = self.own(unit, facts.object.id).await else {
                continue;
            };
            let sources = self
                .reach_of_sources(unit, membership, &held.draft.refers_to)
                .await?;
            facts.withdrawn |= sources.iter().any(Option::is_none);
            facts.references.clear();
            **facts = facts.as_ref().clone().quoting(sources);
        }
        Ok(())
    }
}

//! Who saw what, and what the origin says of it. [R12]

use fanal_policy::{Question, decide};
use fanal_protocol::{DeskId, NetworkId, Reference, Sighting, SightingCount};
use fanal_store::{SightingRow, Unit};

use super::{Tally, Verdict};
use crate::desk::{Desk, Membership};
use crate::error::Result;

impl Desk {
    /// Notes who saw our bulletin; who cannot have it has nothing to say about it.
    pub(super) async fn hear_sighting(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        by: &DeskId,
        sighting: &Sighting,
        tally: &mut Tally,
    ) -> Result<()> {
        let (network, target) = (membership.roster.network(), &sighting.target);
        let Some(facts) = unit
            .bulletin(network, target)
            .await?
            .and_then(|row| row.facts)
        else {
            return Ok(());
        };
        let may_have = {
            let world = membership.world(self.id(), self.now());
            facts.streams.iter().any(|stream| {
                let question = Question::Send {
                    facts: &facts,
                    to: by,
                    stream,
                };
                decide(question, &world).is_allowed()
            })
        };
        if !may_have {
            let told = unit.disclosures(network, target).await?;
            if !told.iter().any(|row| row.desk == *by) {
                return Ok(());
            }
        }
        if !tally.sighted.contains_key(target) {
            let before = verdicts(unit, network, target).await?;
            tally.sighted.insert(target.clone(), before);
        }
        let row = SightingRow {
            reference: target.clone(),
            desk: by.clone(),
            verdict: sighting.verdict,
            named: sighting.named,
            day: self.now().day(),
        };
        Ok(unit.put_sighting(network, &row).await?)
    }
}

/// Who says what of a bulletin.
pub(super) async fn verdicts(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Vec<Verdict>> {
    let rows = unit.sightings(network, reference).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.desk, row.verdict))
        .collect())
}

pub(super) fn count_key(network: NetworkId, reference: &Reference) -> String {
    format!("sightings/{network}/{}/{}", reference.origin, reference.id)
}

/// The count that the origin told, if it did.
pub(crate) async fn known_count(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Option<SightingCount>> {
    let stored = unit.setting(&count_key(network, reference)).await?;
    Ok(stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

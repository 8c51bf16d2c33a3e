//! Sightings: told to the bulletin's origin alone; the origin tells numbers from three on. [R12]

mod found;

use std::collections::BTreeSet;

use fanal_policy::{Question, decide};
use fanal_protocol::{
    Body, Code, DeskId, NetworkId, Reference, Sighting, SightingCount, SightingVerdict, StreamName,
    Timestamp,
};
use fanal_store::{Due, DueKind, Right, SightingRow, State, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, not_found, problem};
use crate::pen::{Pen, Said};

pub use found::{FoundValue, NotTold, SightFoundOrder, SightedFound, SightedThere};

/// What was seen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SightOrder {
    /// Which bulletin.
    pub bulletin: String,
    /// `seen`, `false_positive`, `expired`.
    pub verdict: SightingVerdict,
    /// Which of its values, if one only.
    #[serde(default)]
    pub value: Option<String>,
    /// The origin may say who saw it.
    #[serde(default)]
    pub named: bool,
}

/// What became of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Sighted {
    /// `DESK/ID`.
    pub reference: String,
    /// The only desk that hears of it.
    pub told: DeskId,
}

/// Counts of one bulletin that are signed in an hour: more would let one peer fill the stream by saying
/// yes and no in turns.
const COUNTS_PER_HOUR: usize = 6;
/// Desks from which on numbers are told. [R12]
const ENOUGH: usize = 3;

impl Desk {
    /// Tells the origin, and nobody else.
    pub async fn sight(&self, caller: &Caller, order: &SightOrder) -> Result<Sighted> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let reference = self
            .find(unit.as_mut(), &membership, caller, &order.bulletin)
            .await?;
        let row = unit
            .bulletin(network, &reference)
            .await?
            .ok_or_else(|| not_found("bulletin"))?;
        if row.state == State::Purged {
            return Err(problem(Code::PolicyWithdrawn, "it was withdrawn"));
        }
        let content = self
            .content_for(unit.as_mut(), &membership, caller, &row)
            .await?;
        let object = match &order.value {
            None => None,
            Some(value) => Some(object_of(&content, value)?),
        };
        if reference.origin == *self.id() {
            let own = SightingRow {
                reference: reference.clone(),
                desk: self.id().clone(),
                verdict: order.verdict,
                named: order.named,
                day: self.now().day(),
            };
            unit.put_sighting(network, &own).await?;
            self.tell_count(unit.as_mut(), &membership, &reference)
                .await?;
        } else {
            let body = Sighting {
                target: reference.clone(),
                object,
                verdict: order.verdict,
                named: order.named,
            };
            let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
            pen.say(self.to_desk(&reference.origin, Body::Sighting(body)))
                .await?;
            pen.close().await?;
        }
        let shown = format!("{}/{}", reference.origin, reference.id);
        unit.put_audit(
            self.now(),
            caller.account(),
            "sighting.tell",
            &shown,
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(Sighted {
            reference: shown,
            told: reference.origin,
        })
    }

    /// A statement to one desk, in its first revision.
    pub(crate) fn to_desk(&self, desk: &DeskId, body: Body) -> Said {
        Said {
            id: self.new_id(),
            revision: 1,
            previous: None,
            streams: BTreeSet::from([StreamName::Direct(desk.clone())]),
            issued: self.now(),
            retain_until: None,
            body,
            facts: None,
        }
    }

    /// Tells the bulletin's audience how many desks saw it, once three have.
    pub(crate) async fn tell_count(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        let rows = unit.sightings(network, reference).await?;
        if rows.len() < ENOUGH {
            return Ok(());
        }
        let Some(facts) = unit
            .bulletin(network, reference)
            .await?
            .and_then(|row| row.facts)
        else {
            return Ok(());
        };
        // Numbers go where the bulletin goes, and only while it does.
        let streams: BTreeSet<StreamName> = facts
            .streams
            .iter()
            .filter(|stream| **stream != StreamName::Clear)
            .cloned()
            .collect();
        let world = membership.world(self.id(), self.now());
        if streams.is_empty() || !decide(Question::Compose { facts: &facts }, &world).is_allowed() {
            return Ok(());
        }
        let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
        let wide = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let body = SightingCount {
            target: reference.id,
            seen: wide(count(SightingVerdict::Seen)),
            false_positive: wide(count(SightingVerdict::FalsePositive)),
        };
        if body.seen.saturating_add(body.false_positive) < 3 {
            return Ok(());
        }
        if !self.may_count_now(unit, network, reference).await? {
            return Ok(());
        }
        let said = Said {
            streams,
            ..self.to_desk(self.id(), Body::SightingCount(body))
        };
        let mut pen = Pen::take(self, membership, unit).await?;
        pen.say(said).await?;
        pen.close().await
    }

    /// Counts of one bulletin are signed so often in an hour; what comes after that is told when the hour
    /// is over, in one.
    async fn may_count_now(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<bool> {
        let now = self.now();
        let name = format!("counts.recent/{}", reference.id);
        let stored = unit.setting(&name).await?;
        let mut recent: Vec<Timestamp> = stored
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        recent.retain(|at| at.plus_seconds(3_600) > now);
        if let [oldest, ..] = recent.as_slice()
            && recent.len() >= COUNTS_PER_HOUR
        {
            let due = Due {
                at: oldest.plus_seconds(3_600),
                kind: DueKind::Count,
                reference: reference.clone(),
            };
            unit.put_due(network, &due).await?;
            return Ok(false);
        }
        recent.push(now);
        let bytes = serde_json::to_vec(&recent).unwrap_or_default();
        unit.put_setting(&name, &bytes).await?;
        Ok(true)
    }
}

fn object_of(content: &crate::inbox::Content, value: &str) -> Result<String> {
    let refanged = fanal_stix::Value::refanged(value);
    let found = content.indicated().into_iter().find(|one| {
        one.value.text() == refanged || one.value.text() == value || one.value.defanged() == value
    });
    found
        .map(|one| one.object)
        .ok_or_else(|| not_found("value in that bulletin"))
}

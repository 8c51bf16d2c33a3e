//! Sightings: told to the bulletin's origin alone; the origin tells numbers from three on. [R12]

use std::collections::BTreeSet;

use fanal_policy::{Question, decide};
use fanal_protocol::{
    Body, Code, DeskId, Reference, Sighting, SightingCount, SightingVerdict, StreamName,
};
use fanal_store::{Right, SightingRow, State, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, not_found, problem};
use crate::pen::{Pen, Said};

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

/// Desks from which on numbers are told. [R12]
const ENOUGH: usize = 3;

impl Desk {
    /// Tells the origin, and nobody else.
    pub async fn sight(&self, caller: &Caller, order: &SightOrder) -> Result<Sighted> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let reference = self
            .find(unit.as_mut(), &membership, &order.bulletin)
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
        let said = Said {
            streams,
            ..self.to_desk(self.id(), Body::SightingCount(body))
        };
        let mut pen = Pen::take(self, membership, unit).await?;
        pen.say(said).await?;
        pen.close().await
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

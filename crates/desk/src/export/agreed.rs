//! What desks of two organisations hold: it enters a list that blocks without this desk's "use". [PUB-4]

use std::collections::{BTreeMap, BTreeSet};

use fanal_formats::Tier;
use fanal_policy::{ExportTo, Facts, Question, Standing, decide};
use fanal_protocol::{BulletinKind, Label, Reference, Timestamp};
use fanal_stix::Value;
use fanal_store::{BulletinRow, Hit, Stance, Unit};

use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::unused::unused;

/// What two organisations agree on.
#[derive(Default)]
pub(super) struct Agreed {
    /// The values, in their order.
    pub(super) values: Vec<Value>,
    /// Bulletins that say what a list needs to know of them: at most one for each value.
    pub(super) rows: Vec<BulletinRow>,
    /// The strictest label of all that agree: a value in a file tells that they know it.
    pub(super) label: Option<Label>,
}

/// What a bulletin has to say to an agreement.
enum Voice {
    /// It speaks for an organisation, under a label.
    For(String, Label),
    /// This desk said "not for us" of it, or that it only watches: its values need this desk's own word.
    Against,
}

impl Desk {
    /// What desks of two organisations say of a value, each in a role that this list takes, in bulletins under no label
    /// stricter than this, and GREEN at the most: a list tells whoever reads it that two desks know its values. One
    /// that may be written came since then. What is opened are the bulletins to write, however many are held.
    pub(super) async fn agreed(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        (tier, strictest, since): (Tier, Label, Option<Timestamp>),
    ) -> Result<Agreed> {
        let strictest = strictest.min(Label::Green);
        let network = membership.roster.network();
        let common = unit.held_in_common(network).await?;
        let holders: BTreeSet<&Reference> = common.iter().map(|hit| &hit.reference).collect();
        let holders: Vec<Reference> = holders.into_iter().cloned().collect();
        // [SYN-23] What this desk stopped using speaks for nothing.
        let unused = unused(unit, network).await?;
        let (mut voices, mut fit) = (BTreeMap::new(), BTreeMap::new());
        for row in unit.bulletins_among(network, &holders).await? {
            let Some(voice) = self.voice(membership, &row, strictest) else {
                continue;
            };
            // What quotes somebody else's adds nothing to it.
            let sources = match voice {
                Voice::For(..) => unit.quoted_by(network, &row.reference).await?,
                Voice::Against => Vec::new(),
            };
            let own = &row.reference.origin;
            if sources.iter().any(|source| source.origin != *own) {
                continue;
            }
            if unused.contains(&row.reference.origin) && matches!(voice, Voice::For(..)) {
                continue;
            }
            voices.insert(row.reference.clone(), voice);
            let is_new = since.is_none_or(|since| row.received >= since);
            if is_new {
                fit.insert(row.reference.clone(), row);
            }
        }
        let mut chosen = BTreeSet::new();
        for holders in common.chunk_by(|one, other| one.key == other.key) {
            if agreement(&voices, holders, tier).is_some() {
                let fit = holders
                    .iter()
                    .filter(|hit| fit.contains_key(&hit.reference));
                // The most dangerous role stands first in their order.
                let first = fit.min_by_key(|hit| (hit.role, &hit.reference));
                chosen.extend(first.map(|hit| &hit.reference));
            }
        }
        let (mut agreed, mut values) = (Agreed::default(), BTreeSet::new());
        for row in chosen
            .into_iter()
            .filter_map(|reference| fit.remove(reference))
        {
            let held = self.values_of(unit, membership, &row).await?;
            let keys = held
                .iter()
                .map(|value| value.index_keys().into_iter().next());
            let keys: Option<Vec<_>> = keys.collect();
            let keys = keys.unwrap_or_default();
            let mut hits = unit.probe(network, &keys, u32::MAX).await?;
            // What holds the value as a part of another says nothing of it.
            hits.retain(|hit| hit.role.is_some());
            for holders in hits.chunk_by(|one, other| one.key == other.key) {
                let value = holders.first().and_then(|hit| held.get(hit.key));
                if let (Some(value), Some(label)) = (value, agreement(&voices, holders, tier)) {
                    values.insert(value.clone());
                    agreed.label = agreed.label.max(Some(label));
                }
            }
            agreed.rows.push(row);
        }
        agreed.values = values.into_iter().collect();
        Ok(agreed)
    }

    /// A question does not know, who does not permit blocking does not ask for it, and what may be in no file of this
    /// desk says nothing.
    fn voice(&self, membership: &Membership, row: &BulletinRow, strictest: Label) -> Option<Voice> {
        match row.stance {
            Stance::Dismissed | Stance::Watch => return Some(Voice::Against),
            Stance::New | Stance::Use => {}
        }
        let facts = row.facts.as_ref()?;
        let world = membership.world(self.id(), self.now());
        let to = ExportTo::OwnDesk;
        let counts = row.label <= strictest
            && facts.bulletin == BulletinKind::Report
            && permits_blocking(facts)
            && world.standing(&row.reference.origin) == Standing::Active
            && decide(Question::Export { facts, to }, &world).is_allowed();
        let desk = world.roster.desk(&row.reference.origin)?;
        counts.then(|| Voice::For(desk.parent_or_self().to_owned(), row.label))
    }
}

/// The strictest label of those who say of a value what the list is about, if two organisations do and nobody here
/// said no.
fn agreement(voices: &BTreeMap<Reference, Voice>, holders: &[Hit], tier: Tier) -> Option<Label> {
    let (mut organisations, mut strictest) = (BTreeSet::new(), None);
    for hit in holders {
        match voices.get(&hit.reference) {
            Some(Voice::Against) => return None,
            Some(Voice::For(organisation, label)) if hit.role.is_some_and(|it| tier.takes(it)) => {
                organisations.insert(organisation);
                strictest = strictest.max(Some(*label));
            }
            Some(Voice::For(..)) | None => {}
        }
    }
    strictest.filter(|_| organisations.len() > 1)
}

/// A level of PAP that nobody stated permits nothing.
fn permits_blocking(facts: &Facts) -> bool {
    let permits = facts
        .marking
        .pap
        .is_some_and(fanal_protocol::Pap::permits_blocking);
    permits && !facts.marking.may_alert_perpetrator
}

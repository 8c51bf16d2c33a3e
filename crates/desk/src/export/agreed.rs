//! What desks of two organisations hold: it enters a list that blocks without this desk's "use". [PUB-4]

use std::collections::{BTreeMap, BTreeSet};

use fanal_formats::Tier;
use fanal_policy::{ExportTo, Facts, Question, Standing, decide};
use fanal_protocol::{BulletinKind, Digest, Kind, Label, Reference, Role, Timestamp};
use fanal_stix::Value;
use fanal_store::{BulletinRow, Hit, IndexKey, Stance, Unit};

use super::listed;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::grant::as_public;
use crate::inbox::Content;
use crate::publish::{words_if_published, words_of};
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

/// What one organisation says of a value.
struct Word {
    organisation: String,
    label: Label,
    /// By how dangerous the role is, and whose it is, if its bulletin may be the one that is written.
    fit: Option<(Role, Reference)>,
}

impl Desk {
    /// What desks of two organisations say of a value, each in a role that this list takes, in bulletins under no label
    /// stricter than this, and GREEN at the most: a list tells whoever reads it that two desks know its values. One
    /// that may be written came since then. What is opened are the bulletins that hold such values, however many are
    /// held.
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
        let mut rows = unit.bulletins_among(network, &holders).await?;
        let voices = self.voices(unit, membership, &rows, strictest).await?;
        let mut telling = BTreeSet::new();
        for holders in common.chunk_by(|one, other| one.key == other.key) {
            if may_agree(&voices, holders, tier) {
                telling.extend(holders.iter().map(|hit| &hit.reference));
            }
        }
        rows.retain(|row| row.facts.is_some() && telling.contains(&row.reference));
        let asked = (rows.as_mut_slice(), &voices);
        let said = self
            .words_for(unit, membership, asked, (tier, since))
            .await?;
        let keys = said
            .keys()
            .map(|value| value.index_keys().into_iter().next());
        let keys: Option<Vec<IndexKey>> = keys.collect();
        let Some(keys) = keys else {
            return Ok(Agreed::default());
        };
        let mut against = BTreeSet::new();
        for hit in unit.probe(network, &keys, u32::MAX).await? {
            // What holds the value as a part of another says nothing of it.
            let is_no = matches!(voices.get(&hit.reference), Some(Voice::Against));
            if hit.role.is_some() && is_no {
                against.insert(hit.key);
            }
        }
        let (mut agreed, mut chosen) = (Agreed::default(), BTreeSet::new());
        for (place, (value, words)) in said.into_iter().enumerate() {
            let first = words.iter().filter_map(|word| word.fit.as_ref()).min();
            if let (Some((_, reference)), false) = (first, against.contains(&place)) {
                chosen.insert(reference.clone());
                let strictest = words.iter().map(|word| word.label).max();
                agreed.label = agreed.label.max(strictest);
                agreed.values.push(value);
            }
        }
        rows.retain(|row| chosen.contains(&row.reference));
        agreed.rows = rows;
        Ok(agreed)
    }

    /// Who says anything.
    async fn voices(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        rows: &[BulletinRow],
        strictest: Label,
    ) -> Result<BTreeMap<Reference, Voice>> {
        let network = membership.roster.network();
        // [SYN-23] What this desk stopped using speaks for nothing.
        let unused = unused(unit, network).await?;
        let mut voices = BTreeMap::new();
        for row in rows {
            let Some(voice) = self.voice(membership, row, strictest) else {
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
            if unused.contains(own) && matches!(voice, Voice::For(..)) {
                continue;
            }
            voices.insert(row.reference.clone(), voice);
        }
        Ok(voices)
    }

    /// What is said of each value of which two organisations say it now.
    async fn words_for(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        (rows, voices): (&mut [BulletinRow], &BTreeMap<Reference, Voice>),
        (tier, since): (Tier, Option<Timestamp>),
    ) -> Result<BTreeMap<Value, Vec<Word>>> {
        // A publication of another desk's report comes after that.
        rows.sort_by_key(|row| {
            (
                row.kind == Kind::Publication,
                row.received,
                row.reference.id,
            )
        });
        let (mut said, mut heard) = (BTreeMap::<Value, Vec<Word>>::new(), BTreeSet::new());
        for row in rows {
            let Some(content) = self.exportable(unit, membership, row).await? else {
                continue;
            };
            // [REC-8] By whose leave it is published is not said: in the words of another's report it is that one's word.
            let repeats = words_in_public(&content).is_some_and(|words| !heard.insert(words));
            if repeats && row.kind == Kind::Publication {
                continue;
            }
            let Some(Voice::For(organisation, label)) = voices.get(&row.reference) else {
                continue;
            };
            let is_new = since.is_none_or(|since| row.received >= since);
            // [PUB-28] What is over is nobody's word.
            for listed in listed(&content, Some(self.now())) {
                if tier.takes(listed.role) {
                    said.entry(listed.value).or_default().push(Word {
                        organisation: organisation.clone(),
                        label: *label,
                        fit: is_new.then(|| (listed.role, row.reference.clone())),
                    });
                }
            }
        }
        said.retain(|_, words| {
            let all: BTreeSet<&str> = words.iter().map(|word| &*word.organisation).collect();
            all.len() > 1
        });
        Ok(said)
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

/// Do two organisations say of a value what the list is about, as far as the index tells, and nobody here said no?
fn may_agree(voices: &BTreeMap<Reference, Voice>, holders: &[Hit], tier: Tier) -> bool {
    let mut organisations = BTreeSet::new();
    for hit in holders {
        match voices.get(&hit.reference) {
            Some(Voice::Against) => return false,
            Some(Voice::For(organisation, _)) if hit.role.is_some_and(|it| tier.takes(it)) => {
                organisations.insert(organisation);
            }
            Some(Voice::For(..)) | None => {}
        }
    }
    organisations.len() > 1
}

/// A digest of all that the public reads in it, or would read.
fn words_in_public(content: &Content) -> Option<Digest> {
    match content {
        Content::Bulletin(bulletin) => words_if_published(&as_public(bulletin)),
        Content::Publication(publication) => words_of(publication),
    }
}

/// A level of PAP that nobody stated permits nothing.
fn permits_blocking(facts: &Facts) -> bool {
    let permits = facts
        .marking
        .pap
        .is_some_and(fanal_protocol::Pap::permits_blocking);
    permits && !facts.marking.may_alert_perpetrator
}

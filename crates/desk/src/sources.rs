//! What came from others in confidence is not composed wider by pasting it. [R22]

use std::collections::BTreeSet;

use fanal_policy::{Facts, Reach, reach_of};
use fanal_protocol::{Bulletin, Code, Header, NetworkId, Problem, Reference, RetractionReason};
use fanal_store::{Due, DueKind, IndexKey, State, StoredEntry, Unit};

use crate::desk::{Desk, Membership};
use crate::draft::{Draft, Held};
use crate::error::{Result, invalid};
use crate::much::Pace;
use crate::withdraw::TakeBack;

/// Days in which the origin of what quotes a withdrawn source states another one. [R22]
const DAYS_TO_ANSWER: i64 = 7;

/// Bulletins looked at for one value.
const PER_VALUE: u32 = 20;

/// The setting that says that a source went, or went for some.
fn gone_key(source: &Reference) -> String {
    format!("source-gone/{}/{}", source.origin, source.id)
}

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
            if let StoredEntry::Held(_, facts, _) = entry {
                self.follow_sources_of(unit, membership, facts).await?;
            }
        }
        Ok(())
    }

    /// The same for one of this desk's own.
    pub(crate) async fn follow_sources_of(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        facts: &mut Facts,
    ) -> Result<()> {
        if facts.references.is_empty() || facts.object.origin != *self.id() {
            return Ok(());
        }
        let Ok(held) = self.own(unit, facts.object.id).await else {
            return Ok(());
        };
        let sources = self
            .reach_of_sources(unit, membership, &held.draft.refers_to)
            .await?;
        facts.withdrawn |= sources.iter().any(Option::is_none);
        facts.references.clear();
        *facts = facts.clone().quoting(sources);
        Ok(())
    }

    /// Notes what this desk's own quote, drafts too.
    pub(crate) async fn note_own_quotes(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        records: &[Held],
    ) -> Result<()> {
        for held in records {
            let now = held.draft.bulletin.as_ref();
            let quotes = now.map_or(&held.draft.refers_to, |bulletin| &bulletin.refers_to);
            if quotes.is_empty() && held.draft.revises.is_none() {
                continue;
            }
            let sources: Vec<Reference> = quotes.iter().cloned().collect();
            let own = self.own_reference(held.row.id);
            unit.put_quotes(membership.roster.network(), &own, &sources)
                .await?;
        }
        Ok(())
    }

    /// Notes what another desk's bulletin quotes; the newest revision says it.
    pub(crate) async fn note_quotes(
        &self,
        unit: &mut dyn Unit,
        header: &Header,
        quotes: &BTreeSet<Reference>,
    ) -> Result<()> {
        if quotes.is_empty() && header.revision == 1 {
            return Ok(());
        }
        let derived = Reference {
            origin: header.origin.clone(),
            id: header.id,
        };
        let held = unit.bulletin(header.network, &derived).await?;
        if held.is_some_and(|row| row.revision > header.revision) {
            return Ok(());
        }
        let sources: Vec<Reference> = quotes.iter().cloned().collect();
        Ok(unit.put_quotes(header.network, &derived, &sources).await?)
    }

    /// A source was withdrawn or narrowed: what quotes it stops at once, on every road. This desk's own
    /// drafts of it go; its bulletins go in seven days, unless another source is stated. [R22] [REC-4]
    pub(crate) async fn source_gone(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        source: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        // What quotes it and comes later is refused.
        unit.put_setting(&gone_key(source), b"gone").await?;
        let derived = unit.quoting(network, source).await?;
        if derived.is_empty() {
            return Ok(());
        }
        let row = unit.bulletin(network, source).await?;
        let world = membership.world(self.id(), self.now());
        let left = row
            .and_then(|row| row.facts)
            .map_or(Reach::Desk, |facts| reach_of(&facts, &world));
        for derived in derived {
            if derived.origin == *self.id() {
                Box::pin(self.own_source_gone(unit, membership, &derived, source, &left)).await?;
            } else {
                self.stop(unit, network, &derived, &left).await?;
            }
        }
        Ok(())
    }

    /// What is held of another desk goes no further than its source does now.
    async fn stop(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        derived: &Reference,
        left: &Reach,
    ) -> Result<()> {
        for statement in unit.statements_of(network, derived).await? {
            if !crate::receive::is_content(statement.kind) {
                continue;
            }
            if let Some((mut facts, _)) = unit.envelope(statement.digest).await? {
                facts.withdrawn |= *left == Reach::Desk;
                facts.references.push(left.clone());
                unit.put_facts(statement.digest, &facts).await?;
            }
        }
        Ok(())
    }

    async fn own_source_gone(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        derived: &Reference,
        source: &Reference,
        left: &Reach,
    ) -> Result<()> {
        let network = membership.roster.network();
        let Ok(held) = self.own(unit, derived.id).await else {
            return Ok(());
        };
        if held
            .draft
            .granted
            .as_ref()
            .is_some_and(|(of, _)| of == source)
        {
            // Published for another desk: its withdrawal is ours.
            return self
                .go_with_source(unit, membership, derived, "grant.withdrawn")
                .await;
        }
        let sent = !held.draft.roads.is_empty() || held.draft.published.is_some();
        if !sent && *left == Reach::Desk {
            unit.delete_draft(derived.id).await?;
            unit.rest_on(derived.id, None).await?;
            unit.put_quotes(network, derived, &[]).await?;
            return self.note_source(unit, derived, "draft.purge").await;
        }
        if !sent || self.is_within(unit, membership, derived, left).await? {
            return Ok(());
        }
        if let Some(id) = held.draft.published {
            self.hide(unit, network, &self.own_reference(id)).await?;
        }
        if *left == Reach::Desk && source.origin == *self.id() {
            // What quotes one's own is not stopped by the sources of others.
            self.hide(unit, network, derived).await?;
        }
        let due = Due {
            at: self.now().plus_days(DAYS_TO_ANSWER),
            kind: DueKind::Source,
            reference: derived.clone(),
        };
        unit.put_due(network, &due).await?;
        self.note_source(unit, derived, "source.gone").await
    }

    /// Does what this desk sent stay within what is left of its source?
    async fn is_within(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        derived: &Reference,
        left: &Reach,
    ) -> Result<bool> {
        let row = unit.bulletin(membership.roster.network(), derived).await?;
        let Some(mut facts) = row.and_then(|row| row.facts) else {
            return Ok(false);
        };
        facts.references.clear();
        let world = membership.world(self.id(), self.now());
        Ok(reach_of(&facts, &world).is_within(left))
    }

    /// Seven days are over, or there is nothing to answer: it goes.
    pub(crate) async fn go_with_source(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        derived: &Reference,
        act: &str,
    ) -> Result<()> {
        let back = TakeBack {
            reason: RetractionReason::Withdrawn,
            to_delete: false,
            pace: Pace::AtOnce,
        };
        self.take_back(unit, membership, derived, &back).await?;
        self.note_source(unit, derived, act).await
    }

    /// Another source was stated: what is gone is quoted no more. [R22]
    pub(crate) async fn affirm_source(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &mut Held,
        bulletin: &mut Bulletin,
        stated: &str,
    ) -> Result<()> {
        if stated.trim().is_empty() {
            return Err(invalid("name the source that this desk has it from"));
        }
        let network = membership.roster.network();
        let mut kept = BTreeSet::new();
        for source in &bulletin.refers_to {
            let row = unit.bulletin(network, source).await?;
            if row.is_some_and(|row| row.state == State::Held) {
                kept.insert(source.clone());
            }
        }
        bulletin.refers_to = kept;
        held.draft.independent = Some(stated.trim().to_owned());
        Ok(())
    }

    /// The next revision is out: nothing is left to answer, and its publication may be seen again.
    pub(crate) async fn source_affirmed(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
    ) -> Result<()> {
        let network = membership.roster.network();
        let own = self.own_reference(held.row.id);
        unit.delete_due(network, DueKind::Source, &own).await?;
        let Some(public) = held.draft.published.map(|id| self.own_reference(id)) else {
            return Ok(());
        };
        for statement in unit.statements_of(network, &public).await? {
            if let Some((mut facts, _)) = unit.envelope(statement.digest).await? {
                facts.withdrawn = false;
                unit.put_facts(statement.digest, &facts).await?;
            }
        }
        Ok(())
    }

    /// Is anything that this quotes known to be withdrawn?
    pub(crate) async fn quotes_withdrawn(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        quotes: &BTreeSet<Reference>,
    ) -> Result<bool> {
        for source in quotes {
            // First what is mostly not there.
            if unit.setting(&gone_key(source)).await?.is_none() {
                continue;
            }
            let row = unit.bulletin(network, source).await?;
            let here = row.and_then(|row| row.facts);
            if here.is_none_or(|facts| facts.withdrawn) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How far a bulletin goes that another desk let this one publish as its own: anywhere, while the
    /// right lasts and the bulletin is held as it was granted.
    pub(crate) async fn reach_of_granted(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        draft: &Draft,
    ) -> Result<Vec<Option<Reach>>> {
        let Some((source, digest)) = &draft.granted else {
            return Ok(Vec::new());
        };
        let stands = self.granted_now(unit, membership, source).await?;
        Ok(vec![
            stands
                .is_some_and(|granted| granted == *digest)
                .then_some(Reach::Public),
        ])
    }

    async fn note_source(&self, unit: &mut dyn Unit, derived: &Reference, act: &str) -> Result<()> {
        let object = derived.id.to_string();
        Ok(unit
            .put_audit(self.now(), "node", act, &object, "done")
            .await?)
    }
}

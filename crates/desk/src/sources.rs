//! What is derived from others' bulletins goes as far as these do, and stops when they go. [R22]

mod values;

use std::collections::BTreeSet;

use fanal_policy::{Facts, Reach, reach_of};
use fanal_protocol::limits::CLOCK_AHEAD_SECONDS;
use fanal_protocol::{Bulletin, DeskId, Header, NetworkId, Reference, RetractionReason};
use fanal_store::{Due, DueKind, StoredEntry, Unit};

use crate::desk::{Desk, Membership};
use crate::draft::{Draft, Held, without_objects};
use crate::error::{Result, invalid};
use crate::much::Pace;
use crate::withdraw::TakeBack;

/// Days in which the origin of what quotes a withdrawn source states another one. [R22]
const DAYS_TO_ANSWER: i64 = 7;

/// The setting that says that a source went, or went for some.
fn gone_key(network: NetworkId, source: &Reference) -> String {
    format!("source-gone/{network}/{}/{}", source.origin, source.id)
}

impl Desk {
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
            // [REC-8] What was taken up by a grant rests on its source whatever else it quotes, in each revision.
            let granted = held.draft.granted.as_ref().map(|(source, _)| source);
            let sources: BTreeSet<Reference> = quotes.iter().chain(granted).cloned().collect();
            if sources.is_empty() && held.draft.revises.is_none() {
                continue;
            }
            let sources: Vec<Reference> = sources.into_iter().collect();
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
        self.note_source_gone(unit, membership.roster.network(), source)
            .await?;
        self.source_changed(unit, membership, source).await
    }

    /// Does a word of this reason say no more than that a question came to its end? Whatever else is held here and
    /// is taken back as `expired` is a source that went; who never held it cannot know. [REC-4]
    pub(crate) async fn is_over(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        source: &Reference,
        reason: RetractionReason,
    ) -> Result<bool> {
        if reason != RetractionReason::Expired {
            return Ok(false);
        }
        let row = unit.bulletin(network, source).await?;
        let Some(facts) = row.and_then(|row| row.facts) else {
            return Ok(true);
        };
        // Clocks differ by as much as statements may lie ahead.
        let now = self.now().plus_seconds(CLOCK_AHEAD_SECONDS);
        Ok(facts.expires.is_some_and(|end| end <= now))
    }

    /// From now on what quotes it and comes is held to what is left of it. Whether that is news: then
    /// what quotes it and is here has to be looked at too.
    pub(crate) async fn note_source_gone(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        source: &Reference,
    ) -> Result<bool> {
        let key = gone_key(network, source);
        let is_news = unit.setting(&key).await?.is_none();
        if is_news {
            unit.put_setting(&key, b"gone").await?;
        }
        Ok(is_news)
    }

    /// A source went, or a revision of it came: what quotes it goes as far as the source does now, and
    /// so does what quotes that. [R22]
    pub(crate) async fn source_changed(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        source: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        let (mut next, mut seen) = (vec![source.clone()], BTreeSet::new());
        while let Some(source) = next.pop() {
            if !seen.insert(source.clone()) {
                continue;
            }
            self.forget_sheets_about(unit, membership, &source).await?;
            for derived in unit.quoting(network, &source).await? {
                let changed = if derived.origin == *self.id() {
                    let own = self.own_source_changed(unit, membership, &derived, &source);
                    Box::pin(own).await?
                } else {
                    self.hold_to_sources(unit, membership, &derived).await?
                };
                if changed {
                    unit.put_setting(&gone_key(network, &derived), b"gone")
                        .await?;
                    next.push(derived);
                }
            }
        }
        Ok(())
    }

    /// What is left of these for what quotes them: of each that went, or went for some, how far it goes now, and
    /// of each of another desk that is here and does not go to all. `None` went. [POL-25]
    pub(crate) async fn what_is_left(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        by: &DeskId,
        sources: impl IntoIterator<Item = &Reference>,
    ) -> Result<Vec<Option<Reach>>> {
        let network = membership.roster.network();
        let mut left = Vec::new();
        for source in sources {
            // First what is mostly not there.
            if unit.setting(&gone_key(network, source)).await?.is_some() {
                left.push(self.reach_now(unit, membership, source).await?);
                continue;
            }
            let row = unit.bulletin(network, source).await?;
            let is_here = row.is_some_and(|row| row.facts.is_some());
            if is_here && source.origin != *by {
                let reach = self.reach_now(unit, membership, source).await?;
                let goes_to_all = reach
                    .as_ref()
                    .is_some_and(|reach| Reach::Network.is_within(reach));
                left.extend((!goes_to_all).then_some(reach));
            }
        }
        Ok(left)
    }

    pub(crate) async fn reach_now(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        source: &Reference,
    ) -> Result<Option<Reach>> {
        let network = membership.roster.network();
        let row = unit.bulletin(network, source).await?;
        let Some(mut facts) = row.and_then(|row| row.facts) else {
            // Narrowed away from here, it may come back by a new revision: it did not go for all.
            let went = source.origin == *self.id() || is_withdrawn(unit, network, source).await?;
            return Ok((!went).then_some(Reach::Desk));
        };
        self.follow_sources_of(unit, membership, &mut facts).await?;
        let world = membership.world(self.id(), self.now());
        Ok((!facts.withdrawn).then(|| reach_of(&facts, &world)))
    }

    /// What is held of another desk goes no further than its sources do now; whether that changed.
    async fn hold_to_sources(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        derived: &Reference,
    ) -> Result<bool> {
        let network = membership.roster.network();
        let sources = unit.quoted_by(network, derived).await?;
        let by = &derived.origin;
        let left = self.what_is_left(unit, membership, by, &sources).await?;
        let hidden = self.is_put_away(unit, network, derived).await?;
        let withdrawn = hidden || left.iter().any(Option::is_none);
        let left: Vec<Reach> = left.into_iter().flatten().collect();
        let newest = unit.bulletin(network, derived).await?.map(|row| row.digest);
        let mut changed = false;
        for statement in unit.statements_of(network, derived).await? {
            if !crate::receive::is_content(statement.kind) {
                continue;
            }
            let Some((mut facts, _)) = unit.envelope(statement.digest).await? else {
                continue;
            };
            let before = facts.clone();
            if newest == Some(statement.digest) {
                facts.withdrawn = withdrawn;
                facts.references.clone_from(&left);
            } else {
                // An older revision may quote more than the newest says: it only ever stops.
                facts.withdrawn |= withdrawn;
                facts.references.extend(left.iter().cloned());
            }
            if facts != before {
                unit.put_facts(statement.digest, &facts).await?;
                changed = true;
            }
        }
        Ok(changed)
    }

    /// The same for one of this desk's own: it stops, or may move again.
    async fn own_source_changed(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        derived: &Reference,
        source: &Reference,
    ) -> Result<bool> {
        let Ok(held) = self.own(unit, derived.id).await else {
            return Ok(false);
        };
        if let Some(granted) = held.draft.granted.as_ref().filter(|(of, _)| of == source) {
            // Published for another desk: its withdrawal, and any other revision of it, ends ours.
            if !self.is_as_granted(unit, membership, granted).await? {
                self.go_with_source(unit, membership, derived, "grant.withdrawn")
                    .await?;
            }
            return Ok(false);
        }
        let went = self.reach_now(unit, membership, source).await?.is_none();
        let sent = !held.draft.roads.is_empty() || held.draft.published.is_some();
        if !sent && went {
            unit.delete_draft(derived.id).await?;
            unit.rest_on(derived.id, None).await?;
            unit.put_quotes(membership.roster.network(), derived, &[])
                .await?;
            self.note_source(unit, derived, "draft.purge").await?;
            return Ok(false);
        }
        if !sent {
            // A draft is held to its sources when it is sent.
            return Ok(false);
        }
        if went && source.origin == *self.id() {
            // What quotes one's own is not stopped by the sources of others.
            self.hide(unit, membership.roster.network(), derived)
                .await?;
        }
        self.stop_or_resume(unit, membership, held, derived).await
    }

    /// Stops one of this desk's own that goes further than what is left of its sources, with seven
    /// days to state another one; what stays within them moves again. Whether that changed.
    pub(crate) async fn stop_or_resume(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        mut held: Held,
        derived: &Reference,
    ) -> Result<bool> {
        let network = membership.roster.network();
        let within = self.stays_within(unit, membership, &held, derived).await?;
        match (within, held.draft.stopped) {
            (true, None) => return Ok(false),
            // It changed again, but its days run already.
            (false, Some(_)) => return Ok(true),
            (true, Some(_)) => {
                held.draft.stopped = None;
                unit.delete_due(network, DueKind::Source, derived).await?;
                if let Some(id) = held.draft.published {
                    self.show_again(unit, network, &self.own_reference(id))
                        .await?;
                }
                self.note_source(unit, derived, "source.back").await?;
            }
            (false, None) => {
                held.draft.stopped = Some(self.now());
                if let Some(id) = held.draft.published {
                    self.hide(unit, network, &self.own_reference(id)).await?;
                }
                let due = Due {
                    at: self.now().plus_days(DAYS_TO_ANSWER),
                    kind: DueKind::Source,
                    reference: derived.clone(),
                };
                unit.put_due(network, &due).await?;
                self.note_source(unit, derived, "source.gone").await?;
            }
        }
        self.keep(unit, &mut held).await?;
        Ok(true)
    }

    /// Does what this desk sent and published stay within what is left of its sources?
    async fn stays_within(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        derived: &Reference,
    ) -> Result<bool> {
        let network = membership.roster.network();
        let sources = unit.quoted_by(network, derived).await?;
        let by = &derived.origin;
        let left = self.what_is_left(unit, membership, by, &sources).await?;
        let left = left.into_iter().fold(Reach::Public, |all, one| {
            all.meet(&one.unwrap_or(Reach::Desk))
        });
        if held.draft.published.is_some() && left != Reach::Public {
            return Ok(false);
        }
        let row = unit.bulletin(network, derived).await?;
        let Some(mut facts) = row.and_then(|row| row.facts) else {
            return Ok(left == Reach::Public);
        };
        facts.references.clear();
        let world = membership.world(self.id(), self.now());
        Ok(reach_of(&facts, &world).is_within(&left))
    }

    /// What only its source had hidden.
    async fn show_again(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        public: &Reference,
    ) -> Result<()> {
        if self.is_put_away(unit, network, public).await? {
            return Ok(());
        }
        for statement in unit.statements_of(network, public).await? {
            if let Some((mut facts, _)) = unit.envelope(statement.digest).await? {
                facts.withdrawn = false;
                unit.put_facts(statement.digest, &facts).await?;
            }
        }
        Ok(())
    }

    /// Seven days went by: it goes, unless its source came back or it was narrowed meanwhile.
    pub(crate) async fn source_unanswered(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        derived: &Reference,
    ) -> Result<()> {
        if let Ok(held) = self.own(unit, derived.id).await
            && self.stays_within(unit, membership, &held, derived).await?
        {
            self.stop_or_resume(unit, membership, held, derived).await?;
            let network = membership.roster.network();
            return Ok(unit.delete_due(network, DueKind::Source, derived).await?);
        }
        self.go_with_source(unit, membership, derived, "source.unanswered")
            .await
    }

    /// There is nothing more to answer: it goes.
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
        held.draft.independent = Some(stated_source(stated)?);
        let alone = Bulletin {
            refers_to: BTreeSet::new(),
            ..without_objects(bulletin)
        };
        let facts = self.facts_of_draft(unit, membership, held, &alone).await?;
        let asked = reach_of(&facts, &membership.world(self.id(), self.now()));
        let mut kept = BTreeSet::new();
        for source in &bulletin.refers_to {
            // What is here and goes as far as this does is quoted still.
            let left = self.reach_now(unit, membership, source).await?;
            let is_own = source.origin == *self.id();
            if left.is_some_and(|left| is_own || asked.is_within(&left)) {
                kept.insert(source.clone());
            }
        }
        bulletin.refers_to = kept;
        Ok(())
    }

    /// The next revision is out: nothing is left to answer. What was published before stays hidden
    /// until a second person read the new one. [R21]
    pub(crate) async fn source_affirmed(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &mut Held,
    ) -> Result<()> {
        let own = self.own_reference(held.row.id);
        held.draft.stopped = None;
        self.keep(unit, held).await?;
        let network = membership.roster.network();
        Ok(unit.delete_due(network, DueKind::Source, &own).await?)
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

    pub(crate) async fn note_source(
        &self,
        unit: &mut dyn Unit,
        derived: &Reference,
        act: &str,
    ) -> Result<()> {
        let object = derived.id.to_string();
        Ok(unit
            .put_audit(self.now(), "node", act, &object, "done")
            .await?)
    }
}

/// The origin took it back for good, and not for some alone.
async fn is_withdrawn(unit: &mut dyn Unit, network: NetworkId, source: &Reference) -> Result<bool> {
    let key = crate::receive::withdrawn_key(network, source);
    Ok(unit.setting(&key).await?.is_some())
}

/// The source that was stated, in a word at least.
pub(crate) fn stated_source(stated: &str) -> Result<String> {
    match stated.trim() {
        "" => Err(invalid("name the source that this desk has it from")),
        stated => Ok(stated.to_owned()),
    }
}

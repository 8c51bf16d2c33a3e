//! Each bulletin goes to its desks; what asks to be public goes to review first. [R2]

use fanal_policy::{Decision, Facts, Question, decide};
use fanal_protocol::{
    Body, Bulletin, Code, DeskId, Digest, Kind, Label, NetworkId, Reference, Timestamp,
};
use fanal_store::{DraftState, Due, DueKind, Unit};

use crate::desk::{Desk, Membership};
use crate::draft::{Held, without_objects};
use crate::error::{Result, problem};
use crate::pen::{Pen, Said};
use crate::work::{WorkStep, is_at};

impl Desk {
    /// Sends each to its desks; what asks to be public goes to review first. [R2]
    pub(crate) async fn send_all(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        records: &mut [Held],
    ) -> Result<Vec<&'static str>> {
        let mut states = Vec::new();
        let mut said = Vec::new();
        for held in records.iter_mut() {
            let Some(mut bulletin) = held.draft.bulletin.clone() else {
                return Err(problem(Code::Conflict, "it was sent already"));
            };
            let claim = bulletin.consent;
            bulletin.consent = self.held_to_record(unit, &held.draft, claim).await?;
            let asks_public = held.draft.asked == Label::Clear;
            // [REC-8] The right is to publish, and for nothing else: it goes to no member before, and under no other
            // label.
            let granted = held.draft.granted.is_some();
            if granted && !asks_public {
                let text = "another desk let this one publish it, and do nothing else with it";
                return Err(problem(Code::PolicyReference, text));
            }
            self.refuse_narrower_sources(unit, membership, held, &bulletin)
                .await?;
            let members_first = asks_public
                && !granted
                && (bulletin.marking.not_before.is_some()
                    || held.draft.revises.is_some()
                    || !held.draft.roads.is_empty());
            if asks_public {
                self.may_ask_to_be_public(unit, membership, held, &bulletin)
                    .await?;
                travel_as_green(&mut bulletin);
            }
            let facts = self
                .facts_of_draft(unit, membership, held, &bulletin)
                .await?;
            let world = membership.world(self.id(), self.now());
            match decide(Question::Compose { facts: &facts }, &world) {
                Decision::Allow(_permit) => {}
                Decision::Deny(reason) => return Err(reason.into()),
            }
            let was_returned = held.row.state == DraftState::Returned;
            if was_returned && !held.draft.roads.is_empty() {
                let reference = self.own_reference(held.row.id);
                let network = membership.roster.network();
                held.draft.revises = newest_said(unit, network, &reference).await?;
                if claim == bulletin.consent {
                    // Members have exactly this since it was sent the first time: saying it again would be another
                    // revision of the same number.
                    held.row.state = DraftState::Waiting;
                    states.push("waiting");
                    continue;
                }
            }
            held.draft.bulletin = Some(bulletin.clone());
            if asks_public && !members_first {
                held.row.state = DraftState::Waiting;
                states.push("waiting");
                continue;
            }
            held.draft.roads.extend(facts.streams.iter().cloned());
            held.draft.refers_to.clone_from(&bulletin.refers_to);
            said.push(self.first_or_next(held, &bulletin, facts, membership));
            if asks_public {
                held.row.state = DraftState::Waiting;
                states.push("waiting");
            } else {
                held.row.state = DraftState::Sent;
                held.draft.bulletin = None;
                states.push("sent");
            }
        }
        let mut pen = Pen::take(self, membership, unit).await?;
        let mut dues = Vec::new();
        let mut next_revisions = Vec::new();
        let all = said.len();
        for (number, said) in said.into_iter().enumerate() {
            is_at(WorkStep::Bulletins, None, number, Some(all));
            dues.extend(due_of(self.id(), &said));
            let (id, revision) = (said.id, said.revision);
            pen.say(said).await?;
            if revision > 1 {
                next_revisions.push(self.own_reference(id));
            }
        }
        pen.close().await?;
        for reference in next_revisions {
            supersede(unit, membership.roster.network(), &reference).await?;
        }
        for due in dues {
            unit.put_due(membership.roster.network(), &due).await?;
        }
        for held in records.iter_mut() {
            self.keep(unit, held).await?;
        }
        Ok(states)
    }

    /// What asks to be public is held to CLEAR from the start, so that a no to publication is heard
    /// from whoever writes it, and not only from the reviewer. [POL-15]
    async fn may_ask_to_be_public(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
    ) -> Result<()> {
        let mut asked = without_objects(bulletin);
        asked.marking.label = Label::Clear;
        let facts = self.facts_of_draft(unit, membership, held, &asked).await?;
        let world = membership.world(self.id(), self.now());
        match decide(Question::Compose { facts: &facts }, &world) {
            Decision::Allow(_permit) => Ok(()),
            Decision::Deny(reason) => Err(reason.into()),
        }
    }

    /// What is approved and waits for its hour goes to the members, as GREEN, if they do not have it yet: nobody is
    /// protected later for it. What is published by another desk's leave goes to nobody before. [PUB-29] [REC-8]
    pub(crate) async fn tell_members(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &mut Held,
        bulletin: &Bulletin,
        facts: Facts,
    ) -> Result<()> {
        if !held.draft.roads.is_empty() || held.draft.granted.is_some() {
            return Ok(());
        }
        let world = membership.world(self.id(), self.now());
        match decide(Question::Compose { facts: &facts }, &world) {
            Decision::Allow(_permit) => {}
            Decision::Deny(reason) => return Err(reason.into()),
        }
        held.draft.roads.extend(facts.streams.iter().cloned());
        held.draft.refers_to.clone_from(&bulletin.refers_to);
        let said = self.first_or_next(held, bulletin, facts, membership);
        let due = due_of(self.id(), &said);
        let mut pen = Pen::take(self, membership, unit).await?;
        pen.say(said).await?;
        pen.close().await?;
        if let Some(due) = due {
            unit.put_due(membership.roster.network(), &due).await?;
        }
        Ok(())
    }

    fn first_or_next(
        &self,
        held: &Held,
        bulletin: &Bulletin,
        facts: Facts,
        membership: &Membership,
    ) -> Said {
        let (revision, previous) = next_revision(held.draft.revises);
        Said {
            id: held.row.id,
            revision,
            previous,
            streams: facts.streams.clone(),
            issued: self.now(),
            retain_until: retain_until(bulletin, membership, self.now()),
            body: Body::Bulletin(Box::new(bulletin.clone())),
            facts: Some(facts),
        }
    }
}

/// What was revised out leaves no more: older revisions are tombstones behind the newest, at its origin and
/// wherever it came. [REC-16] [R27]
pub(crate) async fn supersede(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
) -> Result<()> {
    let statements = unit.statements_of(network, reference).await?;
    let here = || {
        let held = statements.iter().filter(|row| row.purged_by.is_none());
        held.filter(|row| row.kind == Kind::Bulletin)
    };
    let Some(newest) = here().max_by_key(|row| row.revision) else {
        return Ok(());
    };
    let older = here().filter(|row| row.revision < newest.revision);
    let older: Vec<Digest> = older.map(|row| row.digest).collect();
    if older.is_empty() {
        return Ok(());
    }
    Ok(unit
        .purge_revisions(network, reference, &older, newest.digest)
        .await?)
}

/// [R2] What asks to be public travels as GREEN with the wish, until it is.
fn travel_as_green(bulletin: &mut Bulletin) {
    bulletin.wishes_publication = true;
    bulletin.marking.label = bulletin.marking.label.max(Label::Green);
}

/// The number and predecessor of what is said next.
pub(crate) fn next_revision(last: Option<(u32, Digest)>) -> (u32, Option<Digest>) {
    last.map_or((1, None), |(revision, digest)| {
        (revision.saturating_add(1), Some(digest))
    })
}

/// When content has to go: the marking's wish, the network's rule or the program's bound, or the end of the
/// question, whichever is sooner.
pub(crate) fn retain_until(
    bulletin: &Bulletin,
    membership: &Membership,
    from: Timestamp,
) -> Option<Timestamp> {
    let rule = membership.roster.rules.kept_days(bulletin.marking.label);
    let rule = rule.map(|days| from.plus_days(i64::from(days)));
    [rule, bulletin.marking.retain_until, bulletin.expires]
        .into_iter()
        .flatten()
        .min()
}

/// The revision that is out, as the next one names it.
pub(crate) async fn newest_said(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Option<(u32, Digest)>> {
    let statements = unit.statements_of(network, reference).await?;
    let newest = statements
        .iter()
        .filter(|row| row.kind == Kind::Bulletin)
        .max_by_key(|row| row.revision);
    Ok(newest.map(|row| (row.revision, row.digest)))
}

fn due_of(me: &DeskId, said: &Said) -> Option<Due> {
    let Body::Bulletin(bulletin) = &said.body else {
        return None;
    };
    let ends = [bulletin.expires, crate::consent::end_of(bulletin.consent)];
    let at = ends.into_iter().flatten().min()?;
    Some(Due {
        at,
        kind: DueKind::Expire,
        reference: Reference {
            origin: me.clone(),
            id: said.id,
        },
    })
}

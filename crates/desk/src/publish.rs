//! Publication: a new statement with a new id and a closed list of fields. [R1] [R2] [R4]

pub(crate) mod fields;

use std::collections::BTreeSet;

use fanal_policy::{Decision, Facts, Permit, Question, decide};
use fanal_protocol::{
    Body, Bulletin, BulletinId, Code, Digest, Publication, Reference, RetractionReason, StreamName,
    Timestamp,
};
use fanal_store::{DraftState, Due, DueKind, Unit};

use crate::consent::end_of;
use crate::desk::{Desk, Membership, sha256};
use crate::draft::Held;
use crate::error::Result;
use crate::pen::{Pen, Said};

impl Desk {
    /// Publishes what is approved and whose embargo is over, at the hours that the desk keeps; what has to wait is due
    /// then, and the members have it at once. `is_due`: it waited already. Returns when it becomes public, if it is not
    /// now.
    pub(crate) async fn publish_or_wait(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &mut Held,
        is_due: bool,
    ) -> Result<Option<Timestamp>> {
        self.must_have_heard(membership)?;
        self.must_know_the_time()?;
        let mut bulletin = self.bulletin_of(unit, membership, held).await?;
        let claim = bulletin.consent;
        bulletin.consent = self.held_to_record(unit, &held.draft, claim).await?;
        let mut facts = self
            .facts_of_draft(unit, membership, held, &bulletin)
            .await?;
        facts.wishes_publication = true;
        let world = membership.world(self.id(), self.now());
        let at = match decide(Question::Publish { facts: &facts }, &world) {
            Decision::Allow(permit) => {
                // [PUB-29] What waited for one of the hours goes, also where the node comes late to it.
                let from = held.draft.public_from;
                let is_hour = is_due && from.is_none_or(|from| from <= self.now());
                let from = self.public_after(unit, membership, held, &bulletin);
                let at = self.hour_from(from.await?);
                if is_hour || at <= self.now() {
                    self.publish(unit, membership, held, &bulletin, facts, &permit)
                        .await?;
                    return Ok(None);
                }
                self.tell_members(unit, membership, held, &bulletin, facts)
                    .await?;
                at
            }
            Decision::Deny(reason) if reason.code == Code::PolicyEmbargo => {
                let over = bulletin.marking.not_before;
                self.hour_from(over.unwrap_or_else(|| self.now().plus_days(1)))
            }
            Decision::Deny(reason) => return Err(reason.into()),
        };
        let due = Due {
            at,
            kind: DueKind::Publish,
            reference: self.own_reference(held.row.id),
        };
        unit.put_due(membership.roster.network(), &due).await?;
        held.draft.public_from = Some(at);
        self.keep(unit, held).await?;
        Ok(Some(at))
    }

    /// The bulletin of a record: in the draft, or in the envelope once it was sent.
    pub(crate) async fn bulletin_of(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
    ) -> Result<Bulletin> {
        if let Some(bulletin) = &held.draft.bulletin {
            return Ok(bulletin.clone());
        }
        let reference = Reference {
            origin: self.id().clone(),
            id: held.row.id,
        };
        self.own_content(unit, membership, &reference).await
    }

    async fn publish(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &mut Held,
        bulletin: &Bulletin,
        facts: Facts,
        permit: &Permit,
    ) -> Result<()> {
        // The second person read the next revision: it takes the place of what was published before.
        if let Some(before) = held.draft.published.take() {
            let before = self.own_reference(before);
            let reason = RetractionReason::Withdrawn;
            self.retract(unit, membership, &before, reason, false)
                .await?;
            unit.rest_on(before.id, None).await?;
        }
        let publication = publication_of(bulletin, self.now(), permit)?;
        let id: BulletinId = self.new_id();
        let facts = facts_of_publication(facts, id, bulletin, self.now());
        let mut pen = Pen::take(self, membership, unit).await?;
        pen.say(Said {
            id,
            revision: 1,
            previous: None,
            streams: BTreeSet::from([StreamName::Clear]),
            issued: self.now().day(),
            retain_until: None,
            body: Body::Publication(Box::new(publication)),
            facts: Some(facts),
        })
        .await?;
        pen.close().await?;
        if held.draft.consent.is_some() {
            unit.rest_on(id, held.draft.consent).await?;
        }
        held.draft.published = Some(id);
        // The envelope has it, if it was sent; a record that was only published keeps it, for the
        // next revision, until the publication goes.
        held.draft.bulletin = held
            .draft
            .bulletin
            .take()
            .filter(|_| held.draft.roads.is_empty());
        held.row.state = DraftState::Sent;
        self.keep(unit, held).await?;
        let reference = Reference {
            origin: self.id().clone(),
            id: held.row.id,
        };
        let network = membership.roster.network();
        unit.delete_due(network, DueKind::Publish, &reference)
            .await?;
        let ends = [
            end_of(bulletin.consent),
            bulletin.marking.retain_until,
            bulletin.expires,
        ];
        if let Some(at) = ends.into_iter().flatten().min() {
            let due = Due {
                at,
                kind: DueKind::Expire,
                reference: reference.clone(),
            };
            unit.put_due(network, &due).await?;
        }
        unit.put_audit(
            self.now(),
            "node",
            "publication.issue",
            &id.to_string(),
            "done",
        )
        .await?;
        Ok(())
    }
}

/// A publication is held to the claim and the retention that it rests on, for as long as it is on
/// the shelf. [R3]
pub(crate) fn facts_of_publication(
    bulletin_facts: Facts,
    id: BulletinId,
    bulletin: &Bulletin,
    day: Timestamp,
) -> Facts {
    let mut marking = fanal_protocol::Marking::of(fanal_protocol::Label::Clear);
    marking.pap = bulletin.marking.pap;
    marking.may_alert_perpetrator = bulletin.marking.may_alert_perpetrator;
    marking.retain_until = bulletin.marking.retain_until;
    Facts {
        object: fanal_policy::ObjectId {
            id,
            revision: 1,
            ..bulletin_facts.object
        },
        kind: fanal_protocol::Kind::Publication,
        bulletin: fanal_protocol::BulletinKind::Report,
        marking,
        consent: Some(bulletin.consent),
        streams: BTreeSet::from([StreamName::Clear]),
        named_consent: None,
        members_when_signed: None,
        wishes_publication: false,
        issued: day.day(),
        expires: None,
        ..bulletin_facts
    }
}

/// A digest of all that a publication says but its day: two that have the same say the same.
pub(crate) fn words_of(publication: &Publication) -> Option<Digest> {
    let mut words = serde_json::to_value(publication).ok()?;
    words.as_object_mut()?.remove("date");
    Some(sha256(words.to_string().as_bytes()))
}

/// The same of what would be published of a bulletin.
pub(crate) fn words_if_published(bulletin: &Bulletin) -> Option<Digest> {
    let any_day = Timestamp::from_unix(0);
    words_of(&closed_list(bulletin, any_day).ok()?)
}

/// Takes the permit, and is the only way to a publication's body.
fn publication_of(bulletin: &Bulletin, now: Timestamp, _permit: &Permit) -> Result<Publication> {
    closed_list(bulletin, now)
}

/// The closed list.
fn closed_list(bulletin: &Bulletin, now: Timestamp) -> Result<Publication> {
    let objects = fields::published_objects(bulletin)?;
    // A role names an object by its id: none of an object that stays here.
    let ids: BTreeSet<String> = objects
        .iter()
        .filter_map(|raw| fanal_stix::View::of(raw).ok())
        .map(|view| view.id)
        .collect();
    Ok(Publication {
        title: bulletin.title.clone(),
        summary: bulletin.summary.clone(),
        lang: bulletin.lang.clone(),
        category: bulletin.category.clone(),
        date: now.day(),
        pap: bulletin.marking.pap,
        may_alert_perpetrator: bulletin.marking.may_alert_perpetrator,
        source: bulletin.source.clone(),
        licence: bulletin.licence.clone(),
        objects,
        roles: bulletin
            .roles
            .iter()
            .filter(|(id, _)| ids.contains(*id))
            .map(|(id, role)| (id.clone(), *role))
            .collect(),
    })
}

//! What is due: embargoes that end, questions that expire, content whose time is over. [R2] [R24]

use fanal_protocol::{
    BulletinId, Code, Digest, Label, NetworkId, Reference, RetractionReason, Timestamp,
};
use fanal_store::{BulletinRow, DraftState, Due, DueKind, Filter, Unit};

use crate::consent::Ended;
use crate::desk::{Desk, Membership};
use crate::draft::Held;
use crate::error::{DeskError, Result};

/// What a round of due things did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Done {
    /// Bulletins that became public.
    pub published: usize,
    /// Bulletins whose content went.
    pub purged: usize,
    /// Things that could not be done and stay due.
    pub waiting: usize,
}

/// A tombstone whose retention ended by itself names no retraction. [R10]
pub(crate) const BY_RETENTION: Digest = Digest::from_bytes([0; 32]);
/// Until what could not be done is tried again.
const TRY_AGAIN_SECONDS: i64 = 3_600;
/// Until what waits for something else than a person is tried again.
const TRY_SOON_SECONDS: i64 = 60;
/// When what is over went last.
const RETENTION_KEPT: &str = "retention.kept";
/// Days that refusals are kept. [R11]
const REFUSAL_DAYS: i64 = 30;

impl Desk {
    /// Does what is due by now.
    pub async fn do_due(&self) -> Result<Done> {
        // [TIM-2] What ends by a wrong clock does not come back.
        if self.is_clock_paused() {
            return Ok(Done::default());
        }
        let due = self.read().await?.due_by(self.now()).await?;
        let mut done = Done::default();
        for (network, due) in due {
            let outcome = match due.kind {
                DueKind::Publish => self
                    .publish_due(network, &due)
                    .await
                    .map(|yes| done.published += usize::from(yes)),
                DueKind::Expire | DueKind::Purge => self
                    .purge_due(network, &due)
                    .await
                    .map(|()| done.purged += 1),
                DueKind::Source | DueKind::Destroy | DueKind::Count => self
                    .answer_due(network, &due)
                    .await
                    .map(|()| done.purged += 1),
            };
            if let Err(error) = outcome {
                tracing::warn!(code = %error.code(), kind = ?due.kind, "what was due could not be done");
                done.waiting += 1;
                self.drop_if_refused(network, &due, &error).await?;
            }
        }
        if done.published + done.purged > 0 {
            self.announce_change();
        }
        Ok(done)
    }

    /// When the next thing is due.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        Ok(self.read().await?.next_due().await?)
    }

    /// Purges content whose retention is over, and forgets old refusals.
    pub async fn keep_retention(&self) -> Result<usize> {
        if self.is_clock_paused() {
            return Ok(0);
        }
        let mut purged = 0;
        let standing = self.standing();
        for (network, membership) in &standing.networks {
            let network = *network;
            let over = Filter {
                retain_until_at_most: Some(self.now()),
                ..Filter::default()
            };
            let mut rows = self.read().await?.bulletins(network, &over).await?;
            rows.extend(self.kept_too_long(network, membership).await?);
            for row in rows {
                let due = Due {
                    at: self.now(),
                    kind: DueKind::Purge,
                    reference: row.reference,
                };
                self.purge_due(network, &due).await?;
                purged += 1;
            }
        }
        let mut unit = self.begin().await?;
        let forgotten = unit
            .forget_refusals_before(self.now().plus_days(-REFUSAL_DAYS))
            .await?;
        self.drop_old_sheets(unit.as_mut()).await?;
        for network in self.standing().networks.keys().copied() {
            self.forget_deleted(unit.as_mut(), network).await?;
        }
        let at = self.now().unix().to_be_bytes();
        unit.put_setting(RETENTION_KEPT, &at).await?;
        unit.commit().await?;
        tracing::info!(purged, forgotten, "retention kept");
        if purged > 0 {
            self.announce_change();
        }
        Ok(purged)
    }

    /// What came of others under rules that kept it longer than those of now, or than the program does. [REC-6]
    async fn kept_too_long(
        &self,
        network: NetworkId,
        membership: &Membership,
    ) -> Result<Vec<BulletinRow>> {
        let mut rows = Vec::new();
        for label in Label::ALL {
            let Some(days) = membership.roster.rules.kept_days(label) else {
                continue;
            };
            let oldest = self.now().plus_days(-i64::from(days));
            let first = self.own_reference(BulletinId::from_random([0; 16]));
            let filter = Filter {
                label: Some(label),
                not_origin: Some(self.id().clone()),
                before: Some((oldest.plus_seconds(1), first)),
                ..Filter::default()
            };
            let found = self.read().await?.bulletins(network, &filter).await?;
            let is_over = |row: &BulletinRow| {
                let facts = row.facts.as_ref();
                facts.is_some_and(|facts| facts.issued <= oldest)
            };
            rows.extend(found.into_iter().filter(is_over));
        }
        Ok(rows)
    }

    /// When retention ran to its end last.
    pub(crate) async fn retention_kept(&self) -> Result<Option<Timestamp>> {
        let held = self.read().await?.setting(RETENTION_KEPT).await?;
        let seconds =
            held.and_then(|bytes| Some(i64::from_be_bytes(bytes.as_slice().try_into().ok()?)));
        Ok(seconds.map(Timestamp::from_unix))
    }

    async fn publish_due(&self, network: NetworkId, due: &Due) -> Result<bool> {
        let reference = &due.reference;
        let (_, membership) = self.membership(Some(network))?;
        let mut unit = self.begin().await?;
        let mut held = self.own(unit.as_mut(), reference.id).await?;
        if held.row.state != DraftState::Approved {
            unit.delete_due(network, DueKind::Publish, reference)
                .await?;
            unit.commit().await?;
            return Ok(false);
        }
        let waits = self
            .publish_or_wait(unit.as_mut(), &membership, &mut held, true)
            .await?;
        unit.commit().await?;
        Ok(waits.is_none())
    }

    async fn purge_due(&self, network: NetworkId, due: &Due) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        let mut unit = self.begin().await?;
        if due.kind == DueKind::Expire && due.reference.origin == *self.id() {
            match self
                .what_ended(unit.as_mut(), &membership, &due.reference)
                .await?
            {
                Ended::Yes => {
                    self.end_with_the_yes(unit.as_mut(), &membership, &due.reference)
                        .await?;
                    return Ok(unit.commit().await?);
                }
                // The yes was widened, or the question's end was moved.
                Ended::NotYet(next) => {
                    unit.delete_due(network, due.kind, &due.reference).await?;
                    if let Some(at) = next {
                        unit.put_due(network, &Due { at, ..due.clone() }).await?;
                    }
                    return Ok(unit.commit().await?);
                }
                Ended::Time => {}
            }
        }
        // [R24] A hold keeps it, and nothing else does. Looked at again in a day: what stays due
        // would wake everybody without end.
        if self.is_under_hold(unit.as_mut(), &due.reference).await? {
            // It keeps this desk's record and nothing else: in public it ends at its time. [REC-7]
            if let Ok(mut held) = self.own(unit.as_mut(), due.reference.id).await {
                self.end_in_public(unit.as_mut(), &membership, &mut held)
                    .await?;
                self.keep(unit.as_mut(), &mut held).await?;
            }
            let later = Due {
                at: self.now().plus_days(1),
                ..due.clone()
            };
            unit.put_due(network, &later).await?;
            return Ok(unit.commit().await?);
        }
        if due.reference.origin == *self.id() {
            self.end_own(unit.as_mut(), &membership, due).await?;
        }
        unit.purge(network, &due.reference, BY_RETENTION).await?;
        unit.delete_due(network, due.kind, &due.reference).await?;
        unit.put_audit(
            self.now(),
            "retention",
            "bulletin.purge",
            &due.reference.id.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Seven days without another source, a day since much was hidden, an hour since the last count.
    async fn answer_due(&self, network: NetworkId, due: &Due) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        let mut unit = self.begin().await?;
        match due.kind {
            DueKind::Source => {
                self.source_unanswered(unit.as_mut(), &membership, &due.reference)
                    .await?;
            }
            DueKind::Destroy => {
                self.destroy(unit.as_mut(), &membership, &due.reference)
                    .await?;
            }
            DueKind::Count => {
                unit.delete_due(network, due.kind, &due.reference).await?;
                self.tell_count(unit.as_mut(), &membership, &due.reference)
                    .await?;
            }
            DueKind::Publish | DueKind::Expire | DueKind::Purge => {}
        }
        unit.commit().await?;
        Ok(())
    }

    /// What ends here ends in public too, and its record keeps no content. [Promise 5]
    async fn end_own(&self, unit: &mut dyn Unit, membership: &Membership, due: &Due) -> Result<()> {
        let network = membership.roster.network();
        let Ok(mut held) = self.own(unit, due.reference.id).await else {
            return Ok(());
        };
        self.end_in_public(unit, membership, &mut held).await?;
        if due.kind == DueKind::Expire {
            let reason = RetractionReason::Expired;
            self.retract(unit, membership, &due.reference, reason, false)
                .await?;
        }
        unit.delete_due(network, DueKind::Publish, &due.reference)
            .await?;
        if held.draft.roads.is_empty() {
            unit.delete_draft(due.reference.id).await?;
            return Ok(());
        }
        held.draft.bulletin = None;
        held.draft.forget_answers();
        // What ended waits for nobody any more.
        held.row.state = DraftState::Sent;
        self.keep(unit, &mut held).await
    }

    /// Its publication is taken back, and not only put away: others hold it.
    async fn end_in_public(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &mut Held,
    ) -> Result<()> {
        let Some(id) = held.draft.published.take() else {
            return Ok(());
        };
        let public = self.own_reference(id);
        let reason = RetractionReason::Withdrawn;
        self.retract(unit, membership, &public, reason, false).await
    }

    /// What has to go stays due, and is tried again in an hour; what waits for the roster, the clock or another desk in
    /// a minute. A publication that is refused for another reason waits for a person again, who is told why. [REV-4]
    async fn drop_if_refused(
        &self,
        network: NetworkId,
        due: &Due,
        error: &DeskError,
    ) -> Result<()> {
        let code = error.code();
        let temporary = matches!(code, Code::PolicyRoster | Code::Busy | Code::Conflict);
        let has_to_go = match due.kind {
            DueKind::Publish | DueKind::Count => false,
            DueKind::Expire | DueKind::Purge | DueKind::Source | DueKind::Destroy => true,
        };
        let mut unit = self.begin().await?;
        if temporary || has_to_go {
            // What stays due at a moment that is over would wake everybody without end.
            let later = if has_to_go {
                TRY_AGAIN_SECONDS
            } else {
                TRY_SOON_SECONDS
            };
            let at = self.now().plus_seconds(later);
            unit.put_due(network, &Due { at, ..due.clone() }).await?;
            return Ok(unit.commit().await?);
        }
        unit.delete_due(network, due.kind, &due.reference).await?;
        if due.kind == DueKind::Publish {
            self.wait_for_a_person(unit.as_mut(), &due.reference, error)
                .await?;
        }
        let object = due.reference.id.to_string();
        unit.put_audit(self.now(), "node", "due.refused", &object, code.as_str())
            .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(())
    }

    /// What was approved and cannot be published waits for review as before, with the reason on it.
    async fn wait_for_a_person(
        &self,
        unit: &mut dyn Unit,
        reference: &Reference,
        error: &DeskError,
    ) -> Result<()> {
        let Ok(mut held) = self.own(unit, reference.id).await else {
            return Ok(());
        };
        if held.row.state != DraftState::Approved {
            return Ok(());
        }
        held.row.state = DraftState::Waiting;
        held.row.reviewer = None;
        held.draft.approved = None;
        held.draft.note = Some(error.problem().text);
        self.keep(unit, &mut held).await
    }
}

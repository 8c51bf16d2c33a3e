//! A person's yes that ends by its time: what rests on it is taken back then, as if they had said no.
//! [REC-3]

use fanal_protocol::{BulletinId, Claim, Reference, RetractionReason, Timestamp};
use fanal_store::{Due, DueKind, Unit};

use super::record::Record;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::much::Pace;
use crate::withdraw::TakeBack;

/// What of one of this desk's own is over.
pub(crate) enum Ended {
    /// The person's yes.
    Yes,
    /// Its own time: a question's, or the retention of what is public.
    Time,
    /// Nothing; the next thing ends then.
    NotYet(Option<Timestamp>),
}

/// When the yes that a claim speaks of ends.
pub(crate) const fn end_of(claim: Claim) -> Option<Timestamp> {
    match claim {
        Claim::Granted { until, .. } => until,
        Claim::NotNeeded { .. } | Claim::Refused | Claim::NotAsked => None,
    }
}

impl Desk {
    /// The record has a nearer end than what was sent says: it is taken back then.
    pub(super) async fn wake_at_the_yes_end(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        id: BulletinId,
        record: &Record,
    ) -> Result<()> {
        let reference = self.own_reference(id);
        if record.until.is_none() || unit.draft(id).await?.is_none() {
            return Ok(());
        }
        match self.what_ended(unit, membership, &reference).await? {
            Ended::NotYet(Some(at)) => {
                let due = Due {
                    at,
                    kind: DueKind::Expire,
                    reference,
                };
                Ok(unit.put_due(membership.roster.network(), &due).await?)
            }
            Ended::NotYet(None) | Ended::Yes | Ended::Time => Ok(()),
        }
    }

    /// What of it is over by now; of what was sent or published.
    pub(crate) async fn what_ended(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<Ended> {
        let network = membership.roster.network();
        let published = match self.own(unit, reference.id).await {
            Ok(held) => held.draft.published.map(|id| self.own_reference(id)),
            Err(_) => None,
        };
        let mut facts = None;
        for one in std::iter::once(reference).chain(&published) {
            let row = unit.bulletin(network, one).await?;
            facts = facts.or(row.and_then(|row| row.facts));
        }
        let Some(mut facts) = facts else {
            return Ok(Ended::Time);
        };
        self.follow_record(unit, &mut facts).await?;
        let now = self.now();
        let yes = facts.consent.and_then(end_of);
        let retain = facts.marking.retain_until.filter(|_| published.is_some());
        let time = [facts.expires, retain].into_iter().flatten().min();
        Ok(if yes.is_some_and(|end| end <= now) {
            Ended::Yes
        } else if time.is_some_and(|end| end <= now) {
            Ended::Time
        } else {
            Ended::NotYet([yes, time].into_iter().flatten().min())
        })
    }

    /// Takes back what rests on a yes that is over; a hold does not cover it. [R24]
    pub(crate) async fn end_with_the_yes(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        if self.is_put_away(unit, network, reference).await? {
            unit.delete_due(network, DueKind::Expire, reference).await?;
            self.end_hold(unit, membership, reference).await?;
        } else {
            let back = TakeBack {
                reason: RetractionReason::Consent,
                to_delete: false,
                pace: Pace::AtOnce,
            };
            self.take_back(unit, membership, reference, &back).await?;
        }
        let object = reference.id.to_string();
        Ok(unit
            .put_audit(self.now(), "node", "consent.end", &object, "done")
            .await?)
    }
}

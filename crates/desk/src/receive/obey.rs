//! What an origin takes back goes, and the origin hears that it went. [Promise 5]

use std::collections::BTreeSet;

use fanal_protocol::{
    DeskId, Digest, NetworkId, Receipt, ReceiptState, Reference, Retraction, RetractionReason,
};
use fanal_store::{StatementRow, Unit};

use super::Reply;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::much::Pace;

impl Desk {
    /// Is something here that this retraction names, and that does not wait for its end already?
    pub(super) async fn is_here_again(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        origin: &DeskId,
        retraction: &Retraction,
    ) -> Result<bool> {
        let network = membership.roster.network();
        let target = Reference {
            origin: origin.clone(),
            id: retraction.target,
        };
        let held = unit.statements_of(network, &target).await?;
        let is_named = |row: &StatementRow| {
            row.purged_by.is_none() && retraction.digests.contains(&row.digest)
        };
        Ok(held.iter().any(is_named) && !self.is_put_away(unit, network, &target).await?)
    }

    /// Purges what a retraction names, and says so. What it changes for those who quote it is added to
    /// `shifted`. [Promise 5]
    pub(super) async fn obey(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        origin: &DeskId,
        (digest, retraction): (Digest, &Retraction),
        shifted: &mut BTreeSet<Reference>,
    ) -> Result<Option<Reply>> {
        let network = membership.roster.network();
        let target = Reference {
            origin: origin.clone(),
            id: retraction.target,
        };
        let held = unit.statements_of(network, &target).await?;
        let here: Vec<Digest> = held
            .iter()
            .filter(|row| row.purged_by.is_none())
            .map(|row| row.digest)
            .collect();
        let is_over = self
            .is_over(unit, network, &target, retraction.reason)
            .await?;
        let mut pace = Pace::AtOnce;
        let stays = here
            .iter()
            .any(|digest| !retraction.digests.contains(digest));
        if retraction.reason == RetractionReason::Narrowed {
            let go: Vec<Digest> = here
                .iter()
                .filter(|d| retraction.digests.contains(d))
                .copied()
                .collect();
            if stays && !go.is_empty() {
                unit.purge_revisions(network, &target, &go, digest).await?;
            } else if !stays && !here.is_empty() {
                // [R23] Narrowing much at once takes as much away as withdrawing it.
                pace = self.pace_of_peer(unit, network, &target).await?;
                match &pace {
                    Pace::AtOnce => drop(unit.purge(network, &target, digest).await?),
                    Pace::Later { .. } => {
                        self.put_revisions_away(unit, network, &target, digest, go)
                            .await?;
                    }
                }
            }
        } else {
            unit.put_setting(&withdrawn_key(network, &target), digest.as_bytes())
                .await?;
            if !here.is_empty() && *origin != *self.id() {
                pace = self.pace_of_peer(unit, network, &target).await?;
            }
            match &pace {
                Pace::AtOnce if here.is_empty() => {}
                Pace::AtOnce => drop(unit.purge(network, &target, digest).await?),
                // [R23] Much at once: hidden now, destroyed and answered in a day.
                Pace::Later { .. } => {
                    self.put_away(unit, network, &target, digest, None).await?;
                }
            }
        }
        let is_whole = retraction.reason != RetractionReason::Narrowed;
        let had_some = here
            .iter()
            .any(|held| is_whole || retraction.digests.contains(held));
        if is_over {
            self.hear_end_of_grant(unit, membership, &target).await?;
        } else {
            let is_news = self.note_source_gone(unit, network, &target).await?;
            if is_news || had_some {
                shifted.insert(target.clone());
            }
        }
        if retraction.reason != RetractionReason::Narrowed || !stays {
            unit.put_quotes(network, &target, &[]).await?;
        }
        for gone in &retraction.digests {
            unit.settle(network, origin, *gone, digest).await?;
            let key = retracted_key(network, origin, *gone);
            unit.put_setting(&key, digest.as_bytes()).await?;
        }
        let state = if here.is_empty() {
            ReceiptState::NotHeld
        } else {
            ReceiptState::Purged
        };
        if had_some {
            let object = format!("{}/{}", target.origin, target.id);
            unit.put_audit(self.now(), "node", "bulletin.purge", &object, "done")
                .await?;
        }
        let body = Receipt {
            retraction: digest,
            target: retraction.target,
            state,
        };
        let reply = Reply::Receipt {
            to: origin.clone(),
            body,
        };
        // To its own retraction, which comes back to it, a desk owes no answer. [R9]
        Ok((pace == Pace::AtOnce && *origin != *self.id()).then_some(reply))
    }

    /// A later revision takes the place of what was narrowed with much else, and changes how far goes
    /// what quotes it. [R22] [R23]
    pub(super) async fn revision_came(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        source: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        if self.is_put_away(unit, network, source).await? {
            self.destroy(unit, membership, source).await?;
        }
        self.source_changed(unit, membership, source).await
    }
}

/// The setting that says that something was taken back for good, in the network that it stood in: a
/// desk of another network may have the same name.
pub(crate) fn withdrawn_key(network: NetworkId, reference: &Reference) -> String {
    format!("withdrawn/{network}/{}/{}", reference.origin, reference.id)
}

/// The setting that names the statement that took a digest back: tombstones count by it. [R10]
pub(crate) fn retracted_key(network: NetworkId, origin: &DeskId, digest: Digest) -> String {
    format!("retracted/{network}/{origin}/{digest}")
}

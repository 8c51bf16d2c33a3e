//! What stands on the cover sheet of a piece of evidence: which bytes, by whose signature, under which roster.
//! That somebody printed one stands in the audit trail.

use fanal_protocol::{NetworkId, PublicKey};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, not_found};
use crate::history::RevisionShown;
use crate::inbox::BulletinShown;

/// A bulletin that is held, with what proves it.
#[derive(Debug)]
pub struct Evidence {
    /// The bulletin.
    pub shown: BulletinShown,
    /// The revision that is held.
    pub revision: RevisionShown,
    /// The network.
    pub network: NetworkId,
    /// The version of its roster that is in force.
    pub roster: u64,
    /// The keys that the roster has for its origin.
    pub keys: Vec<PublicKey>,
}

impl Desk {
    /// What to print beside the signed original.
    pub async fn evidence(&self, caller: &Caller, which: &str) -> Result<Evidence> {
        let shown = self.show_bulletin(caller, which).await?;
        let history = self.history_of(caller, which).await?;
        let held = history.into_iter().find(|one| one.digest == shown.digest);
        let revision = held
            .filter(|one| !one.purged)
            .ok_or_else(|| not_found("bulletin: it was withdrawn, nothing is left to prove"))?;
        let (network, membership) = self.membership(None)?;
        let entry = membership.roster.desk(&shown.line.origin);
        let keys = entry.map_or_else(Vec::new, |entry| {
            entry.signing.iter().map(|record| record.key).collect()
        });
        let mut unit = self.begin().await?;
        let (who, object) = (caller.account(), &shown.line.reference);
        unit.put_audit(self.now(), who, "bulletin.evidence", object, "done")
            .await?;
        unit.commit().await?;
        Ok(Evidence {
            network,
            roster: membership.roster.version(),
            keys,
            revision,
            shown,
        })
    }
}

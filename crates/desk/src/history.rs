//! The revisions of a bulletin: when each was signed, how it came, whether its content is still here.

use fanal_protocol::{DeskId, Digest, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, not_found};
use crate::review::needs_staff;

/// One signed revision.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RevisionShown {
    /// Its number.
    pub revision: u32,
    /// Its digest.
    pub digest: Digest,
    /// When its origin says that it was signed.
    pub issued: Timestamp,
    /// When it came here.
    pub received: Timestamp,
    /// Who handed it over; nobody, if it was written here.
    pub sender: Option<DeskId>,
    /// Its content is gone: a newer revision took its place, or it was withdrawn.
    pub purged: bool,
}

impl Desk {
    /// The revisions that this desk knows of, oldest first, for those who may see the bulletin.
    pub async fn history_of(&self, caller: &Caller, which: &str) -> Result<Vec<RevisionShown>> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let reference = self.find(unit.as_mut(), &membership, caller, which).await?;
        let row = unit
            .bulletin(network, &reference)
            .await?
            .ok_or_else(|| not_found("bulletin"))?;
        self.line(&membership, caller, &row)
            .ok_or_else(|| not_found("bulletin"))?;
        let rows = unit.statements_of(network, &reference).await?;
        let mut shown: Vec<RevisionShown> = rows
            .into_iter()
            .filter(|statement| statement.kind == row.kind)
            .map(|statement| RevisionShown {
                revision: statement.revision,
                digest: statement.digest,
                issued: statement.issued,
                received: statement.received,
                sender: statement.sender,
                purged: statement.purged_by.is_some(),
            })
            .collect();
        shown.sort_by_key(|one| one.revision);
        Ok(shown)
    }
}

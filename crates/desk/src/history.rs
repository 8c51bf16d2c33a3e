//! The revisions of a bulletin: when each was signed, how it came, whether its content is still here.

use fanal_policy::{Decision, Question, decide};
use fanal_protocol::{DeskId, Digest, Envelope, PublicKey, Timestamp};
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

/// Which key signed what is held, and where it stands in its origin's log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignedAs {
    /// The key, if the roster still has it.
    pub key: Option<PublicKey>,
    /// Its number in the log, from 1, if a signed head covers it here.
    pub entry: Option<u64>,
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

    /// Which key signed the revision that is held, and its number in the log of its origin: the widest that has it.
    pub async fn signed_as(&self, caller: &Caller, which: &str) -> Result<SignedAs> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let reference = self.find(unit.as_mut(), &membership, caller, which).await?;
        let row = unit.bulletin(network, &reference).await?;
        let row = row.ok_or_else(|| not_found("bulletin"))?;
        let Some((facts, sealed)) = unit.envelope(row.digest).await? else {
            return Ok(SignedAs::default());
        };
        let question = Question::Show {
            facts: &facts,
            viewer: &caller.viewer(),
        };
        let permit = match decide(question, &membership.world(self.id(), self.now())) {
            Decision::Allow(permit) => permit,
            Decision::Deny(reason) => return Err(reason.into()),
        };
        let envelope = sealed.release(&permit);
        let envelope = envelope.and_then(|bytes| Envelope::parse(bytes).ok());
        let entry = membership.roster.desk(&reference.origin);
        let mut keys = entry.into_iter().flat_map(|entry| &entry.signing);
        let mut signed = SignedAs {
            key: envelope.and_then(|envelope| {
                let signs = |key: &PublicKey| envelope.count_signers([key]) == 1;
                keys.find(|record| signs(&record.key))
                    .map(|record| record.key)
            }),
            entry: None,
        };
        for stream in unit.streams(network).await? {
            let is_its = stream.stream.origin == reference.origin
                && facts.streams.contains(&stream.stream.name);
            if !is_its {
                continue;
            }
            let at = unit
                .position_of(network, &stream.stream, row.digest)
                .await?;
            if let Some(at) = at.filter(|at| *at < stream.proven) {
                signed.entry = Some(at + 1);
                break;
            }
        }
        Ok(signed)
    }
}

//! Every version of the roster: who signed it, and what it changed.

use fanal_protocol::{Envelope, Roster, Timestamp, VerifiedRoster};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::differences::differences;
use super::sentence::{Told, both};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::Result;

/// One version of the roster.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct VersionShown {
    /// Its number.
    pub version: u64,
    /// When it was written.
    pub issued: Timestamp,
    /// When it ends, or ended.
    pub expires: Timestamp,
    /// The coordinators, of it or of the version before, whose signatures it bears.
    pub signed_by: Vec<String>,
    /// What it changed, in words; the first one founded the network.
    pub changes: Vec<String>,
    /// The same by codes, in the same order.
    #[serde(default)]
    pub told: Vec<Told>,
}

impl Desk {
    /// Every version that is held, the newest first, each verified by the one before it.
    pub async fn roster_history(&self, caller: &Caller) -> Result<Vec<VersionShown>> {
        let _ = caller;
        let (network, _) = self.membership(None)?;
        let chain = self.read().await?.rosters_from(network, 1).await?;
        let mut shown = Vec::new();
        let mut before: Option<VerifiedRoster> = None;
        for bytes in &chain {
            let next = match &before {
                None => VerifiedRoster::found(bytes)?,
                Some(before) => before.succeed(bytes)?,
            };
            shown.push(version_shown(bytes, before.as_ref(), &next));
            before = Some(next);
        }
        shown.reverse();
        Ok(shown)
    }
}

fn version_shown(
    bytes: &[u8],
    before: Option<&VerifiedRoster>,
    next: &VerifiedRoster,
) -> VersionShown {
    let old: Option<&Roster> = before.map(VerifiedRoster::roster);
    let envelope = Envelope::parse(bytes).ok();
    let all = old.into_iter().chain([next.roster()]);
    let mut signed_by: Vec<String> = all
        .flat_map(|roster| &roster.coordinators)
        .filter(|one| {
            let signed = |envelope: &Envelope| envelope.count_signers([&one.key]) == 1;
            envelope.as_ref().is_some_and(signed)
        })
        .map(|one| one.name.clone())
        .collect();
    signed_by.sort();
    signed_by.dedup();
    let (changes, told) = both(old.map_or_else(Vec::new, |old| differences(old, next.roster())));
    VersionShown {
        version: next.version(),
        issued: next.issued,
        expires: next.expires,
        signed_by,
        changes,
        told,
    }
}

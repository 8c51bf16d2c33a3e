//! Another roster of a version that is over. [ROS-24]
//!
//! It stops nobody: who was a coordinator then, and is none any more, could sign it any day. It is kept as proof, told
//! to the people of the desk, and goes along in reports.

use std::collections::BTreeMap;

use fanal_protocol::{Digest, Envelope, NetworkId, Roster, RosterError, VerifiedRoster};
use fanal_store::Unit;

use crate::desk::Desk;
use crate::error::Result;

/// The kind of these proofs.
pub(crate) const EARLIER_FORK: &str = "roster-fork-earlier";

impl Desk {
    /// Looks at rosters of versions before the one that is held.
    pub(super) async fn look_at_earlier(
        &self,
        network: NetworkId,
        brought: &[&[u8]],
    ) -> Result<()> {
        let mut unit = self.read().await?;
        let found = rivals(unit.as_mut(), network, brought).await?;
        drop(unit);
        if found.is_empty() {
            return Ok(());
        }
        let mut unit = self.begin().await?;
        self.note_earlier(unit.as_mut(), network, &found).await?;
        Ok(unit.commit().await?)
    }

    /// The same of what a report brought.
    pub(super) async fn hear_of_earlier(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        brought: &[&[u8]],
    ) -> Result<()> {
        let found = rivals(unit, network, brought).await?;
        self.note_earlier(unit, network, &found).await
    }

    async fn note_earlier(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        found: &[&[u8]],
    ) -> Result<()> {
        let now = self.now();
        for bytes in found {
            unit.put_proof(network, EARLIER_FORK, bytes, now).await?;
            let object = network.to_string();
            unit.put_audit(now, "node", "roster.fork-earlier", &object, "done")
                .await?;
            tracing::error!(%network, "two rosters of an earlier version: see `fanal doctor`");
        }
        Ok(())
    }
}

/// Those that are other rosters of their version than the chain here has, under the signatures that this version took,
/// and not known yet.
async fn rivals<'a>(
    unit: &mut dyn Unit,
    network: NetworkId,
    brought: &[&'a [u8]],
) -> Result<Vec<&'a [u8]>> {
    if brought.is_empty() {
        return Ok(Vec::new());
    }
    let chain = unit.rosters_from(network, 1).await?;
    let mut asked: BTreeMap<u64, Vec<&'a [u8]>> = BTreeMap::new();
    for bytes in brought {
        if let Some(version) = may_rival(&chain, bytes) {
            asked.entry(version).or_default().push(*bytes);
        }
    }
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut known: Vec<Digest> = Vec::new();
    for (kind, bytes, _) in unit.proofs(network).await? {
        known.extend(
            Envelope::parse(&bytes)
                .ok()
                .filter(|_| kind == EARLIER_FORK)
                .map(|it| it.digest()),
        );
    }
    let mut rivals = Vec::new();
    let mut before: Option<VerifiedRoster> = None;
    for envelope in &chain {
        let roster = match &before {
            None => VerifiedRoster::found(envelope)?,
            Some(before) => before.succeed(envelope)?,
        };
        for bytes in asked.remove(&roster.version()).unwrap_or_default() {
            let digest = Envelope::parse(bytes).map(|it| it.digest()).ok();
            let is_new = digest.is_some_and(|digest| !known.contains(&digest));
            if is_new && matches!(roster.succeed(bytes), Err(RosterError::Fork(_))) {
                known.extend(digest);
                rivals.push(bytes);
            }
        }
        if asked.is_empty() {
            break;
        }
        before = Some(roster);
    }
    Ok(rivals)
}

/// The version of which it may be another roster: it is not the one that is held, and enough of those signed it who
/// were coordinators in the version before. What anybody can write costs no walk through the chain.
fn may_rival(chain: &[Vec<u8>], bytes: &[u8]) -> Option<u64> {
    let envelope = Envelope::parse(bytes).ok()?;
    let version = Roster::read_unverified(envelope.payload())
        .ok()?
        .version
        .get();
    let place = usize::try_from(version).ok()?.checked_sub(1)?;
    let held = Envelope::parse(chain.get(place)?).ok()?;
    if held.digest() == envelope.digest() {
        return None;
    }
    let before = Envelope::parse(chain.get(place.checked_sub(1)?)?).ok()?;
    let before = Roster::read_unverified(before.payload()).ok()?;
    let keys: Vec<_> = before.coordinators.iter().map(|one| one.key).collect();
    let signed = envelope.count_signers(&keys);
    (signed >= usize::from(before.threshold.get())).then_some(version)
}

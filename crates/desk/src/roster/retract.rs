//! What the threshold takes back for a desk that lost its keys: it stands in the roster, and every node
//! that takes the roster purges it. [R16] [ROS-20]

use std::collections::BTreeSet;

use fanal_protocol::{DeskId, Digest, Reference, Roster, VerifiedRoster};
use fanal_store::Unit;

use super::draft::desk_mut;
use crate::desk::Desk;
use crate::error::{Result, invalid};
use crate::receive::{is_content, retracted_key, withdrawn_key};

/// Names what is taken back in the next version, for desks that cannot do it themselves.
pub(super) fn retract(
    wanted: &BTreeSet<Reference>,
    before: &Roster,
    roster: &mut Roster,
) -> Result<()> {
    let issued = roster.issued;
    for reference in wanted {
        let desk = desk_mut(roster, &reference.origin)?;
        let lost = before
            .desk(&reference.origin)
            .is_some_and(|was| desk.has_lost_the_keys_of(was, issued));
        if !lost {
            return Err(has_its_keys(&reference.origin));
        }
        desk.retracted.insert(reference.id);
    }
    Ok(())
}

fn has_its_keys(desk: &DeskId) -> crate::error::DeskError {
    invalid(format!(
        "`{desk}` has its keys, and takes its own back: say `--rekey` or `--revoke` for what it lost"
    ))
}

impl Desk {
    /// Purges what a new roster takes back, with all that rests on it; in the commit that holds it.
    pub(super) async fn take_back_for_others(
        &self,
        unit: &mut dyn Unit,
        roster: &VerifiedRoster,
    ) -> Result<()> {
        let by = roster.digest();
        for desk in &roster.desks {
            for id in &desk.retracted {
                let target = Reference {
                    origin: desk.id.clone(),
                    id: *id,
                };
                self.take_one_back(unit, roster, &target, by).await?;
            }
        }
        Ok(())
    }

    async fn take_one_back(
        &self,
        unit: &mut dyn Unit,
        roster: &VerifiedRoster,
        target: &Reference,
        by: Digest,
    ) -> Result<()> {
        let network = roster.network();
        // What comes of it later, from whomever, is refused.
        unit.put_setting(&withdrawn_key(network, target), by.as_bytes())
            .await?;
        let mut held = 0;
        for statement in unit.statements_of(network, target).await? {
            if !is_content(statement.kind) {
                continue;
            }
            held += usize::from(statement.purged_by.is_none());
            unit.settle(network, &target.origin, statement.digest, by)
                .await?;
            let key = retracted_key(network, &target.origin, statement.digest);
            unit.put_setting(&key, by.as_bytes()).await?;
        }
        unit.purge(network, target, by).await?;
        if target.origin == *self.id() {
            unit.delete_draft(target.id).await?;
            unit.rest_on(target.id, None).await?;
        }
        if let Ok((_, membership)) = self.membership(Some(network)) {
            self.source_gone(unit, &membership, target).await?;
        }
        unit.put_quotes(network, target, &[]).await?;
        if held > 0 {
            let object = format!("{}/{}", target.origin, target.id);
            unit.put_audit(self.now(), "roster", "bulletin.purge", &object, "done")
                .await?;
        }
        Ok(())
    }
}

//! "Stop using that desk": what it says stays readable, and is in no file for tools, in no answer to them and in no
//! count of what is known, until somebody here says otherwise. [SYN-23]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{Code, DeskId, NetworkId, Timestamp};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found, problem};

/// Whether another desk's word is used here.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UseOrder {
    /// Which desk.
    pub desk: DeskId,
    /// Use it, or stop.
    pub used: bool,
}

/// Who stopped using a desk here, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stopped {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

type AllStopped = BTreeMap<DeskId, Stopped>;

impl Desk {
    /// Stops using what another desk says, or uses it again: all of it, what came and what comes.
    pub async fn use_desk(&self, caller: &Caller, order: &UseOrder) -> Result<()> {
        if !caller.is_staff() {
            caller.needs(Right::Coordinator)?;
        }
        let (network, membership) = self.membership(None)?;
        if order.desk == *self.id() {
            return Err(invalid("this is the desk itself"));
        }
        if membership.roster.desk(&order.desk).is_none() {
            return Err(not_found("desk"));
        }
        let now = self.now();
        let mut unit = self.begin().await?;
        let mut all = all_stopped(unit.as_mut(), network).await?;
        let act = if order.used {
            all.remove(&order.desk);
            "peer.resume"
        } else {
            let by = caller.account().to_owned();
            let stopped = Stopped { by, at: now };
            all.entry(order.desk.clone()).or_insert(stopped);
            "peer.stop"
        };
        let bytes = serde_json::to_vec(&all).map_err(|error| invalid(error.to_string()))?;
        unit.put_setting(&setting_of(network), &bytes).await?;
        let (who, which) = (caller.account(), order.desk.as_str());
        unit.put_audit(now, who, act, which, "done").await?;
        unit.commit().await?;
        self.announce_change();
        Ok(())
    }

    /// Who stopped using that desk here, if somebody did; for those who could have.
    pub async fn stopped_using(&self, caller: &Caller, desk: &DeskId) -> Result<Option<Stopped>> {
        if !caller.is_staff() && !caller.rights().contains(&Right::Coordinator) {
            return Ok(None);
        }
        let (network, _) = self.membership(None)?;
        let mut unit = self.read().await?;
        Ok(all_stopped(unit.as_mut(), network).await?.remove(desk))
    }
}

/// The desks whose word is not used here.
pub(crate) async fn unused(unit: &mut dyn Unit, network: NetworkId) -> Result<BTreeSet<DeskId>> {
    Ok(all_stopped(unit, network).await?.into_keys().collect())
}

async fn all_stopped(unit: &mut dyn Unit, network: NetworkId) -> Result<AllStopped> {
    let Some(stored) = unit.setting(&setting_of(network)).await? else {
        return Ok(AllStopped::new());
    };
    // Nobody is used by oversight.
    let broken = |_| {
        problem(
            Code::Broken,
            "the list of desks that are not used cannot be read",
        )
    };
    serde_json::from_slice(&stored).map_err(broken)
}

fn setting_of(network: NetworkId) -> String {
    format!("desks.unused.{network}")
}

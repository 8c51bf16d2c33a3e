//! A legal hold keeps one of this desk's own from ending by its time. It never covers another desk's
//! bulletin, nor a person's withdrawal. [R24] [REC-7]

use fanal_protocol::{Code, NetworkId, Reference, Timestamp};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found, problem};

/// Holds, or lets go.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldOrder {
    /// Which bulletin of this desk.
    pub bulletin: String,
    /// Why, for the desk's own people; nothing of a case.
    #[serde(default)]
    pub why: String,
    /// Let it go.
    #[serde(default)]
    pub release: bool,
}

/// A hold.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HoldShown {
    /// `DESK/ID`.
    pub reference: String,
    /// Is it held?
    pub held: bool,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Why.
    pub why: String,
}

const WHY_CHARS: usize = 200;

#[derive(Serialize, Deserialize)]
struct Hold {
    since: Timestamp,
    why: String,
}

pub(crate) fn key_of(reference: &Reference) -> String {
    format!("hold/{}/{}", reference.origin, reference.id)
}

impl Desk {
    /// Holds one of this desk's own, or lets it go.
    pub async fn hold(&self, caller: &Caller, order: &HoldOrder) -> Result<HoldShown> {
        caller.needs(Right::Reviewer)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let reference = self
            .find(unit.as_mut(), &membership, caller, &order.bulletin)
            .await?;
        if reference.origin != *self.id() {
            let text = format!("a hold covers no bulletin of {}", reference.origin);
            return Err(problem(Code::PolicyOrigin, text));
        }
        if unit.bulletin(network, &reference).await?.is_none() {
            return Err(not_found("bulletin"));
        }
        let why = order.why.trim();
        let act = if order.release {
            if unit.setting(&key_of(&reference)).await?.is_none() {
                return Err(problem(Code::Conflict, "it is not held"));
            }
            unit.delete_setting(&key_of(&reference)).await?;
            self.let_go(unit.as_mut(), &membership, &reference).await?;
            "hold.release"
        } else {
            if why.is_empty() || why.chars().count() > WHY_CHARS {
                return Err(invalid(format!("say why, in 1 to {WHY_CHARS} characters")));
            }
            let hold = Hold {
                since: self.now(),
                why: why.to_owned(),
            };
            let bytes = serde_json::to_vec(&hold).unwrap_or_default();
            unit.put_setting(&key_of(&reference), &bytes).await?;
            "hold.put"
        };
        let object = reference.id.to_string();
        unit.put_audit(self.now(), caller.account(), act, &object, "done")
            .await?;
        unit.commit().await?;
        Ok(HoldShown {
            reference: crate::notices::name(&reference),
            held: !order.release,
            since: (!order.release).then(|| self.now()),
            why: why.to_owned(),
        })
    }

    /// Was it withdrawn, and does only a hold keep it here?
    pub(crate) async fn is_kept_by_law(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<bool> {
        Ok(self.is_put_away(unit, network, reference).await?
            && self.is_under_hold(unit, reference).await?)
    }

    /// A person's no ends the hold; what was withdrawn without one has its day already. [R24] [R23]
    pub(crate) async fn end_hold(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<()> {
        if !self.is_under_hold(unit, reference).await? {
            return Ok(());
        }
        unit.delete_setting(&key_of(reference)).await?;
        self.let_go(unit, membership, reference).await
    }

    /// Does a hold keep it from ending by its time?
    pub(crate) async fn is_under_hold(
        &self,
        unit: &mut dyn Unit,
        reference: &Reference,
    ) -> Result<bool> {
        Ok(reference.origin == *self.id() && unit.setting(&key_of(reference)).await?.is_some())
    }
}

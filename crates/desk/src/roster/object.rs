//! Object to a desk that asks to join, in confidence; coordinators deal with it. [JOIN-5]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{Body, Code, DeskId, NetworkId, Objection, PublicKey, StreamName};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::book::{self, Applicant, note_objection};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found, problem};
use crate::pen::Pen;

/// Object.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectOrder {
    /// To whom.
    pub desk: DeskId,
    /// Its signing key, where several ask for the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// Why, in words for the coordinators.
    pub why: String,
    /// Answers to findings of the privacy check, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub because: BTreeMap<String, String>,
}

/// An objection was dealt with, at this coordinator's desk.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleOrder {
    /// To whom it was.
    pub desk: DeskId,
    /// Its signing key, where several ask for the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// Whose it was.
    pub by: DeskId,
    /// What came of it: kept at this desk.
    pub because: String,
}

impl Desk {
    /// Objects: to the coordinators' desks alone; the clock of the window stands until they have
    /// dealt with it.
    pub async fn object(&self, caller: &Caller, order: &ObjectOrder) -> Result<()> {
        caller.needs(Right::Coordinator)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        self.words_may_leave(unit.as_mut(), "why", &order.why, &order.because)
            .await?;
        let applicant = the_applicant(unit.as_mut(), network, &order.desk, order.key).await?;
        let objection = Objection {
            desk: applicant.desk.clone(),
            key: applicant.key,
            why: order.why.clone(),
        };
        let streams = self.to_coordinators(&membership)?;
        if !streams.is_empty() {
            let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
            let said = self.said(streams, Body::Objection(objection.clone()));
            pen.say(said).await?;
            pen.close().await?;
        }
        let (me, now) = (self.id(), self.now());
        let roster = membership.roster.roster();
        note_objection(unit.as_mut(), network, roster, me, &objection, now).await?;
        unit.put_audit(
            now,
            caller.account(),
            "roster.object",
            order.desk.as_str(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(())
    }

    /// Notes that an objection was dealt with: the clock goes on, as far as this desk is asked.
    pub async fn settle_objection(&self, caller: &Caller, order: &SettleOrder) -> Result<()> {
        caller.needs(Right::Coordinator)?;
        if order.because.trim().is_empty() {
            return Err(invalid("say what came of the objection"));
        }
        let (network, _) = self.membership(None)?;
        let now = self.now();
        let mut unit = self.begin().await?;
        let applicant = the_applicant(unit.as_mut(), network, &order.desk, order.key).await?;
        let mut joining = book::joining(unit.as_mut(), network, &applicant).await?;
        let open = |o: &&mut book::Objected| o.by == order.by && o.settled.is_none();
        let Some(objection) = joining.objections.iter_mut().find(open) else {
            return Err(not_found(&format!("open objection by `{}`", order.by)));
        };
        objection.settled = Some(now);
        objection.because = Some(order.because.clone());
        book::put_joining(unit.as_mut(), network, &applicant, &joining).await?;
        unit.put_audit(
            now,
            caller.account(),
            "roster.settle",
            order.desk.as_str(),
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    /// The direct streams to the desks of coordinators, without this one. An error, if no coordinator
    /// says where words reach them.
    pub(crate) fn to_coordinators(&self, membership: &Membership) -> Result<BTreeSet<StreamName>> {
        let desks = membership.roster.coordinators_desks();
        if desks.is_empty() {
            let text =
                "no coordinator names a desk where such words reach them: tell them yourself";
            return Err(problem(Code::PolicyRoster, text));
        }
        let others = desks.into_iter().filter(|desk| desk != self.id());
        Ok(others.map(StreamName::Direct).collect())
    }
}

/// Who asks for this name with this key; without a key the one who asks for it, if only one does.
pub(super) async fn the_applicant(
    unit: &mut dyn Unit,
    network: NetworkId,
    desk: &DeskId,
    key: Option<PublicKey>,
) -> Result<Applicant> {
    let all = book::applicants(unit, network).await?;
    let is_meant = |who: &Applicant| who.desk == *desk && key.is_none_or(|key| who.key == key);
    let mut those = all.into_iter().filter(|(who, _)| is_meant(who));
    match (those.next(), those.next()) {
        (Some((one, _)), None) => Ok(one),
        (None, _) => Err(not_found(&format!("request of `{desk}`"))),
        (Some(_), Some(_)) => Err(problem(
            Code::Conflict,
            format!("several ask for the name `{desk}`: say the key of the one who is meant"),
        )),
    }
}

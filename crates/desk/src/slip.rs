//! The slip: made beforehand, kept on paper or with somebody one trusts, and shown to any member when the desk's own people
//! cannot lock it. [REC-17]

use std::collections::BTreeSet;

use fanal_protocol::{
    Body, Code, DeskId, DeskStatus, Header, NetworkId, Notice, Problem, Slip, StreamName, Timestamp,
};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};
use crate::notices::NoticeShown;
use crate::panic::note_suspension;
use crate::pen::{Pen, Said};
use crate::review::needs_staff;

/// How long a slip is good, if nothing is said; in days.
const DAYS: u16 = 365;
/// The longest; in days.
const MOST_DAYS: u16 = 730;
/// How long after its end a slip is still heard of, by whoever was away; in days. Who tells of it writes the moment
/// itself: by that alone it would be good for ever.
const HEARD_DAYS: i64 = 30;

/// A slip for each network.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SlipOrder {
    /// Days for which it is good: 1 to 730, 365 if nothing is said.
    pub days: Option<u16>,
}

/// A slip that was made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SlipMade {
    /// For which network.
    pub network: NetworkId,
    /// How its people call it.
    pub name: String,
    /// Good before this moment.
    pub until: Timestamp,
    /// The line to keep.
    pub slip: Slip,
}

/// Another desk's slip.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlipTaken {
    /// As it was shown.
    pub slip: Slip,
    /// The second action: without it, nothing happens.
    #[serde(default)]
    pub confirm: bool,
}

/// What a slip did, or would do.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SlipDone {
    /// Whose it is.
    pub desk: DeskId,
    /// Does its network treat it as suspended now?
    pub suspended: bool,
}

impl Desk {
    /// Signs a slip for each of this desk's networks. Whoever has it can have the desk locked out until its coordinators
    /// let it back in, and nothing else.
    pub async fn make_slips(&self, caller: &Caller, order: &SlipOrder) -> Result<Vec<SlipMade>> {
        caller.needs(Right::Admin)?;
        caller.needs_proof(self.now())?;
        let days = order.days.unwrap_or(DAYS);
        if !(1..=MOST_DAYS).contains(&days) {
            let text = format!("a slip is good for 1 to {MOST_DAYS} days");
            return Err(problem(Code::UsageInvalid, text));
        }
        let until = self.now().plus_days(days.into());
        let keys = self.keys();
        let standing = self.standing();
        let networks = standing.networks.iter();
        let slips = networks.map(|(network, membership)| SlipMade {
            network: *network,
            name: membership.roster.name.clone(),
            until,
            slip: Slip::sign(*network, self.id().clone(), until, &keys.statement),
        });
        let slips: Vec<SlipMade> = slips.collect();
        let mut unit = self.begin().await?;
        unit.put_audit(self.now(), caller.account(), "panic.slip", "desk", "done")
            .await?;
        unit.commit().await?;
        Ok(slips)
    }

    /// Takes the slip of another desk: it counts as locked from now on, here and wherever this is heard. Any account of
    /// the staff may: who was shown a slip asks nobody.
    pub async fn take_slip(&self, caller: &Caller, taken: &SlipTaken) -> Result<SlipDone> {
        needs_staff(caller)?;
        let slip = &taken.slip;
        let (network, membership) = self.membership(Some(slip.network))?;
        if slip.desk == *self.id() {
            let text = "it is this desk's own slip";
            return Err(Problem::new(Code::UsageInvalid, text)
                .with_hint("lock this desk with `fanal panic lock`")
                .into());
        }
        // No roster that is in force now was made after this: none of them lifts it.
        let now = self.now().max(membership.roster.issued);
        counts(slip, &membership, now).map_err(|why| problem(Code::UsageInvalid, why))?;
        let is_away = membership.away.desks().contains_key(&slip.desk);
        let mut done = SlipDone {
            desk: slip.desk.clone(),
            suspended: is_away,
        };
        if is_away || !taken.confirm {
            return Ok(done);
        }
        let mut unit = self.begin().await?;
        let said = Said {
            id: self.new_id(),
            revision: 1,
            previous: None,
            streams: BTreeSet::from([StreamName::Green(network)]),
            issued: now,
            retain_until: None,
            body: Body::Notice(Notice::Slip { slip: slip.clone() }),
            facts: None,
        };
        // Where the others would not take it, it has to be shown elsewhere.
        self.may_say(unit.as_mut(), &membership, &said).await?;
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        pen.say(said).await?;
        pen.close().await?;
        note_suspension(unit.as_mut(), network, &slip.desk, now).await?;
        let shown = shown(network, &slip.desk, self.id(), now);
        self.keep_notice(unit.as_mut(), shown).await?;
        let (who, what) = (caller.account(), slip.desk.as_str());
        unit.put_audit(self.now(), who, "panic.take_slip", what, "done")
            .await?;
        unit.commit().await?;
        self.reload_standing().await?;
        tracing::warn!(desk = %slip.desk, "the slip of a desk was taken");
        done.suspended = true;
        Ok(done)
    }

    /// A member was shown the slip of a desk, of this one too. One that is not good counts for nothing.
    pub(crate) async fn hear_slip(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        header: &Header,
        slip: &Slip,
    ) -> Result<()> {
        let is_heard = slip.until.plus_days(HEARD_DAYS) > self.now();
        let counts = counts(slip, membership, header.issued);
        if let Err(why) = counts.and_then(|()| is_heard.then_some(()).ok_or("the slip is over")) {
            tracing::warn!(desk = %header.origin, of = %slip.desk, why, "a slip counts for nothing");
            return Ok(());
        }
        let network = membership.roster.network();
        note_suspension(unit, network, &slip.desk, header.issued).await?;
        let shown = shown(network, &slip.desk, &header.origin, header.issued);
        self.keep_notice(unit, shown).await
    }
}

/// Does it count at that moment? Of a desk that is a member, and signed with a key that the roster still gives it: a desk
/// that was let back in with another key needs fear its old slips no more.
fn counts(slip: &Slip, membership: &Membership, at: Timestamp) -> Result<(), &'static str> {
    let is_in = |status: DeskStatus| matches!(status, DeskStatus::Active | DeskStatus::Suspended);
    let entry = membership.roster.desk(&slip.desk);
    let entry = entry.filter(|entry| is_in(entry.status));
    let entry = entry.ok_or("the slip is of no member of this network")?;
    if slip.until <= at {
        return Err("the slip is over");
    }
    let keys = entry.signing.iter();
    // A key that has an end, as after a rotation, makes no slips any more, whatever moment is claimed.
    let keys = keys.filter(|record| record.until.is_none() && record.counts_without_place_at(at));
    let keys: Vec<_> = keys.map(|record| record.key).collect();
    if slip.is_signed_by(&keys) {
        Ok(())
    } else {
        Err("the slip is signed with no key that the roster gives its desk now")
    }
}

fn shown(network: NetworkId, desk: &DeskId, by: &DeskId, since: Timestamp) -> NoticeShown {
    NoticeShown {
        what: "slip".into(),
        bulletins: Vec::new(),
        desk: Some(desk.clone()),
        network: Some(network),
        text: Some(by.to_string()),
        since: Some(since),
        until: None,
        by_label: std::collections::BTreeMap::new(),
    }
}

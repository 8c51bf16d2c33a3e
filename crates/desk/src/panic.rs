//! Panic: the desk locks itself, and asks its peers to send it nothing until its network decides. [REC-10]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{
    Body, Code, DeskId, DeskStatus, Header, NetworkId, Notice, Roster, StreamName, Timestamp,
    VerifiedRoster,
};
use fanal_store::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};
use crate::pen::{Pen, Said};
use crate::processes::standing_changes;
use crate::roster::Suspensions;

/// Locks the desk.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LockOrder {
    /// For the peers, in words.
    pub text: Option<String>,
    /// The second action: without it, nothing happens.
    pub confirm: bool,
}

/// What a lock did.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Locked {
    /// Is it locked now?
    pub locked: bool,
    /// Since when.
    pub since: Timestamp,
    /// Tokens and sessions that ended.
    pub tokens: u64,
    /// Desks that are asked to send nothing.
    pub told: usize,
}

const LOCK: &str = "panic.locked";

fn suspended_key(network: NetworkId) -> String {
    format!("self-suspended/{network}")
}

/// Who suspended themselves, and by a notice of which moment. (The flag is true; older databases also say
/// who came back by a word of their own, when that still counted.)
type Words = BTreeMap<DeskId, (Timestamp, bool)>;

impl Desk {
    /// Ends every session and token, tells the peers, and answers nobody from then on. Any account may:
    /// who is in danger asks nobody.
    pub async fn lock(&self, caller: &Caller, order: &LockOrder) -> Result<Locked> {
        if !order.confirm {
            return Ok(Locked {
                locked: false,
                since: self.now(),
                tokens: 0,
                told: self.others(),
            });
        }
        let mut unit = self.begin().await?;
        let tokens = unit.delete_tokens(None).await? + unit.delete_sessions(None).await?;
        unit.put_setting(LOCK, self.now().to_string().as_bytes())
            .await?;
        let told = self
            .say_suspension(unit.as_mut(), order.text.clone(), false)
            .await?;
        unit.put_audit(self.now(), caller.account(), "panic.lock", "desk", "done")
            .await?;
        unit.commit().await?;
        self.reload_standing().await?;
        tracing::warn!("the desk was locked");
        Ok(Locked {
            locked: true,
            since: self.now(),
            tokens,
            told,
        })
    }

    /// Opens a desk that was locked: for whoever holds its master key, at its own machine. Its own data is
    /// there again; to its peers it stays suspended, for whoever took the machine could do this too.
    pub async fn unlock(&self) -> Result<()> {
        if !self.is_locked().await? {
            return Ok(());
        }
        let mut unit = self.begin().await?;
        unit.delete_setting(LOCK).await?;
        self.say_suspension(unit.as_mut(), None, true).await?;
        unit.put_audit(self.now(), "local", "panic.unlock", "desk", "done")
            .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(())
    }

    /// Is it locked?
    pub async fn is_locked(&self) -> Result<bool> {
        Ok(self.read().await?.setting(LOCK).await?.is_some())
    }

    /// Active desks of all networks, but this one.
    fn others(&self) -> usize {
        let standing = self.standing();
        let of = |membership: &Membership| {
            let desks = membership.roster.active();
            desks.filter(|desk| desk.id != *self.id()).count()
        };
        standing.networks.values().map(of).sum()
    }

    /// Refuses everybody while the desk is locked.
    pub(crate) async fn must_be_open(&self, unit: &mut dyn Unit) -> Result<()> {
        if unit.setting(LOCK).await?.is_none() {
            return Ok(());
        }
        Err(problem(
            Code::AccountLocked,
            "this desk is locked: unlock it at its own machine",
        ))
    }

    async fn say_suspension(
        &self,
        unit: &mut dyn Unit,
        text: Option<String>,
        over: bool,
    ) -> Result<usize> {
        let standing = self.standing();
        for (network, membership) in &standing.networks {
            // No roster that is in force now was made after this: none of them lifts it.
            let now = self.now().max(membership.roster.issued);
            let said = Said {
                id: self.new_id(),
                revision: 1,
                previous: None,
                streams: BTreeSet::from([StreamName::Green(*network)]),
                issued: now,
                retain_until: None,
                body: Body::Notice(Notice::SelfSuspension {
                    since: now,
                    text: text.clone(),
                    over,
                }),
                facts: None,
            };
            let mut pen = Pen::take(self, membership, unit).await?;
            pen.say(said).await?;
            pen.close().await?;
            // The desk treats itself as its peers do: nothing is drafted or sent that they would refuse.
            if !over {
                note_suspension(unit, *network, self.id(), now).await?;
            }
        }
        Ok(self.others())
    }

    /// Another desk suspended itself. That it says of itself that this is over is for people to read, and
    /// lifts nothing: with its keys anybody can say it. [REC-10]
    pub(crate) async fn hear_suspension(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        header: &Header,
        since: Timestamp,
        over: bool,
    ) -> Result<()> {
        if over {
            return Ok(());
        }
        note_suspension(unit, membership.roster.network(), &header.origin, since).await
    }
}

/// The latest moment counts: an earlier word, heard again or made up, ends nothing sooner.
pub(crate) async fn note_suspension(
    unit: &mut dyn Unit,
    network: NetworkId,
    desk: &DeskId,
    since: Timestamp,
) -> Result<()> {
    let mut words = words(unit, network).await?;
    if words.get(desk).is_none_or(|(at, _)| *at <= since) {
        words.insert(desk.clone(), (since, true));
        let bytes = serde_json::to_vec(&words).unwrap_or_default();
        unit.put_setting(&suspended_key(network), &bytes).await?;
        standing_changes(unit).await?;
    }
    Ok(())
}

async fn words(unit: &mut dyn Unit, network: NetworkId) -> Result<Words> {
    let stored = unit.setting(&suspended_key(network)).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

/// The roster as it is while some desks are away by their own word; the policy takes them as suspended.
#[derive(Default)]
pub struct Away {
    desks: BTreeMap<DeskId, Timestamp>,
    /// As suspensions of coordinators leave it, until which moment.
    steps: Vec<(Timestamp, Roster)>,
    base: Option<Roster>,
}

impl Away {
    pub(crate) async fn load(
        unit: &mut dyn Unit,
        roster: &VerifiedRoster,
        suspensions: &Suspensions,
    ) -> Result<Self> {
        let words = words(unit, roster.network()).await?;
        // [REC-10] A version that was made after the word decided about it, and nothing else does.
        let gone = words
            .into_iter()
            .filter(|(_, (since, away))| *away && roster.issued <= *since);
        let desks: BTreeMap<DeskId, Timestamp> =
            gone.map(|(desk, (since, _))| (desk, since)).collect();
        if desks.is_empty() {
            return Ok(Self::default());
        }
        let steps = suspensions.steps().iter();
        Ok(Self {
            steps: steps
                .map(|(until, roster)| (*until, without(roster, &desks)))
                .collect(),
            base: Some(without(roster.roster(), &desks)),
            desks,
        })
    }

    /// Who is away, and since when.
    pub const fn desks(&self) -> &BTreeMap<DeskId, Timestamp> {
        &self.desks
    }

    pub(crate) fn at(&self, now: Timestamp) -> Option<&Roster> {
        let step = self.steps.iter().find(|(until, _)| now < *until);
        step.map(|(_, roster)| roster).or(self.base.as_ref())
    }
}

fn without(roster: &Roster, away: &BTreeMap<DeskId, Timestamp>) -> Roster {
    let mut roster = roster.clone();
    for desk in &mut roster.desks {
        if desk.status == DeskStatus::Active && away.contains_key(&desk.id) {
            desk.status = DeskStatus::Suspended;
        }
    }
    roster
}

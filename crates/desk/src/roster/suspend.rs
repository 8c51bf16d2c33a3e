//! An emergency: one coordinator suspends a desk at once, for three days at most. [R18]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::limits::{
    CLOCK_AHEAD_SECONDS, SUSPENSION_HOURS, SUSPENSION_ONCE_IN_DAYS, SUSPENSIONS_OF_ONE,
};
use fanal_protocol::{
    Body, BulletinId, Code, DeskId, DeskStatus, Digest, Header, Kind, NetworkId, Opened, PublicKey,
    Roster, SecretKey, Statement, StreamName, Suspension, Timestamp, VerifiedRoster,
    claimed_origin,
};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{DeskError, Result, invalid, not_found, problem};
use crate::pen::epoch;
use crate::processes::standing_changes;

/// Suspend a desk, as one coordinator.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspendOrder {
    /// Whom.
    pub desk: DeskId,
    /// Why, in words for the members.
    pub why: String,
    /// The suspension as a coordinator signed it with a key that is not this node's.
    #[serde(default)]
    pub signed: Option<String>,
    /// Answers to findings of the privacy check, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub because: BTreeMap<String, String>,
}

/// A suspension that runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuspendedShown {
    /// Whom.
    pub desk: DeskId,
    /// Until then, unless the next roster ends it before.
    pub until: Timestamp,
    /// The coordinator.
    pub by: String,
    /// Why.
    pub why: String,
}

/// A suspension as it was taken in.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    desk: DeskId,
    coordinator: PublicKey,
    digest: Digest,
    /// The earlier of the signer's clock and of when it was first seen here.
    began: Timestamp,
    envelope: String,
}

/// The suspensions over one roster version, and the roster as each of them leaves it.
#[derive(Default)]
pub struct Suspensions {
    running: Vec<Running>,
    /// What holds until which moment, the earliest first.
    steps: Vec<(Timestamp, Roster)>,
}

struct Running {
    shown: SuspendedShown,
    bytes: Vec<u8>,
}

impl Suspensions {
    /// Those over this roster; what is on disk is verified as what comes over the wire.
    pub(crate) async fn load(unit: &mut dyn Unit, roster: &VerifiedRoster) -> Result<Self> {
        let kept = kept(unit, roster.network()).await?;
        let running: Vec<Running> = kept
            .iter()
            .filter_map(|kept| running(roster, kept))
            .collect();
        let ends: BTreeSet<Timestamp> = running.iter().map(|one| one.shown.until).collect();
        let steps = ends
            .into_iter()
            .map(|end| (end, suspended_until(roster, &running, end)))
            .collect();
        Ok(Self { running, steps })
    }

    /// What holds until which moment, the earliest first.
    pub(crate) fn steps(&self) -> &[(Timestamp, Roster)] {
        &self.steps
    }

    /// The roster with what runs at this moment; none, if nothing does.
    pub(crate) fn at(&self, now: Timestamp) -> Option<&Roster> {
        let step = self.steps.iter().find(|(until, _)| now < *until);
        step.map(|(_, roster)| roster)
    }

    /// Who is suspended at this moment by one coordinator's word.
    pub fn desks(&self, now: Timestamp) -> BTreeSet<DeskId> {
        self.at_moment(now).map(|one| one.desk.clone()).collect()
    }

    /// When the next of them ends.
    pub fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        self.at_moment(now).map(|one| one.until).min()
    }

    /// What peers are told.
    pub(crate) fn envelopes(&self, now: Timestamp) -> Vec<Vec<u8>> {
        let running = self.running.iter().filter(|one| now < one.shown.until);
        running.map(|one| one.bytes.clone()).collect()
    }

    /// As people see them.
    pub(crate) fn shown(&self, now: Timestamp) -> Vec<SuspendedShown> {
        self.at_moment(now).cloned().collect()
    }

    fn at_moment(&self, now: Timestamp) -> impl Iterator<Item = &SuspendedShown> {
        let shown = self.running.iter().map(|one| &one.shown);
        shown.filter(move |one| now < one.until)
    }
}

impl Desk {
    /// Suspends a desk as one coordinator, at once; peers hear of it at their next round.
    pub async fn suspend_desk(
        &self,
        caller: &Caller,
        order: &SuspendOrder,
    ) -> Result<SuspendedShown> {
        caller.needs(Right::Coordinator)?;
        caller.needs_proof(self.now())?;
        let (network, membership) = self.membership(None)?;
        let envelope = match &order.signed {
            Some(signed) => signed.trim().as_bytes().to_vec(),
            None => {
                let mut unit = self.read().await?;
                self.words_may_leave(unit.as_mut(), "why", &order.why, &order.because)
                    .await?;
                drop(unit);
                self.sign_suspension(&membership, order).await?
            }
        };
        if opened(&membership.roster, &envelope).is_some_and(|(word, _)| word.desk != order.desk) {
            return Err(invalid("what is signed suspends another desk"));
        }
        let mut unit = self.begin().await?;
        take_in(unit.as_mut(), &membership.roster, &envelope, self.now()).await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "roster.suspend",
            order.desk.as_str(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.reload_standing().await?;
        let (_, membership) = self.membership(Some(network))?;
        let shown = membership.suspensions.shown(self.now());
        let mine = shown.into_iter().find(|shown| shown.desk == order.desk);
        mine.ok_or_else(|| problem(Code::Broken, "the suspension was signed and does not run"))
    }

    async fn sign_suspension(
        &self,
        membership: &Membership,
        order: &SuspendOrder,
    ) -> Result<Vec<u8>> {
        let header = Header {
            origin: self.id().clone(),
            epoch: epoch(self.read().await?.as_mut()).await?,
            ..header_of(
                &membership.roster,
                self.id(),
                self.now(),
                [self.new_id(), self.new_id()],
            )
        };
        signed(&membership.roster, header, order, &self.keys().coordinator)
    }

    /// Takes the suspensions that a peer passes on; why those that do not count do not.
    pub(crate) async fn accept_suspensions(
        &self,
        network: NetworkId,
        words: &[&Vec<u8>],
    ) -> Result<Vec<Code>> {
        let mut refused = Vec::new();
        if words.is_empty() {
            return Ok(refused);
        }
        let (_, membership) = self.membership(Some(network))?;
        let mut unit = self.begin().await?;
        let mut taken = 0;
        for bytes in words {
            match take_in(unit.as_mut(), &membership.roster, bytes, self.now()).await {
                Ok(true) => taken += 1,
                Ok(false) => {}
                // Not as what is asked for and is not there.
                Err(DeskError::Problem(problem)) if problem.code == Code::NotFound => {
                    refused.push(Code::PolicyRoster);
                }
                Err(DeskError::Problem(problem)) => refused.push(problem.code),
                Err(error @ DeskError::Store(_)) => return Err(error),
            }
        }
        if taken > 0 {
            unit.commit().await?;
            tracing::warn!(%network, taken, "a coordinator suspended a desk");
            self.reload_standing().await?;
        }
        Ok(refused)
    }
}

/// Signs a suspension with a key that is kept in a file; a node takes it from there.
pub fn sign_suspension(
    chain: &str,
    order: &SuspendOrder,
    key: &SecretKey,
    now: Timestamp,
    ids: [BulletinId; 2],
) -> Result<String> {
    let roster = super::sign::walk(chain)?;
    let own = roster.coordinators.iter().find(|c| c.key == key.public());
    let own = own.ok_or_else(|| {
        problem(
            Code::PolicyMember,
            "this key is no coordinator's in the roster in force",
        )
    })?;
    let any = || roster.active().next().map(|desk| desk.id.clone());
    let origin = own.desk.clone().or_else(any);
    let origin = origin.ok_or_else(|| problem(Code::PolicyMember, "no desk is active"))?;
    let header = header_of(&roster, &origin, now, ids);
    let bytes = signed(&roster, header, order, key)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn header_of(
    roster: &VerifiedRoster,
    origin: &DeskId,
    now: Timestamp,
    [id, salt]: [BulletinId; 2],
) -> Header {
    Header {
        network: roster.network(),
        kind: Kind::Suspension,
        origin: origin.clone(),
        id,
        revision: 1,
        previous: None,
        streams: [StreamName::Green(roster.network())].into(),
        epoch: 1,
        issued: now,
        salt,
    }
}

fn signed(
    roster: &VerifiedRoster,
    header: Header,
    order: &SuspendOrder,
    key: &SecretKey,
) -> Result<Vec<u8>> {
    let body = Suspension {
        desk: order.desk.clone(),
        coordinator: key.public(),
        version: roster.version(),
        digest: roster.digest(),
        why: order.why.clone(),
    };
    let opened = Statement::new(header, Body::Suspension(body))?.sign(key)?;
    Ok(opened.bytes().to_vec())
}

/// [ROS-18] Notes a suspension that counts; false if it is known already.
async fn take_in(
    unit: &mut dyn Unit,
    roster: &VerifiedRoster,
    bytes: &[u8],
    now: Timestamp,
) -> Result<bool> {
    let refuse = |text: String| problem(Code::PolicyRoster, text);
    let Some((word, statement)) = signed_by_one(roster, bytes) else {
        let text = "only a coordinator of the roster in force suspends, over this very roster";
        return Err(problem(Code::PolicyMember, text));
    };
    if word.version != roster.version() || word.digest != roster.digest() {
        return Err(refuse("it was signed over another roster".into()));
    }
    let status = roster.desk(&word.desk).map(|desk| desk.status);
    if status.is_none() {
        return Err(not_found(&format!("desk `{}`", word.desk)));
    }
    let issued = statement.header().issued;
    if issued > now.plus_seconds(CLOCK_AHEAD_SECONDS) {
        return Err(problem(Code::VerifyTime, "it is signed in the future"));
    }
    let mut all = kept(unit, roster.network()).await?;
    if all.iter().any(|kept| kept.digest == statement.digest()) {
        return Ok(false);
    }
    let own = || all.iter().filter(|k| k.coordinator == word.coordinator);
    let since = now.plus_days(-SUSPENSION_ONCE_IN_DAYS);
    if own().any(|k| k.desk == word.desk && k.began > since) {
        return Err(refuse(format!(
            "this coordinator suspended `{}` in the last {SUSPENSION_ONCE_IN_DAYS} days: the \
             threshold decides now",
            word.desk
        )));
    }
    if own().filter(|k| now < end_of(k)).count() >= SUSPENSIONS_OF_ONE {
        return Err(refuse(format!(
            "one coordinator suspends {SUSPENSIONS_OF_ONE} desks at once, and no more"
        )));
    }
    let new = Kept {
        desk: word.desk,
        coordinator: word.coordinator,
        digest: statement.digest(),
        began: issued.min(now),
        envelope: String::from_utf8_lossy(bytes).into_owned(),
    };
    if end_of(&new) <= now {
        return Err(refuse("its three days are over".into()));
    }
    all.retain(|kept| kept.began > since);
    all.push(new);
    let bytes = serde_json::to_vec(&all).unwrap_or_default();
    unit.put_setting(&key(roster.network()), &bytes).await?;
    standing_changes(unit).await?;
    Ok(true)
}

fn key(network: NetworkId) -> String {
    format!("network.suspensions.{network}")
}

async fn kept(unit: &mut dyn Unit, network: NetworkId) -> Result<Vec<Kept>> {
    let stored = unit.setting(&key(network)).await?;
    let kept = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Ok(kept.unwrap_or_default())
}

/// A suspension over this very roster, signed with the key of one of its coordinators. [STM-14]
fn opened(roster: &VerifiedRoster, bytes: &[u8]) -> Option<(Suspension, Opened)> {
    let (word, opened) = signed_by_one(roster, bytes)?;
    let counts = word.version == roster.version() && word.digest == roster.digest();
    counts.then_some((word, opened))
}

/// A suspension that a coordinator of this roster signed, over whichever roster.
fn signed_by_one(roster: &VerifiedRoster, bytes: &[u8]) -> Option<(Suspension, Opened)> {
    let origin = claimed_origin(bytes)?;
    let keys: Vec<PublicKey> = roster.coordinators.iter().map(|c| c.key).collect();
    let opened = Opened::open(bytes, &origin, &keys).ok()?;
    let Body::Suspension(word) = opened.body() else {
        return None;
    };
    let is_own = word.coordinator == opened.signer() && opened.header().network == roster.network();
    let word = word.clone();
    is_own.then_some((word, opened))
}

/// Among the words of a peer: did a coordinator of this roster sign it as a suspension?
pub(crate) fn is_suspension(roster: &VerifiedRoster, bytes: &[u8]) -> bool {
    signed_by_one(roster, bytes).is_some()
}

fn end_of(kept: &Kept) -> Timestamp {
    kept.began.plus_seconds(SUSPENSION_HOURS * 3_600)
}

fn running(roster: &VerifiedRoster, kept: &Kept) -> Option<Running> {
    let (word, _) = opened(roster, kept.envelope.as_bytes())?;
    let by = roster
        .coordinators
        .iter()
        .find(|c| c.key == word.coordinator)?;
    Some(Running {
        shown: SuspendedShown {
            desk: word.desk,
            until: end_of(kept),
            by: by.name.clone(),
            why: word.why,
        },
        bytes: kept.envelope.clone().into_bytes(),
    })
}

/// The roster as it holds right before this moment.
fn suspended_until(roster: &VerifiedRoster, running: &[Running], end: Timestamp) -> Roster {
    let mut roster = roster.roster().clone();
    let out = |id: &DeskId| {
        let mut those = running.iter().map(|one| &one.shown);
        those.any(|shown| shown.desk == *id && end <= shown.until)
    };
    for desk in &mut roster.desks {
        if desk.status == DeskStatus::Active && out(&desk.id) {
            desk.status = DeskStatus::Suspended;
        }
    }
    roster
}

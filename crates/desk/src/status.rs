//! One screen: who we are, how far each peer is, what waits.

use std::collections::BTreeMap;

use fanal_protocol::limits::SILENT_HOURS;
use fanal_protocol::{Code, DeskId, DeskStatus, Digest, NetworkId, Timestamp};
use fanal_store::{
    Answer, AuditRow, DraftFilter, DraftState, Filter, RefusalRow, Right, Stance, Unit,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::confirm::to_confirm;
use crate::backup::Backups;
use crate::caller::Caller;
use crate::copies::{SiteCopy, copies};
use crate::desk::{Desk, sha256};
use crate::ends::EndShown;
use crate::error::Result;
use crate::fetched::{SourceShown, sources};
use crate::pull::time_of;
use crate::returning::Returning;
use crate::roster::state_name;

/// Refusals that are shown of one peer, and by one: nobody's hide another's. [SYN-21]
const OF_ONE_PEER: u32 = 100;
/// Refusals that are shown at once.
const OF_ALL: u32 = 2_000;

/// The screen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// This desk.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// Its network, if it is in one, or if one of several was named.
    pub network: Option<NetworkStatus>,
    /// The networks that it is in, by name.
    #[serde(default)]
    pub networks: Vec<String>,
    /// An invitation was taken, and the desk is not admitted yet.
    pub waiting_for_admission: Option<NetworkId>,
    /// Bulletins held.
    pub bulletins: u64,
    /// Values in the index.
    pub values: u64,
    /// Bulletins that nobody looked at yet.
    pub inbox: usize,
    /// Drafts that wait for a second person.
    pub reviews: usize,
    /// What the caller wrote and has not sent, what was returned too.
    #[serde(default)]
    pub drafts: usize,
    /// Answers to withdrawals that are not there: nothing came, or a desk refused.
    pub open_withdrawals: usize,
    /// Of these, those that a desk refused: it still has what was taken back. [REC-2]
    #[serde(default)]
    pub refused_withdrawals: usize,
    /// What wakes next.
    pub next_due: Option<Timestamp>,
    /// What is known of backups.
    #[serde(default)]
    pub backups: Backups,
    /// The machine's clock leapt ahead: nothing is published and nothing ends. [TIM-2]
    #[serde(default)]
    pub clock_paused: bool,
    /// Accounts that came back with a backup, and wait until somebody says that they count still; told to
    /// administrators. [BAK-9]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts_to_confirm: Vec<String>,
    /// Copies of the public site that the node keeps, by their place. [PUB-22]
    #[serde(default)]
    pub copies: BTreeMap<String, SiteCopy>,
    /// Sources that the configuration names, by their name there. [IMP-11]
    #[serde(default)]
    pub sources: BTreeMap<String, SourceShown>,
}

/// A network.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NetworkStatus {
    /// Its id.
    pub id: NetworkId,
    /// Its name.
    pub name: String,
    /// The roster in force.
    pub roster: u64,
    /// When it ends.
    pub expires: Timestamp,
    /// `current`, `stale`, `expired`, `forked`.
    pub state: String,
    /// When a coordinator was heard last.
    pub heartbeat: Option<Timestamp>,
    /// The roster counts, and no coordinator was heard for 72 hours: soon AMBER and RED wait. [R18]
    #[serde(default)]
    pub unheard: bool,
    /// The roster has an address of this desk, so that others can call it.
    #[serde(default)]
    pub has_address: bool,
    /// The peers.
    pub peers: Vec<PeerStatus>,
    /// The desk came back, and did not hear everybody yet. [STR-12]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returning: Option<Returning>,
    /// Somebody has more of this desk's own streams than it signed: another copy of it runs. [R9]
    #[serde(default)]
    pub copied: bool,
    /// What ends within 30 days.
    #[serde(default)]
    pub ends: Vec<EndShown>,
}

/// A peer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PeerStatus {
    /// Which desk.
    pub desk: DeskId,
    /// What it is to the network.
    pub status: fanal_protocol::DeskStatus,
    /// It can be called.
    pub reachable_by_us: bool,
    /// The last round that came to its end.
    pub contact: Option<Timestamp>,
    /// Rounds that failed since.
    pub failures: u32,
    /// Why.
    pub error: Option<Code>,
    /// When it signed the newest of its heads that came here, by whomever; nothing, if none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Timestamp>,
    /// It is active, and nothing that it signed in the last 30 hours came here: it is silent, or what it
    /// says is kept from this desk. [SYN-15]
    #[serde(default)]
    pub unheard: bool,
    /// Places in its streams whose content nobody gave yet, or that were refused for now. [STR-8]
    #[serde(default)]
    pub gaps: u64,
    /// This desk stopped using what it says. [SYN-23]
    #[serde(default)]
    pub unused: bool,
}

/// A refusal as people see it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RefusalShown {
    /// `given` or `received`.
    pub direction: String,
    /// The other desk.
    pub peer: Option<DeskId>,
    /// The stream.
    pub stream: Option<String>,
    /// What: `connection`, `request`, `answer`, `word`, `stream`, `entry`, `parcel`, or the kind of a statement.
    #[serde(default)]
    pub what: String,
    /// Why.
    pub code: Code,
    /// In words, the newest; none for who sees no content.
    pub text: String,
    /// In words, as it was said the first time, if that was something else. [SYN-19]
    #[serde(default)]
    pub first: Option<String>,
    /// When.
    pub at: Timestamp,
    /// How often.
    pub count: u32,
}

/// A line of the audit trail.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AuditShown {
    /// Its number.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What.
    pub act: String,
    /// To what.
    pub object: String,
    /// With what result.
    pub result: String,
    /// SHA-256 of the hash before and of this line: `fanal audit verify` follows them.
    pub hash: Digest,
}

/// The first line that does not follow from the one before, if any; of lines that begin in the middle, the
/// first is taken as it is.
pub fn broken_line(lines: &[AuditShown]) -> Option<u64> {
    let mut before: Option<(u64, Digest)> = None;
    for line in lines {
        let follows = match before {
            None if line.number > 1 => true,
            None => linked(Digest::from_bytes([0; 32]), line) == line.hash,
            Some((number, hash)) => line.number == number + 1 && linked(hash, line) == line.hash,
        };
        if !follows {
            return Some(line.number);
        }
        before = Some((line.number, line.hash));
    }
    None
}

fn linked(before: Digest, line: &AuditShown) -> Digest {
    let fields = (
        line.number,
        line.at,
        &line.who,
        &line.act,
        &line.object,
        &line.result,
    );
    let mut bytes = before.as_bytes().to_vec();
    bytes.extend(serde_json::to_vec(&fields).unwrap_or_default());
    sha256(&bytes)
}

impl Desk {
    /// The screen.
    pub async fn status(&self, caller: &Caller) -> Result<Status> {
        let invited = self.pending_invitation().await?;
        let backups = self.backups().await?;
        let mut unit = self.read().await?;
        // [CSL-16] A count tells that there is something: who may not know of it, does not count it.
        let staff = caller.is_staff();
        let (bulletins, values) = if staff { unit.counts().await? } else { (0, 0) };
        let waiting = DraftFilter::of(&[DraftState::Waiting]);
        let waiting = unit.count_drafts(&waiting).await?.count;
        let waiting = usize::try_from(waiting).unwrap_or(usize::MAX);
        let mine = DraftFilter {
            author: Some(caller.account().to_owned()),
            ..DraftFilter::of(&[DraftState::Sheet, DraftState::Draft, DraftState::Returned])
        };
        let mine = unit.count_drafts(&mine).await?.count;
        let mut status = Status {
            desk: self.id().clone(),
            name: self.profile().name.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            network: None,
            networks: self.networks().into_iter().map(|it| it.1).collect(),
            waiting_for_admission: invited.map(|invitation| invitation.network),
            bulletins,
            values,
            inbox: 0,
            reviews: if staff { waiting } else { 0 },
            drafts: usize::try_from(mine).unwrap_or(usize::MAX),
            open_withdrawals: 0,
            refused_withdrawals: 0,
            next_due: unit.next_due().await?,
            backups,
            clock_paused: self.is_clock_paused(),
            accounts_to_confirm: if caller.rights().contains(&Right::Admin) {
                to_confirm(unit.as_mut()).await?.into_iter().collect()
            } else {
                Vec::new()
            },
            copies: copies(unit.as_mut()).await?,
            sources: sources(unit.as_mut()).await?,
        };
        let Ok((network, membership)) = self.membership(None) else {
            return Ok(status);
        };
        let new = Filter {
            stance: Some(Stance::New),
            not_origin: Some(self.id().clone()),
            ..Filter::default()
        };
        let new = Filter {
            limit: 1_000,
            ..new
        };
        let new = unit.bulletins(network, &new).await?;
        let seen = new.iter().filter(|row| {
            let line = self.line(&membership, caller, row);
            line.is_some()
        });
        status.inbox = seen.count();
        let awaited = unit.awaited(network, None).await?;
        let awaited = crate::recalls::told_of(unit.as_mut(), network, caller, awaited).await?;
        let are = |answer| awaited.iter().filter(|row| row.answer == answer).count();
        status.refused_withdrawals = are(Answer::Refused);
        status.open_withdrawals = are(Answer::Waiting) + status.refused_withdrawals;
        let known = unit.peers(network).await?;
        let unused = crate::unused::unused(unit.as_mut(), network).await?;
        let signed = newest_heads(unit.as_mut(), network).await?;
        let mut gaps: BTreeMap<DeskId, u64> = BTreeMap::new();
        for (stream, open) in unit.wanting(network).await? {
            *gaps.entry(stream.origin).or_default() += open;
        }
        let late = self.now().plus_seconds(-SILENT_HOURS * 3_600);
        // [ROS-18] [REC-10] Who is suspended or locked itself is told as it is treated.
        let peers = membership
            .acted_on(self.now())
            .desks
            .iter()
            .filter(|desk| desk.id != *self.id())
            .map(|desk| {
                // Nobody calls a desk that is out, so nothing of its rounds is a trouble.
                let is_in = desk.status == DeskStatus::Active;
                let row = known.iter().find(|row| row.desk == desk.id);
                let signed = signed.get(&desk.id).copied();
                PeerStatus {
                    unused: unused.contains(&desk.id),
                    desk: desk.id.clone(),
                    status: desk.status,
                    reachable_by_us: is_in && !desk.addresses.is_empty(),
                    contact: row.and_then(|row| row.contact),
                    failures: row.filter(|_| is_in).map_or(0, |row| row.failures),
                    error: row.filter(|_| is_in).and_then(|row| row.error),
                    signed,
                    unheard: is_in && signed.is_some_and(|at| at < late),
                    gaps: gaps
                        .get(&desk.id)
                        .filter(|_| is_in)
                        .copied()
                        .unwrap_or_default(),
                }
            })
            .collect();
        status.network = Some(NetworkStatus {
            id: network,
            name: membership.roster.name.clone(),
            roster: membership.roster.version(),
            expires: membership.roster.expires,
            state: state_name(membership.state(self.now())).to_owned(),
            heartbeat: membership.heartbeat,
            unheard: membership.is_unheard(self.now()),
            has_address: (membership.roster.desk(self.id()))
                .is_some_and(|desk| !desk.addresses.is_empty()),
            peers,
            returning: membership.returning.clone(),
            copied: self.runs_twice(unit.as_mut(), network).await?,
            ends: self.ends(&membership),
        });
        Ok(status)
    }

    /// What was refused, here and by others.
    /// The names of streams tell who gets something, and so do the words of rules: they are for staff.
    pub async fn list_refusals(&self, caller: &Caller) -> Result<Vec<RefusalShown>> {
        if caller.rights().is_empty() {
            caller.needs(Right::Analyst)?;
        }
        let (network, _) = self.membership(None)?;
        let mut unit = self.read().await?;
        let rows = unit.refusals(network, OF_ONE_PEER, OF_ALL).await?;
        let mut shown: Vec<RefusalShown> = rows.into_iter().map(refusal_shown).collect();
        if !caller.is_staff() {
            for refusal in &mut shown {
                refusal.stream = None;
                refusal.text.clear();
                refusal.first = None;
            }
        }
        Ok(shown)
    }

    /// The audit trail from a number on.
    pub async fn list_audit(&self, caller: &Caller, from: u64) -> Result<Vec<AuditShown>> {
        may_audit(caller)?;
        let rows = self.read().await?.audit(from, 1_000).await?;
        Ok(rows.into_iter().map(audit_shown).collect())
    }

    /// The same, newest first, from a number down: at most so many lines whose act begins so.
    pub async fn look_through_audit(
        &self,
        caller: &Caller,
        act: &str,
        from: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditShown>> {
        may_audit(caller)?;
        let rows = self.read().await?.audit_of(act, from, limit).await?;
        Ok(rows.into_iter().map(audit_shown).collect())
    }
}

fn may_audit(caller: &Caller) -> Result<()> {
    if !caller.rights().contains(&Right::Coordinator) && !caller.rights().contains(&Right::Reviewer)
    {
        caller.needs(Right::Admin)?;
    }
    Ok(())
}

fn audit_shown(row: AuditRow) -> AuditShown {
    AuditShown {
        number: row.number,
        at: row.at,
        who: row.who,
        act: row.act,
        object: row.object,
        result: row.result,
        hash: row.hash,
    }
}

/// The time line of each desk's newest head, as far as it came here. [R10]
async fn newest_heads(
    unit: &mut dyn Unit,
    network: NetworkId,
) -> Result<BTreeMap<DeskId, Timestamp>> {
    let mut newest = BTreeMap::new();
    for row in unit.streams(network).await? {
        let signed = Timestamp::from_unix(time_of(&row.checkpoint));
        let known = newest.entry(row.stream.origin).or_insert(signed);
        *known = signed.max(*known);
    }
    Ok(newest)
}

fn refusal_shown(row: RefusalRow) -> RefusalShown {
    RefusalShown {
        direction: match row.direction {
            fanal_store::Direction::Given => "given",
            fanal_store::Direction::Received => "received",
        }
        .to_owned(),
        peer: row.peer,
        stream: row.stream.map(|(origin, name)| format!("{origin}:{name}")),
        what: row.what.as_str().to_owned(),
        code: row.code,
        text: row.text,
        first: row.first,
        at: row.at,
        count: row.count,
    }
}

/// Totals for machines: no names, no content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Bulletins held.
    pub bulletins: u64,
    /// Values in the index.
    pub values: u64,
    /// The roster in force; 0 without a network.
    pub roster: u64,
    /// No network, or its roster is neither expired nor forked.
    pub roster_in_force: bool,
    /// Peers that can be called.
    pub peers: u64,
    /// Peers whose last round failed.
    pub peers_failing: u64,
    /// Receipts that are awaited.
    pub receipts_awaited: u64,
}

impl Desk {
    /// Totals for health checks and metrics.
    pub async fn health(&self) -> Result<Health> {
        use fanal_policy::RosterState;
        let mut unit = self.read().await?;
        let (bulletins, values) = unit.counts().await?;
        let mut health = Health {
            bulletins,
            values,
            roster_in_force: true,
            ..Health::default()
        };
        for (network, membership) in &self.standing().networks {
            let state = membership.state(self.now());
            health.roster = health.roster.max(membership.roster.version());
            health.roster_in_force &= matches!(state, RosterState::Current | RosterState::Stale);
            let peers = unit.peers(*network).await?;
            // Who is out is called no more: its last failure is nobody's.
            let is_in = |id: &DeskId| membership.roster.active().any(|desk| desk.id == *id);
            let failing = peers
                .iter()
                .filter(|peer| peer.failures > 0 && is_in(&peer.desk));
            let failing = failing.count();
            let callable = membership
                .roster
                .active()
                .filter(|d| d.id != *self.id() && !d.addresses.is_empty())
                .count();
            let awaited = unit.awaited(*network, None).await?;
            let awaited = awaited
                .iter()
                .filter(|row| row.answer == Answer::Waiting)
                .count();
            let wide = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
            health.peers += wide(callable);
            health.peers_failing += wide(failing);
            health.receipts_awaited += wide(awaited);
        }
        Ok(health)
    }
}

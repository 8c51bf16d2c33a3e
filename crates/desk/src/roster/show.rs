//! The roster, as people see it.

use std::collections::BTreeSet;

use fanal_policy::RosterState;
use fanal_protocol::{
    Address, DeskEntry, DeskId, DeskStatus, GroupId, NetworkId, Roster, Rules, Timestamp,
};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SuspendedShown;
use super::ask::{fulfil, read_change};
use super::book::{self, Applicant, NotedVouch, read_vouches};
use super::differences::entry_differences;
use super::sentence::{Sentence, Told, ToldCode, both};
use super::slip::read_request;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::Result;
use crate::keys::WhichKey;

/// A desk, as people see it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeskShown {
    /// Short name.
    pub id: DeskId,
    /// Name.
    pub name: String,
    /// In, suspended, left, expelled.
    pub status: DeskStatus,
    /// Groups.
    pub groups: Vec<GroupId>,
    /// Where it listens.
    pub addresses: Vec<Address>,
    /// Its country, if stated.
    pub jurisdiction: Option<String>,
    /// What it has to report to authorities, if anything.
    pub mandatory_reporting: Option<String>,
    /// Who vouched for it.
    pub vouched_by: Vec<DeskId>,
    /// The same with when and how, in the same order.
    #[serde(default)]
    pub vouches: Vec<VouchedShown>,
    /// It accepted the code of practice that the roster names.
    pub accepts_code: bool,
    /// Its keys: who revokes a stolen one names it. [ROS-23]
    #[serde(default)]
    pub keys: Vec<ListedKey>,
    /// What it asks to be changed in its entry.
    pub asks: Vec<String>,
    /// The same by codes, in the same order.
    #[serde(default)]
    pub asks_told: Vec<Told>,
}

/// One desk's word for another.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct VouchedShown {
    /// Whose.
    pub by: DeskId,
    /// When it was said.
    pub at: Timestamp,
    /// How the two know each other; for staff and coordinators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
}

/// A key that the roster lists for a desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ListedKey {
    /// What it is for.
    pub which: WhichKey,
    /// Its public half; of a certificate the pin.
    pub public: String,
    /// Counts since then, if the roster says.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// Counts until then, if it ends.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Its end is a revocation. [ROS-21]
    #[serde(default)]
    pub revoked: bool,
}

/// The roster, as people see it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RosterShown {
    /// The network.
    pub network: NetworkId,
    /// Its name.
    pub name: String,
    /// The version in force.
    pub version: u64,
    /// When it ends.
    pub expires: Timestamp,
    /// `current`, `stale`, `expired`, `forked`.
    pub state: String,
    /// Signatures that a change needs.
    pub threshold: u8,
    /// Coordinators by name.
    pub coordinators: Vec<String>,
    /// The desks.
    pub desks: Vec<DeskShown>,
    /// Requests that were made known.
    pub requests: Vec<DeskId>,
    /// What single coordinators suspended, and until when.
    pub suspensions: Vec<SuspendedShown>,
    /// Who locked itself, and since when: suspended until a roster that was made after it. [REC-10]
    #[serde(default)]
    pub locked: std::collections::BTreeMap<DeskId, Timestamp>,
    /// The rules.
    pub rules: Rules,
}

impl Desk {
    /// The roster in force.
    pub async fn show_roster(&self, caller: &Caller) -> Result<RosterShown> {
        let reads = caller.is_staff() || caller.rights().contains(&Right::Coordinator);
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let now = self.now();
        let roster = membership.in_force(now);
        let vouches = read_vouches(unit.as_mut(), network, roster).await?;
        let mut desks = Vec::new();
        for desk in &roster.desks {
            let mut one = shown(desk, &vouches, reads);
            one.accepts_code = accepts(unit.as_mut(), network, roster, desk).await?;
            let asked = asks(unit.as_mut(), network, roster, desk, now).await?;
            (one.asks, one.asks_told) = both(asked);
            desks.push(one);
        }
        // Who is vouched for asks, too, whether or not the request itself was made known here.
        let applicants = book::applicants(unit.as_mut(), network).await?;
        let applicants = applicants.into_iter().map(|(who, _)| who.desk);
        let vouched = vouches.iter().map(|(_, vouch)| vouch.desk.clone());
        let mut seen = BTreeSet::new();
        let requests = applicants
            .chain(vouched)
            .filter(|id| roster.desk(id).is_none() && seen.insert(id.clone()))
            .collect();
        Ok(RosterShown {
            network,
            name: roster.name.clone(),
            version: membership.roster.version(),
            expires: roster.expires,
            state: state_name(membership.state(now)).to_owned(),
            threshold: roster.threshold.get(),
            coordinators: roster.coordinators.iter().map(|c| c.name.clone()).collect(),
            desks,
            requests,
            suspensions: membership.suspensions.shown(now),
            locked: membership.away.desks().clone(),
            rules: roster.rules.clone(),
        })
    }
}

/// Said by the desk itself, or in the request that it came in by.
async fn accepts(
    unit: &mut dyn Unit,
    network: NetworkId,
    roster: &Roster,
    desk: &DeskEntry,
) -> Result<bool> {
    let Some(code) = roster.rules.code_of_practice else {
        return Ok(false);
    };
    if book::accepted(unit, network, &desk.id).await? == Some(code) {
        return Ok(true);
    }
    for record in &desk.signing {
        let applicant = Applicant {
            desk: desk.id.clone(),
            key: record.key,
        };
        let joining = book::joining(unit, network, &applicant).await?;
        let request = joining.slip.and_then(|slip| read_request(&slip).ok());
        if request.is_some_and(|request| request.accepts == Some(code)) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn asks(
    unit: &mut dyn Unit,
    network: NetworkId,
    roster: &Roster,
    desk: &DeskEntry,
    now: Timestamp,
) -> Result<Vec<Sentence>> {
    let Some(slip) = book::asked(unit, network, &desk.id).await? else {
        return Ok(Vec::new());
    };
    let Ok(wish) = read_change(&slip, roster, now) else {
        return Ok(Vec::new());
    };
    let mut fulfilled = desk.clone();
    fulfil(&mut fulfilled, &wish);
    let mut changes = entry_differences(desk, &fulfilled);
    let offered = wish.coordinator.as_ref();
    let is_new = |c: &&fanal_protocol::Coordinator| {
        !roster
            .coordinators
            .iter()
            .any(|own| own.key == c.key && own.heartbeat == c.heartbeat)
    };
    if let Some(coordinator) = offered.filter(is_new) {
        let name = &coordinator.name;
        let text = format!("{name} offers to coordinate");
        changes.push(Sentence::new(ToldCode::OffersToCoordinate, text).with("name", name));
    }
    Ok(changes)
}

fn shown(desk: &DeskEntry, vouches: &[(DeskId, NotedVouch)], reads: bool) -> DeskShown {
    let of = vouches.iter().filter(|(_, vouch)| vouch.desk == desk.id);
    DeskShown {
        id: desk.id.clone(),
        name: desk.name.clone(),
        status: desk.status,
        groups: desk.groups.iter().cloned().collect(),
        addresses: desk.addresses.clone(),
        jurisdiction: desk.jurisdiction.clone(),
        mandatory_reporting: desk.mandatory_reporting.clone(),
        vouched_by: of.clone().map(|(by, _)| by.clone()).collect(),
        vouches: of
            .map(|(by, vouch)| VouchedShown {
                by: by.clone(),
                at: vouch.at,
                how: reads.then(|| vouch.how.clone()),
            })
            .collect(),
        accepts_code: false,
        keys: keys_of(desk),
        asks: Vec::new(),
        asks_told: Vec::new(),
    }
}

fn keys_of(desk: &DeskEntry) -> Vec<ListedKey> {
    let timed = [
        (WhichKey::Signing, &desk.signing),
        (WhichKey::Checkpoint, &desk.checkpoint),
        (WhichKey::Feed, &desk.feed),
    ];
    let timed = timed.into_iter().flat_map(|(which, records)| {
        records.iter().map(move |record| ListedKey {
            which,
            public: record.key.to_string(),
            since: Some(record.from),
            until: record.until,
            revoked: record.revoked,
        })
    });
    let pins = desk.tls.iter().map(|pin| (WhichKey::Tls, pin.to_string()));
    let sealing = desk.sealing.iter().cloned();
    let sealing = sealing.map(|key| (WhichKey::Sealing, key));
    let plain = pins.chain(sealing).map(|(which, public)| ListedKey {
        which,
        public,
        since: None,
        until: None,
        revoked: false,
    });
    timed.chain(plain).collect()
}

/// The state as texts write it.
pub const fn state_name(state: RosterState) -> &'static str {
    match state {
        RosterState::Current => "current",
        RosterState::Stale => "stale",
        RosterState::Expired => "expired",
        RosterState::Forked => "forked",
    }
}

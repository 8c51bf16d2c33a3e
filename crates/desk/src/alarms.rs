//! What everybody at the desk has to know about its networks at once.

use fanal_policy::RosterState;
use fanal_protocol::Timestamp;

use crate::desk::{Desk, Membership};

/// A roster in whose state something does not move.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RosterAlarm {
    /// Two rosters of one version were seen.
    Forked,
    /// It ended.
    Expired,
    /// No coordinator was heard for longer than the network allows.
    Stale,
    /// None was heard for days: soon AMBER and RED wait.
    Unheard,
}

impl Desk {
    /// What stands in the way just now, in any of the desk's networks.
    pub fn roster_alarms(&self) -> Vec<RosterAlarm> {
        let standing = self.standing();
        let now = self.now();
        let held = standing.networks.values();
        let mut alarms: Vec<RosterAlarm> = held.filter_map(|it| alarm(it, now)).collect();
        alarms.sort_unstable();
        alarms.dedup();
        alarms
    }
}

fn alarm(held: &Membership, now: Timestamp) -> Option<RosterAlarm> {
    match held.state(now) {
        RosterState::Current => held.is_unheard(now).then_some(RosterAlarm::Unheard),
        RosterState::Stale => Some(RosterAlarm::Stale),
        RosterState::Expired => Some(RosterAlarm::Expired),
        RosterState::Forked => Some(RosterAlarm::Forked),
    }
}

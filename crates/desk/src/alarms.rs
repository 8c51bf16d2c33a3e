//! What everybody at the desk has to know about its networks at once.

use fanal_policy::RosterState;

use crate::desk::Desk;

/// A roster in whose state something does not move.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RosterAlarm {
    /// Two rosters of one version were seen.
    Forked,
    /// It ended.
    Expired,
    /// No coordinator was heard for long.
    Stale,
}

impl Desk {
    /// What stands in the way just now, in any of the desk's networks.
    pub fn roster_alarms(&self) -> Vec<RosterAlarm> {
        let standing = self.standing();
        let states = standing
            .networks
            .values()
            .map(|held| held.state(self.now()));
        let mut alarms: Vec<RosterAlarm> = states.filter_map(alarm).collect();
        alarms.sort_unstable();
        alarms.dedup();
        alarms
    }
}

const fn alarm(state: RosterState) -> Option<RosterAlarm> {
    match state {
        RosterState::Current => None,
        RosterState::Stale => Some(RosterAlarm::Stale),
        RosterState::Expired => Some(RosterAlarm::Expired),
        RosterState::Forked => Some(RosterAlarm::Forked),
    }
}

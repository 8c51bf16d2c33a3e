//! The world that a decision is made in: the roster, how far it can be trusted, this desk, now.

use std::collections::BTreeSet;

use fanal_protocol::{DeskId, DeskStatus, GroupId, NetworkId, Roster, StreamName, Timestamp};

use crate::Standing;

/// How far the roster at hand can be trusted. Ordered from best to worst. [R16] [R18]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RosterState {
    /// In force, and a coordinator was heard lately.
    Current,
    /// In force, but no coordinator was heard for longer than the network allows: an expulsion
    /// may have been missed, so AMBER and RED wait.
    Stale,
    /// Its time is over: only retractions, receipts and proofs move.
    Expired,
    /// Two rosters of one version exist: only retractions, receipts and proofs move.
    Forked,
}

/// Judges the roster at hand. Without any heartbeat, the roster's own date is the last sign of
/// life.
pub fn roster_state(
    roster: &Roster,
    newest_heartbeat: Option<Timestamp>,
    forked: bool,
    now: Timestamp,
) -> RosterState {
    let last_heard = newest_heartbeat.unwrap_or(roster.issued);
    if forked {
        RosterState::Forked
    } else if roster.expires <= now {
        RosterState::Expired
    } else if last_heard.plus_days(i64::from(roster.rules.freshness_days)) < now {
        RosterState::Stale
    } else {
        RosterState::Current
    }
}

/// All that a decision may depend on besides the object itself.
///
/// A coordinator's suspension over this roster version is applied to `roster` by the caller (the
/// desk's status set to suspended): the policy knows one roster.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The newest verified roster, with running suspensions applied.
    pub roster: &'a Roster,
    /// The network that it belongs to.
    pub network: NetworkId,
    /// How far it can be trusted.
    pub state: RosterState,
    /// The desk that this node belongs to.
    pub me: &'a DeskId,
    /// This moment.
    pub now: Timestamp,
}

impl World<'_> {
    /// What the desk is to the network.
    pub fn standing(&self, desk: &DeskId) -> Standing {
        match self.roster.desk(desk).map(|entry| entry.status) {
            None => Standing::Stranger,
            Some(DeskStatus::Active) => Standing::Active,
            Some(DeskStatus::Suspended) => Standing::Suspended,
            Some(DeskStatus::Left) => Standing::Left,
            Some(DeskStatus::Expelled) => Standing::Expelled,
        }
    }

    /// Active members of a group, now.
    pub(crate) fn members(&self, group: &GroupId) -> BTreeSet<DeskId> {
        self.roster
            .members_of(group)
            .map(|desk| desk.id.clone())
            .collect()
    }

    /// Is the stream for this desk? Its status is another rule's question.
    pub(crate) fn reads(&self, stream: &StreamName, desk: &DeskId) -> bool {
        match stream {
            StreamName::Clear => true,
            StreamName::Green(network) => *network == self.network,
            StreamName::GroupGreen(group) | StreamName::GroupAmber(group) => self
                .roster
                .desk(desk)
                .is_some_and(|entry| entry.groups.contains(group)),
            StreamName::Direct(reader) => reader == desk,
        }
    }
}

//! Who may do what, by the desk's standing and by the roster's state: one table. [R17]

use std::fmt;

use crate::RosterState;

/// What a desk is to the network.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// In.
    Active,
    /// Neither sends nor receives until it is settled.
    Suspended,
    /// Went by itself.
    Left,
    /// Put out.
    Expelled,
    /// Asked to become a member; no roster names it yet.
    Requested,
    /// Not in the roster.
    Stranger,
}

/// What the table speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Party {
    /// A desk of this standing.
    Desk(Standing),
    /// A roster in this state.
    Roster(RosterState),
}

/// What a desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Sends what it is the origin of.
    Send,
    /// Receives from another desk.
    Receive,
    /// Passes on what another desk is the origin of.
    Relay,
    /// Takes its own back, or answers a retraction.
    Retract,
    /// Reviews another desk's draft.
    Review,
    /// Vouches for a desk.
    Vouch,
    /// Makes public.
    Publish,
}

/// The table's answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum May {
    /// Yes.
    Yes,
    /// CLEAR and GREEN yes; AMBER and RED wait.
    UpToGreen,
    /// No.
    No,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the act of its name")]
pub struct Row {
    /// Whom the row is about.
    pub party: Party,
    pub send: May,
    pub receive: May,
    pub relay: May,
    pub retract: May,
    pub review: May,
    pub vouch: May,
    pub publish: May,
}

/// An act takes place if the rows of the acting desk and of the roster both say so.
///
/// In an expired or forked roster, proofs (`report`) move as retractions do. A desk that is not
/// active still gets retractions in a parcel: what it holds has to go there too.
pub const ACTS: &[Row] = &[
    all(Party::Desk(Standing::Active), May::Yes),
    only_retract(Party::Desk(Standing::Suspended)),
    only_retract(Party::Desk(Standing::Left)),
    only_retract(Party::Desk(Standing::Expelled)),
    all(Party::Desk(Standing::Requested), May::No),
    all(Party::Desk(Standing::Stranger), May::No),
    all(Party::Roster(RosterState::Current), May::Yes),
    Row {
        send: May::UpToGreen,
        receive: May::UpToGreen,
        ..all(Party::Roster(RosterState::Stale), May::Yes)
    },
    only_retract(Party::Roster(RosterState::Expired)),
    only_retract(Party::Roster(RosterState::Forked)),
];

const fn all(party: Party, may: May) -> Row {
    Row {
        party,
        send: may,
        receive: may,
        relay: may,
        retract: may,
        review: may,
        vouch: may,
        publish: may,
    }
}

const fn only_retract(party: Party) -> Row {
    Row {
        retract: May::Yes,
        ..all(party, May::No)
    }
}

impl Row {
    /// The answer for one act.
    pub const fn of(&self, act: Act) -> May {
        match act {
            Act::Send => self.send,
            Act::Receive => self.receive,
            Act::Relay => self.relay,
            Act::Retract => self.retract,
            Act::Review => self.review,
            Act::Vouch => self.vouch,
            Act::Publish => self.publish,
        }
    }
}

impl Party {
    /// May it? What the table does not name may nothing.
    pub fn may(self, act: Act) -> May {
        ACTS.iter()
            .find(|row| row.party == self)
            .map_or(May::No, |row| row.of(act))
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Left => "left",
            Self::Expelled => "expelled",
            Self::Requested => "requested",
            Self::Stranger => "not in the roster",
        })
    }
}

impl fmt::Display for RosterState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Current => "current",
            Self::Stale => "stale",
            Self::Expired => "expired",
            Self::Forked => "forked",
        })
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Send => "send",
            Self::Receive => "receive",
            Self::Relay => "relay",
            Self::Retract => "retract",
            Self::Review => "review",
            Self::Vouch => "vouch",
            Self::Publish => "publish",
        })
    }
}

impl fmt::Display for May {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yes => "yes",
            Self::UpToGreen => "up to GREEN",
            Self::No => "no",
        })
    }
}

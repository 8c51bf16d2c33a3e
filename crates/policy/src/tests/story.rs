//! A small network: `kivu` asks; `luz`, `qasaba`, `relais` are active; `nuit` is suspended, `oubli` has
//! left, `traitre` was expelled and its green stream frozen at 5; `inconnu` is nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZeroU8, NonZeroU64};

use fanal_policy::{Facts, ObjectId, Privacy, Review, RosterState, World};
use fanal_protocol::{
    Audience, BulletinId, BulletinKind, Claim, DeskEntry, DeskId, DeskStatus, Digest, Freeze,
    GroupId, Kind, Label, Marking, NetworkId, NoBeneficiary, Roster, Rules, Scope, StreamName,
    Timestamp,
};

pub(crate) fn desk(name: &str) -> DeskId {
    name.parse().unwrap()
}

pub(crate) fn group(name: &str) -> GroupId {
    name.parse().unwrap()
}

pub(crate) fn desks<const N: usize>(names: [&str; N]) -> BTreeSet<DeskId> {
    names.into_iter().map(desk).collect()
}

pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) fn at(seconds_from_now: i64) -> Timestamp {
    Timestamp::from_unix(NOW).plus_seconds(seconds_from_now)
}

pub(crate) fn network_id() -> NetworkId {
    NetworkId::founded_by(Digest::from_bytes([7; 32]))
}

pub(crate) fn green() -> StreamName {
    StreamName::Green(network_id())
}

pub(crate) fn direct(name: &str) -> StreamName {
    StreamName::Direct(desk(name))
}

#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) roster: Roster,
    pub(crate) state: RosterState,
    pub(crate) me: DeskId,
    pub(crate) now: Timestamp,
}

pub(crate) fn network() -> Network {
    let entry = |name: &str, status, groups: &[&str]| DeskEntry {
        id: desk(name),
        name: name.to_owned(),
        addresses: vec![format!("{name}.example:7780").parse().unwrap()],
        signing: vec![],
        checkpoint: vec![],
        feed: vec![],
        tls: BTreeSet::new(),
        sealing: vec![],
        groups: groups.iter().map(|name| group(name)).collect(),
        status,
        parent: None,
        jurisdiction: None,
        mandatory_reporting: None,
        one_person: false,
        freezes: vec![],
        retracted: BTreeSet::new(),
    };
    let mut roster = Roster {
        v: 1,
        network: Some(network_id()),
        version: NonZeroU64::new(2).unwrap(),
        previous: None,
        name: "circle".into(),
        issued: at(-86_400),
        expires: at(86_400 * 30),
        threshold: NonZeroU8::MIN,
        coordinators: vec![],
        desks: vec![
            entry("kivu", DeskStatus::Active, &["med"]),
            entry("luz", DeskStatus::Active, &["med", "press"]),
            entry("qasaba", DeskStatus::Active, &["press"]),
            entry("relais", DeskStatus::Active, &["med"]),
            entry("nuit", DeskStatus::Suspended, &["med"]),
            entry("oubli", DeskStatus::Left, &[]),
            entry("traitre", DeskStatus::Expelled, &["med"]),
        ],
        rules: Rules {
            retention_days: BTreeMap::new(),
            ..Rules::default()
        },
    };
    let root = Digest::from_bytes([1; 32]);
    roster.desks[6].freezes = vec![Freeze {
        stream: green(),
        epoch: 1,
        size: 5,
        root,
    }];
    Network {
        roster,
        state: RosterState::Current,
        me: desk("kivu"),
        now: at(0),
    }
}

impl Network {
    pub(crate) fn world(&self) -> World<'_> {
        World {
            roster: &self.roster,
            network: network_id(),
            state: self.state,
            me: &self.me,
            now: self.now,
        }
    }

    pub(crate) fn entry(&mut self, name: &str) -> &mut DeskEntry {
        self.roster
            .desks
            .iter_mut()
            .find(|entry| entry.id.as_str() == name)
            .unwrap()
    }
}

/// A report of `origin` to the network or to nobody, with nothing missing but an audience.
pub(crate) fn bulletin(origin: &str, label: Label) -> Facts {
    Facts {
        object: ObjectId {
            origin: desk(origin),
            id: BulletinId::from_random([3; 16]),
            revision: 1,
        },
        network: network_id(),
        kind: Kind::Bulletin,
        bulletin: BulletinKind::Report,
        marking: Marking::of(label),
        consent: Some(nobody_to_ask()),
        streams: BTreeSet::new(),
        named_consent: None,
        members_when_signed: None,
        references: vec![],
        review: Review::InHouse {
            author: "ana".into(),
            reviewer: "bo".into(),
        },
        privacy: Privacy::Answered,
        wishes_publication: false,
        withdrawn: false,
        issued: at(-60),
        expires: None,
    }
}

/// The same to these desks, routed to each.
pub(crate) fn addressed<const N: usize>(origin: &str, label: Label, to: [&str; N]) -> Facts {
    let mut facts = bulletin(origin, label);
    facts.marking.audience = Audience::of_desks(desks(to));
    facts.streams = to.into_iter().map(direct).collect();
    facts
}

pub(crate) fn nobody_to_ask() -> Claim {
    Claim::NotNeeded {
        because: NoBeneficiary::OwnInfrastructure,
    }
}

pub(crate) fn granted(scope: Scope) -> Claim {
    Claim::Granted {
        scope,
        attribution: false,
        until: None,
    }
}

//! Each rule of admission by itself; a network of desks that differ in one thing each.

use super::*;
use crate::roster::book::Objected;
use fanal_protocol::{
    Coordinator, DeskEntry, Digest, KeyRecord, NetworkId, PublicKey, Rules, SecretKey, TlsPin,
};
use std::num::{NonZeroU8, NonZeroU64};

fn at(days: i64) -> Timestamp {
    Timestamp::from_unix(1_800_000_000).plus_days(days)
}

fn key(name: &str) -> PublicKey {
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    SecretKey::from_seed(&seed).public()
}

fn entry(name: &str, parent: Option<&str>) -> DeskEntry {
    let record = |purpose: &str| {
        vec![KeyRecord {
            key: key(&format!("{name}{purpose}")),
            from: at(0),
            until: None,
            revoked: false,
        }]
    };
    DeskEntry {
        id: name.parse().unwrap(),
        name: name.into(),
        addresses: Vec::new(),
        signing: record("s"),
        checkpoint: record("c"),
        feed: record("f"),
        tls: [TlsPin::of_spki(name.as_bytes())].into(),
        sealing: Vec::new(),
        groups: BTreeSet::new(),
        status: DeskStatus::Active,
        parent: parent.map(str::to_owned),
        jurisdiction: None,
        mandatory_reporting: None,
        one_person: false,
        freezes: Vec::new(),
        retracted: BTreeSet::new(),
    }
}

struct Story {
    roster: Roster,
    since: BTreeMap<DeskId, Since>,
    request: JoinRequest,
    joining: Joining,
    vouches: Vec<(DeskId, NotedVouch)>,
}

/// Four members: kivu, luz, and two of one organisation, ada and ana. Nuit asks, on day 100.
fn story(rules: Rules) -> Story {
    let coordinator = Coordinator {
        name: "c".into(),
        key: key("c"),
        heartbeat: None,
        desk: None,
    };
    let desks = vec![
        entry("kivu", None),
        entry("luz", None),
        entry("ada", Some("Casa")),
        entry("ana", Some("Casa")),
    ];
    let founded = Since {
        version: 2,
        at: at(0),
    };
    let since = desks
        .iter()
        .map(|desk| (desk.id.clone(), founded))
        .collect();
    let roster = Roster {
        v: 1,
        network: None,
        version: NonZeroU64::MIN,
        previous: None,
        name: "n".into(),
        issued: at(0),
        expires: at(365),
        threshold: NonZeroU8::MIN,
        coordinators: vec![coordinator.clone()],
        desks,
        rules,
    };
    Story {
        roster,
        since,
        request: JoinRequest {
            network: NetworkId::founded_by(Digest::from_bytes([1; 32])),
            desk: entry("nuit", None),
            coordinator,
            accepts: None,
        },
        joining: Joining {
            seen: Some(at(100)),
            ..Joining::default()
        },
        vouches: Vec::new(),
    }
}

impl Story {
    fn vouch(mut self, by: &str, whom: &str, day: i64) -> Self {
        let vouch = NotedVouch {
            desk: whom.parse().unwrap(),
            key: key(&format!("{whom}s")),
            how: "met".into(),
            at: at(day),
        };
        self.vouches.push((by.parse().unwrap(), vouch));
        self
    }

    fn on(&self, day: i64) -> Vec<super::Sentence> {
        let case = Case {
            roster: &self.roster,
            since: &self.since,
            request: &self.request,
            joining: &self.joining,
            vouches: &self.vouches,
            now: at(day),
        };
        case.stands_against()
    }
}

fn two() -> Rules {
    Rules {
        objection_days: 0,
        ..Rules::default()
    }
}

/// [JOIN-3]
#[test]
fn two_desks_of_one_organisation_are_one_voice_and_its_own_organisation_is_none() {
    let lacks = story(two())
        .vouch("ada", "nuit", 101)
        .vouch("ana", "nuit", 101);
    assert_eq!(lacks.on(102), ["desk `nuit` has 1 vouches of 2"]);
    assert!(lacks.vouch("luz", "nuit", 101).on(102).is_empty());
    let mut own = story(two())
        .vouch("ada", "nuit", 101)
        .vouch("luz", "nuit", 101);
    own.request.desk.parent = Some("Casa".into());
    assert_eq!(own.on(102), ["desk `nuit` has 1 vouches of 2"]);
    // An organisation that bears the name of a desk is that desk's.
    let mut named = story(two())
        .vouch("kivu", "nuit", 101)
        .vouch("luz", "nuit", 101);
    named.request.desk.parent = Some("kivu".into());
    assert_eq!(named.on(102), ["desk `nuit` has 1 vouches of 2"]);
}

/// [JOIN-3]
#[test]
fn a_vouch_for_another_key_or_by_somebody_who_is_out_does_not_count() {
    let mut lacks = story(two())
        .vouch("kivu", "nuit", 101)
        .vouch("luz", "nuit", 101);
    assert!(lacks.on(102).is_empty());
    lacks.roster.desks[0].status = DeskStatus::Suspended;
    assert_eq!(lacks.on(102), ["desk `nuit` has 1 vouches of 2"]);
    lacks.roster.desks[0].status = DeskStatus::Active;
    lacks.vouches[1].1.key = key("eve");
    assert_eq!(lacks.on(102), ["desk `nuit` has 1 vouches of 2"]);
}

/// [JOIN-3]
#[test]
fn who_came_later_waits_and_who_founded_does_not() {
    let rules = Rules {
        vouch_age_days: 90,
        ..two()
    };
    let mut lacks = story(rules)
        .vouch("kivu", "nuit", 101)
        .vouch("luz", "nuit", 101);
    assert!(lacks.on(102).is_empty());
    let later = Since {
        version: 3,
        at: at(20),
    };
    lacks.since.insert("luz".parse().unwrap(), later);
    assert_eq!(
        lacks.on(300),
        ["desk `nuit` has 1 vouches of 2"],
        "too early then"
    );
    assert!(
        lacks.vouch("luz", "nuit", 110).on(300).is_empty(),
        "said again"
    );
}

/// [JOIN-3]
#[test]
fn a_year_has_room_for_so_many_vouches_of_one_desk() {
    let rules = Rules {
        vouches_per_year: 2,
        ..two()
    };
    let lacks = story(rules).vouch("luz", "nuit", 401);
    let full = |first| {
        let rules = Rules {
            vouches_per_year: 2,
            ..two()
        };
        story(rules)
            .vouch("luz", "nuit", 401)
            .vouch("kivu", "un", first)
            .vouch("kivu", "deux", 300)
            .vouch("kivu", "nuit", 401)
            .on(402)
    };
    assert_eq!(lacks.on(402), ["desk `nuit` has 1 vouches of 2"]);
    assert_eq!(full(50), ["desk `nuit` has 1 vouches of 2"]);
    assert!(full(36).is_empty(), "the first is more than a year ago");
}

/// [JOIN-4]
#[test]
fn the_window_is_asked_only_where_somebody_could_object() {
    let rules = Rules {
        vouches: 0,
        objection_days: 14,
        ..Rules::default()
    };
    let mut lacks = story(rules);
    assert!(lacks.on(113)[0].contains("may object"));
    assert!(lacks.on(114).is_empty());
    lacks.joining.objections.push(Objected {
        by: "kivu".parse().unwrap(),
        why: "no".into(),
        at: at(110),
        settled: Some(at(120)),
        because: None,
    });
    assert!(lacks.on(123)[0].contains("may object"));
    assert!(lacks.on(124).is_empty());
    lacks.joining.seen = None;
    assert!(lacks.on(124)[0].contains("were not told"));
    lacks.roster.desks.truncate(1);
    assert!(lacks.on(124).is_empty());
}

/// [JOIN-6]
#[test]
fn the_code_that_is_accepted_is_the_one_that_the_roster_names() {
    let code = Digest::from_bytes([7; 32]);
    let rules = Rules {
        vouches: 0,
        code_of_practice: Some(code),
        ..two()
    };
    let mut lacks = story(rules);
    for other in [None, Some(Digest::from_bytes([8; 32]))] {
        lacks.request.accepts = other;
        assert_eq!(
            lacks.on(101),
            ["`nuit` has not accepted the code of practice"]
        );
    }
    lacks.request.accepts = Some(code);
    assert!(lacks.on(101).is_empty());
}

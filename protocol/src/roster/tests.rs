use super::*;
use crate::limits::{RETRACTED, TITLE_CHARS, TLS_PINS};
use crate::{BulletinId, Envelope, KeyPurpose, SecretKey};

fn secret(whose: &str) -> SecretKey {
    let mut seed = [0; 32];
    for (to, from) in seed.iter_mut().zip(whose.bytes().cycle()) {
        *to = from;
    }
    SecretKey::from_seed(&seed)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn record(whose: &str) -> Vec<KeyRecord> {
    vec![KeyRecord {
        key: secret(whose).public(),
        from: at("2026-01-01T00:00:00Z"),
        until: None,
        revoked: false,
    }]
}

fn desk(name: &str) -> DeskEntry {
    DeskEntry {
        id: name.parse().unwrap(),
        name: name.into(),
        addresses: Vec::new(),
        signing: record(&format!("{name}/s")),
        checkpoint: record(&format!("{name}/c")),
        feed: Vec::new(),
        tls: [TlsPin::of_spki(name.as_bytes())].into(),
        sealing: Vec::new(),
        groups: BTreeSet::new(),
        status: DeskStatus::Active,
        parent: None,
        jurisdiction: None,
        mandatory_reporting: None,
        one_person: false,
        freezes: Vec::new(),
        retracted: BTreeSet::new(),
    }
}

/// Coordinators of these names, any `threshold` of them; desks luz and kivu.
fn founding(coordinators: &[&str], threshold: u8) -> Roster {
    let coordinator = |n: &&str| Coordinator {
        name: (*n).into(),
        key: secret(n).public(),
        heartbeat: None,
        desk: None,
    };
    Roster {
        v: 1,
        network: None,
        version: NonZeroU64::MIN,
        previous: None,
        name: "Example".into(),
        issued: at("2026-01-01T00:00:00Z"),
        expires: at("2027-01-01T00:00:00Z"),
        threshold: NonZeroU8::new(threshold).unwrap(),
        coordinators: coordinators.iter().map(coordinator).collect(),
        desks: vec![desk("luz"), desk("kivu")],
        rules: Rules::default(),
    }
}

fn sign(roster: &Roster, by: &[&str]) -> Vec<u8> {
    let payload = roster.to_payload().unwrap();
    let mut envelope = Envelope::sign(
        ROSTER_TYPE,
        payload,
        &secret(by[0]),
        KeyPurpose::Coordinator,
    );
    by.iter()
        .skip(1)
        .for_each(|name| envelope.add_signature(&secret(name), KeyPurpose::Coordinator));
    envelope.to_bytes()
}

/// The version after this one, before anything is changed in it.
fn next(held: &VerifiedRoster) -> Roster {
    Roster {
        network: Some(held.network()),
        version: held.roster().version.checked_add(1).unwrap(),
        previous: Some(held.digest()),
        ..held.roster().clone()
    }
}

fn first() -> VerifiedRoster {
    VerifiedRoster::found(&sign(
        &founding(&["ada", "bea", "cleo"], 2),
        &["ada", "bea"],
    ))
    .unwrap()
}

fn coordinators(names: &[&str]) -> Vec<Coordinator> {
    founding(names, 2).coordinators
}

/// [ROS-2] [ENC-6]
#[test]
fn a_network_is_named_by_its_first_roster_for_good() {
    let one = first();
    assert_eq!(one.network(), NetworkId::founded_by(one.digest()));
    let two = one.succeed(&sign(&next(&one), &["ada", "bea"])).unwrap();
    let three = two.succeed(&sign(&next(&two), &["bea", "cleo"])).unwrap();
    assert_eq!((three.network(), three.version()), (one.network(), 3));
}

/// [ROS-5] Old and new coordinators both sign: neither takes over, neither is conscripted.
#[test]
fn a_roster_signed_only_by_new_coordinators_is_refused() {
    let held = first();
    let handed_over = Roster {
        coordinators: coordinators(&["dora", "eva", "flo"]),
        ..next(&held)
    };
    let by = |names: &[&str]| held.succeed(&sign(&handed_over, names)).err();
    let whose = |error: Option<RosterError>| match error {
        Some(RosterError::Threshold { whose, .. }) => whose,
        other => panic!("{other:?}"),
    };
    assert_eq!(whose(by(&["dora", "eva", "flo"])), "the old");
    assert_eq!(whose(by(&["ada", "bea", "cleo"])), "its own");
    assert_eq!(
        whose(by(&["ada", "dora", "eva"])),
        "the old",
        "one of the two that must"
    );
    assert_eq!(by(&["ada", "bea", "dora", "eva"]), None);
}

/// [ROS-10] On a fork nothing moves: who could fake one could stop the network.
#[test]
fn strangers_cannot_fake_a_fork() {
    let one = first();
    let two = one.succeed(&sign(&next(&one), &["ada", "bea"])).unwrap();
    let rival = |names: &[&str], by: &[&str]| {
        let roster = Roster {
            name: "Rival".into(),
            coordinators: coordinators(names),
            ..next(&one)
        };
        two.succeed(&sign(&roster, by)).err()
    };
    let own = ["mal", "max", "moe"];
    assert!(matches!(
        rival(&own, &own),
        Some(RosterError::Threshold {
            whose: "the old",
            ..
        })
    ));
    assert_eq!(
        rival(&["ada", "bea", "cleo"], &["bea", "cleo"]),
        Some(RosterError::Fork(2))
    );
    // The rival of those who may sign counts also where it hands over to others.
    assert_eq!(
        rival(&own, &["ada", "cleo", "mal", "max"]),
        Some(RosterError::Fork(2))
    );
}

/// [ROS-10] Held version 2 was made by coordinators who are out by now: their rival is proof still.
#[test]
fn a_fork_is_judged_by_those_who_could_sign_that_version() {
    let one = first();
    let handed_over = Roster {
        coordinators: coordinators(&["dora", "eva", "flo"]),
        ..next(&one)
    };
    let two = one
        .succeed(&sign(&handed_over, &["ada", "bea", "dora", "eva"]))
        .unwrap();
    let rival = sign(
        &Roster {
            name: "Rival".into(),
            ..next(&one)
        },
        &["ada", "cleo"],
    );
    assert_eq!(two.succeed(&rival).err(), Some(RosterError::Fork(2)));
    assert_eq!(
        one.succeed(&rival).map(|r| r.version()),
        Ok(2),
        "whoever holds version 1 alone takes either"
    );
}

/// [ROS-10] Two first rosters are two networks; a stranger's is no reason to stop ours.
#[test]
fn a_first_roster_of_another_network_is_no_fork() {
    let stranger = sign(&founding(&["mal", "max", "moe"], 2), &["mal", "max"]);
    assert_eq!(
        first().succeed(&stranger).err(),
        Some(RosterError::OtherNetwork)
    );
}

/// [ROS-3]
#[test]
fn the_same_roster_again_is_neither_next_nor_a_fork() {
    let held = first();
    let again = held.succeed(held.bytes()).err();
    assert_eq!(again, Some(RosterError::NotNext { held: 1, found: 1 }));
    assert!(
        VerifiedRoster::found(&sign(&next(&held), &["ada", "bea"])).is_err(),
        "a later version founds nothing"
    );
}

/// [ROS-6] Two halves of the coordinators could each make a roster.
#[test]
fn a_threshold_is_more_than_half() {
    let names = ["ada", "bea", "cleo", "dora", "eva"];
    for of in 1..=5_usize {
        for threshold in 1..=6_u8 {
            let good = usize::from(threshold) * 2 > of && usize::from(threshold) <= of;
            assert_eq!(
                founding(&names[..of], threshold).to_payload().is_ok(),
                good,
                "{threshold} of {of}"
            );
        }
    }
    let nobody = Roster {
        coordinators: Vec::new(),
        ..founding(&["ada"], 1)
    };
    assert!(nobody.to_payload().is_err());
}

/// [ROS-4] Whoever signs twice, or holds two places, is one.
#[test]
fn signatures_are_counted_as_distinct_keys() {
    let roster = founding(&["ada", "bea", "cleo"], 2);
    assert!(VerifiedRoster::found(&sign(&roster, &["ada"])).is_err());
    assert!(VerifiedRoster::found(&sign(&roster, &["ada", "ada"])).is_err());
    assert!(VerifiedRoster::found(&sign(&roster, &["ada", "luz/s", "kivu/s"])).is_err());
    assert!(
        VerifiedRoster::found(&sign(&roster, &["ada", "luz/s", "cleo"])).is_ok(),
        "others may sign too"
    );
}

/// [ROS-7]
#[test]
fn a_key_stands_in_one_place() {
    let wrong = |change: fn(&mut Roster)| {
        let mut roster = founding(&["ada", "bea", "cleo"], 2);
        change(&mut roster);
        roster.to_payload().is_err()
    };
    assert!(!wrong(|_| {}));
    assert!(
        wrong(|r| r.desks[0].signing = record("kivu/s")),
        "two desks"
    );
    assert!(
        wrong(|r| r.desks[0].checkpoint = record("luz/s")),
        "two purposes"
    );
    assert!(wrong(|r| r.desks[0].feed = record("luz/s")), "two purposes");
    assert!(
        wrong(|r| r.desks[0].signing = record("ada")),
        "a coordinator's and a desk's"
    );
    assert!(
        wrong(|r| r.coordinators[0].heartbeat = Some(secret("ada").public())),
        "an online and an offline key"
    );
    assert!(
        wrong(|r| r.coordinators[1].key = secret("ada").public()),
        "one person twice"
    );
    assert!(
        wrong(|r| r.desks[0].tls = r.desks[1].tls.clone()),
        "two desks behind one door"
    );
}

/// [ROS-1] [LIM-1]
#[test]
fn a_desk_needs_its_keys_and_has_no_more_pins_than_allowed() {
    let pins = |n: usize| {
        let mut roster = founding(&["ada"], 1);
        roster.desks[0].tls = (0..n).map(|i| TlsPin::of_spki(&i.to_be_bytes())).collect();
        roster.to_payload().is_ok()
    };
    assert_eq!(
        (pins(0), pins(1), pins(TLS_PINS), pins(TLS_PINS + 1)),
        (false, true, true, false)
    );
}

/// [ROS-8]
#[test]
fn names_are_said_once_and_mean_what_they_look_like() {
    let wrong = |change: fn(&mut Roster)| {
        let mut roster = founding(&["ada"], 1);
        change(&mut roster);
        roster.to_payload().is_err()
    };
    assert!(wrong(|r| r.desks[0].name = "  ".into()));
    assert!(wrong(|r| r.desks[0].name = "x".repeat(TITLE_CHARS + 1)));
    assert!(
        wrong(|r| r.desks[0].name = "Kivu\u{200b}".into()),
        "looks like another's"
    );
    assert!(wrong(|r| r.name = "two\nlines".into()));
    assert!(wrong(|r| r.coordinators[0].name = "\u{202e}ada".into()));
    assert!(wrong(|r| r.desks.push(DeskEntry {
        signing: record("x"),
        checkpoint: record("y"),
        tls: [TlsPin::of_spki(b"z")].into(),
        ..desk("luz")
    })));
}

/// [ROS-9]
#[test]
fn only_streams_that_all_can_see_are_frozen_in_the_roster() {
    let frozen = |streams: &[&str]| {
        let mut roster = founding(&["ada"], 1);
        let freeze = |name: &&str| Freeze {
            stream: name.parse().unwrap(),
            epoch: 1,
            size: 3,
            root: Digest::from_bytes([7; 32]),
        };
        roster.desks[0].freezes = streams.iter().map(freeze).collect();
        roster.to_payload().is_ok()
    };
    assert!(frozen(&["clear", "group/press/green"]));
    assert!(!frozen(&["direct/kivu"]));
    assert!(!frozen(&["group/press/amber"]));
    assert!(!frozen(&["clear", "clear"]), "which of the two?");
}

/// [ROS-11]
#[test]
fn a_desk_leaves_by_its_status() {
    let held = first();
    let mut gone = next(&held);
    gone.desks.pop();
    assert!(matches!(
        held.succeed(&sign(&gone, &["ada", "bea"])),
        Err(RosterError::Rule { .. })
    ));
    let mut left = next(&held);
    left.desks[1].status = DeskStatus::Left;
    let left = held.succeed(&sign(&left, &["ada", "bea"])).unwrap();
    assert_eq!(left.active().count(), 1);
    assert!(left.desk(&"kivu".parse().unwrap()).is_some());
}

/// [ROS-12] A node that was away walks through versions that have expired, and asks at the end.
#[test]
fn an_expired_version_is_still_a_step() {
    let held = first();
    let renewed = Roster {
        issued: at("2030-01-01T00:00:00Z"),
        expires: at("2031-01-01T00:00:00Z"),
        ..next(&held)
    };
    assert!(held.succeed(&sign(&renewed, &["ada", "bea"])).is_ok());
    let backwards = Roster {
        expires: at("2026-01-01T00:00:00Z"),
        ..next(&held)
    };
    assert!(backwards.to_payload().is_err());
}

/// [ENC-8]
#[test]
fn an_address_has_one_spelling() {
    for good in [
        "luz.example:7443",
        "192.0.2.7:443",
        "[2001:db8::1]:65535",
        "a234.onion:1",
    ] {
        assert_eq!(good.parse::<Address>().unwrap().to_string(), good);
    }
    for bad in [
        "luz.example",
        "luz.example:",
        ":443",
        "luz.example:0",
        "luz.example:+443",
        "luz.example:0443",
        "luz.example:65536",
        "Luz.example:443",
        "luz example:443",
        "https://luz.example:443",
        "luz.example:443/x",
        "a234.onion.:443",
    ] {
        assert!(bad.parse::<Address>().is_err(), "{bad}");
    }
    assert!("a234.onion:1".parse::<Address>().unwrap().is_onion());
    assert!(
        !"a234.onion.example:1"
            .parse::<Address>()
            .unwrap()
            .is_onion()
    );
}

/// [ROS-13] A key counts from its day on, and no more from the moment of its revocation.
#[test]
fn keys_count_within_their_times() {
    let mut luz = desk("luz");
    luz.signing = [record("old"), record("new")].concat();
    luz.signing[0].until = Some(at("2026-06-01T00:00:00Z"));
    luz.signing[1].from = at("2026-05-01T00:00:00Z");
    let (old, new) = (secret("old").public(), secret("new").public());
    assert_eq!(luz.statement_keys_at(at("2025-12-31T23:59:59Z")), []);
    assert_eq!(luz.statement_keys_at(at("2026-04-30T23:59:59Z")), [old]);
    assert_eq!(
        luz.statement_keys_at(at("2026-05-31T23:59:59Z")),
        [old, new]
    );
    assert_eq!(luz.statement_keys_at(at("2026-06-01T00:00:00Z")), [new]);
    assert_eq!(
        luz.statement_keys(),
        [old, new],
        "what it signed can be judged for ever"
    );
}

/// [ROS-17] [ROS-9] By whom it is signed changes nothing about it.
#[test]
fn a_listed_key_and_a_freeze_stay_whoever_signs_the_next_version() {
    let held = first();
    let judged = |roster: &Roster| {
        let next = held.succeed(&sign(roster, &["ada", "bea"]));
        next.map_err(|error| error.to_string())
    };
    let mut rotated = next(&held);
    rotated.desks[0].signing[0].until = Some(at("2026-06-01T00:00:00Z"));
    let mut new_key = record("new");
    new_key[0].from = at("2026-05-01T00:00:00Z");
    rotated.desks[0].signing.extend(new_key);
    rotated.desks[0].freezes.push(Freeze {
        stream: "clear".parse().unwrap(),
        epoch: 1,
        size: 3,
        root: Digest::from_bytes([7; 32]),
    });
    let held_now = judged(&rotated).unwrap();
    let wrong = |change: fn(&mut DeskEntry)| {
        let mut roster = next(&held_now);
        change(&mut roster.desks[0]);
        let refused = held_now.succeed(&sign(&roster, &["ada", "bea"]));
        refused.map(drop).unwrap_err().to_string()
    };
    assert!(wrong(|desk| drop(desk.signing.remove(0))).contains("was dropped"));
    assert!(wrong(|desk| desk.signing[0].until = None).contains("for longer"));
    assert!(
        wrong(|desk| desk.signing[0].until = Some(at("2026-06-02T00:00:00Z"))).contains("longer")
    );
    assert!(wrong(|desk| desk.signing[1].from = at("2026-04-01T00:00:00Z")).contains("dropped"));
    assert!(wrong(|desk| desk.freezes.clear()).contains("freeze"));
    let mut earlier = next(&held_now);
    earlier.desks[0].signing[0].until = Some(at("2026-05-31T00:00:00Z"));
    assert!(held_now.succeed(&sign(&earlier, &["ada", "bea"])).is_ok());
}

/// [ROS-21]
#[test]
fn a_revoked_key_stays_revoked_and_has_an_end() {
    let held = first();
    let mut revoked = next(&held);
    revoked.desks[0].signing[0].until = Some(at("2026-06-01T00:00:00Z"));
    revoked.desks[0].signing[0].revoked = true;
    revoked.desks[0].signing.extend(record("new"));
    let held_now = held.succeed(&sign(&revoked, &["ada", "bea"])).unwrap();
    let mut found_again = next(&held_now);
    found_again.desks[0].signing[0].revoked = false;
    let refused = held_now.succeed(&sign(&found_again, &["ada", "bea"]));
    let refused = refused.map(drop).unwrap_err().to_string();
    assert!(refused.contains("was dropped"), "{refused}");
    revoked.desks[0].signing[0].until = None;
    let refused = revoked.to_payload().map(drop).unwrap_err().to_string();
    assert!(refused.contains("from no moment on"), "{refused}");
}

/// [ROS-20]
#[test]
fn only_a_desk_whose_keys_ended_has_its_bulletins_taken_back() {
    let held = first();
    let judged = |change: &dyn Fn(&mut DeskEntry)| {
        let mut roster = next(&held);
        roster.issued = at("2026-06-01T00:00:00Z");
        roster.desks[0].retracted = [BulletinId::from_random([1; 16])].into();
        change(&mut roster.desks[0]);
        held.succeed(&sign(&roster, &["ada", "bea"])).is_ok()
    };
    let ends = |desk: &mut DeskEntry| desk.signing[0].until = Some(at("2026-06-01T00:00:00Z"));
    assert!(!judged(&|_| ()));
    assert!(judged(&ends));
    let later = |desk: &mut DeskEntry| desk.signing[0].until = Some(at("2026-06-02T00:00:00Z"));
    assert!(!judged(&later), "it has its keys still");
    assert!(
        !judged(&|desk| {
            ends(desk);
            let all = (0..=RETRACTED).map(|n| {
                let mut bytes = [0; 16];
                bytes[..8].copy_from_slice(&(n as u64).to_be_bytes());
                BulletinId::from_random(bytes)
            });
            desk.retracted = all.collect();
        }),
        "too many at once"
    );
    let mut founding = founding(&["ada"], 1);
    founding.desks[0].retracted = [BulletinId::from_random([1; 16])].into();
    assert!(VerifiedRoster::found(&sign(&founding, &["ada"])).is_err());
}

/// [SYN-2]
#[test]
fn a_pin_leads_to_the_desk_that_owns_it() {
    let held = first();
    let luz = held.desk_by_pin(&TlsPin::of_spki(b"luz")).unwrap();
    assert_eq!(luz.id.as_str(), "luz");
    assert!(held.desk_by_pin(&TlsPin::of_spki(b"mal")).is_none());
}

/// [ROS-15] A key that decides is nobody's who went, was put out or never was there.
#[test]
fn a_coordinator_of_a_desk_that_is_no_member_is_refused() {
    let held = first();
    let with = |desk: &str, status| {
        let mut roster = next(&held);
        roster.coordinators[2].desk = Some(desk.parse().unwrap());
        roster.desks[1].status = status;
        roster.to_payload().map(drop).map_err(|e| e.to_string())
    };
    assert_eq!(with("kivu", DeskStatus::Active), Ok(()));
    assert_eq!(with("kivu", DeskStatus::Suspended), Ok(()));
    for status in [DeskStatus::Left, DeskStatus::Expelled] {
        assert!(with("kivu", status).unwrap_err().contains("no member"));
        assert_eq!(with("luz", status), Ok(()));
    }
    assert!(
        with("nobody", DeskStatus::Active)
            .unwrap_err()
            .contains("no member")
    );
}

/// [ROS-16]
#[test]
fn where_everyone_coordinates_a_desk_without_a_coordinator_is_refused() {
    let mut roster = next(&first());
    roster.rules.everyone_coordinates = true;
    assert!(roster.to_payload().is_err());
    roster.coordinators[0].desk = Some("luz".parse().unwrap());
    assert!(
        roster
            .to_payload()
            .unwrap_err()
            .to_string()
            .contains("`kivu`")
    );
    roster.coordinators[1].desk = Some("kivu".parse().unwrap());
    assert!(roster.to_payload().is_ok());
    roster.coordinators[1].desk = None;
    roster.desks[1].status = DeskStatus::Suspended;
    assert!(roster.to_payload().is_ok(), "of active desks it is asked");
}

/// [ROS-7] A desk's key that coordinates, and one desk with two organisations.
#[test]
fn a_members_key_that_coordinates_and_two_organisations_of_one_desk_are_refused() {
    let held = first();
    let mut roster = next(&held);
    roster.coordinators[2].key = roster.desks[0].signing[0].key;
    assert!(
        roster
            .to_payload()
            .unwrap_err()
            .to_string()
            .contains("two places")
    );
    let mut roster = next(&held);
    roster.desks[0].parent = Some("Casa".into());
    let text = String::from_utf8(roster.to_payload().unwrap()).unwrap();
    let twice = text.replace(r#""parent":"Casa""#, r#""parent":"Casa","parent":"Casa B""#);
    assert_ne!(text, twice);
    assert!(Roster::read_unverified(text.as_bytes()).is_ok());
    assert!(Roster::read_unverified(twice.as_bytes()).is_err());
}

/// Rules that an older program never heard of stand at nothing, and change no byte.
#[test]
fn rules_without_the_newer_fields_are_read_as_without_them() {
    let text = r#"{"vouches":2,"objection_days":14,"freshness_days":7}"#;
    let rules: Rules = serde_json::from_str(text).unwrap();
    assert_eq!(rules, Rules::default());
    assert_eq!(serde_json::to_string(&rules).unwrap(), text);
}

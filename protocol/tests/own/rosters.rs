//! Rosters that found a network or follow one, and those that do not.

use std::num::NonZeroU64;

use fanal_protocol::{
    BulletinId, DeskEntry, DeskStatus, Digest, Freeze, NetworkId, Roster, Timestamp, VerifiedRoster,
};

use super::{
    Vector, What, at, coordinators, first_roster, founding, held, key, network, signed_roster,
    stream_name, with,
};

/// The point of order one: everybody's signature verifies with it.
pub(crate) const WEAK: &str = "0100000000000000000000000000000000000000000000000000000000000000";
const OTHER: &str = "1111111111111111111111111111111111111111111111111111111111111111";

/// Comes in where `held` is held; nothing held where a network is founded.
fn vector(name: &str, tag: &str, about: &str, held: Vec<String>, envelope: String) -> Vector {
    let mut vector = Vector::new(name, tag, about, What::Roster, envelope);
    (vector.rosters, vector.origin, vector.stream) = (held, None, None);
    vector
}

fn after(before: &VerifiedRoster, version: u64) -> Roster {
    Roster {
        network: Some(before.network()),
        version: NonZeroU64::new(version).unwrap(),
        previous: Some(before.digest()),
        issued: at("2026-11-20T00:00:00Z"),
        ..founding()
    }
}

fn text(roster: &Roster) -> String {
    String::from_utf8(roster.to_payload().unwrap()).unwrap()
}

fn sign(roster: &Roster, by: &[&str]) -> String {
    signed_roster(text(roster).into_bytes(), by)
}

/// Version 2 with three other coordinators.
fn handed_over() -> Roster {
    Roster {
        coordinators: coordinators(&["dora", "eva", "flo"]),
        ..after(&held(), 2)
    }
}

fn second() -> Roster {
    let mut roster = after(&held(), 2);
    roster.desks[2].status = DeskStatus::Suspended;
    roster
}

pub(crate) fn all() -> Vec<Vector> {
    [accepted(), foundations(), successions()].concat()
}

fn accepted() -> Vec<Vector> {
    let v1 = || vec![first_roster()];
    let mut frozen = second();
    frozen.desks[2].status = DeskStatus::Expelled;
    frozen.desks[2].freezes = vec![Freeze {
        stream: stream_name("green"),
        epoch: 1,
        size: 3,
        root: Digest::from_bytes([7; 32]),
    }];
    vec![
        vector(
            "roster-first",
            "ROS-2",
            "a first roster, signed by a threshold of its own coordinators",
            vec![],
            first_roster(),
        ),
        vector(
            "roster-next",
            "ROS-3",
            "the next version, with a desk suspended",
            v1(),
            sign(&second(), &["bea", "cleo"]),
        ),
        vector(
            "roster-handed-over",
            "ROS-5",
            "three coordinators hand over to three others: both sides sign",
            v1(),
            sign(&handed_over(), &["ada", "cleo", "dora", "eva"]),
        ),
        vector(
            "roster-expels-and-freezes",
            "ROS-9",
            "a desk is expelled, its public streams end at a head",
            v1(),
            sign(&frozen, &["ada", "bea"]),
        ),
        vector(
            "roster-takes-back-for-a-desk-that-lost-its-keys",
            "ROS-20",
            "its statement keys ended: two of its bulletins are taken back for it",
            v1(),
            sign(&taken_back(true), &["ada", "bea"]),
        ),
    ]
}

/// Two bulletins are taken back for a desk that lost its keys, or has them still.
fn taken_back(lost: bool) -> Roster {
    taken_back_from(lost.then_some(second().issued))
}

/// The same for a desk whose keys end at this moment.
fn taken_back_from(end: Option<Timestamp>) -> Roster {
    let mut roster = second();
    let desk = &mut roster.desks[0];
    desk.retracted = [[1; 16], [2; 16]].map(BulletinId::from_random).into();
    for record in &mut desk.signing {
        record.until = end;
    }
    roster
}

/// The version after that one, which may forget what was listed.
fn forgetful(change: fn(&mut DeskEntry)) -> Roster {
    let held = VerifiedRoster::found(first_roster().as_bytes()).unwrap();
    let second = sign(&taken_back(true), &["ada", "bea"]);
    let held = held.succeed(second.as_bytes()).unwrap();
    let mut roster = after(&held, 3);
    roster.desks.clone_from(&taken_back(true).desks);
    roster.desks[0].retracted.clear();
    change(&mut roster.desks[0]);
    roster
}

/// First rosters with a flaw. Those that break a rule are signed all the same.
#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
fn foundations() -> Vec<Vector> {
    let good = text(&founding());
    let refuse = |name: &str, tag: &str, about: &str, payload: String, class: &str| {
        vector(
            name,
            tag,
            about,
            vec![],
            signed_roster(payload.into_bytes(), &["ada", "bea"]),
        )
        .refused(class)
    };
    let luz = key("luz/statement").public().to_string();
    let of = |whose: &str| key(whose).public().to_string();
    let twice = {
        let good = signed_roster(good.clone().into_bytes(), &["ada"]);
        let signature = good
            .split_once("\"signatures\":[")
            .unwrap()
            .1
            .trim_end_matches("]}")
            .to_owned();
        with(&good, &signature, &format!("{signature},{signature}"))
    };
    let pin = |name: &str| fanal_protocol::TlsPin::of_spki(name.as_bytes()).to_string();
    vec![
        vector(
            "threshold-not-met",
            "ROS-4",
            "one of the two that must sign",
            vec![],
            signed_roster(good.clone().into_bytes(), &["ada"]),
        )
        .refused("threshold"),
        vector(
            "threshold-by-one-key-twice",
            "ROS-4",
            "two signatures of one key are one",
            vec![],
            twice,
        )
        .refused("threshold"),
        vector(
            "threshold-by-a-desk",
            "ROS-4",
            "a desk's key is no coordinator's",
            vec![],
            signed_roster(good.clone().into_bytes(), &["ada", "luz/statement"]),
        )
        .refused("threshold"),
        refuse(
            "threshold-half",
            "ROS-6",
            "half of the coordinators is not more than half",
            with(
                &good,
                ",{\"name\":\"cleo\"",
                &format!(
                    ",{{\"name\":\"dee\",\"key\":\"{}\"}},{{\"name\":\"cleo\"",
                    of("dee")
                ),
            ),
            "rule",
        ),
        refuse(
            "threshold-over-all",
            "ROS-6",
            "more than there are",
            with(&good, "\"threshold\":2", "\"threshold\":4"),
            "rule",
        ),
        refuse(
            "threshold-zero",
            "ROS-6",
            "nobody is not a threshold",
            with(&good, "\"threshold\":2", "\"threshold\":0"),
            "malformed",
        ),
        refuse(
            "weak-key-roster",
            "ENC-11",
            "anybody could sign for that desk",
            with(&good, &luz, WEAK),
            "malformed",
        ),
        refuse(
            "key-in-two-places",
            "ROS-7",
            "kivu's statement key is luz's too",
            with(&good, &of("kivu/statement"), &luz),
            "rule",
        ),
        refuse(
            "key-in-two-purposes",
            "ROS-7",
            "one key for statements and checkpoints",
            with(&good, &of("luz/checkpoint"), &luz),
            "rule",
        ),
        refuse(
            "coordinator-key-at-a-desk",
            "ROS-7",
            "a coordinator's key signs rosters and nothing else",
            with(&good, &luz, &of("ada")),
            "rule",
        ),
        refuse(
            "pin-at-two-desks",
            "ROS-7",
            "a TLS key is one desk's",
            with(&good, &pin("kivu"), &pin("luz")),
            "rule",
        ),
        refuse(
            "desk-twice",
            "ROS-8",
            "a desk's name is its own",
            with(&good, "\"id\":\"kivu\"", "\"id\":\"luz\""),
            "rule",
        ),
        refuse(
            "desk-name-for-people-turned-around",
            "ROS-8",
            "a name that reads as another desk's",
            with(&good, "Desk kivu", "Desk \u{202e}zul"),
            "rule",
        ),
        refuse(
            "desk-without-pin",
            "ROS-1",
            "a desk that nobody could tell at the door",
            with(
                &good,
                &format!("\"tls\":[\"{}\"]", pin("luz")),
                "\"tls\":[]",
            ),
            "rule",
        ),
        refuse(
            "address-with-signed-port",
            "ENC-8",
            "an address has one spelling",
            with(&good, "luz.example:7443", "luz.example:+7443"),
            "malformed",
        ),
        refuse(
            "address-onion-with-last-dot",
            "ENC-8",
            "it would be asked of the clear network",
            with(&good, "luz.example:7443", "luz.onion.:7443"),
            "malformed",
        ),
        refuse(
            "address-upper-case",
            "ENC-8",
            "an address has one spelling",
            with(&good, "luz.example:7443", "Luz.example:7443"),
            "malformed",
        ),
        refuse(
            "freeze-of-a-direct-stream",
            "ROS-9",
            "what two desks alone can see has no place in the roster",
            with(
                &good,
                "\"id\":\"luz\"",
                &format!(
                    "\"id\":\"luz\",\"freezes\":[{{\"stream\":\"direct/kivu\",\"epoch\":1,\"size\":3,\"root\":\"{OTHER}\"}}]"
                ),
            ),
            "rule",
        ),
        refuse(
            "roster-ends-before-it-begins",
            "ROS-12",
            "it could never count",
            with(&good, "2027-11-01", "2025-11-01"),
            "rule",
        ),
        refuse(
            "roster-of-version-two-of-the-format",
            "ROS-1",
            "another format",
            with(&good, "{\"v\":1,", "{\"v\":2,"),
            "rule",
        ),
        refuse(
            "roster-with-unknown-field",
            "ROS-1",
            "a rule that nobody knows cannot be kept",
            with(&good, "\"threshold\":2", "\"threshold\":2,\"veto\":\"ada\""),
            "malformed",
        ),
        refuse(
            "roster-with-duplicate-key",
            "ENC-1",
            "a key stands twice",
            with(&good, "\"threshold\":2", "\"threshold\":2,\"threshold\":2"),
            "malformed",
        ),
        refuse(
            "first-roster-names-a-network",
            "ROS-2",
            "the first roster cannot know its own digest",
            with(
                &good,
                "{\"v\":1,",
                &format!("{{\"v\":1,\"network\":\"{OTHER}\","),
            ),
            "rule",
        ),
    ]
}

/// What does not follow the roster that is held.
#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
fn successions() -> Vec<Vector> {
    let v1 = || vec![first_roster()];
    let v2 = sign(&second(), &["ada", "bea"]);
    let refuse =
        |name: &str, tag: &str, about: &str, held: Vec<String>, envelope: String, class: &str| {
            vector(name, tag, about, held, envelope).refused(class)
        };
    let mut dropped = second();
    dropped.desks.remove(1);
    let rival = Roster {
        name: "Rival".into(),
        ..second()
    };
    let strangers = Roster {
        coordinators: coordinators(&["mal", "max", "moe"]),
        ..second()
    };
    let elsewhere = NetworkId::founded_by(Digest::from_bytes([0x11; 32]));
    let other_first = Roster {
        coordinators: coordinators(&["mal", "max", "moe"]),
        ..founding()
    };
    let with_ended_key = || vec![first_roster(), sign(&taken_back(true), &["ada", "bea"])];
    let mut all = vec![
        refuse(
            "roster-takes-back-for-a-desk-that-has-its-keys",
            "ROS-20",
            "it could take them back itself",
            v1(),
            sign(&taken_back(false), &["ada", "bea"]),
            "rule",
        ),
        refuse(
            "roster-takes-back-for-a-desk-that-changes-its-keys",
            "ROS-20",
            "until the old key ends it has both",
            v1(),
            sign(
                &taken_back_from(Some(second().issued.plus_days(30))),
                &["ada", "bea"],
            ),
            "rule",
        ),
        refuse(
            "roster-issued-before-the-last",
            "ROS-12",
            "what was decided later was issued later",
            v1(),
            sign(
                &Roster {
                    issued: founding().issued.plus_seconds(-1),
                    ..second()
                },
                &["ada", "bea"],
            ),
            "rule",
        ),
        refuse(
            "roster-drops-a-listed-key",
            "ROS-17",
            "what it signed could not be judged any more",
            with_ended_key(),
            sign(
                &forgetful(|desk| desk.signing[0].key = key("luz/next").public()),
                &["ada", "bea"],
            ),
            "rule",
        ),
        refuse(
            "roster-lets-an-ended-key-count-again",
            "ROS-17",
            "who stole it could sign again",
            with_ended_key(),
            sign(
                &forgetful(|desk| desk.signing[0].until = None),
                &["ada", "bea"],
            ),
            "rule",
        ),
        refuse(
            "only-new-coordinators",
            "ROS-5",
            "they let themselves in",
            v1(),
            sign(&handed_over(), &["dora", "eva", "flo"]),
            "threshold",
        ),
        refuse(
            "only-old-coordinators",
            "ROS-5",
            "the new ones did not say yes",
            v1(),
            sign(&handed_over(), &["ada", "bea", "cleo"]),
            "threshold",
        ),
        refuse(
            "roster-skips-version",
            "ROS-3",
            "versions are walked one by one",
            v1(),
            sign(&after(&held(), 3), &["ada", "bea"]),
            "not-next",
        ),
        refuse(
            "roster-of-another-network",
            "ROS-2",
            "the right coordinators, another network",
            v1(),
            sign(
                &Roster {
                    network: Some(elsewhere),
                    ..second()
                },
                &["ada", "bea"],
            ),
            "other-network",
        ),
        refuse(
            "first-roster-of-another-network",
            "ROS-10",
            "two first rosters are two networks, never a fork",
            v1(),
            sign(&other_first, &["mal", "max"]),
            "other-network",
        ),
        refuse(
            "roster-follows-another",
            "ROS-10",
            "a threshold signed a successor of another roster: proof of a fork",
            v1(),
            sign(
                &Roster {
                    previous: Some(Digest::from_bytes([0x11; 32])),
                    ..second()
                },
                &["ada", "bea"],
            ),
            "fork",
        ),
        refuse(
            "desk-dropped",
            "ROS-11",
            "a desk leaves by its status, so that what it signed can be judged",
            v1(),
            sign(&dropped, &["ada", "bea"]),
            "rule",
        ),
        refuse(
            "second-roster-without-previous",
            "ROS-2",
            "it names the version before",
            v1(),
            signed_roster(
                with(
                    &text(&second()),
                    &format!("\"previous\":\"{}\",", network()),
                    "",
                )
                .into_bytes(),
                &["ada", "bea"],
            ),
            "rule",
        ),
    ];
    let after_two = vec![
        refuse(
            "roster-rollback",
            "ROS-3",
            "an older version",
            vec![],
            first_roster(),
            "not-next",
        ),
        refuse(
            "roster-again",
            "ROS-3",
            "the version that is held is not the next",
            vec![],
            v2.clone(),
            "not-next",
        ),
        refuse(
            "roster-fork",
            "ROS-10",
            "two rosters of one version, both signed by those who may: proof",
            vec![],
            sign(&rival, &["bea", "cleo"]),
            "fork",
        ),
        refuse(
            "roster-fork-by-strangers",
            "ROS-10",
            "a rival that appoints its own coordinators proves nothing",
            vec![],
            sign(&strangers, &["mal", "max", "moe"]),
            "threshold",
        ),
    ];
    let held = || vec![first_roster(), v2.clone()];
    all.extend(after_two.into_iter().map(|vector| Vector {
        rosters: held(),
        ..vector
    }));
    all
}

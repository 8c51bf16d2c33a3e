//! The decision table as data, three times over: the file, the naive oracle, and `decide`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is test"
)]

#[path = "../../src/tests/story.rs"]
mod story;

mod human;
mod oracle;

use std::fmt::Write as _;

use fanal_policy::{Decision, Facts, Question, Review, RosterState, decide};
use fanal_protocol::{BulletinKind, Claim, Label, Scope, StreamName};

use oracle::Row;
use story::{addressed, at, bulletin, desk, desks, direct, granted, green, network, nobody_to_ask};

const LABELS: [&str; 6] = [
    "CLEAR",
    "GREEN",
    "AMBER",
    "AMBER+STRICT",
    "RED",
    "RED knock",
];
const CONSENTS: [&str; 8] = [
    "refused",
    "not_asked",
    "desk",
    "named",
    "network",
    "public",
    "ended",
    "not_needed",
];
const SENDERS: [&str; 2] = ["origin", "relay"];
const DESKS: [&str; 5] = [
    "member",
    "other member",
    "suspended",
    "expelled",
    "stranger",
];
const REVIEWS: [&str; 5] = [
    "missing",
    "two people",
    "same person",
    "elsewhere",
    "elsewhere, suspended",
];
const ROSTERS: [&str; 4] = ["current", "stale", "expired", "forked"];

/// Every combination; review is asked of the public only, and `*` elsewhere.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for label in LABELS {
        for consent in CONSENTS {
            for sender in SENDERS {
                for roster in ROSTERS {
                    for recipient in DESKS {
                        rows.push(Row {
                            label,
                            consent,
                            sender,
                            recipient,
                            review: "*",
                            roster,
                        });
                    }
                    for review in REVIEWS {
                        let recipient = "public";
                        rows.push(Row {
                            label,
                            consent,
                            sender,
                            recipient,
                            review,
                            roster,
                        });
                    }
                }
            }
        }
    }
    rows
}

fn file() -> String {
    let mut text = "label;consent;sender;recipient;review;roster;answer\n".to_owned();
    for row in rows() {
        let Row {
            label,
            consent,
            sender,
            recipient,
            review,
            roster,
        } = &row;
        let answer = oracle::answer(&row);
        writeln!(
            text,
            "{label};{consent};{sender};{recipient};{review};{roster};{answer}"
        )
        .unwrap();
    }
    text
}

#[test]
fn the_file_says_what_the_naive_oracle_says() {
    assert!(file().len() < 300_000, "{} bytes", file().len());
    assert!(
        include_str!("../../table/decisions.csv") == file(),
        "write it: cargo nextest run -p fanal-policy --run-ignored only"
    );
}

#[test]
#[ignore = "writes table/decisions.csv"]
fn write_the_file() {
    std::fs::write(
        concat!(env!("CARGO_MANIFEST_DIR"), "/table/decisions.csv"),
        file(),
    )
    .unwrap();
}

#[test]
fn the_policy_decides_every_row_of_the_file() {
    let mut counts = [0, 0];
    for line in include_str!("../../table/decisions.csv").lines().skip(1) {
        let words: Vec<&str> = line.split(';').collect();
        let [label, consent, sender, recipient, review, roster, answer] = words[..] else {
            panic!("{line}")
        };
        assert_eq!(
            decided(label, consent, sender, recipient, review, roster),
            answer,
            "{line}"
        );
        counts[usize::from(answer == "allow")] += 1;
    }
    let [denied, allowed] = counts;
    assert_eq!(denied + allowed, rows().len());
    assert!(
        allowed > 60,
        "{allowed} rows allow: the table has to try both"
    );
}

fn decided(
    label: &str,
    consent: &str,
    sender: &str,
    recipient: &str,
    review: &str,
    roster: &str,
) -> String {
    let mut net = network();
    net.state = match roster {
        "current" => RosterState::Current,
        "stale" => RosterState::Stale,
        "expired" => RosterState::Expired,
        "forked" => RosterState::Forked,
        other => panic!("{other}"),
    };
    net.me = desk(if sender == "relay" { "relais" } else { "kivu" });
    let mut facts = marked(label);
    facts.consent = Some(claim(consent));
    if sender == "origin" {
        facts.named_consent = Some(desks(["luz", "nuit", "traitre", "inconnu"]));
    }
    facts.review = reviewed(review);
    let world = net.world();
    let decision = match recipient {
        "public" => decide(Question::Publish { facts: &facts }, &world),
        name => {
            let to = desk(match name {
                "member" => "luz",
                "other member" => "qasaba",
                "suspended" => "nuit",
                "expelled" => "traitre",
                "stranger" => "inconnu",
                other => panic!("{other}"),
            });
            let own = direct(to.as_str());
            let first = facts.streams.first().unwrap();
            let stream = if facts.streams.contains(&own) {
                &own
            } else {
                first
            };
            decide(
                Question::Send {
                    facts: &facts,
                    to: &to,
                    stream,
                },
                &world,
            )
        }
    };
    match decision {
        Decision::Allow(_) => "allow".to_owned(),
        Decision::Deny(reason) => reason.code.to_string(),
    }
}

fn marked(label: &str) -> Facts {
    let knock = label.ends_with("knock");
    let label = Label::read(label.trim_end_matches(" knock")).unwrap();
    if label <= Label::Green {
        let mut facts = bulletin("kivu", label);
        facts.streams = [green()].into();
        return facts;
    }
    let mut facts = addressed("kivu", label, ["luz", "nuit", "traitre", "inconnu"]);
    assert!(
        facts
            .streams
            .iter()
            .all(|stream| matches!(stream, StreamName::Direct(_)))
    );
    if knock {
        facts.bulletin = BulletinKind::Knock;
    }
    facts
}

fn claim(consent: &str) -> Claim {
    match consent {
        "refused" => Claim::Refused,
        "not_asked" => Claim::NotAsked,
        "desk" => granted(Scope::Desk),
        "named" => granted(Scope::Named),
        "network" => granted(Scope::Network),
        "public" => granted(Scope::Public),
        "ended" => Claim::Granted {
            scope: Scope::Public,
            attribution: false,
            until: Some(at(0)),
        },
        "not_needed" => nobody_to_ask(),
        other => panic!("{other}"),
    }
}

fn reviewed(review: &str) -> Review {
    let in_house = |author: &str, reviewer: &str| Review::InHouse {
        author: author.into(),
        reviewer: reviewer.into(),
    };
    match review {
        "missing" | "*" => Review::Missing,
        "two people" => in_house("ana", "bo"),
        "same person" => in_house("ana", "ana"),
        "elsewhere" => Review::Elsewhere { desk: desk("luz") },
        "elsewhere, suspended" => Review::Elsewhere { desk: desk("nuit") },
        other => panic!("{other}"),
    }
}

//! Runs `table/README.md`: each row of the table for people, and the generated parts held to the code.

use std::fmt::Write as _;

use fanal_policy::{
    ACTS, Decision, ExportTo, Facts, Keeping, Party, Privacy, Question, Reach, Review, Right,
    RosterState, Viewer, decide, rules, streams_for,
};
use fanal_protocol::{BulletinKind, DeskStatus, Kind, Label, Pap, StreamName, StreamRef};

use crate::story::{Network, at, bulletin, desk, desks, green, group, network};
use crate::{claim, granted};

const README: &str = include_str!("../../table/README.md");

// [POL-1] [POL-3] [POL-7] [POL-19]
#[test]
fn every_row_of_the_table_for_people_is_decided_as_it_says() {
    let rows: Vec<Vec<&str>> = section("decisions")
        .lines()
        .filter_map(cells)
        .skip(2)
        .collect();
    for row in &rows {
        let [what, origin, consent, road, but, answer, _why] = row[..] else {
            panic!("{row:?}")
        };
        assert_eq!(decided(what, origin, consent, road, but), answer, "{row:?}");
    }
    assert!(rows.len() >= 60, "{} rows", rows.len());
}

#[test]
fn the_table_of_acts_and_the_list_of_rules_are_those_of_the_code() {
    assert_eq!(section("acts").trim(), acts().trim());
    let listed = rules().fold(String::new(), |mut text, (tag, says)| {
        writeln!(text, "- **{tag}** {says}").unwrap();
        text
    });
    assert_eq!(section("rules").trim(), listed.trim());
}

fn section(name: &str) -> &'static str {
    let (begin, end) = (
        format!("<!-- {name} -->"),
        format!("<!-- end of {name} -->"),
    );
    README
        .split_once(&begin)
        .unwrap()
        .1
        .split_once(&end)
        .unwrap()
        .0
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(
        inner
            .split('|')
            .map(|cell| cell.trim().trim_matches('`'))
            .collect(),
    )
}

fn acts() -> String {
    let mut text = "| | send | receive | relay | retract | review | vouch | publish |\n".to_owned();
    text.push_str("|---|---|---|---|---|---|---|---|\n");
    for row in ACTS {
        let party = match row.party {
            Party::Desk(standing) => format!("desk: {standing}"),
            Party::Roster(state) => format!("roster: {state}"),
        };
        let all = [
            row.send,
            row.receive,
            row.relay,
            row.retract,
            row.review,
            row.vouch,
            row.publish,
        ];
        write!(text, "| {party} |").unwrap();
        for may in all {
            write!(text, " {may} |").unwrap();
        }
        text.push('\n');
    }
    text
}

fn decided(what: &str, origin: &str, consent: &str, road: &str, but: &str) -> String {
    let mut net = network();
    let mut facts = described(what, origin);
    facts.consent = match consent.split_once(": ") {
        _ if facts.kind != Kind::Bulletin => None,
        Some(("named", names)) => {
            facts.named_consent = Some(names.split(' ').map(desk).collect());
            Some(granted(fanal_protocol::Scope::Named))
        }
        Some(other) => panic!("{other:?}"),
        None => Some(claim(consent)),
    };
    let by_origin = Network {
        me: desk(origin),
        ..net.clone()
    };
    let routed = streams_for(facts.kind, &facts.marking, &by_origin.world());
    facts.streams = routed.unwrap_or_default();
    for exception in but.split(", ").filter(|word| !word.is_empty()) {
        except(exception, &mut net, &mut facts);
    }
    let world = net.world();
    match ask(road, &facts, |question| decide(question, &world)) {
        Decision::Allow(_) => "yes".to_owned(),
        Decision::Deny(reason) => reason.code.to_string(),
    }
}

/// `AMBER to luz qasaba`, `GREEN to group med`, `RED knock to luz`, `publication`, `retraction of GREEN`.
fn described(what: &str, origin: &str) -> Facts {
    let (what, kind) = match what.strip_prefix("retraction of ") {
        Some(rest) => (rest, Kind::Retraction),
        None if what == "publication" => ("CLEAR", Kind::Publication),
        None if what.starts_with("sealed to ") => (what, Kind::Sealed),
        None => (what, Kind::Bulletin),
    };
    let (label, audience) = what.split_once(" to ").unwrap_or((what, ""));
    let name = if kind == Kind::Sealed {
        "RED"
    } else {
        label.trim_end_matches(" knock")
    };
    let mut facts = bulletin(origin, Label::read(name).unwrap());
    facts.kind = kind;
    if label.ends_with("knock") {
        facts.bulletin = BulletinKind::Knock;
    }
    if let Some(name) = audience.strip_prefix("group ") {
        facts.marking.audience.groups = [group(name)].into();
    } else if !audience.is_empty() {
        facts.marking.audience.desks = audience.split(' ').map(desk).collect();
    }
    facts
}

fn except(exception: &str, net: &mut Network, facts: &mut Facts) {
    match exception {
        "roster stale" => net.state = RosterState::Stale,
        "roster expired" => net.state = RosterState::Expired,
        "roster forked" => net.state = RosterState::Forked,
        "kivu suspended" => net.entry("kivu").status = DeskStatus::Suspended,
        "kivu is one person" => net.entry("kivu").one_person = true,
        "luz left the group" => net.entry("luz").groups.clear(),
        "luz joined the group later" => facts.members_when_signed = Some(desks(["kivu", "relais"])),
        "withdrawn" => facts.withdrawn = true,
        "embargo ends in a second" => facts.marking.not_before = Some(at(1)),
        "embargo ends now" => facts.marking.not_before = Some(at(0)),
        "kept until now" => facts.marking.retain_until = Some(at(0)),
        "wishes publication" => facts.wishes_publication = true,
        "PAP:RED" => facts.marking.pap = Some(Pap::Red),
        "no review" => facts.review = Review::Missing,
        "reviewed by its author" => {
            facts.review = Review::InHouse {
                author: "ana".into(),
                reviewer: "ana".into(),
            };
        }
        "reviewed at luz" => facts.review = Review::Elsewhere { desk: desk("luz") },
        "reviewed at nuit" => facts.review = Review::Elsewhere { desk: desk("nuit") },
        "two findings open" => facts.privacy = Privacy::Open(2),
        "not checked" => facts.privacy = Privacy::Unchecked,
        "quotes what luz and kivu have" => {
            facts.references = vec![Reach::Named(desks(["luz", "kivu"]))];
        }
        "quotes something unknown" => facts.references = vec![Reach::Desk],
        "routed down green as well" => facts.streams.extend([green()]),
        other => panic!("unknown exception `{other}`"),
    }
}

fn ask(road: &str, facts: &Facts, decide: impl Fn(Question<'_>) -> Decision) -> Decision {
    let words: Vec<&str> = road.split(' ').collect();
    let viewer = |right| Viewer::with([right]);
    match words[..] {
        ["send", "to", to] => decide(Question::Send {
            facts,
            to: &desk(to),
            stream: &stream(facts, to),
        }),
        ["accept", "from", sender] => accept(facts, sender, &stream(facts, "kivu"), 0, decide),
        ["accept", "from", sender, "in", "green"] => accept(facts, sender, &green(), 0, decide),
        ["accept", "from", sender, "at", index] => {
            accept(facts, sender, &green(), index.parse().unwrap(), decide)
        }
        ["parcel", "to", to] => decide(Question::Export {
            facts,
            to: ExportTo::Desk(&desk(to)),
        }),
        ["show", "to", "analyst"] => decide(Question::Show {
            facts,
            viewer: &viewer(Right::Analyst),
        }),
        ["show", "to", "coordinator"] => decide(Question::Show {
            facts,
            viewer: &viewer(Right::Coordinator),
        }),
        ["show", "to", "administrator"] => decide(Question::Show {
            facts,
            viewer: &viewer(Right::Administrator),
        }),
        ["own", "tools"] => decide(Question::Export {
            facts,
            to: ExportTo::OwnDesk,
        }),
        ["public", "file"] => decide(Question::Export {
            facts,
            to: ExportTo::PublicFile,
        }),
        ["publish"] => decide(Question::Publish { facts }),
        ["compose"] => decide(Question::Compose { facts }),
        ["retract"] => decide(Question::Retract { facts }),
        ["index"] => decide(Question::Keep {
            facts,
            road: Keeping::Index,
        }),
        _ => panic!("unknown road `{road}`"),
    }
}

fn accept(
    facts: &Facts,
    sender: &str,
    name: &StreamName,
    index: u64,
    decide: impl Fn(Question<'_>) -> Decision,
) -> Decision {
    let stream = &StreamRef {
        origin: facts.object.origin.clone(),
        name: name.clone(),
        epoch: 1,
    };
    decide(Question::Accept {
        facts,
        sender: &desk(sender),
        stream,
        index: Some(index),
    })
}

/// The reader's own stream if there is one, else the first.
fn stream(facts: &Facts, reader: &str) -> StreamName {
    let own = StreamName::Direct(desk(reader));
    if facts.streams.contains(&own) {
        own
    } else {
        facts.streams.first().cloned().unwrap_or(own)
    }
}

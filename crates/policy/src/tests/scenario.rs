//! Random networks, objects and questions, made of dice; and every way to narrow one.

use std::collections::BTreeSet;

use fanal_protocol::{
    Audience, BulletinKind, Claim, DeskId, DeskStatus, Digest, Kind, Label, NetworkId, Pap, Scope,
    StreamName, StreamRef, Timestamp,
};

use super::story::{
    Network, at, bulletin, desk, desks, direct, granted, green, group, network, nobody_to_ask,
};
use crate::decide::decide_with;
use crate::rules::Rule;
use crate::{
    Decision, ExportTo, Facts, Keeping, Privacy, Question, Reach, Review, Right, RosterState,
    Viewer, World, streams_for,
};

/// A question that owns what it asks about.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Ask {
    Send {
        to: DeskId,
        stream: StreamName,
    },
    Accept {
        sender: DeskId,
        stream: StreamRef,
        index: Option<u64>,
    },
    Serve {
        stream: StreamRef,
        to: DeskId,
    },
    Show(Viewer),
    Publish,
    OwnFile,
    PublicFile,
    NetworkFeed(BTreeSet<DeskId>),
    Parcel(DeskId),
    Compose,
    Retract,
    Keep(Keeping),
}

#[derive(Clone)]
pub(super) struct Scenario {
    pub(super) net: Network,
    pub(super) facts: Facts,
    pub(super) ask: Ask,
}

impl Scenario {
    pub(super) fn question(&self) -> Question<'_> {
        let facts = &self.facts;
        match &self.ask {
            Ask::Send { to, stream } => Question::Send { facts, to, stream },
            Ask::Accept {
                sender,
                stream,
                index,
            } => Question::Accept {
                facts,
                sender,
                stream,
                index: *index,
            },
            Ask::Serve { stream, to } => Question::Serve { stream, to },
            Ask::Show(viewer) => Question::Show { facts, viewer },
            Ask::Publish => Question::Publish { facts },
            Ask::OwnFile => Question::Export {
                facts,
                to: ExportTo::OwnDesk,
            },
            Ask::PublicFile => Question::Export {
                facts,
                to: ExportTo::PublicFile,
            },
            Ask::NetworkFeed(agreed) => Question::Export {
                facts,
                to: ExportTo::NetworkFeed { agreed },
            },
            Ask::Parcel(desk) => Question::Export {
                facts,
                to: ExportTo::Desk(desk),
            },
            Ask::Compose => Question::Compose { facts },
            Ask::Retract => Question::Retract { facts },
            Ask::Keep(road) => Question::Keep { facts, road: *road },
        }
    }

    pub(super) fn world(&self) -> World<'_> {
        self.net.world()
    }

    pub(super) fn allows(&self, rules: &[Rule]) -> bool {
        matches!(
            decide_with(rules, &self.question(), &self.world()),
            Decision::Allow(_)
        )
    }

    /// The desks that the question is about: the laws on standing speak of these. A desk that would
    /// be reached beside them is none: it can stand in the way of a road, and going clears it.
    fn parties(&self) -> Vec<DeskId> {
        let mut parties = vec![self.net.me.clone(), self.facts.object.origin.clone()];
        match &self.ask {
            Ask::Send { to, .. } | Ask::Serve { to, .. } | Ask::Parcel(to) => {
                parties.push(to.clone());
            }
            Ask::Accept { sender, .. } => parties.push(sender.clone()),
            Ask::Compose => parties.extend(self.facts.marking.audience.desks.iter().cloned()),
            Ask::Show(_)
            | Ask::Publish
            | Ask::OwnFile
            | Ask::PublicFile
            | Ask::NetworkFeed(_)
            | Ask::Retract
            | Ask::Keep(_) => {}
        }
        if let (Ask::Publish, Review::Elsewhere { desk }) = (&self.ask, &self.facts.review) {
            parties.push(desk.clone());
        }
        parties
    }
}

/// A finite throw of dice: zeros (what proptest shrinks to) give the plainest story.
pub(super) struct Dice<'a>(pub(super) std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn roll(&mut self) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0))
    }

    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll() % from.len()].clone()
    }

    /// Seven times in eight the plain one.
    fn mostly<T: Clone>(&mut self, plain: T, others: &[T]) -> T {
        if self.roll() < 224 {
            plain
        } else {
            self.pick(others)
        }
    }
}

pub(super) fn scenario(bytes: &[u8]) -> Scenario {
    let dice = &mut Dice(bytes.iter());
    let net = random_network(dice);
    let facts = random_facts(dice, &net);
    let ask = random_ask(dice, &facts, &net);
    Scenario { net, facts, ask }
}

const NAMES: [&str; 7] = [
    "luz", "qasaba", "relais", "kivu", "nuit", "traitre", "inconnu",
];

fn random_network(dice: &mut Dice<'_>) -> Network {
    use RosterState::{Current, Expired, Forked, Stale};
    let mut net = network();
    net.state = dice.mostly(Current, &[Stale, Expired, Forked]);
    net.me = desk(dice.mostly("kivu", &["relais"]));
    net.entry("kivu").one_person = dice.mostly(false, &[true]);
    net.entry("qasaba").parent = dice.pick(&[None, Some("kivu".into())]);
    for name in ["kivu", "luz", "qasaba", "relais"] {
        net.entry(name).status = dice.mostly(
            DeskStatus::Active,
            &[DeskStatus::Suspended, DeskStatus::Expelled],
        );
    }
    if dice.mostly(false, &[true]) {
        net.entry("luz").groups.clear();
    }
    if dice.mostly(false, &[true]) {
        let freezes = net.entry("traitre").freezes.clone();
        net.entry("luz").freezes = freezes;
    }
    if let Some(days) = dice.mostly(None, &[Some(0), Some(1)]) {
        net.roster.rules.retention_days =
            Label::ALL.into_iter().map(|label| (label, days)).collect();
    }
    net
}

fn random_facts(dice: &mut Dice<'_>, net: &Network) -> Facts {
    let label = dice.pick(&Label::ALL);
    let me = net.me.as_str();
    let foreign = dice.mostly("luz", &["kivu", "traitre", "traitre", "inconnu"]);
    let origin = dice.pick(&[me, foreign]);
    let mut facts = bulletin(origin, label);
    facts.kind = dice.mostly(
        Kind::Bulletin,
        &[
            Kind::Publication,
            Kind::Retraction,
            Kind::Receipt,
            Kind::Sighting,
            Kind::Report,
            Kind::Vouch,
        ],
    );
    if label == Label::Red && facts.kind == Kind::Vouch {
        facts.kind = Kind::Sealed;
    }
    let kind_of = if label == Label::Red {
        BulletinKind::Knock
    } else {
        BulletinKind::Report
    };
    facts.bulletin = dice.mostly(kind_of, &[BulletinKind::Report]);
    facts.marking.audience = random_audience(dice, label);
    facts.marking.pap = dice.mostly(None, &[Some(Pap::Red)]);
    facts.marking.not_before = random_moment(dice);
    facts.marking.retain_until = random_moment(dice);
    facts.consent = random_consent(dice);
    facts.named_consent = dice.pick(&[
        None,
        Some(desks(["luz"])),
        Some(desks(["luz", "qasaba", "relais"])),
    ]);
    facts.members_when_signed = dice.mostly(
        None,
        &[Some(desks(["relais"])), Some(desks(["luz", "relais"]))],
    );
    facts.references = dice.mostly(
        vec![],
        &[
            vec![Reach::Desk],
            vec![Reach::Named(desks(["luz", "kivu"]))],
            vec![Reach::Network, Reach::Public],
        ],
    );
    facts.review = dice.mostly(
        facts.review.clone(),
        &[
            Review::Missing,
            Review::InHouse {
                author: "ana".into(),
                reviewer: "ana".into(),
            },
            Review::Elsewhere { desk: desk("luz") },
            Review::Elsewhere {
                desk: desk("qasaba"),
            },
            Review::Elsewhere { desk: desk("nuit") },
            Review::Elsewhere {
                desk: net.me.clone(),
            },
        ],
    );
    facts.privacy = dice.mostly(Privacy::Answered, &[Privacy::Open(1), Privacy::Unchecked]);
    facts.wishes_publication = dice.pick(&[false, true]);
    facts.withdrawn = dice.mostly(false, &[true]);
    facts.issued = at(dice.pick(&[-60, 0, -86_400, -86_401]));
    facts.expires = random_moment(dice);
    let other = NetworkId::founded_by(Digest::from_bytes([8; 32]));
    facts.network = dice.mostly(facts.network, &[other]);
    facts.streams = random_streams(dice, &facts, net);
    facts
}

fn random_audience(dice: &mut Dice<'_>, label: Label) -> Audience {
    let to_luz = Audience::of_desks(desks(["luz"]));
    let to_med = Audience {
        groups: [group("med")].into(),
        ..Audience::default()
    };
    let plain = if label > Label::Green {
        to_luz.clone()
    } else {
        Audience::default()
    };
    match dice.roll() % 4 {
        0 => plain,
        1 => to_med,
        2 => Audience {
            groups: to_med.groups,
            ..to_luz
        },
        _ => {
            let names = [dice.pick(&NAMES), dice.pick(&NAMES)].map(desk);
            dice.mostly(
                Audience::of_desks(names),
                &[
                    Audience::default(),
                    Audience {
                        groups: [group("nowhere")].into(),
                        ..Audience::default()
                    },
                ],
            )
        }
    }
}

/// Moments close to now, where a rule that is off by one shows.
fn random_moment(dice: &mut Dice<'_>) -> Option<Timestamp> {
    dice.mostly(
        None,
        &[Some(at(1)), Some(at(0)), Some(at(-1)), Some(at(100))],
    )
}

fn random_consent(dice: &mut Dice<'_>) -> Option<Claim> {
    let ending = |seconds| Claim::Granted {
        scope: Scope::Public,
        attribution: false,
        until: Some(at(seconds)),
    };
    match dice.roll() % 4 {
        0 => Some(nobody_to_ask()),
        1 => Some(granted(Scope::Public)),
        2 => Some(granted(dice.pick(&[
            Scope::Named,
            Scope::Network,
            Scope::Desk,
        ]))),
        _ => dice.pick(&[
            None,
            Some(Claim::Refused),
            Some(Claim::NotAsked),
            Some(ending(0)),
            Some(ending(1)),
            Some(ending(-1)),
        ]),
    }
}

fn random_streams(dice: &mut Dice<'_>, facts: &Facts, net: &Network) -> BTreeSet<StreamName> {
    let routed = streams_for(facts.kind, &facts.marking, &net.world()).unwrap_or_default();
    let all = BTreeSet::from([
        StreamName::Clear,
        green(),
        StreamName::GroupGreen(group("med")),
        StreamName::GroupAmber(group("med")),
        direct("luz"),
        direct("qasaba"),
        direct("kivu"),
    ]);
    dice.mostly(routed, &[all.clone(), all])
}

fn random_ask(dice: &mut Dice<'_>, facts: &Facts, net: &Network) -> Ask {
    let named: Vec<StreamName> = facts.streams.iter().cloned().collect();
    let name = if named.is_empty() {
        green()
    } else {
        dice.pick(&named)
    };
    let name = dice.mostly(
        name,
        &[
            green(),
            StreamName::Clear,
            StreamName::GroupAmber(group("med")),
            direct("luz"),
            StreamName::Green(NetworkId::founded_by(Digest::from_bytes([8; 32]))),
        ],
    );
    let reader = match &name {
        StreamName::Direct(desk) => desk.clone(),
        StreamName::Clear
        | StreamName::Green(_)
        | StreamName::GroupGreen(_)
        | StreamName::GroupAmber(_) => desk(dice.pick(&["luz", "relais", "qasaba"])),
    };
    let to = dice.mostly(reader, &NAMES.map(desk));
    let origin = &facts.object.origin;
    let sender = dice.mostly(origin.clone(), &[desk("luz"), desk("relais"), desk("nuit")]);
    let owner = dice.mostly(origin.clone(), &[desk("qasaba")]);
    let stream = StreamRef {
        origin: owner,
        name: name.clone(),
        epoch: 1,
    };
    let index = dice.pick(&[Some(3), Some(4), Some(5), Some(6), None]);
    let rights = dice.pick(&[
        vec![Right::Analyst],
        vec![Right::Reviewer, Right::Administrator],
        vec![Right::Coordinator],
        vec![Right::Administrator],
        vec![],
    ]);
    match dice.roll() % 14 {
        0..=2 => Ask::Send { to, stream: name },
        3..=5 => {
            let to_me = match name {
                StreamName::Direct(_) => direct(net.me.as_str()),
                StreamName::Clear
                | StreamName::Green(_)
                | StreamName::GroupGreen(_)
                | StreamName::GroupAmber(_) => name,
            };
            let stream = StreamRef {
                name: dice.mostly(to_me, &[direct("luz")]),
                ..stream
            };
            Ask::Accept {
                sender,
                stream,
                index,
            }
        }
        6 => Ask::Serve { stream, to },
        7 => Ask::Show(Viewer::with(rights)),
        8..=9 => Ask::Publish,
        10 => {
            let agreed = dice.pick(&[desks(NAMES), desks(["luz"]), BTreeSet::new()]);
            let feed = Ask::NetworkFeed(agreed);
            dice.pick(&[
                Ask::OwnFile,
                Ask::PublicFile,
                Ask::PublicFile,
                feed.clone(),
                feed,
            ])
        }
        11 => Ask::Parcel(to),
        12 => dice.pick(&[Ask::Compose, Ask::Compose, Ask::Compose, Ask::Retract]),
        _ => Ask::Keep(dice.pick(&[Keeping::Backup, Keeping::Index])),
    }
}

/// One way to narrow: the name, and the scenario narrowed that way (or none, if it cannot be).
pub(super) struct Narrowing {
    pub(super) name: &'static str,
    pub(super) narrow: fn(&Scenario, &mut Dice<'_>) -> Option<Scenario>,
}

/// Composing asks for a reach: a stricter label and a smaller audience ask for less, so that a yes
/// after a no is as it should be there. Everything else narrows it too.
pub(super) const NARROWINGS: &[Narrowing] = &[
    Narrowing {
        name: "the origin agrees to no feed of the network any more",
        narrow: |s, _| {
            let Ask::NetworkFeed(agreed) = &s.ask else {
                return None;
            };
            let mut left = agreed.clone();
            left.remove(&s.facts.object.origin);
            Some(Scenario {
                ask: Ask::NetworkFeed(left),
                ..s.clone()
            })
        },
    },
    Narrowing {
        name: "a stricter label",
        narrow: |s, dice| {
            let stricter: Vec<Label> = Label::ALL
                .into_iter()
                .filter(|l| *l > s.facts.marking.label)
                .collect();
            let label =
                (!stricter.is_empty() && s.ask != Ask::Compose).then(|| dice.pick(&stricter))?;
            with(s, |s| s.facts.marking.label = label)
        },
    },
    Narrowing {
        name: "a smaller audience",
        narrow: |s, dice| {
            let audience = smaller(&s.facts.marking.audience, s.facts.marking.label, dice)?;
            (s.ask != Ask::Compose).then_some(())?;
            with(s, |s| s.facts.marking.audience = audience)
        },
    },
    Narrowing {
        name: "a narrower consent",
        narrow: |s, _| {
            let consent = match s.facts.consent? {
                Claim::Refused | Claim::NotAsked => None,
                Claim::NotNeeded { .. } => Some(granted(Scope::Public)),
                Claim::Granted { scope, .. } => Some(match scope {
                    Scope::Public => granted(Scope::Network),
                    Scope::Network => granted(Scope::Named),
                    Scope::Named => granted(Scope::Desk),
                    Scope::Desk => Claim::NotAsked,
                })
                .map(|claim| keep_end(claim, s.facts.consent)),
            };
            with(s, |s| s.facts.consent = consent)
                .filter(|s| s.facts.consent.is_some() || s.facts.kind == Kind::Bulletin)
        },
    },
    Narrowing {
        name: "a yes that ended",
        narrow: |s, _| {
            let Some(Claim::Granted {
                scope, attribution, ..
            }) = s.facts.consent
            else {
                return None;
            };
            with(s, |s| {
                s.facts.consent = Some(Claim::Granted {
                    scope,
                    attribution,
                    until: Some(s.net.now),
                });
            })
        },
    },
    Narrowing {
        name: "fewer desks in the record",
        narrow: |s, dice| {
            let mut named = s.facts.named_consent.clone()?;
            let one = dice.pick(&named.iter().cloned().collect::<Vec<_>>());
            named.remove(&one);
            with(s, |s| s.facts.named_consent = Some(named))
        },
    },
    Narrowing {
        name: "fewer members when signed",
        narrow: |s, _| {
            (s.ask != Ask::Compose).then_some(())?;
            with(s, |s| s.facts.members_when_signed = Some(BTreeSet::new()))
        },
    },
    Narrowing {
        name: "no review",
        narrow: |s, _| with(s, |s| s.facts.review = Review::Missing),
    },
    Narrowing {
        name: "a desk of one person",
        narrow: |s, _| {
            with(s, |s| {
                let me = s.net.me.clone();
                s.net.entry(me.as_str()).one_person = true;
            })
        },
    },
    Narrowing {
        name: "an open finding",
        narrow: |s, _| with(s, |s| s.facts.privacy = Privacy::Open(1)),
    },
    Narrowing {
        name: "a worse roster",
        narrow: |s, _| {
            let worse = match s.net.state {
                RosterState::Current => RosterState::Stale,
                RosterState::Stale => RosterState::Expired,
                RosterState::Expired => RosterState::Forked,
                RosterState::Forked => return None,
            };
            with(s, |s| s.net.state = worse)
        },
    },
    Narrowing {
        name: "a worse standing of a desk concerned",
        narrow: |s, dice| {
            let party = dice.pick(&s.parties());
            let worse = match s.net.roster.desk(&party)?.status {
                DeskStatus::Active => DeskStatus::Suspended,
                DeskStatus::Suspended => DeskStatus::Left,
                DeskStatus::Left => DeskStatus::Expelled,
                DeskStatus::Expelled => return None,
            };
            with(s, |s| s.net.entry(party.as_str()).status = worse)
        },
    },
    Narrowing {
        name: "a desk concerned struck off the roster",
        narrow: |s, dice| {
            let party = dice.pick(&s.parties());
            with(s, |s| s.net.roster.desks.retain(|entry| entry.id != party))
        },
    },
    Narrowing {
        name: "withdrawn",
        narrow: |s, _| with(s, |s| s.facts.withdrawn = true),
    },
    Narrowing {
        name: "one more source",
        narrow: |s, dice| {
            let source = dice.pick(&[
                Reach::Desk,
                Reach::Named(desks(["luz", "kivu"])),
                Reach::Network,
            ]);
            with(s, |s| s.facts.references.push(source))
        },
    },
    Narrowing {
        name: "PAP:RED",
        narrow: |s, _| with(s, |s| s.facts.marking.pap = Some(Pap::Red)),
    },
    Narrowing {
        name: "a later embargo",
        narrow: |s, _| {
            with(s, |s| {
                s.facts.marking.not_before = s.facts.marking.not_before.max(Some(at(1)));
            })
        },
    },
    Narrowing {
        name: "kept for a shorter time",
        narrow: |s, dice| {
            let end = at(dice.pick(&[1, 0, -1]));
            let end = s.facts.marking.retain_until.map_or(end, |old| old.min(end));
            with(s, |s| s.facts.marking.retain_until = Some(end))
        },
    },
    Narrowing {
        name: "no wish to be published",
        narrow: |s, _| {
            (s.ask != Ask::Compose).then_some(())?;
            with(s, |s| s.facts.wishes_publication = false)
        },
    },
    Narrowing {
        name: "content in it",
        narrow: |s, _| with(s, |s| s.facts.bulletin = BulletinKind::Report),
    },
    Narrowing {
        name: "one stream less",
        narrow: |s, dice| {
            let all: Vec<StreamName> = s.facts.streams.iter().cloned().collect();
            let one = (!all.is_empty()).then(|| dice.pick(&all))?;
            with(s, |s| {
                s.facts.streams.remove(&one);
            })
        },
    },
    Narrowing {
        name: "one right less",
        narrow: |s, _| {
            let Ask::Show(viewer) = &s.ask else {
                return None;
            };
            let mut viewer = viewer.clone();
            viewer.rights.pop_first();
            with(s, |s| s.ask = Ask::Show(viewer))
        },
    },
    Narrowing {
        name: "a later place in the log",
        narrow: |s, _| {
            let Ask::Accept {
                sender,
                stream,
                index,
            } = s.ask.clone()
            else {
                return None;
            };
            let index = index.map(|index| index + 2);
            with(s, |s| {
                s.ask = Ask::Accept {
                    sender,
                    stream,
                    index,
                }
            })
        },
    },
    Narrowing {
        name: "out of its groups",
        narrow: |s, _| {
            let (Ask::Send { to, .. } | Ask::Parcel(to)) = &s.ask else {
                return None;
            };
            let to = to.clone();
            s.net.roster.desk(&to)?;
            // Fewer members of a green group are fewer to cover: that is asking for less.
            (!matches!(
                &s.ask,
                Ask::Send {
                    stream: StreamName::GroupGreen(_),
                    ..
                }
            ))
            .then_some(())?;
            with(s, |s| s.net.entry(to.as_str()).groups.clear())
        },
    },
];

#[expect(clippy::unnecessary_wraps, reason = "every narrowing ends with it")]
fn with(scenario: &Scenario, change: impl FnOnce(&mut Scenario)) -> Option<Scenario> {
    let mut scenario = scenario.clone();
    change(&mut scenario);
    Some(scenario)
}

fn keep_end(claim: Claim, old: Option<Claim>) -> Claim {
    match (claim, old) {
        (
            Claim::Granted {
                scope, attribution, ..
            },
            Some(Claim::Granted { until, .. }),
        ) => Claim::Granted {
            scope,
            attribution,
            until,
        },
        (claim, _) => claim,
    }
}

/// One name less. Nobody named is everybody for GREEN and CLEAR, so there it is a name more.
fn smaller(audience: &Audience, label: Label, dice: &mut Dice<'_>) -> Option<Audience> {
    if audience.is_empty() {
        let some = Audience::of_desks([desk(dice.pick(&NAMES))]);
        return (label <= Label::Green).then_some(some);
    }
    let mut smaller = audience.clone();
    if smaller.desks.pop_first().is_none() {
        smaller.groups.pop_first();
    }
    (label > Label::Green || !smaller.is_empty()).then_some(smaller)
}

#[test]
fn dice_of_zeros_tell_a_plain_story_that_is_allowed() {
    assert!(scenario(&[]).allows(crate::rules::RULES));
}

//! Laws, each held against random scenarios: what narrows never allows more, and what is allowed keeps
//! every promise by itself, whichever rule saw to it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a law speaks of some roads only"
)]

use std::collections::BTreeSet;

use fanal_protocol::{
    Audience, BulletinKind, Claim, DeskId, DeskStatus, Kind, Label, Pap, Scope, StreamName,
};
use proptest::prelude::*;

use super::scenario::{Ask, Dice, NARROWINGS, Scenario, scenario};
use super::story::{at, bulletin, desk, desks, group, network};
use crate::rules::{RULES, Rule};
use crate::{
    Decision, Keeping, Privacy, Question, Reach, Review, Right, RosterState, decide, preview,
    reach_of,
};

pub(super) const DICE: usize = 96;

/// Every law, on one throw of dice; the text names the law that is broken.
pub(super) fn broken_law(rules: &[Rule], bytes: &[u8]) -> Option<String> {
    let before = scenario(bytes);
    let allowed = before.allows(rules);
    if allowed {
        if let Some(law) = PROMISES.iter().find(|promise| !(promise.holds)(&before)) {
            return Some(law.says.to_owned());
        }
    } else if is_own_retraction(&before) {
        return Some("an origin may always take back".to_owned());
    }
    let dice = &mut Dice(bytes.get(72..).unwrap_or_default().iter());
    let narrowing =
        &NARROWINGS[usize::from(bytes.get(71).copied().unwrap_or(0)) % NARROWINGS.len()];
    let after = (narrowing.narrow)(&before, dice)?;
    (!allowed && after.allows(rules))
        .then(|| format!("`{}` turned a no into a yes", narrowing.name))
}

fn is_own_retraction(s: &Scenario) -> bool {
    s.ask == Ask::Retract && s.facts.object.origin == s.net.me
}

/// What has to hold of everything allowed, said without the rules' own words or functions.
struct Promise {
    says: &'static str,
    holds: fn(&Scenario) -> bool,
}

const PROMISES: &[Promise] = &[
    Promise {
        says: "only active desks receive, but for retractions",
        holds: |s| {
            let reader = receiver(s);
            reader.is_none_or(|desk| is_active(s, desk)) || takes_back(s)
        },
    },
    Promise {
        says: "only active desks hand over, but for their own retractions",
        holds: |s| {
            !moves(s) || is_active(s, sender(s)) || (takes_back(s) && sender(s) == origin(s))
        },
    },
    Promise {
        says: "what an inactive origin said after its freeze is refused",
        holds: |s| {
            let Ask::Accept { stream, index, .. } = &s.ask else {
                return true;
            };
            let entry = s.net.roster.desk(&stream.origin);
            let freeze = entry.and_then(|e| e.freezes.iter().find(|f| f.stream == stream.name));
            takes_back(s)
                || match freeze {
                    Some(freeze) => index.is_some_and(|index| index < freeze.size),
                    None => is_active(s, &stream.origin),
                }
        },
    },
    Promise {
        says: "an inactive origin's word is passed on only from a frozen stream",
        holds: |s| {
            let Ask::Send { stream, .. } = &s.ask else {
                return true;
            };
            let frozen = s
                .net
                .roster
                .desk(origin(s))
                .is_some_and(|e| e.freezes.iter().any(|f| f.stream == *stream));
            takes_back(s) || is_active(s, origin(s)) || frozen
        },
    },
    Promise {
        says: "the origin of what moves stands in the roster",
        holds: |s| !moves(s) || s.net.roster.desk(origin(s)).is_some(),
    },
    Promise {
        says: "nothing moves in an expired or forked roster but retractions and proofs",
        holds: |s| {
            !matches!(s.net.state, RosterState::Expired | RosterState::Forked)
                || !moves(s)
                || matches!(s.ask, Ask::Serve { .. })
                || takes_back(s)
                || s.facts.kind == Kind::Report
        },
    },
    Promise {
        says: "AMBER and RED wait in a stale roster",
        holds: |s| {
            s.net.state != RosterState::Stale
                || !moves(s)
                || !is_bulletin(s)
                || s.facts.marking.label <= Label::Green
                || s.ask == Ask::Publish
        },
    },
    Promise {
        says: "AMBER and RED come from their origin, or go back to it",
        holds: |s| {
            !moves(s)
                || !is_bulletin(s)
                || s.facts.marking.label <= Label::Green
                || sender(s) == origin(s)
                || receiver(s) == Some(origin(s))
        },
    },
    Promise {
        says: "direct and amber streams are served by their origin alone, or to it",
        holds: |s| {
            let direct = stream(s)
                .is_some_and(|n| matches!(n, StreamName::Direct(_) | StreamName::GroupAmber(_)));
            !direct || sender(s) == origin(s) || receiver(s) == Some(origin(s))
        },
    },
    Promise {
        says: "only the origin composes, publishes, retracts",
        holds: |s| {
            !matches!(s.ask, Ask::Compose | Ask::Publish | Ask::Retract) || s.net.me == *origin(s)
        },
    },
    Promise {
        says: "it belongs to this network",
        holds: |s| {
            matches!(s.ask, Ask::Serve { .. } | Ask::Retract)
                || s.facts.network == s.world().network
        },
    },
    Promise {
        says: "it travels in a stream that its header names",
        holds: |s| match &s.ask {
            Ask::Send { stream, .. } => s.facts.streams.contains(stream),
            Ask::Accept { stream, .. } => {
                s.facts.streams.contains(&stream.name) && stream.origin == *origin(s)
            }
            _ => true,
        },
    },
    Promise {
        says: "a stream is read by those whom it is for",
        holds: |s| {
            let (Some(name), Some(to)) = (stream(s), receiver(s)) else {
                return true;
            };
            (takes_back(s) && matches!(s.ask, Ask::Accept { .. }))
                || to == origin(s)
                || match name {
                    StreamName::Clear => true,
                    StreamName::Green(network) => *network == s.world().network,
                    StreamName::GroupGreen(g) | StreamName::GroupAmber(g) => s
                        .net
                        .roster
                        .desk(to)
                        .is_some_and(|entry| entry.groups.contains(g)),
                    StreamName::Direct(reader) => reader == to,
                }
        },
    },
    Promise {
        says: "green streams carry nothing stricter, `clear` publications and retractions",
        holds: |s| match stream(s) {
            _ if matches!(s.ask, Ask::Serve { .. }) => true,
            Some(StreamName::Clear) => matches!(s.facts.kind, Kind::Publication | Kind::Retraction),
            Some(StreamName::Green(_) | StreamName::GroupGreen(_)) => {
                !is_bulletin(s) || s.facts.marking.label <= Label::Green
            }
            Some(_) | None => true,
        },
    },
    Promise {
        says: "a sighting and a receipt go direct",
        holds: |s| {
            !matches!(s.facts.kind, Kind::Sighting | Kind::Receipt)
                || matches!(s.ask, Ask::Serve { .. })
                || stream(s).is_none_or(|name| matches!(name, StreamName::Direct(_)))
        },
    },
    Promise {
        says: "the recipient of a bulletin is addressed",
        holds: |s| {
            let reader = match &s.ask {
                Ask::Show(_) | Ask::OwnFile | Ask::Keep(_) => Some(&s.net.me),
                _ => receiver(s),
            };
            !is_bulletin(s) || reader.is_none_or(|desk| desk == origin(s) || is_addressed(s, desk))
        },
    },
    Promise {
        says: "the network-wide stream is for what addresses the network",
        holds: |s| {
            !is_bulletin(s)
                || matches!(s.ask, Ask::Serve { .. })
                || !matches!(stream(s), Some(StreamName::Green(_)))
                || s.facts.marking.audience.is_empty()
        },
    },
    Promise {
        says: "a draft names active desks and known groups, AMBER and RED somebody",
        holds: |s| {
            let audience = &s.facts.marking.audience;
            s.ask != Ask::Compose
                || !is_bulletin(s)
                || audience.desks.iter().all(|desk| is_active(s, desk))
                    && audience.groups.iter().all(|g| g.as_str() != "nowhere")
                    && (s.facts.marking.label != Label::Red || audience.groups.is_empty())
                    && (s.facts.marking.label <= Label::Green || !audience.is_empty())
        },
    },
    Promise {
        says: "no content leaves without a yes that holds",
        holds: |s| {
            let stays = matches!(s.ask, Ask::Show(_) | Ask::OwnFile | Ask::Keep(_))
                && s.net.me == *origin(s)
                || receiver(s) == Some(origin(s));
            !is_bulletin(s)
                || stays
                || matches!(s.ask, Ask::Serve { .. } | Ask::Retract)
                || match s.facts.consent {
                    None | Some(Claim::Refused | Claim::NotAsked) => false,
                    Some(Claim::NotNeeded { .. }) => true,
                    Some(Claim::Granted { scope, until, .. }) => {
                        until.is_none_or(|end| end > s.net.now) && scope != Scope::Desk
                    }
                }
        },
    },
    Promise {
        says: "a yes for named desks reaches those in the record, unrelayed",
        holds: |s| {
            let named = matches!(
                s.facts.consent,
                Some(Claim::Granted {
                    scope: Scope::Named,
                    ..
                })
            );
            let home = receiver(s) == Some(origin(s));
            if !named || home || !is_bulletin(s) || !moves(s) || matches!(s.ask, Ask::Serve { .. })
            {
                return true;
            }
            let recorded = match (&s.facts.named_consent, receiver(s)) {
                (Some(record), Some(to)) => record.contains(to),
                (None, Some(_)) => s.net.me != *origin(s),
                (_, None) => s.ask != Ask::Publish,
            };
            recorded && sender(s) == origin(s) && stream(s).is_none_or(|name| !name.is_relayed())
        },
    },
    Promise {
        says: "a yes for the network is no yes for the public",
        holds: |s| {
            s.ask != Ask::Publish
                || !matches!(
                    s.facts.consent,
                    Some(Claim::Granted {
                        scope: Scope::Desk | Scope::Named | Scope::Network,
                        ..
                    })
                )
        },
    },
    Promise {
        says: "a draft asks for no more than the yes",
        holds: |s| {
            let scope = match s.facts.consent {
                Some(Claim::Granted { scope, .. }) => scope,
                _ => Scope::Public,
            };
            let open = s.facts.marking.audience.is_empty();
            s.ask != Ask::Compose
                || !is_bulletin(s)
                || match s.facts.marking.label {
                    Label::Clear => scope == Scope::Public,
                    Label::Green => scope >= Scope::Network || !open,
                    Label::Amber | Label::AmberStrict | Label::Red => true,
                }
        },
    },
    Promise {
        says: "what quotes a source goes no further than it",
        holds: |s| {
            let sources = &s.facts.references;
            if !is_bulletin(s) || !moves(s) || matches!(s.ask, Ask::Serve { .. }) {
                return true;
            }
            let to = receiver(s).filter(|to| *to != origin(s));
            to.is_none_or(|to| sources.iter().all(|reach| reach.contains(to)))
                && (s.ask != Ask::Publish || sources.iter().all(|reach| *reach == Reach::Public))
                && (!matches!(stream(s), Some(StreamName::Green(_)))
                    || sources.iter().all(|reach| *reach >= Reach::Network))
        },
    },
    Promise {
        says: "what was withdrawn stays where it is",
        holds: |s| {
            !s.facts.withdrawn || takes_back(s) || matches!(s.ask, Ask::Serve { .. } | Ask::Retract)
        },
    },
    Promise {
        says: "RED with content is nowhere on this node",
        holds: |s| {
            !is_bulletin(s)
                || s.facts.marking.label != Label::Red
                || s.facts.bulletin == BulletinKind::Knock
                || matches!(s.ask, Ask::Serve { .. } | Ask::Retract)
        },
    },
    Promise {
        says: "what is sealed comes from its origin to the desk that it names, and is read by nobody",
        holds: |s| {
            let by_origin = !moves(s) || sender(s) == origin(s);
            let to = receiver(s).filter(|to| *to != origin(s));
            let named = to.is_none_or(|to| is_addressed(s, to));
            let read = matches!(
                s.ask,
                Ask::Publish
                    | Ask::OwnFile
                    | Ask::PublicFile
                    | Ask::NetworkFeed(_)
                    | Ask::Keep(Keeping::Index)
            );
            s.facts.kind != Kind::Sealed
                || matches!(s.ask, Ask::Serve { .. } | Ask::Retract)
                || by_origin && named && !read
        },
    },
    Promise {
        says: "nothing is public but what two people let out",
        holds: |s| {
            let f = &s.facts;
            s.ask != Ask::Publish
                || f.kind == Kind::Bulletin
                    && f.marking.label != Label::Red
                    && (f.wishes_publication
                        || f.marking.label == Label::Clear && f.marking.audience.is_empty())
                    && f.privacy == Privacy::Answered
                    && f.marking.pap != Some(Pap::Red)
                    && f.marking.not_before.is_none_or(|start| start <= s.net.now)
                    && two_people(s)
        },
    },
    Promise {
        says: "a public file is made of publications",
        holds: |s| {
            !matches!(s.ask, Ask::PublicFile | Ask::NetworkFeed(_))
                || s.facts.kind == Kind::Publication && s.facts.marking.label == Label::Clear
        },
    },
    Promise {
        says: "a public file holds no publication of a desk that is out",
        holds: |s| s.ask != Ask::PublicFile || *origin(s) == s.net.me || is_active(s, origin(s)),
    },
    Promise {
        says: "a feed of the network has what desks say that are in and agree, by a roster in force",
        holds: |s| {
            let Ask::NetworkFeed(agreed) = &s.ask else {
                return true;
            };
            let in_force = matches!(s.net.state, RosterState::Current | RosterState::Stale);
            agreed.contains(origin(s))
                && is_active(s, origin(s))
                && is_active(s, &s.net.me)
                && in_force
        },
    },
    Promise {
        says: "no draft is CLEAR and PAP:RED",
        holds: |s| {
            let outward = s.facts.marking.label == Label::Clear || s.facts.wishes_publication;
            s.ask != Ask::Compose
                || !is_bulletin(s)
                || !outward
                || s.facts.marking.pap != Some(Pap::Red)
        },
    },
    Promise {
        says: "a publication is not composed, it is published",
        holds: |s| s.ask != Ask::Compose || s.facts.kind != Kind::Publication,
    },
    Promise {
        says: "what was to be purged does not move",
        holds: |s| {
            let over = s
                .facts
                .marking
                .retain_until
                .is_some_and(|end| end <= s.net.now)
                || s.net
                    .roster
                    .rules
                    .kept_days(s.facts.marking.label)
                    .is_some_and(|days| s.facts.issued.plus_days(i64::from(days)) <= s.net.now);
            !over
                || !is_bulletin(s)
                || !moves(s)
                || matches!(s.ask, Ask::Serve { .. } | Ask::Compose)
        },
    },
    Promise {
        says: "a draft's dates lie ahead",
        holds: |s| {
            let m = &s.facts.marking;
            s.ask != Ask::Compose
                || s.facts.expires.is_none_or(|end| end > s.net.now)
                    && m.retain_until.is_none_or(|end| {
                        end > s.net.now && m.not_before.is_none_or(|start| end > start)
                    })
        },
    },
    Promise {
        says: "administrators see no content, coordinators no AMBER",
        holds: |s| {
            let Ask::Show(viewer) = &s.ask else {
                return true;
            };
            let staff =
                viewer.rights.contains(&Right::Analyst) || viewer.rights.contains(&Right::Reviewer);
            let public = s.facts.kind == Kind::Publication && s.facts.marking.label == Label::Clear;
            staff
                || public
                || (viewer.rights.contains(&Right::Coordinator)
                    && s.facts.marking.label <= Label::Green)
        },
    },
];

fn origin(s: &Scenario) -> &DeskId {
    match &s.ask {
        Ask::Serve { stream, .. } => &stream.origin,
        _ => &s.facts.object.origin,
    }
}

fn sender(s: &Scenario) -> &DeskId {
    match &s.ask {
        Ask::Accept { sender, .. } => sender,
        _ => &s.net.me,
    }
}

fn receiver(s: &Scenario) -> Option<&DeskId> {
    match &s.ask {
        Ask::Send { to, .. } | Ask::Serve { to, .. } | Ask::Parcel(to) => Some(to),
        Ask::Accept { .. } => Some(&s.net.me),
        _ => None,
    }
}

fn stream(s: &Scenario) -> Option<&StreamName> {
    match &s.ask {
        Ask::Send { stream, .. } => Some(stream),
        Ask::Accept { stream, .. } | Ask::Serve { stream, .. } => Some(&stream.name),
        _ => None,
    }
}

fn moves(s: &Scenario) -> bool {
    receiver(s).is_some() || matches!(s.ask, Ask::Compose | Ask::Publish)
}

fn is_active(s: &Scenario, desk: &DeskId) -> bool {
    s.net
        .roster
        .desk(desk)
        .is_some_and(|entry| entry.status == DeskStatus::Active)
}

fn is_bulletin(s: &Scenario) -> bool {
    s.facts.kind == Kind::Bulletin && !matches!(s.ask, Ask::Serve { .. })
}

fn takes_back(s: &Scenario) -> bool {
    matches!(s.facts.kind, Kind::Retraction | Kind::Receipt) && !matches!(s.ask, Ask::Serve { .. })
}

fn is_addressed(s: &Scenario, desk: &DeskId) -> bool {
    let (label, audience) = (s.facts.marking.label, &s.facts.marking.audience);
    if audience.is_empty() {
        return label <= Label::Green;
    }
    let groups = s.net.roster.desk(desk).map(|entry| &entry.groups);
    let member = groups.is_some_and(|groups| audience.groups.iter().any(|g| groups.contains(g)));
    let was = s
        .facts
        .members_when_signed
        .as_ref()
        .is_none_or(|then| then.contains(desk));
    let by_group = member && label != Label::Red && (label <= Label::Green || was);
    audience.desks.contains(desk) || by_group
}

fn two_people(s: &Scenario) -> bool {
    let me = s.net.roster.desk(&s.net.me);
    match &s.facts.review {
        Review::Missing => false,
        Review::InHouse { author, reviewer } => {
            author != reviewer && me.is_some_and(|entry| !entry.one_person)
        }
        Review::Elsewhere { desk } => {
            let parent = s
                .net
                .roster
                .desk(desk)
                .and_then(|entry| entry.parent.clone());
            *desk != s.net.me && is_active(s, desk) && parent.as_deref() != Some(s.net.me.as_str())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_narrowing_widens_and_every_yes_keeps_every_promise(
        bytes in prop::collection::vec(any::<u8>(), DICE),
    ) {
        prop_assert_eq!(broken_law(RULES, &bytes), None);
    }

    #[test]
    fn a_decision_is_the_same_when_asked_again_and_one_reason_is_enough_for_a_no(
        bytes in prop::collection::vec(any::<u8>(), DICE),
    ) {
        let s = scenario(&bytes);
        prop_assert_eq!(decide(s.question(), &s.world()), decide(s.question(), &s.world()));
        let reasons = crate::all_reasons(s.question(), &s.world());
        let decision = decide(s.question(), &s.world());
        prop_assert_eq!(decision.reason(), reasons.first());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_preview_is_the_set_of_desks_that_sending_serves(
        bytes in prop::collection::vec(any::<u8>(), DICE),
    ) {
        let s = scenario(&bytes);
        let (facts, world) = (&s.facts, &s.world());
        prop_assume!(!facts.streams.is_empty());
        let served: BTreeSet<DeskId> = world.roster.desks.iter().map(|entry| entry.id.clone()).filter(|to| {
            facts.streams.iter().any(|stream| decide(Question::Send { facts, to, stream }, world).is_allowed())
        }).collect();
        let shown = preview(facts, world);
        prop_assert_eq!(&shown.now.iter().cloned().collect::<BTreeSet<_>>(), &served);
        prop_assert_eq!(shown.now.len() + shown.not.len(), world.roster.desks.iter().filter(|e| e.id != *world.me).count());
        for desk in &world.roster.desks {
            let told = crate::explain(facts, &desk.id, world);
            prop_assert_eq!(told.allowed, served.contains(&desk.id));
        }
    }

    #[test]
    fn a_bulletin_reaches_no_desk_beyond_its_reach(bytes in prop::collection::vec(any::<u8>(), DICE)) {
        let s = scenario(&bytes);
        prop_assume!(s.facts.kind == Kind::Bulletin);
        let reach = reach_of(&s.facts, &s.world());
        for desk in preview(&s.facts, &s.world()).now {
            prop_assert!(reach.contains(&desk) || desk == s.facts.object.origin, "{}", desk);
        }
    }

    #[test]
    fn meet_is_a_meet(a in reach(), b in reach(), c in reach()) {
        prop_assert_eq!(a.meet(&b), b.meet(&a));
        prop_assert_eq!(a.meet(&b).meet(&c), a.meet(&b.meet(&c)));
        prop_assert_eq!(a.meet(&a), a.clone());
        prop_assert!(a.meet(&b) <= a && a.meet(&b) <= b);
        prop_assert!(!(c <= a && c <= b) || c <= a.meet(&b), "the greatest of those below both");
        prop_assert_eq!(a <= b, a.meet(&b) == a);
        prop_assert_eq!(a.meet(&Reach::Public), a.clone());
        prop_assert_eq!(a.meet(&Reach::Desk), Reach::Desk);
        for name in ["luz", "qasaba", "kivu"].map(desk) {
            prop_assert_eq!(a.meet(&b).contains(&name), a.contains(&name) && b.contains(&name));
        }
    }
}

fn reach() -> impl Strategy<Value = Reach> {
    let names = prop::sample::subsequence(vec!["luz", "qasaba", "kivu", "relais"], 0..=4);
    prop_oneof![
        Just(Reach::Desk),
        Just(Reach::Network),
        Just(Reach::Public),
        names.prop_map(|names| Reach::Named(names.into_iter().map(desk).collect())),
    ]
}

/// Why the laws on standing speak of the parties alone: what enters a stream of a group reaches every
/// active member, so a member that is not addressed stands in the way until it is out.
#[test]
fn a_member_that_may_not_have_it_closes_the_groups_stream_until_it_is_out() {
    let mut net = network();
    let stream = StreamName::GroupGreen(group("med"));
    let mut facts = bulletin("kivu", Label::Green);
    facts.marking.audience = Audience::of_desks(desks(["relais"]));
    facts.streams = BTreeSet::from([stream.clone()]);
    let to = desk("relais");
    let mut sends = |status| {
        net.entry("luz").status = status;
        let question = Question::Send {
            facts: &facts,
            to: &to,
            stream: &stream,
        };
        decide(question, &net.world()).is_allowed()
    };
    assert!(!sends(DeskStatus::Active), "it would reach `luz` too");
    assert!(sends(DeskStatus::Suspended));
}

#[test]
fn naming_nobody_is_the_desk_itself() {
    assert_eq!(Reach::Named(desks([])), Reach::Desk);
    assert!(at(0) < at(1));
}

/// Laws about yeses say nothing where there are none.
#[test]
fn the_dice_reach_a_yes_on_every_road_and_every_narrowing_meets_one() {
    let (mut roads, mut narrowed) = (BTreeSet::new(), BTreeSet::new());
    for seed in 1..=30_000 {
        let s = scenario(&super::mutants::dice(seed));
        if let Decision::Allow(permit) = decide(s.question(), &s.world()) {
            roads.insert(permit.purpose());
            let dice = &mut Dice([].iter());
            let after = |n: &&super::scenario::Narrowing| {
                (n.narrow)(&s, dice).is_some_and(|s| !s.allows(RULES))
            };
            narrowed.extend(NARROWINGS.iter().filter(after).map(|n| n.name));
        }
    }
    assert_eq!(roads.len(), 14, "{roads:?}");
    let idle: Vec<_> = NARROWINGS
        .iter()
        .map(|n| n.name)
        .filter(|name| !narrowed.contains(name))
        .collect();
    assert_eq!(idle, Vec::<&str>::new(), "these never turn a yes into a no");
}

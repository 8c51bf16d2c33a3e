//! Planted bugs: the engine with one rule taken away or spoiled. The laws have to notice each.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a bug bites in one case, the rest is as it was"
)]

use fanal_protocol::{Claim, Label, Scope};

use super::laws::{DICE, broken_law};
use crate::facts::{Facts, Review};
use crate::reason::Verdict;
use crate::rules::{RULES, Rule, audience, consent, embargo, membership, relay, review, roster};
use crate::world::World;
use crate::{Question, RosterState};

/// How many throws a bug may hide for. The seed is fixed: a failure here is repeatable.
const THROWS: u64 = 400_000;

/// `SplitMix64`: dice that fall the same way on every machine.
pub(super) fn dice(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).to_le_bytes()
    };
    std::iter::repeat_with(next)
        .take(DICE / 8)
        .flatten()
        .collect()
}

fn noticed_by(rules: &[Rule]) -> Option<(u64, String)> {
    (1..=THROWS).find_map(|seed| broken_law(rules, &dice(seed)).map(|law| (seed, law)))
}

#[test]
fn taking_any_rule_away_breaks_a_law() {
    for gone in RULES {
        let rest: Vec<Rule> = RULES
            .iter()
            .filter(|rule| rule.tag != gone.tag)
            .copied()
            .collect();
        let noticed = noticed_by(&rest);
        assert!(
            noticed.is_some(),
            "nothing notices that {} is gone: {}",
            gone.tag,
            gone.says
        );
    }
}

type Check = fn(&Question<'_>, &World<'_>) -> Verdict;

/// The bug in words, the rules that it spoils, and what they become.
const PLANTED: &[(&str, &str, Check)] = &[
    ("the embargo ends a second early", "POL-20", |q, w| {
        embargo::is_over(
            q,
            &World {
                now: w.now.plus_seconds(1),
                ..*w
            },
        )
    }),
    ("content is kept a second too long", "POL-21", |q, w| {
        embargo::is_still_kept(
            q,
            &World {
                now: w.now.plus_seconds(-1),
                ..*w
            },
        )
    }),
    (
        "a removed member of a group is still served",
        "POL-13",
        |q, w| {
            let mut roster = w.roster.clone();
            for desk in &mut roster.desks {
                desk.groups.insert(super::story::group("med"));
            }
            audience::addresses_them(
                q,
                &World {
                    roster: &roster,
                    ..*w
                },
            )
        },
    ),
    (
        "a yes holds a second too long, and both rules on consent think so",
        "POL-14 POL-15",
        |q, w| {
            let early = &World {
                now: w.now.plus_seconds(-1),
                ..*w
            };
            consent::was_given(q, early).and_then(|()| consent::goes_that_far(q, early))
        },
    ),
    (
        "AMBER without an audience is for the network",
        "POL-13",
        |q, w| {
            if_only(
                q,
                |f| f.marking.label > Label::Green && f.marking.audience.is_empty(),
                || audience::addresses_them(q, w),
            )
        },
    ),
    ("a later member of a group gets AMBER", "POL-13", |q, w| {
        on(
            q,
            |f| f.members_when_signed = None,
            |q| audience::addresses_them(q, w),
        )
    }),
    (
        "a group's audience is taken for everybody's",
        "POL-13",
        |q, w| {
            on(
                q,
                |f| {
                    if !f.marking.audience.groups.is_empty() {
                        f.marking.label = Label::Green;
                        f.marking.audience.groups.clear();
                    }
                },
                |q| audience::addresses_them(q, w),
            )
        },
    ),
    ("the consent record is not looked at", "POL-15", |q, w| {
        if_only(
            q,
            |f| f.named_consent.is_some() && is_named(f),
            || consent::goes_that_far(q, w),
        )
    }),
    (
        "consent for named desks counts as consent for the network",
        "POL-15",
        |q, w| {
            on(
                q,
                |f| {
                    if is_named(f) {
                        f.consent = Some(super::story::granted(Scope::Network));
                    }
                },
                |q| consent::goes_that_far(q, w),
            )
        },
    ),
    ("a suspended desk is served", "POL-4", |q, w| {
        let mut roster = w.roster.clone();
        roster
            .desks
            .iter_mut()
            .for_each(|desk| desk.status = fanal_protocol::DeskStatus::Active);
        membership::receiver_may(
            q,
            &World {
                roster: &roster,
                ..*w
            },
        )
    }),
    (
        "an entry at the freeze itself is taken",
        "POL-5",
        |q, w| match *q {
            Question::Accept {
                facts,
                sender,
                stream,
                index: Some(5),
            } => membership::origin_counts(
                &Question::Accept {
                    facts,
                    sender,
                    stream,
                    index: Some(4),
                },
                w,
            ),
            _ => membership::origin_counts(q, w),
        },
    ),
    (
        "without an index, nothing lies behind a freeze",
        "POL-5",
        |q, w| match *q {
            Question::Accept {
                facts,
                sender,
                stream,
                index: None,
            } => membership::origin_counts(
                &Question::Accept {
                    facts,
                    sender,
                    stream,
                    index: Some(0),
                },
                w,
            ),
            _ => membership::origin_counts(q, w),
        },
    ),
    (
        "a forked roster is taken for a stale one",
        "POL-6",
        |q, w| {
            let state = if w.state == RosterState::Forked {
                RosterState::Stale
            } else {
                w.state
            };
            roster::is_in_force(q, &World { state, ..*w })
        },
    ),
    ("AMBER+STRICT is relayed like GREEN", "POL-8", |q, w| {
        if_only(
            q,
            |f| f.marking.label == Label::AmberStrict,
            || relay::comes_from_its_origin(q, w),
        )
    }),
    ("one person reviews their own", "POL-18", |q, w| {
        if_only(
            q,
            |f| matches!(&f.review, Review::InHouse { author, reviewer } if author == reviewer),
            || review::has_two_people(q, w),
        )
    }),
    (
        "a desk of the same organisation reviews",
        "POL-18",
        |q, w| {
            let mut roster = w.roster.clone();
            roster.desks.iter_mut().for_each(|desk| desk.parent = None);
            review::has_two_people(
                q,
                &World {
                    roster: &roster,
                    ..*w
                },
            )
        },
    ),
    ("a desk of one person reviews in house", "POL-18", |q, w| {
        let mut roster = w.roster.clone();
        roster
            .desks
            .iter_mut()
            .for_each(|desk| desk.one_person = false);
        review::has_two_people(
            q,
            &World {
                roster: &roster,
                ..*w
            },
        )
    }),
    (
        "a retraction is held up by its origin's expulsion",
        "POL-8",
        |q, w| match q {
            Question::Retract { .. } => membership::desk_may(w.me, crate::Act::Send, w),
            _ => relay::comes_from_its_origin(q, w),
        },
    ),
];

fn is_named(facts: &Facts) -> bool {
    matches!(
        facts.consent,
        Some(Claim::Granted {
            scope: Scope::Named,
            ..
        })
    )
}

/// Skips the rule where the bug bites.
fn if_only(q: &Question<'_>, bites: fn(&Facts) -> bool, rule: impl Fn() -> Verdict) -> Verdict {
    if q.judged().is_some_and(bites) {
        Ok(())
    } else {
        rule()
    }
}

/// Lets the rule judge facts that the bug has changed.
fn on(q: &Question<'_>, bug: fn(&mut Facts), rule: impl Fn(&Question<'_>) -> Verdict) -> Verdict {
    let Some(mut changed) = q.judged().cloned() else {
        return rule(q);
    };
    bug(&mut changed);
    let facts = &changed;
    rule(&match *q {
        Question::Send { to, stream, .. } => Question::Send { facts, to, stream },
        Question::Accept {
            sender,
            stream,
            index,
            ..
        } => Question::Accept {
            facts,
            sender,
            stream,
            index,
        },
        Question::Show { viewer, .. } => Question::Show { facts, viewer },
        Question::Publish { .. } => Question::Publish { facts },
        Question::Export { to, .. } => Question::Export { facts, to },
        Question::Compose { .. } => Question::Compose { facts },
        Question::Retract { .. } => Question::Retract { facts },
        Question::Keep { road, .. } => Question::Keep { facts, road },
        Question::Serve { stream, to } => Question::Serve { stream, to },
    })
}

#[test]
fn every_planted_bug_breaks_a_law() {
    for (bug, tags, check) in PLANTED {
        let spoil = |rule: &Rule| {
            if tags.split(' ').any(|tag| tag == rule.tag) {
                Rule {
                    check: *check,
                    ..*rule
                }
            } else {
                *rule
            }
        };
        let spoiled: Vec<Rule> = RULES.iter().map(spoil).collect();
        assert!(
            noticed_by(&spoiled).is_some(),
            "nothing notices that {bug} ({tags})"
        );
    }
}

#[test]
fn the_rules_as_they_ship_break_none() {
    assert_eq!(
        (1..=20_000).find_map(|seed| broken_law(RULES, &dice(seed))),
        None
    );
}

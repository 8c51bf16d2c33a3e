//! Random schedules keep every promise; and each planted bug is found by them.

use fanal_tests::simulation::ops::Schedule;
use fanal_tests::simulation::planted::Planted;
use fanal_tests::simulation::promises::Violation;
use fanal_tests::simulation::reproductions::reproductions;
use fanal_tests::simulation::run::{Counts, run};
use fanal_tests::simulation::shrink::shrink;

/// A planted bug that hides for longer than this many schedules is not found.
const SCHEDULES_FOR_A_BUG: u64 = 1_500;

#[expect(
    clippy::disallowed_methods,
    reason = "how long the watch lasts is the runner's choice"
)]
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

fn is_seen(planted: Planted, violation: &Violation) -> bool {
    violation.promise == planted.breaks() && violation.text.contains(planted.shows())
}

fn show(schedule: &Schedule) -> String {
    let steps: Vec<String> = schedule
        .ops
        .iter()
        .map(|op| format!("    {op:?}"))
        .collect();
    format!(
        "seed {}, {} nodes, {}\n{}",
        schedule.seed,
        schedule.nodes,
        if schedule.has_liar {
            "the last one lies"
        } else {
            "all honest"
        },
        steps.join("\n")
    )
}

#[test]
fn every_promise_holds_in_random_schedules() {
    let first = setting("FANAL_SEED", 1);
    let count = setting("FANAL_SCHEDULES", 2_000);
    let mut counts = Counts::new();
    for seed in first..first + count {
        let schedule = Schedule::of(seed);
        let outcome = run(&schedule, None);
        for (what, often) in outcome.counts {
            *counts.entry(what).or_default() += often;
        }
        if let Some((step, violation)) = outcome.violation {
            let shortest = shrink(&schedule, None, |other| other.promise == violation.promise);
            panic!(
                "{} broken after step {step} of seed {seed}: {}\nshortest: {}",
                violation.promise,
                violation.text,
                show(&shortest)
            );
        }
    }
    println!("seeds {first} to {}", first + count - 1);
    for (what, often) in counts {
        println!("{often:>9}  {what}");
    }
}

#[test]
fn each_planted_bug_is_found_and_told_in_its_shortest_form() {
    let mut hidden = Vec::new();
    for planted in Planted::IN_SCHEDULES {
        let found = (1..=SCHEDULES_FOR_A_BUG).find_map(|seed| {
            let schedule = Schedule::of(seed);
            let (_, violation) = run(&schedule, Some(planted)).violation?;
            is_seen(planted, &violation).then_some((seed, schedule, violation))
        });
        let Some((seed, schedule, _)) = found else {
            hidden.push(planted);
            continue;
        };
        let shortest = shrink(&schedule, Some(planted), |violation| {
            is_seen(planted, violation)
        });
        let text = run(&shortest, Some(planted))
            .violation
            .map(|(_, violation)| violation.text)
            .unwrap_or_default();
        println!(
            "{planted:?} breaks {}: found in schedule {seed}: {text}\n{}\n",
            planted.breaks(),
            show(&shortest)
        );
    }
    assert!(
        hidden.is_empty(),
        "not found in {SCHEDULES_FOR_A_BUG} schedules: {hidden:?}"
    );
}

#[test]
fn what_once_broke_a_promise_breaks_none_any_more() {
    for (name, schedule) in reproductions() {
        let violation = run(&schedule, None).violation;
        assert!(
            violation.is_none(),
            "{name}: {violation:?}\n{}",
            show(&schedule)
        );
    }
}

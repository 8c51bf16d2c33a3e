//! Every order of things in small worlds, and long walks through larger ones. Each promise is a sentence
//! in `fanal_tests::model::check::PROMISES`; bounds and numbers of states are printed.

use std::collections::BTreeSet;

use fanal_protocol::note::VerifierKey;
use fanal_protocol::{DeskId, PublicKey};
use fanal_sync::{Ed25519, Verifier};
use fanal_tests::model::bugs::BUGS;
use fanal_tests::model::check::{Report, exhaust};
use fanal_tests::model::walk::{LARGE, book_after, shortest, walk};
use fanal_tests::model::world::{Act, SMALL, World};
use fanal_tests::simulation::federation::federation;
use fanal_tests::simulation::ops::{Crooked, LIES};
use fanal_tests::simulation::planted::Planted;

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

/// `FANAL_MODEL=large`: desks remember what they were told, one more of them runs a node, and walks are
/// many; up to [`STATES`] states of a world, for its memory's sake.
#[expect(
    clippy::disallowed_methods,
    reason = "how long the watch lasts is the runner's choice"
)]
fn is_large() -> bool {
    std::env::var("FANAL_MODEL").is_ok_and(|text| text == "large")
}

/// Steps that are tried in one world of the large form; the small form tries all there are.
const STATES: usize = 3_000_000;

fn worlds() -> Vec<World> {
    let row = |world: &World| {
        if is_large() { world.enlarged() } else { *world }
    };
    SMALL.iter().map(row).collect()
}

fn show(world: &World, report: &Report) {
    let Report {
        states,
        steps,
        depth,
        nodes,
        rounds,
        ..
    } = report;
    let (acts, desks) = (world.acts, world.desks.len());
    println!(
        "{states:>8} states {steps:>8} steps, at most {depth:>2} deep, {nodes:>4} node states, \
         {rounds:>6} rounds | {desks} desks, {} bulletins, {acts:?} | {}",
        world.items.len(),
        world.name
    );
}

// Three tests, so that each takes its own core.

#[test]
fn every_promise_holds_in_every_order_of_things_when_desks_come_back_from_backups() {
    exhaust_all(|world| has(world, Act::Restore));
}

#[test]
fn every_promise_holds_in_every_order_of_things_when_desks_come_and_go() {
    exhaust_all(|world| !has(world, Act::Restore) && comes_or_goes(world));
}

#[test]
fn every_promise_holds_in_every_order_of_things_among_the_same_desks() {
    exhaust_all(|world| !has(world, Act::Restore) && !comes_or_goes(world));
}

fn has(world: &World, act: Act) -> bool {
    world.acts.contains(&act)
}

fn comes_or_goes(world: &World) -> bool {
    has(world, Act::Expel) || has(world, Act::Admit)
}

fn exhaust_all(which: impl Fn(&World) -> bool) {
    let worlds: Vec<World> = worlds().into_iter().filter(which).collect();
    let count = worlds.len();
    let (mut states, mut steps, mut rounds, mut exhausted) = (0, 0, 0, 0);
    for world in worlds {
        let report = exhaust(world, None, is_large().then_some(STATES));
        show(&world, &report);
        assert!(
            report.found.is_none(),
            "{}: {:#?}",
            world.name,
            report.found
        );
        assert!(
            report.all_took_place,
            "{}: no path has all of {:?}: the world shows nothing",
            world.name, world.acts
        );
        states += report.states;
        steps += report.steps;
        rounds += report.rounds;
        exhausted += usize::from(report.is_exhausted);
    }
    assert!(is_large() || exhausted == count);
    println!(
        "{states} states and {steps} steps in {count} worlds, {exhausted} of them exhausted; {rounds} \
         rounds of the real session"
    );
}

#[test]
fn each_two_acts_meet_in_a_world_that_is_exhausted() {
    for (at, one) in Act::ALL.iter().enumerate() {
        for other in &Act::ALL[at + 1..] {
            let meets = |world: &&World| world.acts.contains(one) && world.acts.contains(other);
            assert!(
                SMALL.iter().any(|world| meets(&world)),
                "{one:?} and {other:?} meet nowhere"
            );
        }
    }
}

#[test]
fn the_small_worlds_are_small_and_the_hostile_desk_tries_everything_in_them() {
    for world in SMALL {
        let (desks, bulletins, acts) = (world.desks.len(), world.items.len(), world.acts.len());
        assert!((3..=4).contains(&desks), "{}", world.name);
        assert!((1..=2).contains(&bulletins), "{}", world.name);
        assert!((3..=4).contains(&acts), "{}", world.name);
        assert!(world.desks.contains(&world.hostile), "{}", world.name);
    }
    let lies: BTreeSet<_> = SMALL.iter().flat_map(|world| world.lies).collect();
    assert_eq!(lies, LIES.iter().collect(), "a lie is told nowhere");
    let crooked: BTreeSet<_> = SMALL.iter().flat_map(|world| world.crooked).collect();
    for what in [
        Crooked::Fork,
        Crooked::WrongStream(fanal_protocol::Label::Amber),
        Crooked::LowerRevision,
        Crooked::WithoutConsent,
        Crooked::Launders,
        Crooked::StrangeKey,
    ] {
        assert!(crooked.contains(&what), "{what:?} is signed nowhere");
    }
}

#[test]
fn each_planted_bug_is_found_and_told_in_the_fewest_steps() {
    let mut hidden = Vec::new();
    for (planted, world) in BUGS {
        let without = exhaust(*world, None, None);
        assert!(
            without.found.is_none(),
            "without {planted:?}: {:#?}",
            without.found
        );
        let with = exhaust(*world, Some(*planted), None);
        let Some((violation, steps)) = with.found else {
            hidden.push(*planted);
            continue;
        };
        println!("{planted:?} ({}), found: {}", world.name, violation.text);
        for (at, step) in steps.iter().enumerate() {
            println!("    {}. {step}", at + 1);
        }
        println!();
        let is_it =
            violation.promise == planted.breaks() && violation.text.contains(planted.shows());
        assert!(is_it, "{planted:?} shows as something else: {violation:?}");
    }
    assert!(hidden.is_empty(), "not found: {hidden:?}");
}

/// A bug of the store's own (an acknowledgement before the commit) belongs to promise 6, which the
/// random schedules watch.
#[test]
fn every_bug_of_the_random_schedules_is_found_by_the_model_too() {
    let found: BTreeSet<_> = BUGS.iter().map(|(planted, _)| *planted).collect();
    for planted in Planted::IN_SCHEDULES {
        let is_durability = planted == Planted::AcknowledgesBeforeCommit;
        assert!(
            is_durability || found.contains(&planted),
            "{planted:?} has no world"
        );
    }
}

#[test]
fn every_promise_holds_on_long_walks_through_larger_worlds() {
    let first = setting("FANAL_SEED", 1);
    let count = setting("FANAL_WALKS", if is_large() { 5_000 } else { 40 });
    let length = usize::try_from(setting("FANAL_WALK_STEPS", 60)).unwrap_or(usize::MAX);
    let mut taken = 0;
    for seed in first..first + count {
        let world = LARGE[usize::try_from(seed % 3).unwrap_or_default()];
        let walked = walk(world, None, seed, length);
        if let Some(violation) = &walked.broken {
            let steps = shortest(world, None, &walked);
            let steps: Vec<_> = steps.iter().map(|step| format!("    {step}")).collect();
            panic!(
                "seed {seed}, {}: {violation:?}\nshortest:\n{}",
                world.name,
                steps.join("\n")
            );
        }
        taken += walked.steps.len();
    }
    let last = first + count - 1;
    println!("seeds {first} to {last}: {taken} steps, each of which changed something");
}

#[test]
fn a_planted_bug_is_found_on_a_walk_too() {
    let planted = Some(Planted::IgnoresRetraction);
    let found = (1..=20).find_map(|seed| {
        let walked = walk(LARGE[0], planted, seed, 60);
        walked.broken.is_some().then_some(walked)
    });
    let walked = found.expect("a walk comes upon a retraction that is not obeyed");
    let steps = shortest(LARGE[0], planted, &walked);
    println!("{:?}", walked.broken);
    for step in &steps {
        println!("    {step}");
    }
    assert!(steps.len() <= 6, "{steps:?}");
}

/// The book of signatures says of every statement and every checkpoint that a walk came to, and of every
/// desk's keys, what Ed25519 says.
#[test]
fn the_symbols_say_of_every_signature_what_ed25519_says() {
    let mut pairs = 0;
    for seed in 1..=3 {
        let book = book_after(LARGE[0], seed, 60);
        for opened in book.statements() {
            for desk in &federation().desks {
                for key in [desk.statement.public(), desk.checkpoint.public()] {
                    let origin = &opened.header().origin;
                    let (symbol, real) = both(&*book, opened.bytes(), origin, key);
                    assert_eq!(symbol, real, "{} by {}", opened.digest(), desk.id);
                    pairs += 1;
                }
                let (symbol, real) = both(&*book, opened.bytes(), &desk.id, opened.signer());
                assert_eq!(symbol, real, "{} of {}", opened.digest(), desk.id);
            }
        }
        for (note, signer, checkpoint) in book.notes() {
            for desk in &federation().desks {
                for key in [desk.checkpoint.public(), desk.statement.public(), signer] {
                    let key = VerifierKey::new(checkpoint.origin.parse().unwrap(), key);
                    let symbol = book.checkpoint(&note, &key, &checkpoint.origin).ok();
                    let real = Ed25519.checkpoint(&note, &key, &checkpoint.origin).ok();
                    assert_eq!(symbol, real, "{note}");
                    pairs += 1;
                }
            }
        }
    }
    println!("{pairs} pairs of a signature and a key");
    assert!(pairs > 100);
}

fn both(
    book: &dyn Verifier,
    bytes: &[u8],
    origin: &DeskId,
    key: PublicKey,
) -> (Option<String>, Option<String>) {
    let ask = |verifier: &dyn Verifier| {
        let opened = verifier.statement(bytes, origin, &[key]).ok()?;
        Some(format!("{} by {:?}", opened.digest(), opened.signer()))
    };
    (ask(book), ask(&Ed25519))
}

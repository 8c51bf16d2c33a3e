//! Larger worlds, walked through by chance: six desks, four bulletins, every act, every lie. One seed
//! decides a walk.

use std::sync::Arc;

use fanal_protocol::Label;
use stateright::Model;

use super::check::Watched;
use super::net::State;
use super::settle::broken_at_rest;
use super::step::Step;
use super::world::{ABA, AMBER, Act, BOR, CUZ, EVE, FAY, GREEN, HELD, PLAIN, THEIRS, World};
use crate::simulation::book::Book;
use crate::simulation::ops::{Crooked, LIES};
use crate::simulation::planted::Planted;
use crate::simulation::promises::Violation;
use crate::simulation::rng::Rng;

/// After so many steps the honest desks are asked what they would come to.
const LOOKS_EVERY: usize = 12;

const EVERYTHING: World = World {
    acts: &Act::ALL,
    items: &[GREEN, AMBER, HELD, THEIRS],
    desks: &[ABA, BOR, CUZ, EVE, FAY],
    lies: &LIES,
    crooked: &[
        Crooked::Fork,
        Crooked::WrongStream(Label::Amber),
        Crooked::LowerRevision,
        Crooked::WithoutConsent,
        Crooked::StrangeKey,
    ],
    has_memory: true,
    slow_line: Some((EVE, BOR)),
    ..PLAIN
};

/// The larger worlds.
pub const LARGE: [World; 3] = [
    World {
        name: "everything, and the hostile desk is put out",
        fragile: ABA,
        ..EVERYTHING
    },
    World {
        name: "everything, and a reader is put out",
        expelled: CUZ,
        fragile: ABA,
        stick: (ABA, CUZ),
        ..EVERYTHING
    },
    World {
        name: "everything, and the origin is put out",
        expelled: ABA,
        fragile: CUZ,
        stick: (ABA, BOR),
        ..EVERYTHING
    },
];

/// Where a walk led.
pub struct Walked {
    /// The steps that changed something.
    pub steps: Vec<Step>,
    /// The promise that broke after the last.
    pub broken: Option<Violation>,
}

/// One walk of up to so many steps.
pub fn walk(world: World, planted: Option<Planted>, seed: u64, length: usize) -> Walked {
    let model = Watched::new(world, planted);
    let mut rng = Rng::new(seed);
    let mut state = model.net.first();
    let mut steps = Vec::new();
    while steps.len() < length {
        let Some((step, next)) = stride(&model, &state, &mut rng) else {
            break;
        };
        steps.push(step);
        state = next;
        let looks = steps.len().is_multiple_of(LOOKS_EVERY);
        let at_rest = || looks.then(|| broken_at_rest(&model.net, &state)).flatten();
        let broken = state.broken.clone().or_else(at_rest);
        if broken.is_some() {
            return Walked { steps, broken };
        }
    }
    let broken = broken_at_rest(&model.net, &state);
    Walked { steps, broken }
}

/// Who signed what on a walk.
pub fn book_after(world: World, seed: u64, length: usize) -> Arc<Book> {
    let model = Watched::new(world, None);
    let mut rng = Rng::new(seed);
    let mut state = model.net.first();
    for _ in 0..length {
        let Some((_, next)) = stride(&model, &state, &mut rng) else {
            break;
        };
        state = next;
    }
    Arc::clone(&model.net.book)
}

/// A step that changes something. What desks do by themselves is rarer than rounds, so it gets a third.
fn stride(model: &Watched, state: &State, rng: &mut Rng) -> Option<(Step, State)> {
    let mut steps = Vec::new();
    model.actions(state, &mut steps);
    let is_round = |step: &Step| matches!(step, Step::Sync { .. });
    let (mut rounds, mut acts): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(is_round);
    loop {
        let from = if acts.is_empty() || (!rounds.is_empty() && !rng.once_in(3)) {
            &mut rounds
        } else {
            &mut acts
        };
        if from.is_empty() {
            return None;
        }
        let step = from.swap_remove(rng.below(from.len()));
        if let Some(next) = model.next_state(state, step) {
            return Some((step, next));
        }
    }
}

/// The shortest list of steps out of these that still breaks a promise in the same way.
pub fn shortest(world: World, planted: Option<Planted>, walked: &Walked) -> Vec<Step> {
    let is_it = |steps: &[Step]| {
        let seen = replay(world, planted, steps);
        seen.map(|seen| seen.promise) == walked.broken.as_ref().map(|seen| seen.promise)
    };
    let mut steps = walked.steps.clone();
    let mut at = 0;
    while at < steps.len() {
        let mut fewer = steps.clone();
        fewer.remove(at);
        if is_it(&fewer) {
            steps = fewer;
        } else {
            at += 1;
        }
    }
    steps
}

fn replay(world: World, planted: Option<Planted>, steps: &[Step]) -> Option<Violation> {
    let model = Watched::new(world, planted);
    let mut state = model.net.first();
    for step in steps {
        let mut possible = Vec::new();
        model.actions(&state, &mut possible);
        if !possible.contains(step) {
            continue;
        }
        state = model.next_state(&state, *step).unwrap_or(state);
        if state.broken.is_some() {
            return state.broken;
        }
    }
    broken_at_rest(&model.net, &state)
}

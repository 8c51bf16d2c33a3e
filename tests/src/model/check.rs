//! The checker's view of a world, and a report of what it did.

use std::sync::atomic::{AtomicBool, Ordering};

use stateright::{Checker, HasDiscoveries, Model, Property};

use super::net::{Net, State};
use super::settle::broken_at_rest;
use super::step::{Step, steps, take, took_place};
use super::world::World;
use crate::simulation::planted::Planted;
use crate::simulation::promises::Violation;

/// The promises of the design that a world is watched for.
pub const PROMISES: [(&str, &str); 6] = [
    (
        "P1",
        "1: nothing leaves an honest desk for anybody who may not have it at that moment",
    ),
    (
        "P2",
        "2: an honest desk stores nothing that its sender might not send or it might not have",
    ),
    (
        "P3",
        "3: what is accepted was signed by its origin, revisions only rise, two histories are proof",
    ),
    (
        "P4",
        "4: every position of every log is accounted for, and what desks may have comes in the end",
    ),
    (
        "P5",
        "5: what is taken back is gone from every honest desk in the end, and its readers say so",
    ),
    (
        "P7",
        "7: nobody talks to a desk that its own roster puts out",
    ),
];
const ALL_TOOK_PLACE: &str = "every act of this world takes place on one path";

/// A world as stateright sees it.
pub struct Watched {
    /// The world.
    pub net: Net,
    /// The first state that breaks a promise is the nearest one: the checker goes on for a while, and
    /// must not replace it with a later one.
    is_found: AtomicBool,
}

impl Watched {
    /// A world; every honest node has the planted bug, if there is one.
    pub fn new(world: World, planted: Option<Planted>) -> Self {
        Self {
            net: Net::new(world, planted),
            is_found: AtomicBool::new(false),
        }
    }

    /// What is broken in this state, now or once the honest desks have talked.
    pub fn broken(&self, state: &State) -> Option<Violation> {
        let at_rest = || broken_at_rest(&self.net, state);
        state.broken.clone().or_else(at_rest)
    }

    fn keeps(&self, promise: &str, state: &State) -> bool {
        let breaks = self
            .broken(state)
            .is_some_and(|seen| seen.promise == promise);
        !breaks || self.is_found.swap(true, Ordering::Relaxed)
    }
}

impl Model for Watched {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![self.net.first()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        if state.broken.is_none() {
            steps(&self.net, state, actions);
        }
    }

    fn next_state(&self, state: &State, step: Step) -> Option<State> {
        take(&self.net, state, step)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let [p1, p2, p3, p4, p5, p7] = PROMISES.map(|(_, text)| text);
        vec![
            Property::always(p1, |model: &Self, state| model.keeps("P1", state)),
            Property::always(p2, |model: &Self, state| model.keeps("P2", state)),
            Property::always(p3, |model: &Self, state| model.keeps("P3", state)),
            Property::always(p4, |model: &Self, state| model.keeps("P4", state)),
            Property::always(p5, |model: &Self, state| model.keeps("P5", state)),
            Property::always(p7, |model: &Self, state| model.keeps("P7", state)),
            Property::sometimes(ALL_TOOK_PLACE, |model: &Self, state| {
                let acts = model.net.world.acts.iter();
                acts.copied().all(|act| took_place(act, state))
            }),
        ]
    }
}

/// What came of a world.
#[derive(Debug)]
pub struct Report {
    /// Were all states seen?
    pub is_exhausted: bool,
    /// Distinct states.
    pub states: usize,
    /// Steps that were tried and led somewhere.
    pub steps: usize,
    /// The longest way from the beginning.
    pub depth: usize,
    /// Distinct states of single nodes.
    pub nodes: usize,
    /// Rounds of the real session that were run.
    pub rounds: usize,
    /// Was there a path on which every act took place?
    pub all_took_place: bool,
    /// The broken promise, and the shortest list of steps that breaks it.
    pub found: Option<(Violation, Vec<String>)>,
}

/// Tries everything, the nearest states first, or as many steps as `bound` says. It stops at the first
/// broken promise.
pub fn exhaust(world: World, planted: Option<Planted>, bound: Option<usize>) -> Report {
    let mut builder = Watched::new(world, planted)
        .checker()
        .finish_when(HasDiscoveries::AnyFailures);
    if let Some(bound) = bound {
        builder = builder.target_state_count(bound);
    }
    let checker = builder.spawn_bfs().join();
    let mut found = None;
    for (name, path) in checker.discoveries() {
        if name == ALL_TOOK_PLACE {
            continue;
        }
        let violation = checker.model().broken(path.last_state());
        let is_at_rest = path.last_state().broken.is_none();
        let then =
            is_at_rest.then(|| "then the honest desks that are in talk to each other".into());
        let told = path.into_actions().into_iter().map(|step| step.to_string());
        found = violation.map(|violation| (violation, told.chain(then).collect()));
    }
    let (nodes, rounds) = checker.model().net.sizes();
    Report {
        is_exhausted: found.is_none() && bound.is_none_or(|bound| checker.state_count() < bound),
        states: checker.unique_state_count(),
        steps: checker.state_count(),
        depth: checker.max_depth(),
        nodes,
        rounds,
        all_took_place: checker.discovery(ALL_TOOK_PLACE).is_some(),
        found,
    }
}

//! Runs a schedule and watches every promise after every step.

mod acts;
mod exchange;
mod watching;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_protocol::wire::{Entry, HeadsAnswer, RangeRequest};
use fanal_protocol::{BulletinId, Digest, StreamName, StreamRef, VerifiedRoster};

use super::federation::{START, federation};
use super::node::{Key, Log, Node};
use super::ops::{Op, Schedule};
use super::planted::Planted;
use super::promises::{Truths, Violation};
use super::rng::Rng;

/// How often each thing took place.
pub type Counts = BTreeMap<String, u64>;

/// What came of a schedule.
pub struct Outcome {
    /// Operations, faults, refusals, receipts.
    pub counts: Counts,
    /// The first broken promise, and after which step.
    pub violation: Option<(usize, Violation)>,
}

/// An answer that an earlier round waited for.
type Late = (RangeRequest, Vec<Entry>);

/// A withdrawal that has to reach everybody.
struct Withdrawal {
    origin: usize,
    id: BulletinId,
    retraction: Digest,
    streams: BTreeSet<StreamName>,
}

struct Simulation<'s> {
    schedule: &'s Schedule,
    nodes: Vec<Node>,
    now: i64,
    skews: Vec<i64>,
    /// Every version; the coordinators have them all.
    rosters: Vec<Arc<VerifiedRoster>>,
    truths: Truths,
    withdrawals: Vec<Withdrawal>,
    /// What each node told others of a stream.
    acknowledged: Vec<BTreeMap<StreamRef, (u64, Digest)>>,
    /// The highest revision that each node ever had.
    revisions: Vec<BTreeMap<Key, u32>>,
    checked: Vec<BTreeMap<StreamRef, Arc<Log>>>,
    /// What its origin sent, or took back, after its backup.
    forgotten: BTreeSet<(usize, BulletinId)>,
    /// Who came back from a backup.
    restored: BTreeSet<usize>,
    old_heads: BTreeMap<(usize, usize), HeadsAnswer>,
    late: BTreeMap<(usize, usize), Vec<Late>>,
    counts: Counts,
    broken: Option<Violation>,
}

/// Runs it; every honest node has the planted bug, if there is one.
pub fn run(schedule: &Schedule, planted: Option<Planted>) -> Outcome {
    let mut simulation = Simulation::new(schedule, planted);
    for (step, op) in schedule.ops.iter().enumerate() {
        simulation.step(step, *op);
        if let Some(violation) = simulation.broken.take() {
            return Outcome {
                counts: simulation.counts,
                violation: Some((step, violation)),
            };
        }
    }
    simulation.settle();
    let violation = simulation
        .broken
        .take()
        .map(|violation| (schedule.ops.len(), violation));
    Outcome {
        counts: simulation.counts,
        violation,
    }
}

impl<'s> Simulation<'s> {
    fn new(schedule: &'s Schedule, planted: Option<Planted>) -> Self {
        let mut nodes: Vec<Node> = (0..schedule.nodes)
            .map(|at| Node::new(at, schedule.seed))
            .collect();
        for node in &mut nodes {
            node.is_liar = schedule.liar() == Some(node.at);
            node.planted = if node.is_liar {
                BTreeSet::from([
                    Planted::IgnoresRetraction,
                    Planted::ServesExpelled,
                    Planted::SkipsAccept,
                ])
            } else {
                planted.into_iter().collect()
            };
        }
        let count = schedule.nodes;
        Self {
            schedule,
            nodes,
            now: START,
            skews: vec![0; count],
            rosters: vec![Arc::clone(&federation().first)],
            truths: Truths::new(),
            withdrawals: Vec::new(),
            acknowledged: vec![BTreeMap::new(); count],
            revisions: vec![BTreeMap::new(); count],
            checked: vec![BTreeMap::new(); count],
            forgotten: BTreeSet::new(),
            restored: BTreeSet::new(),
            old_heads: BTreeMap::new(),
            late: BTreeMap::new(),
            counts: Counts::new(),
            broken: None,
        }
    }

    fn is_honest(&self, at: usize) -> bool {
        self.schedule.liar() != Some(at)
    }

    fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }

    fn breaks(&mut self, promise: &'static str, text: impl Into<String>) {
        self.broken.get_or_insert(Violation {
            promise,
            text: text.into(),
        });
    }

    fn step(&mut self, step: usize, op: Op) {
        // Chance hangs on what the operation is, not on where it stands: shrinking moves it.
        let mut rng = Rng::new(self.schedule.seed ^ fingerprint(op));
        for (node, skew) in self.nodes.iter_mut().zip(&self.skews) {
            node.clock = self.now + skew;
        }
        self.now += 1 + i64::try_from(step % 3).unwrap();
        match op {
            Op::Share {
                by,
                label,
                to,
                consent,
            } => self.share(by, label, to, consent),
            Op::Publish { by } => self.publish(by),
            Op::Revise { by, pick } => self.revise(by, pick),
            Op::Narrow { by, pick, to } => self.narrow(by, pick, to),
            Op::Withdraw { by, pick } => self.withdraw(by, pick),
            Op::Sight { by, pick } => self.sight(by, pick),
            Op::Roster {
                first,
                desk,
                change,
            } => self.roster(first, desk, change),
            Op::Sync {
                into,
                from,
                line,
                lie,
            } => self.sync(into, from, line, lie, &mut rng),
            Op::Sign { what } => self.sign_crooked(what),
            Op::Crash { at } => self.crash(at),
            Op::BackUp { at } => self.nodes[at].back_up(),
            Op::Restore { at } => self.restore(at),
            Op::Clock { seconds } => self.now += seconds,
            Op::Skew { at, seconds } => self.skews[at] = seconds,
        }
        let name = format!("{op:?}");
        self.count(format!("op {}", name.split([' ', '{']).next().unwrap()));
        self.watch();
    }

    // --- what desks do -----------------------------------------------------------------------

    // --- one round ---------------------------------------------------------------------------

    // --- the watch ---------------------------------------------------------------------------
}

fn fingerprint(op: Op) -> u64 {
    format!("{op:?}")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

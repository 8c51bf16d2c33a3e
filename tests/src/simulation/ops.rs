//! What happens in a schedule. Every operation carries its own chance, so that dropping one while
//! shrinking changes nothing about the others.

use fanal_protocol::Label;

use super::federation::Change;
use super::rng::Rng;

/// Whom a bulletin is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum To {
    /// As far as the label goes.
    Everybody,
    /// One desk.
    Desk(usize),
    /// Members of `river` (true) or `hill`.
    Group(bool),
}

/// What the person said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consent {
    /// Nobody had to be asked.
    NotNeeded,
    /// Yes, for the desks named.
    Named,
    /// Yes, for the network, for two hours.
    Network,
    /// No, or not asked.
    No,
}

/// How the lying node lies when it is asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lie {
    /// Offers whatever it holds, AMBER and direct streams of others too.
    RelaysAll,
    /// Changes what an envelope says and signs it itself.
    Forges,
    /// Changes a checkpoint.
    AltersCheckpoint,
    /// Answers with the entries of another stream.
    WrongStream,
    /// Answers with the heads of an earlier day.
    OldHeads,
    /// Leaves an entry out.
    Hides,
    /// Says "not held here" of what it holds.
    Withholds,
    /// Says that something was purged.
    FalseTombstone,
    /// Answers with more entries than were asked for, or none.
    WrongAmount,
    /// Tells one stream twice.
    Twice,
    /// Tells a log of another desk's that it signed itself, heads and entries.
    Impersonates,
}

/// Every lie.
pub const LIES: [Lie; 11] = [
    Lie::RelaysAll,
    Lie::Forges,
    Lie::AltersCheckpoint,
    Lie::WrongStream,
    Lie::OldHeads,
    Lie::Hides,
    Lie::Withholds,
    Lie::FalseTombstone,
    Lie::WrongAmount,
    Lie::Twice,
    Lie::Impersonates,
];

/// What the lying node signs although no honest desk would.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Crooked {
    /// Two histories of its green stream.
    Fork,
    /// A bulletin whose label does not fit the stream.
    WrongStream(Label),
    /// A lower revision after a higher.
    LowerRevision,
    /// Content of a person who said no.
    WithoutConsent,
    /// Somebody else's statement, put into its own stream.
    Launders,
    /// Its own statement, signed with a key that is for something else.
    StrangeKey,
}

/// What the line does to one round.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// The answer to the heads request is lost.
    pub loses_heads: bool,
    /// One range answer in so many is lost; 0: none.
    pub loses_ranges: usize,
    /// Answers come twice.
    pub doubles: bool,
    /// Answers that an earlier round waited for come now.
    pub delays: bool,
    /// At most so many entries in an answer; 0: no limit.
    pub cuts: usize,
    /// The asking node crashes before this commit; 0: it does not.
    pub crashes_at: usize,
}

impl Line {
    /// Does it deliver all that was sent?
    pub const fn is_whole(&self) -> bool {
        !self.loses_heads && self.loses_ranges == 0 && !self.delays && self.crashes_at == 0
    }
}

/// One step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each field is what its name says")]
pub enum Op {
    /// A desk shares a bulletin.
    Share {
        by: usize,
        label: Label,
        to: To,
        consent: Consent,
    },
    /// A desk publishes.
    Publish { by: usize },
    /// A desk revises one of its bulletins.
    Revise { by: usize, pick: usize },
    /// A desk narrows one of its bulletins to one desk.
    Narrow { by: usize, pick: usize, to: usize },
    /// A desk withdraws.
    Withdraw { by: usize, pick: usize },
    /// A desk has seen what another shared.
    Sight { by: usize, pick: usize },
    /// The coordinators sign a new roster, and one node has it first.
    Roster {
        first: usize,
        desk: usize,
        change: Change,
    },
    /// One node pulls from another.
    Sync {
        into: usize,
        from: usize,
        line: Line,
        lie: Option<Lie>,
    },
    /// The lying node signs something crooked.
    Sign { what: Crooked },
    /// A node crashes and starts again.
    Crash { at: usize },
    /// A node's store is copied.
    BackUp { at: usize },
    /// A node returns to its copy.
    Restore { at: usize },
    /// Time passes.
    Clock { seconds: i64 },
    /// One node's clock is off by this from now on.
    Skew { at: usize, seconds: i64 },
}

/// A schedule: how many nodes, which of them lies, and what happens.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// For ids, salts, and the order of answers.
    pub seed: u64,
    /// How many desks run a node.
    pub nodes: usize,
    /// The last one lies.
    pub has_liar: bool,
    /// The steps.
    pub ops: Vec<Op>,
}

impl Schedule {
    /// The schedule of this seed.
    pub fn of(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let nodes = 3 + rng.below(3);
        let has_liar = rng.once_in(2);
        let length = 30 + rng.below(31);
        let ops = (0..length).map(|_| op(&mut rng, nodes, has_liar)).collect();
        Self {
            seed,
            nodes,
            has_liar,
            ops,
        }
    }

    /// Which node lies.
    pub fn liar(&self) -> Option<usize> {
        self.has_liar.then_some(self.nodes - 1)
    }
}

fn op(rng: &mut Rng, nodes: usize, has_liar: bool) -> Op {
    let by = rng.below(nodes);
    let pick = rng.below(1000);
    match rng.below(100) {
        0..18 => share(rng, by, nodes),
        18..21 => Op::Publish { by },
        21..25 => Op::Revise { by, pick },
        25..28 => Op::Narrow {
            by,
            pick,
            to: rng.below(nodes),
        },
        28..33 => Op::Withdraw { by, pick },
        33..35 => Op::Sight { by, pick },
        35..39 => {
            let change =
                [Change::Suspend, Change::Expel, Change::Admit, Change::Admit][rng.below(4)];
            Op::Roster {
                first: by,
                desk: rng.below(nodes),
                change,
            }
        }
        39..42 => Op::Crash { at: by },
        42..44 => Op::Clock {
            seconds: [60, 3_600, 90_000][rng.below(3)],
        },
        44..46 => Op::Skew {
            at: by,
            seconds: [-3_600, 0, 0, 300, 3_600][rng.below(5)],
        },
        46..51 if has_liar => Op::Sign { what: crooked(rng) },
        51..53 => Op::BackUp { at: by },
        53..55 => Op::Restore { at: by },
        _ => sync(rng, by, nodes, has_liar),
    }
}

fn share(rng: &mut Rng, by: usize, nodes: usize) -> Op {
    let label = [
        Label::Green,
        Label::Green,
        Label::Green,
        Label::Amber,
        Label::Amber,
        Label::AmberStrict,
        Label::Red,
    ][rng.below(7)];
    let to = match rng.below(4) {
        0 => To::Everybody,
        1 => To::Group(rng.once_in(2)),
        2 if label == Label::Green => To::Everybody,
        _ => To::Desk(rng.below(nodes)),
    };
    let consent = match rng.below(8) {
        0 => Consent::No,
        1 => Consent::Named,
        2 => Consent::Network,
        _ => Consent::NotNeeded,
    };
    Op::Share {
        by,
        label,
        to,
        consent,
    }
}

fn crooked(rng: &mut Rng) -> Crooked {
    match rng.below(6) {
        0 => Crooked::Fork,
        1 => Crooked::WrongStream([Label::Amber, Label::AmberStrict, Label::Red][rng.below(3)]),
        2 => Crooked::LowerRevision,
        3 => Crooked::Launders,
        4 => Crooked::StrangeKey,
        _ => Crooked::WithoutConsent,
    }
}

fn sync(rng: &mut Rng, into: usize, nodes: usize, has_liar: bool) -> Op {
    let from = (into + 1 + rng.below(nodes - 1)) % nodes;
    let mut line = Line {
        cuts: [0, 0, 1, 2][rng.below(4)],
        ..Line::default()
    };
    match rng.below(12) {
        0 => line.loses_heads = true,
        1 => line.loses_ranges = 1 + rng.below(3),
        2 => line.doubles = true,
        3 => line.delays = true,
        4 => line.crashes_at = 1 + rng.below(3),
        _ => {}
    }
    let lie =
        (has_liar && from == nodes - 1 && !rng.once_in(3)).then(|| LIES[rng.below(LIES.len())]);
    Op::Sync {
        into,
        from,
        line,
        lie,
    }
}

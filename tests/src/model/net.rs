//! A network in one state, as small numbers; and the arena that knows what the numbers stand for.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use fanal_protocol::{BulletinId, DeskStatus, Digest, StreamName};

use super::fingerprint;
use super::parcel::Stick;
use super::round::{self, How, Line, Scene};
use super::step::Step;
use super::world::World;
use crate::simulation::book::Book;
use crate::simulation::federation::federation;
use crate::simulation::node::Node;
use crate::simulation::oracle::Truth;
use crate::simulation::planted::Planted;
use crate::simulation::promises::{Truths, Violation};

/// A node's state, by number.
pub type Number = u32;

/// One state of the whole network.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    /// Each desk's, in the order of [`World::desks`].
    pub desks: Vec<Number>,
    /// The line that is open, if one is.
    pub line: Option<u16>,
    /// The parcel that was written last.
    pub stick: Option<u16>,
    /// What can be done once, and was.
    pub spent: u32,
    /// What was taken back, and has to be taken back everywhere.
    pub recalls: Vec<u16>,
    /// The first promise that broke.
    pub broken: Option<Violation>,
}

/// Something taken back, as a whole or in the revisions so far.
#[derive(Clone, PartialEq, Eq)]
pub struct Recall {
    /// Whose it is.
    pub origin: usize,
    /// Which bulletin.
    pub id: BulletinId,
    /// Every revision, or only what went out until then.
    pub is_whole: bool,
    /// What went out until then.
    pub digests: BTreeSet<Digest>,
    /// Down which streams.
    pub streams: BTreeSet<StreamName>,
    /// The retraction; none if a bug forgot it.
    pub retraction: Option<Digest>,
}

/// What a round led to.
#[derive(Clone)]
pub struct Led {
    /// The asking node.
    pub into: Number,
    /// The first promise that broke.
    pub broken: Option<Violation>,
    /// It stored something that it got from another than its origin.
    pub relayed: bool,
}

/// What a desk's own act led to.
#[derive(Clone)]
pub struct Acted {
    /// The desk.
    pub node: Number,
    /// What it took back with it.
    pub recall: Option<u16>,
    /// The first promise that broke.
    pub broken: Option<Violation>,
}

/// What the numbers stand for, and what came of each step that was tried.
#[derive(Default)]
pub struct Arena {
    has_memory: bool,
    nodes: Vec<Arc<Node>>,
    numbers: HashMap<[u8; 32], Number>,
    rounds: HashMap<(Number, Number, How), Option<Led>>,
    pub(super) acts: HashMap<(Number, Step), Option<Acted>>,
    pub(super) lines: Vec<Line>,
    line_numbers: HashMap<(Number, Number), Option<u16>>,
    pub(super) sticks: Vec<Stick>,
    pub(super) recalls: Vec<Recall>,
    pub(super) settled: HashMap<Vec<u32>, Option<Violation>>,
    pub(super) truths: Truths,
}

/// A world, set in motion.
pub struct Net {
    /// Its table row.
    pub world: World,
    /// What every honest node does wrong, if anything.
    pub planted: Option<Planted>,
    /// Who signed what.
    pub book: Arc<Book>,
    arena: Mutex<Arena>,
}

impl Net {
    /// A world; every honest node has the planted bug, if there is one.
    pub fn new(world: World, planted: Option<Planted>) -> Self {
        Self {
            world,
            planted,
            book: Arc::new(if planted == Some(Planted::TrustsAnyKey) {
                Book::where_any_key_counts()
            } else {
                Book::default()
            }),
            arena: Mutex::new(Arena {
                has_memory: world.has_memory,
                ..Arena::default()
            }),
        }
    }

    /// The first state: every desk knows the first roster, and nothing else.
    pub fn first(&self) -> State {
        let mut arena = self.arena();
        let desks = self.world.desks.iter().map(|at| {
            let mut node = Node::by_the_book(*at, &self.book);
            node.is_liar = *at == self.world.hostile;
            node.planted = if node.is_liar {
                BTreeSet::from([
                    Planted::IgnoresRetraction,
                    Planted::ServesExpelled,
                    Planted::SkipsAccept,
                ])
            } else {
                self.planted.into_iter().collect()
            };
            arena.number(node)
        });
        State {
            desks: desks.collect(),
            line: None,
            stick: None,
            spent: 0,
            recalls: Vec::new(),
            broken: None,
        }
    }

    /// The arena; one thread at a time.
    pub fn arena(&self) -> MutexGuard<'_, Arena> {
        self.arena.lock().unwrap()
    }

    /// The place of a desk in [`World::desks`].
    pub fn seat(&self, desk: usize) -> usize {
        self.world.desks.iter().position(|at| *at == desk).unwrap()
    }

    /// How many node states, and how many rounds between two of them, were run.
    pub fn sizes(&self) -> (usize, usize) {
        let arena = self.arena();
        (arena.nodes.len(), arena.rounds.len())
    }

    /// What a round needs to know of the world.
    pub fn scene<'a>(&self, truths: &'a Truths) -> Scene<'a> {
        Scene {
            truths,
            hostile: self.world.hostile,
            may_forget: self
                .world
                .acts
                .contains(&super::world::Act::Restore)
                .then_some(self.world.fragile),
        }
    }
}

impl Arena {
    /// The node of a number.
    pub fn node(&self, number: Number) -> &Arc<Node> {
        &self.nodes[number as usize]
    }

    /// The number of a node at rest; what it signed since is written down.
    pub fn number(&mut self, mut node: Node) -> Number {
        for kept in std::mem::take(&mut node.issued) {
            self.truths.insert(kept.opened.digest(), Truth::of(&kept));
        }
        node.stored.clear();
        node.refused.clear();
        if !self.has_memory {
            node.ram.known.clear();
        }
        node.disk = node.ram.clone();
        let next = Number::try_from(self.nodes.len()).unwrap();
        let number = *self.numbers.entry(fingerprint::of(&node)).or_insert(next);
        if number == next {
            self.nodes.push(Arc::new(node));
        }
        number
    }

    /// A round between two states; run once.
    pub fn round(&mut self, net: &Net, into: Number, from: Number, how: How) -> Option<Led> {
        if let Some(led) = self.rounds.get(&(into, from, how)) {
            return led.clone();
        }
        let scene = net.scene(&self.truths);
        let (asking, answering) = (self.node(into), self.node(from));
        let seen = match how {
            How::FromStick(stick) => {
                round::from_stick(&scene, asking, &self.sticks[usize::from(stick)])
            }
            How::Late(line) => {
                let line = &self.lines[usize::from(line)];
                round::over_the_line(&scene, asking, answering, how, Some(line))
            }
            How::Whole | How::Dies | How::Lied(..) => {
                round::over_the_line(&scene, asking, answering, how, None)
            }
        };
        let led = seen.map(|seen| Led {
            into: self.number(seen.into),
            broken: seen.broken,
            relayed: seen.relayed,
        });
        self.rounds.insert((into, from, how), led.clone());
        led
    }

    /// A line between two states, by number.
    pub fn line(&mut self, into: Number, from: Number) -> Option<u16> {
        if let Some(line) = self.line_numbers.get(&(into, from)) {
            return *line;
        }
        let line = round::open_line(self.node(into), self.node(from)).map(|line| {
            self.lines.push(line);
            u16::try_from(self.lines.len() - 1).unwrap()
        });
        self.line_numbers.insert((into, from), line);
        line
    }

    /// Whoever is in by the newest roster, which the coordinators have; and honest.
    pub fn active(&self, net: &Net, state: &State) -> Vec<usize> {
        let rosters = state.desks.iter().map(|number| self.node(*number).roster());
        let newest = rosters.max_by_key(|roster| roster.version()).unwrap();
        let is_in = |at: &usize| {
            let id = &federation().desks[*at].id;
            let desk = newest.desk(id);
            *at != net.world.hostile && desk.is_some_and(|desk| desk.status == DeskStatus::Active)
        };
        net.world.desks.iter().copied().filter(is_in).collect()
    }
}

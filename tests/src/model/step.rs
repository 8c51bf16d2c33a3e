//! The steps: what can be done in a state, and what it leads to.

use std::fmt;

use fanal_protocol::{
    Audience, Body, BulletinId, Claim, DeskId, Digest, Freeze, Kind, Marking, NoBeneficiary,
    RetractionReason,
};

use super::net::{Acted, Arena, Net, Recall, State};
use super::parcel::Stick;
use super::restore;
use super::round::{How, changed};
use super::world::{Act, BOR, FAY, Marked, Whom};
use crate::simulation::compose::bulletin;
use crate::simulation::federation::{Change, START, federation};
use crate::simulation::node::{Node, Own};
use crate::simulation::ops::Crooked;

/// One step. Numbers of desks are places in the federation's list, numbers of bulletins in the world's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum Step {
    Share(usize),
    Relabel(usize),
    Narrow(usize),
    Withdraw(usize),
    Expel(usize),
    Admit(usize),
    /// One desk asks another for what is new: from its origin, or passed on.
    Sync {
        into: usize,
        from: usize,
        how: How,
    },
    /// The heads are told, the ranges wait.
    OpenLine {
        into: usize,
        from: usize,
    },
    /// The ranges are asked for.
    GoOn,
    /// A node dies between two steps, and starts again: nothing of it must change.
    Restart(usize),
    BackUp(usize),
    Restore(usize),
    WriteParcel {
        by: usize,
        to: usize,
    },
    ReadParcel,
    /// The hostile desk signs what no honest desk would.
    SignCrooked(Crooked),
}

/// What was done is a bit each, in the order of the acts; above them stand the bulletins.
const RELAYED: u32 = 1 << 28;
const READ: u32 = 1 << 29;

impl Step {
    /// What is done once at most, by its bit.
    const fn bit(self) -> u32 {
        match self {
            Self::Share(item) => 1 << item,
            Self::Relabel(item) => 1 << (4 + item),
            Self::Narrow(item) => 1 << (8 + item),
            Self::Withdraw(item) => 1 << (12 + item),
            Self::Expel(_) => 1 << 16,
            Self::Admit(_) => 1 << 17,
            Self::Sync { how: How::Dies, .. } => 1 << 18,
            Self::BackUp(_) => 1 << 19,
            Self::Restore(_) => 1 << 20,
            Self::WriteParcel { .. } => 1 << 21,
            Self::OpenLine { .. } => 1 << 22,
            Self::SignCrooked(what) => match what {
                Crooked::Fork => 1 << 23,
                Crooked::WrongStream(_) => 1 << 24,
                Crooked::LowerRevision => 1 << 25,
                Crooked::WithoutConsent => 1 << 26,
                Crooked::Launders | Crooked::StrangeKey => 1 << 27,
            },
            Self::Sync { .. } | Self::GoOn | Self::ReadParcel | Self::Restart(_) => 0,
        }
    }
}

/// Did this act take place on the way to the state?
pub fn took_place(act: Act, state: &State) -> bool {
    let bits = match act {
        Act::Share => 0xf,
        Act::Relabel => 0xf0,
        Act::Narrow => 0xf00,
        Act::Withdraw => 0xf000,
        Act::Expel => Step::Expel(0).bit(),
        Act::Admit => Step::Admit(0).bit(),
        Act::Crash => 1 << 18,
        Act::Restore => Step::Restore(0).bit(),
        Act::Relay => RELAYED,
        Act::Parcel => READ,
    };
    state.spent & bits != 0
}

/// Everything that can be done; what would change nothing is among it.
pub fn steps(net: &Net, state: &State, out: &mut Vec<Step>) {
    let world = &net.world;
    let mut may = |step: Step| {
        if step.bit() & state.spent == 0 {
            out.push(step);
        }
    };
    let has = |act| world.acts.contains(&act);
    for item in 0..world.items.len() {
        may(Step::Share(item));
        if state.spent & Step::Share(item).bit() == 0 {
            continue;
        }
        for (act, step) in [
            (Act::Relabel, Step::Relabel(item)),
            (Act::Narrow, Step::Narrow(item)),
            (Act::Withdraw, Step::Withdraw(item)),
        ] {
            if has(act) {
                may(step);
            }
        }
    }
    for what in world.crooked {
        may(Step::SignCrooked(*what));
    }
    if has(Act::Expel) {
        may(Step::Expel(world.expelled));
    }
    if has(Act::Admit) {
        may(Step::Admit(FAY));
    }
    if has(Act::Crash) {
        may(Step::Restart(world.fragile));
    }
    if has(Act::Restore) {
        may(Step::BackUp(world.fragile));
        if state.spent & Step::BackUp(0).bit() != 0 {
            may(Step::Restore(world.fragile));
        }
    }
    if has(Act::Parcel) {
        let (by, to) = world.stick;
        may(Step::WriteParcel { by, to });
        if state.stick.is_some() {
            may(Step::ReadParcel);
        }
    }
    for into in world.desks.iter().copied() {
        for from in world.desks.iter().copied().filter(|from| *from != into) {
            rounds(net, into, from, &mut may);
        }
    }
    if state.line.is_some() {
        may(Step::GoOn);
    }
}

fn rounds(net: &Net, into: usize, from: usize, may: &mut impl FnMut(Step)) {
    let world = &net.world;
    let sync = |how| Step::Sync { into, from, how };
    may(sync(How::Whole));
    if world.acts.contains(&Act::Crash) && into == world.fragile {
        may(sync(How::Dies));
    }
    if from == world.hostile {
        for lie in world.lies {
            for place in 0..2 {
                may(sync(How::Lied(*lie, place)));
            }
        }
    }
    if world.slow_line == Some((into, from)) {
        may(Step::OpenLine { into, from });
    }
}

/// What it leads to; none if it changes nothing.
pub fn take(net: &Net, state: &State, step: Step) -> Option<State> {
    let mut arena = net.arena();
    let mut after = state.clone();
    after.spent |= step.bit();
    match step {
        Step::Sync { into, from, how } => {
            sync(net, &mut arena, &mut after, (into, from), how)?;
        }
        Step::OpenLine { into, from } => {
            let numbers = (state.desks[net.seat(into)], state.desks[net.seat(from)]);
            after.line = Some(arena.line(numbers.0, numbers.1)?);
        }
        Step::GoOn => {
            let line = after.line.take()?;
            let desks = arena.lines[usize::from(line)].desks;
            // A line that cannot go on is closed all the same.
            let _ = sync(net, &mut arena, &mut after, desks, How::Late(line));
        }
        Step::ReadParcel => {
            let stick = state.stick?;
            let desks = {
                let stick = &arena.sticks[usize::from(stick)];
                (stick.to, stick.by)
            };
            after.spent |= READ;
            sync(net, &mut arena, &mut after, desks, How::FromStick(stick))?;
        }
        Step::WriteParcel { by, to } => {
            let node = arena.node(state.desks[net.seat(by)]);
            let (stick, broken) = Stick::write(node, to, &arena.truths);
            after.broken = broken;
            after.stick = Some(arena.keep_stick(stick));
        }
        Step::Restore(at) => {
            after.desks[net.seat(at)] = restored(net, &mut arena, state, at);
            forgive(net, &arena, &mut after, at);
        }
        Step::Share(_)
        | Step::Relabel(_)
        | Step::Narrow(_)
        | Step::Withdraw(_)
        | Step::Expel(_)
        | Step::Admit(_)
        | Step::Restart(_)
        | Step::BackUp(_)
        | Step::SignCrooked(_) => act(net, &mut arena, &mut after, step)?,
    }
    (after != *state).then_some(after)
}

fn sync(
    net: &Net,
    arena: &mut Arena,
    after: &mut State,
    (into, from): (usize, usize),
    how: How,
) -> Option<()> {
    let (into, from) = (net.seat(into), net.seat(from));
    let led = arena.round(net, after.desks[into], after.desks[from], how)?;
    after.desks[into] = led.into;
    after.broken = led.broken;
    if led.relayed {
        after.spent |= RELAYED;
    }
    Some(())
}

/// A step that one desk takes alone; run once for each of its states.
fn act(net: &Net, arena: &mut Arena, after: &mut State, step: Step) -> Option<()> {
    let at = whose(net, step);
    let number = after.desks[net.seat(at)];
    let known = arena.acts.get(&(number, step)).cloned();
    let acted = match known {
        Some(acted) => acted,
        None => {
            let acted = act_alone(net, arena, number, step);
            arena.acts.insert((number, step), acted.clone());
            acted
        }
    }?;
    after.desks[net.seat(at)] = acted.node;
    after.recalls.extend(acted.recall);
    after.recalls.sort_unstable();
    after.broken = acted.broken;
    Some(())
}

fn whose(net: &Net, step: Step) -> usize {
    match step {
        Step::Share(item) | Step::Relabel(item) | Step::Narrow(item) | Step::Withdraw(item) => {
            net.world.items[item].by
        }
        Step::Restart(at) | Step::BackUp(at) | Step::Restore(at) => at,
        Step::SignCrooked(_) => net.world.hostile,
        Step::WriteParcel { by, .. } => by,
        Step::Sync { into, .. } | Step::OpenLine { into, .. } => into,
        // New rosters arrive here first.
        Step::Expel(_) | Step::Admit(_) | Step::GoOn | Step::ReadParcel => BOR,
    }
}

fn act_alone(net: &Net, arena: &mut Arena, number: u32, step: Step) -> Option<Acted> {
    let before = arena.node(number).clone();
    let mut node = Node::clone(&before);
    let mut recall = None;
    match step {
        Step::Share(item) => share(net, &mut node, item)?,
        Step::Relabel(item) => {
            recall = remark(&mut node, item, net.world.items[item].relabelled)?.pop();
        }
        Step::Narrow(item) => {
            recall = remark(&mut node, item, net.world.items[item].narrowed)?.pop();
        }
        Step::Withdraw(item) => recall = Some(withdraw(&mut node, item)?),
        Step::Expel(desk) => change_roster(&mut node, desk, Change::Expel),
        Step::Admit(desk) => change_roster(&mut node, desk, Change::Admit),
        Step::Restart(_) => node.crash(),
        Step::BackUp(_) => node.back_up(),
        Step::SignCrooked(what) => node.sign_crooked(what),
        Step::Sync { .. }
        | Step::OpenLine { .. }
        | Step::GoOn
        | Step::Restore(_)
        | Step::WriteParcel { .. }
        | Step::ReadParcel => return None,
    }
    node.commit();
    let broken = (!node.is_liar).then(|| changed(&before, &node)).flatten();
    Some(Acted {
        node: arena.number(node),
        recall: recall.map(|recall| arena.keep_recall(recall)),
        broken,
    })
}

fn id_of(item: usize) -> BulletinId {
    BulletinId::from_random([100 + u8::try_from(item).unwrap(); 16])
}

fn marking((label, whom): Marked) -> Marking {
    let mut marking = Marking::of(label);
    marking.audience = match whom {
        Whom::All => Audience::default(),
        Whom::Desk(desk) => Audience::of_desks([federation().desks[desk].id.clone()]),
        Whom::Group(name) => Audience {
            groups: [name.parse().unwrap()].into(),
            ..Audience::default()
        },
    };
    marking
}

fn share(net: &Net, node: &mut Node, item: usize) -> Option<()> {
    let mut header = node.header(Kind::Bulletin, [].into());
    header.id = id_of(item);
    let consent = Claim::NotNeeded {
        because: NoBeneficiary::NoBeneficiary,
    };
    let body = bulletin(marking(net.world.items[item].first), consent);
    node.compose(header, body).then_some(())
}

fn own(node: &Node, item: usize) -> Option<Own> {
    let own = node.ram.own.get(&id_of(item))?;
    (!own.withdrawn && !own.out.is_empty()).then(|| own.clone())
}

/// Another label or audience: what was told is taken back, unless more may have it than before. None if
/// there is nothing to change.
fn remark(node: &mut Node, item: usize, to: Marked) -> Option<Vec<Recall>> {
    let own = own(node, item)?;
    let Body::Bulletin(content) = &own.body else {
        return None;
    };
    let widens = to.0 < content.marking.label && to.1 == Whom::All;
    if widens {
        let mut content = content.clone();
        content.marking = marking(to);
        let header = node.next_revision(id_of(item), &own);
        return node.compose(header, Body::Bulletin(content)).then(Vec::new);
    }
    let recall = recall(node, item, &own, false);
    let was_allowed = node.narrow(id_of(item), &own, marking(to));
    was_allowed.then(|| {
        let retraction = retraction_of(node, &recall);
        vec![Recall {
            retraction,
            ..recall
        }]
    })
}

fn withdraw(node: &mut Node, item: usize) -> Option<Recall> {
    let own = own(node, item)?;
    let recall = recall(node, item, &own, true);
    let retraction = node.retract(id_of(item), RetractionReason::Consent)?;
    Some(Recall {
        retraction: Some(retraction),
        ..recall
    })
}

fn recall(node: &Node, item: usize, own: &Own, is_whole: bool) -> Recall {
    let out = own.out.iter();
    Recall {
        origin: node.at,
        id: id_of(item),
        is_whole,
        digests: out.clone().map(|(digest, _)| *digest).collect(),
        streams: out.flat_map(|(_, streams)| streams.clone()).collect(),
        retraction: None,
    }
}

fn retraction_of(node: &Node, recall: &Recall) -> Option<Digest> {
    let digest = recall.digests.first()?;
    let key = (node.id().clone(), *digest);
    node.ram.recalled.get(&key).copied()
}

/// A new roster, at the node that has it first; what that one holds of whoever goes is frozen. [R15]
fn change_roster(node: &mut Node, desk: usize, change: Change) {
    let id = &federation().desks[desk].id;
    let logs = node.ram.logs.iter();
    let freezes = logs
        .filter(|(stream, log)| {
            stream.origin == *id && stream.name.is_relayed() && log.held.size() > 0
        })
        .map(|(stream, log)| Freeze {
            stream: stream.name.clone(),
            epoch: stream.epoch,
            size: log.held.size(),
            root: log.held.root(),
        })
        .collect();
    let after = federation().next_roster(node.roster(), desk, change, freezes, START);
    node.take_roster(after.bytes());
}

fn restored(net: &Net, arena: &mut Arena, state: &State, at: usize) -> u32 {
    let mut node = Node::clone(arena.node(state.desks[net.seat(at)]));
    let recalled: Vec<_> = node.ram.recalled.keys().cloned().collect();
    restore::come_back(&mut node, net.world.desks);
    let active = arena.active(net, state);
    let others: Vec<_> = active.iter().filter(|other| **other != at).collect();
    // What no honest desk that is in could tell it again is lost with its disk.
    let can_be_told = |key: &(DeskId, Digest)| {
        others.iter().any(|other| {
            let number = state.desks[net.seat(**other)];
            let is_origins = key.0 == *node.id() || key.0 == federation().desks[**other].id;
            is_origins && arena.node(number).ram.recalled.contains_key(key)
        })
    };
    node.once_recalled = recalled.into_iter().filter(can_be_told).collect();
    arena.number(node)
}

/// What a desk took back after its backup, and nobody else has heard of, went with its disk. SECURITY.md
/// says so.
fn forgive(net: &Net, arena: &Arena, after: &mut State, restored: usize) {
    let others = arena.active(net, after);
    let numbers: Vec<u32> = (others.iter().filter(|at| **at != restored))
        .map(|at| after.desks[net.seat(*at)])
        .collect();
    after.recalls.retain(|recall| {
        let recall = &arena.recalls[usize::from(*recall)];
        let origin = &federation().desks[recall.origin].id;
        let knows = |number: &u32| {
            let recalled = &arena.node(*number).ram.recalled;
            let mut digests = recall.digests.iter();
            digests.all(|digest| recalled.contains_key(&(origin.clone(), *digest)))
        };
        recall.origin != restored || numbers.iter().any(knows)
    });
}

impl Arena {
    fn keep_recall(&mut self, recall: Recall) -> u16 {
        let known = self.recalls.iter().position(|other| *other == recall);
        let at = known.unwrap_or_else(|| {
            self.recalls.push(recall);
            self.recalls.len() - 1
        });
        u16::try_from(at).unwrap()
    }

    fn keep_stick(&mut self, stick: Stick) -> u16 {
        let is_it = |other: &Stick| other.fingerprint() == stick.fingerprint();
        let known = self.sticks.iter().position(is_it);
        let at = known.unwrap_or_else(|| {
            self.sticks.push(stick);
            self.sticks.len() - 1
        });
        u16::try_from(at).unwrap()
    }
}

/// A desk's name.
fn name(desk: usize) -> &'static str {
    federation().desks[desk].id.as_str()
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(item) => write!(f, "bulletin {item} is shared"),
            Self::Relabel(item) => write!(f, "bulletin {item} gets another label"),
            Self::Narrow(item) => write!(f, "bulletin {item} is narrowed"),
            Self::Withdraw(item) => write!(f, "bulletin {item} is withdrawn"),
            Self::Expel(desk) => write!(f, "{} is expelled, bor has the roster", name(*desk)),
            Self::Admit(desk) => write!(f, "{} is admitted, bor has the roster", name(*desk)),
            Self::Sync { into, from, how } => {
                let (into, from) = (name(*into), name(*from));
                match how {
                    How::Dies => write!(f, "{into} asks {from}, dies before its second commit"),
                    How::Lied(lie, place) => {
                        write!(f, "{into} asks {from}, which lies: {lie:?} at {place}")
                    }
                    How::Whole | How::Late(_) | How::FromStick(_) => {
                        write!(f, "{into} asks {from}")
                    }
                }
            }
            Self::OpenLine { into, from } => {
                write!(f, "{} asks {} for heads alone", name(*into), name(*from))
            }
            Self::GoOn => write!(f, "it asks for the ranges, on the line that is open"),
            Self::Restart(desk) => write!(f, "{} dies and starts again", name(*desk)),
            Self::BackUp(desk) => write!(f, "{} is backed up", name(*desk)),
            Self::Restore(desk) => write!(f, "{} is restored", name(*desk)),
            Self::WriteParcel { by, to } => {
                write!(f, "{} writes a parcel for {}", name(*by), name(*to))
            }
            Self::ReadParcel => write!(f, "the parcel is read"),
            Self::SignCrooked(what) => write!(f, "the hostile desk signs: {what:?}"),
        }
    }
}

//! One round of the real session between two nodes, over a line or from a stick, and what an onlooker
//! sees of it.

use std::sync::Arc;

use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Digest, StreamRef};
use fanal_sync::{Action, Fault, Pull, VerifiedPeer, View, open_head_by};

use super::parcel::Stick;
use super::restore;
use crate::simulation::federation::federation;
use crate::simulation::lies;
use crate::simulation::node::Node;
use crate::simulation::ops::Lie;
use crate::simulation::planted::Planted;
use crate::simulation::promises::{self, Truths, Violation};

/// What becomes of a round.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum How {
    /// All of it arrives.
    Whole,
    /// Entries come one by one, and the asking node dies before its second commit.
    Dies,
    /// The answering node, which is hostile, lies; about the entry or head of this place.
    Lied(Lie, usize),
    /// The heads were told earlier, see [`Line`]; by its number.
    Late(u16),
    /// It is read from a stick; by its number.
    FromStick(u16),
}

/// A round that has begun: the heads are told, no range is asked for yet.
#[derive(Clone)]
pub struct Line {
    /// Who asks, and who answers; places in the federation's list.
    pub desks: (usize, usize),
    /// What the asking node knew of the other.
    known: Option<Digest>,
    /// The asking node's roster.
    version: u64,
    /// The answer.
    pub answer: HeadsAnswer,
    /// The answering node as it was.
    opened: Arc<Node>,
}

/// What came of a round.
#[derive(Clone)]
pub struct Seen {
    /// The asking node after it.
    pub into: Node,
    /// The first promise that broke.
    pub broken: Option<Violation>,
    /// It stored something that it got from another than its origin.
    pub relayed: bool,
}

/// Who answers.
enum Source<'a> {
    Desk {
        node: &'a Node,
        /// The answering node as it was when the line was opened, if that is earlier.
        before: Option<&'a Node>,
    },
    Stick(&'a Stick),
}

/// All that a round needs to know of the world around it.
pub struct Scene<'a> {
    /// Every statement that was signed so far.
    pub truths: &'a Truths,
    /// The hostile desk.
    pub hostile: usize,
    /// A desk that may come back from a backup, and so may have lost what it signed.
    pub may_forget: Option<usize>,
}

/// Opens a line: the heads are told, nothing else yet. None if one of the two does not talk.
pub fn open_line(into: &Node, from: &Arc<Node>) -> Option<Line> {
    let (peer, caller) = session(into, from)?;
    let known = known_of(into, &peer);
    let version = into.roster().version();
    let (_, request) = Pull::begin(&peer, federation().network(), version, known);
    Some(Line {
        desks: (into.at, from.at),
        known,
        version,
        answer: from.heads(&request, &caller),
        opened: Arc::clone(from),
    })
}

fn session(into: &Node, from: &Node) -> Option<(VerifiedPeer, VerifiedPeer)> {
    let desks = &federation().desks;
    Some((
        into.caller(&desks[from.at].pin)?,
        from.caller(&desks[into.at].pin)?,
    ))
}

fn known_of(into: &Node, peer: &VerifiedPeer) -> Option<Digest> {
    let has_gaps = into.ram.logs.keys().any(|s| !into.gaps(s).is_empty());
    let known = into.ram.known.get(peer.desk()).copied();
    known.filter(|_| !has_gaps)
}

/// A round over the line. None if one of the two does not talk to the other.
pub fn over_the_line(
    scene: &Scene<'_>,
    into: &Node,
    from: &Node,
    how: How,
    line: Option<&Line>,
) -> Option<Seen> {
    let (peer, _) = match line {
        // The handshake was then; whether the roster of now is asked again is what is watched.
        Some(line) => session(into, &line.opened)?,
        None => session(into, from)?,
    };
    let before = line.map(|line| &*line.opened);
    let mut round = Round {
        scene,
        into: into.clone(),
        source: Source::Desk { node: from, before },
        how,
        broken: None,
        relayed: false,
    };
    if line.is_none() {
        round.note(promises::talking(into, from.id()));
        round.note(promises::talking(from, into.id()));
    }
    let known = line.map_or_else(|| known_of(into, &peer), |line| line.known);
    let version = line.map_or_else(|| into.roster().version(), |line| line.version);
    round.run(&peer, known, version, line.map(|line| line.answer.clone()));
    if into.is_liar {
        round.ask_for_everything();
    }
    Some(round.end(into))
}

/// Reads a stick in. None if its writer is nobody whom this desk hears.
pub fn from_stick(scene: &Scene<'_>, into: &Node, stick: &Stick) -> Option<Seen> {
    let mut round = Round {
        scene,
        into: into.clone(),
        source: Source::Stick(stick),
        how: How::Whole,
        broken: None,
        relayed: false,
    };
    if let Some(peer) = into.caller(&federation().desks[stick.by].pin) {
        let version = into.roster().version();
        round.run(&peer, None, version, Some(stick.answer.clone()));
        // A stick tells nothing of what its writer holds by now.
        round.into.ram.known.remove(peer.desk());
        if let Some(known) = into.ram.known.get(peer.desk()) {
            let known = *known;
            round.into.ram.known.insert(peer.desk().clone(), known);
        }
    }
    stick.take_retractions(&mut round.into);
    round.into.commit();
    let left = stick.is_obeyed(&round.into);
    round.note(left);
    Some(round.end(into))
}

struct Round<'a> {
    scene: &'a Scene<'a>,
    into: Node,
    source: Source<'a>,
    how: How,
    broken: Option<Violation>,
    relayed: bool,
}

impl Round<'_> {
    fn note(&mut self, seen: Option<Violation>) {
        if self.broken.is_none() {
            self.broken = seen;
        }
    }

    fn run(
        &mut self,
        peer: &VerifiedPeer,
        known: Option<Digest>,
        version: u64,
        told: Option<HeadsAnswer>,
    ) {
        let (mut pull, request) = Pull::begin(peer, federation().network(), version, known);
        let Some(answer) = told.or_else(|| self.heads(&request)) else {
            return;
        };
        let heads = answer.heads.clone();
        let mut actions = pull.on_heads(answer, &self.into);
        let mut commits = 0;
        while !actions.is_empty() {
            let waits = |action: &Action| matches!(action, Action::Ask(_) | Action::Offer(_));
            let first = actions.iter().position(|action| !waits(action));
            match actions.remove(first.unwrap_or_default()) {
                Action::TakeRosters(rosters) => {
                    for roster in rosters {
                        self.into.take_roster(&roster);
                    }
                    self.into.commit();
                    actions.extend(pull.on_membership(&self.into));
                }
                Action::TakeHeartbeats(_) => actions.extend(pull.on_membership(&self.into)),
                Action::Ask(request) => match self.range(&request) {
                    None => actions.extend(pull.on_failure(&request.stream)),
                    Some(entries) => {
                        self.believe(&request, &entries, &heads);
                        actions.extend(pull.on_entries(&request, entries));
                    }
                },
                Action::Offer(batch) => {
                    commits += 1;
                    let (stream, from) = (batch.stream.clone(), batch.from_peer.clone());
                    let taken = self.into.take(batch);
                    if self.how == How::Dies && commits == 2 {
                        self.into.stored.clear();
                        self.into.crash();
                        actions = pull.on_lost();
                        continue;
                    }
                    match taken {
                        Ok(()) => {
                            self.relayed |= stream.origin != from;
                            self.into.commit();
                            actions.extend(pull.on_committed(&stream));
                        }
                        Err((at, refused)) => {
                            actions.extend(pull.on_refused(&stream, at, &refused));
                        }
                    }
                }
                Action::Fill(filling) => {
                    if let Err(refused) = self.into.fill(&filling) {
                        actions.extend(pull.on_refused(&filling.stream, filling.at, &refused));
                    }
                    self.into.commit();
                }
                Action::DropStaged(stream) => {
                    self.into.drop_staged(&stream);
                    self.into.commit();
                }
                Action::Fault(fault) => self.fault(&fault),
                Action::Done { digest } => self.done(peer, digest),
            }
        }
    }

    fn done(&mut self, peer: &VerifiedPeer, digest: Option<Digest>) {
        // A liar's digest is fresh each time, so it is never worth remembering.
        if let Some(digest) = digest.filter(|_| !matches!(self.how, How::Lied(..))) {
            let desk = peer.desk().clone();
            self.into.ram.known.insert(desk, digest);
        }
        if let Source::Desk { node, .. } = self.source
            && self.how != How::Dies
        {
            restore::hear(&mut self.into, node);
        }
        self.into.commit();
    }

    fn fault(&mut self, fault: &Fault) {
        self.into.keep_proof(fault);
        self.into.commit();
        if let Source::Desk { node, .. } = self.source {
            let hostile = self.scene.hostile;
            let may_forget = self.scene.may_forget == Some(self.into.at);
            let is_honest = |at| at != hostile;
            let seen = promises::accusing(&self.into, node, fault, is_honest, may_forget);
            self.note(seen);
        }
    }

    // --- the answering side ------------------------------------------------------------------

    fn heads(&mut self, request: &HeadsRequest) -> Option<HeadsAnswer> {
        let Source::Desk { node, .. } = self.source else {
            return None;
        };
        let caller = node.caller(&federation().desks[self.into.at].pin)?;
        let mut answer = node.heads(request, &caller);
        if let How::Lied(lie, at) = self.how {
            let old = earlier(&answer, node);
            let fresh = Digest::from_bytes([0xfe; 32]);
            lies::about_heads(lie, node, &mut answer, Some(&old), &caller, at, fresh);
        }
        Some(answer)
    }

    fn range(&mut self, request: &RangeRequest) -> Option<Vec<Entry>> {
        let (node, before) = match &self.source {
            Source::Stick(stick) => return stick.range(request),
            Source::Desk { node, before } => (*node, *before),
        };
        // The bug asks the roster that was held when the line was opened.
        let asked = before.filter(|_| node.has(Planted::LooksOnceAtTheRoster));
        let answering = asked.unwrap_or(node);
        let caller = answering.caller(&federation().desks[self.into.at].pin)?;
        self.note(promises::talking(node, self.into.id()));
        let mut entries = answering.range(request, &caller)?;
        self.watch_sending(node, &request.stream, &entries);
        match self.how {
            How::Dies => entries.truncate(1),
            How::Lied(lie, at) => {
                let stream = &request.stream;
                lies::about_entries(lie, node, stream, &mut entries, &caller, at);
            }
            How::Whole | How::Late(_) | How::FromStick(_) => {}
        }
        Some(entries)
    }

    fn watch_sending(&mut self, from: &Node, stream: &StreamRef, entries: &[Entry]) {
        if from.is_liar {
            return;
        }
        for entry in entries {
            if let Entry::Envelope(bytes) = entry {
                let receiver = self.into.id();
                let seen = promises::sending(self.scene.truths, from, receiver, stream, bytes);
                self.note(seen);
            }
        }
    }

    /// A hostile desk asks for every stream that there is, told or not; what comes is watched.
    fn ask_for_everything(&mut self) {
        let Source::Desk { node, .. } = self.source else {
            return;
        };
        for (stream, log) in &node.ram.logs {
            let request = RangeRequest {
                network: federation().network(),
                stream: stream.clone(),
                from: 0,
                to: log.held.size().max(1),
            };
            self.range(&request);
        }
    }

    /// The planted bug that believes a range before its root is checked.
    fn believe(
        &mut self,
        request: &RangeRequest,
        entries: &[Entry],
        heads: &[fanal_protocol::wire::Head],
    ) {
        if !self.into.has(Planted::StoresBeforeRoot) {
            return;
        }
        let head = heads.iter().find(|head| head.stream == request.stream);
        let world = self.into.world();
        let head = head.and_then(|head| open_head_by(self.into.verifier(), head, &world).ok());
        if let Some(head) = head {
            self.into
                .believe(&request.stream, request.from, entries, &head);
        }
    }

    // --- the onlooker ------------------------------------------------------------------------

    fn end(mut self, before: &Node) -> Seen {
        let stored = std::mem::take(&mut self.into.stored);
        self.into.refused.clear();
        if !self.into.is_liar {
            for (stream, place, kept, sender) in stored {
                let (truths, into) = (self.scene.truths, &self.into);
                let seen = promises::storing(truths, into, &stream, place, &kept, &sender);
                self.note(seen);
            }
            self.note(changed(before, &self.into));
            if let (Source::Desk { node, .. }, How::Whole) = (&self.source, self.how)
                && !node.is_liar
            {
                let seen = promises::meeting(&self.into, node);
                self.note(seen);
            }
        }
        Seen {
            into: self.into,
            broken: self.broken,
            relayed: self.relayed,
        }
    }
}

/// P3 and P4 of one node over one step: logs add up and only grow, revisions only go up.
pub fn changed(before: &Node, after: &Node) -> Option<Violation> {
    let broken = |promise, text| Some(Violation { promise, text });
    let has_forgotten = after.ram.recalled.len() < before.ram.recalled.len();
    for (stream, log) in &after.ram.logs {
        let old = before.ram.logs.get(stream);
        if old.is_some_and(|old| Arc::ptr_eq(old, log)) && !has_forgotten {
            continue;
        }
        if let Some(violation) = promises::log_is_whole(after, stream, log) {
            return Some(violation);
        }
        if old.is_some_and(|old| old.held.size() > log.held.size()) {
            let text = format!(
                "{} took an older state of {stream} for a new one",
                after.id()
            );
            return broken("P4", text);
        }
    }
    for (key, (old, _)) in &before.ram.contents {
        if let Some((new, _)) = after.ram.contents.get(key)
            && new < old
        {
            let text = format!("{} went from revision {old} to {new}", after.id());
            return broken("P3", text);
        }
    }
    promises::newest_is_highest(after)
}

/// The same answer as it was before the last entry of each stream: what a liar kept.
fn earlier(answer: &HeadsAnswer, liar: &Node) -> HeadsAnswer {
    let mut old = answer.clone();
    for head in &mut old.heads {
        if let Some(note) = liar.earlier_note(&head.stream) {
            head.checkpoint = note;
        }
    }
    old
}

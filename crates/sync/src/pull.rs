//! One round with one peer: rosters, then heartbeats, then streams. Messages in, actions out.
//!
//! ```text
//! begin -> HeadsRequest      on_heads -> TakeRosters, TakeHeartbeats      on_membership -> Ask, Offer, Fault
//! Ask -> on_entries -> Offer      Offer -> (one transaction) -> on_committed -> Ask ... Done
//! ```

mod judge;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use fanal_protocol::limits::{COORDINATORS, HEADS, RANGE_ENTRIES, SUSPENSIONS_OF_ONE};
use fanal_protocol::tree::Frontier;
use fanal_protocol::wire::{Entry, Head, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskId, Digest, Freeze, Kind, NetworkId, StreamRef};

use crate::{Checked, Fault, OpenHead, Refused, VerifiedPeer, View, digest_of_entry};

/// Streams that are worked on at once: a slow commit does not leave the line idle.
pub const PIPELINE: usize = 4;
/// Gaps that one round asks about: a relay that purged much is not asked for all of it every time.
pub const GAPS_PER_ROUND: usize = 64;
/// Rosters in one answer: more versions come with the next round.
pub const ROSTERS_PER_ROUND: usize = 64;

/// What the driver does next; in this order.
pub enum Action {
    /// Walk these rosters one by one, apply what verifies; then [`Pull::on_membership`].
    TakeRosters(Vec<Vec<u8>>),
    /// Take the heartbeats that verify; then [`Pull::on_membership`].
    TakeHeartbeats(Vec<Vec<u8>>),
    /// Ask the peer; then [`Pull::on_entries`] or [`Pull::on_failure`].
    Ask(RangeRequest),
    /// Verify, decide and commit in one transaction; then [`Pull::on_committed`] or [`Pull::on_refused`].
    Offer(Batch),
    /// Verify and decide; the digest at that place is the one that is held. Nothing answers.
    Fill(Filling),
    /// Forget what is staged beyond the proven head of this stream.
    DropStaged(StreamRef),
    /// Count, show, keep the proof.
    Fault(Fault),
    /// The round is over. The digest is there if all of the answer was worked off: send it next time.
    Done {
        /// For the next [`Pull::begin`].
        digest: Option<Digest>,
    },
}

/// Consecutive entries of one stream, committed together. No Debug: it is content.
pub struct Batch {
    /// Who sent them.
    pub from_peer: DeskId,
    /// Which stream.
    pub stream: StreamRef,
    /// The position of the first. What is staged at or beyond it is replaced.
    pub from: u64,
    /// Leaf digests and entries; empty if only a newer checkpoint came.
    pub entries: Vec<(Digest, Entry)>,
    /// The edge of the tree after the last.
    pub after: Frontier,
    /// The epoch is over, a newer one has begun: see [`Batch::in_epoch`].
    pub closed_by: Option<u32>,
    /// With these entries the checkpoint is proven: the head moves to it, and what was staged counts.
    /// Without it they are staged: their positions count for nobody yet. [STR-9]
    pub complete: Option<CompletedHead>,
}

impl Batch {
    /// In an epoch that is over, positions still count, and retractions and receipts; content and all
    /// else is refused (`policy.origin`) and stays a gap until the origin itself tells it. [R9] [R16]
    pub fn in_epoch(&self, checked: Checked) -> Result<Checked, Refused> {
        in_epoch(self.closed_by, checked)
    }
}

fn in_epoch(closed_by: Option<u32>, checked: Checked) -> Result<Checked, Refused> {
    match (&checked, closed_by) {
        (Checked::Statement(opened), Some(newest))
            if !matches!(opened.header().kind, Kind::Retraction | Kind::Receipt) =>
        {
            let text = format!("epoch {newest} has begun: only the origin still tells this one");
            Err(Refused {
                digest: Some(opened.digest()),
                code: Code::PolicyOrigin,
                text,
            })
        }
        (_, Some(_) | None) => Ok(checked),
    }
}

/// A checkpoint whose root the entries led to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompletedHead {
    /// The note, byte for byte.
    pub checkpoint: String,
    /// Entries.
    pub size: u64,
    /// The root.
    pub root: Digest,
    /// By the origin's clock: seconds since 1970.
    pub time: i64,
}

impl From<&OpenHead> for CompletedHead {
    fn from(head: &OpenHead) -> Self {
        Self {
            checkpoint: head.text.clone(),
            size: head.size,
            root: head.root,
            time: head.time,
        }
    }
}

/// What closes a gap: the digest is already in the proven tree. No Debug: it is content.
pub struct Filling {
    /// Who sent it.
    pub from_peer: DeskId,
    /// Which stream.
    pub stream: StreamRef,
    /// Which place.
    pub at: u64,
    /// The digest that stands there; the entry has it.
    pub digest: Digest,
    /// The envelope, or the tombstone.
    pub entry: Entry,
    /// The epoch is over, a newer one has begun: see [`Filling::in_epoch`].
    pub closed_by: Option<u32>,
}

impl Filling {
    /// As [`Batch::in_epoch`].
    pub fn in_epoch(&self, checked: Checked) -> Result<Checked, Refused> {
        in_epoch(self.closed_by, checked)
    }
}

/// One round with one peer.
pub struct Pull {
    peer: DeskId,
    network: NetworkId,
    known: Option<Digest>,
    phase: Phase,
    works: BTreeMap<StreamRef, Work>,
    queue: VecDeque<StreamRef>,
    is_clean: bool,
}

enum Phase {
    AwaitsHeads,
    AwaitsMembership { digest: Digest, heads: Vec<Head> },
    Streams { digest: Digest },
    Over,
}

/// What is done about one stream in this round.
struct Work {
    head: OpenHead,
    /// The proven head before this round, and the note that proves it.
    base: Proven,
    freeze: Option<Freeze>,
    /// What was told does not lead to the frozen root. Who is to blame shows at the signed one.
    is_unlike_frozen: bool,
    closed_by: Option<u32>,
    goal: Goal,
    step: Step,
    gaps: VecDeque<(u64, Digest)>,
}

#[derive(Clone)]
struct Proven {
    frontier: Frontier,
    note: Option<String>,
}

enum Goal {
    /// Append from here to the head.
    Grow(Frontier),
    /// The head does not follow from what is held: read all of it again to learn who lied.
    Trace { edge: Frontier, differs: bool },
    /// Close gaps.
    Fill,
}

enum Step {
    Queued,
    Asked(RangeRequest),
    Offered { after: Frontier },
}

impl Pull {
    /// Begins a round: what to ask for heads.
    pub fn begin(
        peer: &VerifiedPeer,
        network: NetworkId,
        roster_version: u64,
        last_digest: Option<Digest>,
    ) -> (Self, HeadsRequest) {
        let pull = Self {
            peer: peer.desk().clone(),
            network,
            known: last_digest,
            phase: Phase::AwaitsHeads,
            works: BTreeMap::new(),
            queue: VecDeque::new(),
            is_clean: true,
        };
        (
            pull,
            HeadsRequest {
                network,
                known: last_digest,
                roster: roster_version,
            },
        )
    }

    /// Whom the round is with.
    pub const fn peer(&self) -> &DeskId {
        &self.peer
    }

    /// In which network.
    pub const fn network(&self) -> NetworkId {
        self.network
    }

    /// Is the round over?
    pub const fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    /// The answer to the heads request. Membership first: heads are judged by the newest roster.
    pub fn on_heads(&mut self, answer: HeadsAnswer, view: &impl View) -> Vec<Action> {
        if !matches!(self.phase, Phase::AwaitsHeads) {
            return Vec::new();
        }
        if self.known == Some(answer.digest) {
            return self.end(Some(answer.digest));
        }
        if let Some(what) = malformed(&answer) {
            return self.abort(Fault::Malformed(what));
        }
        let bytes = |raws: Vec<Box<serde_json::value::RawValue>>| -> Vec<Vec<u8>> {
            raws.into_iter()
                .map(|raw| raw.get().as_bytes().to_vec())
                .collect()
        };
        self.phase = Phase::AwaitsMembership {
            digest: answer.digest,
            heads: answer.heads,
        };
        let mut actions = Vec::new();
        if !answer.rosters.is_empty() {
            actions.push(Action::TakeRosters(bytes(answer.rosters)));
        }
        if !answer.heartbeats.is_empty() {
            actions.push(Action::TakeHeartbeats(bytes(answer.heartbeats)));
        }
        if actions.is_empty() {
            self.on_membership(view)
        } else {
            actions
        }
    }

    /// The rosters and heartbeats were applied, as far as they verify; `view` has the newest roster.
    pub fn on_membership(&mut self, view: &impl View) -> Vec<Action> {
        let (digest, heads) = match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::AwaitsMembership { digest, heads } => (digest, heads),
            other @ (Phase::AwaitsHeads | Phase::Streams { .. } | Phase::Over) => {
                self.phase = other;
                return Vec::new();
            }
        };
        self.phase = Phase::Streams { digest };
        let judged = judge::judge(&self.peer, heads, view);
        self.is_clean &= judged.faults.is_empty();
        let mut actions: Vec<Action> = judged.faults.into_iter().map(Action::Fault).collect();
        let mut gaps_left = GAPS_PER_ROUND;
        for mut work in judged.works {
            work.gaps.truncate(gaps_left);
            gaps_left -= work.gaps.len();
            let stream = work.head.stream.clone();
            self.queue.push_back(stream.clone());
            self.works.insert(stream, work);
        }
        self.advance(&mut actions);
        actions
    }

    /// The answer to a range request. An answer that nobody waits for is passed over.
    pub fn on_entries(&mut self, request: &RangeRequest, entries: Vec<Entry>) -> Vec<Action> {
        let Some((stream, work)) = self.take_asked(request) else {
            return Vec::new();
        };
        let mut actions = Vec::new();
        let asked = request.to - request.from;
        let got = entries.len() as u64;
        if got == 0 || got > asked {
            self.is_clean = false;
            actions.push(Action::Fault(Fault::WrongAmount { stream, got, asked }));
            self.advance(&mut actions);
            return actions;
        }
        let mut digested = Vec::with_capacity(entries.len());
        for (entry, at) in entries.into_iter().zip(request.from..) {
            match digest_of_entry(&entry) {
                Ok(digest) => digested.push((digest, entry)),
                Err(_) => return self.refuse_batch(stream, at, Code::VerifyFormat),
            }
        }
        match work.goal {
            Goal::Grow(_) => self.grow(work, request.from, digested, &mut actions),
            Goal::Trace { .. } => self.trace(work, &digested, &mut actions),
            Goal::Fill => self.fill(work, request.from, digested, &mut actions),
        }
        self.advance(&mut actions);
        actions
    }

    /// The offered batch of this stream is durable.
    pub fn on_committed(&mut self, stream: &StreamRef) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Some(mut work) = self.works.remove(stream) {
            match work.step {
                Step::Offered { after } => {
                    let is_complete = after.size() >= work.head.size;
                    work.goal = if is_complete {
                        Goal::Fill
                    } else {
                        Goal::Grow(after)
                    };
                    work.step = Step::Queued;
                    if !is_complete || !work.gaps.is_empty() {
                        // Behind the others: one long stream does not keep short ones waiting.
                        self.queue.push_back(stream.clone());
                        self.works.insert(stream.clone(), work);
                    }
                }
                Step::Queued | Step::Asked(_) => {
                    self.works.insert(stream.clone(), work);
                }
            }
        }
        self.advance(&mut actions);
        actions
    }

    /// What will be asked of this stream once its offered batch is durable: it may be asked already
    /// while that one is verified. None if nothing is offered, or nothing comes after it.
    pub fn next_request(&self, stream: &StreamRef) -> Option<RangeRequest> {
        let work = self.works.get(stream)?;
        match &work.step {
            Step::Offered { after } if after.size() < work.head.size => {
                Some(work.range(self.network, after.size(), work.head.size))
            }
            Step::Offered { .. } | Step::Queued | Step::Asked(_) => None,
        }
    }

    /// An entry of the offered batch is nobody's ([`Refused::digest`] is none): nothing of the batch
    /// was committed, and the round is over.
    pub fn on_refused(&mut self, stream: &StreamRef, at: u64, refused: &Refused) -> Vec<Action> {
        self.refuse_batch(stream.clone(), at, refused.code)
    }

    /// The request failed, the commit failed, or the peer said no: this stream waits for the next round.
    pub fn on_failure(&mut self, stream: &StreamRef) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.works.remove(stream).is_some() {
            self.is_clean = false;
            self.queue.retain(|queued| queued != stream);
        }
        self.advance(&mut actions);
        actions
    }

    /// The line is gone: whatever was committed stays, the rest waits for the next round.
    pub fn on_lost(&mut self) -> Vec<Action> {
        self.end(None)
    }

    fn take_asked(&mut self, request: &RangeRequest) -> Option<(StreamRef, Work)> {
        let work = self.works.get(&request.stream)?;
        match &work.step {
            Step::Asked(asked) if asked == request => self.works.remove_entry(&request.stream),
            Step::Asked(_) | Step::Queued | Step::Offered { .. } => None,
        }
    }

    fn grow(
        &mut self,
        mut work: Work,
        from: u64,
        entries: Vec<(Digest, Entry)>,
        actions: &mut Vec<Action>,
    ) {
        let Goal::Grow(edge) = &work.goal else { return };
        let mut edge = edge.clone();
        let stream = work.head.stream.clone();
        for (digest, _) in &entries {
            edge.push(digest.as_bytes());
            work.compare_with_freeze(&edge);
        }
        if work.is_unlike_frozen && edge.size() < work.head.size {
            // [R15] Entries prove nothing before their root does: a relay may have made them up. The
            // rest is read, and nothing of it kept.
            actions.push(Action::DropStaged(stream.clone()));
            let differs = false;
            work.goal = Goal::Trace { edge, differs };
            work.step = Step::Queued;
            self.queue.push_back(stream.clone());
            self.works.insert(stream, work);
            return;
        }
        let mut complete = None;
        if edge.size() >= work.head.size {
            if edge.root() != *work.head.root.as_bytes() {
                self.mismatch(work, actions);
                return;
            }
            if let Some(fault) = work.not_as_frozen() {
                self.give_up(stream, fault, actions);
                return;
            }
            complete = Some(CompletedHead::from(&work.head));
        }
        work.step = Step::Offered {
            after: edge.clone(),
        };
        let (from_peer, closed_by) = (self.peer.clone(), work.closed_by);
        self.works.insert(stream.clone(), work);
        actions.push(Action::Offer(Batch {
            from_peer,
            stream,
            from,
            entries,
            after: edge,
            closed_by,
            complete,
        }));
    }

    /// Either the peer lied about entries, or the origin signed a second history over what is held.
    fn mismatch(&mut self, mut work: Work, actions: &mut Vec<Action>) {
        let (stream, size) = (work.head.stream.clone(), work.head.size);
        if work.base.frontier.size() == 0 {
            self.give_up(
                stream.clone(),
                Fault::RootMismatch { stream, size },
                actions,
            );
            return;
        }
        actions.push(Action::DropStaged(stream.clone()));
        work.is_unlike_frozen = false;
        work.goal = Goal::Trace {
            edge: Frontier::default(),
            differs: false,
        };
        work.step = Step::Queued;
        self.queue.push_back(stream.clone());
        self.works.insert(stream, work);
    }

    fn trace(&mut self, mut work: Work, entries: &[(Digest, Entry)], actions: &mut Vec<Action>) {
        let Goal::Trace { edge, differs } = &work.goal else {
            return;
        };
        let (mut edge, mut differs) = (edge.clone(), *differs);
        for (digest, _) in entries {
            edge.push(digest.as_bytes());
            work.compare_with_freeze(&edge);
            if edge.size() == work.base.frontier.size() {
                differs = edge.root() != work.base.frontier.root();
            }
        }
        let stream = work.head.stream.clone();
        if edge.size() < work.head.size {
            work.goal = Goal::Trace { edge, differs };
            work.step = Step::Queued;
            self.queue.push_back(stream.clone());
            self.works.insert(stream, work);
            return;
        }
        let is_signed = edge.root() == *work.head.root.as_bytes();
        if let Some(fault) = work.not_as_frozen().filter(|_| is_signed) {
            self.give_up(stream, fault, actions);
            return;
        }
        let fault = match work.base.note {
            Some(held) if is_signed && differs => Fault::Equivocation {
                stream: stream.clone(),
                held,
                found: work.head.text,
            },
            Some(_) | None => Fault::RootMismatch {
                stream: stream.clone(),
                size: work.head.size,
            },
        };
        self.give_up(stream, fault, actions);
    }

    fn fill(
        &mut self,
        mut work: Work,
        at: u64,
        entries: Vec<(Digest, Entry)>,
        actions: &mut Vec<Action>,
    ) {
        let stream = work.head.stream.clone();
        let wanted = work.gaps.pop_front();
        for ((found, entry), (_, digest)) in entries.into_iter().zip(wanted) {
            if found != digest {
                self.give_up(
                    stream.clone(),
                    Fault::BadEntry {
                        stream,
                        at,
                        code: Code::VerifyLog,
                    },
                    actions,
                );
                return;
            }
            if !matches!(entry, Entry::NotHeld(_)) {
                let (from_peer, closed_by) = (self.peer.clone(), work.closed_by);
                let stream = stream.clone();
                actions.push(Action::Fill(Filling {
                    from_peer,
                    stream,
                    at,
                    digest,
                    entry,
                    closed_by,
                }));
            }
        }
        if !work.gaps.is_empty() {
            work.step = Step::Queued;
            self.queue.push_back(stream.clone());
            self.works.insert(stream, work);
        }
    }

    /// This stream is done with for the round; the others go on.
    fn give_up(&mut self, stream: StreamRef, fault: Fault, actions: &mut Vec<Action>) {
        self.is_clean = false;
        actions.push(Action::DropStaged(stream));
        actions.push(Action::Fault(fault));
    }

    fn refuse_batch(&mut self, stream: StreamRef, at: u64, code: Code) -> Vec<Action> {
        if self.is_over() {
            return Vec::new();
        }
        let mut actions = vec![Action::DropStaged(stream.clone())];
        actions.extend(self.abort(Fault::BadEntry { stream, at, code }));
        actions
    }

    fn abort(&mut self, fault: Fault) -> Vec<Action> {
        let mut actions = vec![Action::Fault(fault)];
        actions.extend(self.end(None));
        actions
    }

    fn end(&mut self, digest: Option<Digest>) -> Vec<Action> {
        if self.is_over() {
            return Vec::new();
        }
        self.phase = Phase::Over;
        self.works.clear();
        self.queue.clear();
        vec![Action::Done { digest }]
    }

    /// Starts queued work as far as the pipeline has room; ends the round when nothing is left.
    fn advance(&mut self, actions: &mut Vec<Action>) {
        let Phase::Streams { digest } = self.phase else {
            return;
        };
        while self.works.len() - self.queue.len() < PIPELINE
            && let Some(stream) = self.queue.pop_front()
        {
            if let Some(work) = self.works.get_mut(&stream) {
                actions.push(work.start(&self.peer, self.network));
            }
        }
        if self.works.is_empty() {
            actions.extend(self.end(self.is_clean.then_some(digest)));
        }
    }
}

impl Work {
    /// Does the tree still lead to the root at which the roster froze it? Told so far, not proven.
    fn compare_with_freeze(&mut self, edge: &Frontier) {
        self.is_unlike_frozen |= self.freeze.as_ref().is_some_and(|freeze| {
            freeze.size == edge.size() && *freeze.root.as_bytes() != edge.root()
        });
    }

    /// The fault, once the origin's own root is reached.
    fn not_as_frozen(&self) -> Option<Fault> {
        let freeze = self.freeze.as_ref().filter(|_| self.is_unlike_frozen)?;
        Some(Fault::NotAsFrozen {
            stream: self.head.stream.clone(),
            size: freeze.size,
            found: self.head.text.clone(),
        })
    }

    fn start(&mut self, peer: &DeskId, network: NetworkId) -> Action {
        let (from, to) = match &self.goal {
            // Nothing to fetch: the checkpoint alone is newer.
            Goal::Grow(edge) if edge.size() == self.head.size => {
                self.step = Step::Offered {
                    after: edge.clone(),
                };
                return Action::Offer(Batch {
                    from_peer: peer.clone(),
                    stream: self.head.stream.clone(),
                    from: edge.size(),
                    entries: Vec::new(),
                    after: edge.clone(),
                    closed_by: self.closed_by,
                    complete: Some(CompletedHead::from(&self.head)),
                });
            }
            Goal::Grow(edge) | Goal::Trace { edge, .. } => (edge.size(), self.head.size),
            Goal::Fill => self.gaps.front().map_or((0, 1), |(at, _)| (*at, at + 1)),
        };
        let request = self.range(network, from, to);
        self.step = Step::Asked(request.clone());
        Action::Ask(request)
    }

    fn range(&self, network: NetworkId, from: u64, to: u64) -> RangeRequest {
        RangeRequest {
            network,
            stream: self.head.stream.clone(),
            from,
            to: to.min(from.saturating_add(RANGE_ENTRIES)),
        }
    }
}

/// [SYN] One spelling for one view: heads in order, each once, within the limits.
fn malformed(answer: &HeadsAnswer) -> Option<&'static str> {
    if answer.heads.len() > HEADS {
        return Some("more heads than an answer may have");
    }
    if answer.rosters.len() > ROSTERS_PER_ROUND {
        return Some("more rosters than an answer may have");
    }
    // [ROS-18] Each coordinator's newest heartbeat, and its suspensions that run.
    if answer.heartbeats.len() > COORDINATORS * (1 + SUSPENSIONS_OF_ONE) {
        return Some("more heartbeats and suspensions than coordinators may make");
    }
    let in_order = answer.heads.is_sorted_by(|a, b| a.stream < b.stream);
    (!in_order).then_some("a stream stands twice, or out of order")
}

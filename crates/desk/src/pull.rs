//! One round with one peer: the session says what to do, this does it. [SYN-6]

use std::collections::{BTreeMap, VecDeque};

use async_trait::async_trait;
use fanal_policy::{RosterState, World};
use fanal_protocol::checkpoint::Checkpoint;
use fanal_protocol::note::Note;
use fanal_protocol::tree::Frontier;
use fanal_protocol::wire::{Entry, Head, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskId, Digest, NetworkId, Problem, StreamName, StreamRef, Timestamp};
use fanal_store::{PeerRow, Place, StoredEntry, StreamRow};
use fanal_sync::{
    Action, Backoff, Batch, Blame, Checked, Fault, Filling, GAPS_PER_ROUND, Held, KnownCheckpoint,
    Pull, VerifiedPeer, View, open_entry,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::desk::{Desk, Membership};
use crate::error::{DeskError, Result, not_found, problem};
use crate::pen::frontier_of;
use crate::receive::{Arrived, Coming, settle};

/// The line to a peer: the door that speaks TLS implements it.
#[async_trait]
pub trait Line: Send + Sync {
    /// Asks for heads.
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem>;
    /// Waits until something changed for us, or for a while.
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem>;
    /// Asks for entries.
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem>;

    /// Changes whenever a desk without an address calls in. [SYN-14]
    fn arrivals(&self) -> Option<watch::Receiver<()>> {
        None
    }

    /// The number of the line that this desk holds open to this node, if it does; each has its own.
    fn called_in(&self, _network: NetworkId, _peer: &DeskId) -> Option<u64> {
        None
    }
}

/// A peer to make rounds with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Callee {
    /// In this network.
    pub network: NetworkId,
    /// The desk.
    pub desk: DeskId,
    /// Not before this moment.
    pub retry_at: Option<Timestamp>,
    /// The last round failed because nobody answered.
    pub unreachable: bool,
    /// It names an address; otherwise it is asked on the line that it holds open to this node.
    pub has_address: bool,
}

impl Callee {
    /// Can it be asked right now?
    pub fn is_within_reach(&self, line: &dyn Line) -> bool {
        self.has_address || line.called_in(self.network, &self.desk).is_some()
    }
}

/// What a round came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Round {
    /// With whom.
    pub peer: String,
    /// Requests that it took.
    pub requests: u32,
    /// Statements that were taken.
    pub taken: usize,
    /// Statements that were refused.
    pub refused: usize,
    /// What the peer, or an origin, did wrong.
    pub faults: Vec<String>,
    /// Nothing had changed.
    pub unchanged: bool,
    /// Why the round did not come to its end.
    pub failed: Option<Problem>,
}

/// Entries that wait in memory for the checkpoint that covers them; with [`STAGED_BYTES`] the measure
/// up to which nothing of a stream is stored before its root came true. [STR-9]
const STAGED_ENTRIES: usize = 20_000;
/// Envelopes that wait in memory, all streams of a round together.
const STAGED_BYTES: usize = 64 << 20;
/// Entries that are decided at once: more only lets the database wait.
const AT_ONCE: usize = 1_000;
/// Up to this size an older head is compared with what is held: a round is to stay cheap.
const ROOTS_COMPARED: u64 = 65_536;
/// By how much a stream may grow in one round. Nobody says that much; who has no end fills our memory.
const PLACES_PER_ROUND: u64 = 2_000_000;

/// A round on its way.
#[derive(Default)]
struct Course {
    round: Round,
    /// The peer did what no honest one does: it is called again later.
    blamed: Option<Code>,
    /// Gaps were asked for.
    sought: bool,
    /// Gaps that were closed.
    filled: usize,
    /// This desk learned more of what it said itself, in an epoch before this one. [R9]
    own_grew: bool,
    /// Entries that came, by stream.
    fetched: BTreeMap<StreamRef, u64>,
    /// The answer to what was asked while the entries before it were verified.
    ahead: Option<(RangeRequest, Result<Vec<Entry>, Problem>)>,
    staged: BTreeMap<StreamRef, Stage>,
}

/// What came of a stream and waits for the batch that proves it.
#[derive(Default)]
struct Stage {
    /// The position of the first: the size of the head that it builds on.
    from: u64,
    /// Not looked at yet, and their envelopes' bytes.
    waiting: Vec<Arrived>,
    bytes: usize,
    /// Of a stream that is too long to wait: decided and stored already, for each is its origin's by
    /// its signature; the places still wait.
    places: Vec<Place>,
    retracted: BTreeMap<Digest, Digest>,
}

/// When a peer was asked for gaps, and whether it helped.
#[derive(Default, Serialize, Deserialize)]
struct Search {
    /// Gaps that were open after it.
    open: u64,
    /// Times in a row that it gave nothing.
    misses: u32,
    /// Not again before this, in seconds since 1970 ...
    next: i64,
    /// ... unless the roster is another one, or counts again.
    roster: (u64, bool),
}

impl Search {
    fn is_due(&self, open: u64, roster: (u64, bool), now: Timestamp) -> bool {
        open > 0 && (open > self.open || self.roster != roster || self.next <= now.unix())
    }
}

/// What the session may ask, from one moment.
struct Snapshot {
    membership: Membership,
    me: DeskId,
    now: Timestamp,
    held: BTreeMap<StreamRef, Held>,
    gaps: BTreeMap<StreamRef, Vec<(u64, Digest)>>,
    /// Of this desk's own streams. [R9]
    epoch: u32,
    /// The roots that held streams had at the smaller sizes that the peer tells.
    earlier: BTreeMap<(StreamRef, u64), Digest>,
}

impl View for Snapshot {
    /// Of what a desk that suspended itself serves, its notices are heard; each entry is judged by
    /// itself.
    fn world(&self) -> World<'_> {
        self.membership.world_of_notices(&self.me, self.now)
    }

    fn held(&self, stream: &StreamRef) -> Option<Held> {
        self.held.get(stream).cloned()
    }

    fn newest_epoch(&self, origin: &DeskId, name: &StreamName) -> Option<u32> {
        let same = |stream: &&StreamRef| stream.origin == *origin && stream.name == *name;
        self.held
            .keys()
            .filter(same)
            .map(|stream| stream.epoch)
            .max()
    }

    fn own_epoch(&self) -> u32 {
        self.epoch
    }

    fn root_at(&self, stream: &StreamRef, size: u64) -> Option<Digest> {
        self.earlier.get(&(stream.clone(), size)).copied()
    }

    fn gaps(&self, stream: &StreamRef) -> Vec<(u64, Digest)> {
        self.gaps.get(stream).cloned().unwrap_or_default()
    }
}

impl Desk {
    /// Pulls from one peer what is new.
    pub async fn pull(&self, network: NetworkId, peer: &DeskId, line: &dyn Line) -> Result<Round> {
        let mut course = Course::default();
        course.round.peer = peer.to_string();
        let row = self.read().await?.peer(network, peer).await?;
        let outcome = self
            .pull_round(network, peer, line, row.as_ref(), &mut course)
            .await;
        let digest = match outcome {
            Ok(digest) => digest,
            Err(DeskError::Problem(problem)) => {
                course.round.failed = Some(problem);
                None
            }
            Err(error) => return Err(error),
        };
        // An answer that breaks the protocol is refused and shown like an entry that breaks a rule.
        if let Some(problem) = &course.round.failed
            && problem.code == Code::VerifyFormat
        {
            self.note_bad_answer(network, peer, problem).await?;
        }
        self.note_search(network, peer, &course).await?;
        self.note_round(network, peer, row, digest, &course).await?;
        let is_whole = digest.is_some() && course.round.failed.is_none();
        self.heard(network, peer, course.own_grew, is_whole).await?;
        Ok(course.round)
    }

    /// The same round, with somebody whose answers lie in a parcel: what is known of the line to that
    /// desk stays as it is. [PAR-4]
    pub(crate) async fn pull_from_parcel(
        &self,
        network: NetworkId,
        maker: &DeskId,
        parcel: &dyn Line,
    ) -> Result<Round> {
        let mut course = Course::default();
        course.round.peer = maker.to_string();
        match self
            .pull_round(network, maker, parcel, None, &mut course)
            .await
        {
            Ok(_) => {}
            Err(DeskError::Problem(problem)) => {
                self.note_bad_answer(network, maker, &problem).await?;
                course.round.failed = Some(problem);
            }
            Err(error) => return Err(error),
        }
        // A parcel may be old: its maker counts as heard by a line alone.
        self.heard(network, maker, course.own_grew, false).await?;
        Ok(course.round)
    }

    async fn pull_round(
        &self,
        network: NetworkId,
        peer: &DeskId,
        line: &dyn Line,
        row: Option<&PeerRow>,
        course: &mut Course,
    ) -> Result<Option<Digest>> {
        let (_, membership) = self.membership(Some(network))?;
        let verified = verified(membership.in_force(self.now()), peer)?;
        let version = membership.roster.version();
        let seen = row
            .filter(|row| row.roster == version)
            .and_then(|row| row.seen);
        // Nothing new at the peer does not mean that it has nothing for us.
        let is_short = !self.is_search_due(network, peer, &membership).await?;
        // [TIM-2] Whoever asks what time it is wants their newest checkpoints, though they say nothing new.
        let known = seen.filter(|_| is_short && !self.is_clock_paused());
        let (mut pull, request) = Pull::begin(&verified, network, version, known);
        course.round.requests += 1;
        let answer = line.heads(peer, &request).await?;
        course.round.unchanged = Some(answer.digest) == seen;
        let told: BTreeMap<StreamRef, u64> = answer.heads.iter().rev().map(told_size).collect();
        let newest = answer.roster;
        let first = self.snapshot(network, peer, &told, course).await?;
        let mut todo: VecDeque<Action> = pull.on_heads(answer, &first).into();
        let mut digest = None;
        while let Some(action) = todo.pop_front() {
            let membership_next = matches!(todo.front(), Some(Action::TakeHeartbeats(_)));
            let more = match action {
                Action::TakeRosters(rosters) => {
                    self.take_rosters_of(network, peer, &rosters, &mut course.round)
                        .await?;
                    if membership_next {
                        Vec::new()
                    } else {
                        pull.on_membership(&self.snapshot(network, peer, &told, course).await?)
                    }
                }
                Action::TakeHeartbeats(heartbeats) => {
                    self.accept_heartbeats(network, &heartbeats).await?;
                    pull.on_membership(&self.snapshot(network, peer, &told, course).await?)
                }
                Action::Ask(request) => self.ask(peer, line, &mut pull, request, course).await?,
                Action::Offer(batch) => {
                    self.commit_and_ask_on(peer, line, &mut pull, batch, course)
                        .await?
                }
                Action::Fill(filling) => {
                    self.fill(network, peer, filling, course).await?;
                    Vec::new()
                }
                Action::DropStaged(stream) => {
                    course.staged.remove(&stream);
                    Vec::new()
                }
                Action::Fault(fault) => {
                    self.keep_fault(network, peer, &fault, course).await?;
                    Vec::new()
                }
                Action::Done { digest: done } => {
                    digest = done;
                    Vec::new()
                }
            };
            todo.extend(more);
        }
        if course.round.taken > 0 {
            self.announce_change();
        }
        let (_, membership) = self.membership(Some(network))?;
        let reached = membership.roster.version();
        // An answer has room for so many rosters: while they bring us on, there are more.
        let has_more = version < reached && reached < newest;
        Ok(digest.filter(|_| !has_more))
    }

    async fn ask(
        &self,
        peer: &DeskId,
        line: &dyn Line,
        pull: &mut Pull,
        request: RangeRequest,
        course: &mut Course,
    ) -> Result<Vec<Action>> {
        let stream = request.stream.clone();
        let fetched = course.fetched.entry(stream.clone()).or_default();
        if *fetched > PLACES_PER_ROUND {
            course.staged.remove(&stream);
            let fault = Fault::Malformed("a stream grows by more than one round takes");
            self.keep_fault(request.network, peer, &fault, course)
                .await?;
            return Ok(pull.on_failure(&stream));
        }
        let ahead = course.ahead.take_if(|(asked, _)| *asked == request);
        let answer = if let Some((_, answer)) = ahead {
            answer
        } else {
            course.round.requests += 1;
            line.range(peer, &request).await
        };
        Ok(match answer {
            Ok(entries) => {
                *fetched += u64::try_from(entries.len()).unwrap_or(u64::MAX).max(1);
                pull.on_entries(&request, entries)
            }
            Err(problem) => {
                course.round.failed = Some(problem);
                course.staged.remove(&stream);
                pull.on_failure(&stream)
            }
        })
    }

    /// Takes a batch, and meanwhile asks for what follows it: the peer reads while this desk verifies.
    async fn commit_and_ask_on(
        &self,
        peer: &DeskId,
        line: &dyn Line,
        pull: &mut Pull,
        batch: Batch,
        course: &mut Course,
    ) -> Result<Vec<Action>> {
        let Some(next) = pull.next_request(&batch.stream) else {
            return self.commit_batch(batch, pull, course).await;
        };
        course.round.requests += 1;
        let (more, answer) = tokio::join!(
            self.commit_batch(batch, pull, course),
            line.range(peer, &next)
        );
        course.ahead = Some((next, answer));
        more
    }

    /// Verifies in parallel; decides and commits once, when a checkpoint covers it. [R8] [STR-9]
    ///
    /// What is too long to wait in memory is decided and stored as it comes, its positions still wait:
    /// a first contact with a stream of [`STAGED_ENTRIES`] or more would else need as many checkpoints.
    async fn commit_batch(
        &self,
        mut batch: Batch,
        pull: &mut Pull,
        course: &mut Course,
    ) -> Result<Vec<Action>> {
        let network = pull.network();
        let (_, membership) = self.membership(Some(network))?;
        let stream = batch.stream.clone();
        let entries = std::mem::take(&mut batch.entries);
        let bytes: usize = entries.iter().map(|(_, entry)| length_of(entry)).sum();
        let mut arrived = opened_in_parallel(
            &membership,
            self.id(),
            &stream,
            batch.from,
            entries,
            self.now(),
        )
        .await?;
        for entry in &mut arrived {
            let checked = std::mem::replace(&mut entry.checked, Ok(Checked::NotHeld(entry.digest)));
            entry.checked = checked.and_then(|checked| batch.in_epoch(checked));
        }
        if let Some((at, refused)) = first_nobodys(&arrived) {
            course.staged.remove(&stream);
            return Ok(pull.on_refused(&stream, at, &refused));
        }
        let mut stage = course.staged.remove(&stream).unwrap_or_else(|| Stage {
            from: batch.from,
            ..Stage::default()
        });
        stage.waiting.extend(arrived);
        stage.bytes += bytes;
        let others: usize = course.staged.values().map(|stage| stage.bytes).sum();
        let has_room = stage.places.is_empty()
            && stage.waiting.len() <= STAGED_ENTRIES
            && others + stage.bytes <= STAGED_BYTES;
        if batch.complete.is_none() && has_room {
            course.staged.insert(stream.clone(), stage);
            return Ok(pull.on_committed(&stream));
        }
        let mut unit = self.begin().await?;
        let held = unit.stream(network, &stream).await?;
        let is_passed = held.as_ref().is_some_and(|held| {
            let newer = |head: &fanal_sync::CompletedHead| {
                held.size == head.size && time_of(&held.checkpoint) >= head.time
            };
            batch.complete.as_ref().is_some_and(newer)
        });
        if is_passed || held.map_or(0, |held| held.proven) != stage.from {
            // Another round went on from the same head meanwhile: this one must not set it back.
            drop(unit);
            return Ok(pull.on_failure(&stream));
        }
        stage.bytes = 0;
        let mut standing_changed = false;
        let mut waiting = std::mem::take(&mut stage.waiting).into_iter().peekable();
        while waiting.peek().is_some() {
            let some = waiting.by_ref().take(AT_ONCE).collect();
            let received = self
                .receive(
                    unit.as_mut(),
                    &membership,
                    &batch.from_peer,
                    &stream,
                    some,
                    Coming::First,
                )
                .await?;
            course.round.taken += received.taken;
            course.round.refused += received.refused;
            stage.places.extend(received.places);
            stage.retracted.extend(received.retracted);
            standing_changed |= received.standing_changed;
        }
        if let Some(head) = batch.complete {
            let row = StreamRow {
                network,
                stream: stream.clone(),
                size: head.size,
                proven: head.size,
                root: head.root,
                frontier: batch.after.to_bytes(),
                checkpoint: head.checkpoint,
            };
            settle(&mut stage.places, &stage.retracted);
            if !stage.places.is_empty() {
                unit.append(network, &stream, stage.from, &stage.places)
                    .await?;
            }
            unit.put_stream(&row).await?;
            course.own_grew |= row.stream.origin == *self.id();
        } else {
            course.staged.insert(stream.clone(), stage);
        }
        unit.commit().await?;
        if standing_changed {
            self.reload_standing().await?;
        }
        Ok(pull.on_committed(&stream))
    }

    /// Closes one gap, if what came may be kept; a position that others closed meanwhile stays.
    async fn fill(
        &self,
        network: NetworkId,
        peer: &DeskId,
        filling: Filling,
        course: &mut Course,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        let (stream, at, digest) = (&filling.stream, filling.at, filling.digest);
        let checked = {
            let world = membership.world(self.id(), self.now());
            let place = fanal_sync::Place { stream, at };
            open_entry(place, &filling.entry, &world)
        };
        let checked = checked.and_then(|checked| filling.in_epoch(checked));
        if let Err(refused) = &checked
            && refused.digest.is_none()
        {
            let (stream, code) = (stream.clone(), refused.code);
            let fault = Fault::BadEntry { stream, at, code };
            return self.keep_fault(network, peer, &fault, course).await;
        }
        let mut unit = self.begin().await?;
        let stands = unit.entries(network, stream, at, at + 1).await?;
        let is_gap = |entry: &StoredEntry| matches!(entry, StoredEntry::NotHeld(d) if *d == digest);
        if !stands.first().is_some_and(is_gap) {
            return Ok(());
        }
        let arrived = vec![Arrived::new(at, digest, checked)];
        let received = self
            .receive(
                unit.as_mut(),
                &membership,
                &filling.from_peer,
                stream,
                arrived,
                Coming::ToFill,
            )
            .await?;
        course.round.taken += received.taken;
        course.round.refused += received.refused;
        for place in &received.places {
            if !matches!(place, Place::NotHeld(_)) {
                unit.fill(network, stream, at, place).await?;
                course.filled += 1;
            }
        }
        unit.commit().await?;
        Ok(())
    }

    async fn take_rosters_of(
        &self,
        network: NetworkId,
        peer: &DeskId,
        rosters: &[Vec<u8>],
        round: &mut Round,
    ) -> Result<()> {
        match self.accept_rosters(rosters, peer.as_str()).await {
            Ok(()) => Ok(()),
            Err(DeskError::Problem(problem)) => {
                round.faults.push(problem.to_string());
                self.note_bad_answer(network, peer, &problem).await
            }
            Err(error) => Err(error),
        }
    }

    /// What a peer told beside its streams, and why it was not taken. [Promise 2]
    async fn note_bad_answer(
        &self,
        network: NetworkId,
        peer: &DeskId,
        problem: &Problem,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        tracing::warn!(%peer, code = %problem.code, "refused what a peer answered");
        let mut unit = self.begin().await?;
        self.note_refusal(
            unit.as_mut(),
            &membership,
            peer,
            None,
            None,
            problem.code,
            &problem.text,
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    async fn keep_fault(
        &self,
        network: NetworkId,
        peer: &DeskId,
        fault: &Fault,
        course: &mut Course,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        course.round.faults.push(fault.to_string());
        if fault.blame() == Blame::Peer {
            course.blamed = Some(fault.code());
        }
        tracing::warn!(%peer, code = %fault.code(), "fault in a sync round");
        let mut unit = self.begin().await?;
        if let Some((kind, proof)) = proof_of(fault) {
            unit.put_proof(network, kind, proof.as_bytes(), self.now())
                .await?;
        }
        let text = fault.to_string();
        self.note_refusal(
            unit.as_mut(),
            &membership,
            peer,
            fault.stream(),
            None,
            fault.code(),
            &text,
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    /// What is held now; with the gaps of the streams that the peer told of, if it is time to ask.
    async fn snapshot(
        &self,
        network: NetworkId,
        peer: &DeskId,
        told: &BTreeMap<StreamRef, u64>,
        course: &mut Course,
    ) -> Result<Snapshot> {
        let (_, membership) = self.membership(Some(network))?;
        let gaps = if self.is_search_due(network, peer, &membership).await? {
            course.sought = true;
            self.gaps_in(network, told).await?
        } else {
            BTreeMap::new()
        };
        let mut held = BTreeMap::new();
        let mut earlier = BTreeMap::new();
        let mut unit = self.read().await?;
        for row in unit.streams(network).await? {
            // An older head has to be a beginning of what is held, or its origin told two histories.
            if let Some(size) = told.get(&row.stream)
                && (1..row.proven.min(ROOTS_COMPARED)).contains(size)
            {
                let mut tree = Frontier::default();
                for digest in unit.digests(network, &row.stream, 0, *size).await? {
                    tree.push(digest.as_bytes());
                }
                let root = Digest::from_bytes(tree.root());
                earlier.insert((row.stream.clone(), *size), root);
            }
            let proven = frontier_of(&row)?;
            let time = time_of(&row.checkpoint);
            let checkpoint = Some(KnownCheckpoint {
                text: row.checkpoint,
                time,
            });
            held.insert(
                row.stream.clone(),
                Held {
                    stream: row.stream,
                    proven,
                    checkpoint,
                    staged: None,
                },
            );
        }
        let epoch = crate::pen::epoch(unit.as_mut()).await?;
        Ok(Snapshot {
            membership,
            epoch,
            me: self.id().clone(),
            now: self.now(),
            held,
            gaps,
            earlier,
        })
    }

    /// Each stream its share: half the newest (a withdrawal is new when it is kept from us), the rest
    /// from anywhere, so that what nobody will ever tell does not stand before what somebody would.
    async fn gaps_in(
        &self,
        network: NetworkId,
        told: &BTreeMap<StreamRef, u64>,
    ) -> Result<BTreeMap<StreamRef, Vec<(u64, Digest)>>> {
        let mut unit = self.read().await?;
        let mut wanting = unit.wanting(network).await?;
        wanting.retain(|(stream, _)| told.contains_key(stream));
        let chance = || usize::try_from(u32::from_be_bytes(self.random())).unwrap_or_default();
        if !wanting.is_empty() {
            let first = chance() % wanting.len();
            wanting.rotate_left(first);
        }
        let share = (GAPS_PER_ROUND / wanting.len().max(1)).max(1);
        let mut gaps = BTreeMap::new();
        for (stream, _) in wanting.into_iter().take(GAPS_PER_ROUND) {
            let size = unit.stream(network, &stream).await?;
            let size = size.map_or(1, |row| row.proven.max(1));
            let before = u64::try_from(chance()).unwrap_or_default() % size + 1;
            let newest = if share == 1 {
                u32::from(chance() % 2 == 0)
            } else {
                u32::try_from(share / 2).unwrap_or_default()
            };
            let rest = u32::try_from(share).unwrap_or_default() - newest;
            let mut some = unit.gaps(network, &stream, u64::MAX, newest).await?;
            some.extend(unit.gaps(network, &stream, before, rest).await?);
            some.sort_unstable();
            some.dedup();
            gaps.insert(stream, some);
        }
        Ok(gaps)
    }

    /// Is it time to ask this peer for gaps?
    async fn is_search_due(
        &self,
        network: NetworkId,
        peer: &DeskId,
        membership: &Membership,
    ) -> Result<bool> {
        let mut unit = self.read().await?;
        let open = unit.wanting(network).await?.iter().map(|(_, n)| n).sum();
        let search = unit.setting(&search_key(network, peer)).await?;
        let search: Search = search
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let now = self.now();
        Ok(search.is_due(open, roster_now(membership, now), now))
    }

    /// Notes what the search for gaps came to: the less it helps, the longer until the next.
    async fn note_search(&self, network: NetworkId, peer: &DeskId, course: &Course) -> Result<()> {
        if !course.sought {
            return Ok(());
        }
        let (_, membership) = self.membership(Some(network))?;
        let mut unit = self.begin().await?;
        let key = search_key(network, peer);
        let before = unit.setting(&key).await?;
        let before: Search = before
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let open: u64 = unit.wanting(network).await?.iter().map(|(_, n)| n).sum();
        let misses = if course.filled > 0 {
            0
        } else {
            before.misses.saturating_add(1)
        };
        let now = self.now();
        let search = Search {
            open,
            misses,
            next: now.plus_seconds(self.wait_after(misses)).unix(),
            roster: roster_now(&membership, now),
        };
        let bytes = serde_json::to_vec(&search).unwrap_or_default();
        unit.put_setting(&key, &bytes).await?;
        unit.commit().await?;
        if open > 0 {
            tracing::warn!(%peer, open, filled = course.filled, "gaps stay open");
        }
        Ok(())
    }

    /// Seconds to wait after so many failures in a row.
    fn wait_after(&self, failures: u32) -> i64 {
        let seed = u64::from_be_bytes(self.random::<8>());
        let backoff =
            (0..failures.min(32)).fold(Backoff::default(), |backoff, _| backoff.after_failure());
        i64::try_from(backoff.wait_seconds(seed)).unwrap_or(i64::MAX)
    }

    async fn note_round(
        &self,
        network: NetworkId,
        peer: &DeskId,
        before: Option<PeerRow>,
        digest: Option<Digest>,
        course: &Course,
    ) -> Result<()> {
        let (now, round) = (self.now(), &course.round);
        let broken = round.failed.as_ref().map(|problem| problem.code);
        let failed = broken.or(course.blamed);
        if round.unchanged
            && before.as_ref().is_some_and(|row| {
                row.failures == 0 && row.contact.is_some_and(|at| now.unix() - at.unix() < 60)
            })
        {
            return Ok(());
        }
        let failures = if failed.is_some() {
            before
                .as_ref()
                .map_or(0, |row| row.failures)
                .saturating_add(1)
        } else {
            0
        };
        let wait = self.wait_after(failures);
        let (_, membership) = self.membership(Some(network))?;
        let row = PeerRow {
            desk: peer.clone(),
            seen: digest,
            roster: membership.roster.version(),
            contact: if broken.is_none() {
                Some(now)
            } else {
                before.and_then(|row| row.contact)
            },
            failures,
            retry_at: failed.map(|_| now.plus_seconds(wait)),
            error: failed,
        };
        let mut unit = self.begin().await?;
        unit.put_peer(network, &row).await?;
        unit.commit().await?;
        Ok(())
    }

    /// What to wait with at a peer: the digest of what was worked off.
    pub async fn hint_request(&self, network: NetworkId, peer: &DeskId) -> Result<HeadsRequest> {
        let (_, membership) = self.membership(Some(network))?;
        let roster = membership.roster.version();
        let row = self.read().await?.peer(network, peer).await?;
        let known = row
            .filter(|row| row.roster == roster)
            .and_then(|row| row.seen);
        Ok(HeadsRequest {
            network,
            known,
            roster,
        })
    }

    /// The active peers, and when each may be called next.
    pub async fn peers_to_call(&self) -> Result<Vec<Callee>> {
        let standing = self.standing();
        let mut unit = self.read().await?;
        let mut peers = Vec::new();
        for (network, membership) in &standing.networks {
            let known = unit.peers(*network).await?;
            for desk in membership.in_force(self.now()).active() {
                if desk.id == *self.id() {
                    continue;
                }
                let row = known.iter().find(|row| row.desk == desk.id);
                peers.push(Callee {
                    network: *network,
                    desk: desk.id.clone(),
                    retry_at: row.and_then(|row| row.retry_at),
                    unreachable: row.is_some_and(|row| row.error == Some(Code::PeerUnreachable)),
                    has_address: !desk.addresses.is_empty(),
                });
            }
        }
        Ok(peers)
    }
}

/// The stream of a head, and the size that its note claims; 0 if it claims none.
fn told_size(head: &Head) -> (StreamRef, u64) {
    let note = Note::parse(&head.checkpoint).ok();
    let claimed = note.and_then(|note| Checkpoint::parse(note.unverified_text()).ok());
    (head.stream.clone(), claimed.map_or(0, |told| told.size))
}

fn verified(roster: &fanal_protocol::Roster, peer: &DeskId) -> Result<VerifiedPeer> {
    let entry = roster
        .desk(peer)
        .ok_or_else(|| not_found(&format!("desk `{peer}`")))?;
    let found = entry
        .tls
        .iter()
        .find_map(|pin| VerifiedPeer::by_pin(pin, roster));
    found.ok_or_else(|| {
        problem(
            Code::PolicyMember,
            format!("`{peer}` is not an active member"),
        )
    })
}

/// Entries on as many threads as are there: signatures are most of the work.
async fn opened_in_parallel(
    membership: &Membership,
    me: &DeskId,
    stream: &StreamRef,
    from: u64,
    entries: Vec<(Digest, Entry)>,
    now: Timestamp,
) -> Result<Vec<Arrived>> {
    /// Below this, handing work to another thread costs more than it saves.
    const WORTH_IT: usize = 32;
    let parts = if entries.len() < WORTH_IT { 1 } else { 2 };
    let size = entries.len().div_ceil(parts).max(1);
    let mut work = Vec::new();
    let mut entries = entries.into_iter().zip(from..).peekable();
    while entries.peek().is_some() {
        let part: Vec<((Digest, Entry), u64)> = entries.by_ref().take(size).collect();
        let (membership, me, stream) = (membership.clone(), me.clone(), stream.clone());
        work.push(tokio::task::spawn_blocking(move || {
            let world = membership.world(&me, now);
            let open = |((digest, entry), at): ((Digest, Entry), u64)| {
                let place = fanal_sync::Place {
                    stream: &stream,
                    at,
                };
                Arrived::new(at, digest, open_entry(place, &entry, &world))
            };
            part.into_iter().map(open).collect::<Vec<_>>()
        }));
    }
    let mut arrived = Vec::new();
    for part in work {
        arrived.extend(
            part.await
                .map_err(|_| problem(Code::Broken, "verification was cut short"))?,
        );
    }
    Ok(arrived)
}

/// A forged entry: nobody's, so that nothing of the batch is believed.
fn first_nobodys(arrived: &[Arrived]) -> Option<(u64, fanal_sync::Refused)> {
    arrived.iter().find_map(|entry| match &entry.checked {
        Err(refused) if refused.digest.is_none() => Some((entry.at, refused.clone())),
        Ok(_) | Err(_) => None,
    })
}

fn length_of(entry: &Entry) -> usize {
    match entry {
        Entry::Envelope(bytes) => bytes.len(),
        Entry::Tombstone { .. } | Entry::NotHeld(_) => 64,
    }
}

fn search_key(network: NetworkId, peer: &DeskId) -> String {
    format!("gaps/{network}/{peer}")
}

/// What had to wait for a roster, or for its heartbeat, is asked for as soon as that came.
fn roster_now(membership: &Membership, now: Timestamp) -> (u64, bool) {
    let is_current = membership.state(now) == RosterState::Current;
    (membership.roster.version(), is_current)
}

fn proof_of(fault: &Fault) -> Option<(&'static str, String)> {
    match fault {
        Fault::Equivocation { held, found, .. } => {
            Some(("equivocation", format!("{held}\n{found}")))
        }
        Fault::NotAsFrozen { found, .. } => Some(("not-as-frozen", found.clone())),
        Fault::OwnStreamAhead { checkpoint, .. } => {
            Some((crate::returning::OWN_STREAM_AHEAD, checkpoint.clone()))
        }
        Fault::Malformed(_)
        | Fault::UnknownOrigin(_)
        | Fault::NotEntitled { .. }
        | Fault::BadCheckpoint { .. }
        | Fault::ClosedEpoch { .. }
        | Fault::BadEntry { .. }
        | Fault::WrongAmount { .. }
        | Fault::RootMismatch { .. } => None,
    }
}

/// The time line of a checkpoint that was verified when it was stored.
pub(crate) fn time_of(checkpoint: &str) -> i64 {
    let note = Note::parse(checkpoint).ok();
    let text = note.as_ref().map(Note::unverified_text).unwrap_or_default();
    let parsed: Option<fanal_protocol::checkpoint::Checkpoint> =
        fanal_protocol::checkpoint::Checkpoint::parse(text).ok();
    parsed.map_or(0, |checkpoint| checkpoint.time)
}

//! One desk's node: real keys, real statements, the real policy and the real session, over a small
//! store with a durable and a volatile half. A crash loses what was not committed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_policy::{Facts, Question, Withheld, World, decide, roster_state};
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::root_of;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{
    Body, BulletinId, Claim, Code, DeskId, DeskStatus, Digest, Header, Kind, Label, Marking,
    NoBeneficiary, Opened, Receipt, ReceiptState, Refusal, Retraction, RetractionReason, SecretKey,
    Statement, StreamName, StreamRef, Timestamp, TlsPin, VerifiedRoster,
};
use fanal_sync::{
    Batch, Checked, Ed25519, Fault, Filling, Held, KnownCheckpoint, Membership, OpenHead, Place,
    Refused, ServedStream, Staged, Stored, VerifiedPeer, Verifier, View, answer_heads, entry_for,
    open_entry_by, plan_range,
};
use serde_json::value::RawValue;
use sha2::Digest as _;

use super::book::Book;
use super::compose::bulletin;
use super::federation::{Desk, federation};
use super::planted::Planted;
use super::rng::Rng;

/// A peer's refusals are signed up to this many, then they are only shown.
const SIGNED_REFUSALS: u32 = 3;

/// (origin, id): what a bulletin is known by.
pub type Key = (DeskId, BulletinId);

/// A statement that is held, with what the policy is asked about it.
pub struct Kept {
    /// The statement.
    pub opened: Opened,
    /// Its facts when it came.
    pub facts: Facts,
}

/// What stands at one place of a log.
#[derive(Clone)]
pub enum Is {
    /// The content.
    Envelope(Arc<Kept>),
    /// Purged by this retraction.
    Tombstone(Digest),
    /// A gap, open.
    NotHeld,
    /// Refused; the position stands.
    Refused(Code),
}

/// One place of a log.
#[derive(Clone)]
pub struct Slot {
    /// The leaf.
    pub digest: Digest,
    /// What is there.
    pub is: Is,
}

/// One stream as it is held.
#[derive(Clone)]
pub struct Log {
    /// Proven head, checkpoint, staged edge.
    pub held: Held,
    /// Each proven position.
    pub slots: Vec<Slot>,
    /// What waits for its root.
    pub staged: Vec<(Digest, Entry)>,
}

/// Something of this desk's own.
#[derive(Clone)]
pub struct Own {
    /// Its newest revision.
    pub revision: u32,
    /// That revision's digest.
    pub digest: Digest,
    /// Every digest that is not recalled, with its streams.
    pub out: Vec<(Digest, BTreeSet<StreamName>)>,
    /// The newest body, to revise it.
    pub body: Body,
    /// It was taken back.
    pub withdrawn: bool,
}

/// Everything that survives, if it is committed.
#[derive(Clone)]
pub struct Disk {
    /// Every version, in order.
    pub rosters: Vec<Arc<VerifiedRoster>>,
    /// The logs.
    pub logs: BTreeMap<StreamRef, Arc<Log>>,
    /// The newest revision held of each content.
    pub contents: BTreeMap<Key, (u32, Digest)>,
    /// Contents taken back as a whole.
    pub withdrawn: BTreeSet<Key>,
    /// Digests taken back, by origin, with the retraction.
    pub recalled: BTreeMap<(DeskId, Digest), Digest>,
    /// Who answered which of our retractions.
    pub receipts: BTreeMap<Digest, BTreeSet<DeskId>>,
    /// Retractions that we answered.
    pub answered: BTreeSet<Digest>,
    /// Streams of which two histories were seen.
    pub proofs: BTreeSet<StreamRef>,
    /// Sightings of our bulletins.
    pub sightings: u32,
    /// Signed refusals, by desk.
    pub refusals: BTreeMap<DeskId, u32>,
    /// The digest of the last answer that was worked off, by peer.
    pub known: BTreeMap<DeskId, Digest>,
    /// Our own bulletins and publications.
    pub own: BTreeMap<BulletinId, Own>,
    /// The epoch of our streams.
    pub epoch: u32,
    /// After a restore: whom it has to hear before it lets content out again. Promise 5.
    pub unheard: BTreeSet<DeskId>,
    /// The clock never falls below it.
    high_water: i64,
}

/// Where ids and salts come from.
#[derive(Clone)]
enum Chance {
    /// They are drawn.
    Drawn(Rng),
    /// They say what the statement is and where it goes: the same acts make the same statements, in
    /// whatever order the desks took them. So a model meets a state again.
    Told,
}

/// A node.
#[derive(Clone)]
pub struct Node {
    /// Which desk of the federation.
    pub at: usize,
    /// The volatile half: what the node works on.
    pub ram: Disk,
    /// The durable half.
    pub disk: Disk,
    /// The copy somewhere else.
    pub backup: Disk,
    /// What its clock says.
    pub clock: i64,
    /// For the watch, not for the node: what it knew to be taken back, before it returned to a backup.
    pub once_recalled: BTreeSet<(DeskId, Digest)>,
    /// It lies: of what it serves, it asks the policy nothing.
    pub is_liar: bool,
    /// What it does wrong, if anything.
    pub planted: BTreeSet<Planted>,
    /// For the lying node: its second histories, shown to every other desk.
    pub second: BTreeMap<StreamRef, Arc<Log>>,
    /// What it signed since the watcher last looked.
    pub issued: Vec<Arc<Kept>>,
    /// What it stored since then: where, from whom.
    pub stored: Vec<(StreamRef, u64, Arc<Kept>, DeskId)>,
    /// Refusals since then, by code.
    pub refused: Vec<Code>,
    chance: Chance,
    /// Who signed what, where signatures are symbols.
    book: Option<Arc<Book>>,
}

impl Node {
    /// A node that knows the first roster and nothing else.
    pub fn new(at: usize, seed: u64) -> Self {
        let disk = Disk {
            rosters: vec![Arc::clone(&federation().first)],
            logs: BTreeMap::new(),
            contents: BTreeMap::new(),
            withdrawn: BTreeSet::new(),
            recalled: BTreeMap::new(),
            receipts: BTreeMap::new(),
            answered: BTreeSet::new(),
            proofs: BTreeSet::new(),
            sightings: 0,
            refusals: BTreeMap::new(),
            known: BTreeMap::new(),
            own: BTreeMap::new(),
            epoch: 1,
            unheard: BTreeSet::new(),
            high_water: 0,
        };
        Self {
            at,
            ram: disk.clone(),
            backup: disk.clone(),
            disk,
            clock: super::federation::START,
            once_recalled: BTreeSet::new(),
            is_liar: false,
            planted: BTreeSet::new(),
            second: BTreeMap::new(),
            issued: Vec::new(),
            stored: Vec::new(),
            refused: Vec::new(),
            chance: Chance::Drawn(Rng::new(seed ^ (at as u64) << 56)),
            book: None,
        }
    }

    /// A node without chance, whose signatures stand in this book.
    pub fn by_the_book(at: usize, book: &Arc<Book>) -> Self {
        Self {
            chance: Chance::Told,
            book: Some(Arc::clone(book)),
            ..Self::new(at, 0)
        }
    }

    /// Does it do that wrong?
    pub fn has(&self, planted: Planted) -> bool {
        self.planted.contains(&planted)
    }

    fn desk(&self) -> &'static Desk {
        &federation().desks[self.at]
    }

    /// Its desk's name.
    pub fn id(&self) -> &'static DeskId {
        &self.desk().id
    }

    /// The newest roster that it holds.
    pub fn roster(&self) -> &VerifiedRoster {
        self.ram.rosters.last().unwrap()
    }

    /// Is that desk active by this node's roster?
    pub fn knows_active(&self, id: &DeskId) -> bool {
        self.roster()
            .desk(id)
            .is_some_and(|desk| desk.status == DeskStatus::Active)
    }

    /// The clock, never below its high-water mark.
    pub fn now(&self) -> i64 {
        self.clock.max(self.ram.high_water)
    }

    /// What its decisions are made in.
    pub fn world(&self) -> World<'_> {
        let roster = if self.has(Planted::ServesExpelled) {
            federation().first.roster()
        } else {
            self.roster().roster()
        };
        let now = Timestamp::from_unix(self.now());
        World {
            roster,
            network: federation().network(),
            state: roster_state(roster, None, false, now),
            me: self.id(),
            now,
        }
    }

    /// Makes it durable. The one bug that puts this off is planted.
    pub fn commit(&mut self) {
        self.ram.high_water = self.now();
        let is_late = self.has(Planted::AcknowledgesBeforeCommit)
            && match &mut self.chance {
                Chance::Drawn(rng) => !rng.once_in(6),
                Chance::Told => true,
            };
        if !is_late {
            self.disk = self.ram.clone();
        }
    }

    /// Loses what is not durable.
    pub fn crash(&mut self) {
        self.ram = self.disk.clone();
        if self.has(Planted::ForgetsRecalls) {
            self.ram.recalled.clear();
            self.ram.withdrawn.clear();
            self.disk = self.ram.clone();
        }
    }

    /// Keeps a copy somewhere else.
    pub fn back_up(&mut self) {
        self.backup = self.disk.clone();
    }

    /// Returns to that copy, and opens a new epoch of every stream. Its number comes from the clock:
    /// two restores of one backup must not open the same. [R9]
    pub fn restore(&mut self) {
        self.ram = self.backup.clone();
        self.ram.epoch = u32::try_from(self.clock - super::federation::START + 4_000).unwrap();
        self.disk = self.ram.clone();
    }

    /// Has it come back from a backup, and not heard yet what was taken back since?
    pub fn is_closed(&self) -> bool {
        !self.ram.unheard.is_empty() && !self.has(Planted::ServesFromTheBackup)
    }

    /// Takes a roster if it is the next one.
    pub fn take_roster(&mut self, bytes: &[u8]) -> bool {
        let Ok(next) = self.roster().succeed(bytes) else {
            return false;
        };
        self.ram.rosters.push(Arc::new(next));
        true
    }

    // --- signing -----------------------------------------------------------------------------

    /// A header of this desk's.
    pub fn header(&mut self, kind: Kind, streams: BTreeSet<StreamName>) -> Header {
        let (id, salt) = match &mut self.chance {
            Chance::Drawn(rng) => (rng.bytes(), rng.bytes()),
            Chance::Told => (self.told(kind, &streams, 1), self.told(kind, &streams, 2)),
        };
        Header {
            network: federation().network(),
            kind,
            origin: self.id().clone(),
            id: BulletinId::from_random(id),
            revision: 1,
            previous: None,
            streams,
            epoch: self.ram.epoch,
            issued: Timestamp::from_unix(self.now()),
            salt: BulletinId::from_random(salt),
        }
    }

    /// What is said, by whom, under which roster, into which streams, after how many entries.
    fn told(&self, kind: Kind, streams: &BTreeSet<StreamName>, what: u8) -> [u8; 16] {
        let version = self.roster().version();
        let words = format!("{} {kind} {what} {version}", self.id());
        let mut hash = sha2::Sha256::new().chain_update(words);
        for name in streams {
            let stream = self.own_stream(name);
            let size = self.ram.logs.get(&stream).map_or(0, |log| log.held.size());
            hash.update(format!("{stream}{size}"));
        }
        let digest = hash.finalize();
        std::array::from_fn(|at| digest[at])
    }

    /// One of this desk's streams, in its epoch of today.
    pub fn own_stream(&self, name: &StreamName) -> StreamRef {
        StreamRef {
            origin: self.id().clone(),
            name: name.clone(),
            epoch: self.ram.epoch,
        }
    }

    /// Signs, and writes it down where signatures are symbols.
    pub fn sign(&self, statement: Statement, key: &SecretKey) -> Option<Opened> {
        let opened = statement.sign(key).ok()?;
        if let Some(book) = &self.book {
            book.write(&opened);
        }
        Some(opened)
    }

    /// Appends to one of its own logs, with a checkpoint.
    fn append(&mut self, stream: &StreamRef, kept: &Arc<Kept>, second: bool) {
        let (desk, time) = (self.desk(), self.now());
        let first = self.ram.logs.get(stream).cloned();
        let mut log = if second {
            self.second.get(stream).cloned().or(first)
        } else {
            first
        }
        .unwrap_or_else(|| empty(stream));
        append(Arc::make_mut(&mut log), kept);
        let note = sign_head(&log.held, desk, time);
        if let Some(book) = &self.book {
            book.write_note(&note, &desk.checkpoint);
        }
        Arc::make_mut(&mut log).held.checkpoint = Some(KnownCheckpoint { text: note, time });
        let logs = if second {
            &mut self.second
        } else {
            &mut self.ram.logs
        };
        logs.insert(stream.clone(), log);
    }

    /// Signs, and appends to each stream that the header names, with a checkpoint. Not yet durable.
    pub fn issue(&mut self, header: Header, body: Body) -> Option<Arc<Kept>> {
        let mut facts = Facts::of(&header, &body);
        facts.members_when_signed = Some(self.members(&facts));
        let statement = Statement::new(header, body).ok()?;
        let opened = self.sign(statement, &self.desk().statement)?;
        let kept = Arc::new(Kept { opened, facts });
        for name in &kept.opened.header().streams {
            let epoch = kept.opened.header().epoch;
            let stream = StreamRef {
                epoch,
                ..self.own_stream(name)
            };
            self.append(&stream, &kept, false);
        }
        self.issued.push(Arc::clone(&kept));
        Some(kept)
    }

    /// The lying node puts something into its own stream that its statement key never signed.
    pub fn slip_in(&mut self, kept: &Arc<Kept>, name: &StreamName) {
        let stream = self.own_stream(name);
        self.append(&stream, kept, false);
    }

    /// The lying node's word for another desk's log: one entry, signed by itself throughout.
    pub fn impostor(&self, stream: &StreamRef) -> Option<(String, Entry)> {
        let (desk, time) = (self.desk(), self.now());
        let mut header = self
            .clone()
            .header(Kind::Bulletin, [stream.name.clone()].into());
        header.origin = stream.origin.clone();
        header.epoch = stream.epoch;
        let fine = Claim::NotNeeded {
            because: NoBeneficiary::NoBeneficiary,
        };
        let body = bulletin(Marking::of(Label::Green), fine);
        let facts = Facts::of(&header, &body);
        let opened = self.sign(Statement::new(header, body).ok()?, &desk.statement)?;
        let mut log = Log::clone(&empty(stream));
        let entry = Entry::Envelope(opened.bytes().to_vec());
        append(&mut log, &Arc::new(Kept { opened, facts }));
        let note = sign_head(&log.held, desk, time);
        if let Some(book) = &self.book {
            book.write_note(&note, &desk.checkpoint);
        }
        Some((note, entry))
    }

    /// The lying node signs another history of one of its streams.
    pub fn issue_second(&mut self, header: Header, body: Body) {
        let facts = Facts::of(&header, &body);
        let Ok(statement) = Statement::new(header, body) else {
            return;
        };
        let Some(opened) = self.sign(statement, &self.desk().statement) else {
            return;
        };
        let kept = Arc::new(Kept { opened, facts });
        for name in &kept.opened.header().streams {
            let stream = self.own_stream(name);
            self.append(&stream, &kept, true);
        }
        self.issued.push(kept);
    }

    fn members(&self, facts: &Facts) -> BTreeSet<DeskId> {
        members(self.roster(), facts)
    }
    /// Takes back the digests of `out`, down every stream that they went.
    pub fn retract(&mut self, id: BulletinId, reason: RetractionReason) -> Option<Digest> {
        let own = self.ram.own.get(&id)?.clone();
        let digests: BTreeSet<Digest> = own.out.iter().map(|(digest, _)| *digest).collect();
        let streams: BTreeSet<StreamName> = own
            .out
            .iter()
            .flat_map(|(_, streams)| streams.clone())
            .collect();
        if digests.is_empty() {
            return None;
        }
        let reason = if streams.contains(&StreamName::Clear) {
            RetractionReason::Withdrawn
        } else {
            reason
        };
        let retraction = Retraction {
            target: id,
            digests,
            reason,
            to_delete: false,
        };
        let header = self.header(Kind::Retraction, streams);
        let kept = self.issue(header, Body::Retraction(retraction.clone()))?;
        let digest = kept.opened.digest();
        if let Some(own) = self.ram.own.get_mut(&id) {
            own.out.clear();
            own.withdrawn |= reason != RetractionReason::Narrowed;
        }
        self.purge(&self.id().clone(), digest, &retraction);
        Some(digest)
    }

    // --- receiving ---------------------------------------------------------------------------

    /// One batch, one transaction; the caller commits. An error says that nothing was changed.
    pub fn take(&mut self, mut batch: Batch) -> Result<(), (u64, Refused)> {
        let stream = batch.stream.clone();
        let mut log = self
            .ram
            .logs
            .get(&stream)
            .cloned()
            .unwrap_or_else(|| empty(&stream));
        let log_mut = Arc::make_mut(&mut log);
        if self.has(Planted::StoresBeforeRoot) && batch.from < log_mut.held.size() {
            return Ok(());
        }
        log_mut
            .staged
            .truncate(usize::try_from(batch.from - log_mut.held.size()).unwrap());
        let first_new = log_mut.staged.len();
        log_mut.staged.append(&mut batch.entries);
        let base = log_mut.held.size();
        let mut checked = Vec::new();
        for (at, (digest, entry)) in log_mut.staged.iter().enumerate() {
            if at < first_new && batch.complete.is_none() {
                continue;
            }
            let at = base + at as u64;
            match self
                .open(&stream, at, entry)
                .and_then(|checked| batch.in_epoch(checked))
            {
                Err(refused) if refused.digest.is_none() => return Err((at, refused)),
                result => checked.push((*digest, entry.clone(), result)),
            }
        }
        let Some(complete) = batch.complete else {
            log_mut.held.staged = Some(Staged {
                from: batch.from_peer,
                frontier: batch.after,
            });
            self.ram.logs.insert(stream, log);
            return Ok(());
        };
        log_mut.staged.clear();
        log_mut.held.staged = None;
        log_mut.held.proven = batch.after;
        log_mut.held.checkpoint = Some(KnownCheckpoint {
            text: complete.checkpoint,
            time: complete.time,
        });
        self.ram.logs.insert(stream.clone(), log);
        for (digest, entry, result) in checked {
            let at = self.ram.logs[&stream].slots.len() as u64;
            let is = self.admit(&stream, at, digest, &entry, result, &batch.from_peer, true);
            if self.has(Planted::SkipsRefused) && matches!(is, Is::Refused(_)) {
                continue;
            }
            Arc::make_mut(self.ram.logs.get_mut(&stream).unwrap())
                .slots
                .push(Slot {
                    digest,
                    is: is.clone(),
                });
            self.act(&stream, &is);
        }
        Ok(())
    }

    /// Closes a gap, if it is still one.
    pub fn fill(&mut self, filling: &Filling) -> Result<(), Refused> {
        let place = usize::try_from(filling.at).unwrap();
        let is_gap = self
            .ram
            .logs
            .get(&filling.stream)
            .and_then(|log| log.slots.get(place))
            .is_some_and(|slot| slot.digest == filling.digest && is_gap(&slot.is));
        if !is_gap {
            return Ok(());
        }
        let opened = self.open(&filling.stream, filling.at, &filling.entry);
        let result = opened.and_then(|checked| filling.in_epoch(checked));
        if let Err(refused) = &result
            && refused.digest.is_none()
        {
            return Err(refused.clone());
        }
        let (stream, entry) = (&filling.stream, &filling.entry);
        let is = self.admit(
            stream,
            filling.at,
            filling.digest,
            entry,
            result,
            &filling.from_peer,
            false,
        );
        Arc::make_mut(self.ram.logs.get_mut(stream).unwrap()).slots[place].is = is.clone();
        self.act(stream, &is);
        Ok(())
    }

    /// Forgets what waits for its root.
    pub fn drop_staged(&mut self, stream: &StreamRef) {
        if let Some(log) = self.ram.logs.get_mut(stream) {
            let log = Arc::make_mut(log);
            log.staged.clear();
            log.held.staged = None;
        }
    }

    /// Keeps the proof of a second history.
    pub fn keep_proof(&mut self, fault: &Fault) {
        if let Fault::Equivocation { stream, .. } | Fault::NotAsFrozen { stream, .. } = fault
            && !self.has(Planted::ForgetsProof)
        {
            self.ram.proofs.insert(stream.clone());
        }
    }

    /// The planted bug that believes a range before its root is checked.
    pub fn believe(&mut self, stream: &StreamRef, from: u64, entries: &[Entry], head: &OpenHead) {
        let mut log = self
            .ram
            .logs
            .get(stream)
            .cloned()
            .unwrap_or_else(|| empty(stream));
        let log_mut = Arc::make_mut(&mut log);
        if from != log_mut.held.size() || from + entries.len() as u64 != head.size {
            return;
        }
        for entry in entries {
            let Ok(digest) = fanal_sync::digest_of_entry(entry) else {
                return;
            };
            log_mut.held.proven.push(digest.as_bytes());
            log_mut.slots.push(Slot {
                digest,
                is: Is::NotHeld,
            });
        }
        log_mut.held.checkpoint = Some(KnownCheckpoint {
            text: head.text.clone(),
            time: head.time,
        });
        self.ram.logs.insert(stream.clone(), log);
    }

    fn open(&self, stream: &StreamRef, at: u64, entry: &Entry) -> Result<Checked, Refused> {
        let place = Place { stream, at };
        let opened = open_entry_by(self.verifier(), place, entry, &self.world());
        match (opened, entry) {
            // The bug takes a signature of any key.
            (Err(refused), Entry::Envelope(bytes))
                if self.has(Planted::SkipsSignature) && refused.digest.is_none() =>
            {
                let keys: Vec<_> = federation()
                    .desks
                    .iter()
                    .map(|desk| desk.checkpoint.public())
                    .collect();
                match self.verifier().statement(bytes, &stream.origin, &keys) {
                    Ok(opened) => Ok(Checked::Statement(Box::new(opened))),
                    Err(_) => Err(refused),
                }
            }
            (opened, _) => opened,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a private step of two callers")]
    fn admit(
        &mut self,
        stream: &StreamRef,
        at: u64,
        digest: Digest,
        entry: &Entry,
        result: Result<Checked, Refused>,
        sender: &DeskId,
        answers: bool,
    ) -> Is {
        let recalled = self
            .ram
            .recalled
            .get(&(stream.origin.clone(), digest))
            .copied();
        let opened = match result {
            Ok(Checked::Statement(opened)) => opened,
            Ok(Checked::Tombstone { retraction, .. }) if self.has(Planted::TrustsTombstones) => {
                return Is::Tombstone(retraction);
            }
            // [R10] Only with the origin's retraction naming that digest.
            Ok(Checked::Tombstone { .. } | Checked::NotHeld(_)) => {
                return recalled.map_or(Is::NotHeld, Is::Tombstone);
            }
            Err(refused) => return self.refuse(refused.code, stream, entry, sender, false),
        };
        if let Some(retraction) = recalled
            && !self.has(Planted::IgnoresRetraction)
        {
            return Is::Tombstone(retraction);
        }
        let mut facts = Facts::of(opened.header(), opened.body());
        if stream.origin == *self.id() {
            // [R13] Who was a member then it no longer knows: who was one from the beginning was.
            facts.members_when_signed = Some(members(&self.ram.rosters[0], &facts));
        }
        let key = (stream.origin.clone(), opened.header().id);
        facts.withdrawn = self.ram.withdrawn.contains(&key);
        let is_blind = self.has(Planted::IgnoresFreezes);
        let question = Question::Accept {
            facts: &facts,
            sender,
            stream,
            index: Some(if is_blind { 0 } else { at }),
        };
        if let Some(reason) = decide(question, &self.world()).reason().cloned()
            && !self.has(Planted::SkipsAccept)
        {
            return self.refuse(reason.code, stream, entry, sender, answers);
        }
        let kept = Arc::new(Kept {
            opened: *opened,
            facts,
        });
        if is_content(&kept) && self.goes_down(stream, at, &kept) {
            return self.refuse(Code::VerifyRevision, stream, entry, sender, answers);
        }
        self.stored
            .push((stream.clone(), at, Arc::clone(&kept), sender.clone()));
        Is::Envelope(kept)
    }

    /// Does the log itself go from a revision to a lower, or to another of the same number?
    fn goes_down(&self, stream: &StreamRef, at: u64, kept: &Kept) -> bool {
        if self.has(Planted::AcceptsLowerRevision) {
            return false;
        }
        let header = kept.opened.header();
        let key = (header.origin.clone(), header.id);
        if let Some((revision, digest)) = self.ram.contents.get(&key)
            && *revision == header.revision
            && *digest != kept.opened.digest()
        {
            return true;
        }
        let before = self.ram.logs[stream]
            .slots
            .iter()
            .take(usize::try_from(at).unwrap());
        before.into_iter().any(|slot| match &slot.is {
            Is::Envelope(before) => {
                let before_header = before.opened.header();
                before_header.id == header.id
                    && before_header.revision >= header.revision
                    && slot.digest != kept.opened.digest()
            }
            Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => false,
        })
    }

    fn refuse(
        &mut self,
        code: Code,
        stream: &StreamRef,
        entry: &Entry,
        sender: &DeskId,
        answers: bool,
    ) -> Is {
        self.refused.push(code);
        let count = self.ram.refusals.entry(sender.clone()).or_default();
        *count = (*count + 1).min(SIGNED_REFUSALS + 1);
        // [R11] To the origin, and to whoever sent it; signed up to a limit.
        if answers
            && *count <= SIGNED_REFUSALS
            && let Entry::Envelope(bytes) = entry
        {
            let of = Digest::from_bytes(sha2::Sha256::digest(bytes).into());
            let roster = self.roster().version();
            let body = Refusal {
                of,
                sender: sender.clone(),
                stream: stream.name.clone(),
                code,
                roster,
            };
            let to = [&stream.origin, sender]
                .into_iter()
                .filter(|desk| *desk != self.id());
            let header = self.header(Kind::Refusal, to.cloned().map(StreamName::Direct).collect());
            self.issue(header, Body::Refusal(body));
        }
        Is::Refused(code)
    }

    /// A retraction that came on a stick, outside of every log: asked about and acted on like any other.
    pub fn take_retraction(
        &mut self,
        stream: &StreamRef,
        at: u64,
        opened: Box<Opened>,
        sender: &DeskId,
    ) {
        let facts = Facts::of(opened.header(), opened.body());
        let question = Question::Accept {
            facts: &facts,
            sender,
            stream,
            index: Some(at),
        };
        if decide(question, &self.world()).is_allowed() {
            let opened = *opened;
            self.act(stream, &Is::Envelope(Arc::new(Kept { opened, facts })));
        }
    }

    /// The checkpoint that one of its logs had before the last entry.
    pub fn earlier_note(&self, stream: &StreamRef) -> Option<String> {
        let log = self.ram.logs.get(stream)?;
        let size = log.held.size().checked_sub(1).filter(|size| *size > 0)?;
        let root = root_at(log, size)?;
        let line = stream.checkpoint_origin(federation().network());
        let notes = self.book.as_ref()?.notes();
        notes.into_iter().find_map(|(note, _, checkpoint)| {
            let fits = checkpoint.origin == line
                && checkpoint.size == size
                && checkpoint.root == *root.as_bytes();
            fits.then_some(note)
        })
    }

    fn act(&mut self, stream: &StreamRef, is: &Is) {
        let Is::Envelope(kept) = is else { return };
        if stream.origin == *self.id() {
            return super::own::remember(self, is);
        }
        let header = kept.opened.header();
        match kept.opened.body() {
            Body::Bulletin(_) | Body::Publication(_) => {
                let takes_any = self.has(Planted::AcceptsLowerRevision);
                let none = (0, Digest::from_bytes([0; 32]));
                let held = self
                    .ram
                    .contents
                    .entry((header.origin.clone(), header.id))
                    .or_insert(none);
                if header.revision > held.0 || takes_any {
                    *held = (header.revision, kept.opened.digest());
                }
            }
            Body::Retraction(retraction) => {
                let purged = self.purge(&stream.origin, kept.opened.digest(), retraction);
                self.answer(
                    &stream.origin,
                    kept.opened.digest(),
                    retraction.target,
                    purged,
                );
            }
            Body::Receipt(receipt) => {
                self.ram
                    .receipts
                    .entry(receipt.retraction)
                    .or_default()
                    .insert(header.origin.clone());
            }
            Body::Sighting(_) => self.ram.sightings += 1,
            Body::SightingCount(_)
            | Body::Refusal(_)
            | Body::Approval(_)
            | Body::Vouch(_)
            | Body::Heartbeat(_)
            | Body::Grant(_)
            | Body::Notice(_)
            | Body::Report(_)
            | Body::Request(_)
            | Body::Objection(_)
            | Body::Acceptance(_)
            | Body::Suspension(_)
            | Body::Profile(_)
            | Body::ContactCard(_)
            | Body::Sealed(_) => {}
        }
    }

    fn answer(&mut self, origin: &DeskId, retraction: Digest, target: BulletinId, purged: bool) {
        if !self.ram.answered.insert(retraction) || self.has(Planted::SendsNoReceipt) {
            return;
        }
        let state = if purged {
            ReceiptState::Purged
        } else {
            ReceiptState::NotHeld
        };
        let header = self.header(
            Kind::Receipt,
            BTreeSet::from([StreamName::Direct(origin.clone())]),
        );
        self.issue(
            header,
            Body::Receipt(Receipt {
                retraction,
                target,
                state,
            }),
        );
    }

    /// Content goes, tombstones stay.
    pub fn purge(&mut self, origin: &DeskId, by: Digest, retraction: &Retraction) -> bool {
        let whole = retraction.reason != RetractionReason::Narrowed;
        let key = (origin.clone(), retraction.target);
        for digest in &retraction.digests {
            // Two retractions may name one digest: either founds a tombstone, the first one stays.
            self.ram
                .recalled
                .entry((origin.clone(), *digest))
                .or_insert(by);
        }
        if whole {
            self.ram.withdrawn.insert(key.clone());
        }
        if self.has(Planted::IgnoresRetraction) {
            return true;
        }
        let keeps_log = self.has(Planted::SendsWithdrawn);
        let mut purged = false;
        for log in self
            .ram
            .logs
            .iter_mut()
            .filter(|(stream, _)| stream.origin == *origin)
            .map(|(_, log)| log)
        {
            let log = Arc::make_mut(log);
            for slot in &mut log.slots {
                let is_named = retraction.digests.contains(&slot.digest);
                match &slot.is {
                    Is::Envelope(_) if keeps_log => {}
                    Is::Envelope(kept) if is_named && is_content(kept) => {
                        purged = true;
                        slot.is = Is::Tombstone(by);
                    }
                    Is::Envelope(kept)
                        if whole
                            && is_content(kept)
                            && kept.opened.header().id == retraction.target =>
                    {
                        purged = true;
                        slot.is = Is::Refused(Code::PolicyWithdrawn);
                    }
                    Is::NotHeld if is_named => slot.is = Is::Tombstone(by),
                    Is::Envelope(_) | Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => {}
                }
            }
        }
        let is_gone = self
            .ram
            .contents
            .get(&key)
            .is_some_and(|(_, d)| whole || retraction.digests.contains(d));
        if is_gone {
            self.ram.contents.remove(&key);
        }
        purged
    }

    // --- serving -----------------------------------------------------------------------------

    /// Who calls, by the roster of this moment.
    pub fn caller(&self, pin: &TlsPin) -> Option<VerifiedPeer> {
        VerifiedPeer::by_pin(pin, self.world().roster)
    }

    fn log_for(&self, stream: &StreamRef, caller: &VerifiedPeer) -> Option<&Arc<Log>> {
        let is_odd = federation().index(caller.desk()) % 2 == 1;
        self.second
            .get(stream)
            .filter(|_| is_odd)
            .or_else(|| self.ram.logs.get(stream))
    }

    /// The heads that this caller may see.
    pub fn heads(&self, request: &HeadsRequest, caller: &VerifiedPeer) -> HeadsAnswer {
        let streams: Vec<ServedStream> = self
            .ram
            .logs
            .keys()
            .chain(
                self.second
                    .keys()
                    .filter(|stream| !self.ram.logs.contains_key(*stream)),
            )
            .filter_map(|stream| served(self.log_for(stream, caller)?))
            .collect();
        let newer = self
            .ram
            .rosters
            .iter()
            .filter(|roster| roster.version() > request.roster);
        let rosters = newer.map(|roster| {
            RawValue::from_string(String::from_utf8(roster.bytes().to_vec()).unwrap()).unwrap()
        });
        let membership = Membership {
            rosters: rosters.collect(),
            heartbeats: Vec::new(),
        };
        let mut answer =
            answer_heads(request, caller, &streams, membership, &self.world()).unwrap();
        let forwards = |stream: &StreamRef| {
            let amber = matches!(stream.name, StreamName::GroupAmber(_));
            self.has(Planted::ServesWithoutAsking) || (amber && self.has(Planted::RelaysAmber))
        };
        if streams.iter().any(|served| forwards(&served.stream)) {
            let told: BTreeSet<StreamRef> = answer.heads.into_iter().map(|h| h.stream).collect();
            answer.heads = streams
                .iter()
                .filter(|s| told.contains(&s.stream) || forwards(&s.stream))
                .cloned()
                .map(|s| fanal_protocol::wire::Head {
                    stream: s.stream,
                    checkpoint: s.checkpoint,
                })
                .collect();
        }
        answer
    }

    /// The world that a stream is served in. The bug takes itself for the origin of AMBER.
    fn world_for<'a>(&'a self, stream: &'a StreamRef) -> World<'a> {
        let is_amber = matches!(stream.name, StreamName::GroupAmber(_));
        let world = self.world();
        if is_amber && self.has(Planted::RelaysAmber) {
            let me = &stream.origin;
            World { me, ..world }
        } else {
            world
        }
    }

    /// The entries that this caller may have.
    pub fn range(&self, request: &RangeRequest, caller: &VerifiedPeer) -> Option<Vec<Entry>> {
        let log = self.log_for(&request.stream, caller)?;
        let world = self.world_for(&request.stream);
        let planned = plan_range(request, caller, log.held.size(), &world).ok();
        let forwards = self.is_liar || self.has(Planted::ServesWithoutAsking);
        let range = planned.or(forwards.then_some(request.from..request.to.min(log.held.size())))?;
        let places = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        let entry = |slot: &Slot| match &slot.is {
            Is::Envelope(kept) if forwards => Entry::Envelope(kept.opened.bytes().to_vec()),
            Is::Envelope(_) | Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => {
                entry_for(self.stored(slot), &request.stream, caller, &world)
            }
        };
        Some(log.slots.get(places)?.iter().map(entry).collect())
    }

    /// A place as the serving side and the writer of parcels get it.
    pub fn stored(&self, slot: &Slot) -> Stored {
        match &slot.is {
            Is::Envelope(kept) if self.is_closed() && is_content(kept) => {
                Stored::NotHeld(slot.digest)
            }
            Is::Envelope(kept) => {
                let mut facts = kept.facts.clone();
                if self.has(Planted::ServesLaterMembers) {
                    facts.members_when_signed = None;
                }
                let key = (facts.object.origin.clone(), facts.object.id);
                facts.withdrawn =
                    self.ram.withdrawn.contains(&key) && !self.has(Planted::SendsWithdrawn);
                let bytes = Withheld::new(facts.object.clone(), kept.opened.bytes().to_vec());
                Stored::Envelope {
                    facts: Box::new(facts),
                    digest: slot.digest,
                    bytes,
                }
            }
            Is::Tombstone(retraction) => Stored::Tombstone {
                digest: slot.digest,
                retraction: *retraction,
            },
            Is::NotHeld | Is::Refused(_) => Stored::NotHeld(slot.digest),
        }
    }
}

impl View for Node {
    fn world(&self) -> World<'_> {
        Node::world(self)
    }

    fn verifier(&self) -> &dyn Verifier {
        match &self.book {
            Some(book) => book.as_ref(),
            None => &Ed25519,
        }
    }

    fn held(&self, stream: &StreamRef) -> Option<Held> {
        self.ram.logs.get(stream).map(|log| log.held.clone())
    }

    fn newest_epoch(&self, origin: &DeskId, name: &StreamName) -> Option<u32> {
        if origin == self.id() {
            return Some(self.ram.epoch);
        }
        self.ram
            .logs
            .keys()
            .filter(|s| s.origin == *origin && s.name == *name)
            .map(|s| s.epoch)
            .max()
    }

    fn own_epoch(&self) -> u32 {
        self.ram.epoch
    }

    fn root_at(&self, stream: &StreamRef, size: u64) -> Option<Digest> {
        root_at(self.ram.logs.get(stream)?, size)
    }

    fn gaps(&self, stream: &StreamRef) -> Vec<(u64, Digest)> {
        let Some(log) = self.ram.logs.get(stream) else {
            return Vec::new();
        };
        let counts = self.knows_active(&stream.origin) && !self.has(Planted::HidesGaps);
        log.slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| counts && is_gap(&slot.is))
            .map(|(at, slot)| (at as u64, slot.digest))
            .collect()
    }
}

/// The root that a log had at a size.
pub fn root_at(log: &Log, size: u64) -> Option<Digest> {
    let slots = log.slots.get(..usize::try_from(size).ok()?)?;
    Some(Digest::from_bytes(root_of(
        slots.iter().map(|slot| slot.digest.as_bytes()),
    )))
}

/// Bulletins and publications, as opposed to what is said about them.
pub fn is_content(kept: &Kept) -> bool {
    matches!(
        kept.opened.header().kind,
        Kind::Bulletin | Kind::Publication
    )
}

/// Content that a later moment may bring: it was not there, or its time or its desk was out.
fn is_gap(is: &Is) -> bool {
    match is {
        Is::NotHeld
        | Is::Refused(
            Code::VerifyTime | Code::PolicyMember | Code::PolicyRoster | Code::PolicyOrigin,
        ) => true,
        Is::Envelope(_) | Is::Tombstone(_) | Is::Refused(_) => false,
    }
}

/// Who is in the groups that it addresses, by this roster.
pub fn members(roster: &VerifiedRoster, facts: &Facts) -> BTreeSet<DeskId> {
    let groups = facts.marking.audience.groups.iter();
    groups
        .flat_map(|group| roster.members_of(group))
        .map(|desk| desk.id.clone())
        .collect()
}

fn empty(stream: &StreamRef) -> Arc<Log> {
    Arc::new(Log {
        held: Held::nothing_of(stream.clone()),
        slots: Vec::new(),
        staged: Vec::new(),
    })
}

fn served(log: &Arc<Log>) -> Option<ServedStream> {
    let checkpoint = log.held.checkpoint.as_ref()?.text.clone();
    Some(ServedStream {
        stream: log.held.stream.clone(),
        size: log.held.size(),
        root: log.held.root(),
        checkpoint,
    })
}

fn append(log: &mut Log, kept: &Arc<Kept>) {
    let digest = kept.opened.digest();
    log.held.proven.push(digest.as_bytes());
    log.slots.push(Slot {
        digest,
        is: Is::Envelope(Arc::clone(kept)),
    });
}

fn sign_head(held: &Held, desk: &Desk, time: i64) -> String {
    let checkpoint = Checkpoint {
        origin: held.stream.checkpoint_origin(federation().network()),
        size: held.size(),
        root: held.proven.root(),
        time,
    };
    sign_checkpoint(&checkpoint, desk.checkpoint.signing_key())
        .unwrap()
        .to_string()
}

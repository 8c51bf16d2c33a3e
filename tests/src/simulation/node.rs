//! One desk's node: real keys, real statements, the real policy and the real session, over a small
//! store with a durable and a volatile half. A crash loses what was not committed.

mod serving;
mod signing;
mod taking;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_policy::{Facts, World, roster_state};
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::root_of;
use fanal_protocol::wire::Entry;
use fanal_protocol::{
    Body, BulletinId, Code, DeskId, DeskStatus, Digest, Kind, Opened, StreamName, StreamRef,
    Timestamp, VerifiedRoster,
};
use fanal_sync::{Ed25519, Held, ServedStream, Verifier, View};

use super::book::Book;
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

    // --- receiving ---------------------------------------------------------------------------

    // --- serving -----------------------------------------------------------------------------
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
    let known = log.held.checkpoint.as_ref()?;
    Some(ServedStream {
        stream: log.held.stream.clone(),
        size: log.held.size(),
        root: log.held.root(),
        checkpoint: known.text.clone(),
        time: known.time,
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

//! The desk itself: what every use case leans on.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use fanal_ambient::{Clock, Entropy, random};
use fanal_policy::{RosterState, World, roster_state};
use fanal_protocol::limits::HEARTBEAT_WARN_HOURS;
use fanal_protocol::{
    BulletinId, Code, DeskId, Digest, NetworkId, Roster, Timestamp, VerifiedRoster,
};
use fanal_store::{Store, Unit};
use tokio::sync::{Mutex, watch};

use crate::attempts::Attempts;
use crate::challenges::Challenges;
use crate::clock::Watch;
use crate::error::{Result, problem};
use crate::heartbeat::{Word, word_of};
use crate::keys::DeskKeys;
use crate::panic::Away;
use crate::processes::standing_number;
use crate::publishing::Hours;
use crate::returning::{Returning, come_back, returning};
use crate::roster::{Suspensions, use_next_at_start};
use crate::work::Works;

/// A desk: a database, keys, a clock, and the rosters that it holds. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
    /// The network that the caller named, where the desk is in several.
    chosen: Option<NetworkId>,
}

struct Inner {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Replaced when the roster takes a new key in.
    keys: RwLock<Arc<DeskKeys>>,
    profile: Profile,
    standing: watch::Sender<Arc<Standing>>,
    /// One reload at a time: an older reading must not be put in place of a newer one.
    reloading: Mutex<()>,
    changes: watch::Sender<u64>,
    /// What of the clock is believed. [R19]
    watch: Watch,
    attempts: Attempts,
    challenges: Challenges,
    works: Works,
    warnings: crate::warnings::Held,
    key_changes: crate::key_changes::Held,
    earlier_roots: crate::pull::EarlierRoots,
    hours: Hours,
}

/// How the desk names itself before any roster does.
#[derive(
    Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct Profile {
    /// Its short name.
    pub id: DeskId,
    /// Its name for people.
    pub name: String,
    /// Language of its texts.
    pub lang: String,
    /// Where peers reach it, `host:port`; empty if it only calls out.
    #[serde(default)]
    pub addresses: Vec<fanal_protocol::Address>,
    /// It is one person.
    #[serde(default)]
    pub one_person: bool,
}

/// The networks that this desk stands in, as of now. Replaced as a whole, never edited.
#[derive(Default)]
pub struct Standing {
    /// The newest roster of each network, and when a coordinator was heard last.
    pub networks: BTreeMap<NetworkId, Membership>,
    /// The database's number of it: another process may put it up. [ROS-25]
    pub(crate) number: u64,
}

/// One network's part of [`Standing`].
#[derive(Clone)]
pub struct Membership {
    /// The newest roster.
    pub roster: Arc<VerifiedRoster>,
    /// The newest heartbeat that names this very roster.
    pub heartbeat: Option<Timestamp>,
    /// A heartbeat names a newer roster, or another one of this version: this one is not fresh.
    pub outdated: bool,
    /// Two rosters of one version were seen.
    pub forked: bool,
    /// What single coordinators suspended under this roster. [R18]
    pub suspensions: Arc<Suspensions>,
    /// The desks that suspended themselves: nothing is sent to them.
    pub away: Arc<Away>,
    /// This desk came back, and did not hear everybody yet. [STR-12]
    pub returning: Option<Returning>,
}

const PROFILE: &str = "desk.profile";

impl Desk {
    /// Opens a desk over a database that knows who it is, or tells it now.
    pub async fn open(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        profile: Option<Profile>,
    ) -> Result<Self> {
        let mut unit = store.begin().await?;
        let keys = DeskKeys::load_or_make(unit.as_mut(), entropy.as_ref()).await?;
        let stored = profile_of(unit.as_mut()).await?;
        let profile = match (profile, stored) {
            (Some(asked), Some(stored)) if asked.id != stored.id => {
                let text = format!(
                    "this database belongs to desk `{}`, not `{}`",
                    stored.id, asked.id
                );
                return Err(problem(Code::Misconfigured, text));
            }
            (Some(asked), _) => {
                let bytes = serde_json::to_vec(&asked).unwrap_or_default();
                unit.put_setting(PROFILE, &bytes).await?;
                asked
            }
            (None, Some(stored)) => stored,
            (None, None) => {
                return Err(problem(
                    Code::Misconfigured,
                    "this desk has no name yet: run `fanal init`",
                ));
            }
        };
        let watch = Watch::load(unit.as_mut()).await?;
        let mut standing = Standing::load(unit.as_mut()).await?;
        let came_back = Timestamp::from_unix(watch.now(clock.unix_now()));
        if come_back(unit.as_mut(), &profile.id, &standing, came_back).await? {
            standing = Standing::load(unit.as_mut()).await?;
        }
        let networks: Vec<Membership> = standing.networks.values().cloned().collect();
        let now = Timestamp::from_unix(clock.unix_now());
        let keys = if use_next_at_start(unit.as_mut(), &profile.id, &networks, now).await? {
            DeskKeys::load_or_make(unit.as_mut(), entropy.as_ref()).await?
        } else {
            keys
        };
        unit.commit().await?;
        let inner = Inner {
            store,
            clock,
            entropy,
            keys: RwLock::new(Arc::new(keys)),
            profile,
            standing: watch::Sender::new(Arc::new(standing)),
            reloading: Mutex::new(()),
            changes: watch::Sender::new(0),
            watch,
            attempts: Attempts::default(),
            challenges: Challenges::default(),
            works: Works::default(),
            warnings: crate::warnings::Held::default(),
            key_changes: crate::key_changes::Held::default(),
            earlier_roots: crate::pull::EarlierRoots::default(),
            hours: Hours::default(),
        };
        let desk = Self {
            inner: Arc::new(inner),
            chosen: None,
        };
        desk.come_back_alone().await?;
        Ok(desk)
    }

    /// This desk's short name.
    pub fn id(&self) -> &DeskId {
        &self.inner.profile.id
    }

    /// Does it hold the roster of a network?
    pub fn is_in_a_network(&self) -> bool {
        !self.standing().networks.is_empty()
    }

    /// How the desk names itself.
    pub fn profile(&self) -> &Profile {
        &self.inner.profile
    }

    /// The keys, as of now.
    pub fn keys(&self) -> Arc<DeskKeys> {
        let keys = self.inner.keys.read();
        Arc::clone(&keys.unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on these keys are in use; after the commit that stored them. The TLS identity stays that of the
    /// start: peers see it on lines that stand.
    fn use_keys(&self, mut keys: DeskKeys) {
        keys.tls_seed.clone_from(&self.keys().tls_seed);
        let held = self.inner.keys.write();
        *held.unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    /// Chance, for what makes more than a few bytes of it.
    pub(crate) fn entropy(&self) -> &dyn Entropy {
        self.inner.entropy.as_ref()
    }

    /// The moment, never below the mark that is stored. [R19]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.inner.watch.now(self.clock_shows()))
    }

    /// What the machine's clock shows.
    pub(crate) fn clock_shows(&self) -> i64 {
        self.inner.clock.unix_now()
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.inner.watch
    }

    /// The warning lists as they were read last.
    pub(crate) fn warnings(&self) -> &crate::warnings::Held {
        &self.inner.warnings
    }

    /// What is being done for whom.
    pub(crate) fn works(&self) -> &Works {
        &self.inner.works
    }

    /// Sign-ins of late.
    pub(crate) fn attempts(&self) -> &Attempts {
        &self.inner.attempts
    }

    /// Challenges that wait for a passkey.
    pub(crate) fn challenges(&self) -> &Challenges {
        &self.inner.challenges
    }

    /// 16 random bytes as an id or salt.
    pub(crate) fn new_id(&self) -> BulletinId {
        BulletinId::from_random(random(self.inner.entropy.as_ref()))
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        random(self.inner.entropy.as_ref())
    }

    /// A unit of work that may write.
    pub(crate) async fn begin(&self) -> Result<Box<dyn Unit>> {
        Ok(self.inner.store.begin().await?)
    }

    /// A unit that reads.
    pub(crate) async fn read(&self) -> Result<Box<dyn Unit>> {
        Ok(self.inner.store.read().await?)
    }

    /// The networks as of now.
    pub fn standing(&self) -> Arc<Standing> {
        Arc::clone(&self.inner.standing.borrow())
    }

    /// Wakes whenever a roster changed: listeners close what is no longer allowed.
    pub fn watch_standing(&self) -> watch::Receiver<Arc<Standing>> {
        self.inner.standing.subscribe()
    }

    /// Wakes whenever a stream or a shelf changed.
    pub fn watch_changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Tells those who wait that something changed. After the commit, never before. [R8]
    pub fn announce_change(&self) {
        self.inner
            .changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Reads rosters, heartbeats and keys anew; after a commit that touched them, of whichever process.
    pub(crate) async fn reload_standing(&self) -> Result<()> {
        let only_one = self.inner.reloading.lock().await;
        let mut unit = self.read().await?;
        let mut standing = Standing::load(unit.as_mut()).await?;
        let keys = DeskKeys::load(unit.as_mut()).await?;
        standing.keep_newer(&self.standing());
        self.use_keys(keys);
        self.inner.standing.send_replace(Arc::new(standing));
        drop(only_one);
        self.announce_change();
        Ok(())
    }

    /// What changed of others' keys, as far as it was read.
    pub(crate) fn held_key_changes(&self) -> &crate::key_changes::Held {
        &self.inner.key_changes
    }

    /// When it publishes.
    pub(crate) fn hours(&self) -> &Hours {
        &self.inner.hours
    }

    /// What streams began with, as far as it was read.
    pub(crate) fn earlier_roots(&self) -> &crate::pull::EarlierRoots {
        &self.inner.earlier_roots
    }

    /// Its networks, each with its name; the one that is spoken of is marked.
    pub fn networks(&self) -> Vec<(NetworkId, String, bool)> {
        let standing = self.standing();
        let chosen = self.membership(None).ok().map(|(id, _)| id);
        let one = |(id, held): (&NetworkId, &Membership)| {
            (*id, held.roster.name.clone(), Some(*id) == chosen)
        };
        standing.networks.iter().map(one).collect()
    }

    /// The same desk, speaking in this network alone: its name, its id, or a beginning of the id.
    ///
    /// A whole id means that network and none that calls itself so: names are their founders' to choose.
    pub fn in_network(&self, named: &str) -> Result<Self> {
        let standing = self.standing();
        let whole: Option<NetworkId> = named.parse().ok();
        let mut found = standing.networks.iter().filter(|(id, held)| match whole {
            Some(whole) => **id == whole,
            None => {
                held.roster.name == named || (named.len() >= 4 && id.to_string().starts_with(named))
            }
        });
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Ok(self.speaking_in(*id)),
            (None, _) => Err(problem(
                Code::PolicyMember,
                "this desk is in no such network",
            )),
            (Some(_), Some(_)) => Err(problem(
                Code::UsageInvalid,
                "several networks fit: give more of the id",
            )),
        }
    }

    /// The same, for one that it is in.
    pub(crate) fn speaking_in(&self, network: NetworkId) -> Self {
        Self {
            chosen: Some(network),
            ..self.clone()
        }
    }

    /// The only network, or the one that is named.
    pub fn membership(&self, network: Option<NetworkId>) -> Result<(NetworkId, Membership)> {
        let network = network.or(self.chosen);
        let standing = self.standing();
        let mut found = standing
            .networks
            .iter()
            .filter(|(id, _)| network.is_none_or(|wanted| wanted == **id));
        match (found.next(), found.next()) {
            (Some((id, membership)), None) => Ok((*id, membership.clone())),
            (None, _) => {
                let text = match network {
                    Some(_) => "this desk is in no such network",
                    None => "this desk is in no network yet",
                };
                Err(problem(Code::PolicyMember, text).into_hint())
            }
            (Some(_), Some(_)) => Err(problem(
                Code::UsageInvalid,
                "this desk is in several networks: say which with `--network`",
            )),
        }
    }
}

impl crate::error::DeskError {
    fn into_hint(self) -> Self {
        match self {
            Self::Problem(p) => {
                Self::Problem(p.with_hint("found one with `fanal roster found`, or join one"))
            }
            Self::Store(error) => Self::Store(error),
        }
    }
}

impl Membership {
    /// The state of the roster at a moment. [R18]
    pub fn state(&self, now: Timestamp) -> RosterState {
        match roster_state(self.roster.roster(), self.heartbeat, self.forked, now) {
            RosterState::Current if self.outdated => RosterState::Stale,
            state @ (RosterState::Current
            | RosterState::Stale
            | RosterState::Expired
            | RosterState::Forked) => state,
        }
    }

    /// The roster counts, and no coordinator was heard for `HEARTBEAT_WARN_HOURS`: told before AMBER and RED
    /// have to wait. [R18]
    pub fn is_unheard(&self, now: Timestamp) -> bool {
        let heard = self.heartbeat.unwrap_or(self.roster.issued);
        self.state(now) == RosterState::Current
            && heard.plus_seconds(HEARTBEAT_WARN_HOURS * 3_600) < now
    }

    /// The roster with the suspensions that run at this moment. [R18]
    pub fn in_force(&self, now: Timestamp) -> &Roster {
        self.suspensions
            .at(now)
            .unwrap_or_else(|| self.roster.roster())
    }

    /// The roster as desks act on it at a moment: who locked itself is suspended there too. [R18] [REC-10]
    pub fn acted_on(&self, now: Timestamp) -> &Roster {
        self.away.at(now).unwrap_or_else(|| self.in_force(now))
    }

    /// The world that decisions are made in.
    pub fn world<'a>(&'a self, me: &'a DeskId, now: Timestamp) -> World<'a> {
        World {
            roster: self.acted_on(now),
            ..self.world_of_notices(me, now)
        }
    }

    /// In which streams are offered to a caller: a desk that locked itself goes on saying so, and what it
    /// took back; each entry is decided by itself. [REC-10]
    pub(crate) fn world_of_offers<'a>(
        &'a self,
        me: &'a DeskId,
        caller: &DeskId,
        now: Timestamp,
    ) -> World<'a> {
        let away = self.away.desks();
        if away.contains_key(me) && !away.contains_key(caller) {
            self.world_of_notices(me, now)
        } else {
            self.world(me, now)
        }
    }

    /// The same for what desks say of themselves: one that suspended itself says so, and when it is
    /// over.
    pub(crate) fn world_of_notices<'a>(&'a self, me: &'a DeskId, now: Timestamp) -> World<'a> {
        World {
            roster: self.in_force(now),
            network: self.roster.network(),
            state: self.state(now),
            me,
            now,
        }
    }
}

impl Standing {
    async fn load(unit: &mut dyn Unit) -> Result<Self> {
        let number = standing_number(unit).await?;
        let mut networks = BTreeMap::new();
        for (network, bytes) in unit.newest_rosters().await? {
            let roster = walk(unit, network, &bytes).await?;
            let beats = unit.heartbeats(network).await?;
            // Only what names this very roster says that it is the newest. [R18]
            let words = || beats.iter().filter_map(|row| word_of(&roster, &row.bytes));
            let heartbeat = words().filter_map(Word::vouching).max();
            let outdated = words().any(Word::contradicts);
            let forked = unit.has_proof(network, ROSTER_FORK).await?;
            let suspensions = Suspensions::load(unit, &roster).await?;
            let away = Away::load(unit, &roster, &suspensions).await?;
            networks.insert(
                network,
                Membership {
                    roster: Arc::new(roster),
                    heartbeat,
                    outdated,
                    forked,
                    suspensions: Arc::new(suspensions),
                    away: Arc::new(away),
                    returning: returning(unit, network).await?,
                },
            );
        }
        Ok(Self { networks, number })
    }

    /// A roster that was in force already is not given up for an older one.
    fn keep_newer(&mut self, before: &Self) {
        for (network, held) in &before.networks {
            let older = self
                .networks
                .get(network)
                .is_none_or(|found| found.roster.version() < held.roster.version());
            if older {
                self.networks.insert(*network, held.clone());
            }
        }
    }
}

/// The kind of proof that stops everything but retractions.
pub(crate) const ROSTER_FORK: &str = "roster-fork";

/// Who the desk is, if the database knows.
pub(crate) async fn profile_of(unit: &mut dyn Unit) -> Result<Option<Profile>> {
    let stored = unit.setting(PROFILE).await?;
    Ok(stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Verifies the chain from the first roster to the newest: what is on disk is believed no more
/// than what came over the wire.
pub(crate) async fn walk(
    unit: &mut dyn Unit,
    network: NetworkId,
    newest: &[u8],
) -> Result<VerifiedRoster> {
    let chain = unit.rosters_from(network, 1).await?;
    let mut chain = chain.iter();
    let first = chain.next().map_or(newest, Vec::as_slice);
    let mut roster = VerifiedRoster::found(first)?;
    for next in chain {
        roster = roster.succeed(next)?;
    }
    Ok(roster)
}

/// SHA-256 of a text or secret, as a digest.
pub(crate) fn sha256(bytes: &[u8]) -> Digest {
    use sha2::Digest as _;
    Digest::from_bytes(sha2::Sha256::digest(bytes).into())
}

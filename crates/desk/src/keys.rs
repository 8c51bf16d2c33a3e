//! The desk's own keys: made once, sealed in the settings, each for one purpose.

use std::collections::BTreeSet;

use fanal_ambient::{Entropy, random};
use fanal_protocol::limits::TLS_PINS;
use fanal_protocol::{Code, PublicKey, SecretKey, TlsPin};
use fanal_seal::Identity;
use fanal_store::Unit;
use zeroize::Zeroizing;

use crate::error::{Result, problem};
use crate::heartbeat::pin_of;
use crate::processes::standing_changes;

/// The keys that this node signs with.
pub struct DeskKeys {
    /// Statements.
    pub statement: SecretKey,
    /// Checkpoints.
    pub checkpoint: SecretKey,
    /// Feed files.
    pub feed: SecretKey,
    /// Rosters; used by a coordinator only, and may live elsewhere.
    pub coordinator: SecretKey,
    /// Heartbeats.
    pub heartbeat: SecretKey,
    /// The seed of the TLS identity.
    pub tls_seed: Zeroizing<[u8; 32]>,
    /// Opens the parcels that are for this desk. [PAR-2]
    pub sealing: Identity,
    /// Those before, the newest first, while a roster still lists them: others may have sealed to any of
    /// them. [PAR-2]
    pub sealing_before: Vec<Identity>,
}

/// A key that can be replaced.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Debug,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum WhichKey {
    /// Signs statements.
    Signing,
    /// Signs checkpoints.
    Checkpoint,
    /// Signs feed files.
    Feed,
    /// Signs rosters.
    Coordinator,
    /// Signs heartbeats.
    Heartbeat,
    /// The TLS identity.
    Tls,
    /// Opens parcels.
    Sealing,
}

impl WhichKey {
    /// Each once.
    pub const ALL: [Self; 7] = [
        Self::Signing,
        Self::Checkpoint,
        Self::Feed,
        Self::Coordinator,
        Self::Heartbeat,
        Self::Tls,
        Self::Sealing,
    ];

    /// Its name: one word, the same at every door.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Checkpoint => "checkpoint",
            Self::Feed => "feed",
            Self::Coordinator => "coordinator",
            Self::Heartbeat => "heartbeat",
            Self::Tls => "tls",
            Self::Sealing => "sealing",
        }
    }

    const fn setting(self) -> &'static str {
        match self {
            Self::Signing => "key.statement",
            Self::Checkpoint => "key.checkpoint",
            Self::Feed => "key.feed",
            Self::Coordinator => "key.coordinator",
            Self::Heartbeat => "key.heartbeat",
            Self::Tls => "key.tls",
            Self::Sealing => SEALING,
        }
    }
}

const SEALING: &str = "key.sealing";
/// Seeds one after the other, 32 bytes each, the newest first.
const SEALING_BEFORE: &str = "key.sealing.before";

type Seed = Zeroizing<[u8; 32]>;

async fn sealing_before(unit: &mut dyn Unit) -> Result<Vec<Seed>> {
    let stored = unit.setting(SEALING_BEFORE).await?.unwrap_or_default();
    let seeds = stored.chunks_exact(32).map(<[u8; 32]>::try_from);
    Ok(seeds.flatten().map(Zeroizing::new).collect())
}

async fn put_sealing_before(unit: &mut dyn Unit, seeds: &[Seed]) -> Result<()> {
    if seeds.is_empty() {
        return Ok(unit.delete_setting(SEALING_BEFORE).await?);
    }
    let all = seeds.iter().flat_map(|seed| seed.iter().copied());
    let all: Zeroizing<Vec<u8>> = Zeroizing::new(all.collect());
    Ok(unit.put_setting(SEALING_BEFORE, &all).await?)
}

async fn seed_of(unit: &mut dyn Unit, name: &str) -> Result<Option<Seed>> {
    let stored = unit.setting(name).await?;
    Ok(stored
        .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
        .map(Zeroizing::new))
}

async fn held_seed(unit: &mut dyn Unit, name: &str) -> Result<Seed> {
    let seed = seed_of(unit, name).await?;
    seed.ok_or_else(|| problem(Code::Broken, format!("`{name}` is not in the database")))
}

/// The key that is to follow, if one was made.
pub(crate) async fn next_key(unit: &mut dyn Unit, which: WhichKey) -> Result<Option<Seed>> {
    seed_of(unit, &format!("{}.next", which.setting())).await
}

/// What the desk's streams are signed with, as the unit has it that writes them: another process may have
/// moved on to the next keys a moment ago, and nobody takes what the ones before sign. [ROS-20]
pub(crate) struct Signing {
    pub(crate) statement: SecretKey,
    pub(crate) checkpoint: SecretKey,
}

impl Signing {
    pub(crate) async fn load(unit: &mut dyn Unit) -> Result<Self> {
        let statement = held_seed(unit, WhichKey::Signing.setting()).await?;
        let checkpoint = held_seed(unit, WhichKey::Checkpoint.setting()).await?;
        Ok(Self {
            statement: SecretKey::from_seed(&statement),
            checkpoint: SecretKey::from_seed(&checkpoint),
        })
    }
}

/// The key that is to follow; made now, if there is none yet.
pub(crate) async fn make_next_key(
    unit: &mut dyn Unit,
    entropy: &dyn Entropy,
    which: WhichKey,
) -> Result<Seed> {
    if let Some(seed) = next_key(unit, which).await? {
        return Ok(seed);
    }
    let made: Seed = Zeroizing::new(random(entropy));
    unit.put_setting(&format!("{}.next", which.setting()), made.as_slice())
        .await?;
    Ok(made)
}

/// The next key takes the place of the one before, which is gone then.
pub(crate) async fn follow_on(unit: &mut dyn Unit, which: WhichKey, seed: &Seed) -> Result<()> {
    standing_changes(unit).await?;
    let name = which.setting();
    if which == WhichKey::Sealing
        && let Some(current) = seed_of(unit, SEALING).await?
    {
        let mut before = sealing_before(unit).await?;
        before.insert(0, current);
        put_sealing_before(unit, &before).await?;
    }
    if which == WhichKey::Tls
        && let Some(current) = seed_of(unit, name).await?
    {
        let mut before = pins_before(unit).await?;
        before.insert(0, pin_of(&current));
        before.truncate(TLS_PINS);
        let bytes = serde_json::to_vec(&before).unwrap_or_default();
        unit.put_setting(PINS_BEFORE, &bytes).await?;
    }
    unit.put_setting(name, seed.as_slice()).await?;
    Ok(unit.delete_setting(&format!("{name}.next")).await?)
}

/// The pins of this machine: of the key that is in use, of the one that is to follow, of those before it.
pub(crate) async fn own_pins(unit: &mut dyn Unit) -> Result<BTreeSet<TlsPin>> {
    let mut pins: BTreeSet<TlsPin> = pins_before(unit).await?.into_iter().collect();
    let current = seed_of(unit, WhichKey::Tls.setting()).await?;
    let next = next_key(unit, WhichKey::Tls).await?;
    pins.extend(current.iter().chain(&next).map(|seed| pin_of(seed)));
    Ok(pins)
}

async fn pins_before(unit: &mut dyn Unit) -> Result<Vec<TlsPin>> {
    let kept = unit.setting(PINS_BEFORE).await?;
    let kept = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Ok(kept.unwrap_or_default())
}

/// Forgets the sealing keys of before that no roster lists any more, by their public halves: nobody seals to
/// them. Was there one?
pub(crate) async fn forget_retired(unit: &mut dyn Unit, listed: &BTreeSet<&str>) -> Result<bool> {
    let mut before = sealing_before(unit).await?;
    let all = before.len();
    before.retain(|seed| {
        let public = Identity::from_bytes(seed).recipient().to_string();
        listed.contains(public.as_str())
    });
    let any = before.len() < all;
    if any {
        standing_changes(unit).await?;
        put_sealing_before(unit, &before).await?;
    }
    Ok(any)
}

/// Pins of TLS keys that this machine had: public halves.
const PINS_BEFORE: &str = "tls.pins.before";

const NAMES: [&str; 7] = [
    "key.statement",
    "key.checkpoint",
    "key.feed",
    "key.coordinator",
    "key.heartbeat",
    "key.tls",
    SEALING,
];

impl DeskKeys {
    /// Reads the keys; makes and stores those that are missing.
    pub(crate) async fn load_or_make(unit: &mut dyn Unit, entropy: &dyn Entropy) -> Result<Self> {
        for name in NAMES {
            if seed_of(unit, name).await?.is_none() {
                let made: Seed = Zeroizing::new(random(entropy));
                unit.put_setting(name, made.as_slice()).await?;
            }
        }
        Self::load(unit).await
    }

    /// Reads the keys that were made at the first start.
    pub(crate) async fn load(unit: &mut dyn Unit) -> Result<Self> {
        let mut seeds: [Seed; 7] = Default::default();
        for (name, seed) in NAMES.iter().zip(&mut seeds) {
            *seed = held_seed(unit, name).await?;
        }
        let before = sealing_before(unit).await?;
        let before = before.iter().map(|seed| Identity::from_bytes(seed));
        let [
            statement,
            checkpoint,
            feed,
            coordinator,
            heartbeat,
            tls_seed,
            sealing,
        ] = seeds;
        Ok(Self {
            statement: SecretKey::from_seed(&statement),
            checkpoint: SecretKey::from_seed(&checkpoint),
            feed: SecretKey::from_seed(&feed),
            coordinator: SecretKey::from_seed(&coordinator),
            heartbeat: SecretKey::from_seed(&heartbeat),
            tls_seed,
            sealing: Identity::from_bytes(&sealing),
            sealing_before: before.collect(),
        })
    }

    /// The public half that coordinators are known by.
    pub fn coordinator_public(&self) -> PublicKey {
        self.coordinator.public()
    }
}

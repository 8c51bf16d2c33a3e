//! The desk's own keys: made once, sealed in the settings, each for one purpose.

use fanal_ambient::{Entropy, random};
use fanal_protocol::{Code, PublicKey, SecretKey};
use fanal_seal::Identity;
use fanal_store::Unit;
use zeroize::Zeroizing;

use crate::error::{Result, problem};
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
    /// The one before, for what was sealed to it while both stood in the roster.
    pub sealing_before: Option<Identity>,
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
const SEALING_BEFORE: &str = "key.sealing.before";

type Seed = Zeroizing<[u8; 32]>;

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
        && let Some(before) = unit.setting(SEALING).await?
    {
        unit.put_setting(SEALING_BEFORE, before.as_slice()).await?;
    }
    unit.put_setting(name, seed.as_slice()).await?;
    Ok(unit.delete_setting(&format!("{name}.next")).await?)
}

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
        let before = seed_of(unit, SEALING_BEFORE).await?;
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
            sealing_before: before.map(|seed| Identity::from_bytes(&seed)),
        })
    }

    /// The public half that coordinators are known by.
    pub fn coordinator_public(&self) -> PublicKey {
        self.coordinator.public()
    }
}

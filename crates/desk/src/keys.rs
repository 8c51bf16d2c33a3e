//! The desk's own keys: made once, sealed in the settings, each for one purpose.

use fanal_ambient::{Entropy, random};
use fanal_protocol::{PublicKey, SecretKey};
use fanal_seal::Identity;
use fanal_store::Unit;
use zeroize::Zeroizing;

use crate::error::Result;

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

/// The key that is to follow, if one was made.
pub(crate) async fn next_key(unit: &mut dyn Unit, which: WhichKey) -> Result<Option<Seed>> {
    let stored = unit.setting(&format!("{}.next", which.setting())).await?;
    Ok(stored
        .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
        .map(Zeroizing::new))
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
        let mut seeds: [Zeroizing<[u8; 32]>; 7] = Default::default();
        for (name, seed) in NAMES.iter().zip(&mut seeds) {
            let stored = unit
                .setting(name)
                .await?
                .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
            **seed = if let Some(stored) = stored {
                stored
            } else {
                let made: [u8; 32] = random(entropy);
                unit.put_setting(name, &made).await?;
                made
            };
        }
        let before = unit.setting(SEALING_BEFORE).await?;
        let before = before.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
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

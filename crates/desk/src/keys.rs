//! The desk's own keys: made once, sealed in the settings, each for one purpose.

use fanal_ambient::{Entropy, random};
use fanal_protocol::{PublicKey, SecretKey};
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
}

const NAMES: [&str; 6] = [
    "key.statement",
    "key.checkpoint",
    "key.feed",
    "key.coordinator",
    "key.heartbeat",
    "key.tls",
];

impl DeskKeys {
    /// Reads the keys; makes and stores those that are missing.
    pub(crate) async fn load_or_make(unit: &mut dyn Unit, entropy: &dyn Entropy) -> Result<Self> {
        let mut seeds: [Zeroizing<[u8; 32]>; 6] = Default::default();
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
        let [
            statement,
            checkpoint,
            feed,
            coordinator,
            heartbeat,
            tls_seed,
        ] = seeds;
        Ok(Self {
            statement: SecretKey::from_seed(&statement),
            checkpoint: SecretKey::from_seed(&checkpoint),
            feed: SecretKey::from_seed(&feed),
            coordinator: SecretKey::from_seed(&coordinator),
            heartbeat: SecretKey::from_seed(&heartbeat),
            tls_seed,
        })
    }

    /// The public half that coordinators are known by.
    pub fn coordinator_public(&self) -> PublicKey {
        self.coordinator.public()
    }
}

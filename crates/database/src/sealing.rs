//! Content keys and epoch keys in use. What the seals are is the vault's business.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use fanal_ambient::{Entropy, random};
use fanal_policy::Facts;
use fanal_protocol::{BulletinId, DeskId, Digest, NetworkId};
use fanal_store::{Brief, ContentKey, EpochKey, Result, StoreError, Vault, VaultError};
use zeroize::Zeroizing;
use zstd::bulk::{Compressor, Decompressor};

/// The vault, chance, and the epoch keys that were unwrapped already.
pub(crate) struct Keys {
    pub(crate) vault: Vault,
    entropy: Arc<dyn Entropy>,
    epochs: RwLock<BTreeMap<u64, Arc<EpochKey>>>,
}

/// What seals must not be moved between: table and column, and the statement.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// `statements.envelope`
    Envelope(Digest),
    /// `bulletins.brief`
    Brief(Digest),
}

impl Place {
    fn bytes(self) -> Vec<u8> {
        let (column, digest) = match self {
            Self::Envelope(digest) => (b"statements.envelope".as_slice(), digest),
            Self::Brief(digest) => (b"bulletins.brief".as_slice(), digest),
        };
        [column, b"\0", digest.as_bytes()].concat()
    }
}

/// What a bulletin's key is wrapped under, beside the epoch key: its full name.
pub(crate) fn full_name(network: NetworkId, origin: &DeskId, id: BulletinId) -> Vec<u8> {
    let network = network.digest();
    [
        network.as_bytes().as_slice(),
        origin.as_str().as_bytes(),
        b"\0",
        id.as_bytes(),
    ]
    .concat()
}

impl Keys {
    pub(crate) fn new(vault: Vault, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            vault,
            entropy,
            epochs: RwLock::default(),
        }
    }

    pub(crate) fn nonce(&self) -> [u8; 24] {
        random(&*self.entropy)
    }

    pub(crate) fn new_content_key(&self) -> ContentKey {
        ContentKey::from_random(*Zeroizing::new(random(&*self.entropy)))
    }

    /// A new epoch key, and as it is stored.
    pub(crate) fn new_epoch_key(&self, epoch: u64) -> Result<(EpochKey, Vec<u8>)> {
        let key = EpochKey::from_random(*Zeroizing::new(random(&*self.entropy)));
        let wrapped = self
            .vault
            .wrap_epoch(epoch, &key, self.nonce())
            .map_err(unsealed)?;
        Ok((key, wrapped))
    }

    /// An epoch key that was unwrapped before.
    pub(crate) fn epoch(&self, epoch: u64) -> Option<Arc<EpochKey>> {
        self.epochs
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&epoch)
            .cloned()
    }

    /// Unwraps an epoch key and keeps it.
    pub(crate) fn unwrap_epoch(&self, epoch: u64, wrapped: &[u8]) -> Result<Arc<EpochKey>> {
        let key = Arc::new(self.vault.unwrap_epoch(epoch, wrapped).map_err(unsealed)?);
        let mut epochs = self.epochs.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(epochs.entry(epoch).or_insert(key)))
    }

    /// Forgets the keys of epochs before this one.
    pub(crate) fn forget_before(&self, epoch: u64) {
        let mut epochs = self.epochs.write().unwrap_or_else(PoisonError::into_inner);
        epochs.retain(|number, _| *number >= epoch);
    }

    /// Seals the facts and the envelope of a statement, as one.
    pub(crate) fn seal_statement(
        &self,
        key: &ContentKey,
        digest: Digest,
        facts: &Facts,
        envelope: &[u8],
    ) -> Result<Vec<u8>> {
        let facts = json(facts)?;
        let length = u32::try_from(facts.len()).map_err(|e| StoreError::Damaged(e.to_string()))?;
        let both = [&length.to_le_bytes(), facts.as_slice(), envelope].concat();
        self.seal(key, Place::Envelope(digest), &both)
    }

    /// Seals what lists show and what decides about it.
    pub(crate) fn seal_brief(
        &self,
        key: &ContentKey,
        digest: Digest,
        facts: &Facts,
        brief: Option<&Brief>,
    ) -> Result<Vec<u8>> {
        self.seal(key, Place::Brief(digest), &json(&(facts, brief))?)
    }

    /// Seals what was opened before, under another key.
    pub(crate) fn seal(&self, key: &ContentKey, place: Place, bytes: &[u8]) -> Result<Vec<u8>> {
        key.seal(&place.bytes(), &pack(bytes), self.nonce())
            .map_err(unsealed)
    }
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|e| StoreError::Damaged(e.to_string()))
}

/// Opens the facts and the envelope of a statement.
pub(crate) fn open_statement(
    key: &ContentKey,
    digest: Digest,
    sealed: &[u8],
) -> Result<(Facts, Vec<u8>)> {
    let both = open(key, Place::Envelope(digest), sealed)?;
    let parts = both.split_first_chunk::<4>().and_then(|(length, rest)| {
        rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
    });
    let (facts, envelope) = parts.ok_or_else(malformed)?;
    Ok((
        serde_json::from_slice(facts).map_err(|_| malformed())?,
        envelope.to_vec(),
    ))
}

/// Opens what lists show and what decides about it.
pub(crate) fn open_brief(
    key: &ContentKey,
    digest: Digest,
    sealed: &[u8],
) -> Result<(Facts, Option<Brief>)> {
    let both = open(key, Place::Brief(digest), sealed)?;
    serde_json::from_slice(&both).map_err(|_| malformed())
}

/// Opens what was sealed for this place.
pub(crate) fn open(key: &ContentKey, place: Place, sealed: &[u8]) -> Result<Vec<u8>> {
    let packed = key.open(&place.bytes(), sealed).map_err(unsealed)?;
    unpack(&packed).ok_or_else(malformed)
}

fn malformed() -> StoreError {
    StoreError::Damaged("a seal holds what this program does not write".into())
}

pub(crate) fn unsealed(error: VaultError) -> StoreError {
    StoreError::Damaged(error.to_string())
}

const AS_IT_IS: u8 = 0;
const ZSTD: u8 = 1;
/// Shorter than this, compression finds nothing.
const WORTH_A_TRY: usize = 512;

/// One byte for how, then the bytes as they are, or their length and zstd's.
fn pack(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() >= WORTH_A_TRY
        && let Ok(length) = u32::try_from(bytes.len())
        && let Some(small) = compressed(bytes)
        && small.len() + 4 < bytes.len()
    {
        return [&[ZSTD], length.to_le_bytes().as_slice(), &small].concat();
    }
    [&[AS_IT_IS], bytes].concat()
}

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    match packed.split_first()? {
        (&AS_IT_IS, bytes) => Some(bytes.to_vec()),
        (&ZSTD, rest) => {
            let (length, small) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            decompressed(small, length).filter(|bytes| bytes.len() == length)
        }
        _ => None,
    }
}

thread_local! {
    /// Making one costs more than using it on a bulletin.
    static ZSTD_CONTEXTS: RefCell<Option<(Compressor<'static>, Decompressor<'static>)>> = {
        let both = Compressor::new(1).and_then(|pack| Ok((pack, Decompressor::new()?)));
        RefCell::new(both.ok())
    };
}

fn compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    ZSTD_CONTEXTS.with_borrow_mut(|both| both.as_mut()?.0.compress(bytes).ok())
}

fn decompressed(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    ZSTD_CONTEXTS.with_borrow_mut(|both| both.as_mut()?.1.decompress(bytes, length).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_is_never_much_larger() {
        for bytes in [Vec::new(), b"short".to_vec(), vec![b'a'; 100_000]] {
            let packed = pack(&bytes);
            assert!(packed.len() <= bytes.len() + 1);
            assert_eq!(unpack(&packed), Some(bytes));
        }
        assert!(pack(&[7; 10_000]).len() < 100);
        assert_eq!(unpack(&[9, 1, 2]), None);
    }
}

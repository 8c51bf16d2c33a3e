//! How content is sealed at rest, the same over every database. [RST-1] to [RST-6]
//!
//! The master key lives elsewhere. It wraps epoch keys; an epoch key wraps one content key for each
//! bulletin; a content key seals that bulletin's envelopes, titles and facts. Destroying the row of
//! a content key destroys the content, in old pages and old backups too. [R25]

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The seal does not open: another key, another place, or damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the seal does not open: wrong key or damaged data")]
pub struct VaultError;

/// The master key and what is derived from it. No Debug; wiped when dropped.
pub struct Vault {
    settings: Zeroizing<[u8; 32]>,
    epochs: Zeroizing<[u8; 32]>,
    index: Zeroizing<[u8; 32]>,
    roles: Zeroizing<[u8; 32]>,
    words: Zeroizing<[u8; 32]>,
}

/// Marks protected words.
pub struct WordKey(Zeroizing<[u8; 32]>);

impl WordKey {
    /// The first 16 bytes of HMAC-SHA-256 over a form of a word.
    pub fn mark(&self, form: &str) -> [u8; 16] {
        let mac = mac(&self.0, &[form.as_bytes()]);
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(mac) {
            *to = from;
        }
        short
    }
}

/// Wraps content keys; rotated, and old ones destroyed.
pub struct EpochKey(Zeroizing<[u8; 32]>);

/// Seals one bulletin.
pub struct ContentKey(Zeroizing<[u8; 32]>);

impl Vault {
    /// Derives what is needed from the master key.
    pub fn open(master: &[u8; 32]) -> Self {
        Self {
            settings: derive(master, b"settings"),
            epochs: derive(master, b"epochs"),
            index: derive(master, b"index"),
            roles: derive(master, b"roles"),
            words: derive(master, b"words"),
        }
    }

    /// The seed of the key that this node's own backups open with, whatever else they are sealed to.
    pub fn backup_seed(master: &[u8; 32]) -> Zeroizing<[u8; 32]> {
        derive(master, b"backups")
    }

    /// Seals a setting under its name.
    pub fn seal_setting(
        &self,
        name: &str,
        value: &[u8],
        nonce: [u8; 24],
    ) -> Result<Vec<u8>, VaultError> {
        seal(&self.settings, name.as_bytes(), value, nonce)
    }

    /// Opens a setting sealed under this name.
    pub fn open_setting(
        &self,
        name: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        open(&self.settings, name.as_bytes(), sealed).map(Zeroizing::new)
    }

    /// Wraps an epoch key.
    pub fn wrap_epoch(
        &self,
        epoch: u64,
        key: &EpochKey,
        nonce: [u8; 24],
    ) -> Result<Vec<u8>, VaultError> {
        seal(&self.epochs, &epoch.to_be_bytes(), key.0.as_slice(), nonce)
    }

    /// Unwraps an epoch key.
    pub fn unwrap_epoch(&self, epoch: u64, sealed: &[u8]) -> Result<EpochKey, VaultError> {
        open(&self.epochs, &epoch.to_be_bytes(), sealed)
            .map(Zeroizing::new)
            .and_then(|key| key32(&key))
            .map(EpochKey)
    }

    /// The first 16 bytes of HMAC-SHA-256 over kind and normalised value: what the index holds.
    pub fn index_key(&self, kind: &str, value: &str) -> [u8; 16] {
        let mac = mac(&self.index, &[kind.as_bytes(), b"\0", value.as_bytes()]);
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(mac) {
            *to = from;
        }
        short
    }

    /// The key that marks protected words.
    pub fn word_key(&self) -> WordKey {
        WordKey(self.words.clone())
    }

    /// The first 8 bytes of HMAC-SHA-256 over a row of the index (its key, the number of its
    /// bulletin) and a role: what stands beside the row. Whoever holds the disk sees no role in it,
    /// not even that two rows have the same one.
    pub fn role_mark(&self, index_key: &[u8; 16], bulletin: i64, role: &str) -> [u8; 8] {
        let row = bulletin.to_be_bytes();
        let mac = mac(&self.roles, &[index_key, &row, role.as_bytes()]);
        let mut short = [0; 8];
        for (to, from) in short.iter_mut().zip(mac) {
            *to = from;
        }
        short
    }
}

impl EpochKey {
    /// From 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Wraps the content key of a bulletin under the bulletin's name.
    pub fn wrap(
        &self,
        bulletin: &[u8],
        key: &ContentKey,
        nonce: [u8; 24],
    ) -> Result<Vec<u8>, VaultError> {
        seal(&self.0, bulletin, key.0.as_slice(), nonce)
    }

    /// Unwraps it.
    pub fn unwrap_key(&self, bulletin: &[u8], sealed: &[u8]) -> Result<ContentKey, VaultError> {
        open(&self.0, bulletin, sealed)
            .map(Zeroizing::new)
            .and_then(|key| key32(&key))
            .map(ContentKey)
    }
}

impl ContentKey {
    /// From 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Seals bytes for one place (table, column, digest).
    pub fn seal(&self, place: &[u8], value: &[u8], nonce: [u8; 24]) -> Result<Vec<u8>, VaultError> {
        seal(&self.0, place, value, nonce)
    }

    /// Opens bytes sealed for this place.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        open(&self.0, place, sealed)
    }
}

fn derive(master: &[u8; 32], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(mac(master, &[b"fanal-at-rest-v1\0", purpose]))
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length: this cannot fail, and if it did, nothing could be sealed.
    let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn seal(
    key: &[u8; 32],
    place: &[u8],
    value: &[u8],
    nonce: [u8; 24],
) -> Result<Vec<u8>, VaultError> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let sealed = cipher
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: value,
                aad: place,
            },
        )
        .map_err(|_| VaultError)?;
    let mut out = Vec::with_capacity(sealed.len() + nonce.len());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

fn open(key: &[u8; 32], place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let (nonce, rest) = sealed.split_first_chunk::<24>().ok_or(VaultError)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher
        .decrypt(
            &XNonce::from(*nonce),
            Payload {
                msg: rest,
                aad: place,
            },
        )
        .map_err(|_| VaultError)
}

fn key32(bytes: &[u8]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    <[u8; 32]>::try_from(bytes)
        .map(Zeroizing::new)
        .map_err(|_| VaultError)
}

#[cfg(test)]
mod tests {
    use super::*;

    // [RST-4]
    #[test]
    fn a_seal_opens_only_at_its_place_and_with_its_key() {
        let vault = Vault::open(&[1; 32]);
        let sealed = vault
            .seal_setting("a", b"secret", [2; 24])
            .unwrap_or_default();
        assert_eq!(
            vault.open_setting("a", &sealed).map(|v| v.to_vec()),
            Ok(b"secret".to_vec())
        );
        assert!(vault.open_setting("b", &sealed).is_err());
        assert!(Vault::open(&[3; 32]).open_setting("a", &sealed).is_err());
    }

    // [RST-4]
    #[test]
    fn content_opens_only_in_the_column_and_statement_that_it_was_sealed_for() {
        let key = ContentKey::from_random([4; 32]);
        let sealed = key
            .seal(b"statements.envelope.1", b"who", [5; 24])
            .unwrap_or_default();
        let opens = |place: &[u8]| key.open(place, &sealed).is_ok();
        assert!(opens(b"statements.envelope.1"));
        assert!(!opens(b"statements.envelope.2") && !opens(b"statements.facts.1"));
        assert!(
            ContentKey::from_random([6; 32])
                .open(b"statements.envelope.1", &sealed)
                .is_err()
        );
    }

    // [RST-2] [RST-3]
    #[test]
    fn a_content_key_is_wrapped_for_one_bulletin_and_an_epoch_key_for_one_epoch() {
        let vault = Vault::open(&[1; 32]);
        let epoch = EpochKey::from_random([2; 32]);
        let content = ContentKey::from_random([3; 32]);
        let wrapped = epoch.wrap(b"kivu/1", &content, [7; 24]).unwrap_or_default();
        let again = epoch.unwrap_key(b"kivu/1", &wrapped).map(|key| *key.0);
        assert_eq!(again, Ok([3; 32]));
        assert!(epoch.unwrap_key(b"kivu/2", &wrapped).is_err());
        let other = EpochKey::from_random([8; 32]);
        assert!(other.unwrap_key(b"kivu/1", &wrapped).is_err());
        let kept = vault.wrap_epoch(1, &epoch, [9; 24]).unwrap_or_default();
        let again = vault.unwrap_epoch(1, &kept).map(|key| *key.0);
        assert_eq!(again, Ok([2; 32]));
        assert!(vault.unwrap_epoch(2, &kept).is_err());
        assert!(Vault::open(&[2; 32]).unwrap_epoch(1, &kept).is_err());
    }

    // [RST-1]
    #[test]
    fn keys_are_derived_from_the_master_key_by_purpose() {
        let by_hand = |purpose: &[u8]| {
            let text = [b"fanal-at-rest-v1\0".as_slice(), purpose].concat();
            mac(&[1; 32], &[&text])
        };
        let vault = Vault::open(&[1; 32]);
        assert_eq!(*vault.settings, by_hand(b"settings"));
        assert_eq!(*vault.epochs, by_hand(b"epochs"));
        assert_eq!(*vault.index, by_hand(b"index"));
        assert_eq!(*vault.roles, by_hand(b"roles"));
        assert!(vault.settings != vault.epochs && vault.epochs != vault.index);
    }

    // [RST-5]
    #[test]
    fn the_index_holds_the_first_half_of_a_mac_and_never_a_value() {
        let vault = Vault::open(&[1; 32]);
        let whole = mac(&vault.index, &[b"domain-name\0evil.example"]);
        let key = vault.index_key("domain-name", "evil.example");
        assert_eq!(key.as_slice(), whole.split_at(16).0);
    }

    // [RST-5]
    #[test]
    fn an_index_key_depends_on_kind_value_and_master_key() {
        let key = |master, kind, value| Vault::open(&[master; 32]).index_key(kind, value);
        assert_ne!(key(1, "url", "x"), key(1, "domain-name", "x"));
        assert_ne!(key(1, "url", "x"), key(2, "url", "x"));
        assert_eq!(key(1, "url", "x"), key(1, "url", "x"));
    }
    // [RST-7]
    #[test]
    fn a_role_mark_depends_on_row_role_and_master_key() {
        let mark = |master, key, row, role| Vault::open(&[master; 32]).role_mark(key, row, role);
        let one = mark(1, &[7; 16], 3, "c2");
        assert_eq!(one, mark(1, &[7; 16], 3, "c2"));
        assert_ne!(one, mark(2, &[7; 16], 3, "c2"));
        assert_ne!(one, mark(1, &[8; 16], 3, "c2"));
        assert_ne!(one, mark(1, &[7; 16], 4, "c2"), "equal roles are not seen");
        assert_ne!(one, mark(1, &[7; 16], 3, "website"));
    }
}

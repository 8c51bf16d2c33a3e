//! Identities and recipients: X25519, written as age writes them.

use std::fmt;
use std::str::FromStr;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use curve25519_dalek::montgomery::MontgomeryPoint;
use data_encoding::BASE64_NOPAD;
use fanal_ambient::{Entropy, random};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::header::Stanza;
use crate::{FileKey, OpenError, bech32};

const SECRET: &str = "age-secret-key-";
const PUBLIC: &str = "age";
/// The name of the stanzas, and what their keys are derived for.
pub(crate) const X25519: &str = "X25519";
const PURPOSE: &[u8] = b"age-encryption.org/v1/X25519";

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not `age1...`.
    #[error("this is no age recipient (`age1...`, X25519)")]
    Recipient,
    /// Not `AGE-SECRET-KEY-1...`.
    #[error("this is no age identity (`AGE-SECRET-KEY-1...`)")]
    Identity,
}

/// A secret key. No Debug, no Display; wiped when dropped.
#[derive(Clone)]
pub struct Identity(Zeroizing<[u8; 32]>);

/// What others seal to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Recipient([u8; 32]);

impl Identity {
    /// A new one.
    pub fn new(chance: &dyn Entropy) -> Self {
        Self(Zeroizing::new(random(chance)))
    }

    /// From 32 random bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// Reads one key, as age writes it.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bytes = bech32::decode(SECRET, text.trim()).ok_or(KeyError::Identity)?;
        let bytes = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::Identity)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// Reads an identity file: one key a line, empty lines and comments (`#`) left out.
    pub fn read_file(text: &str) -> Result<Vec<Self>, KeyError> {
        let lines = text.lines().map(str::trim);
        let keys: Vec<Self> = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(Self::parse)
            .collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(KeyError::Identity);
        }
        Ok(keys)
    }

    /// The key as age writes it. It is the secret itself.
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        let lower = Zeroizing::new(bech32::encode(SECRET, self.0.as_slice()));
        Zeroizing::new(lower.to_ascii_uppercase())
    }

    /// What others seal to.
    pub fn recipient(&self) -> Recipient {
        Recipient(MontgomeryPoint::mul_base_clamped(*self.0).to_bytes())
    }

    /// 32 bytes for another purpose, from which nobody finds the key (HKDF-SHA-256).
    pub fn derive(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        expand(None, self.0.as_slice(), purpose)
    }

    /// The file key, if the stanza is for this identity.
    pub(crate) fn unwrap_key(
        &self,
        share: &[u8; 32],
        body: &[u8; 32],
    ) -> Result<Option<FileKey>, OpenError> {
        let secret = MontgomeryPoint(*share).mul_clamped(*self.0).to_bytes();
        let Some(key) = wrapping_key(secret, share, &self.recipient().0) else {
            return Err(OpenError::Malformed("a stanza has a weak share"));
        };
        let opened = cipher(&key).decrypt(&Nonce::default(), body.as_slice());
        let Ok(opened) = opened.map(Zeroizing::new) else {
            return Ok(None);
        };
        let key = <[u8; 16]>::try_from(opened.as_slice()).map(Zeroizing::new);
        Ok(key.ok())
    }
}

impl Recipient {
    /// The stanza that tells the file key to whoever has the identity; none for a weak key.
    pub(crate) fn wrap(&self, file_key: &FileKey, chance: &dyn Entropy) -> Option<Stanza> {
        let once: Zeroizing<[u8; 32]> = Zeroizing::new(random(chance));
        let share = MontgomeryPoint::mul_base_clamped(*once).to_bytes();
        let secret = MontgomeryPoint(self.0).mul_clamped(*once).to_bytes();
        let key = wrapping_key(secret, &share, &self.0)?;
        let body = cipher(&key).encrypt(&Nonce::default(), file_key.as_slice());
        Some(Stanza {
            args: vec![X25519.to_owned(), BASE64_NOPAD.encode(&share)],
            body: body.ok()?,
        })
    }
}

/// None for the all-zero secret: the share or the key was no point that keeps one.
fn wrapping_key(
    secret: [u8; 32],
    share: &[u8; 32],
    recipient: &[u8; 32],
) -> Option<Zeroizing<[u8; 32]>> {
    let secret = Zeroizing::new(secret);
    if secret.iter().fold(0, |all, byte| all | byte) == 0 {
        return None;
    }
    let salt = [share.as_slice(), recipient.as_slice()].concat();
    Some(expand(Some(&salt), secret.as_slice(), PURPOSE))
}

/// HKDF-SHA-256 to 32 bytes.
pub(crate) fn expand(salt: Option<&[u8]>, secret: &[u8], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(salt, secret).expand(purpose, key.as_mut_slice());
    // 32 bytes are within what HKDF gives: this does not fail, and a key of zeros must not pass.
    if expanded.is_err() {
        std::process::abort();
    }
    key
}

pub(crate) fn cipher(key: &[u8; 32]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(key.into())
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bech32::encode(PUBLIC, &self.0))
    }
}

impl FromStr for Recipient {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let is_lower = !text.bytes().any(|b| b.is_ascii_uppercase());
        let bytes = bech32::decode(PUBLIC, text).filter(|_| is_lower);
        let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        bytes.map(Self).ok_or(KeyError::Recipient)
    }
}

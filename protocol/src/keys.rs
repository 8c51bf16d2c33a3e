//! Ed25519 keys, each for one purpose; TLS pins. [ENC-10] to [ENC-13]

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use crate::ids::{Digest, ParseIdError, serde_as_text};
use crate::words::{digits_of_bits, words_of_bits};

/// Words that stand for a key.
const WORDS_OF_A_KEY: usize = 12;

/// What a key may sign. A key found in two purposes is refused in a roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyPurpose {
    /// A desk's statements.
    Statement,
    /// A desk's checkpoints.
    Checkpoint,
    /// A desk's public feed files.
    Feed,
    /// Rosters and what only a coordinator may say.
    Coordinator,
    /// The daily sign of life of a coordinator's node, and nothing else.
    Heartbeat,
    /// What a person writes as RED, by their contact card.
    Person,
}

impl KeyPurpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Checkpoint => "checkpoint",
            Self::Feed => "feed",
            Self::Coordinator => "coordinator",
            Self::Heartbeat => "heartbeat",
            Self::Person => "person",
        }
    }
}

/// The point has small order: anybody could make signatures that verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the public key is weak (small order)")]
pub struct WeakKey;

/// An Ed25519 public key that is not weak; 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = Digest::PATTERN;

    /// Refuses small-order points, at the door and once. [ENC-11]
    pub fn new(key: VerifyingKey) -> Result<Self, WeakKey> {
        if key.is_weak() {
            Err(WeakKey)
        } else {
            Ok(Self(key))
        }
    }

    /// The 32 bytes of RFC 8032.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The key of the underlying library, for notes.
    pub const fn verifying_key(&self) -> &VerifyingKey {
        &self.0
    }

    /// One rule everywhere: `verify_strict`. [ENC-12]
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0
            .verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature))
            .is_ok()
    }

    /// The key's id for one purpose.
    pub fn id(&self, purpose: KeyPurpose) -> KeyId {
        let mut hash = Sha256::new();
        hash.update(b"fanal-key-v1\n");
        hash.update(purpose.as_str());
        hash.update(b"\n");
        hash.update(self.as_bytes());
        KeyId(Digest::from_bytes(hash.finalize().into()))
    }

    /// The key in twelve words (132 bits of its SHA-256), to be compared by eye or read aloud. [ENC-14]
    pub fn in_words(&self) -> String {
        words_of_bits(&self.read_aloud(), WORDS_OF_A_KEY).join(" ")
    }

    /// The same 132 bits as twelve groups of four digits, for two who share no language. [ENC-14]
    pub fn in_digits(&self) -> String {
        digits_of_bits(&self.read_aloud(), WORDS_OF_A_KEY).join(" ")
    }

    fn read_aloud(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"fanal-key-words-v1\n");
        hash.update(self.as_bytes());
        hash.finalize().into()
    }
}

impl PartialOrd for PublicKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PublicKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(self.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let refused = || {
            ParseIdError::new(
                text,
                "an Ed25519 public key (64 lower-case hex digits, not weak)",
            )
        };
        let bytes: Digest = text.parse().map_err(|_| refused())?;
        let key = VerifyingKey::from_bytes(bytes.as_bytes()).map_err(|_| refused())?;
        Self::new(key).map_err(|_| refused())
    }
}
serde_as_text!(PublicKey);

/// SHA-256 over the purpose and the key: a hint in envelopes, a name in texts. [ENC-13]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KeyId(Digest);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A private key. No Debug, no Display, no Serialize; the bytes are wiped when dropped.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// From 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed, to be sealed at rest.
    pub fn seed(&self) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        // A key made from a seed is a multiple of the base point and never of small order.
        PublicKey(self.0.verifying_key())
    }

    /// Signs exact bytes.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// The key of the underlying library, for notes.
    pub const fn signing_key(&self) -> &SigningKey {
        &self.0
    }
}

/// SHA-256 of a certificate's `SubjectPublicKeyInfo` (DER); 64 lower-case hex digits. [SYN-2]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TlsPin(Digest);

impl TlsPin {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = Digest::PATTERN;

    /// The pin of this `SubjectPublicKeyInfo`.
    pub fn of_spki(spki: &[u8]) -> Self {
        Self(Digest::from_bytes(Sha256::digest(spki).into()))
    }
}

impl fmt::Display for TlsPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TlsPin {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        text.parse()
            .map(Self)
            .map_err(|_| ParseIdError::new(text, "a TLS pin (64 lower-case hex digits)"))
    }
}
serde_as_text!(TlsPin);

#[cfg(test)]
mod tests {
    use super::*;

    /// [ENC-14] Held against words that another program made: `hashlib` and the list.
    #[test]
    fn a_key_has_twelve_words_of_its_own() {
        let key = |seed| SecretKey::from_seed(&[seed; 32]).public();
        let words = key(1).in_words();
        assert_eq!(
            words,
            "mammal volume elder talent antique moment steak image museum legend artefact borrow"
        );
        // The place of each in the list, by the same program.
        assert_eq!(
            key(1).in_digits(),
            "1077 1966 0570 1771 0079 1143 1704 0906 1165 1020 0103 0208"
        );
        assert_ne!(words, key(2).in_words());
    }
}

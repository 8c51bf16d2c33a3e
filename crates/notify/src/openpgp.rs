//! Mail to somebody's OpenPGP key (RFC 9580): which keys are taken, and the encryption. Nothing is signed: the
//! node has no key of its own that a mail reader would know. [NOT-7]

use std::cmp::Reverse;

use pgp::composed::{
    ArmorOptions, Deserializable as _, MessageBuilder, SignedPublicKey, SignedPublicSubKey,
};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Signature, SignatureType};
use pgp::types::{KeyDetails, PublicParams, Tag};
use rand::rngs::OsRng;
use rsa::traits::PublicKeyParts as _;

/// Longest key that is read: real ones have a few kilobytes, and people collect signatures.
const KEY_BYTES: usize = 256 << 10;
/// Shortest RSA key that is worth encrypting to.
const RSA_BITS: usize = 2_048;

/// A key that can be encrypted to now.
#[derive(Debug)]
pub struct MailKey {
    key: SignedPublicKey,
    /// Which of its subkeys; the key itself, if none.
    subkey: Option<usize>,
    /// In groups of four, to be compared.
    pub fingerprint: String,
    /// Seconds since 1970 from which on it is not taken any more.
    pub ends: Option<i64>,
}

/// Why a key is not taken, in words for the person whose key it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadKey {
    /// No key at all.
    Unreadable,
    /// The other half.
    Secret,
    /// More than one.
    Several,
    /// Taken back by its person.
    Revoked,
    /// Its time is over.
    Expired,
    /// Short, or of a kind of yesterday.
    Weak,
    /// What it says of itself is signed in no way that counts.
    Unsigned,
    /// It only signs.
    NoEncryption,
}

impl BadKey {
    /// One sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unreadable => {
                "this is no OpenPGP key: it begins with `-----BEGIN PGP PUBLIC KEY BLOCK-----`"
            }
            Self::Secret => "this is a SECRET key: keep it to yourself, and export the public one",
            Self::Several => "these are several keys: give one",
            Self::Revoked => "this key was revoked",
            Self::Expired => "this key has expired: extend it, and export it again",
            Self::Weak => {
                "this key is too weak: RSA needs 2048 bits or more, and DSA and Elgamal are not taken"
            }
            Self::Unsigned => {
                "nothing in this key is signed by itself as it has to be today (SHA-1 does not count)"
            }
            Self::NoEncryption => "this key has no part to encrypt to",
        }
    }
}

impl MailKey {
    /// Reads an armoured key, and finds what to encrypt to at this moment.
    pub fn read(armoured: &str, now: i64) -> Result<Self, BadKey> {
        if armoured.len() > KEY_BYTES {
            return Err(BadKey::Unreadable);
        }
        if armoured.contains("PGP PRIVATE KEY BLOCK") {
            return Err(BadKey::Secret);
        }
        let read = SignedPublicKey::from_armor_many(armoured.as_bytes());
        let (mut keys, _) = read.map_err(|_| BadKey::Unreadable)?;
        let key = keys.next().ok_or(BadKey::Unreadable)?;
        let key = key.map_err(|_| BadKey::Unreadable)?;
        if keys.next().is_some() || armoured.matches("BEGIN PGP PUBLIC KEY").count() > 1 {
            return Err(BadKey::Several);
        }
        let (subkey, ends) = chosen(&key, now)?;
        let fingerprint = in_fours(&key.primary_key.fingerprint().to_string());
        Ok(Self {
            key,
            subkey,
            fingerprint,
            ends,
        })
    }

    /// Encrypts, and armours. Who it is for stands in the envelope of the mail, and not in here again.
    pub fn seal(&self, text: &[u8]) -> Option<String> {
        let text = text.to_vec();
        let mut message =
            MessageBuilder::from_bytes("", text).seipd_v1(OsRng, SymmetricKeyAlgorithm::AES256);
        let subkey = self.subkey.and_then(|at| self.key.public_subkeys.get(at));
        let named = match (self.subkey, subkey) {
            (Some(_), Some(subkey)) => message.encrypt_to_key(OsRng, subkey),
            (None, _) => message.encrypt_to_key(OsRng, &self.key),
            (Some(_), None) => return None,
        };
        named.ok()?;
        let options = ArmorOptions::default();
        message.to_armored_string(OsRng, options).ok()
    }
}

/// What to encrypt to, and until when: the newest subkey that counts, or the key itself.
fn chosen(key: &SignedPublicKey, now: i64) -> Result<(Option<usize>, Option<i64>), BadKey> {
    let primary = &key.primary_key;
    if key
        .details
        .revocation_signatures
        .iter()
        .any(|it| it.verify_key(primary).is_ok())
    {
        return Err(BadKey::Revoked);
    }
    if is_weak(primary.public_params()) {
        return Err(BadKey::Weak);
    }
    let about = newest(about_itself(key)?.into_iter()).ok_or(BadKey::Unsigned)?;
    let made = i64::from(primary.created_at().as_secs());
    let ends = end_of(about, made);
    if ends.is_some_and(|ends| ends <= now) {
        return Err(BadKey::Expired);
    }
    let mut found = Vec::new();
    let mut bad = BadKey::NoEncryption;
    for (place, subkey) in key.public_subkeys.iter().enumerate() {
        match counts(subkey, key, now) {
            Ok(Some(until)) => found.push((place, until, subkey.key.created_at().as_secs())),
            Ok(None) => {}
            Err(why) => bad = why,
        }
    }
    found.sort_by_key(|(_, _, made)| Reverse(*made));
    let earlier = |one: Option<i64>, other: Option<i64>| one.into_iter().chain(other).min();
    match found.first() {
        Some((place, until, _)) => Ok((Some(*place), earlier(ends, until.filter(|it| *it > 0)))),
        None if for_encryption(about) && can_encrypt(primary.public_params()) => Ok((None, ends)),
        None => Err(bad),
    }
}

/// The end of a subkey that encrypts and counts now (0: none); `None` if it is for something else.
fn counts(
    subkey: &SignedPublicSubKey,
    key: &SignedPublicKey,
    now: i64,
) -> Result<Option<Option<i64>>, BadKey> {
    let valid = |it: &&Signature| {
        is_strong(it)
            && it
                .verify_subkey_binding(&key.primary_key, &subkey.key)
                .is_ok()
    };
    let of = |kind: SignatureType| {
        subkey
            .signatures
            .iter()
            .filter(move |it| it.typ() == Some(kind))
    };
    let Some(binding) = newest(of(SignatureType::SubkeyBinding).filter(valid)) else {
        return Ok(None);
    };
    if !for_encryption(binding) || !can_encrypt(subkey.key.public_params()) {
        return Ok(None);
    }
    let revoked = |it: &Signature| {
        it.verify_subkey_binding(&key.primary_key, &subkey.key)
            .is_ok()
    };
    if of(SignatureType::SubkeyRevocation).any(revoked) {
        return Err(BadKey::Revoked);
    }
    if is_weak(subkey.key.public_params()) {
        return Err(BadKey::Weak);
    }
    let ends = end_of(binding, i64::from(subkey.key.created_at().as_secs()));
    if ends.is_some_and(|ends| ends <= now) {
        return Err(BadKey::Expired);
    }
    Ok(Some(ends))
}

/// What the key says of itself: its signatures over itself and over its names. Signatures of others say
/// nothing here, and a name that it took back says nothing more.
fn about_itself(key: &SignedPublicKey) -> Result<Vec<&Signature>, BadKey> {
    let primary = &key.primary_key;
    let direct = key.details.direct_signatures.iter();
    let mut said: Vec<&Signature> = direct
        .filter(|it| is_strong(it) && it.verify_key(primary).is_ok())
        .collect();
    let mut names = 0;
    for user in &key.details.users {
        let own = |it: &&Signature| {
            it.verify_certification(primary, Tag::UserId, &user.id)
                .is_ok()
        };
        let own: Vec<&Signature> = user.signatures.iter().filter(own).collect();
        let is_end = |it: &&Signature| it.typ() == Some(SignatureType::CertRevocation);
        if own.iter().any(|it| is_end(it)) {
            names += 1;
            continue;
        }
        said.extend(own.into_iter().filter(|it| is_strong(it)));
    }
    if said.is_empty() && names > 0 {
        return Err(BadKey::Revoked);
    }
    Ok(said)
}

fn newest<'a>(signatures: impl Iterator<Item = &'a Signature>) -> Option<&'a Signature> {
    signatures.max_by_key(|it| it.created().map(pgp::types::Timestamp::as_secs))
}

/// Not made by a hash that can be forged.
fn is_strong(signature: &Signature) -> bool {
    let weak = [
        HashAlgorithm::Md5,
        HashAlgorithm::Sha1,
        HashAlgorithm::Ripemd160,
    ];
    signature
        .hash_alg()
        .is_some_and(|hash| !weak.contains(&hash))
}

fn end_of(signature: &Signature, made: i64) -> Option<i64> {
    let lives = signature
        .key_expiration_time()
        .map(|it| i64::from(it.as_secs()));
    lives.filter(|lives| *lives > 0).map(|lives| made + lives)
}

fn for_encryption(signature: &Signature) -> bool {
    let flags = signature.key_flags();
    flags.encrypt_comms() || flags.encrypt_storage()
}

fn can_encrypt(key: &PublicParams) -> bool {
    matches!(
        key,
        PublicParams::RSA(_)
            | PublicParams::ECDH(_)
            | PublicParams::X25519(_)
            | PublicParams::X448(_)
            | PublicParams::Elgamal(_)
    )
}

fn is_weak(key: &PublicParams) -> bool {
    match key {
        PublicParams::RSA(rsa) => rsa.key.n().bits() < RSA_BITS,
        PublicParams::DSA(_) | PublicParams::Elgamal(_) | PublicParams::Unknown { .. } => true,
        PublicParams::ECDSA(_)
        | PublicParams::ECDH(_)
        | PublicParams::EdDSALegacy(_)
        | PublicParams::Ed25519(_)
        | PublicParams::X25519(_)
        | PublicParams::X448(_)
        | PublicParams::Ed448(_) => false,
    }
}

fn in_fours(hex: &str) -> String {
    let letters: Vec<char> = hex.to_ascii_uppercase().chars().collect();
    let fours = letters
        .chunks(4)
        .map(|four| four.iter().collect::<String>());
    fours.collect::<Vec<_>>().join(" ")
}

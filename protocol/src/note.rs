//! Signed notes: a text, a blank line, one line for each signature. C2SP signed-note, Ed25519 only.
//!
//! What the text says is left to others (`checkpoint`): a note is read, verified, and only then
//! understood.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use crate::PublicKey;

/// Largest note: a checkpoint takes one KB, sixteen post-quantum cosignatures 60.
pub const NOTE_BYTES: usize = 1 << 20;
/// Signatures in a note: what C2SP asks of every reader, and no more.
pub const NOTE_SIGNATURES: usize = 16;
/// Bytes in the name of a key: what C2SP's cosignatures can carry.
pub const KEY_NAME_BYTES: usize = 255;

/// The first byte of a key says how it signs.
const ED25519: u8 = 0x01;

/// Why a note, or the name or key for one, is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Larger than [`NOTE_BYTES`].
    #[error("a note of `{0}` bytes is too large")]
    TooLarge(usize),
    /// More lines than [`NOTE_SIGNATURES`].
    #[error("a note with `{0}` signatures has too many")]
    TooManySignatures(usize),
    /// Not written as a note.
    #[error("not a signed note: {0}")]
    Malformed(&'static str),
    /// Not the name of a key.
    #[error(
        "not a key name: empty, over 255 bytes, or with a space, a plus or a control character"
    )]
    BadName,
    /// Not a verifier key as `name+id+key`, or one whose id is another's.
    #[error("not a verifier key: {0}")]
    BadKey(&'static str),
    /// Anybody could sign for a key of small order.
    #[error("the verifier key of `{0}` is weak")]
    WeakKey(KeyName),
    /// Two of the keys to verify with share name and id.
    #[error("two different keys of `{0}` have the same id")]
    AmbiguousKey(KeyName),
    /// A known key did not make the signature that bears its name.
    #[error("the signature of `{0}` does not verify")]
    BadSignature(KeyName),
    /// No known key signed it.
    #[error("no known key signed the note")]
    NotSigned,
}

/// The name of a key: visible characters without `+`, 255 bytes at most.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(Box<str>);

impl KeyName {
    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let allowed = |c: char| c != '+' && !c.is_whitespace() && !c.is_control();
        let fits = (1..=KEY_NAME_BYTES).contains(&text.len());
        if fits && text.chars().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(NoteError::BadName)
        }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyName({self})")
    }
}

/// Four bytes that tell keys of one name apart: a hint, not a fingerprint.
pub type KeyHint = [u8; 4];

/// One signature line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteSignature {
    name: KeyName,
    hint: KeyHint,
    bytes: Vec<u8>,
}

impl NoteSignature {
    /// The name that it claims.
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The key that it claims.
    pub const fn hint(&self) -> KeyHint {
        self.hint
    }

    /// What the key made of the text; 64 bytes for Ed25519.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn read(line: &str) -> Result<Self, NoteError> {
        let malformed = NoteError::Malformed("a signature line is `\u{2014} name base64`");
        let (name, base64) = line
            .strip_prefix("\u{2014} ")
            .and_then(|line| line.split_once(' '))
            .ok_or(malformed.clone())?;
        let decoded = BASE64.decode(base64).map_err(|_| malformed.clone())?;
        let (hint, bytes) = decoded.split_first_chunk().ok_or(malformed.clone())?;
        if bytes.is_empty() {
            return Err(malformed);
        }
        Ok(Self {
            name: name.parse()?,
            hint: *hint,
            bytes: bytes.to_vec(),
        })
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.hint.as_slice(), &self.bytes].concat();
        writeln!(f, "\u{2014} {} {}", self.name, BASE64.encode(bytes))
    }
}

/// A note that was read, not verified. Its Display is the note, byte for byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// Reads the bytes of a note, one signature at least; its limits are looked at first.
    pub fn parse(bytes: impl AsRef<[u8]>) -> Result<Self, NoteError> {
        let bytes = bytes.as_ref();
        refuse_large(bytes.len())?;
        let whole = str::from_utf8(bytes).map_err(|_| NoteError::Malformed("it is not UTF-8"))?;
        refuse_control_characters(whole)?;
        // The text may have blank lines of its own: the last one separates.
        let (text, lines) = whole
            .rsplit_once("\n\n")
            .ok_or(NoteError::Malformed("it has no blank line"))?;
        let lines = lines
            .strip_suffix('\n')
            .ok_or(NoteError::Malformed("its last line has no end"))?;
        let count = lines.split('\n').count();
        if count > NOTE_SIGNATURES {
            return Err(NoteError::TooManySignatures(count));
        }
        let signatures = lines
            .split('\n')
            .map(NoteSignature::read)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            text: format!("{text}\n"),
            signatures,
        })
    }

    /// What it says, with its last newline, whoever wrote it.
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// Its signature lines, whoever wrote them.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        Self::parse(text)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|signature| signature.fmt(f))
    }
}

/// An Ed25519 key with the name that it signs notes under; written `name+id+base64`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifierKey {
    name: KeyName,
    key: PublicKey,
}

impl VerifierKey {
    /// This key under this name.
    pub const fn new(name: KeyName, key: PublicKey) -> Self {
        Self { name, key }
    }

    /// The name.
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The key.
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The hint that stands in its signatures.
    pub fn hint(&self) -> KeyHint {
        hint(&self.name, ED25519, self.key.as_bytes())
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, key) = read_key(text, ED25519)?;
        Ok(Self { name, key })
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write_key(&self.name, ED25519, &self.key))
    }
}

/// What a verified note says, and who signed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified<'a> {
    /// The text, with its last newline.
    pub text: &'a str,
    /// The known keys that signed it, each once, in the order of the lines.
    pub signers: Vec<&'a VerifierKey>,
}

/// Signs a text that ends in a newline.
pub fn sign(text: &str, name: &KeyName, key: &SigningKey) -> Result<Note, NoteError> {
    refuse_large(text.len())?;
    refuse_control_characters(text)?;
    if !text.ends_with('\n') {
        return Err(NoteError::Malformed("its text does not end in a newline"));
    }
    let signature = NoteSignature {
        name: name.clone(),
        hint: hint(name, ED25519, key.verifying_key().as_bytes()),
        bytes: key.sign(text.as_bytes()).to_bytes().to_vec(),
    };
    Ok(Note {
        text: text.to_owned(),
        signatures: vec![signature],
    })
}

impl Note {
    /// The same text under this key's signature alone. Other lines are nobody's that is known here: whoever
    /// passes a note on could write them.
    #[must_use]
    pub fn under_one_key(mut self, key: &VerifierKey) -> Self {
        let mut is_first = true;
        self.signatures.retain(|signature| {
            let is_its = signature.name == key.name && signature.hint == key.hint();
            is_its && std::mem::take(&mut is_first)
        });
        self
    }
}

/// Checks every signature that bears the name and hint of a known key; lines of other keys are passed
/// over. One that fails refuses the note, and so does the absence of any.
pub fn verify<'a>(note: &'a Note, known: &'a [VerifierKey]) -> Result<Verified<'a>, NoteError> {
    let mut signers: Vec<&VerifierKey> = Vec::new();
    for signature in &note.signatures {
        let claimed =
            |key: &&VerifierKey| key.name == signature.name && key.hint() == signature.hint;
        let Some(key) = only(known.iter().filter(claimed), &signature.name)? else {
            continue;
        };
        let bytes = signature.bytes.as_slice().try_into();
        if !bytes.is_ok_and(|bytes| key.key.verifies(note.text.as_bytes(), bytes)) {
            return Err(NoteError::BadSignature(signature.name.clone()));
        }
        if !signers.contains(&key) {
            signers.push(key);
        }
    }
    if signers.is_empty() {
        Err(NoteError::NotSigned)
    } else {
        Ok(Verified {
            text: &note.text,
            signers,
        })
    }
}

/// The one key among those that a signature can mean; the same key twice is one.
pub(crate) fn only<'a, K: PartialEq>(
    mut keys: impl Iterator<Item = &'a K>,
    name: &KeyName,
) -> Result<Option<&'a K>, NoteError> {
    let first = keys.next();
    if keys.any(|other| Some(other) != first) {
        Err(NoteError::AmbiguousKey(name.clone()))
    } else {
        Ok(first)
    }
}

/// SHA-256(name, newline, type, key), the first four bytes.
pub(crate) fn hint(name: &KeyName, kind: u8, key: &[u8; 32]) -> KeyHint {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(name.as_str())
        .chain_update([b'\n', kind])
        .chain_update(key)
        .finalize()
        .into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

/// Reads `name+id+base64(type, key)`, where the type must be `kind` and the id the right one.
pub(crate) fn read_key(text: &str, kind: u8) -> Result<(KeyName, PublicKey), NoteError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(base64)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(NoteError::BadKey("it is not `name+id+base64`"));
    };
    let name: KeyName = name.parse()?;
    let decoded = BASE64
        .decode(base64)
        .map_err(|_| NoteError::BadKey("its last part is not base64"))?;
    let (found, bytes) = decoded
        .split_first()
        .ok_or(NoteError::BadKey("it is empty"))?;
    if *found != kind {
        return Err(NoteError::BadKey("it signs in another way"));
    }
    let bytes: [u8; 32] = bytes
        .try_into()
        .map_err(|_| NoteError::BadKey("it has not 32 bytes"))?;
    if id != HEXLOWER.encode(&hint(&name, kind, &bytes)) {
        return Err(NoteError::BadKey("its id is another's"));
    }
    let point = VerifyingKey::from_bytes(&bytes)
        .map_err(|_| NoteError::BadKey("it is not a point of the curve"))?;
    let key = PublicKey::new(point).map_err(|_| NoteError::WeakKey(name.clone()))?;
    Ok((name, key))
}

pub(crate) fn write_key(name: &KeyName, kind: u8, key: &PublicKey) -> String {
    let bytes = [[kind].as_slice(), key.as_bytes()].concat();
    format!(
        "{name}+{}+{}",
        HEXLOWER.encode(&hint(name, kind, key.as_bytes())),
        BASE64.encode(bytes)
    )
}

const fn refuse_large(length: usize) -> Result<(), NoteError> {
    if length > NOTE_BYTES {
        Err(NoteError::TooLarge(length))
    } else {
        Ok(())
    }
}

fn refuse_control_characters(text: &str) -> Result<(), NoteError> {
    if text.chars().any(|c| c < ' ' && c != '\n') {
        return Err(NoteError::Malformed("it has a control character"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;

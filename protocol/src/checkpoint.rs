//! Checkpoints: a stream's size, root and time, signed as a note. C2SP tlog-checkpoint. [R10]
//!
//! ```text
//! fanal/v1/NETWORK/DESK/EPOCH/NAME
//! 1234
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! time 1795323600
//!
//! — fanal/v1/NETWORK/DESK/EPOCH/NAME Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+...
//! ```

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::SigningKey;

use crate::PublicKey;
use crate::note::{self, KeyHint, KeyName, Note, NoteError, NoteSignature, VerifierKey};
use crate::tree::{Hash, MAX_SIZE, empty_root};

/// Largest checkpoint: its text, and sixteen post-quantum cosignatures of 3.3 KB in base64.
pub const CHECKPOINT_BYTES: usize = 64 << 10;

/// The last second of the year 9999.
const LATEST_TIME: i64 = 253_402_300_799;
/// The first byte of a witness's key (cosignature/v1).
const COSIGNATURE: u8 = 0x04;

/// Why a checkpoint is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Larger than [`CHECKPOINT_BYTES`].
    #[error("a checkpoint of `{0}` bytes is too large")]
    TooLarge(usize),
    /// Not a note, or not signed by the key that must sign it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not one of a checkpoint.
    #[error("not a checkpoint: {0}")]
    Malformed(&'static str),
    /// Signed as it should be, for another log.
    #[error("a checkpoint of `{found}`, not of `{expected}`")]
    WrongOrigin {
        /// The log that it is of.
        found: String,
        /// The log that was asked for.
        expected: String,
    },
}

/// The head of a stream at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: a name that could be a key's.
    pub origin: String,
    /// Entries in the tree.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// When it was signed: seconds since 1970 by the signer's clock, 0 to the end of the year 9999.
    pub time: i64,
}

impl Checkpoint {
    /// Reads the text of one of our checkpoints: four lines, each with one spelling.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let ForeignCheckpoint {
            origin,
            size,
            root,
            extensions,
        } = parse_foreign(text)?;
        if origin.parse::<KeyName>().is_err() {
            return Err(CheckpointError::Malformed("its origin is not one of ours"));
        }
        if size > MAX_SIZE {
            return Err(CheckpointError::Malformed(
                "its size is larger than any tree",
            ));
        }
        if size == 0 && root != empty_root() {
            return Err(CheckpointError::Malformed(
                "its root is not that of the empty tree",
            ));
        }
        let [time] = extensions.as_slice() else {
            return Err(CheckpointError::Malformed(
                "its fourth and last line is not the time",
            ));
        };
        let time = time
            .strip_prefix("time ")
            .and_then(decimal)
            .and_then(|seconds| i64::try_from(seconds).ok())
            .filter(|seconds| *seconds <= LATEST_TIME)
            .ok_or(CheckpointError::Malformed(
                "its last line is not `time SECONDS`",
            ))?;
        Ok(Self {
            origin,
            size,
            root,
            time,
        })
    }
}

impl fmt::Display for Checkpoint {
    /// The text of the note.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            origin,
            size,
            root,
            time,
        } = self;
        writeln!(f, "{origin}\n{size}\n{}\ntime {time}", BASE64.encode(root))
    }
}

/// The head of anybody's log, with extension lines that mean nothing to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignCheckpoint {
    /// Which log.
    pub origin: String,
    /// Entries in the tree.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// Whatever lines follow.
    pub extensions: Vec<String>,
}

/// Reads the text of any log's checkpoint, as C2SP has it.
pub fn parse_foreign(text: &str) -> Result<ForeignCheckpoint, CheckpointError> {
    refuse_large(text.len())?;
    let lines = text
        .strip_suffix('\n')
        .ok_or(CheckpointError::Malformed("its last line has no end"))?;
    if lines.split('\n').any(str::is_empty) {
        return Err(CheckpointError::Malformed("it has an empty line"));
    }
    let mut lines = lines.split('\n');
    let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
        return Err(CheckpointError::Malformed("it has fewer than three lines"));
    };
    Ok(ForeignCheckpoint {
        origin: origin.to_owned(),
        size: decimal(size).ok_or(CheckpointError::Malformed("its size is not a number"))?,
        root: root_line(root).ok_or(CheckpointError::Malformed(
            "its root is not base64 of 32 bytes",
        ))?,
        extensions: lines.map(str::to_owned).collect(),
    })
}

/// Signs a checkpoint under its origin as the key's name. What could not be read back is refused.
pub fn sign_checkpoint(checkpoint: &Checkpoint, key: &SigningKey) -> Result<Note, CheckpointError> {
    let text = checkpoint.to_string();
    if Checkpoint::parse(&text)? != *checkpoint {
        return Err(CheckpointError::Malformed("its origin is more than a line"));
    }
    Ok(note::sign(&text, &checkpoint.origin.parse()?, key)?)
}

/// Verifies, then reads: the checkpoint that this key signed for this log.
pub fn open_checkpoint(
    note: impl AsRef<[u8]>,
    key: &VerifierKey,
    expected_origin: &str,
) -> Result<Checkpoint, CheckpointError> {
    refuse_large(note.as_ref().len())?;
    let note = Note::parse(note)?;
    let verified = note::verify(&note, std::slice::from_ref(key))?;
    let checkpoint = Checkpoint::parse(verified.text)?;
    if checkpoint.origin == expected_origin {
        Ok(checkpoint)
    } else {
        Err(CheckpointError::WrongOrigin {
            found: checkpoint.origin,
            expected: expected_origin.to_owned(),
        })
    }
}

/// The key of a witness that cosigns checkpoints (cosignature/v1); written `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CosignerKey {
    name: KeyName,
    key: PublicKey,
}

impl CosignerKey {
    /// This key under this name.
    pub const fn new(name: KeyName, key: PublicKey) -> Self {
        Self { name, key }
    }

    /// The name.
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The hint that stands in its cosignatures.
    pub fn hint(&self) -> KeyHint {
        note::hint(&self.name, COSIGNATURE, self.key.as_bytes())
    }

    /// When this key cosigned this text, if it did.
    fn time_of(&self, signature: &NoteSignature, text: &str) -> Option<i64> {
        let (time, bytes) = signature.as_bytes().split_first_chunk()?;
        let time = i64::try_from(u64::from_be_bytes(*time)).ok()?;
        let message = format!("cosignature/v1\ntime {time}\n{text}");
        self.key
            .verifies(message.as_bytes(), bytes.try_into().ok()?)
            .then_some(time)
    }
}

impl FromStr for CosignerKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, key) = note::read_key(text, COSIGNATURE)?;
        Ok(Self { name, key })
    }
}

impl fmt::Display for CosignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&note::write_key(&self.name, COSIGNATURE, &self.key))
    }
}

/// A witness saw this checkpoint, and nothing larger of this log, at that time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature<'a> {
    /// The witness.
    pub by: &'a CosignerKey,
    /// Seconds since 1970 by the witness's clock; any that fits.
    pub time: i64,
}

/// The cosignatures of known witnesses on a checkpoint, in the order of the lines; lines of others are
/// passed over. One that fails refuses the note. There may be none: how many are enough is policy.
///
/// This does not say that the log signed it: see [`open_checkpoint`].
pub fn verify_cosignatures<'a>(
    note: &Note,
    known: &'a [CosignerKey],
) -> Result<Vec<Cosignature<'a>>, CheckpointError> {
    let text = note.unverified_text();
    parse_foreign(text)?;
    let mut found = Vec::new();
    for signature in note.signatures() {
        let claimed =
            |key: &&CosignerKey| key.name == *signature.name() && key.hint() == signature.hint();
        let Some(by) = note::only(known.iter().filter(claimed), signature.name())? else {
            continue;
        };
        let time = by
            .time_of(signature, text)
            .ok_or_else(|| NoteError::BadSignature(signature.name().clone()))?;
        found.push(Cosignature { by, time });
    }
    Ok(found)
}

/// The line of this witness in its answer, if it cosigns this checkpoint; lines of others are passed over.
pub fn cosignature_in<'a>(
    answer: &'a str,
    checkpoint: &str,
    known: &CosignerKey,
) -> Option<&'a str> {
    let name = format!("\u{2014} {} ", known.name);
    let mut lines = answer.lines().filter(|line| line.starts_with(&name));
    lines.find(|line| {
        let note = Note::parse(format!("{checkpoint}{line}\n")).ok();
        note.and_then(|note| {
            let known = std::slice::from_ref(known);
            verify_cosignatures(&note, known)
                .ok()
                .map(|found| found.len())
        }) == Some(1)
    })
}

const fn refuse_large(length: usize) -> Result<(), CheckpointError> {
    if length > CHECKPOINT_BYTES {
        Err(CheckpointError::TooLarge(length))
    } else {
        Ok(())
    }
}

/// A number in its one spelling: digits, no sign, no leading zero.
fn decimal(text: &str) -> Option<u64> {
    text.parse()
        .ok()
        .filter(|number: &u64| number.to_string() == text)
}

fn root_line(text: &str) -> Option<Hash> {
    BASE64.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests;

#![doc = include_str!("../README.md")]

mod bech32;
mod flow;
mod header;
mod keys;
mod stream;

use std::ops::RangeInclusive;

use fanal_ambient::{Entropy, random};
use zeroize::Zeroizing;

pub use crate::flow::{OpenReader, SealWriter};
use crate::header::Header;
pub use crate::keys::{Identity, KeyError, Recipient};

/// How every file begins.
pub const FIRST_LINE: &[u8] = b"age-encryption.org/v1\n";

/// Stanzas that a file has at least: below that, their number would tell how many people it is for.
pub const FEWEST_STANZAS: usize = 4;

/// What [`seal_padded`] fills up with: a reader of text takes it for empty lines.
pub const FILLER: u8 = b'\n';

/// Why nothing was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A file that nobody can open.
    #[error("there is nobody to seal it to")]
    Nobody,
    /// Larger than the largest size allowed.
    #[error("{0} bytes are too many: at most {1} can be sealed, with what belongs to it")]
    TooLarge(usize, usize),
    /// A recipient whose key is no point that keeps a secret.
    #[error("a recipient's key is weak")]
    WeakKey,
}

/// Why a file does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is no age file, or one that breaks the format.
    #[error("this is no sealed file, or a damaged one: {0}")]
    Malformed(&'static str),
    /// Sealed to others.
    #[error("it is not sealed to this key")]
    NotForUs,
    /// Somebody changed the header.
    #[error("its header was changed after it was sealed")]
    HeaderChanged,
    /// Cut off, changed or with something behind its end.
    #[error("its content is cut off or was changed")]
    ContentChanged,
}

/// The secret of one file; everything else is derived from it.
type FileKey = Zeroizing<[u8; 16]>;

/// Seals bytes to these keys.
pub fn seal(content: &[u8], to: &[Recipient], chance: &dyn Entropy) -> Result<Vec<u8>, SealError> {
    let (mut file, key) = sealed_header(to, chance)?;
    stream::seal(&mut file, &key, random(chance), content);
    Ok(file)
}

/// Seals bytes so that the file's length is a power of two within `sizes`, and the number of its
/// stanzas a power of two as well. What is opened has [`FILLER`] behind the content.
pub fn seal_padded(
    content: &[u8],
    to: &[Recipient],
    sizes: RangeInclusive<usize>,
    chance: &dyn Entropy,
) -> Result<Vec<u8>, SealError> {
    let decoys = to.len().next_power_of_two().max(FEWEST_STANZAS) - to.len();
    let mut with_decoys = to.to_vec();
    if !to.is_empty() {
        // Nobody has the other half of these; from outside they look like the rest.
        with_decoys.extend((0..decoys).map(|_| Identity::new(chance).recipient()));
    }
    let (mut file, key) = sealed_header(&with_decoys, chance)?;
    let most = *sizes.end();
    let mut size = sizes.start().next_power_of_two();
    let room = loop {
        if size > most {
            return Err(SealError::TooLarge(content.len(), most));
        }
        match stream::room(size.saturating_sub(file.len())) {
            Some(room) if room >= content.len() => break room,
            Some(_) | None => size = size.saturating_mul(2),
        }
    };
    let mut padded = Zeroizing::new(Vec::with_capacity(room));
    padded.extend_from_slice(content);
    padded.resize(room, FILLER);
    stream::seal(&mut file, &key, random(chance), &padded);
    Ok(file)
}

fn sealed_header(to: &[Recipient], chance: &dyn Entropy) -> Result<(Vec<u8>, FileKey), SealError> {
    if to.is_empty() {
        return Err(SealError::Nobody);
    }
    let key: FileKey = Zeroizing::new(random(chance));
    let mut stanzas = Vec::with_capacity(to.len());
    for recipient in to {
        stanzas.push(recipient.wrap(&key, chance).ok_or(SealError::WeakKey)?);
    }
    // By their random shares: the order tells nothing of who was named first.
    stanzas.sort();
    Ok((header::write(&stanzas, &key), key))
}

/// Opens a file with the first identity that it is sealed to.
pub fn open(file: &[u8], with: &[Identity]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (header, payload) = Header::read(file)?;
    let key = header.key(with)?;
    header.check(&key)?;
    stream::open(&key, payload)
}

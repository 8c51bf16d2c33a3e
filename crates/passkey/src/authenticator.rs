//! What the authenticator says (Web Authentication, section 6.1): for which site, who was there, how often it
//! signed, and, once, its new key.

use minicbor::Decoder;
use sha2::{Digest as _, Sha256};

use crate::key::Key;
use crate::{ID_BYTES, PART_BYTES, Refused};

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const COPYABLE: u8 = 1 << 3;
const COPIED: u8 = 1 << 4;
const HAS_KEY: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// Read, and for this site; somebody was there.
pub(crate) struct Said {
    pub(crate) verified: bool,
    /// It may be copied to other machines, or to somebody's cloud.
    pub(crate) copyable: bool,
    pub(crate) counter: u32,
    /// A new id and its key.
    pub(crate) made: Option<(Vec<u8>, Key)>,
}

/// Reads all of it: what is left over is refused.
pub(crate) fn read(bytes: &[u8], site: &str) -> Result<Said, Refused> {
    if bytes.len() > PART_BYTES {
        return Err(Refused::Unreadable);
    }
    let (hash, rest) = cut::<32>(bytes)?;
    let ([flags], rest) = cut::<1>(rest)?;
    let (counter, rest) = cut::<4>(rest)?;
    if hash.as_slice() != Sha256::digest(site.as_bytes()).as_slice() {
        return Err(Refused::Site);
    }
    let has = |flag: u8| flags & flag != 0;
    if !has(PRESENT) {
        return Err(Refused::Absent);
    }
    if has(COPIED) && !has(COPYABLE) {
        return Err(Refused::Flags);
    }
    let (made, rest) = if has(HAS_KEY) {
        let (made, rest) = new_key(rest)?;
        (Some(made), rest)
    } else {
        (None, rest)
    };
    let rest = if has(HAS_EXTENSIONS) {
        skip(rest)?
    } else {
        rest
    };
    if !rest.is_empty() {
        return Err(Refused::Unreadable);
    }
    Ok(Said {
        verified: has(VERIFIED),
        copyable: has(COPYABLE),
        counter: u32::from_be_bytes(counter),
        made,
    })
}

/// Model, id and key; the model is not looked at.
fn new_key(bytes: &[u8]) -> Result<((Vec<u8>, Key), &[u8]), Refused> {
    let (_model, rest) = cut::<16>(bytes)?;
    let (length, rest) = cut::<2>(rest)?;
    let length = usize::from(u16::from_be_bytes(length));
    if length == 0 || length > ID_BYTES {
        return Err(Refused::Unreadable);
    }
    let (id, rest) = rest.split_at_checked(length).ok_or(Refused::Unreadable)?;
    let after = skip(rest)?;
    let cose = rest.get(..rest.len() - after.len());
    let key = Key::read(cose.unwrap_or_default())?;
    Ok(((id.to_vec(), key), after))
}

/// What comes after one value of CBOR.
fn skip(bytes: &[u8]) -> Result<&[u8], Refused> {
    let mut decoder = Decoder::new(bytes);
    decoder.skip().map_err(|_| Refused::Unreadable)?;
    bytes.get(decoder.position()..).ok_or(Refused::Unreadable)
}

fn cut<const N: usize>(bytes: &[u8]) -> Result<([u8; N], &[u8]), Refused> {
    let (head, rest) = bytes.split_first_chunk::<N>().ok_or(Refused::Unreadable)?;
    Ok((*head, rest))
}

/// The authenticator's words within an attestation object (section 6.5.4); statement and format are not looked
/// at: none was asked for.
pub(crate) fn of_attestation(bytes: &[u8]) -> Result<&[u8], Refused> {
    let unreadable = |_| Refused::Unreadable;
    if bytes.len() > PART_BYTES {
        return Err(Refused::Unreadable);
    }
    let mut decoder = Decoder::new(bytes);
    let members = decoder.map().map_err(unreadable)?;
    let mut found = None;
    for _ in 0..members.ok_or(Refused::Unreadable)? {
        if decoder.str().map_err(unreadable)? == "authData" {
            let data = decoder.bytes().map_err(unreadable)?;
            if found.replace(data).is_some() {
                return Err(Refused::Unreadable);
            }
        } else {
            decoder.skip().map_err(unreadable)?;
        }
    }
    if decoder.position() != bytes.len() {
        return Err(Refused::Unreadable);
    }
    found.ok_or(Refused::Unreadable)
}

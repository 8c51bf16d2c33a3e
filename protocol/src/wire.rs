//! What two nodes say to each other over mutual TLS. [SYN]
//!
//! Heads are JSON; ranges are frames, because envelopes travel as the bytes that they are.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::limits::{ENVELOPE_BYTES, RANGE_ENTRIES};
use crate::{Digest, NetworkId, StreamRef};

/// The ALPN of the peer protocol: HTTP/2 within it.
pub const ALPN: &[u8] = b"h2";
/// The ALPN of a line on which the parts are turned: whoever called answers, and whoever was called
/// asks. So a desk that nobody can call is asked all the same.
pub const TURNED_ALPN: &[u8] = b"fanal-turned";
/// `POST`: which checkpoints may I see? [`HeadsRequest`] to [`HeadsAnswer`].
pub const HEADS_PATH: &str = "/sync/v1/heads";
/// `POST`: the entries of a stream. [`RangeRequest`] to frames of [`Entry`].
pub const RANGE_PATH: &str = "/sync/v1/range";
/// `POST`: answers when something changed for the caller, or after a while. [`HeadsRequest`].
pub const HINT_PATH: &str = "/sync/v1/hint";

/// Asks for what the caller may see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeadsRequest {
    /// The network.
    pub network: NetworkId,
    /// The digest of the last answer that was worked off; equal means that nothing changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Digest>,
    /// The version of the caller's roster.
    pub roster: u64,
}

/// One stream as the answering node holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// Which stream.
    pub stream: StreamRef,
    /// The newest checkpoint that the node holds: a signed note of the origin's.
    pub checkpoint: String,
}

/// What the caller may see.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeadsAnswer {
    /// The digest of this answer; alone if the caller knows it.
    pub digest: Digest,
    /// The version of the answering node's roster.
    pub roster: u64,
    /// Rosters newer than the caller's, in order, as envelopes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<serde_json::Value>"))]
    pub rosters: Vec<Box<RawValue>>,
    /// The newest heartbeat of each coordinator that the node holds, as envelopes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<serde_json::Value>"))]
    pub heartbeats: Vec<Box<RawValue>>,
    /// The streams.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::HEADS)))]
    pub heads: Vec<Head>,
}

/// Seconds of a day: as finely the digest of an answer tells how fresh a head is. [SYN-15]
const DAY: i64 = 86_400;

/// The digest over a caller's view: roster version, heartbeats, and of each checkpoint its stream, size,
/// root and the day of its time line (seconds since 1970).
pub fn heads_digest<'a>(
    roster: u64,
    heartbeats: impl IntoIterator<Item = &'a [u8]>,
    heads: impl IntoIterator<Item = (&'a StreamRef, u64, &'a Digest, i64)>,
) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"fanal-heads-v2\n");
    hash.update(roster.to_be_bytes());
    for heartbeat in heartbeats {
        hash.update(Sha256::digest(heartbeat));
    }
    hash.update(b"\n");
    for (stream, size, root, time) in heads {
        hash.update(stream.to_string());
        hash.update(b"\n");
        hash.update(size.to_be_bytes());
        hash.update(root.as_bytes());
        hash.update(time.div_euclid(DAY).to_be_bytes());
    }
    Digest::from_bytes(hash.finalize().into())
}

/// Asks for entries `from..to` of a stream.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RangeRequest {
    /// The network.
    pub network: NetworkId,
    /// The stream.
    pub stream: StreamRef,
    /// The first entry, from 0.
    pub from: u64,
    /// One past the last entry wanted; fewer may come.
    pub to: u64,
}

/// One place in a stream.
#[derive(Clone, PartialEq, Eq)]
pub enum Entry {
    /// The envelope's bytes.
    Envelope(Vec<u8>),
    /// What remains of a purged statement: its digest, and the digest of the retraction that
    /// names it (all zero: its own retention ended). [R10]
    Tombstone {
        /// The purged statement's.
        digest: Digest,
        /// The retraction's.
        retraction: Digest,
    },
    /// "Not held here": the digest alone, and the gap stays open.
    NotHeld(Digest),
}

const ENVELOPE: u8 = 1;
const TOMBSTONE: u8 = 2;
const NOT_HELD: u8 = 3;

/// Why bytes are no frames.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("frame {at}: {what}")]
pub struct FrameError {
    at: usize,
    what: &'static str,
}

/// Writes entries as frames: one byte of tag, four of length (big-endian), the bytes.
pub fn write_entries<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        match entry {
            Entry::Envelope(bytes) => frame(&mut out, ENVELOPE, &[bytes]),
            Entry::Tombstone { digest, retraction } => {
                frame(
                    &mut out,
                    TOMBSTONE,
                    &[digest.as_bytes(), retraction.as_bytes()],
                );
            }
            Entry::NotHeld(digest) => frame(&mut out, NOT_HELD, &[digest.as_bytes()]),
        }
    }
    out
}

fn frame(out: &mut Vec<u8>, tag: u8, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    out.push(tag);
    out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
    for part in parts {
        out.extend_from_slice(part);
    }
}

/// Reads frames; every length is checked before anything is taken.
pub fn read_entries(mut bytes: &[u8]) -> Result<Vec<Entry>, FrameError> {
    let mut entries = Vec::new();
    while let Some((tag, rest)) = bytes.split_first() {
        let wrong = |what| FrameError {
            at: entries.len(),
            what,
        };
        if entries.len() as u64 >= RANGE_ENTRIES {
            return Err(wrong("more entries than a range may have"));
        }
        let (length, rest) = rest
            .split_first_chunk::<4>()
            .ok_or_else(|| wrong("cut off"))?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > ENVELOPE_BYTES {
            return Err(wrong("longer than an envelope may be"));
        }
        let (body, rest) = rest
            .split_at_checked(length)
            .ok_or_else(|| wrong("cut off"))?;
        let entry = match (*tag, body.len()) {
            (ENVELOPE, _) => Some(Entry::Envelope(body.to_vec())),
            (TOMBSTONE, 64) => body.split_at_checked(32).and_then(|(digest, retraction)| {
                let (digest, retraction) =
                    (Digest::from_slice(digest)?, Digest::from_slice(retraction)?);
                Some(Entry::Tombstone { digest, retraction })
            }),
            (NOT_HELD, _) => Digest::from_slice(body).map(Entry::NotHeld),
            _ => None,
        };
        entries.push(entry.ok_or_else(|| wrong("unknown tag or wrong length"))?);
        bytes = rest;
    }
    Ok(entries)
}

//! Parcels: what a round of sync would bring, as one file for one desk. [PAR]
//!
//! This is what stands inside the seal: a first line, the manifest that the sender signed, and frames.
//! Reading believes nothing: [`Parcel::read`] takes bytes apart within the limits, and
//! [`Parcel::manifest`] hands out the manifest once the sender's key has verified it and what it says
//! of the rest.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::keys::{KeyPurpose, PublicKey, SecretKey};
use crate::limits::{HEADS, PARCEL_BYTES};
use crate::wire::{Entry, Head, read_entries, write_entries};
use crate::{BulletinId, DeskId, Digest, Envelope, NetworkId, StreamRef, Timestamp, json, pae};

/// The DSSE payload type of a manifest.
pub const PARCEL_TYPE: &str = "application/vnd.fanal.parcel+json;v=1";

const FIRST_LINE: &[u8] = b"fanal-parcel-v1\n";
const MANIFEST: u8 = 1;
const ROSTER: u8 = 2;
const HEARTBEAT: u8 = 3;
const HEAD: u8 = 4;
const PART: u8 = 5;
const ENTRIES: u8 = 6;
const END: u8 = 0;

/// Why bytes are no parcel, or not one of whom they claim.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParcelError {
    /// Not the frames of a parcel.
    #[error("the parcel is broken at byte {at}: {what}")]
    Malformed {
        /// Where.
        at: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// The manifest, or its signature.
    #[error("the parcel's manifest: {0}")]
    Manifest(String),
    /// The sender signed another content.
    #[error("the parcel's content is not the one that its sender signed")]
    OtherContent,
}

/// How far a stream is known to the one who says it: what it wants begins there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Holding {
    /// Which stream.
    pub stream: StreamRef,
    /// Positions up to here are known.
    pub size: u64,
}

/// From whom, for whom, and what stands in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Manifest {
    /// 1.
    pub v: u8,
    /// The network.
    pub network: NetworkId,
    /// The desk that made and signed it.
    pub from: DeskId,
    /// The desk that it is for.
    pub to: DeskId,
    /// The maker's clock.
    pub made: Timestamp,
    /// 16 random bytes.
    pub salt: BulletinId,
    /// The version of the maker's roster.
    pub roster: u64,
    /// What the maker holds of the streams that the receiver may serve it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Holding>,
    /// SHA-256 of the frames behind the manifest, the one that ends them included.
    pub body: Digest,
}

/// Consecutive entries of one stream, or (without a position) words that pass in every state of the
/// roster: retractions and receipts. No Debug: it is content.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// Which stream.
    pub stream: StreamRef,
    /// The position of the first.
    pub from: Option<u64>,
    /// The entries.
    pub entries: Vec<Entry>,
}

/// What a parcel holds. No Debug: it is content.
#[derive(Clone, Default)]
pub struct Parcel {
    manifest: Vec<u8>,
    body: Option<Digest>,
    /// Rosters, the oldest first, as envelopes.
    pub rosters: Vec<Vec<u8>>,
    /// Heartbeats, as envelopes.
    pub heartbeats: Vec<Vec<u8>>,
    /// The streams that the maker tells the receiver of, in order.
    pub heads: Vec<Head>,
    /// Entries.
    pub parts: Vec<Part>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartHeader {
    stream: StreamRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<u64>,
}

impl Parcel {
    /// The bytes that are sealed: the manifest is completed with the digest of the rest, and signed.
    pub fn write(&self, mut manifest: Manifest, key: &SecretKey) -> Result<Vec<u8>, ParcelError> {
        let body = self.body();
        manifest.body = Digest::from_bytes(Sha256::digest(&body).into());
        let payload =
            serde_json::to_vec(&manifest).map_err(|e| ParcelError::Manifest(e.to_string()))?;
        let envelope = Envelope::sign(PARCEL_TYPE, payload, key, KeyPurpose::Statement);
        let mut out = FIRST_LINE.to_vec();
        frame(&mut out, MANIFEST, &envelope.to_bytes());
        out.extend_from_slice(&body);
        Ok(out)
    }

    fn body(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let json = |out: &mut Vec<u8>, tag, value: Result<Vec<u8>, serde_json::Error>| {
            frame(out, tag, &value.unwrap_or_default());
        };
        for roster in &self.rosters {
            frame(&mut out, ROSTER, roster);
        }
        for heartbeat in &self.heartbeats {
            frame(&mut out, HEARTBEAT, heartbeat);
        }
        for head in &self.heads {
            json(&mut out, HEAD, serde_json::to_vec(head));
        }
        for part in &self.parts {
            let header = PartHeader {
                stream: part.stream.clone(),
                from: part.from,
            };
            json(&mut out, PART, serde_json::to_vec(&header));
            frame(&mut out, ENTRIES, &write_entries(&part.entries));
        }
        frame(&mut out, END, &[]);
        out
    }

    /// Takes the opened content of a parcel apart; behind its end may stand empty lines, which fill up.
    pub fn read(bytes: &[u8]) -> Result<Self, ParcelError> {
        let wrong = |at, what| Err(ParcelError::Malformed { at, what });
        if bytes.len() > *PARCEL_BYTES.end() {
            return wrong(0, "longer than a parcel may be");
        }
        let mut frames = Frames { bytes, at: 0 };
        if !bytes.starts_with(FIRST_LINE) {
            return wrong(0, "it does not begin as one");
        }
        frames.at = FIRST_LINE.len();
        let mut parcel = Self::default();
        match frames.next()? {
            (MANIFEST, manifest) => parcel.manifest = manifest.to_vec(),
            _ => return wrong(FIRST_LINE.len(), "it begins without a manifest"),
        }
        let begin = frames.at;
        loop {
            let at = frames.at;
            match frames.next()? {
                (ROSTER, roster) => parcel.rosters.push(roster.to_vec()),
                (HEARTBEAT, heartbeat) => parcel.heartbeats.push(heartbeat.to_vec()),
                (HEAD, _) if parcel.heads.len() >= HEADS => {
                    return wrong(at, "more heads than an answer may have");
                }
                (HEAD, head) => match json::read(head) {
                    Ok(head) => parcel.heads.push(head),
                    Err(_) => return wrong(at, "a head that cannot be read"),
                },
                (PART, header) => parcel.parts.push(part(at, header, &mut frames)?),
                (END, []) => break,
                _ => return wrong(at, "a frame that no parcel has"),
            }
        }
        let (body, filler) = bytes.split_at_checked(frames.at).unwrap_or_default();
        if filler.iter().any(|byte| *byte != b'\n') {
            return wrong(frames.at, "something stands behind its end");
        }
        let body = body.get(begin..).unwrap_or_default();
        parcel.body = Some(Digest::from_bytes(Sha256::digest(body).into()));
        Ok(parcel)
    }

    /// Who signed it, as it claims: for choosing keys and nothing else.
    pub fn claimed_maker(&self) -> Option<(NetworkId, DeskId)> {
        #[derive(Deserialize)]
        struct Claim {
            network: NetworkId,
            from: DeskId,
        }
        let envelope = Envelope::parse(&self.manifest).ok()?;
        let claim: Claim = serde_json::from_slice(envelope.payload()).ok()?;
        Some((claim.network, claim.from))
    }

    /// The digest of what the maker signed: it names this parcel.
    pub fn digest(&self) -> Option<Digest> {
        Envelope::parse(&self.manifest)
            .ok()
            .map(|envelope| envelope.digest())
    }

    /// The manifest and the key that verified it, if one of these did and all the rest is as it says.
    pub fn manifest(&self, keys: &[PublicKey]) -> Result<(Manifest, PublicKey), ParcelError> {
        let no = |what: String| ParcelError::Manifest(what);
        let envelope = Envelope::parse(&self.manifest).map_err(|e| no(e.to_string()))?;
        if envelope.payload_type() != PARCEL_TYPE {
            return Err(no("it is something else".into()));
        }
        let [signature] = envelope.signatures() else {
            return Err(no("it has more than one signature".into()));
        };
        let message = pae(PARCEL_TYPE, envelope.payload());
        let signer = keys
            .iter()
            .find(|key| key.verifies(&message, &signature.bytes))
            .ok_or_else(|| no("no key of its maker verifies it".into()))?;
        let manifest: Manifest = json::read(envelope.payload()).map_err(|e| no(e.to_string()))?;
        if manifest.v != 1 {
            return Err(no(format!("version `{}`, this node reads 1", manifest.v)));
        }
        if manifest.holds.len() > HEADS {
            return Err(no("it holds more streams than there may be".into()));
        }
        if self.body != Some(manifest.body) {
            return Err(ParcelError::OtherContent);
        }
        Ok((manifest, *signer))
    }
}

fn part(at: usize, header: &[u8], frames: &mut Frames<'_>) -> Result<Part, ParcelError> {
    let wrong = |what| ParcelError::Malformed { at, what };
    let header: PartHeader = json::read(header).map_err(|_| wrong("a part that cannot be read"))?;
    let entries = match frames.next()? {
        (ENTRIES, entries) => {
            read_entries(entries).map_err(|_| wrong("entries that cannot be read"))?
        }
        _ => return Err(wrong("a part without entries")),
    };
    Ok(Part {
        stream: header.stream,
        from: header.from,
        entries,
    })
}

/// One byte of tag, four of length (big-endian), and so many bytes.
fn frame(out: &mut Vec<u8>, tag: u8, body: &[u8]) {
    out.push(tag);
    out.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(body);
}

struct Frames<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Frames<'a> {
    fn next(&mut self) -> Result<(u8, &'a [u8]), ParcelError> {
        let at = self.at;
        let cut_off = || ParcelError::Malformed {
            at,
            what: "it is cut off",
        };
        let rest = self.bytes.get(at..).unwrap_or_default();
        let (tag, rest) = rest.split_first().ok_or_else(cut_off)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(cut_off)?;
        let length = u32::from_be_bytes(*length) as usize;
        let body = rest.get(..length).ok_or_else(cut_off)?;
        self.at = at + 5 + length;
        Ok((*tag, body))
    }
}

#[cfg(test)]
mod tests;

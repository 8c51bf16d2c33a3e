//! One place in a stream: what it turns out to be, or why not, and whether its position stands.

use fanal_policy::World;
use fanal_protocol::limits::CLOCK_AHEAD_SECONDS;
use fanal_protocol::wire::Entry;
use fanal_protocol::{
    Code, Digest, Envelope, EnvelopeError, Header, NetworkId, Opened, Roster, StatementError,
    StreamRef, Timestamp,
};

use crate::{Ed25519, Verifier};

/// Where an entry claims to stand.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The stream.
    pub stream: &'a StreamRef,
    /// Its position, from 0.
    pub at: u64,
}

/// An entry that is the origin's, or says openly that it is not here. No Debug: it is content.
#[derive(Clone)]
pub enum Checked {
    /// A statement whose signature, place and time are right; the policy decides next.
    Statement(Box<Opened>),
    /// What remains of a purged statement. It counts only if the origin's retraction names it. [R10]
    Tombstone {
        /// The purged statement's digest.
        digest: Digest,
        /// The retraction's digest; all zero if its own retention ended.
        retraction: Digest,
    },
    /// "Not held here": the gap stays open and shown.
    NotHeld(Digest),
}

impl Checked {
    /// The leaf of the tree.
    pub fn digest(&self) -> Digest {
        match self {
            Self::Statement(opened) => opened.digest(),
            Self::Tombstone { digest, .. } | Self::NotHeld(digest) => *digest,
        }
    }
}

/// Why an entry is not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{text} ({code})")]
pub struct Refused {
    /// The position stands under this digest, its content is not kept: the origin did sign it. None:
    /// the bytes are nobody's, the batch as a whole is refused, and the peer answers for it.
    pub digest: Option<Digest>,
    /// The reason.
    pub code: Code,
    /// The reason in words; never content.
    pub text: String,
}

/// The leaf digest of an entry, of bytes that nobody has verified yet.
pub fn digest_of_entry(entry: &Entry) -> Result<Digest, EnvelopeError> {
    match entry {
        Entry::Envelope(bytes) => Envelope::parse(bytes).map(|envelope| envelope.digest()),
        Entry::Tombstone { digest, .. } | Entry::NotHeld(digest) => Ok(*digest),
    }
}

/// Verifies an entry with its origin's keys, then its place and time. Whether this node may take it
/// from this sender, and where a freeze ends the stream, is the policy's answer (`Question::Accept`).
pub fn open_entry(place: Place<'_>, entry: &Entry, world: &World<'_>) -> Result<Checked, Refused> {
    open_entry_by(&Ed25519, place, entry, world)
}

/// As [`open_entry`], with this verifier's word for signatures.
pub fn open_entry_by(
    verifier: &dyn Verifier,
    place: Place<'_>,
    entry: &Entry,
    world: &World<'_>,
) -> Result<Checked, Refused> {
    match entry {
        Entry::Envelope(bytes) => {
            let opened = open_envelope(verifier, place, bytes, world.roster)?;
            let header = opened.header();
            check_place(place, header, world.network)
                .and_then(|()| check_time(header, world.now))
                .map_err(|(code, text)| Refused {
                    digest: Some(opened.digest()),
                    code,
                    text,
                })?;
            Ok(Checked::Statement(Box::new(opened)))
        }
        Entry::Tombstone { digest, retraction } => Ok(Checked::Tombstone {
            digest: *digest,
            retraction: *retraction,
        }),
        Entry::NotHeld(digest) => Ok(Checked::NotHeld(*digest)),
    }
}

fn open_envelope(
    verifier: &dyn Verifier,
    place: Place<'_>,
    bytes: &[u8],
    roster: &Roster,
) -> Result<Opened, Refused> {
    let nobodys = |code, text: String| Refused {
        digest: None,
        code,
        text,
    };
    let origin = &place.stream.origin;
    let desk = roster.desk(origin);
    let desk = desk.ok_or_else(|| {
        nobodys(
            Code::PolicyMember,
            format!("`{origin}` stands in no roster"),
        )
    })?;
    let opened = verifier
        .statement(bytes, origin, &desk.statement_keys())
        .map_err(|error| {
            let (code, is_signed) = match &error {
                StatementError::Envelope(
                    EnvelopeError::NotSigned(_) | EnvelopeError::SignatureCount(_),
                ) => (Code::VerifySignature, false),
                StatementError::Envelope(EnvelopeError::TooLarge(_)) => (Code::LimitSize, false),
                StatementError::Envelope(
                    EnvelopeError::Malformed(_) | EnvelopeError::WrongType { .. },
                ) => (Code::VerifyFormat, false),
                // The signature is right, what it signs is not: a newer version's kind, or a broken desk.
                // One such statement must not end the stream.
                StatementError::TooLarge(_) => (Code::LimitSize, true),
                StatementError::Malformed(_) | StatementError::Rule { .. } => {
                    (Code::VerifyFormat, true)
                }
            };
            let digest = if is_signed {
                Envelope::parse(bytes)
                    .ok()
                    .map(|envelope| envelope.digest())
            } else {
                None
            };
            // The words of the error may quote what is signed, so they stay here.
            Refused {
                digest,
                code,
                text: format!(
                    "entry {} of `{}` is no statement of `{origin}`",
                    place.at, place.stream
                ),
            }
        })?;
    let issued = opened.header().issued;
    let record = desk
        .signing
        .iter()
        .find(|record| record.key == opened.signer() && record.counts_at(issued));
    // [ROS-21] Who has a revoked key writes any date; before the freeze nothing can be added.
    let end = desk.counts_revoked_up_to(&place.stream.name, place.stream.epoch);
    let text = match record {
        Some(record) if !record.revoked || place.at < end => return Ok(opened),
        Some(_) => "its key was revoked, and this lies behind no freeze".to_owned(),
        None => format!("its key did not count at {issued}"),
    };
    Err(Refused {
        digest: Some(opened.digest()),
        code: Code::VerifySignature,
        text,
    })
}

fn check_place(
    place: Place<'_>,
    header: &Header,
    network: NetworkId,
) -> Result<(), (Code, String)> {
    let stream = place.stream;
    let elsewhere = |text: String| Err((Code::VerifyPlace, text));
    if header.network != network {
        return elsewhere("it belongs to another network".into());
    }
    if header.epoch != stream.epoch {
        return elsewhere(format!(
            "it belongs to epoch {}, not {}",
            header.epoch, stream.epoch
        ));
    }
    if !header.streams.contains(&stream.name) {
        return elsewhere(format!("it was not signed for `{}`", stream.name));
    }
    Ok(())
}

fn check_time(header: &Header, now: Timestamp) -> Result<(), (Code, String)> {
    if header.issued > now.plus_seconds(CLOCK_AHEAD_SECONDS) {
        return Err((
            Code::VerifyTime,
            format!("it claims {}, which has not come", header.issued),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;

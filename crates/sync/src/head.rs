//! A head as a peer tells it: which checkpoint the origin really signed.

use fanal_policy::World;
use fanal_protocol::checkpoint::CheckpointError;
use fanal_protocol::limits::CLOCK_AHEAD_SECONDS;
use fanal_protocol::note::{KeyName, Note, VerifierKey};
use fanal_protocol::wire::Head;
use fanal_protocol::{Code, Digest, StreamRef, Timestamp};

use crate::{Ed25519, Fault, Verifier};

/// A checkpoint that the stream's origin signed, with a key that counted then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenHead {
    /// Which stream.
    pub stream: StreamRef,
    /// Entries.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// By the origin's clock: seconds since 1970.
    pub time: i64,
    /// The note under the origin's signature alone.
    pub text: String,
    /// Its key was revoked: only so many entries below it can be the origin's. [ROS-21]
    pub counts_up_to: Option<u64>,
}

/// Verifies a head against the origin's checkpoint keys. [STR-4]
pub fn open_head(head: &Head, world: &World<'_>) -> Result<OpenHead, Fault> {
    open_head_by(&Ed25519, head, world)
}

/// As [`open_head`], with this verifier's word for signatures.
pub fn open_head_by(
    verifier: &dyn Verifier,
    head: &Head,
    world: &World<'_>,
) -> Result<OpenHead, Fault> {
    let World {
        roster,
        network,
        now,
        ..
    } = *world;
    let stream = &head.stream;
    let desk = roster
        .desk(&stream.origin)
        .ok_or_else(|| Fault::UnknownOrigin(stream.clone()))?;
    let bad = |why: String, code| Fault::BadCheckpoint {
        stream: stream.clone(),
        why,
        code,
    };
    let line = stream.checkpoint_origin(network);
    let name: KeyName = line
        .parse()
        .map_err(|_| bad("its name is too long".into(), Code::VerifyFormat))?;

    let mut refused = bad(
        "its origin has no checkpoint key".into(),
        Code::VerifySignature,
    );
    for record in &desk.checkpoint {
        let key = VerifierKey::new(name.clone(), record.key);
        match verifier.checkpoint(&head.checkpoint, &key, &line) {
            Ok(found) if !record.counts_at(Timestamp::from_unix(found.time)) => {
                refused = bad("its key did not count then".into(), Code::VerifySignature);
            }
            // A time far ahead would stay the newest for good, and hide every honest one. [R10]
            Ok(found) if found.time > now.plus_seconds(CLOCK_AHEAD_SECONDS).unix() => {
                return Err(bad("it lies in the future".into(), Code::VerifyTime));
            }
            Ok(found) => {
                let (size, root, time) = (found.size, Digest::from_bytes(found.root), found.time);
                return Ok(OpenHead {
                    stream: stream.clone(),
                    size,
                    root,
                    time,
                    text: as_signed(&head.checkpoint, &key),
                    counts_up_to: record
                        .revoked
                        .then(|| desk.counts_revoked_up_to(&stream.name, stream.epoch)),
                });
            }
            Err(error) => refused = bad(error.to_string(), code_of(&error)),
        }
    }
    Err(refused)
}

/// What the origin signed, without what whoever told it could write beneath. [SYN-16]
fn as_signed(checkpoint: &str, key: &VerifierKey) -> String {
    match Note::parse(checkpoint).map(|note| note.under_one_key(key)) {
        Ok(note) if !note.signatures().is_empty() => note.to_string(),
        // A verifier with signatures of its own kind took it as it is.
        Ok(_) | Err(_) => checkpoint.to_owned(),
    }
}

const fn code_of(error: &CheckpointError) -> Code {
    match error {
        CheckpointError::TooLarge(_) => Code::LimitSize,
        CheckpointError::Malformed(_) => Code::VerifyFormat,
        CheckpointError::WrongOrigin { .. } => Code::VerifyPlace,
        CheckpointError::Note(_) => Code::VerifySignature,
    }
}

#[cfg(test)]
mod tests {
    use fanal_protocol::note::Note;

    use super::*;
    use crate::View as _;
    use crate::testing::{NOW, aba};

    /// [SYN-16]
    #[test]
    fn what_others_wrote_below_a_checkpoint_is_not_kept() {
        let node = aba();
        let log = node.log(&node.green("bor"), 2, 0);
        let signed = log.note(NOW);
        let padded = format!("{signed}\u{2014} padding {}\n", "A".repeat(4_000));
        assert!(Note::parse(&padded).is_ok(), "a note may have such a line");
        let head = Head {
            stream: log.stream.clone(),
            checkpoint: padded,
        };
        let open = open_head(&head, &node.world()).unwrap();
        assert_eq!(open.text, signed);
    }
}

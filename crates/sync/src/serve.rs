//! The serving side: what this caller may see, and one range of it. Asked anew at every request.

use std::collections::HashMap;
use std::ops::Range;

use fanal_policy::{Decision, Facts, Permit, Question, Reason, Withheld, World, decide};
use fanal_protocol::limits::{EPOCHS, HEADS, RANGE_ENTRIES};
use fanal_protocol::wire::{Entry, Head, HeadsAnswer, HeadsRequest, RangeRequest, heads_digest};
use fanal_protocol::{Code, DeskId, Digest, NetworkId, Problem, StreamName, StreamRef};
use serde_json::value::RawValue;

use crate::VerifiedPeer;

/// A stream as this node can serve it: its proven head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServedStream {
    /// Which stream.
    pub stream: StreamRef,
    /// Entries that the checkpoint covers.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// The newest checkpoint, byte for byte.
    pub checkpoint: String,
    /// Its time line: seconds since 1970, by the origin's clock.
    pub time: i64,
}

/// The membership documents that go with an answer.
#[derive(Clone, Debug, Default)]
pub struct Membership {
    /// Every version newer than the caller's, in order, as envelopes.
    pub rosters: Vec<Box<RawValue>>,
    /// The newest heartbeat of each coordinator, as envelopes.
    pub heartbeats: Vec<Box<RawValue>>,
}

/// Answers a heads request: the streams that this caller may see, or the digest alone if it knows them.
pub fn answer_heads<'a>(
    request: &HeadsRequest,
    caller: &VerifiedPeer,
    streams: impl IntoIterator<Item = &'a ServedStream>,
    membership: Membership,
    world: &World<'_>,
) -> Result<HeadsAnswer, Problem> {
    refuse_other_network(request.network, world)?;
    // A desk may always hear how far its own streams are known: that is how it notices a restore. [R9]
    let may_see = |stream: &StreamRef| {
        stream.origin == *caller.desk() || may_serve(stream, caller, world).is_ok()
    };
    let seen: Vec<&ServedStream> = streams
        .into_iter()
        .filter(|served| may_see(&served.stream))
        .collect();
    let seen = as_many_as_fit(seen, &[world.me, caller.desk()]);
    let Membership {
        rosters,
        heartbeats,
    } = membership;
    let roster = world.roster.version.get();
    let digest = heads_digest(
        roster,
        heartbeats.iter().map(|raw| raw.get().as_bytes()),
        seen.iter()
            .map(|served| (&served.stream, served.size, &served.root, served.time)),
    );
    if request.known == Some(digest) && rosters.is_empty() {
        return Ok(HeadsAnswer {
            digest,
            roster,
            rosters: Vec::new(),
            heartbeats: Vec::new(),
            heads: Vec::new(),
        });
    }
    let heads = seen
        .into_iter()
        .map(|served| Head {
            stream: served.stream.clone(),
            checkpoint: served.checkpoint.clone(),
        })
        .collect();
    Ok(HeadsAnswer {
        digest,
        roster,
        rosters,
        heartbeats,
        heads,
    })
}

/// The newest epochs of each stream, and where there are more than one answer holds, those of these desks
/// first: no desk takes the place of others by the number of its own. [SYN-16]
fn as_many_as_fit<'a>(mut seen: Vec<&'a ServedStream>, first: &[&DeskId]) -> Vec<&'a ServedStream> {
    // The newest epoch first: how many of the same name were met before is how old one is.
    seen.sort_by(|a, b| b.stream.epoch.cmp(&a.stream.epoch));
    let mut met: HashMap<(&DeskId, &StreamName), usize> = HashMap::new();
    let mut aged: Vec<(usize, &ServedStream)> = Vec::with_capacity(seen.len());
    for served in seen {
        let stream = &served.stream;
        let age = met.entry((&stream.origin, &stream.name)).or_default();
        if *age < EPOCHS {
            aged.push((*age, served));
        }
        *age += 1;
    }
    if aged.len() > HEADS {
        let is_other = |served: &ServedStream| !first.contains(&&served.stream.origin);
        aged.sort_by_key(|(age, served)| (is_other(served), *age));
        aged.truncate(HEADS);
    }
    let mut told: Vec<&ServedStream> = aged.into_iter().map(|(_, served)| served).collect();
    told.sort_by(|a, b| a.stream.cmp(&b.stream));
    told
}

/// Which entries of a proven stream of `size` answer this request.
pub fn plan_range(
    request: &RangeRequest,
    caller: &VerifiedPeer,
    size: u64,
    world: &World<'_>,
) -> Result<Range<u64>, Problem> {
    refuse_other_network(request.network, world)?;
    let _permit = may_serve(&request.stream, caller, world).map_err(Reason::into_problem)?;
    if request.from >= request.to || request.from >= size {
        let text = format!(
            "entries {} to {} of `{}` are not here",
            request.from, request.to, request.stream
        );
        return Err(Problem::new(Code::UsageInvalid, text));
    }
    Ok(request.from
        ..request
            .to
            .min(size)
            .min(request.from.saturating_add(RANGE_ENTRIES)))
}

fn may_serve(
    stream: &StreamRef,
    caller: &VerifiedPeer,
    world: &World<'_>,
) -> Result<Permit, Reason> {
    match decide(
        Question::Serve {
            stream,
            to: caller.desk(),
        },
        world,
    ) {
        Decision::Allow(permit) => Ok(permit),
        Decision::Deny(reason) => Err(reason),
    }
}

fn refuse_other_network(asked: NetworkId, world: &World<'_>) -> Result<(), Problem> {
    if asked == world.network {
        Ok(())
    } else {
        Err(Problem::new(
            Code::VerifyPlace,
            "this node is in another network",
        ))
    }
}

/// One place as it is stored.
pub enum Stored {
    /// An envelope, with what decides about it.
    Envelope {
        /// What the policy is asked with.
        facts: Box<Facts>,
        /// The leaf.
        digest: Digest,
        /// As it came, behind a permit.
        bytes: Withheld<Vec<u8>>,
    },
    /// Purged.
    Tombstone {
        /// The leaf.
        digest: Digest,
        /// What retracted it.
        retraction: Digest,
    },
    /// Never here, or refused.
    NotHeld(Digest),
}

/// The entry that this caller gets: what the policy does not let go is "not held here".
pub fn entry_for(
    stored: Stored,
    stream: &StreamRef,
    caller: &VerifiedPeer,
    world: &World<'_>,
) -> Entry {
    match stored {
        Stored::Envelope {
            facts,
            digest,
            bytes,
        } => {
            let question = Question::Send {
                facts: &facts,
                to: caller.desk(),
                stream: &stream.name,
            };
            match decide(question, world) {
                Decision::Allow(permit) => bytes
                    .release_into(&permit)
                    .map_or(Entry::NotHeld(digest), Entry::Envelope),
                Decision::Deny(_) => Entry::NotHeld(digest),
            }
        }
        Stored::Tombstone { digest, retraction } => Entry::Tombstone { digest, retraction },
        Stored::NotHeld(digest) => Entry::NotHeld(digest),
    }
}

#[cfg(test)]
mod tests;

//! The promises, each as a question about one node or one of its acts. Whoever runs nodes asks them
//! after every step: the random schedules, and the model that tries every order.

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::checkpoint::Checkpoint;
use fanal_protocol::note::Note;
use fanal_protocol::{
    BulletinId, DeskId, DeskStatus, Digest, Envelope, Kind, StreamName, StreamRef,
};
use fanal_sync::{Fault, View};

use super::federation::federation;
use super::node::{Is, Kept, Log, Node, is_content, root_at};
use super::oracle::Truth;

/// A broken promise.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Violation {
    /// `P1` to `P7`.
    pub promise: &'static str,
    /// What was seen.
    pub text: String,
}

/// Every statement that a desk signed, as whoever watched it being signed knows it.
pub type Truths = BTreeMap<Digest, Truth>;

#[expect(
    clippy::unnecessary_wraps,
    reason = "every watch ends in it or in `None`"
)]
fn broken(promise: &'static str, text: String) -> Option<Violation> {
    Some(Violation { promise, text })
}

/// P7: an honest node talks to nobody whom its roster puts out.
pub fn talking(at: &Node, other: &DeskId) -> Option<Violation> {
    if at.is_liar || at.knows_active(other) {
        return None;
    }
    let text = format!("{} talks to {other}, which its roster puts out", at.id());
    broken("P7", text)
}

/// P1: what an honest node sends, its receiver may have at that moment, by all that the sender knows.
pub fn sending(
    truths: &Truths,
    sender: &Node,
    receiver: &DeskId,
    stream: &StreamRef,
    bytes: &[u8],
) -> Option<Violation> {
    let digest = Envelope::parse(bytes).ok()?.digest();
    let Some(truth) = truths.get(&digest) else {
        return broken("P3", format!("{} sends what nobody signed", sender.id()));
    };
    if (sender.once_recalled).contains(&(stream.origin.clone(), digest)) {
        let text = format!("{} lets out of its backup what was taken back", sender.id());
        return broken("P5", text);
    }
    let roster = sender.roster().roster();
    let why = truth
        .forbids(&stream.name, sender.id(), receiver, roster, sender.now())
        .or_else(|| truth.came_too_late(receiver))
        .or_else(|| is_taken_back(sender, stream, digest).then_some("it was taken back"))?;
    let text = format!("{} sends {stream} to {receiver}: {why}", sender.id());
    broken("P1", text)
}

/// Does the node itself know that this was withdrawn, or recalled in that revision?
pub fn is_taken_back(node: &Node, stream: &StreamRef, digest: Digest) -> bool {
    let Some(log) = node.ram.logs.get(stream) else {
        return false;
    };
    log.slots.iter().any(|slot| match &slot.is {
        Is::Envelope(kept) if slot.digest == digest && is_content(kept) => {
            let key = (stream.origin.clone(), kept.opened.header().id);
            let recalled = node
                .ram
                .recalled
                .contains_key(&(stream.origin.clone(), digest));
            recalled || node.ram.withdrawn.contains(&key)
        }
        Is::Envelope(_) | Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => false,
    })
}

/// P2 and P3: what an honest node stores, its sender may have sent, and its origin did sign.
pub fn storing(
    truths: &Truths,
    node: &Node,
    stream: &StreamRef,
    place: u64,
    kept: &Kept,
    sender: &DeskId,
) -> Option<Violation> {
    let digest = kept.opened.digest();
    let me = node.id();
    let key = federation().desks[federation().index(&stream.origin)]
        .statement
        .public();
    let verifies = node
        .verifier()
        .statement(kept.opened.bytes(), &stream.origin, &[key])
        .is_ok_and(|opened| opened.digest() == digest && opened.signer() == key);
    let Some(truth) = truths
        .get(&digest)
        .filter(|truth| verifies && truth.origin == stream.origin)
    else {
        let text = format!("{me} stores in {stream} what its origin never signed");
        return broken("P3", text);
    };
    let roster = node.roster();
    let takes_back = matches!(kept.opened.header().kind, Kind::Retraction | Kind::Receipt);
    let origin = roster.desk(&stream.origin);
    let is_out = origin.is_none_or(
        |origin| match origin.freeze_of(&stream.name, stream.epoch) {
            Some(freeze) => place >= freeze.size,
            None => origin.status != DeskStatus::Active,
        },
    );
    let why = truth
        .forbids(&stream.name, sender, me, roster.roster(), node.now())
        .or(
            (is_out && !takes_back).then_some("its origin is out, and this lies behind the freeze")
        )?;
    broken(
        "P2",
        format!("{me} stores {place} of {stream} from {sender}: {why}"),
    )
}

/// P4: each proven position is known, they add up to what the origin signed, and a tombstone rests on
/// the origin's retraction.
pub fn log_is_whole(node: &Node, stream: &StreamRef, log: &Log) -> Option<Violation> {
    let signed =
        log.held.checkpoint.as_ref().and_then(|known| {
            Checkpoint::parse(Note::parse(&known.text).ok()?.unverified_text()).ok()
        });
    let size = log.slots.len() as u64;
    let adds_up = signed.is_some_and(|signed| {
        signed.size == size && root_at(log, size) == Some(Digest::from_bytes(signed.root))
    }) || (size == 0 && log.held.checkpoint.is_none());
    if size != log.held.size() || !adds_up {
        let text = format!("{} has a silent gap in {stream} at {size}", node.id());
        return broken("P4", text);
    }
    let is_unfounded = log.slots.iter().any(|slot| match slot.is {
        Is::Tombstone(by) => {
            node.disk
                .recalled
                .get(&(stream.origin.clone(), slot.digest))
                != Some(&by)
        }
        Is::Envelope(_) | Is::NotHeld | Is::Refused(_) => false,
    });
    if is_unfounded {
        let text = format!(
            "{} believes a tombstone in {stream} that its origin never gave",
            node.id()
        );
        return broken("P4", text);
    }
    None
}

/// P3: what the node takes for the newest revision is the highest that it ever put into its logs.
pub fn newest_is_highest(node: &Node) -> Option<Violation> {
    for ((origin, id), (newest, _)) in &node.ram.contents {
        let logs = node.ram.logs.iter();
        let own = logs.filter(|(stream, _)| stream.origin == *origin);
        let higher = own
            .flat_map(|(_, log)| &log.slots)
            .find_map(|slot| match &slot.is {
                Is::Envelope(kept) if is_content(kept) && kept.opened.header().id == *id => {
                    Some(kept.opened.header().revision).filter(|revision| revision > newest)
                }
                Is::Envelope(_) | Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => None,
            });
        if let Some(higher) = higher {
            let text = format!("{} went from revision {higher} to {newest}", node.id());
            return broken("P3", text);
        }
    }
    None
}

/// Does the node still have the content of that bulletin?
pub fn keeps(node: &Node, origin: &DeskId, id: BulletinId) -> bool {
    let own = node
        .ram
        .logs
        .iter()
        .filter(|(stream, _)| stream.origin == *origin);
    node.ram.contents.contains_key(&(origin.clone(), id))
        || own
            .flat_map(|(_, log)| &log.slots)
            .any(|slot| match &slot.is {
                Is::Envelope(kept) => is_content(kept) && kept.opened.header().id == id,
                Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => false,
            })
}

/// Is the node one of those whom these streams go to?
pub fn reads(node: &Node, streams: &BTreeSet<StreamName>) -> bool {
    let id = node.id();
    streams.iter().any(|stream| match stream {
        StreamName::Clear | StreamName::Green(_) => true,
        StreamName::GroupGreen(group) | StreamName::GroupAmber(group) => {
            node.roster().members_of(group).any(|desk| desk.id == *id)
        }
        StreamName::Direct(desk) => desk == id,
    })
}

/// P3: an honest node is never accused of what only liars do.
pub fn accusing(
    at: &Node,
    told_by: &Node,
    fault: &Fault,
    is_honest: impl Fn(usize) -> bool,
    was_restored: bool,
) -> Option<Violation> {
    let is_honest_stream = fault
        .origin()
        .is_none_or(|id| is_honest(federation().index(id)));
    let accuses = match fault {
        Fault::Malformed(_)
        | Fault::UnknownOrigin(_)
        | Fault::BadEntry { .. }
        | Fault::WrongAmount { .. }
        | Fault::RootMismatch { .. } => is_honest(told_by.at),
        Fault::Equivocation { .. } | Fault::NotAsFrozen { .. } => is_honest_stream,
        Fault::OwnStreamAhead { .. } => !was_restored,
        Fault::NotEntitled { .. } | Fault::BadCheckpoint { .. } | Fault::ClosedEpoch { .. } => {
            false
        }
    };
    if !accuses || !is_honest(at.at) {
        return None;
    }
    let (a, b) = (at.id(), told_by.id());
    broken(
        "P3",
        format!("{a} accuses the honest: {fault}, told by {b}"),
    )
}

/// P3: two honest nodes whose views of one stream differ have met, so the proof is kept.
pub fn meeting(mine: &Node, theirs: &Node) -> Option<Violation> {
    let both = [mine.id(), theirs.id()];
    let know_each_other = both
        .into_iter()
        .all(|id| mine.knows_active(id) && theirs.knows_active(id));
    let (stream, _) = theirs.ram.logs.iter().find(|(stream, theirs_log)| {
        let Some(mine_log) = mine.ram.logs.get(*stream) else {
            return false;
        };
        let size = mine_log.held.size().min(theirs_log.held.size());
        let is_told = matches!(stream.name, StreamName::Green(_) | StreamName::Clear)
            && stream.origin != *mine.id();
        know_each_other
            && is_told
            && size > 0
            && root_at(mine_log, size) != root_at(theirs_log, size)
            && !mine.ram.proofs.contains(*stream)
    })?;
    let [a, b] = both;
    broken(
        "P3",
        format!("{a} met another history of {stream} at {b} and kept no proof"),
    )
}

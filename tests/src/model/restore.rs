//! A desk that comes back from a backup. The product does not do this yet; these are the rules that the
//! design gives it, and the model shows that they are enough.
//!
//! R9: it opens a new epoch at once, and signs in that one only, so its streams never contradict
//! themselves; what its peers hold of the old one beyond the backup it takes back from them. Promise 5:
//! until it has heard every active desk, it lets no content out; what its peers know to be taken back,
//! it takes back too.

use std::collections::BTreeSet;
use std::sync::Arc;

use fanal_policy::Facts;
use fanal_protocol::wire::Entry;
use fanal_protocol::{Body, Code, DeskStatus, RetractionReason, StreamRef};
use fanal_sync::{Checked, Place, View, open_entry_by};

use crate::simulation::federation::federation;
use crate::simulation::node::{Is, Kept, Log, Node, Own, Slot, is_content, members, root_at};
use crate::simulation::planted::Planted;

/// Returns to the backup, in a new epoch, and closed. `others` run a node.
pub fn come_back(node: &mut Node, others: &[usize]) {
    node.ram = node.backup.clone();
    if !node.has(Planted::KeepsTheOldEpoch) {
        node.ram.epoch += 1;
    }
    let ids = others.iter().map(|at| &federation().desks[*at].id);
    node.ram.unheard = ids.filter(|id| *id != node.id()).cloned().collect();
    forget_who_is_out(node);
    node.commit();
}

/// After a whole round with that desk. Its own logs of older epochs it takes back at any time, not only
/// while it is closed: a hostile desk may have kept from it what it tells the others. The model found
/// that.
pub fn hear(node: &mut Node, peer: &Node) {
    if !peer.is_liar {
        let streams: Vec<StreamRef> = (peer.ram.logs.keys())
            .filter(|stream| stream.origin == *node.id() && stream.epoch < node.ram.epoch)
            .cloned()
            .collect();
        for stream in streams {
            take_back_own_log(node, &stream, &peer.ram.logs[&stream]);
        }
    }
    node.ram.unheard.remove(peer.id());
    forget_who_is_out(node);
}

fn forget_who_is_out(node: &mut Node) {
    let out: BTreeSet<_> = (node.ram.unheard.iter())
        .filter(|id| {
            let entry = node.roster().desk(id);
            entry.is_none_or(|desk| desk.status != DeskStatus::Active)
        })
        .cloned()
        .collect();
    node.ram.unheard.retain(|id| !out.contains(id));
}

/// Its own log of the old epoch, as far as a peer has it: every entry is its own signature, and the
/// head that closes the epoch is the highest that anybody knows.
fn take_back_own_log(node: &mut Node, stream: &StreamRef, theirs: &Arc<Log>) {
    let mine = node.ram.logs.get(stream).cloned();
    let size = mine.as_ref().map_or(0, |log| log.held.size());
    let same_so_far = mine
        .as_ref()
        .is_none_or(|mine| root_at(theirs, size) == root_at(mine, size));
    if theirs.held.size() < size || !same_so_far {
        return;
    }
    let mut log = Log::clone(theirs);
    log.staged.clear();
    log.held.staged = None;
    let known = mine.map_or_else(Vec::new, |mine| mine.slots.clone());
    let mut added = Vec::new();
    for (at, slot) in log.slots.iter_mut().enumerate() {
        let mine = known.get(at).map(|known| known.is.clone());
        slot.is = match mine.filter(|is| !matches!(is, Is::NotHeld)) {
            Some(is) => is,
            None => reopened(node, stream, at, slot),
        };
        if known
            .get(at)
            .is_none_or(|known| matches!(known.is, Is::NotHeld))
        {
            added.push(slot.is.clone());
        }
    }
    if added.is_empty() {
        return;
    }
    node.ram.logs.insert(stream.clone(), Arc::new(log));
    for is in added {
        remember(node, &is);
    }
}

/// What the peer has is verified like anything else that comes from outside.
fn reopened(node: &Node, stream: &StreamRef, at: usize, slot: &Slot) -> Is {
    let Is::Envelope(theirs) = &slot.is else {
        return Is::NotHeld;
    };
    let entry = Entry::Envelope(theirs.opened.bytes().to_vec());
    let at = at as u64;
    let world = node.world();
    match open_entry_by(node.verifier(), Place { stream, at }, &entry, &world) {
        Ok(Checked::Statement(opened)) => {
            let mut facts = Facts::of(opened.header(), opened.body());
            // [R13] Who was a member then it no longer knows: who was one from the beginning was.
            let first = &node.ram.rosters[0];
            facts.members_when_signed = Some(members(first, &facts));
            let (origin, id) = (stream.origin.clone(), opened.header().id);
            if let Some(by) = node.ram.recalled.get(&(origin.clone(), slot.digest)) {
                return Is::Tombstone(*by);
            }
            let opened = *opened;
            let kept = Kept { opened, facts };
            if is_content(&kept) && node.ram.withdrawn.contains(&(origin, id)) {
                return Is::Refused(Code::PolicyWithdrawn);
            }
            Is::Envelope(Arc::new(kept))
        }
        Ok(Checked::Tombstone { .. } | Checked::NotHeld(_)) => Is::NotHeld,
        Err(refused) => Is::Refused(refused.code),
    }
}

/// What it did since the backup: bulletins and revisions, and what it took back.
fn remember(node: &mut Node, is: &Is) {
    let Is::Envelope(kept) = is else { return };
    let (digest, header) = (kept.opened.digest(), kept.opened.header().clone());
    if let Body::Retraction(retraction) = kept.opened.body() {
        if let Some(own) = node.ram.own.get_mut(&retraction.target) {
            own.out.retain(|(out, _)| !retraction.digests.contains(out));
            own.withdrawn |= retraction.reason != RetractionReason::Narrowed;
        }
        node.purge(&header.origin, digest, retraction);
    } else if let Body::Receipt(receipt) = kept.opened.body() {
        node.ram.answered.insert(receipt.retraction);
    } else if is_content(kept) {
        remember_content(node, kept);
    }
}

fn remember_content(node: &mut Node, kept: &Kept) {
    let (digest, header) = (kept.opened.digest(), kept.opened.header());
    let key = (header.origin.clone(), digest);
    let is_gone = node.ram.recalled.contains_key(&key);
    let own = node.ram.own.entry(header.id).or_insert_with(|| Own {
        revision: 0,
        digest,
        out: Vec::new(),
        body: kept.opened.body().clone(),
        withdrawn: false,
    });
    if header.revision > own.revision {
        own.revision = header.revision;
        own.digest = digest;
        own.body = kept.opened.body().clone();
    }
    if !is_gone && !own.out.iter().any(|(out, _)| *out == digest) {
        own.out.push((digest, header.streams.clone()));
    }
}

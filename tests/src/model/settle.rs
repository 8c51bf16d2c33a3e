//! What has to become true once the honest desks have talked: nothing that was taken back is left, and
//! what desks may have has come. Looked at from every state that can be reached.

use fanal_protocol::DeskStatus;

use super::net::{Arena, Net, Recall, State};
use super::round::How;
use crate::simulation::federation::federation;
use crate::simulation::node::{Is, Node, is_content};
use crate::simulation::promises::{self, Violation};

/// More sweeps than any world needs; one that is not at rest by then goes on for ever.
const SWEEPS: usize = 24;

/// The first promise that does not hold after all honest desks that are in have talked to each other.
pub fn broken_at_rest(net: &Net, state: &State) -> Option<Violation> {
    let mut arena = net.arena();
    let active = arena.active(net, state);
    let key = key(net, state, &active);
    if let Some(known) = arena.settled.get(&key) {
        return known.clone();
    }
    let seen = settle(net, &mut arena, state, &active);
    arena.settled.insert(key, seen.clone());
    seen
}

/// What the end depends on: the honest desks that are in, and what was taken back.
fn key(net: &Net, state: &State, active: &[usize]) -> Vec<u32> {
    let desks = active
        .iter()
        .flat_map(|at| [u32::try_from(*at).unwrap(), state.desks[net.seat(*at)]]);
    let recalls = state.recalls.iter().map(|recall| u32::from(*recall));
    desks.chain([u32::MAX]).chain(recalls).collect()
}

fn settle(net: &Net, arena: &mut Arena, state: &State, active: &[usize]) -> Option<Violation> {
    let mut desks = state.desks.clone();
    let mut is_at_rest = false;
    for _ in 0..SWEEPS {
        let before = desks.clone();
        for into in active {
            for from in active.iter().filter(|from| *from != into) {
                let (into, from) = (net.seat(*into), net.seat(*from));
                let Some(led) = arena.round(net, desks[into], desks[from], How::Whole) else {
                    continue;
                };
                desks[into] = led.into;
                if led.broken.is_some() {
                    return led.broken;
                }
            }
        }
        is_at_rest = desks == before;
        if is_at_rest {
            break;
        }
    }
    if !is_at_rest {
        let text = "the desks never come to rest".to_owned();
        return Some(Violation {
            promise: "P4",
            text,
        });
    }
    let nodes: Vec<&Node> = active
        .iter()
        .map(|at| &**arena.node(desks[net.seat(*at)]))
        .collect();
    let recalls = state.recalls.iter();
    recalls
        .map(|recall| &arena.recalls[usize::from(*recall)])
        .find_map(|recall| taken_back(recall, &nodes))
        .or_else(|| nodes.iter().find_map(|origin| has_come(origin, &nodes)))
}

/// P5: nobody who can be reached holds what was taken back, and its readers have said so.
fn taken_back(recall: &Recall, nodes: &[&Node]) -> Option<Violation> {
    let broken = |text| {
        Some(Violation {
            promise: "P5",
            text,
        })
    };
    let id = &federation().desks[recall.origin].id;
    let origin = nodes.iter().find(|node| node.at == recall.origin);
    let others = nodes.iter().filter(|node| node.at != recall.origin);
    for node in others.chain(origin) {
        // Of a desk that is out, only what was heard can be asked for.
        let heard = recall.digests.iter().all(|digest| {
            let key = (id.clone(), *digest);
            node.ram.recalled.contains_key(&key)
        });
        if (origin.is_some() || heard) && holds(node, recall) {
            return broken(format!("{} still holds what {id} took back", node.id()));
        }
        let Some(origin) = origin.filter(|origin| origin.at != node.at) else {
            continue;
        };
        let answered = recall.retraction.is_some_and(|retraction| {
            let receipts = origin.ram.receipts.get(&retraction);
            receipts.is_some_and(|desks| desks.contains(node.id()))
        });
        if promises::reads(node, &recall.streams) && !answered {
            return broken(format!("{id} has no receipt from {}", node.id()));
        }
    }
    None
}

fn holds(node: &Node, recall: &Recall) -> bool {
    let id = &federation().desks[recall.origin].id;
    if recall.is_whole {
        return promises::keeps(node, id, recall.id);
    }
    let logs = node.ram.logs.iter();
    logs.filter(|(stream, _)| stream.origin == *id)
        .flat_map(|(_, log)| &log.slots)
        .any(|slot| match &slot.is {
            Is::Envelope(kept) => is_content(kept) && recall.digests.contains(&slot.digest),
            Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => false,
        })
}

/// P4: whatever an honest desk shares and another may have, the other has, in its newest revision.
fn has_come(origin: &Node, nodes: &[&Node]) -> Option<Violation> {
    if origin.is_closed() {
        return None;
    }
    let own = origin.ram.own.iter();
    for (id, own) in own.filter(|(_, own)| !own.withdrawn && !own.out.is_empty()) {
        let (digest, streams) = own.out.last()?;
        for node in nodes.iter().filter(|node| node.at != origin.at) {
            let is_in = origin
                .roster()
                .desk(node.id())
                .is_some_and(|desk| desk.status == DeskStatus::Active);
            let is_told =
                is_in && promises::reads(node, streams) && !joined_later(origin, node, *digest);
            let held = node.ram.contents.get(&(origin.id().clone(), *id));
            if is_told && held != Some(&(own.revision, *digest)) {
                let text = format!("{id} of {} never came to {}", origin.id(), node.id());
                return Some(Violation {
                    promise: "P4",
                    text,
                });
            }
        }
    }
    None
}

/// [R13] AMBER is not for who joined the group later.
fn joined_later(origin: &Node, reader: &Node, digest: fanal_protocol::Digest) -> bool {
    let logs = origin.ram.logs.values();
    logs.flat_map(|log| &log.slots).any(|slot| match &slot.is {
        Is::Envelope(kept) if slot.digest == digest => {
            let then = kept.facts.members_when_signed.as_ref();
            let is_amber = kept.facts.marking.label > fanal_protocol::Label::Green;
            let by_group = !kept.facts.marking.audience.groups.is_empty();
            is_amber && by_group && then.is_some_and(|then| !then.contains(reader.id()))
        }
        Is::Envelope(_) | Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => false,
    })
}

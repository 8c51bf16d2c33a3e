//! What a simulated desk answers others: heads, ranges, and what its own session asks of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use fanal_policy::{Withheld, World};
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{StreamName, StreamRef, TlsPin};
use fanal_sync::{
    Membership, ServedStream, Stored, VerifiedPeer, answer_heads, entry_for, plan_range,
};
use serde_json::value::RawValue;

use super::{Is, Log, Node, Slot, is_content, served};
use crate::simulation::federation::federation;
use crate::simulation::planted::Planted;

impl Node {
    /// Who calls, by the roster of this moment.
    pub fn caller(&self, pin: &TlsPin) -> Option<VerifiedPeer> {
        VerifiedPeer::by_pin(pin, self.world().roster)
    }

    pub(super) fn log_for(&self, stream: &StreamRef, caller: &VerifiedPeer) -> Option<&Arc<Log>> {
        let is_odd = federation().index(caller.desk()) % 2 == 1;
        self.second
            .get(stream)
            .filter(|_| is_odd)
            .or_else(|| self.ram.logs.get(stream))
    }

    /// The heads that this caller may see.
    pub fn heads(&self, request: &HeadsRequest, caller: &VerifiedPeer) -> HeadsAnswer {
        let streams: Vec<ServedStream> = self
            .ram
            .logs
            .keys()
            .chain(
                self.second
                    .keys()
                    .filter(|stream| !self.ram.logs.contains_key(*stream)),
            )
            .filter_map(|stream| served(self.log_for(stream, caller)?))
            .collect();
        let newer = self
            .ram
            .rosters
            .iter()
            .filter(|roster| roster.version() > request.roster);
        let rosters = newer.map(|roster| {
            RawValue::from_string(String::from_utf8(roster.bytes().to_vec()).unwrap()).unwrap()
        });
        let membership = Membership {
            rosters: rosters.collect(),
            heartbeats: Vec::new(),
        };
        let mut answer =
            answer_heads(request, caller, &streams, membership, &self.world()).unwrap();
        let forwards = |stream: &StreamRef| {
            let amber = matches!(stream.name, StreamName::GroupAmber(_));
            self.has(Planted::ServesWithoutAsking) || (amber && self.has(Planted::RelaysAmber))
        };
        if streams.iter().any(|served| forwards(&served.stream)) {
            let told: BTreeSet<StreamRef> = answer.heads.into_iter().map(|h| h.stream).collect();
            answer.heads = streams
                .iter()
                .filter(|s| told.contains(&s.stream) || forwards(&s.stream))
                .cloned()
                .map(|s| fanal_protocol::wire::Head {
                    stream: s.stream,
                    checkpoint: s.checkpoint,
                })
                .collect();
        }
        answer
    }

    /// The world that a stream is served in. The bug takes itself for the origin of AMBER.
    pub(super) fn world_for<'a>(&'a self, stream: &'a StreamRef) -> World<'a> {
        let is_amber = matches!(stream.name, StreamName::GroupAmber(_));
        let world = self.world();
        if is_amber && self.has(Planted::RelaysAmber) {
            let me = &stream.origin;
            World { me, ..world }
        } else {
            world
        }
    }

    /// The entries that this caller may have.
    pub fn range(&self, request: &RangeRequest, caller: &VerifiedPeer) -> Option<Vec<Entry>> {
        let log = self.log_for(&request.stream, caller)?;
        let world = self.world_for(&request.stream);
        let planned = plan_range(request, caller, log.held.size(), &world).ok();
        let forwards = self.is_liar || self.has(Planted::ServesWithoutAsking);
        let range = planned.or(forwards.then_some(request.from..request.to.min(log.held.size())))?;
        let places = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        let entry = |slot: &Slot| match &slot.is {
            Is::Envelope(kept) if forwards => Entry::Envelope(kept.opened.bytes().to_vec()),
            Is::Envelope(_) | Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => {
                entry_for(self.stored(slot), &request.stream, caller, &world)
            }
        };
        Some(log.slots.get(places)?.iter().map(entry).collect())
    }

    /// A place as the serving side and the writer of parcels get it.
    pub fn stored(&self, slot: &Slot) -> Stored {
        match &slot.is {
            Is::Envelope(kept) if self.is_closed() && is_content(kept) => {
                Stored::NotHeld(slot.digest)
            }
            Is::Envelope(kept) => {
                let mut facts = kept.facts.clone();
                if self.has(Planted::ServesLaterMembers) {
                    facts.members_when_signed = None;
                }
                let key = (facts.object.origin.clone(), facts.object.id);
                facts.withdrawn =
                    self.ram.withdrawn.contains(&key) && !self.has(Planted::SendsWithdrawn);
                let bytes = Withheld::new(facts.object.clone(), kept.opened.bytes().to_vec());
                Stored::Envelope {
                    facts: Box::new(facts),
                    digest: slot.digest,
                    bytes,
                }
            }
            Is::Tombstone(retraction) => Stored::Tombstone {
                digest: slot.digest,
                retraction: *retraction,
            },
            Is::NotHeld | Is::Refused(_) => Stored::NotHeld(slot.digest),
        }
    }
}

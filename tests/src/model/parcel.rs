//! A parcel: what one desk may have from another, in a file, sealed to it. The writing is the sending,
//! so the policy is asked then, with the question of its own that parcels have; whoever reads it in is
//! as careful as over a line, and uses the same session. [R3]
//!
//! A desk that is out has no line, but what it holds must be taken back there too: it gets
//! retractions and nothing else, and may hand in its own. [R16]

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::{Decision, ExportTo, Question, decide};
use fanal_protocol::wire::{Entry, Head, HeadsAnswer, RangeRequest};
use fanal_protocol::{Body, DeskId, Digest, Kind, StreamName, StreamRef};
use fanal_sync::{Checked, Place, Stored, View, open_entry_by};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::simulation::federation::federation;
use crate::simulation::node::{Is, Log, Node};
use crate::simulation::planted::Planted;
use crate::simulation::promises::{self, Truths, Violation};

/// A written parcel.
#[derive(Clone)]
pub struct Stick {
    /// Who wrote it; a place in the federation's list.
    pub by: usize,
    /// Whom it is sealed to.
    pub to: usize,
    /// As the writer would answer over a line.
    pub answer: HeadsAnswer,
    entries: BTreeMap<StreamRef, Vec<Entry>>,
}

impl Stick {
    /// Writes one: every log from its beginning, each entry by its own permit. What an onlooker sees
    /// of it comes along.
    pub fn write(by: &Node, to: usize, truths: &Truths) -> (Self, Option<Violation>) {
        let reader = &federation().desks[to].id;
        let mut stick = Self {
            by: by.at,
            to,
            answer: answer_of(by),
            entries: BTreeMap::new(),
        };
        let mut broken = None;
        for (stream, log) in &by.ram.logs {
            if !may_be_told(by, stream, reader) {
                continue;
            }
            let entries: Vec<Entry> = (log.slots.iter())
                .map(|slot| entry_for(by, by.stored(slot), reader))
                .collect();
            if !entries
                .iter()
                .any(|entry| matches!(entry, Entry::Envelope(_)))
            {
                continue;
            }
            for (place, entry) in entries.iter().enumerate() {
                if let Entry::Envelope(bytes) = entry
                    && !by.is_liar
                    && !is_retraction(log, place)
                {
                    let seen = promises::sending(truths, by, reader, stream, bytes);
                    broken = broken.or(seen);
                }
            }
            let checkpoint = log.held.checkpoint.as_ref().unwrap().text.clone();
            let stream = stream.clone();
            stick.answer.heads.push(Head {
                stream: stream.clone(),
                checkpoint,
            });
            stick.entries.insert(stream, entries);
        }
        (stick, broken)
    }

    /// What makes two parcels the same.
    pub fn fingerprint(&self) -> Digest {
        let mut hash = Sha256::new();
        hash.update([self.by.to_le_bytes(), self.to.to_le_bytes()].concat());
        hash.update(serde_json::to_vec(&self.answer).unwrap());
        for entries in self.entries.values() {
            hash.update(fanal_protocol::wire::write_entries(entries));
        }
        Digest::from_bytes(hash.finalize().into())
    }

    /// The entries that a session asks for.
    pub fn range(&self, request: &RangeRequest) -> Option<Vec<Entry>> {
        let entries = self.entries.get(&request.stream)?;
        let from = usize::try_from(request.from).ok()?;
        let to = usize::try_from(request.to).ok()?.min(entries.len());
        Some(entries.get(from..to)?.to_vec())
    }

    /// What the session does not do for a desk that is out, or with one: takes what its origin takes
    /// back, and purges.
    pub fn take_retractions(&self, into: &mut Node) {
        let sender = &federation().desks[self.by].id;
        for (stream, entries) in &self.entries {
            for (entry, at) in entries.iter().zip(0..) {
                let place = Place { stream, at };
                let world = into.world();
                let opened = open_entry_by(into.verifier(), place, entry, &world);
                if let Ok(Checked::Statement(opened)) = opened
                    && let Body::Retraction(_) = opened.body()
                    && stream.origin != *into.id()
                {
                    into.take_retraction(stream, at, opened, sender);
                }
            }
        }
    }
}

impl Stick {
    /// P5: whoever has read it, in or out, holds nothing that it takes back.
    pub fn is_obeyed(&self, reader: &Node) -> Option<Violation> {
        if reader.is_liar {
            return None;
        }
        let writer = &federation().desks[self.by].id;
        for (stream, entries) in &self.entries {
            // A desk that is out hands in its own, and no other's.
            if !reader.knows_active(writer) && stream.origin != *writer {
                continue;
            }
            let key = reader.roster().desk(&stream.origin)?.statement_keys();
            for entry in entries {
                let Entry::Envelope(bytes) = entry else {
                    continue;
                };
                let opened = reader.verifier().statement(bytes, &stream.origin, &key);
                if let Ok(opened) = opened
                    && let Body::Retraction(retraction) = opened.body()
                    && holds_any(reader, &stream.origin, &retraction.digests)
                {
                    let (id, origin) = (reader.id(), &stream.origin);
                    let text = format!("{id} still holds what {origin} took back, and has read it");
                    return Some(Violation {
                        promise: "P5",
                        text,
                    });
                }
            }
        }
        None
    }
}

fn holds_any(node: &Node, origin: &DeskId, digests: &BTreeSet<Digest>) -> bool {
    let logs = node.ram.logs.iter();
    let own = logs.filter(|(stream, _)| stream.origin == *origin);
    own.flat_map(|(_, log)| &log.slots)
        .any(|slot| match &slot.is {
            Is::Envelope(_) => digests.contains(&slot.digest),
            Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => false,
        })
}

/// A statement may go down several streams, and its permit is for the reader alone: that the reader may
/// hear of this log is a question of its own. Without it a parcel told of logs between others.
fn may_be_told(by: &Node, stream: &StreamRef, to: &DeskId) -> bool {
    if by.is_liar || by.has(Planted::ParcelsWithoutAsking) {
        return true;
    }
    let is_read = match &stream.name {
        StreamName::Clear | StreamName::Green(_) => true,
        StreamName::GroupGreen(group) | StreamName::GroupAmber(group) => {
            by.roster().members_of(group).any(|desk| desk.id == *to)
        }
        StreamName::Direct(desk) => desk == to,
    };
    let serves = decide(Question::Serve { stream, to }, &by.world()).is_allowed();
    // Over a line nobody serves a desk that is out; a parcel still brings it what is taken back.
    serves || (is_read && !by.knows_active(to))
}

fn is_retraction(log: &Log, place: usize) -> bool {
    match &log.slots[place].is {
        Is::Envelope(kept) => kept.opened.header().kind == Kind::Retraction,
        Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => false,
    }
}

/// As [`fanal_sync::entry_for`], with the question that parcels have.
fn entry_for(by: &Node, stored: Stored, to: &DeskId) -> Entry {
    match stored {
        Stored::Envelope {
            facts,
            digest,
            bytes,
        } => {
            let question = Question::Export {
                facts: &facts,
                to: ExportTo::Desk(to),
            };
            let own = Question::Export {
                facts: &facts,
                to: ExportTo::OwnDesk,
            };
            let forgets = by.is_liar || by.has(Planted::ParcelsWithoutAsking);
            let question = if forgets { own } else { question };
            match decide(question, &by.world()) {
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

/// Every roster goes along: whoever reads the stick may not have heard of them.
fn answer_of(by: &Node) -> HeadsAnswer {
    let rosters = by.ram.rosters.iter().skip(1).map(|roster| {
        let text = String::from_utf8(roster.bytes().to_vec()).unwrap();
        RawValue::from_string(text).unwrap()
    });
    HeadsAnswer {
        digest: Digest::from_bytes([0xfd; 32]),
        roster: by.roster().version(),
        rosters: rosters.collect(),
        heartbeats: Vec::new(),
        heads: Vec::new(),
    }
}

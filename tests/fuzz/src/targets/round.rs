//! A whole round with a peer that says what the input chooses: true and false heads, right and wrong
//! entries. It ends, asks no more than it may, and takes no head that its entries do not lead to.

use std::sync::OnceLock;

use fanal_policy::World;
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::limits::RANGE_ENTRIES;
use fanal_protocol::tree::Frontier;
use fanal_protocol::wire::{Entry, Head, HeadsAnswer, RangeRequest};
use fanal_protocol::{DeskId, Digest, Envelope, KeyPurpose, STATEMENT_TYPE, StreamName, StreamRef};
use fanal_sync::{Action, Held, PIPELINE, Pull, VerifiedPeer, View};
use serde_json::json;

use crate::choices::Choices;
use crate::world::{DESKS, NOW, checkpoint_key, desk, moment, pin, stage, statement_key};
use crate::{Corpora, Verdict};

/// Entries in each origin's log.
const ENTRIES: usize = 6;
/// More actions than a round of this size can need: each stream is asked for entry by entry, traced
/// once more, and its gaps filled.
const MOST_ACTIONS: usize = 400;

/// The envelope of this payload, signed by this desk.
pub(super) fn signed(name: &str, payload: &[u8]) -> Vec<u8> {
    let purpose = KeyPurpose::Statement;
    Envelope::sign(
        STATEMENT_TYPE,
        payload.to_vec(),
        &statement_key(name),
        purpose,
    )
    .to_bytes()
}

/// Payloads of `bor` that the fuzzed network takes.
pub(super) fn payloads() -> Vec<Vec<u8>> {
    (0..u8::try_from(ENTRIES).unwrap())
        .map(|at| payload(DESKS[1], at))
        .collect()
}

fn payload(name: &str, at: u8) -> Vec<u8> {
    let id = fanal_protocol::BulletinId::from_random([at; 16]);
    let network = stage().network;
    json!({
        "v": 1, "network": network.to_string(), "kind": "bulletin", "origin": name, "id": id.to_string(),
        "revision": 1, "streams": [format!("green/{network}")], "epoch": 1, "issued": moment(-60),
        "salt": id.to_string(),
        "body": {
            "kind": "report", "title": "a link", "marking": {"label": "TLP:GREEN"},
            "consent": {"state": "not_needed", "because": "no_beneficiary"}, "objects": [],
        },
    })
    .to_string()
    .into_bytes()
}

fn stream(name: &str) -> StreamRef {
    StreamRef {
        origin: desk(name),
        name: StreamName::Green(stage().network),
        epoch: 1,
    }
}

struct Log {
    digests: Vec<Digest>,
    entries: Vec<Entry>,
}

/// Signed once: an input only chooses among what was signed.
fn logs() -> &'static [(&'static str, Log); 2] {
    static LOGS: OnceLock<[(&str, Log); 2]> = OnceLock::new();
    LOGS.get_or_init(|| [(DESKS[1], log(DESKS[1])), (DESKS[2], log(DESKS[2]))])
}

fn log(name: &str) -> Log {
    let bytes = (0..u8::try_from(ENTRIES).unwrap()).map(|at| signed(name, &payload(name, at)));
    let entries: Vec<Entry> = bytes.map(Entry::Envelope).collect();
    let digests = entries
        .iter()
        .map(|entry| fanal_sync::digest_of_entry(entry).unwrap());
    Log {
        digests: digests.collect(),
        entries,
    }
}

fn edge(digests: &[Digest]) -> Frontier {
    let mut edge = Frontier::default();
    edge.extend(digests.iter().map(Digest::as_bytes));
    edge
}

/// The checkpoint of this desk's log at this size.
pub(super) fn note(name: &str, size: u64) -> String {
    let size = usize::try_from(size).unwrap().min(ENTRIES);
    note_of(name, &edge(&log(name).digests[..size]))
}

fn note_of(name: &str, edge: &Frontier) -> String {
    let checkpoint = Checkpoint {
        origin: stream(name).checkpoint_origin(stage().network),
        size: edge.size(),
        root: edge.root(),
        time: NOW - 5,
    };
    sign_checkpoint(&checkpoint, checkpoint_key(name).signing_key())
        .unwrap()
        .to_string()
}

/// What this node has: the beginning of each log.
struct Mine {
    held: Vec<Held>,
    gaps: Vec<(u64, Digest)>,
}

impl View for Mine {
    fn world(&self) -> World<'_> {
        stage().world()
    }

    fn held(&self, stream: &StreamRef) -> Option<Held> {
        self.held
            .iter()
            .find(|held| held.stream == *stream)
            .cloned()
    }

    fn own_epoch(&self) -> u32 {
        1
    }

    fn newest_epoch(&self, _: &DeskId, _: &StreamName) -> Option<u32> {
        Some(1)
    }

    fn gaps(&self, _: &StreamRef) -> Vec<(u64, Digest)> {
        self.gaps.clone()
    }
}

/// A round as the input has it.
pub(super) fn round(input: &[u8]) -> Verdict {
    let mut choices = Choices::of(input);
    let logs = logs();
    let view = mine(&mut choices, logs);
    let peer = VerifiedPeer::by_pin(&pin(DESKS[2]), stage().roster.roster()).unwrap();
    let (mut pull, _) = Pull::begin(&peer, stage().network, 1, None);
    let heads = logs
        .iter()
        .map(|(name, log)| told(&mut choices, name, log))
        .collect();
    let answer = HeadsAnswer {
        digest: Digest::from_bytes([9; 32]),
        roster: 1,
        rosters: Vec::new(),
        heartbeats: Vec::new(),
        heads,
    };
    let mut actions = pull.on_heads(answer, &view);
    let (mut done, mut seen, mut completed) = (false, 0, false);
    while !actions.is_empty() {
        seen += 1;
        assert!(seen <= MOST_ACTIONS, "a round without end");
        let asking = |action: &&Action| matches!(action, Action::Ask(_));
        let under_way = actions.iter().filter(asking).count();
        assert!(under_way <= PIPELINE, "{under_way} requests at once");
        let action = actions.remove(0);
        assert!(!done, "something comes after the end");
        match action {
            Action::Ask(request) => {
                assert!(request.from < request.to && request.to - request.from <= RANGE_ENTRIES);
                if choices.below(16) == 15 {
                    actions.extend(pull.on_failure(&request.stream));
                } else {
                    let entries = answered(&mut choices, logs, &request);
                    actions.extend(pull.on_entries(&request, entries));
                }
            }
            Action::Offer(batch) => {
                completed |= batch.complete.is_some();
                if let Some(head) = &batch.complete {
                    assert_eq!(head.size, batch.after.size());
                    assert_eq!(*head.root.as_bytes(), batch.after.root());
                }
                actions.extend(if choices.below(16) == 15 {
                    pull.on_failure(&batch.stream)
                } else {
                    pull.on_committed(&batch.stream)
                });
            }
            Action::Fill(filling) => {
                let digest = fanal_sync::digest_of_entry(&filling.entry).ok();
                assert_eq!(
                    digest,
                    Some(filling.digest),
                    "a gap is filled with something else"
                );
            }
            Action::Done { .. } => done = true,
            Action::TakeRosters(_) | Action::TakeHeartbeats(_) => {
                panic!("there was neither roster nor heartbeat to take")
            }
            Action::DropStaged(_) | Action::Fault(_) => {}
        }
    }
    assert!(done && pull.is_over(), "the round did not end");
    Verdict::of(completed)
}

fn mine(choices: &mut Choices<'_>, logs: &[(&str, Log); 2]) -> Mine {
    let (mut held, mut gaps) = (Vec::new(), Vec::new());
    for (name, log) in logs {
        let size = usize::from(choices.below(8)).min(ENTRIES);
        if size == 0 {
            continue;
        }
        let mut proven = edge(&log.digests[..size]);
        if choices.below(8) == 7 {
            // This node holds another history than the origin tells now.
            proven = edge(
                &[
                    vec![Digest::from_bytes([1; 32])],
                    log.digests[1..size].to_vec(),
                ]
                .concat(),
            );
        }
        let checkpoint = fanal_sync::KnownCheckpoint {
            text: note_of(name, &proven),
            time: NOW - 10,
        };
        held.push(Held {
            stream: stream(name),
            proven,
            checkpoint: Some(checkpoint),
            staged: None,
        });
        if choices.below(4) == 3 {
            gaps.push((0, log.digests[0]));
        }
    }
    Mine { held, gaps }
}

fn told(choices: &mut Choices<'_>, name: &str, log: &Log) -> Head {
    let size = usize::from(choices.below(8)).min(ENTRIES);
    let mut digests = log.digests[..size].to_vec();
    match choices.below(8) {
        5 => digests.reverse(),
        6 => digests.extend(vec![Digest::from_bytes([4; 32]); 3]),
        _ => {}
    }
    let mut checkpoint = note_of(name, &edge(&digests)).into_bytes();
    if choices.below(8) == 7 {
        let at = usize::from(choices.byte()) % checkpoint.len();
        checkpoint[at] ^= 1 << choices.below(7);
    }
    Head {
        stream: stream(name),
        checkpoint: String::from_utf8_lossy(&checkpoint).into_owned(),
    }
}

fn answered(
    choices: &mut Choices<'_>,
    logs: &[(&str, Log); 2],
    request: &RangeRequest,
) -> Vec<Entry> {
    let (_, log) = logs
        .iter()
        .find(|(name, _)| stream(name) == request.stream)
        .expect("it asks only for what was told");
    let place = |at: u64| usize::try_from(at).unwrap().min(ENTRIES);
    let mut entries = log.entries[place(request.from)..place(request.to)].to_vec();
    match choices.below(16) {
        10 => entries.clear(),
        11 => entries.reverse(),
        12 => entries.truncate(1),
        13 => entries.push(Entry::Envelope(choices.rest().to_vec())),
        14 => {
            if let (Some(first), Some(digest)) = (entries.first_mut(), log.digests.first()) {
                *first = Entry::NotHeld(*digest);
            }
        }
        15 => {
            for entry in &mut entries {
                let digest = fanal_sync::digest_of_entry(entry).unwrap();
                *entry = Entry::Tombstone {
                    digest,
                    retraction: Digest::from_bytes([0; 32]),
                };
            }
        }
        _ => {}
    }
    entries
}

pub(super) fn round_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = vec![
        vec![0, 0, 6, 0, 0, 6, 0, 0],
        vec![3, 0, 0, 2, 0, 3, 6, 0, 0, 6, 0, 0, 0, 0],
        vec![6, 7, 3, 0, 6, 5, 0, 6, 6, 0],
        vec![2; 24],
        Vec::new(),
    ];
    for choice in 10..16 {
        seeds.push(vec![0, 0, 6, 0, 0, 6, 0, 0, choice, 0, choice, 0, 0, 0]);
    }
    seeds
}

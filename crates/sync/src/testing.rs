//! Three desks with keys, one signed roster, logs that are written as a story tells them.

use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZeroU8, NonZeroU64};

use fanal_policy::{RosterState, World};
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::{Frontier, root_of};
use fanal_protocol::wire::{Entry, Head, HeadsAnswer};
use fanal_protocol::{
    Body, Bulletin, BulletinId, BulletinKind, Claim, Coordinator, DeskEntry, DeskId, DeskStatus,
    Digest, Envelope, Header, KeyPurpose, KeyRecord, Kind, Label, Marking, NetworkId,
    NoBeneficiary, ROSTER_TYPE, Retraction, RetractionReason, Roster, Rules, SecretKey, Statement,
    StreamName, StreamRef, Timestamp, TlsPin, VerifiedRoster,
};

use crate::{Held, KnownCheckpoint, VerifiedPeer, View};

pub(crate) const NOW: i64 = 1_795_323_600;

pub(crate) fn desk(name: &str) -> DeskId {
    name.parse().unwrap()
}

pub(crate) fn statement_key(name: &str) -> SecretKey {
    key(name, 1)
}

pub(crate) fn checkpoint_key(name: &str) -> SecretKey {
    key(name, 2)
}

fn key(name: &str, purpose: u8) -> SecretKey {
    let mut seed = [purpose; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    SecretKey::from_seed(&seed)
}

pub(crate) fn pin(name: &str) -> TlsPin {
    TlsPin::of_spki(name.as_bytes())
}

pub(crate) fn entry(name: &str) -> DeskEntry {
    let from = Timestamp::from_unix(NOW).plus_days(-10);
    let record = |key: SecretKey| {
        vec![KeyRecord {
            key: key.public(),
            from,
            until: None,
            revoked: false,
        }]
    };
    DeskEntry {
        id: desk(name),
        name: name.into(),
        addresses: Vec::new(),
        signing: record(statement_key(name)),
        checkpoint: record(checkpoint_key(name)),
        feed: Vec::new(),
        tls: BTreeSet::from([pin(name)]),
        sealing: Vec::new(),
        groups: BTreeSet::new(),
        status: DeskStatus::Active,
        parent: None,
        jurisdiction: None,
        mandatory_reporting: None,
        one_person: false,
        freezes: Vec::new(),
        retracted: BTreeSet::new(),
    }
}

/// The roster of `aba`, `bor` and `cuz`, and what `aba` knows.
pub(crate) struct Node {
    pub(crate) network: NetworkId,
    pub(crate) roster: Roster,
    pub(crate) me: DeskId,
    pub(crate) now: i64,
    pub(crate) logs: BTreeMap<StreamRef, Log>,
    pub(crate) staged: BTreeMap<StreamRef, (DeskId, Frontier)>,
    pub(crate) gaps: Vec<(u64, Digest)>,
    pub(crate) own_epoch: u32,
}

pub(crate) fn aba() -> Node {
    let coordinator = SecretKey::from_seed(&[9; 32]);
    let roster = Roster {
        v: 1,
        network: None,
        version: NonZeroU64::MIN,
        previous: None,
        name: "tested".into(),
        issued: Timestamp::from_unix(NOW).plus_days(-1),
        expires: Timestamp::from_unix(NOW).plus_days(100),
        threshold: NonZeroU8::MIN,
        coordinators: vec![Coordinator {
            name: "c".into(),
            key: coordinator.public(),
            heartbeat: None,
            desk: None,
        }],
        desks: ["aba", "bor", "cuz"].into_iter().map(entry).collect(),
        rules: Rules::default(),
    };
    let payload = roster.to_payload().unwrap();
    let envelope = Envelope::sign(ROSTER_TYPE, payload, &coordinator, KeyPurpose::Coordinator);
    let network = VerifiedRoster::found(&envelope.to_bytes())
        .unwrap()
        .network();
    Node {
        network,
        roster,
        me: desk("aba"),
        now: NOW,
        logs: BTreeMap::new(),
        staged: BTreeMap::new(),
        gaps: Vec::new(),
        own_epoch: 1,
    }
}

impl Node {
    pub(crate) fn peer(&self, name: &str) -> VerifiedPeer {
        VerifiedPeer::by_pin(&pin(name), &self.roster).unwrap()
    }

    pub(crate) fn green(&self, origin: &str) -> StreamRef {
        StreamRef {
            origin: desk(origin),
            name: StreamName::Green(self.network),
            epoch: 1,
        }
    }

    /// A log of so many GREEN bulletins; `salt` makes another history.
    pub(crate) fn log(&self, stream: &StreamRef, size: u64, salt: u8) -> Log {
        let mut log = Log {
            network: self.network,
            stream: stream.clone(),
            digests: Vec::new(),
            entries: Vec::new(),
        };
        for at in 0..size {
            let statement = self.bulletin(stream, [salt, u8::try_from(at).unwrap()]);
            let opened = statement
                .sign(&statement_key(stream.origin.as_str()))
                .unwrap();
            log.digests.push(opened.digest());
            log.entries.push(Entry::Envelope(opened.bytes().to_vec()));
        }
        log
    }

    pub(crate) fn header(&self, stream: &StreamRef, salt: [u8; 2]) -> Header {
        let mut id = [0; 16];
        id[..2].copy_from_slice(&salt);
        Header {
            network: self.network,
            kind: Kind::Bulletin,
            origin: stream.origin.clone(),
            id: BulletinId::from_random(id),
            revision: 1,
            previous: None,
            streams: BTreeSet::from([stream.name.clone()]),
            epoch: stream.epoch,
            issued: Timestamp::from_unix(NOW - 60),
            salt: BulletinId::from_random(id),
        }
    }

    pub(crate) fn bulletin(&self, stream: &StreamRef, salt: [u8; 2]) -> Statement {
        Statement::new(self.header(stream, salt), body()).unwrap()
    }

    pub(crate) fn retraction(&self, stream: &StreamRef) -> Entry {
        let header = Header {
            kind: Kind::Retraction,
            ..self.header(stream, [9, 9])
        };
        let retraction = Retraction {
            target: header.id,
            digests: BTreeSet::from([Digest::from_bytes([1; 32])]),
            reason: RetractionReason::Withdrawn,
            to_delete: false,
        };
        let statement = Statement::new(header, Body::Retraction(retraction)).unwrap();
        Entry::Envelope(
            statement
                .sign(&statement_key(stream.origin.as_str()))
                .unwrap()
                .bytes()
                .to_vec(),
        )
    }
}

pub(crate) fn body() -> Body {
    Body::Bulletin(Box::new(Bulletin {
        kind: BulletinKind::Report,
        title: "a link".into(),
        summary: None,
        lang: None,
        category: None,
        marking: Marking::of(Label::Green),
        consent: Claim::NotNeeded {
            because: NoBeneficiary::NoBeneficiary,
        },
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: BTreeSet::new(),
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: BTreeMap::new(),
    }))
}

pub(crate) fn answer(heads: Vec<Head>) -> HeadsAnswer {
    let digest = Digest::from_bytes([u8::try_from(heads.len()).unwrap() + 1; 32]);
    HeadsAnswer {
        digest,
        roster: 1,
        rosters: Vec::new(),
        heartbeats: Vec::new(),
        heads,
    }
}

#[derive(Clone)]
pub(crate) struct Log {
    network: NetworkId,
    pub(crate) stream: StreamRef,
    pub(crate) digests: Vec<Digest>,
    pub(crate) entries: Vec<Entry>,
}

impl Log {
    pub(crate) fn up_to(&self, size: usize) -> Self {
        let (digests, entries) = (self.digests[..size].to_vec(), self.entries[..size].to_vec());
        Self {
            network: self.network,
            stream: self.stream.clone(),
            digests,
            entries,
        }
    }

    pub(crate) fn frontier(&self) -> Frontier {
        let mut frontier = Frontier::default();
        frontier.extend(self.digests.iter().map(Digest::as_bytes));
        frontier
    }

    pub(crate) fn note(&self, time: i64) -> String {
        self.note_by(time, &checkpoint_key(self.stream.origin.as_str()))
    }

    pub(crate) fn note_by(&self, time: i64, key: &SecretKey) -> String {
        let checkpoint = Checkpoint {
            origin: self.stream.checkpoint_origin(self.network),
            size: self.digests.len() as u64,
            root: self.frontier().root(),
            time,
        };
        sign_checkpoint(&checkpoint, key.signing_key())
            .unwrap()
            .to_string()
    }

    pub(crate) fn head(&self, time: i64) -> Head {
        Head {
            stream: self.stream.clone(),
            checkpoint: self.note(time),
        }
    }
}

impl View for Node {
    fn world(&self) -> World<'_> {
        World {
            roster: &self.roster,
            network: self.network,
            state: RosterState::Current,
            me: &self.me,
            now: Timestamp::from_unix(self.now),
        }
    }

    fn held(&self, stream: &StreamRef) -> Option<Held> {
        let log = self.logs.get(stream);
        let staged = self
            .staged
            .get(stream)
            .map(|(from, frontier)| crate::Staged {
                from: from.clone(),
                frontier: frontier.clone(),
            });
        (log.is_some() || staged.is_some()).then(|| Held {
            stream: stream.clone(),
            proven: log.map(Log::frontier).unwrap_or_default(),
            checkpoint: log.map(|log| KnownCheckpoint {
                text: log.note(NOW - 10),
                time: NOW - 10,
            }),
            staged,
        })
    }

    fn newest_epoch(&self, origin: &DeskId, name: &StreamName) -> Option<u32> {
        self.logs
            .keys()
            .filter(|s| s.origin == *origin && s.name == *name)
            .map(|s| s.epoch)
            .max()
    }

    fn own_epoch(&self) -> u32 {
        self.own_epoch
    }

    fn root_at(&self, stream: &StreamRef, size: u64) -> Option<Digest> {
        let digests = self
            .logs
            .get(stream)?
            .digests
            .get(..usize::try_from(size).ok()?)?;
        Some(Digest::from_bytes(root_of(
            digests.iter().map(Digest::as_bytes),
        )))
    }

    fn gaps(&self, _: &StreamRef) -> Vec<(u64, Digest)> {
        self.gaps.clone()
    }
}

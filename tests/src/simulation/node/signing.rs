//! What a simulated desk says: statements signed, put down its streams, taken back.

use std::collections::BTreeSet;
use std::sync::Arc;

use fanal_policy::Facts;
use fanal_protocol::wire::Entry;
use fanal_protocol::{
    Body, BulletinId, Claim, DeskId, Digest, Header, Kind, Label, Marking, NoBeneficiary, Opened,
    Retraction, RetractionReason, SecretKey, Statement, StreamName, StreamRef, Timestamp,
};
use fanal_sync::KnownCheckpoint;
use sha2::Digest as _;

use super::{Chance, Kept, Log, Node, append, empty, members, sign_head};
use crate::simulation::compose::bulletin;
use crate::simulation::federation::federation;

impl Node {
    /// A header of this desk's.
    pub fn header(&mut self, kind: Kind, streams: BTreeSet<StreamName>) -> Header {
        let (id, salt) = match &mut self.chance {
            Chance::Drawn(rng) => (rng.bytes(), rng.bytes()),
            Chance::Told => (self.told(kind, &streams, 1), self.told(kind, &streams, 2)),
        };
        Header {
            network: federation().network(),
            kind,
            origin: self.id().clone(),
            id: BulletinId::from_random(id),
            revision: 1,
            previous: None,
            streams,
            epoch: self.ram.epoch,
            issued: Timestamp::from_unix(self.now()),
            salt: BulletinId::from_random(salt),
        }
    }

    /// What is said, by whom, under which roster, into which streams, after how many entries.
    pub(super) fn told(&self, kind: Kind, streams: &BTreeSet<StreamName>, what: u8) -> [u8; 16] {
        let version = self.roster().version();
        let words = format!("{} {kind} {what} {version}", self.id());
        let mut hash = sha2::Sha256::new().chain_update(words);
        for name in streams {
            let stream = self.own_stream(name);
            let size = self.ram.logs.get(&stream).map_or(0, |log| log.held.size());
            hash.update(format!("{stream}{size}"));
        }
        let digest = hash.finalize();
        std::array::from_fn(|at| digest[at])
    }

    /// One of this desk's streams, in its epoch of today.
    pub fn own_stream(&self, name: &StreamName) -> StreamRef {
        StreamRef {
            origin: self.id().clone(),
            name: name.clone(),
            epoch: self.ram.epoch,
        }
    }

    /// Signs, and writes it down where signatures are symbols.
    pub fn sign(&self, statement: Statement, key: &SecretKey) -> Option<Opened> {
        let opened = statement.sign(key).ok()?;
        if let Some(book) = &self.book {
            book.write(&opened);
        }
        Some(opened)
    }

    /// Appends to one of its own logs, with a checkpoint.
    pub(super) fn append(&mut self, stream: &StreamRef, kept: &Arc<Kept>, second: bool) {
        let (desk, time) = (self.desk(), self.now());
        let first = self.ram.logs.get(stream).cloned();
        let mut log = if second {
            self.second.get(stream).cloned().or(first)
        } else {
            first
        }
        .unwrap_or_else(|| empty(stream));
        append(Arc::make_mut(&mut log), kept);
        let note = sign_head(&log.held, desk, time);
        if let Some(book) = &self.book {
            book.write_note(&note, &desk.checkpoint);
        }
        Arc::make_mut(&mut log).held.checkpoint = Some(KnownCheckpoint { text: note, time });
        let logs = if second {
            &mut self.second
        } else {
            &mut self.ram.logs
        };
        logs.insert(stream.clone(), log);
    }

    /// Signs, and appends to each stream that the header names, with a checkpoint. Not yet durable.
    pub fn issue(&mut self, header: Header, body: Body) -> Option<Arc<Kept>> {
        let mut facts = Facts::of(&header, &body);
        facts.members_when_signed = Some(self.members(&facts));
        let statement = Statement::new(header, body).ok()?;
        let opened = self.sign(statement, &self.desk().statement)?;
        let kept = Arc::new(Kept { opened, facts });
        for name in &kept.opened.header().streams {
            let epoch = kept.opened.header().epoch;
            let stream = StreamRef {
                epoch,
                ..self.own_stream(name)
            };
            self.append(&stream, &kept, false);
        }
        self.issued.push(Arc::clone(&kept));
        Some(kept)
    }

    /// The lying node puts something into its own stream that its statement key never signed.
    pub fn slip_in(&mut self, kept: &Arc<Kept>, name: &StreamName) {
        let stream = self.own_stream(name);
        self.append(&stream, kept, false);
    }

    /// The lying node's word for another desk's log: one entry, signed by itself throughout.
    pub fn impostor(&self, stream: &StreamRef) -> Option<(String, Entry)> {
        let (desk, time) = (self.desk(), self.now());
        let mut header = self
            .clone()
            .header(Kind::Bulletin, [stream.name.clone()].into());
        header.origin = stream.origin.clone();
        header.epoch = stream.epoch;
        let fine = Claim::NotNeeded {
            because: NoBeneficiary::NoBeneficiary,
        };
        let body = bulletin(Marking::of(Label::Green), fine);
        let facts = Facts::of(&header, &body);
        let opened = self.sign(Statement::new(header, body).ok()?, &desk.statement)?;
        let mut log = Log::clone(&empty(stream));
        let entry = Entry::Envelope(opened.bytes().to_vec());
        append(&mut log, &Arc::new(Kept { opened, facts }));
        let note = sign_head(&log.held, desk, time);
        if let Some(book) = &self.book {
            book.write_note(&note, &desk.checkpoint);
        }
        Some((note, entry))
    }

    /// The lying node signs another history of one of its streams.
    pub fn issue_second(&mut self, header: Header, body: Body) {
        let facts = Facts::of(&header, &body);
        let Ok(statement) = Statement::new(header, body) else {
            return;
        };
        let Some(opened) = self.sign(statement, &self.desk().statement) else {
            return;
        };
        let kept = Arc::new(Kept { opened, facts });
        for name in &kept.opened.header().streams {
            let stream = self.own_stream(name);
            self.append(&stream, &kept, true);
        }
        self.issued.push(kept);
    }

    pub(super) fn members(&self, facts: &Facts) -> BTreeSet<DeskId> {
        members(self.roster(), facts)
    }

    /// Takes back the digests of `out`, down every stream that they went.
    pub fn retract(&mut self, id: BulletinId, reason: RetractionReason) -> Option<Digest> {
        let own = self.ram.own.get(&id)?.clone();
        let digests: BTreeSet<Digest> = own.out.iter().map(|(digest, _)| *digest).collect();
        let streams: BTreeSet<StreamName> = own
            .out
            .iter()
            .flat_map(|(_, streams)| streams.clone())
            .collect();
        if digests.is_empty() {
            return None;
        }
        let reason = if streams.contains(&StreamName::Clear) {
            RetractionReason::Withdrawn
        } else {
            reason
        };
        let retraction = Retraction {
            target: id,
            digests,
            reason,
            to_delete: false,
        };
        let header = self.header(Kind::Retraction, streams);
        let kept = self.issue(header, Body::Retraction(retraction.clone()))?;
        let digest = kept.opened.digest();
        if let Some(own) = self.ram.own.get_mut(&id) {
            own.out.clear();
            own.withdrawn |= reason != RetractionReason::Narrowed;
        }
        self.purge(&self.id().clone(), digest, &retraction);
        Some(digest)
    }
}

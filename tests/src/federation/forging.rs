//! What no honest node would say: statements and streams of a member's own making, with its real keys.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use fanal_desk::{DeskKeys, Line};
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::Frontier;
use fanal_protocol::wire::{Entry, Head, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{
    Body, Bulletin, BulletinId, DeskId, Digest, Header, Opened, Problem, Statement, StreamName,
    StreamRef, Timestamp,
};

use super::Node;

/// A member that signs what no honest node would: a stream of its own making.
pub struct Forger {
    /// The stream.
    pub stream: StreamRef,
    /// The size that its head claims.
    pub size: u64,
    /// The root that its head claims.
    pub root: [u8; 32],
    entries: Vec<Vec<u8>>,
    keys: Arc<DeskKeys>,
    network: fanal_protocol::NetworkId,
    time: i64,
}

impl Forger {
    /// A stream of this desk with these entries, under a head that fits, signed with the keys that it has
    /// now, whatever it gets later.
    pub fn of(node: &Node, stream: StreamName, entries: &[Opened], now: Timestamp) -> Self {
        let mut tree = Frontier::default();
        for entry in entries {
            tree.push(entry.digest().as_bytes());
        }
        Self {
            stream: StreamRef {
                origin: node.id().clone(),
                name: stream,
                epoch: 1,
            },
            size: tree.size(),
            root: tree.root(),
            entries: entries.iter().map(|entry| entry.bytes().to_vec()).collect(),
            keys: node.desk().keys(),
            network: node.network(),
            time: now.unix(),
        }
    }

    /// The same under another desk's keys.
    #[must_use]
    pub fn signed_by(mut self, other: &Node) -> Self {
        self.keys = other.desk().keys();
        self
    }

    /// The same in another epoch.
    #[must_use]
    pub const fn in_epoch(mut self, epoch: u32) -> Self {
        self.stream.epoch = epoch;
        self
    }
}

#[async_trait]
impl Line for Forger {
    async fn heads(&self, _: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        let origin = self.stream.checkpoint_origin(self.network);
        let checkpoint = Checkpoint {
            origin,
            size: self.size,
            root: self.root,
            time: self.time,
        };
        let note = sign_checkpoint(&checkpoint, self.keys.checkpoint.signing_key()).unwrap();
        let head = Head {
            stream: self.stream.clone(),
            checkpoint: note.to_string(),
        };
        Ok(HeadsAnswer {
            digest: fanal_protocol::digest_of("forged", head.checkpoint.as_bytes()),
            roster: request.roster,
            rosters: Vec::new(),
            heartbeats: Vec::new(),
            heads: vec![head],
        })
    }
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.heads(peer, request).await
    }
    async fn range(&self, _: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let (from, to) = (
            usize::try_from(request.from).unwrap(),
            usize::try_from(request.to).unwrap(),
        );
        let some = self
            .entries
            .get(from..to.min(self.entries.len()))
            .unwrap_or_default();
        if some.is_empty() {
            return Err(Problem::new(fanal_protocol::Code::PeerUnreachable, "gone"));
        }
        let mut entries: Vec<Entry> = some
            .iter()
            .map(|bytes| Entry::Envelope(bytes.clone()))
            .collect();
        for at in entries.len()..to - from {
            let mut filler = [0; 32];
            filler[..8].copy_from_slice(&at.to_be_bytes());
            entries.push(Entry::NotHeld(Digest::from_bytes(filler)));
        }
        Ok(entries)
    }
}

/// A statement in its first revision, signed by this desk with its own key.
pub fn says(
    node: &Node,
    id: [u8; 16],
    salt: u8,
    stream: StreamName,
    now: Timestamp,
    body: Body,
) -> Opened {
    says_in(node, 1, (id, salt), stream, now, body)
}

/// The same in this epoch of its streams.
pub fn says_in(
    node: &Node,
    epoch: u32,
    (id, salt): ([u8; 16], u8),
    stream: StreamName,
    now: Timestamp,
    body: Body,
) -> Opened {
    let header = Header {
        network: node.network(),
        kind: body.kind(),
        origin: node.id().clone(),
        id: BulletinId::from_random(id),
        revision: 1,
        previous: None,
        streams: [stream].into(),
        epoch,
        issued: now,
        salt: BulletinId::from_random([salt; 16]),
    };
    Statement::new(header, body)
        .unwrap()
        .sign(&node.desk().keys().statement)
        .unwrap()
}

/// A GREEN report with this title.
pub fn green(title: &str) -> Body {
    Body::Bulletin(Box::new(Bulletin {
        kind: fanal_protocol::BulletinKind::Report,
        title: title.into(),
        summary: None,
        lang: None,
        category: None,
        marking: fanal_protocol::Marking::of(fanal_protocol::Label::Green),
        consent: fanal_protocol::Claim::NotNeeded {
            because: fanal_protocol::NoBeneficiary::NoBeneficiary,
        },
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: BTreeSet::new(),
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: std::collections::BTreeMap::new(),
    }))
}

/// A retraction of these statements.
pub fn retraction(target: [u8; 16], digests: BTreeSet<Digest>) -> Body {
    Body::Retraction(fanal_protocol::Retraction {
        target: BulletinId::from_random(target),
        digests,
        reason: fanal_protocol::RetractionReason::Consent,
        to_delete: false,
    })
}

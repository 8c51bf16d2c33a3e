//! Statements, streams and heads as a liar writes them: right by default, and wrong where it is told.

use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::Frontier;
use fanal_protocol::wire::{Entry, Head, HeadsAnswer, RangeRequest, write_entries};
use fanal_protocol::{Digest, Envelope, KeyPurpose, NetworkId, SecretKey, StreamRef, Timestamp};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::liar::{Reply, Script};
use crate::running::{Member, now};

/// The type of what desks sign. [ENV-1]
pub(super) const STATEMENT: &str = "application/vnd.fanal.statement+json;v=1";

/// A statement before it is signed: any hand may change it.
pub(super) fn statement(
    network: NetworkId,
    origin: &Member,
    stream: &StreamRef,
    kind: &str,
    body: Value,
) -> Value {
    json!({
        "v": 1, "network": network, "kind": kind, "origin": origin.id,
        "id": id(&body.to_string()), "revision": 1, "streams": [stream.name], "epoch": stream.epoch,
        "issued": now(), "salt": id(&format!("{stream}{body}")), "body": body,
    })
}

/// An id that follows from a text.
pub(super) fn id(text: &str) -> fanal_protocol::BulletinId {
    let digest = fanal_protocol::digest_of("id", text.as_bytes());
    fanal_protocol::BulletinId::from_random(digest.as_bytes()[..16].try_into().unwrap())
}

/// A bulletin under this label, for these desks.
pub(super) fn bulletin(title: &str, label: &str, desks: &[&str]) -> Value {
    let mut marking = json!({"label": label});
    if !desks.is_empty() {
        marking["audience"] = json!({"desks": desks});
    }
    json!({
        "title": title, "marking": marking,
        "consent": {"state": "not_needed", "because": "no_beneficiary"},
    })
}

/// Signed as it is.
pub(super) fn signed(payload: &Value, key: &SecretKey) -> Vec<u8> {
    sealed(serde_json::to_vec(payload).unwrap(), STATEMENT, key)
}

/// Any bytes of any type, signed.
pub(super) fn sealed(payload: Vec<u8>, kind: &str, key: &SecretKey) -> Vec<u8> {
    Envelope::sign(kind, payload, key, KeyPurpose::Statement).to_bytes()
}

/// The leaf of an envelope; of bytes that are none, any.
pub(super) fn leaf(bytes: &[u8]) -> Digest {
    let envelope = Envelope::parse(bytes);
    envelope.map_or_else(
        |_| fanal_protocol::digest_of("no envelope", bytes),
        |envelope| envelope.digest(),
    )
}

/// A head over these leaves, signed by a member with the right key, at this moment.
pub(super) fn head_at(
    network: NetworkId,
    origin: &Member,
    stream: &StreamRef,
    leaves: &[Digest],
    at: Timestamp,
) -> Head {
    let mut tree = Frontier::default();
    for leaf in leaves {
        tree.push(leaf.as_bytes());
    }
    let checkpoint = Checkpoint {
        origin: stream.checkpoint_origin(network),
        size: tree.size(),
        root: tree.root(),
        time: at.unix(),
    };
    let note = sign_checkpoint(&checkpoint, origin.checkpoint.signing_key()).unwrap();
    Head {
        stream: stream.clone(),
        checkpoint: note.to_string(),
    }
}

/// The same, now.
pub(super) fn head(
    network: NetworkId,
    origin: &Member,
    stream: &StreamRef,
    leaves: &[Digest],
) -> Head {
    head_at(network, origin, stream, leaves, now())
}

/// An answer to heads that says this and nothing else.
pub(super) fn heads_answer(heads: Vec<Head>) -> HeadsAnswer {
    let text: String = heads.iter().map(|head| head.checkpoint.as_str()).collect();
    HeadsAnswer {
        digest: fanal_protocol::digest_of("lie", text.as_bytes()),
        roster: 1,
        rosters: Vec::new(),
        heartbeats: Vec::new(),
        heads,
    }
}

/// That answer as bytes.
pub(super) fn as_reply(answer: &HeadsAnswer) -> Reply {
    Reply::ok(serde_json::to_vec(answer).unwrap())
}

/// An envelope as the JSON that it is.
pub(super) fn raw(bytes: &[u8]) -> Box<RawValue> {
    RawValue::from_string(String::from_utf8(bytes.to_vec()).unwrap()).unwrap()
}

/// The entries of one stream, given out as they are asked for.
pub(super) fn ranges(entries: Vec<Entry>) -> impl Fn(&RangeRequest) -> Reply + Send + Sync {
    move |request| {
        let from = usize::try_from(request.from).unwrap().min(entries.len());
        let to = usize::try_from(request.to).unwrap().min(entries.len());
        Reply::ok(write_entries(&entries[from..to.max(from)]))
    }
}

/// One stream with these envelopes, all as it should be but what is in them.
pub(super) fn offering(
    network: NetworkId,
    origin: &Member,
    stream: &StreamRef,
    envelopes: &[Vec<u8>],
) -> Script {
    let leaves: Vec<Digest> = envelopes.iter().map(|bytes| leaf(bytes)).collect();
    let head = head(network, origin, stream, &leaves);
    let entries = envelopes.iter().cloned().map(Entry::Envelope).collect();
    Script::new(as_reply(&heads_answer(vec![head])), ranges(entries))
}

/// A long GREEN stream of one member, all of it honest; only the line is not.
pub struct Long {
    head: Reply,
    entries: Vec<Entry>,
}

impl Long {
    /// So many bulletins, and the stream as it was at each of these sizes.
    pub fn streams<const N: usize>(
        network: NetworkId,
        origin: &Member,
        sizes: [usize; N],
    ) -> [Self; N] {
        let stream = StreamRef {
            origin: origin.id.clone(),
            name: fanal_protocol::StreamName::Green(network),
            epoch: 1,
        };
        let envelopes: Vec<Vec<u8>> = (0..sizes.into_iter().max().unwrap_or_default())
            .map(|at| {
                let body = bulletin(&format!("Bulletin {at}"), "TLP:GREEN", &[]);
                let said = statement(network, origin, &stream, "bulletin", body);
                signed(&said, &origin.statement)
            })
            .collect();
        let leaves: Vec<Digest> = envelopes.iter().map(|bytes| leaf(bytes)).collect();
        sizes.map(|size| {
            let told = head(network, origin, &stream, &leaves[..size]);
            let some = envelopes[..size].iter().cloned();
            Self {
                head: as_reply(&heads_answer(vec![told])),
                entries: some.map(Entry::Envelope).collect(),
            }
        })
    }

    /// The line breaks after this part of each range, in thousandths.
    pub fn breaking_at(&self, thousandth: usize) -> Script {
        let whole = ranges(self.entries.clone());
        Script::new(self.head.clone(), move |request| {
            whole(request).cut_at(thousandth)
        })
    }

    /// The line holds.
    pub fn whole(&self) -> Script {
        Script::new(self.head.clone(), ranges(self.entries.clone()))
    }
}

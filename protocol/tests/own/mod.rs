//! The story behind the vectors: one network, three coordinators, three desks, everything from fixed
//! seeds, so that the same files come out each time.

pub(crate) mod checkpoints;
pub(crate) mod rosters;
pub(crate) mod statements;

use fanal_protocol::{
    BulletinId, Coordinator, DeskEntry, DeskId, DeskStatus, Digest, Envelope, KeyPurpose,
    KeyRecord, NetworkId, ROSTER_TYPE, Roster, Rules, STATEMENT_TYPE, SecretKey, StreamName,
    StreamRef, Timestamp, TlsPin, VerifiedRoster,
};
use serde::{Deserialize, Serialize};

/// One file: what comes in, in which world, and what becomes of it.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vector {
    /// The name of its file.
    #[serde(skip)]
    pub(crate) name: String,
    /// The promise, in words.
    pub(crate) about: String,
    /// The requirement in SPEC.md.
    pub(crate) tag: String,
    /// What comes in.
    pub(crate) what: What,
    /// The rosters that are held, from the first on, as envelopes; empty if a first one comes in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rosters: Vec<String>,
    /// Who should have signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) origin: Option<DeskId>,
    /// Where it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stream: Option<StreamRef>,
    /// The reader's clock.
    pub(crate) now: Timestamp,
    /// What comes in: an envelope, or a checkpoint's note.
    pub(crate) envelope: String,
    /// Spaces to append to it, where it is too large for a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) then_spaces: Option<usize>,
    pub(crate) expect: Expect,
    /// The digest of what is signed, if it is accepted and has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<Digest>,
    /// What this implementation says (others may use other words).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) says: Option<String>,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    Statement,
    Roster,
    Checkpoint,
}

#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Expect {
    Accept,
    Refuse(String),
}

impl Vector {
    fn new(name: &str, tag: &str, about: &str, what: What, envelope: String) -> Self {
        Self {
            name: name.into(),
            about: about.into(),
            tag: tag.into(),
            what,
            rosters: vec![first_roster()],
            origin: Some(desk("luz")),
            stream: Some(stream("direct/kivu")),
            now: at("2026-11-22T05:00:00Z"),
            envelope,
            then_spaces: None,
            expect: Expect::Accept,
            digest: None,
            says: None,
        }
    }

    fn refused(mut self, class: &str) -> Self {
        self.expect = Expect::Refuse(class.into());
        self
    }

    /// The bytes that come in.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.envelope.clone().into_bytes();
        bytes.resize(bytes.len() + self.then_spaces.unwrap_or_default(), b' ');
        bytes
    }
}

/// All of them, accepted and refused.
pub(crate) fn all() -> Vec<Vector> {
    [
        statements::accepted(),
        statements::refused(),
        rosters::all(),
        checkpoints::all(),
    ]
    .concat()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn desk(name: &str) -> DeskId {
    name.parse().unwrap()
}

pub(crate) fn stream(name: &str) -> StreamRef {
    StreamRef {
        origin: desk("luz"),
        name: stream_name(name),
        epoch: 1,
    }
}

/// `green` is short for the network's own.
pub(crate) fn stream_name(name: &str) -> StreamName {
    if name == "green" {
        StreamName::Green(network())
    } else {
        name.parse().unwrap()
    }
}

/// Whose key, for what: the seed is the text itself, repeated.
pub(crate) fn key(whose: &str) -> SecretKey {
    let mut seed = [0; 32];
    for (to, from) in seed.iter_mut().zip(whose.bytes().cycle()) {
        *to = from;
    }
    SecretKey::from_seed(&seed)
}

pub(crate) fn id(number: u8) -> BulletinId {
    BulletinId::from_random([number; 16])
}

pub(crate) fn network() -> NetworkId {
    NetworkId::founded_by(held().digest())
}

pub(crate) fn held() -> VerifiedRoster {
    VerifiedRoster::found(first_roster().as_bytes()).unwrap()
}

fn entry(name: &str) -> DeskEntry {
    let record = |purpose: &str| {
        vec![KeyRecord {
            key: key(&format!("{name}/{purpose}")).public(),
            from: at("2026-11-01T00:00:00Z"),
            until: None,
            revoked: false,
        }]
    };
    DeskEntry {
        id: desk(name),
        name: format!("Desk {name}"),
        addresses: vec![format!("{name}.example:7443").parse().unwrap()],
        signing: record("statement"),
        checkpoint: record("checkpoint"),
        feed: record("feed"),
        tls: [TlsPin::of_spki(name.as_bytes())].into(),
        sealing: Vec::new(),
        groups: std::collections::BTreeSet::new(),
        status: DeskStatus::Active,
        parent: None,
        jurisdiction: None,
        mandatory_reporting: None,
        one_person: false,
        freezes: Vec::new(),
        retracted: std::collections::BTreeSet::new(),
    }
}

pub(crate) fn coordinators(names: &[&str]) -> Vec<Coordinator> {
    let coordinator = |name: &&str| Coordinator {
        name: (*name).into(),
        key: key(name).public(),
        heartbeat: None,
        desk: None,
    };
    names.iter().map(coordinator).collect()
}

/// Version 1: coordinators ada, bea and cleo, any two of them; desks luz, kivu and qasaba.
pub(crate) fn founding() -> Roster {
    Roster {
        v: 1,
        network: None,
        version: 1.try_into().unwrap(),
        previous: None,
        name: "Example network".into(),
        issued: at("2026-11-01T00:00:00Z"),
        expires: at("2027-11-01T00:00:00Z"),
        threshold: 2.try_into().unwrap(),
        coordinators: coordinators(&["ada", "bea", "cleo"]),
        desks: ["luz", "kivu", "qasaba"].map(entry).into(),
        rules: Rules::default(),
    }
}

pub(crate) fn first_roster() -> String {
    signed_roster(founding().to_payload().unwrap(), &["ada", "bea"])
}

/// An envelope with the signatures of these coordinators.
pub(crate) fn signed_roster(payload: Vec<u8>, by: &[&str]) -> String {
    let (first, others) = by.split_first().unwrap();
    let mut envelope = Envelope::sign(ROSTER_TYPE, payload, &key(first), KeyPurpose::Coordinator);
    for name in others {
        envelope.add_signature(&key(name), KeyPurpose::Coordinator);
    }
    String::from_utf8(envelope.to_bytes()).unwrap()
}

/// An envelope around any payload, signed as this desk signs statements.
pub(crate) fn signed_by(name: &str, payload: impl Into<Vec<u8>>) -> String {
    let key = key(&format!("{name}/statement"));
    let envelope = Envelope::sign(STATEMENT_TYPE, payload.into(), &key, KeyPurpose::Statement);
    String::from_utf8(envelope.to_bytes()).unwrap()
}

/// The one flaw: `from` stands in the text once and becomes `to`.
pub(crate) fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` in {text}");
    text.replacen(from, to, 1)
}

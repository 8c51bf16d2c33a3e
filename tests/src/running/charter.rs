//! Rosters written by hand: the tests hold the keys of everybody, so that they can sign what is right
//! and what is wrong alike.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use fanal_ambient::{Clock as _, MachineClock};
use fanal_protocol::{
    Body, BulletinId, DeskId, Envelope, Header, Heartbeat, KeyPurpose, Kind, NetworkId,
    ROSTER_TYPE, SecretKey, Statement, StreamName, Timestamp, TlsPin, VerifiedRoster,
};
use serde_json::{Value, json};

/// DER of an Ed25519 `SubjectPublicKeyInfo`, before the 32 bytes of the key. RFC 8410, section 4.
const ED25519_SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// How long before the test a network began: what was signed in the last days counts.
const DAYS_OLD: i64 = 20;

/// This moment, by this machine's clock.
pub fn now() -> Timestamp {
    Timestamp::from_unix(MachineClock.unix_now())
}

/// A desk of the roster, with all of its keys.
pub struct Member {
    /// Its short name.
    pub id: DeskId,
    /// Signs statements.
    pub statement: SecretKey,
    /// Signs checkpoints.
    pub checkpoint: SecretKey,
    /// Signs feed files.
    pub feed: SecretKey,
    /// Signs rosters.
    pub coordinator: SecretKey,
    /// Signs heartbeats.
    pub heartbeat: SecretKey,
    /// The seed of its TLS key.
    pub tls_seed: [u8; 32],
    /// Where it listens, if it does.
    pub address: Option<SocketAddr>,
    /// The sharing groups that it is in.
    pub groups: BTreeSet<&'static str>,
}

impl Member {
    /// A desk without a node: its keys follow from the name.
    pub fn invented(name: &str, address: Option<SocketAddr>) -> Self {
        use sha2::Digest as _;
        let seed = |purpose: &str| -> [u8; 32] {
            sha2::Sha256::digest(format!("fanal-tests\n{name}\n{purpose}")).into()
        };
        let key = |purpose: &str| SecretKey::from_seed(&seed(purpose));
        Self {
            id: name.parse().unwrap(),
            statement: key("statement"),
            checkpoint: key("checkpoint"),
            feed: key("feed"),
            coordinator: key("coordinator"),
            heartbeat: key("heartbeat"),
            tls_seed: seed("tls"),
            address,
            groups: BTreeSet::new(),
        }
    }

    /// In this sharing group.
    #[must_use]
    pub fn in_group(mut self, group: &'static str) -> Self {
        self.groups.insert(group);
        self
    }

    /// The pin of its certificate.
    pub fn pin(&self) -> TlsPin {
        let public = SecretKey::from_seed(&self.tls_seed).public();
        TlsPin::of_spki(&[ED25519_SPKI.as_slice(), public.as_bytes()].concat())
    }

    fn entry(&self, from: Timestamp) -> Value {
        let record = |key: &SecretKey| json!([{"key": key.public(), "from": from}]);
        json!({
            "id": self.id,
            "name": format!("Desk {}", self.id),
            "addresses": self.address.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "signing": record(&self.statement),
            "checkpoint": record(&self.checkpoint),
            "feed": record(&self.feed),
            "tls": [self.pin()],
            "groups": self.groups,
            "status": "active",
        })
    }
}

/// A network as its coordinators hold it: every version, and the keys to sign the next.
pub struct Charter {
    versions: Vec<VerifiedRoster>,
    coordinators: Vec<SecretKey>,
    heartbeats: Vec<(DeskId, SecretKey)>,
}

fn copy(key: &SecretKey) -> SecretKey {
    SecretKey::from_seed(&key.seed())
}

fn signed(roster: &Value, signers: &[&SecretKey]) -> Vec<u8> {
    let payload = serde_json::to_vec(roster).unwrap();
    let (first, others) = signers.split_first().unwrap();
    let mut envelope = Envelope::sign(ROSTER_TYPE, payload, first, KeyPurpose::Coordinator);
    for other in others {
        envelope.add_signature(other, KeyPurpose::Coordinator);
    }
    envelope.to_bytes()
}

impl Charter {
    /// The first roster, with these desks; those named coordinate, and all of them have to sign.
    pub fn found(members: &[&Member], coordinators: &[&Member]) -> Self {
        let begun = now().plus_days(-DAYS_OLD);
        let told: Vec<Value> = coordinators
            .iter()
            .map(|it| json!({"name": it.id, "key": it.coordinator.public(), "heartbeat": it.heartbeat.public()}))
            .collect();
        let roster = json!({
            "v": 1, "version": 1, "name": "Red de faros",
            "issued": begun, "expires": begun.plus_days(365),
            "threshold": coordinators.len(), "coordinators": told,
            "desks": members.iter().map(|it| it.entry(begun)).collect::<Vec<_>>(),
            "rules": {"vouches": 2, "objection_days": 14, "freshness_days": 7},
        });
        let keys: Vec<&SecretKey> = coordinators.iter().map(|it| &it.coordinator).collect();
        let first = VerifiedRoster::found(&signed(&roster, &keys)).unwrap();
        let beats = coordinators.iter();
        Self {
            versions: vec![first],
            coordinators: keys.into_iter().map(copy).collect(),
            heartbeats: beats
                .map(|it| (it.id.clone(), copy(&it.heartbeat)))
                .collect(),
        }
    }

    /// The network.
    pub fn network(&self) -> NetworkId {
        self.newest().network()
    }

    /// The roster in force.
    pub fn newest(&self) -> &VerifiedRoster {
        self.versions.last().unwrap()
    }

    /// All versions, in order.
    pub fn versions(&self) -> &[VerifiedRoster] {
        &self.versions
    }

    /// The keys of the coordinators.
    pub fn coordinators(&self) -> Vec<&SecretKey> {
        self.coordinators.iter().collect()
    }

    /// The next version, changed, signed by whomever; nobody holds it yet.
    pub fn draft(&self, change: impl FnOnce(&mut Value), signers: &[&SecretKey]) -> Vec<u8> {
        let held = Envelope::parse(self.newest().bytes()).unwrap();
        let mut next: Value = serde_json::from_slice(held.payload()).unwrap();
        next["version"] = json!(self.newest().version() + 1);
        next["network"] = json!(self.network());
        next["previous"] = json!(self.newest().digest());
        next["issued"] = json!(now());
        change(&mut next);
        signed(&next, signers)
    }

    /// The next version, signed by all, and in force from now on.
    pub fn amend(&mut self, change: impl FnOnce(&mut Value)) -> Vec<u8> {
        let bytes = self.draft(change, &self.coordinators());
        let next = self.newest().succeed(&bytes).unwrap();
        self.versions.push(next);
        bytes
    }

    /// Puts a desk out, or in again.
    pub fn set_status(&mut self, desk: &str, status: &str) -> Vec<u8> {
        self.amend(|roster| entry_of(roster, desk)["status"] = json!(status))
    }

    /// Each coordinator's word that this roster is the newest.
    pub fn heartbeats(&self) -> Vec<(SecretKey, Vec<u8>)> {
        let roster = self.newest();
        let beats = self.heartbeats.iter().zip(1..);
        beats
            .map(|((id, key), at)| {
                let body = Heartbeat {
                    key: key.public(),
                    version: roster.version(),
                    digest: roster.digest(),
                };
                let header = Header {
                    network: roster.network(),
                    kind: Kind::Heartbeat,
                    origin: id.clone(),
                    id: BulletinId::from_random([at; 16]),
                    revision: 1,
                    previous: None,
                    streams: [StreamName::Green(roster.network())].into(),
                    epoch: 1,
                    issued: now(),
                    salt: BulletinId::from_random([at; 16]),
                };
                let statement = Statement::new(header, Body::Heartbeat(body)).unwrap();
                (copy(key), statement.sign(key).unwrap().bytes().to_vec())
            })
            .collect()
    }
}

/// A desk's entry in a roster that is being written.
pub fn entry_of<'a>(roster: &'a mut Value, desk: &str) -> &'a mut Value {
    let desks = roster["desks"].as_array_mut().unwrap();
    let found = desks.iter_mut().find(|entry| entry["id"] == desk);
    found.unwrap_or_else(|| panic!("no desk `{desk}`"))
}

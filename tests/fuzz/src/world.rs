//! Three desks with keys, one signed roster, a moment: what decoders that verify need around them.

use std::sync::OnceLock;

use fanal_policy::{RosterState, World};
use fanal_protocol::{
    DeskId, Envelope, KeyPurpose, NetworkId, ROSTER_TYPE, Roster, SecretKey, Timestamp, TlsPin,
    VerifiedRoster,
};
use serde_json::{Value, json};

/// Sunday, 22 November 2026, 05:00 UTC.
pub(crate) const NOW: i64 = 1_795_323_600;
/// The desks; the first is this node's.
pub(crate) const DESKS: [&str; 3] = ["aba", "bor", "cuz"];
/// The coordinators.
const COORDINATORS: [&str; 3] = ["ada", "bea", "cleo"];

/// What stands once and for all.
pub(crate) struct Stage {
    pub(crate) network: NetworkId,
    pub(crate) roster: VerifiedRoster,
    me: DeskId,
}

pub(crate) fn stage() -> &'static Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(|| {
        let payload = serde_json::to_vec(&first_roster()).unwrap();
        let roster = VerifiedRoster::found(&signed_by_coordinators(payload)).unwrap();
        Stage {
            network: roster.network(),
            roster,
            me: desk(DESKS[0]),
        }
    })
}

impl Stage {
    pub(crate) fn world(&self) -> World<'_> {
        World {
            roster: self.roster.roster(),
            network: self.network,
            state: RosterState::Current,
            me: &self.me,
            now: Timestamp::from_unix(NOW),
        }
    }
}

pub(crate) fn desk(name: &str) -> DeskId {
    name.parse().unwrap()
}

pub(crate) fn statement_key(name: &str) -> SecretKey {
    key(name, 1)
}

pub(crate) fn checkpoint_key(name: &str) -> SecretKey {
    key(name, 2)
}

pub(crate) fn feed_key(name: &str) -> SecretKey {
    key(name, 3)
}

fn key(name: &str, purpose: u8) -> SecretKey {
    let mut seed = [purpose; 32];
    for (place, byte) in seed.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    SecretKey::from_seed(&seed)
}

pub(crate) fn pin(name: &str) -> TlsPin {
    TlsPin::of_spki(name.as_bytes())
}

pub(crate) fn moment(offset: i64) -> String {
    Timestamp::from_unix(NOW + offset).to_string()
}

/// As JSON: a field that the roster gets does not stop the targets from being built.
pub(crate) fn first_roster() -> Value {
    let record =
        |key: SecretKey| json!([{"key": key.public().to_string(), "from": moment(-10 * 86_400)}]);
    let desks: Vec<Value> = DESKS
        .iter()
        .map(|name| {
            json!({
                "id": name, "name": name, "addresses": [format!("{name}.example:9443")],
                "signing": record(statement_key(name)), "checkpoint": record(checkpoint_key(name)),
                "feed": record(feed_key(name)), "tls": [pin(name).to_string()], "status": "active",
            })
        })
        .collect();
    let coordinators: Vec<Value> = COORDINATORS
        .iter()
        .map(|name| json!({"name": name, "key": key(name, 4).public().to_string()}))
        .collect();
    json!({
        "v": 1, "version": 1, "name": "Fuzzed", "issued": moment(-86_400),
        "expires": moment(100 * 86_400), "threshold": 2, "coordinators": coordinators,
        "desks": desks,
        "rules": {"vouches": 2, "objection_days": 14, "freshness_days": 7},
    })
}

/// The version after this one, with a change.
pub(crate) fn next_roster(before: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let bytes = signed_by_coordinators(serde_json::to_vec(before).unwrap());
    let digest = Envelope::parse(&bytes).unwrap().digest();
    let mut next = before.clone();
    next["network"] = before["network"].as_str().map_or_else(
        || json!(NetworkId::founded_by(digest).to_string()),
        |network| json!(network),
    );
    next["version"] = json!(before["version"].as_u64().unwrap() + 1);
    next["previous"] = json!(digest.to_string());
    change(&mut next);
    next
}

/// An envelope that every coordinator signed.
pub(crate) fn signed_by_coordinators(payload: Vec<u8>) -> Vec<u8> {
    let keys = COORDINATORS.map(|name| key(name, 4));
    let purpose = KeyPurpose::Coordinator;
    let mut envelope = Envelope::sign(ROSTER_TYPE, payload, &keys[0], purpose);
    for key in &keys[1..] {
        envelope.add_signature(key, purpose);
    }
    envelope.to_bytes()
}

/// Is this the payload of a roster that can be read?
pub(crate) fn reads_roster(payload: &[u8]) -> Option<Roster> {
    Roster::read_unverified(payload).ok()
}

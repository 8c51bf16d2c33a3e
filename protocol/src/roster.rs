//! The roster: who is in the network, with which keys and rules, signed by a threshold. [ROS]
//!
//! Version n+1 is signed by a threshold of version n's coordinators and of its own, counted as
//! distinct keys by one function. Versions are walked one by one; expiry is asked at the end.
//! Source of the shape: The Update Framework 1.0, root role.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZeroU8, NonZeroU64};

use serde::{Deserialize, Serialize};

use crate::ids::{ParseIdError, serde_as_text};
use crate::keys::PublicKey;
use crate::limits::{COORDINATORS, DESKS, RETRACTED, ROSTER_BYTES, TITLE_CHARS, TLS_PINS};
use crate::text::within;
use crate::{
    BulletinId, DeskId, Digest, Envelope, EnvelopeError, GroupId, NetworkId, StreamName, Timestamp,
    TlsPin, json,
};

/// The DSSE payload type of a roster.
pub const ROSTER_TYPE: &str = "application/vnd.fanal.roster+json;v=1";

/// Why a roster is not the next one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// The envelope.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The payload.
    #[error("roster is malformed: {0}")]
    Malformed(String),
    /// A rule about its fields is broken.
    #[error("roster `{version}`: {what}")]
    Rule {
        /// The version that it claims.
        version: u64,
        /// What is wrong.
        what: String,
    },
    /// Too few distinct keys of these coordinators signed.
    #[error(
        "roster `{version}` has {found} signatures of {whose} coordinators, {wanted} are needed"
    )]
    Threshold {
        /// The version that it claims.
        version: u64,
        /// `the old` or `its own`.
        whose: &'static str,
        /// How many signed.
        found: usize,
        /// How many must.
        wanted: u8,
    },
    /// Older than, or not the direct successor of, what is held.
    #[error("roster `{found}` does not follow `{held}`")]
    NotNext {
        /// What is held.
        held: u64,
        /// What came.
        found: u64,
    },
    /// Same version, other content: both are proof of a fork.
    #[error("two rosters of version `{0}`")]
    Fork(u64),
    /// It belongs to another network.
    #[error("roster of another network")]
    OtherNetwork,
}

/// Where a node listens for its peers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Address(Box<str>);

impl Address {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = r"^[a-z0-9.\[\]:-]{0,254}[a-z0-9\[\]:-]:[1-9]\d{0,4}$";

    /// `HOST:PORT`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Onion addresses are reached through Tor only.
    pub fn is_onion(&self) -> bool {
        self.0
            .rsplit_once(':')
            .is_some_and(|(host, _)| host.rsplit('.').next() == Some("onion"))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Address {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let refused = || ParseIdError::new(text, "an address `host:port` in lower case");
        let (host, port) = text.rsplit_once(':').ok_or_else(refused)?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.:[]".contains(&b);
        // A last dot would make another spelling: `x.onion.`, which would not be taken for an onion.
        let named =
            (1..=255).contains(&host.len()) && host.bytes().all(plain) && !host.ends_with('.');
        let good = named && is_port(port);
        if good {
            Ok(Self(text.into()))
        } else {
            Err(refused())
        }
    }
}
serde_as_text!(Address);

/// 1 to 65535 in its one spelling; the standard library reads `+1` and `01` too.
fn is_port(text: &str) -> bool {
    text.parse::<u16>()
        .is_ok_and(|port| port > 0 && port.to_string() == text)
}

/// A signing key and when it counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyRecord {
    /// The key.
    pub key: PublicKey,
    /// Counts from this moment on.
    pub from: Timestamp,
    /// Counts before this moment only (rotation, revocation).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl KeyRecord {
    /// Does the key count for what was issued then?
    pub fn counts_at(&self, moment: Timestamp) -> bool {
        self.from <= moment && self.until.is_none_or(|until| moment < until)
    }
}

/// What a desk is to the network.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DeskStatus {
    /// In.
    Active,
    /// Neither sends nor receives until it is settled.
    Suspended,
    /// Went by itself.
    Left,
    /// Put out.
    Expelled,
}

/// The head at which a stream of an expelled desk ends; later entries are refused. [R15]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Freeze {
    /// Which stream (`clear` and `green` only).
    pub stream: StreamName,
    /// In which epoch.
    pub epoch: u32,
    /// Entries that count.
    pub size: u64,
    /// The root at that size.
    pub root: Digest,
}

/// One desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeskEntry {
    /// Its short name.
    pub id: DeskId,
    /// Its name for people.
    pub name: String,
    /// Where its node listens; empty if it only calls out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Keys of its statements, with their times.
    pub signing: Vec<KeyRecord>,
    /// Keys of its checkpoints.
    pub checkpoint: Vec<KeyRecord>,
    /// Keys of its feed files.
    pub feed: Vec<KeyRecord>,
    /// Pins of its TLS certificates: now, and the next.
    pub tls: BTreeSet<TlsPin>,
    /// X25519 keys that parcels and RED are sealed to, as age writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealing: Vec<String>,
    /// Sharing groups.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupId>,
    /// In, suspended, left, expelled.
    pub status: DeskStatus,
    /// The organisation that it belongs to, if it is not one by itself: two desks of one parent
    /// count once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Whose law it is under, ISO 3166 country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// It must report some cases to authorities: what, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandatory_reporting: Option<String>,
    /// It is one person: a reviewer elsewhere is needed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_person: bool,
    /// Where its streams end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub freezes: Vec<Freeze>,
    /// Bulletins of it that the coordinators take back with this version, because it lost its keys. [R16]
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub retracted: BTreeSet<BulletinId>,
}

impl DeskEntry {
    /// Who it counts as where desks of one parent count once.
    pub fn parent_or_self(&self) -> &str {
        self.parent.as_deref().unwrap_or(self.id.as_str())
    }

    /// The statement keys that count for what was issued then.
    pub fn statement_keys_at(&self, moment: Timestamp) -> Vec<PublicKey> {
        self.signing
            .iter()
            .filter(|record| record.counts_at(moment))
            .map(|record| record.key)
            .collect()
    }

    /// Every statement key that it ever had here.
    pub fn statement_keys(&self) -> Vec<PublicKey> {
        self.signing.iter().map(|record| record.key).collect()
    }

    /// Has every statement key ended that it had in an earlier version? Then it cannot take back itself
    /// what it signed before.
    pub fn has_lost_the_keys_of(&self, before: &Self) -> bool {
        let over = |was: &KeyRecord| {
            let mut now = self.signing.iter().filter(|now| now.key == was.key);
            now.any(|now| now.until.is_some())
        };
        before.signing.iter().all(over)
    }

    /// The freeze of this stream, if any.
    pub fn freeze_of(&self, stream: &StreamName, epoch: u32) -> Option<&Freeze> {
        self.freezes
            .iter()
            .find(|freeze| freeze.stream == *stream && freeze.epoch == epoch)
    }
}

/// One coordinator: a person with a key that may stay offline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coordinator {
    /// A pseudonym.
    pub name: String,
    /// Signs rosters.
    pub key: PublicKey,
    /// Signs heartbeats and nothing else; online. [R18]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heartbeat: Option<PublicKey>,
    /// The desk where this person reads what is for coordinators: objections and reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskId>,
}

/// What the network agreed on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rules {
    /// Vouches (by desks of different parents) that a request needs.
    pub vouches: u8,
    /// Days in which members may object.
    pub objection_days: u16,
    /// AMBER and RED wait when no heartbeat is younger. [R18]
    pub freshness_days: u16,
    /// Days that content is kept, by label; a label that is absent has no limit of the network's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub retention_days: BTreeMap<crate::Label, u32>,
    /// SHA-256 of the code of practice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_of_practice: Option<Digest>,
    /// Days for which a desk has to be a member before its vouch counts.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub vouch_age_days: u16,
    /// Desks that one desk may vouch for in a year; 0 sets no limit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub vouches_per_year: u16,
    /// Every active desk has a coordinator of its own: a circle without a centre.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub everyone_coordinates: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
const fn is_zero(number: &u16) -> bool {
    *number == 0
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            vouches: 2,
            objection_days: 14,
            freshness_days: 7,
            retention_days: BTreeMap::new(),
            code_of_practice: None,
            vouch_age_days: 0,
            vouches_per_year: 0,
            everyone_coordinates: false,
        }
    }
}

/// The membership document of a network.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Roster {
    /// Format version: 1.
    pub v: u8,
    /// The network; absent in version 1, whose digest becomes the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkId>,
    /// 1, 2, 3 ...
    pub version: NonZeroU64,
    /// The digest of the version before; absent in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Digest>,
    /// The network's name for people.
    pub name: String,
    /// When it was written.
    pub issued: Timestamp,
    /// When it ends: after this only retractions move.
    pub expires: Timestamp,
    /// How many coordinators have to sign: more than half. [R18]
    pub threshold: NonZeroU8,
    /// The coordinators.
    pub coordinators: Vec<Coordinator>,
    /// The desks: also those that left, so that what they signed can be judged.
    pub desks: Vec<DeskEntry>,
    /// What was agreed.
    pub rules: Rules,
}

impl Roster {
    /// The desk of this name.
    pub fn desk(&self, id: &DeskId) -> Option<&DeskEntry> {
        self.desks.iter().find(|desk| desk.id == *id)
    }

    /// The desk that owns this TLS key.
    pub fn desk_by_pin(&self, pin: &TlsPin) -> Option<&DeskEntry> {
        self.desks.iter().find(|desk| desk.tls.contains(pin))
    }

    /// Desks that are in.
    pub fn active(&self) -> impl Iterator<Item = &DeskEntry> {
        self.desks
            .iter()
            .filter(|desk| desk.status == DeskStatus::Active)
    }

    /// The desks where coordinators read what is for them.
    pub fn coordinators_desks(&self) -> BTreeSet<DeskId> {
        let named = self.coordinators.iter().filter_map(|c| c.desk.clone());
        named
            .filter(|id| {
                self.desk(id)
                    .is_some_and(|d| d.status == DeskStatus::Active)
            })
            .collect()
    }

    /// Active members of a group.
    pub fn members_of(&self, group: &GroupId) -> impl Iterator<Item = &DeskEntry> {
        self.active()
            .filter(move |desk| desk.groups.contains(group))
    }

    /// The payload that coordinators sign.
    pub fn to_payload(&self) -> Result<Vec<u8>, RosterError> {
        self.check()?;
        let payload =
            serde_json::to_vec(self).map_err(|e| RosterError::Malformed(e.to_string()))?;
        if payload.len() > ROSTER_BYTES {
            return Err(RosterError::Malformed(format!(
                "{} bytes, at most {ROSTER_BYTES}",
                payload.len()
            )));
        }
        Ok(payload)
    }

    /// Reads a draft that is not signed yet; nothing may be decided by it.
    pub fn read_unverified(payload: &[u8]) -> Result<Self, RosterError> {
        if payload.len() > ROSTER_BYTES {
            return Err(RosterError::Malformed(format!(
                "{} bytes, at most {ROSTER_BYTES}",
                payload.len()
            )));
        }
        let roster: Self =
            json::read(payload).map_err(|e| RosterError::Malformed(e.to_string()))?;
        roster.check()?;
        Ok(roster)
    }

    /// [ROS-6] to [ROS-12]
    fn check(&self) -> Result<(), RosterError> {
        let rule = |what: String| {
            Err(RosterError::Rule {
                version: self.version.get(),
                what,
            })
        };
        if self.v != 1 {
            return rule(format!("format version `{}`, this node reads 1", self.v));
        }
        let first = self.version.get() == 1;
        if first != self.network.is_none() || first != self.previous.is_none() {
            return rule("`network` and `previous` stand in every version but the first".into());
        }
        if self.coordinators.is_empty()
            || self.coordinators.len() > COORDINATORS
            || self.desks.len() > DESKS
        {
            return rule(format!(
                "1 to {COORDINATORS} coordinators and at most {DESKS} desks"
            ));
        }
        if usize::from(self.threshold.get()) * 2 <= self.coordinators.len()
            || usize::from(self.threshold.get()) > self.coordinators.len()
        {
            let of = self.coordinators.len();
            return rule(format!(
                "threshold {} of {of}: it has to be more than half",
                self.threshold
            ));
        }
        if self.expires <= self.issued {
            return rule("it ends before it begins".into());
        }
        self.check_keys().or_else(rule)?;
        self.check_freezes().or_else(rule)?;
        self.check_coordinators().or_else(rule)?;
        self.check_names().or_else(rule)
    }

    /// [ROS-7] A key serves one desk or person, in one purpose.
    fn check_keys(&self) -> Result<(), String> {
        let mut keys = BTreeSet::new();
        let own = self
            .coordinators
            .iter()
            .flat_map(|c| [Some(c.key), c.heartbeat])
            .flatten();
        let desks = self
            .desks
            .iter()
            .flat_map(|d| [&d.signing, &d.checkpoint, &d.feed])
            .flatten()
            .map(|r| r.key);
        for key in own.chain(desks) {
            if !keys.insert(key) {
                return Err(format!("key `{key}` stands in two places"));
            }
        }
        let mut pins = BTreeSet::new();
        for desk in &self.desks {
            if desk.signing.is_empty() || desk.checkpoint.is_empty() || desk.tls.is_empty() {
                return Err(format!(
                    "desk `{}` lacks a signing key, a checkpoint key or a TLS pin",
                    desk.id
                ));
            }
            if desk.tls.len() > TLS_PINS {
                return Err(format!(
                    "desk `{}` has more than {TLS_PINS} TLS pins",
                    desk.id
                ));
            }
            if let Some(pin) = desk.tls.iter().find(|pin| !pins.insert(**pin)) {
                return Err(format!("TLS pin `{pin}` stands at two desks"));
            }
        }
        Ok(())
    }

    /// [ROS-9] What only two desks can see has no place in a document that all see.
    fn check_freezes(&self) -> Result<(), String> {
        for desk in &self.desks {
            let mut places = BTreeSet::new();
            for freeze in &desk.freezes {
                let Freeze { stream, epoch, .. } = freeze;
                if !stream.is_relayed() || !places.insert((stream, epoch)) {
                    return Err(format!(
                        "desk `{}`: freeze of `{stream}`, epoch {epoch}, is private or stands twice",
                        desk.id
                    ));
                }
            }
        }
        Ok(())
    }

    /// [ROS-15] Who went or was put out decides nothing more.
    fn check_coordinators(&self) -> Result<(), String> {
        for coordinator in &self.coordinators {
            let Some(id) = &coordinator.desk else {
                continue;
            };
            let status = self.desk(id).map(|desk| desk.status);
            if !matches!(status, Some(DeskStatus::Active | DeskStatus::Suspended)) {
                return Err(format!(
                    "coordinator `{}` is of desk `{id}`, which is no member",
                    coordinator.name
                ));
            }
        }
        // [ROS-16]
        let is_without = |desk: &&DeskEntry| {
            let own = |c: &Coordinator| c.desk.as_ref() == Some(&desk.id);
            !self.coordinators.iter().any(own)
        };
        match self.active().find(is_without) {
            Some(desk) if self.rules.everyone_coordinates => Err(format!(
                "desk `{}` has no coordinator, and in this network everyone coordinates",
                desk.id
            )),
            Some(_) | None => Ok(()),
        }
    }

    fn check_names(&self) -> Result<(), String> {
        let mut ids = BTreeSet::new();
        if let Some(desk) = self.desks.iter().find(|desk| !ids.insert(&desk.id)) {
            return Err(format!("desk `{}` stands twice", desk.id));
        }
        let names = self
            .desks
            .iter()
            .map(|d| &d.name)
            .chain(self.coordinators.iter().map(|c| &c.name));
        for name in names.chain([&self.name]) {
            within("name", name, TITLE_CHARS)?;
            if name.trim().is_empty() || name.contains('\n') {
                return Err(format!(
                    "the name `{}` is empty or has more than one line",
                    name.escape_debug()
                ));
            }
        }
        Ok(())
    }
}

/// A roster whose signatures were counted: what decisions may be made by.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedRoster {
    roster: Roster,
    digest: Digest,
    bytes: Vec<u8>,
    /// Who had to sign it: the version before, or itself if it is the first.
    elders: Elders,
}

/// The coordinators whose threshold lets a version in.
#[derive(Clone, PartialEq, Eq)]
struct Elders {
    keys: Vec<PublicKey>,
    threshold: NonZeroU8,
}

impl Elders {
    fn of(roster: &Roster) -> Self {
        Self {
            keys: roster.coordinators.iter().map(|c| c.key).collect(),
            threshold: roster.threshold,
        }
    }

    /// [ROS-4] Distinct keys of these coordinators, at least their threshold.
    fn signed(
        &self,
        version: u64,
        envelope: &Envelope,
        whose: &'static str,
    ) -> Result<(), RosterError> {
        let (found, wanted) = (envelope.count_signers(&self.keys), self.threshold.get());
        if found < usize::from(wanted) {
            return Err(RosterError::Threshold {
                version,
                whose,
                found,
                wanted,
            });
        }
        Ok(())
    }
}

impl VerifiedRoster {
    /// Takes a network's first roster; whoever calls has to know the network's id from a person.
    pub fn found(bytes: &[u8]) -> Result<Self, RosterError> {
        let (roster, envelope) = read(bytes)?;
        if roster.version.get() != 1 {
            return Err(RosterError::NotNext {
                held: 0,
                found: roster.version.get(),
            });
        }
        let elders = Elders::of(&roster);
        elders.signed(1, &envelope, "its own")?;
        takes_back_for_lost_desks(None, &roster)
            .map_err(|what| RosterError::Rule { version: 1, what })?;
        Ok(Self {
            digest: envelope.digest(),
            roster,
            bytes: bytes.to_vec(),
            elders,
        })
    }

    /// Takes the next version, and only the next. [ROS-3]
    pub fn succeed(&self, bytes: &[u8]) -> Result<Self, RosterError> {
        let (roster, envelope) = read(bytes)?;
        let (held, found) = (self.version(), roster.version.get());
        let digest = envelope.digest();
        // A first roster names its network by its own digest: another one is another network.
        if roster.network.unwrap_or(NetworkId::founded_by(digest)) != self.network() {
            return Err(RosterError::OtherNetwork);
        }
        if found == held && digest != self.digest {
            // [ROS-10] A fork stops the network, so it takes the same signatures as this version did:
            // anybody can write a rival that appoints its own coordinators.
            self.elders.signed(found, &envelope, "the old")?;
            Elders::of(&roster).signed(found, &envelope, "its own")?;
            return Err(RosterError::Fork(found));
        }
        if held.checked_add(1) != Some(found) {
            return Err(RosterError::NotNext { held, found });
        }
        let elders = Elders::of(&self.roster);
        elders.signed(found, &envelope, "the old")?;
        Elders::of(&roster).signed(found, &envelope, "its own")?;
        if roster.previous != Some(self.digest) {
            return Err(RosterError::Fork(held));
        }
        if let Some(gone) = self
            .roster
            .desks
            .iter()
            .find(|desk| roster.desk(&desk.id).is_none())
        {
            let what = format!(
                "desk `{}` was dropped: a desk leaves by its status",
                gone.id
            );
            return Err(RosterError::Rule {
                version: found,
                what,
            });
        }
        keeps_what_was_listed(&self.roster, &roster)
            .and_then(|()| takes_back_for_lost_desks(Some(&self.roster), &roster))
            .map_err(|what| RosterError::Rule {
                version: found,
                what,
            })?;
        Ok(Self {
            digest,
            roster,
            bytes: bytes.to_vec(),
            elders,
        })
    }

    /// The network.
    pub fn network(&self) -> NetworkId {
        self.roster
            .network
            .unwrap_or(NetworkId::founded_by(self.digest))
    }

    /// The version.
    pub const fn version(&self) -> u64 {
        self.roster.version.get()
    }

    /// The digest of its payload.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The envelope, as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The document.
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }
}

impl std::ops::Deref for VerifiedRoster {
    type Target = Roster;

    fn deref(&self) -> &Roster {
        &self.roster
    }
}

fn read(bytes: &[u8]) -> Result<(Roster, Envelope), RosterError> {
    let envelope = Envelope::parse(bytes)?;
    if envelope.payload_type() != ROSTER_TYPE {
        let found = envelope.payload_type().chars().take(80).collect();
        return Err(EnvelopeError::WrongType {
            found,
            wanted: ROSTER_TYPE,
        }
        .into());
    }
    Ok((Roster::read_unverified(envelope.payload())?, envelope))
}

/// [ROS-17] A key that was listed stays listed, and its end comes earlier, never later: what it signed
/// can be judged for ever, and no later version makes a revoked key count. [ROS-9] So does a freeze.
fn keeps_what_was_listed(before: &Roster, after: &Roster) -> Result<(), String> {
    for old in &before.desks {
        let Some(new) = after.desk(&old.id) else {
            continue;
        };
        let kinds = [
            ("signing", &old.signing, &new.signing),
            ("checkpoint", &old.checkpoint, &new.checkpoint),
            ("feed", &old.feed, &new.feed),
        ];
        for (kind, old_keys, new_keys) in kinds {
            let is_kept = |was: &KeyRecord| new_keys.iter().any(|now| continues(was, now));
            if let Some(lost) = old_keys.iter().find(|was| !is_kept(was)) {
                return Err(format!(
                    "{kind} key `{}` of desk `{}` was dropped, or counts for longer than before",
                    lost.key, old.id
                ));
            }
        }
        if let Some(lost) = old.freezes.iter().find(|was| !new.freezes.contains(was)) {
            return Err(format!(
                "the freeze of `{}`, epoch {}, of desk `{}` was dropped",
                lost.stream, lost.epoch, old.id
            ));
        }
    }
    Ok(())
}

fn continues(was: &KeyRecord, now: &KeyRecord) -> bool {
    let ends_no_later = match (was.until, now.until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(was), Some(now)) => now <= was,
    };
    was.key == now.key && was.from == now.from && ends_no_later
}

/// [ROS-20] Only what a desk cannot take back itself, because its keys ended, is taken back for it.
fn takes_back_for_lost_desks(before: Option<&Roster>, after: &Roster) -> Result<(), String> {
    for desk in after.desks.iter().filter(|desk| !desk.retracted.is_empty()) {
        if desk.retracted.len() > RETRACTED {
            return Err(format!(
                "more than {RETRACTED} bulletins of desk `{}` are taken back at once",
                desk.id
            ));
        }
        let was = before.and_then(|before| before.desk(&desk.id));
        if !was.is_some_and(|was| desk.has_lost_the_keys_of(was)) {
            return Err(format!(
                "desk `{}` has its keys: nobody takes its bulletins back for it",
                desk.id
            ));
        }
    }
    Ok(())
}

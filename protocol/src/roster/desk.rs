//! One desk of a roster: its keys with their times, its status, where its streams end.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Address;
use crate::keys::PublicKey;
use crate::{BulletinId, DeskId, Digest, GroupId, StreamName, Timestamp, TlsPin};

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
    /// Its end is a revocation: whoever has it can sign with any date, so that it counts for what lies
    /// before a freeze and for nothing else. [ROS-21]
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
}

impl KeyRecord {
    /// Does the key count for what was issued then, if that date is true? Of a revoked key, ask where
    /// the thing stands as well.
    pub fn counts_at(&self, moment: Timestamp) -> bool {
        self.from <= moment && self.until.is_none_or(|until| moment < until)
    }

    /// Does the key count for what was issued then and has no place in a stream? [ROS-21]
    pub fn counts_without_place_at(&self, moment: Timestamp) -> bool {
        !self.revoked && self.counts_at(moment)
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

    /// Has every statement key that it had in an earlier version ended by this moment? Then it cannot take back
    /// itself what it signed before. [ROS-20]
    pub fn has_lost_the_keys_of(&self, before: &Self, moment: Timestamp) -> bool {
        let is_over = |now: &KeyRecord| now.revoked || now.until.is_some_and(|end| end <= moment);
        let over = |was: &KeyRecord| {
            let mut now = self.signing.iter().filter(|now| now.key == was.key);
            now.any(is_over)
        };
        before.signing.iter().all(over)
    }

    /// How many entries of this stream a revoked key of the desk counts for: those before its freeze,
    /// none without one. [ROS-21]
    pub fn counts_revoked_up_to(&self, stream: &StreamName, epoch: u32) -> u64 {
        self.freeze_of(stream, epoch)
            .map_or(0, |freeze| freeze.size)
    }

    /// The freeze of this stream, if any.
    pub fn freeze_of(&self, stream: &StreamName, epoch: u32) -> Option<&Freeze> {
        self.freezes
            .iter()
            .find(|freeze| freeze.stream == *stream && freeze.epoch == epoch)
    }
}

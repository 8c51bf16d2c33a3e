//! The roster: who is in the network, with which keys and rules, signed by a threshold. [ROS]
//!
//! Version n+1 is signed by a threshold of version n's coordinators and of its own, counted as
//! distinct keys by one function. Versions are walked one by one; expiry is asked at the end.
//! Source of the shape: The Update Framework 1.0, root role.

mod address;
mod check;
mod desk;
#[cfg(test)]
mod tests;
mod verified;

use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZeroU8, NonZeroU64};

use serde::{Deserialize, Serialize};

pub use self::address::Address;
pub use self::desk::{DeskEntry, DeskStatus, Freeze, KeyRecord};
pub use self::verified::VerifiedRoster;
use crate::keys::PublicKey;
use crate::limits::ROSTER_BYTES;
use crate::{DeskId, Digest, EnvelopeError, GroupId, NetworkId, Timestamp, TlsPin, json};

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
    /// Days for which the members have what is approved before the public has it, where its author names no day. [PUB-31]
    #[serde(default, skip_serializing_if = "is_zero")]
    pub members_first_days: u16,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
const fn is_zero(number: &u16) -> bool {
    *number == 0
}

impl Rules {
    /// Days for which content of this label is kept: as the network says, and no longer than the program does; `None`
    /// is without a limit. [REC-6]
    pub fn kept_days(&self, label: crate::Label) -> Option<u32> {
        let most = match label {
            crate::Label::Clear => None,
            crate::Label::Green => Some(crate::limits::KEPT_DAYS_GREEN),
            crate::Label::Amber | crate::Label::AmberStrict | crate::Label::Red => {
                Some(crate::limits::KEPT_DAYS_AMBER)
            }
        };
        let said = self.retention_days.get(&label).copied();
        said.into_iter().chain(most).min()
    }
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
            members_first_days: 0,
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
}

//! Found a network, and what a desk says of itself in a roster.

use std::collections::BTreeSet;
use std::num::{NonZeroU8, NonZeroU64};

use fanal_protocol::{
    Code, Coordinator, DeskEntry, DeskStatus, Digest, Envelope, KeyPurpose, KeyRecord, Problem,
    PublicKey, ROSTER_TYPE, Roster, Rules, Timestamp, VerifiedRoster,
};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sign::draft_shown;
use super::{Preset, RosterDraft};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid};

/// Found a network.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundOrder {
    /// Its name for people.
    pub name: String,
    /// The rules that it begins with.
    #[serde(default)]
    pub preset: Preset,
    /// Days until the roster has to be renewed.
    #[serde(default = "a_year")]
    pub days: u16,
    /// Vouches that a request will need, if not as the preset says.
    #[serde(default)]
    pub vouches: Option<u8>,
    /// Days in which members may object, if not as the preset says.
    #[serde(default)]
    pub objection_days: Option<u16>,
    /// SHA-256 of the code of practice.
    #[serde(default)]
    pub code_of_practice: Option<Digest>,
    /// What the roster says of this desk beyond its keys.
    #[serde(default)]
    pub about: About,
    /// One network more: this desk is in one already, and means it.
    #[serde(default)]
    pub another: bool,
}

impl Default for FoundOrder {
    fn default() -> Self {
        Self {
            name: String::new(),
            preset: Preset::default(),
            days: a_year(),
            vouches: None,
            objection_days: None,
            code_of_practice: None,
            about: About::default(),
            another: false,
        }
    }
}

/// What stands of a desk in the roster, and what the preview warns with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct About {
    /// The organisation that it belongs to, if it is not one by itself.
    pub parent: Option<String>,
    /// Whose law it is under, ISO 3166 country code.
    pub jurisdiction: Option<String>,
    /// What it must report to authorities, in words.
    pub mandatory_reporting: Option<String>,
}

impl About {
    pub(super) fn write_to(&self, entry: &mut DeskEntry) -> Result<()> {
        let is_country = |code: &str| {
            code.is_empty() || code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
        };
        if !self.jurisdiction.as_deref().is_none_or(is_country) {
            return Err(invalid("a country code is two capital letters"));
        }
        for (field, said) in [
            (&mut entry.parent, &self.parent),
            (&mut entry.jurisdiction, &self.jurisdiction),
            (&mut entry.mandatory_reporting, &self.mandatory_reporting),
        ] {
            if let Some(text) = said {
                let text = text.trim();
                *field = (!text.is_empty()).then(|| text.to_owned());
            }
        }
        Ok(())
    }
}

pub(super) const fn a_year() -> u16 {
    365
}

impl Desk {
    /// Founds a network with this desk as its first member and coordinator.
    pub async fn found_network(&self, caller: &Caller, order: &FoundOrder) -> Result<RosterDraft> {
        caller.needs(Right::Coordinator)?;
        caller.needs_proof(self.now())?;
        if !order.another {
            self.is_in_no_network()?;
        }
        let now = self.now();
        let preset = order.preset.rules();
        let mut own = self.own_entry(now);
        order.about.write_to(&mut own)?;
        let roster = Roster {
            v: 1,
            network: None,
            version: NonZeroU64::MIN,
            previous: None,
            name: order.name.clone(),
            issued: now,
            expires: now.plus_days(i64::from(order.days)),
            threshold: NonZeroU8::MIN,
            coordinators: vec![self.own_coordinator()],
            desks: vec![own],
            rules: Rules {
                vouches: order.vouches.unwrap_or(preset.vouches),
                objection_days: order.objection_days.unwrap_or(preset.objection_days),
                code_of_practice: order.code_of_practice,
                ..preset
            },
        };
        let envelope = Envelope::sign(
            ROSTER_TYPE,
            roster.to_payload()?,
            &self.keys().coordinator,
            KeyPurpose::Coordinator,
        );
        let verified = VerifiedRoster::found(&envelope.to_bytes())?;
        self.hold_roster(&verified, caller.account(), "roster.found")
            .await?;
        self.beat_heart(verified.network()).await?;
        Ok(draft_shown(None, verified.roster(), &envelope, true))
    }

    /// Founding is no way to change a network: a second one stands beside the first, and every
    /// command has to say which of them it means.
    fn is_in_no_network(&self) -> Result<()> {
        let standing = self.standing();
        let Some(held) = standing.networks.values().next() else {
            return Ok(());
        };
        let text = format!("this desk is in the network `{}` already", held.roster.name);
        let problem = Problem::new(Code::Conflict, text);
        let hint = "change that one with `fanal roster draft`; with `--another` a second one begins, and every command has to name its `--network`";
        Err(problem.with_hint(hint).into())
    }

    pub(super) fn own_entry(&self, now: Timestamp) -> DeskEntry {
        // From midnight on: what is published is dated to the day. [R1]
        let record = |key: PublicKey| {
            vec![KeyRecord {
                key,
                from: now.day(),
                until: None,
                revoked: false,
            }]
        };
        let keys = self.keys();
        let profile = self.profile();
        DeskEntry {
            id: profile.id.clone(),
            name: profile.name.clone(),
            addresses: profile.addresses.clone(),
            signing: record(keys.statement.public()),
            checkpoint: record(keys.checkpoint.public()),
            feed: record(keys.feed.public()),
            tls: [self.tls_pin()].into(),
            sealing: vec![keys.sealing.recipient().to_string()],
            groups: BTreeSet::new(),
            status: DeskStatus::Active,
            parent: None,
            jurisdiction: None,
            mandatory_reporting: None,
            one_person: profile.one_person,
            freezes: Vec::new(),
            retracted: BTreeSet::new(),
        }
    }

    pub(super) fn own_coordinator(&self) -> Coordinator {
        Coordinator {
            name: format!("{} coordinator", self.id()),
            key: self.keys().coordinator_public(),
            heartbeat: Some(self.keys().heartbeat.public()),
            desk: Some(self.id().clone()),
        }
    }
}

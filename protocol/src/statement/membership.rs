//! The bodies by which a network talks about its members. [STM-14]

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Header;
use super::bodies::{only_direct, to_all};
use crate::limits::{
    CHANNELS, LANGUAGES, SEALING_KEY_CHARS, SLIP_BYTES, SOURCE_CHARS, SUMMARY_CHARS, TITLE_CHARS,
};
use crate::text::within;
use crate::{DeskId, Digest, PublicKey, Timestamp};

/// A member makes known that a desk asks to come in; each may vouch or object.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Request {
    /// The applicant's own signed slip, as it was handed over.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = crate::limits::SLIP_BYTES)))]
    pub slip: String,
}

/// One desk vouches for another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Vouch {
    /// For whom.
    pub desk: DeskId,
    /// With which signing key.
    pub key: PublicKey,
    /// How they know each other, in words for the other members.
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SUMMARY_CHARS)))]
    pub how: String,
}

/// A desk objects to another that asks to come in: to coordinators' desks alone, in confidence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Objection {
    /// To whom.
    pub desk: DeskId,
    /// With which signing key.
    pub key: PublicKey,
    /// Why, in words for the coordinators.
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SUMMARY_CHARS)))]
    pub why: String,
}

/// The desk has read the code of practice and keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acceptance {
    /// SHA-256 of the code's text, as the roster names it.
    pub code: Digest,
}

/// One coordinator suspends a desk at once, for [`SUSPENSION_HOURS`](crate::limits::SUSPENSION_HOURS)
/// from `issued`. Signed with the coordinator's key, not with a desk's. [R18]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suspension {
    /// Whom.
    pub desk: DeskId,
    /// The coordinator's key, which signs this statement.
    pub coordinator: PublicKey,
    /// Version of the roster that it speaks about: it ends with the next one.
    pub version: u64,
    /// That roster's digest.
    pub digest: Digest,
    /// Why, in words for the members.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = crate::limits::SOURCE_CHARS)))]
    pub why: String,
}

/// How a desk can be talked to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Channel {
    /// What it is: `signal`, `email`, `phone`, `form` ...
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = crate::limits::TITLE_CHARS)))]
    pub kind: String,
    /// The number, address or page.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = crate::limits::SOURCE_CHARS)))]
    pub at: String,
    /// What to know about it: `end_to_end`, `no_account_needed`, `monitored`, `emergency` ...
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::CHANNELS)))]
    pub traits: BTreeSet<String>,
}

/// What referral and trust need to know of a desk; its newest revision counts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Profile {
    /// Languages that it answers in, BCP 47.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::LANGUAGES)))]
    pub languages: BTreeSet<String>,
    /// When it answers, in words with the time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SOURCE_CHARS)))]
    pub hours: Option<String>,
    /// What it does, in words: `forensics`, `shelter`, `account recovery` ...
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::LANGUAGES)))]
    pub services: BTreeSet<String>,
    /// How to reach it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::CHANNELS)))]
    pub channels: Vec<Channel>,
    /// Its people have signed an agreement not to disclose, says the desk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nda: bool,
    /// Since when, if it says so; one that lies ahead is none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nda_since: Option<Timestamp>,
    /// How it answers when authorities ask for what others sent it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_requests: Option<String>,
    /// What it publishes may stand in a feed of the whole network, at any member's site. [PUB-14]
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub network_feed: bool,
}

/// A person of the desk that RED can be sealed to. [R26]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContactCard {
    /// The name that they go by here.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = crate::limits::TITLE_CHARS)))]
    pub pseudonym: String,
    /// An age recipient (`age1...`); absent in a later revision: the card is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SEALING_KEY_CHARS), regex(pattern = "^age1[a-z0-9]+$")))]
    pub key: Option<String>,
    /// What the person signs RED with; absent: they only receive. [RED-3]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs: Option<PublicKey>,
    /// Not to be used from this moment on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// The rules about fields that types cannot say. [STM-14]
impl Request {
    pub(super) fn check(&self, header: &Header) -> Result<(), String> {
        to_all(header)?;
        if self.slip.is_empty() || self.slip.len() > SLIP_BYTES {
            return Err(format!("`slip` is empty or over {SLIP_BYTES} bytes"));
        }
        match self.slip.bytes().find(|b| !b.is_ascii_graphic()) {
            Some(_) => Err("`slip` has a character that no slip has".into()),
            None => Ok(()),
        }
    }
}

impl Vouch {
    pub(super) fn check(&self, header: &Header) -> Result<(), String> {
        to_all(header)?;
        within("how", &self.how, SUMMARY_CHARS)
    }
}

impl Objection {
    pub(super) fn check(&self, header: &Header) -> Result<(), String> {
        within("why", &self.why, SUMMARY_CHARS)?;
        only_direct(header, crate::limits::COORDINATORS)
    }
}

impl Suspension {
    pub(super) fn check(&self) -> Result<(), String> {
        said("why", &self.why, SOURCE_CHARS)
    }
}

impl Profile {
    pub(super) fn check(&self, header: &Header) -> Result<(), String> {
        to_all(header)?;
        let lists = [self.languages.len(), self.services.len()];
        if lists.into_iter().any(|len| len > LANGUAGES) || self.channels.len() > CHANNELS {
            return Err(format!(
                "more than {LANGUAGES} languages or services, or {CHANNELS} channels"
            ));
        }
        for language in &self.languages {
            said("languages", language, TITLE_CHARS)?;
        }
        for service in &self.services {
            said("services", service, TITLE_CHARS)?;
        }
        within(
            "hours",
            self.hours.as_deref().unwrap_or_default(),
            SOURCE_CHARS,
        )?;
        if self.nda_since.is_some() && !self.nda {
            return Err("`nda_since` without `nda`".into());
        }
        if let Some(text) = &self.legal_requests {
            said("legal_requests", text, SUMMARY_CHARS)?;
        }
        self.channels.iter().try_for_each(Channel::check)
    }
}

impl Channel {
    fn check(&self) -> Result<(), String> {
        said("kind", &self.kind, TITLE_CHARS)?;
        said("at", &self.at, SOURCE_CHARS)?;
        if self.traits.len() > CHANNELS {
            return Err(format!("`traits` has more than {CHANNELS}"));
        }
        self.traits
            .iter()
            .try_for_each(|word| said("traits", word, TITLE_CHARS))
    }
}

impl ContactCard {
    pub(super) fn check(&self, header: &Header) -> Result<(), String> {
        said("pseudonym", &self.pseudonym, TITLE_CHARS)?;
        if self.key.as_deref().is_some_and(|key| !is_age(key)) {
            return Err("`key` is not an age recipient (`age1...`)".into());
        }
        only_direct(header, crate::limits::AUDIENCE)
    }
}

/// Not blank, one line, within its limit and without deceptive characters.
pub(super) fn said(field: &str, text: &str, most: usize) -> Result<(), String> {
    if text.trim().is_empty() || text.contains(['\n', '\r']) {
        return Err(format!("`{field}` is blank or has more than one line"));
    }
    within(field, text, most)
}

/// Its shape; whether it is a key is found when something is sealed to it.
fn is_age(key: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    key.len() <= SEALING_KEY_CHARS
        && key
            .strip_prefix("age1")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(plain))
}

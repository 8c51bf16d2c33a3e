//! The marking of a bulletin: one label, and the wishes that can only narrow it. [MRK]

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{ParseIdError, serde_as_text};
use crate::{DeskId, GroupId, Label, Timestamp};

/// Permissible actions: what a reader may do with the values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Pap {
    /// Anything that the law allows.
    Clear,
    /// Blocking and active probing.
    Green,
    /// Passive look-ups with third parties; no blocking.
    Amber,
    /// Own logs only: nothing that can be seen from outside.
    Red,
}

impl Pap {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = "^PAP:(CLEAR|GREEN|AMBER|RED)$";

    /// `PAP:AMBER` and so on.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "PAP:CLEAR",
            Self::Green => "PAP:GREEN",
            Self::Amber => "PAP:AMBER",
            Self::Red => "PAP:RED",
        }
    }

    /// Reads any case, with or without `PAP:`; `WHITE` is CLEAR.
    pub fn read(text: &str) -> Option<Self> {
        let upper = text.trim().to_ascii_uppercase();
        match upper.strip_prefix("PAP:").unwrap_or(&upper) {
            "CLEAR" | "WHITE" => Some(Self::Clear),
            "GREEN" => Some(Self::Green),
            "AMBER" => Some(Self::Amber),
            "RED" => Some(Self::Red),
            _ => None,
        }
    }

    /// May a value enter a block list?
    pub const fn permits_blocking(self) -> bool {
        matches!(self, Self::Clear | Self::Green)
    }
}

impl fmt::Display for Pap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Pap {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        [Self::Clear, Self::Green, Self::Amber, Self::Red]
            .into_iter()
            .find(|pap| pap.as_str() == text)
            .ok_or_else(|| ParseIdError::new(text, "a PAP level like `PAP:AMBER`"))
    }
}
serde_as_text!(Pap);

/// Who is addressed. Empty means: as far as the label goes by itself, which is nobody for AMBER
/// and RED.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Audience {
    /// Desks by name.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::AUDIENCE)))]
    pub desks: BTreeSet<DeskId>,
    /// Sharing groups by name: their members at the moment of sending.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::AUDIENCE)))]
    pub groups: BTreeSet<GroupId>,
    /// For RED: pseudonyms of the people, as their contact cards give them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::AUDIENCE)))]
    pub people: BTreeSet<Box<str>>,
}

impl Audience {
    /// Is nobody named?
    pub fn is_empty(&self) -> bool {
        self.desks.is_empty() && self.groups.is_empty() && self.people.is_empty()
    }

    /// These desks and nobody else.
    pub fn of_desks(desks: impl IntoIterator<Item = DeskId>) -> Self {
        Self {
            desks: desks.into_iter().collect(),
            ..Self::default()
        }
    }
}

/// One label, with what narrows it. Only the origin changes it, by a new revision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Marking {
    /// The label.
    pub label: Label,
    /// Who is addressed, within the label.
    #[serde(default, skip_serializing_if = "Audience::is_empty")]
    pub audience: Audience,
    /// Permissible actions; absent means that nobody said, and then nothing is blocked by it in public lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pap: Option<Pap>,
    /// One sentence that recipients must heed ("do not contact the hoster").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::ALSO_PLEASE_CHARS)))]
    pub also_please: Option<Box<str>>,
    /// Not public before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// Recipients purge it after this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain_until: Option<Timestamp>,
    /// Blocking it could warn an abuser: detection lists only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_alert_perpetrator: bool,
}

impl Marking {
    /// This label, nothing narrowed.
    pub fn of(label: Label) -> Self {
        Self {
            label,
            audience: Audience::default(),
            pap: None,
            also_please: None,
            not_before: None,
            retain_until: None,
            may_alert_perpetrator: false,
        }
    }
}

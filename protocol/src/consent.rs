//! What a bulletin says about the person it may concern: the claim, never the record behind it.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// How far the person agreed that it goes. Ordered: each scope includes the ones before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Scope {
    /// The desk that heard it.
    Desk,
    /// Desks named to the person.
    Named,
    /// All desks of the network.
    Network,
    /// Anyone.
    Public,
}

/// Why nobody had to be asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NoBeneficiary {
    /// A scan or research of the desk's own: no person is behind it.
    NoBeneficiary,
    /// The desk's own machines and accounts.
    OwnInfrastructure,
    /// It stands in a public report already.
    AlreadyPublic,
    /// A vendor or platform reported it.
    VendorReport,
}

/// The consent claim of a bulletin. [CON-1]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", from = "StrictClaim")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Claim {
    /// The person said no: it stays at the desk.
    Refused,
    /// Nobody asked yet: it stays at the desk.
    NotAsked,
    /// The person said yes, within a scope.
    Granted {
        /// How far it may go.
        scope: Scope,
        /// May the person (or their organisation) be named?
        #[serde(default)]
        attribution: bool,
        /// The yes ends at this moment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Nobody had to be asked.
    NotNeeded {
        /// The reason.
        because: NoBeneficiary,
    },
}

/// [`Claim`] as it is read. In a tagged enum serde refuses unknown members of variants with fields
/// only, so here all have them: `not_asked` with a `scope` is a contradiction, not a claim. [CON-1]
#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Claim"))]
enum StrictClaim {
    Refused {},
    NotAsked {},
    Granted {
        scope: Scope,
        #[serde(default)]
        attribution: bool,
        #[serde(default)]
        until: Option<Timestamp>,
    },
    NotNeeded {
        because: NoBeneficiary,
    },
}

impl From<StrictClaim> for Claim {
    fn from(read: StrictClaim) -> Self {
        match read {
            StrictClaim::Refused {} => Self::Refused,
            StrictClaim::NotAsked {} => Self::NotAsked,
            StrictClaim::Granted {
                scope,
                attribution,
                until,
            } => Self::Granted {
                scope,
                attribution,
                until,
            },
            StrictClaim::NotNeeded { because } => Self::NotNeeded { because },
        }
    }
}

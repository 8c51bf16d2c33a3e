//! A copy of everything in two parts that either database writes and either reads: what lasts, and what
//! opens it. [R25] [BAK-2]
//!
//! The lasting part has every table but those of [`SHORT`]; the short-lived one has these: content keys and
//! the epoch keys that wrap them, records of consent, drafts, accounts and settings. Who throws an older short-lived
//! part away cannot read in any lasting part what was purged since.

mod format;
mod read;
mod shape;
mod write;

use std::collections::BTreeMap;

use fanal_policy::{Facts, Permit};
use fanal_protocol::NetworkId;

pub use read::walk;
pub(crate) use read::{load, settle};
pub(crate) use write::copy;

/// Tables of the short-lived part.
const SHORT: [&str; 11] = [
    "accounts",
    "tokens",
    "sessions",
    "second_factors",
    "epoch_keys",
    "content_keys",
    "consents",
    "consent_rests",
    "draft_values",
    "drafts",
    "settings",
];

/// The table that one database has and the other does not: it is made anew.
const NOT_COPIED: [&str; 2] = ["schema_versions", "index_generation"];

/// Asks for the permit to keep a copy of one bulletin, at the moment of writing. [R3]
pub type AskToKeep<'a> = dyn Fn(NetworkId, &Facts) -> Option<Permit> + Send + Sync + 'a;

/// Rows by table.
pub type Counts = BTreeMap<String, u64>;

/// What a copy has in it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Copied {
    /// The schema that both parts are in.
    pub schema: i64,
    /// Of the lasting part.
    pub lasting: Counts,
    /// Of the short-lived part.
    pub short: Counts,
    /// Bulletins whose key stays out: there is no permit to keep them.
    pub without_permit: u64,
}

/// What was read back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Loaded {
    /// Of both parts.
    pub rows: Counts,
    /// Bulletins of the lasting part that nothing opens any more: purged since, so purged here.
    pub purged: u64,
}

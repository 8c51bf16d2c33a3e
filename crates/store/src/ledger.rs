//! Who was sent what, who answered a retraction, who saw what.

use async_trait::async_trait;
use fanal_protocol::{DeskId, Digest, Label, NetworkId, Reference, SightingVerdict, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Result;

/// How something was handed over.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Road {
    /// Over sync, from its origin.
    Sync,
    /// Over sync, passed on for another desk.
    Relay,
    /// In a parcel.
    Parcel,
}

impl Road {
    /// As people read it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Relay => "relay",
            Self::Parcel => "parcel",
        }
    }
}

/// One statement that was handed to one desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disclosure {
    /// What.
    pub reference: Reference,
    /// Which revision, by digest.
    pub digest: Digest,
    /// To whom.
    pub desk: DeskId,
    /// When.
    pub at: Timestamp,
    /// The label under which it went; unknown for what older programs noted.
    pub label: Option<Label>,
    /// The road; unknown for what older programs noted.
    pub road: Option<Road>,
}

/// What a desk said to a retraction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Nothing yet.
    Waiting,
    /// Purged, signed.
    Purged,
    /// Never had it, signed.
    NotHeld,
    /// Refused.
    Refused,
}

/// A receipt that is awaited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AwaitedRow {
    /// The retraction.
    pub retraction: Digest,
    /// What was taken back.
    pub reference: Reference,
    /// Who has to answer.
    pub desk: DeskId,
    /// What it said.
    pub answer: Answer,
    /// Asked at.
    pub asked: Timestamp,
    /// Answered at.
    pub answered: Option<Timestamp>,
}

/// What one desk saw; the newest one of a desk and bulletin counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SightingRow {
    /// Of which bulletin.
    pub reference: Reference,
    /// Who.
    pub desk: DeskId,
    /// What.
    pub verdict: SightingVerdict,
    /// May it be named?
    pub named: bool,
    /// When it came, to the day.
    pub day: Timestamp,
}

/// Disclosures, awaited receipts, sightings.
#[async_trait]
pub trait Ledger {
    /// Notes what was handed over; the same again changes nothing.
    async fn put_disclosures(&mut self, network: NetworkId, rows: &[Disclosure]) -> Result<()>;

    /// Who got any revision of this, oldest first.
    async fn disclosures(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<Disclosure>>;

    /// What a desk got, oldest first.
    async fn disclosures_to(
        &mut self,
        network: NetworkId,
        desk: &DeskId,
    ) -> Result<Vec<Disclosure>>;

    /// Notes that these have to answer; an answer that came already stays.
    async fn await_receipts(&mut self, network: NetworkId, rows: &[AwaitedRow]) -> Result<()>;

    /// Notes an answer; true if it was awaited.
    async fn put_answer(
        &mut self,
        retraction: Digest,
        desk: &DeskId,
        answer: Answer,
        at: Timestamp,
    ) -> Result<bool>;

    /// How a withdrawal goes (of this bulletin, or of all that run).
    async fn awaited(
        &mut self,
        network: NetworkId,
        reference: Option<&Reference>,
    ) -> Result<Vec<AwaitedRow>>;

    /// Notes a sighting, in place of the desk's earlier one.
    async fn put_sighting(&mut self, network: NetworkId, row: &SightingRow) -> Result<()>;

    /// All sightings of a bulletin.
    async fn sightings(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<SightingRow>>;
}

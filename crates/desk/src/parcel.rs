//! Parcels: what a round of sync would bring, in a file for one desk, for a stick. Writing one is
//! sending it; taking one goes through the very code of sync. [PAR] [R3]

mod make;
mod take;

use fanal_ambient::Entropy;
use fanal_protocol::{Blob, DeskId, Holding, NetworkId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::desk::Desk;

/// Make a parcel.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelOrder {
    /// For which desk.
    pub desk: DeskId,
    /// All that it may have, also what it said that it has.
    #[serde(default)]
    pub all: bool,
}

/// A parcel that was made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ParcelMade {
    /// The file.
    pub parcel: Blob,
    /// A name for it that says nothing.
    pub name: String,
    /// Statements in it.
    pub statements: usize,
    /// Streams of which it tells.
    pub streams: usize,
    /// Streams that it had no room for: they come with the next one, once this one was answered.
    pub left_out: usize,
    /// The desk is not active: it gets retractions and receipts, and nothing else.
    pub retractions_only: bool,
}

/// A parcel that came.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOrder {
    /// The file.
    pub parcel: Blob,
}

/// What a parcel came to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ParcelTaken {
    /// Who made it.
    pub from: DeskId,
    /// When, by their clock.
    pub made: Timestamp,
    /// Statements that were taken.
    pub taken: usize,
    /// Statements that were refused.
    pub refused: usize,
    /// What the maker, or an origin, did wrong.
    pub faults: Vec<String>,
    /// Streams that did not come to their end: something before is missing here.
    pub unfinished: usize,
    /// The roster in force after it.
    pub roster: u64,
}

/// What another desk said that it holds, in its newest parcel.
#[derive(Default, Serialize, Deserialize)]
struct Known {
    made: i64,
    roster: u64,
    holds: Vec<Holding>,
}

fn known_key(network: NetworkId, desk: &DeskId) -> String {
    format!("parcel/{network}/{desk}")
}

/// The desk's door to chance, as sealing asks for it.
struct Chance<'a>(&'a Desk);

impl Entropy for Chance<'_> {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let random: [u8; 32] = self.0.random();
            for (to, from) in chunk.iter_mut().zip(random) {
                *to = from;
            }
        }
    }
}

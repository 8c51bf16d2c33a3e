#![doc = include_str!("../README.md")]
#![expect(
    clippy::missing_panics_doc,
    reason = "a target panics when its promise is broken: that is what it is for"
)]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod choices;
mod corpus;
mod mutate;
mod targets;
mod world;

pub use corpus::Corpora;
pub use mutate::{Mutator, Random};
pub use targets::TARGETS;

/// What a decoder made of an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Something was read from it.
    Taken,
    /// Nothing.
    Refused,
}

impl Verdict {
    /// Taken if anything was read.
    pub(crate) const fn of(taken: bool) -> Self {
        if taken { Self::Taken } else { Self::Refused }
    }

    /// Taken if one of the two is.
    pub(crate) const fn or(self, other: Self) -> Self {
        match self {
            Self::Taken => Self::Taken,
            Self::Refused => other,
        }
    }
}

/// Who can bring bytes to a decoder: those that strangers reach are run longest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Peers, hostile ones too, and whoever hands over a file.
    Strangers,
    /// This desk's own people and its operator.
    Own,
}

/// What a decoder may spend on an input: counted, so that it is the same on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Allocations, whatever comes.
    pub steps: u64,
    /// Allocations more, for each byte of the input.
    pub steps_per_byte: u64,
    /// Bytes held at one moment, whatever comes.
    pub bytes: u64,
    /// Bytes more, for each byte of the input.
    pub bytes_per_byte: u64,
}

impl Cost {
    /// The most allocations for an input of this length.
    pub const fn most_steps(&self, length: u64) -> u64 {
        self.steps + self.steps_per_byte * length
    }

    /// The most bytes at one moment for an input of this length.
    pub const fn most_bytes(&self, length: u64) -> u64 {
        self.bytes + self.bytes_per_byte * length
    }
}

/// One decoder with its promise.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Who can reach it.
    pub reach: Reach,
    /// Reads the input and panics if the promise is broken: it never panics by itself, and what it
    /// takes it takes again, the same.
    pub run: fn(&[u8]) -> Verdict,
    /// Inputs to begin with; some of them are taken.
    pub seeds: fn(&Corpora) -> Vec<Vec<u8>>,
    /// Words that stand in its inputs.
    pub words: &'static [&'static str],
    /// What it may spend.
    pub cost: Cost,
}

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

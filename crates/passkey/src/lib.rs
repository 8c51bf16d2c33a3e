#![doc = include_str!("../README.md")]

mod authenticator;
mod bytes;
mod ceremony;
mod client;
mod key;
mod place;

pub use bytes::Bytes;
pub use ceremony::{Assertion, Attestation, Passkey, judge, register};
pub use key::ALGORITHMS;
pub use place::{NoPlace, Place};

/// Longest credential id that an authenticator may make (Web Authentication, section 6.1).
const ID_BYTES: usize = 1_023;
/// Longest of the parts of an answer: a real one has some hundred bytes.
pub const PART_BYTES: usize = 16 << 10;

/// Why an answer does not count. Which check failed is for whoever looks after the node; a visitor is told no.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// Not what a browser or an authenticator writes.
    #[error("the answer of the authenticator cannot be read")]
    Unreadable,
    /// Made for another ceremony: a registration instead of a sign-in, or the other way round.
    #[error("the answer is for something else")]
    Ceremony,
    /// Not the challenge that was given.
    #[error("the answer is to another challenge")]
    Challenge,
    /// Another site asked for it, or it was asked for inside one.
    #[error("the answer was given to another site")]
    Origin,
    /// The authenticator answered for another site.
    #[error("the authenticator answered for another site")]
    Site,
    /// Nobody touched the authenticator.
    #[error("nobody was there")]
    Absent,
    /// It did not look who touched it, and is known to do so.
    #[error("the authenticator did not verify who was there")]
    Unverified,
    /// The flags contradict each other.
    #[error("the flags of the authenticator contradict each other")]
    Flags,
    /// A key that is not taken here.
    #[error("keys of this kind are not taken")]
    Key,
    /// Another passkey than the one that it is judged by.
    #[error("the answer is of another passkey")]
    Credential,
    /// The passkey is somebody else's.
    #[error("the passkey belongs to another account")]
    Owner,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
    /// It counted less than the last time: there may be two of it.
    #[error("the counter of the authenticator went back")]
    Counter,
}

#![doc = include_str!("../README.md")]

pub mod checkpoint;
mod consent;
mod envelope;
mod ids;
pub mod json;
mod keys;
mod label;
pub mod limits;
mod marking;
pub mod note;
mod problem;
mod roster;
#[cfg(feature = "schema")]
pub mod schema;
mod statement;
mod stream;
mod text;
pub mod tile;
mod time;
pub mod tree;
pub mod wire;

pub use consent::{Claim, NoBeneficiary, Scope};
pub use envelope::{Envelope, EnvelopeError, Signature, digest_of, pae};
pub use ids::{BulletinId, DeskId, Digest, GroupId, NetworkId, ParseIdError};
pub use keys::{KeyId, KeyPurpose, PublicKey, SecretKey, TlsPin, WeakKey};
pub use label::Label;
pub use marking::{Audience, Marking, Pap};
pub use problem::{Code, Problem};
pub use roster::{
    Address, Coordinator, DeskEntry, DeskStatus, Freeze, KeyRecord, ROSTER_TYPE, Roster,
    RosterError, Rules, VerifiedRoster,
};
pub use statement::{
    Approval, Body, Bulletin, BulletinKind, Header, Heartbeat, Kind, Opened, Publication, Receipt,
    ReceiptState, Reference, Refusal, Retraction, RetractionReason, Role, STATEMENT_TYPE, Sighting,
    SightingCount, SightingVerdict, Statement, StatementError, Vouch, claimed_origin,
};
pub use stream::{StreamName, StreamRef};
pub use time::Timestamp;

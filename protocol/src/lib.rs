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
mod parcel;
mod problem;
mod roster;
#[cfg(feature = "schema")]
pub mod schema;
mod slip;
mod statement;
mod stream;
mod text;
pub mod tile;
mod time;
pub mod tree;
pub mod wire;
pub mod words;

pub use consent::{Claim, NoBeneficiary, Scope};
pub use envelope::{Envelope, EnvelopeError, Signature, digest_of, pae};
pub use ids::{BulletinId, DeskId, Digest, GroupId, NetworkId, ParseIdError};
pub use keys::{KeyId, KeyPurpose, PublicKey, SecretKey, TlsPin, WeakKey};
pub use label::Label;
pub use marking::{Audience, Marking, Pap};
pub use parcel::{Holding, Manifest, PARCEL_TYPE, Parcel, ParcelError, Part};
pub use problem::{Code, Problem};
pub use roster::{
    Address, Coordinator, DeskEntry, DeskStatus, Freeze, KeyRecord, ROSTER_TYPE, Roster,
    RosterError, Rules, VerifiedRoster,
};
pub use slip::Slip;
pub use statement::{
    Acceptance, Approval, Blob, Body, Bulletin, BulletinKind, Call, CallBy, Channel, Closed,
    ContactCard, Grant, Header, Heartbeat, Kind, Notice, Objection, Opened, Profile, Proof,
    Publication, RED_TYPE, Receipt, ReceiptState, Red, Reference, Refusal, Report, Request,
    Retraction, RetractionReason, Role, STATEMENT_TYPE, Sealed, Sighting, SightingCount,
    SightingVerdict, Statement, StatementError, Suspension, Vouch, claimed_origin,
};
pub use stream::{StreamName, StreamRef};
pub use time::Timestamp;

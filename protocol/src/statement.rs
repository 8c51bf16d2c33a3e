//! Statements: one signed thing each. A header that is the same for all, and a body by kind. [STM]
//!
//! Reading goes in one order: envelope, signature, strict JSON, header, body. [`Opened`] is the
//! proof that all of it took place; there is no other way to a body that came from outside.

mod bodies;
mod call;
mod duties;
mod membership;
mod red;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub use bodies::{
    Approval, Bulletin, BulletinKind, Heartbeat, Publication, Receipt, ReceiptState, Reference,
    Refusal, Retraction, RetractionReason, Role, Sighting, SightingCount, SightingVerdict,
};
pub use call::{Call, CallBy};
pub use duties::{Blob, Closed, Grant, Notice, Proof, Report, Sealed};
pub use membership::{
    Acceptance, Channel, ContactCard, Objection, Profile, Request, Suspension, Vouch,
};
pub use red::{RED_TYPE, Red};

use crate::ids::{ParseIdError, serde_as_text};
use crate::keys::{KeyPurpose, PublicKey, SecretKey};
use crate::limits::{AUDIENCE, STATEMENT_BYTES};
use crate::{
    BulletinId, DeskId, Digest, Envelope, EnvelopeError, NetworkId, StreamName, Timestamp, json,
};

/// The DSSE payload type of every statement of a desk.
pub const STATEMENT_TYPE: &str = "application/vnd.fanal.statement+json;v=1";

macro_rules! kinds {
    ($(#[$doc0:meta])* $name0:ident = $text0:literal; $($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What a statement says.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Kind { $(#[$doc0])* $name0, $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[Self::$name0, $(Self::$name),*];
            #[cfg_attr(not(feature = "schema"), expect(dead_code, reason = "read by the schema generator"))]
            pub(crate) const PATTERN: &'static str = concat!("^(", $text0, $("|", $text,)* ")$");

            /// The kind as it is signed.
            pub const fn as_str(self) -> &'static str {
                match self { Self::$name0 => $text0, $(Self::$name => $text,)* }
            }
        }
    };
}

kinds! {
    /// Content for desks.
    Bulletin = "bulletin";
    /// Content for anyone: the closed list of public fields.
    Publication = "publication";
    /// Takes a bulletin or publication back.
    Retraction = "retraction";
    /// Seen here, false positive, expired; to the origin alone.
    Sighting = "sighting";
    /// How many desks saw it, by the origin, from three on.
    SightingCount = "sighting-count";
    /// Purged, as asked.
    Receipt = "receipt";
    /// Not taken, and why.
    Refusal = "refusal";
    /// A reviewer elsewhere approves a draft.
    Approval = "approval";
    /// The right to publish for another desk.
    Grant = "grant";
    /// Breach, absence, new epoch, self-suspension.
    Notice = "notice";
    /// A broken rule, with the proof.
    Report = "report";
    /// Asks to become a member.
    Request = "request";
    /// Vouches for a desk.
    Vouch = "vouch";
    /// Objects to a desk.
    Objection = "objection";
    /// Accepts the code of practice.
    Acceptance = "acceptance";
    /// One coordinator suspends a desk for 72 hours.
    Suspension = "suspension";
    /// A coordinator's node is alive and names the roster.
    Heartbeat = "heartbeat";
    /// What referral and trust need to know of a desk.
    Profile = "profile";
    /// A person's pseudonym and key.
    ContactCard = "contact-card";
    /// RED for people of one desk, which no node can read.
    Sealed = "sealed";
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| ParseIdError::new(text, "a kind of statement"))
    }
}
serde_as_text!(Kind);

/// Why a statement is not taken for one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// The envelope, or its signature.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The payload is longer than allowed.
    #[error("payload of {0} bytes, at most {STATEMENT_BYTES} are read")]
    TooLarge(usize),
    /// The payload is not strict JSON, or lacks or has what it must not.
    #[error("payload is malformed: {0}")]
    Malformed(String),
    /// A rule about the fields of this kind is broken.
    #[error("{kind}: {what}")]
    Rule {
        /// The kind of statement.
        kind: Kind,
        /// What is wrong, with the field's name.
        what: String,
    },
}

/// What stands in every statement, inside what is signed. [STM-2]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// The network that it belongs to.
    pub network: NetworkId,
    /// What it says.
    pub kind: Kind,
    /// The desk that signs.
    pub origin: DeskId,
    /// Identity is (origin, id).
    pub id: BulletinId,
    /// 1, 2, 3 ...; only ever up.
    pub revision: u32,
    /// The digest of the revision before this one; absent in the first.
    pub previous: Option<Digest>,
    /// The streams that it goes down: the audience, as the origin routed it.
    pub streams: BTreeSet<StreamName>,
    /// The epoch of the origin's streams.
    pub epoch: u32,
    /// The signer's clock; proves nothing.
    pub issued: Timestamp,
    /// 16 random bytes, so that a digest tells nothing of purged content.
    pub salt: BulletinId,
}

/// A statement as its payload has it: header fields and `body`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Statement"))]
pub(crate) struct Wire<'a> {
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    v: u8,
    network: NetworkId,
    kind: Kind,
    origin: DeskId,
    id: BulletinId,
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    revision: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<Digest>,
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = crate::limits::AUDIENCE)))]
    streams: BTreeSet<StreamName>,
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    epoch: u32,
    issued: Timestamp,
    salt: BulletinId,
    #[serde(borrow)]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "serde_json::Map<String, serde_json::Value>")
    )]
    body: &'a RawValue,
}

/// The body, by kind. No Debug: it is content.
#[derive(Clone)]
pub enum Body {
    /// See [`Bulletin`].
    Bulletin(Box<Bulletin>),
    /// See [`Publication`].
    Publication(Box<Publication>),
    /// See [`Retraction`].
    Retraction(Retraction),
    /// See [`Sighting`].
    Sighting(Sighting),
    /// See [`SightingCount`].
    SightingCount(SightingCount),
    /// See [`Receipt`].
    Receipt(Receipt),
    /// See [`Refusal`].
    Refusal(Refusal),
    /// See [`Approval`].
    Approval(Approval),
    /// See [`Vouch`].
    Vouch(Vouch),
    /// See [`Heartbeat`].
    Heartbeat(Heartbeat),
    /// See [`Grant`].
    Grant(Grant),
    /// See [`Notice`].
    Notice(Notice),
    /// See [`Report`].
    Report(Report),
    /// See [`Request`].
    Request(Request),
    /// See [`Objection`].
    Objection(Objection),
    /// See [`Acceptance`].
    Acceptance(Acceptance),
    /// See [`Suspension`].
    Suspension(Suspension),
    /// See [`Profile`].
    Profile(Profile),
    /// See [`ContactCard`].
    ContactCard(ContactCard),
    /// See [`Sealed`].
    Sealed(Sealed),
}

impl Body {
    /// The kind that the header must name.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Bulletin(_) => Kind::Bulletin,
            Self::Publication(_) => Kind::Publication,
            Self::Retraction(_) => Kind::Retraction,
            Self::Sighting(_) => Kind::Sighting,
            Self::SightingCount(_) => Kind::SightingCount,
            Self::Receipt(_) => Kind::Receipt,
            Self::Refusal(_) => Kind::Refusal,
            Self::Approval(_) => Kind::Approval,
            Self::Vouch(_) => Kind::Vouch,
            Self::Heartbeat(_) => Kind::Heartbeat,
            Self::Grant(_) => Kind::Grant,
            Self::Notice(_) => Kind::Notice,
            Self::Report(_) => Kind::Report,
            Self::Request(_) => Kind::Request,
            Self::Objection(_) => Kind::Objection,
            Self::Acceptance(_) => Kind::Acceptance,
            Self::Suspension(_) => Kind::Suspension,
            Self::Profile(_) => Kind::Profile,
            Self::ContactCard(_) => Kind::ContactCard,
            Self::Sealed(_) => Kind::Sealed,
        }
    }

    fn read(kind: Kind, raw: &RawValue) -> Result<Self, StatementError> {
        fn typed<'a, T: Deserialize<'a>>(
            kind: Kind,
            raw: &'a RawValue,
        ) -> Result<T, StatementError> {
            serde_json::from_str(raw.get()).map_err(|e| StatementError::Rule {
                kind,
                what: json::without_values(&e),
            })
        }
        let body = match kind {
            Kind::Bulletin => Self::Bulletin(typed(kind, raw)?),
            Kind::Publication => Self::Publication(typed(kind, raw)?),
            Kind::Retraction => Self::Retraction(typed(kind, raw)?),
            Kind::Sighting => Self::Sighting(typed(kind, raw)?),
            Kind::SightingCount => Self::SightingCount(typed(kind, raw)?),
            Kind::Receipt => Self::Receipt(typed(kind, raw)?),
            Kind::Refusal => Self::Refusal(typed(kind, raw)?),
            Kind::Approval => Self::Approval(typed(kind, raw)?),
            Kind::Vouch => Self::Vouch(typed(kind, raw)?),
            Kind::Heartbeat => Self::Heartbeat(typed(kind, raw)?),
            Kind::Grant => Self::Grant(typed(kind, raw)?),
            Kind::Notice => Self::Notice(typed(kind, raw)?),
            Kind::Report => Self::Report(typed(kind, raw)?),
            Kind::Request => Self::Request(typed(kind, raw)?),
            Kind::Objection => Self::Objection(typed(kind, raw)?),
            Kind::Acceptance => Self::Acceptance(typed(kind, raw)?),
            Kind::Suspension => Self::Suspension(typed(kind, raw)?),
            Kind::Profile => Self::Profile(typed(kind, raw)?),
            Kind::ContactCard => Self::ContactCard(typed(kind, raw)?),
            Kind::Sealed => Self::Sealed(typed(kind, raw)?),
        };
        Ok(body)
    }

    fn write(&self) -> Result<Box<RawValue>, serde_json::Error> {
        use serde_json::value::to_raw_value;
        match self {
            Self::Bulletin(body) => to_raw_value(body),
            Self::Publication(body) => to_raw_value(body),
            Self::Retraction(body) => to_raw_value(body),
            Self::Sighting(body) => to_raw_value(body),
            Self::SightingCount(body) => to_raw_value(body),
            Self::Receipt(body) => to_raw_value(body),
            Self::Refusal(body) => to_raw_value(body),
            Self::Approval(body) => to_raw_value(body),
            Self::Vouch(body) => to_raw_value(body),
            Self::Heartbeat(body) => to_raw_value(body),
            Self::Grant(body) => to_raw_value(body),
            Self::Notice(body) => to_raw_value(body),
            Self::Report(body) => to_raw_value(body),
            Self::Request(body) => to_raw_value(body),
            Self::Objection(body) => to_raw_value(body),
            Self::Acceptance(body) => to_raw_value(body),
            Self::Suspension(body) => to_raw_value(body),
            Self::Profile(body) => to_raw_value(body),
            Self::ContactCard(body) => to_raw_value(body),
            Self::Sealed(body) => to_raw_value(body),
        }
    }
}

/// A header and the body that it announces. No Debug: it is content.
#[derive(Clone)]
pub struct Statement {
    header: Header,
    body: Body,
}

impl Statement {
    /// Puts the two together; every rule that holds for reading holds for writing.
    pub fn new(header: Header, body: Body) -> Result<Self, StatementError> {
        let statement = Self { header, body };
        statement.check()?;
        Ok(statement)
    }

    /// Reads a payload that was verified before.
    fn parse(payload: &[u8]) -> Result<Self, StatementError> {
        if payload.len() > STATEMENT_BYTES {
            return Err(StatementError::TooLarge(payload.len()));
        }
        let wire: Wire<'_> =
            json::read(payload).map_err(|e| StatementError::Malformed(e.to_string()))?;
        if wire.v != 1 {
            return Err(StatementError::Malformed(format!(
                "version `{}`, this node reads 1",
                wire.v
            )));
        }
        let body = Body::read(wire.kind, wire.body)?;
        let header = Header {
            network: wire.network,
            kind: wire.kind,
            origin: wire.origin,
            id: wire.id,
            revision: wire.revision,
            previous: wire.previous,
            streams: wire.streams,
            epoch: wire.epoch,
            issued: wire.issued,
            salt: wire.salt,
        };
        Self::new(header, body)
    }

    /// The header.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The body.
    pub const fn body(&self) -> &Body {
        &self.body
    }

    /// Takes it apart.
    pub fn into_parts(self) -> (Header, Body) {
        (self.header, self.body)
    }

    /// Signs it and hands it back as what everybody else will open.
    pub fn sign(self, key: &SecretKey) -> Result<Opened, StatementError> {
        let payload = self.payload()?;
        let envelope = Envelope::sign(STATEMENT_TYPE, payload, key, KeyPurpose::Statement);
        Ok(Opened {
            digest: envelope.digest(),
            bytes: envelope.to_bytes(),
            signer: key.public(),
            statement: self,
        })
    }

    /// The bytes that are signed.
    fn payload(&self) -> Result<Vec<u8>, StatementError> {
        let body = self
            .body
            .write()
            .map_err(|e| StatementError::Malformed(e.to_string()))?;
        let h = &self.header;
        let wire = Wire {
            v: 1,
            network: h.network,
            kind: h.kind,
            origin: h.origin.clone(),
            id: h.id,
            revision: h.revision,
            previous: h.previous,
            streams: h.streams.clone(),
            epoch: h.epoch,
            issued: h.issued,
            salt: h.salt,
            body: &body,
        };
        let payload =
            serde_json::to_vec(&wire).map_err(|e| StatementError::Malformed(e.to_string()))?;
        if payload.len() > STATEMENT_BYTES {
            return Err(StatementError::TooLarge(payload.len()));
        }
        // What we sign must be what others can read: objects taken from files may break [ENC-1].
        json::check(&payload).map_err(|e| StatementError::Malformed(e.to_string()))?;
        Ok(payload)
    }

    fn check(&self) -> Result<(), StatementError> {
        let h = &self.header;
        let rule = |what: String| Err(StatementError::Rule { kind: h.kind, what });
        if h.kind != self.body.kind() {
            return rule(format!("body is a {}", self.body.kind()));
        }
        if h.revision == 0 || (h.revision == 1) != h.previous.is_none() {
            return rule(format!("revision {} and `previous` do not fit", h.revision));
        }
        if h.streams.is_empty() || h.streams.len() > AUDIENCE {
            return rule(format!(
                "{} streams, 1 to {AUDIENCE} are allowed",
                h.streams.len()
            ));
        }
        if h.epoch == 0 {
            return rule("epoch 0".into());
        }
        if let Some(stream) = h
            .streams
            .iter()
            .find(|s| matches!(s, StreamName::Green(other) if *other != h.network))
        {
            return rule(format!("stream `{stream}` is another network's"));
        }
        bodies::check_clear(h).or_else(rule)?;
        bodies::check(h, &self.body).or_else(rule)
    }
}

/// A statement whose signature was verified: the only way to a body from outside. No Debug.
#[derive(Clone)]
pub struct Opened {
    statement: Statement,
    digest: Digest,
    bytes: Vec<u8>,
    signer: PublicKey,
}

impl Opened {
    /// Verifies with one of the origin's keys, then parses. [ENV-3]
    ///
    /// `origin` is who should have signed; its name must stand in the header too.
    pub fn open(bytes: &[u8], origin: &DeskId, keys: &[PublicKey]) -> Result<Self, StatementError> {
        Self::open_typed(bytes, STATEMENT_TYPE, origin, keys)
    }

    fn open_typed(
        bytes: &[u8],
        wanted: &'static str,
        origin: &DeskId,
        keys: &[PublicKey],
    ) -> Result<Self, StatementError> {
        let envelope = Envelope::parse(bytes)?;
        if envelope.payload_type() != wanted {
            let found = envelope.payload_type().chars().take(80).collect();
            return Err(EnvelopeError::WrongType { found, wanted }.into());
        }
        let [signature] = envelope.signatures() else {
            return Err(EnvelopeError::SignatureCount(envelope.signatures().len()).into());
        };
        let message = crate::pae(wanted, envelope.payload());
        let signer = keys
            .iter()
            .find(|key| key.verifies(&message, &signature.bytes));
        let signer = signer.ok_or_else(|| EnvelopeError::NotSigned(origin.to_string()))?;
        let statement = Statement::parse(envelope.payload())?;
        if statement.header.origin != *origin {
            let what = format!(
                "signed by `{origin}`, but it names `{}` as its origin",
                statement.header.origin
            );
            return Err(StatementError::Rule {
                kind: statement.header.kind,
                what,
            });
        }
        Ok(Self {
            statement,
            digest: envelope.digest(),
            bytes: envelope.signed_by(signer, KeyPurpose::Statement).to_bytes(),
            signer: *signer,
        })
    }

    /// The header.
    pub const fn header(&self) -> &Header {
        &self.statement.header
    }

    /// The body.
    pub const fn body(&self) -> &Body {
        &self.statement.body
    }

    /// The body, taken out.
    pub fn into_body(self) -> Body {
        self.statement.body
    }

    /// The digest of what was signed.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The envelope: what was signed, byte for byte, and nothing that whoever passed it on wrote around
    /// it. [ENV-5]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key that verified it.
    pub const fn signer(&self) -> PublicKey {
        self.signer
    }
}

/// Whose an envelope claims to be, before anything is verified: for choosing keys and nothing else.
pub fn claimed_origin(bytes: &[u8]) -> Option<DeskId> {
    #[derive(Deserialize)]
    struct Claim {
        origin: DeskId,
    }
    let envelope = Envelope::parse(bytes).ok()?;
    serde_json::from_slice::<Claim>(envelope.payload())
        .ok()
        .map(|claim| claim.origin)
}

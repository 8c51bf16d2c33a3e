//! Audit trail, refusals, and what is due.

use async_trait::async_trait;
use fanal_protocol::{Code, DeskId, Digest, Kind, NetworkId, Reference, StreamName, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Result;

/// One line of the audit trail: who did what; never content.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditRow {
    /// 1, 2, 3 ...; given by the store.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// The account, `node` or a job's name.
    pub who: String,
    /// The act, a word of a closed list.
    pub act: String,
    /// What it was done to, as an id.
    pub object: String,
    /// `done`, or the code of the reason why not.
    pub result: String,
    /// SHA-256 over the hash before and this line; given by the store.
    pub hash: Digest,
}

/// Did we say no, or did they?
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// This node refused what a peer sent or asked for.
    Given,
    /// A peer refused what this node sent.
    Received,
}

/// What was refused, of a closed list: refusals of different things never hide each other. [SYN-19]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum What {
    /// A connection, or what came before anybody knew what it was.
    Connection,
    /// What somebody asked for.
    Request,
    /// What a peer told beside its streams.
    Answer,
    /// A coordinator's word that somebody passed on.
    Word,
    /// A stream, as a peer handed it over.
    Stream,
    /// An entry of a stream that nobody can read.
    Entry,
    /// A statement of this kind.
    Statement(Kind),
    /// A parcel.
    Parcel,
}

impl What {
    /// As it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Request => "request",
            Self::Answer => "answer",
            Self::Word => "word",
            Self::Stream => "stream",
            Self::Entry => "entry",
            Self::Statement(kind) => kind.as_str(),
            Self::Parcel => "parcel",
        }
    }

    /// What is stored under this word; of what nobody knows any more, an entry.
    pub fn read(text: &str) -> Self {
        let kinds = Kind::ALL.iter().map(|kind| Self::Statement(*kind));
        let others = [
            Self::Connection,
            Self::Request,
            Self::Answer,
            Self::Word,
            Self::Stream,
            Self::Parcel,
        ];
        let mut all = kinds.chain(others);
        all.find(|what| what.as_str() == text)
            .unwrap_or(Self::Entry)
    }
}

/// A refusal, for people to see.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusalRow {
    /// Whose no.
    pub direction: Direction,
    /// The other desk, if it is known.
    pub peer: Option<DeskId>,
    /// In which stream of whom.
    pub stream: Option<(DeskId, StreamName)>,
    /// What.
    pub what: What,
    /// Why.
    pub code: Code,
    /// In words, without content: the newest.
    pub text: String,
    /// In words, as it was said first, where that was something else; given by the store.
    pub first: Option<String>,
    /// SHA-256 of the bytes that were refused.
    pub of: Option<Digest>,
    /// When it came last.
    pub at: Timestamp,
    /// How often; the same again within an hour counts up.
    pub count: u32,
}

/// What wakes at a moment.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// An embargo ends.
    Publish,
    /// A question or a consent ends.
    Expire,
    /// Content has to go.
    Purge,
    /// Its source went seven days ago, and nobody stated another one. [R22]
    Source,
    /// What was withdrawn with much else, and is hidden: its key goes. [R23]
    Destroy,
    /// A count of sightings that waited for its hour.
    Count,
}

/// Something that is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: DueKind,
    /// Of which bulletin.
    pub reference: Reference,
}

/// Audit, refusals, due moments.
#[async_trait]
pub trait Journal {
    /// Adds a line to the hash chain.
    async fn put_audit(
        &mut self,
        at: Timestamp,
        who: &str,
        act: &str,
        object: &str,
        result: &str,
    ) -> Result<()>;

    /// Lines from this number on, at most so many.
    async fn audit(&mut self, from: u64, limit: u32) -> Result<Vec<AuditRow>>;

    /// Lines whose act begins so, newest first: from this number down (from the end, if none is given), at
    /// most so many.
    async fn audit_of(&mut self, act: &str, from: Option<u64>, limit: u32)
    -> Result<Vec<AuditRow>>;

    /// Notes a refusal, or counts it up within one hour of the clock. [SYN-19]
    async fn put_refusal(&mut self, network: NetworkId, row: &RefusalRow) -> Result<()>;

    /// The newest refusals, newest first: of each peer and direction at most `each`, of all at most `limit`
    /// (0: all). Who makes many hides nobody else's. [SYN-21]
    async fn refusals(
        &mut self,
        network: NetworkId,
        each: u32,
        limit: u32,
    ) -> Result<Vec<RefusalRow>>;

    /// The newest refusals of known bytes of one peer, newest first. [SYN-21]
    async fn refused_bytes(
        &mut self,
        network: NetworkId,
        direction: Direction,
        peer: &DeskId,
        limit: u32,
    ) -> Result<Vec<RefusalRow>>;

    /// How often bytes of one peer were refused from this moment on. Rows gather by the hour: a moment within one
    /// counts what came before it in the same hour.
    async fn count_refused_bytes(
        &mut self,
        network: NetworkId,
        direction: Direction,
        peer: &DeskId,
        from: Timestamp,
    ) -> Result<u64>;

    /// Forgets refusals older than this. [R11]
    async fn forget_refusals_before(&mut self, at: Timestamp) -> Result<u64>;

    /// Notes what is due; one moment for each kind and bulletin, the newest counts.
    async fn put_due(&mut self, network: NetworkId, due: &Due) -> Result<()>;

    /// What is due by now, earliest first.
    async fn due_by(&mut self, now: Timestamp) -> Result<Vec<(NetworkId, Due)>>;

    /// When the next thing is due.
    async fn next_due(&mut self) -> Result<Option<Timestamp>>;

    /// It is done.
    async fn delete_due(
        &mut self,
        network: NetworkId,
        kind: DueKind,
        reference: &Reference,
    ) -> Result<()>;
}

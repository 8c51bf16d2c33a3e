//! What people agreed to, as this desk heard it: sealed at rest like content, and never sent. [CON-2]

use std::fmt;

use async_trait::async_trait;
use fanal_protocol::{BulletinId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Result;

/// A record of consent, by 16 random bytes: the audit trail names it so, never by its alias.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConsentId(BulletinId);

impl ConsentId {
    /// From 16 random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(BulletinId::from_random(bytes))
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for ConsentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for ConsentId {
    type Err = fanal_protocol::ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A record of consent. No Debug: it is about a person.
#[derive(Clone, PartialEq, Eq)]
pub struct ConsentRow {
    /// Which.
    pub id: ConsentId,
    /// The desk's own word for the person; sealed at rest, and found by its HMAC.
    pub alias: String,
    /// When it changed last.
    pub updated: Timestamp,
    /// What the desk keeps of it, as JSON; sealed at rest.
    pub body: Vec<u8>,
}

/// Records of consent, and what rests on them.
#[async_trait]
pub trait Consents {
    /// Puts or replaces a record, under a new key; another record of the same alias is a conflict.
    async fn put_consent(&mut self, row: &ConsentRow) -> Result<()>;

    /// The record of this alias; in a writing unit it is locked until commit.
    async fn consent(&mut self, alias: &str) -> Result<Option<ConsentRow>>;

    /// The record of this id; in a writing unit it is locked until commit.
    async fn consent_by_id(&mut self, id: ConsentId) -> Result<Option<ConsentRow>>;

    /// All, by alias.
    async fn consents(&mut self) -> Result<Vec<ConsentRow>>;

    /// One of this desk's own, draft or bulletin or publication, rests on this record, or on none.
    async fn rest_on(&mut self, own: BulletinId, record: Option<ConsentId>) -> Result<()>;

    /// What rests on this record, in the order of ids.
    async fn resting_on(&mut self, record: ConsentId) -> Result<Vec<BulletinId>>;

    /// On which record each of these rests; those that rest on none are left out.
    async fn consents_under(&mut self, own: &[BulletinId])
    -> Result<Vec<(BulletinId, ConsentRow)>>;
}

//! What a desk is writing: sealed, and never sent as it is.

use async_trait::async_trait;
use fanal_protocol::{BulletinId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Result;

/// Where a draft stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Being written.
    Draft,
    /// Waits for a second person.
    Waiting,
    /// Approved; waits for its embargo, or was published.
    Approved,
    /// Sent back with a note.
    Returned,
    /// Sent.
    Sent,
    /// Still being written: no bulletin yet, and perhaps never one.
    Sheet,
}

/// A draft, or the review of a bulletin that wishes to become public.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Its id; a bulletin keeps it.
    pub id: BulletinId,
    /// The account that wrote it.
    pub author: String,
    /// Where it stands.
    pub state: DraftState,
    /// The account that approved or returned it.
    pub reviewer: Option<String>,
    /// When it changed last.
    pub updated: Timestamp,
    /// What the desk keeps of it, as JSON; sealed at rest.
    pub body: Vec<u8>,
}

/// Drafts.
#[async_trait]
pub trait Drafts {
    /// Puts or replaces a draft.
    async fn put_draft(&mut self, draft: &DraftRow) -> Result<()>;

    /// One draft.
    async fn draft(&mut self, id: BulletinId) -> Result<Option<DraftRow>>;

    /// All in this state, oldest first.
    async fn drafts(&mut self, state: Option<DraftState>) -> Result<Vec<DraftRow>>;

    /// Destroys it.
    async fn delete_draft(&mut self, id: BulletinId) -> Result<()>;
}

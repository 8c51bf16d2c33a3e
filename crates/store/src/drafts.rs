//! What a desk is writing: sealed, and never sent as it is.

use async_trait::async_trait;
use fanal_protocol::{BulletinId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{IndexKey, Result};

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

/// A draft as a list needs it first: nothing of what it says is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftLine {
    /// Its id.
    pub id: BulletinId,
    /// The account that wrote it.
    pub author: String,
    /// Where it stands.
    pub state: DraftState,
    /// When it changed last.
    pub updated: Timestamp,
}

impl DraftLine {
    /// Where it stands in a list.
    pub const fn place(&self) -> (Timestamp, BulletinId) {
        (self.updated, self.id)
    }
}

/// Which drafts are meant; what is not said lets through all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DraftFilter {
    /// In one of these states; empty: in any.
    pub states: Vec<DraftState>,
    /// Of this account.
    pub author: Option<String>,
    /// Changed after this moment.
    pub since: Option<Timestamp>,
    /// Only those of which no values were noted.
    pub without_values: bool,
}

impl DraftFilter {
    /// All in these states.
    pub fn of(states: &[DraftState]) -> Self {
        Self {
            states: states.to_vec(),
            ..Self::default()
        }
    }
}

/// How many drafts lie there, and how much.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DraftsCounted {
    /// So many.
    pub count: u64,
    /// The bytes of their bodies, as they lie there: a seal adds 40 to each.
    pub bytes: u64,
}

/// Drafts.
#[async_trait]
pub trait Drafts {
    /// Puts or replaces a draft. What was noted of its values is forgotten: they may be others now.
    async fn put_draft(&mut self, draft: &DraftRow) -> Result<()>;

    /// Notes which values a draft holds, so that it is found by them, under a word for how far it would go. The disk
    /// tells neither the values nor the word, nor whether a bulletin has the same ones.
    async fn put_draft_values(
        &mut self,
        id: BulletinId,
        alike: &str,
        keys: &[IndexKey],
    ) -> Result<()>;

    /// The drafts that hold any of these values and were noted under the same word, each once.
    async fn drafts_with(&mut self, alike: &str, keys: &[IndexKey]) -> Result<Vec<BulletinId>>;

    /// One draft.
    async fn draft(&mut self, id: BulletinId) -> Result<Option<DraftRow>>;

    /// All in this state, oldest first, each opened: where that is many, ask for lines.
    async fn drafts(&mut self, state: Option<DraftState>) -> Result<Vec<DraftRow>>;

    /// Of those that are meant, so many, oldest first; behind a place, if one is given. No body is opened.
    async fn draft_lines(
        &mut self,
        which: &DraftFilter,
        behind: Option<(Timestamp, BulletinId)>,
        limit: u32,
    ) -> Result<Vec<DraftLine>>;

    /// How many are meant, and how much they hold. No body is opened.
    async fn count_drafts(&mut self, which: &DraftFilter) -> Result<DraftsCounted>;

    /// Destroys it, and what was noted of its values.
    async fn delete_draft(&mut self, id: BulletinId) -> Result<()>;
}

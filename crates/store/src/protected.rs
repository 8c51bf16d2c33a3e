//! A desk's protected words: names of people, its own domains. What is kept is a keyed hash of each form;
//! the words themselves are nowhere. [PRV-6]

use std::collections::HashSet;

use async_trait::async_trait;
use fanal_protocol::{BulletinId, Timestamp};

use crate::{Result, vault::WordKey};

/// A protected word, without the word. No Debug: a label may tell of a case.
#[derive(Clone, PartialEq, Eq)]
pub struct ProtectedRow {
    /// Which.
    pub id: BulletinId,
    /// The desk's own note to find it by; sealed at rest.
    pub label: String,
    /// Since when.
    pub since: Timestamp,
}

/// All marks, and the key to ask with.
pub struct ProtectedMarks {
    key: WordKey,
    marks: HashSet<[u8; 16]>,
    longest: usize,
}

impl ProtectedMarks {
    /// What a database read, for the key of its vault.
    pub fn new(key: WordKey, marks: HashSet<[u8; 16]>, longest: usize) -> Self {
        Self {
            key,
            marks,
            longest,
        }
    }

    /// The most words that a protected form has; none, if nothing is protected.
    pub fn longest(&self) -> usize {
        if self.marks.is_empty() {
            0
        } else {
            self.longest
        }
    }

    /// Is this form protected?
    pub fn has(&self, form: &str) -> bool {
        self.marks.contains(&self.key.mark(form))
    }
}

/// Protected words.
#[async_trait]
pub trait Protected {
    /// Puts a word by its forms, each of so many words at most; what is there already stays as it is.
    async fn protect(&mut self, row: &ProtectedRow, forms: &[String], longest: usize)
    -> Result<()>;

    /// All, the oldest first.
    async fn protected(&mut self) -> Result<Vec<ProtectedRow>>;

    /// Lets one go. False, if there is none of this id.
    async fn unprotect(&mut self, id: BulletinId) -> Result<bool>;

    /// What texts are asked about.
    async fn protected_marks(&mut self) -> Result<ProtectedMarks>;
}

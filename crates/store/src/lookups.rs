//! Look-up material: lists of others that are kept to be asked, apart from bulletins, under names of this desk's own.
//! Nothing of them is ever sent, exported or published. [R6]

use async_trait::async_trait;

use crate::{IndexKey, Result};

/// A list that is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct LookUpRow {
    /// This desk's own word for it.
    pub name: String,
    /// What the desk notes of it (licence, source, when it was fetched), as JSON; sealed at rest.
    pub body: Vec<u8>,
}

/// A value that a list holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LookUpHit {
    /// Which of the keys that were asked.
    pub key: usize,
    /// The list's name.
    pub name: String,
}

/// Lists to look values up in. They hold keys of values alone: none can be read back.
#[async_trait]
pub trait LookUps {
    /// Puts or replaces a list, with all that it holds.
    async fn put_look_up(&mut self, row: &LookUpRow, keys: &[IndexKey]) -> Result<()>;

    /// Puts what is noted of a list in place of what was; what it holds stays. Nothing happens where there is none.
    async fn note_look_up(&mut self, row: &LookUpRow) -> Result<()>;

    /// All lists, by name.
    async fn look_ups(&mut self) -> Result<Vec<LookUpRow>>;

    /// Forgets a list and all that it holds; false, if there is none of this name.
    async fn delete_look_up(&mut self, name: &str) -> Result<bool>;

    /// Which lists hold any of these keys, in the order of the keys.
    async fn look_up(&mut self, keys: &[IndexKey]) -> Result<Vec<LookUpHit>>;
}

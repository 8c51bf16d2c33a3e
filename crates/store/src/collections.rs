//! When each object came into a collection that TAXII clients page through.

use std::collections::HashSet;

use async_trait::async_trait;

use crate::Result;

/// Names a collection; made by the desk of what the collection holds.
pub type CollectionKey = [u8; 16];

/// What an object of a collection is known by: a keyed hash of its id and version. It tells nothing to
/// whoever holds the disk, not even whether two collections hold the same object. [R4] [R25]
pub type ObjectKey = [u8; 16];

/// An object that is to be in a collection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewObject {
    /// What it is known by.
    pub key: ObjectKey,
    /// What is needed to say one day that it was withdrawn; sealed at rest. None where its id could be
    /// guessed from a value. [R4]
    pub kept: Option<Vec<u8>>,
    /// It says that an object was withdrawn.
    pub is_gone: bool,
}

/// An object of a collection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CollectedRow {
    /// What it is known by.
    pub key: ObjectKey,
    /// When it came, in microseconds since 1970: no two of a collection came at once, and none comes
    /// before another that is there.
    pub added: i64,
    /// What was kept of it.
    pub kept: Option<Vec<u8>>,
    /// It says that an object was withdrawn.
    pub is_gone: bool,
}

/// Collections.
#[async_trait]
pub trait Collections {
    /// The key of an object by its id and version.
    fn object_key(&self, collection: CollectionKey, id: &str, version: &str) -> ObjectKey;

    /// When each of these came, in their order. Those that were not there come now: not before this
    /// moment, and after everything that ever was in the collection.
    async fn collect(
        &mut self,
        collection: CollectionKey,
        not_before: i64,
        objects: &[NewObject],
    ) -> Result<Vec<i64>>;

    /// Which of these are there.
    async fn collected_among(
        &mut self,
        collection: CollectionKey,
        keys: &[ObjectKey],
    ) -> Result<HashSet<ObjectKey>>;

    /// What is in a collection, oldest first: what is there, or what was withdrawn.
    async fn collected(
        &mut self,
        collection: CollectionKey,
        is_gone: bool,
    ) -> Result<Vec<CollectedRow>>;

    /// Takes objects out, and gives what was kept of them. Those that are not there are no fault.
    async fn uncollect(
        &mut self,
        collection: CollectionKey,
        keys: &[ObjectKey],
    ) -> Result<Vec<CollectedRow>>;
}

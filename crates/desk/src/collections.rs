//! Collections: what this desk holds, object by object, as TAXII clients page through it. [TAX]
//!
//! Each network has a collection for each label that is shared, and a tray into which programs put
//! drafts; the public has one of its own, made of published bytes. An index in memory knows ids,
//! versions and moments; what it points at is opened with a permit of the moment, at every request, or
//! read from where the public bytes are put away.

mod bundle;
mod cursor;
mod index;
mod inert;
mod keep;
mod names;
mod object_id;
mod page;
mod query;
mod rendered;
mod take;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

pub use self::cursor::CursorKey;
pub use self::names::{CollectionName, Root};
pub use self::page::{Listed, Page};
pub use self::query::{
    MOST_OBJECTS, ObjectFilter, Query, USUAL_OBJECTS, Versions, View, moment_of,
};
pub use self::take::Taken;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, problem};
use fanal_protocol::Code;
use index::Index;
use rendered::Shelf;

/// Who pages.
#[derive(Clone, Debug)]
pub enum Reader {
    /// Anyone: the public collection alone.
    Public,
    /// An account of this desk.
    Account(Caller),
}

/// The collections of a desk, kept by one process of it.
pub struct Collections {
    desk: Desk,
    cursors: CursorKey,
    indexes: RwLock<BTreeMap<CollectionName, Arc<Index>>>,
    rendered: Shelf,
    /// One at a time brings the indexes up to date.
    keeping: Mutex<()>,
}

impl Collections {
    /// Opens them; nothing is in them until the first [`Collections::catch_up`].
    pub async fn open(desk: Desk) -> Result<Self> {
        let cursors = CursorKey::load_or_make(&desk).await?;
        Ok(Self {
            desk,
            cursors,
            indexes: RwLock::default(),
            rendered: Shelf::default(),
            keeping: Mutex::new(()),
        })
    }

    /// The desk whose they are.
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// An id for what was asked, that nobody guesses.
    pub fn new_status_id(&self) -> String {
        let named = crate::objects::id_from_random(self.desk.random(), "");
        named.trim_start_matches('-').to_owned()
    }

    /// This moment, as TAXII writes moments.
    pub fn moment(&self) -> String {
        query::written(self.now_in_micros())
    }

    fn now_in_micros(&self) -> i64 {
        self.desk.now().unix().saturating_mul(1_000_000)
    }

    /// The moment that what comes into a collection now is dated with. To the public it tells the end of the hour and
    /// no more: the moment of a withdrawal would tell whose it is. Who asks by a clock misses nothing. [TAX-14]
    fn moment_in(&self, name: CollectionName) -> i64 {
        let now = self.desk.now().unix();
        let told = match name {
            CollectionName::Public => now - now.rem_euclid(3_600) + 3_600,
            CollectionName::Held(..) | CollectionName::Drafts(_) => now,
        };
        told.saturating_mul(1_000_000)
    }

    fn index(&self, name: CollectionName) -> Result<Arc<Index>> {
        let indexes = self.indexes.read().unwrap_or_else(PoisonError::into_inner);
        let found = indexes.get(&name).map(Arc::clone);
        found.ok_or_else(|| problem(Code::Busy, "this collection is being made: try again soon"))
    }

    /// Shows nothing of the public collection until it is published again: it may have what was withdrawn. [TAX-13]
    pub fn take_down_public(&self) {
        let mut indexes = self.indexes.write().unwrap_or_else(PoisonError::into_inner);
        indexes.remove(&CollectionName::Public);
    }

    fn put_index(&self, name: CollectionName, index: Index) {
        let mut indexes = self.indexes.write().unwrap_or_else(PoisonError::into_inner);
        indexes.insert(name, Arc::new(index));
    }
}

#![doc = include_str!("../README.md")]

mod accounts;
mod bulletins;
mod collections;
mod consent;
#[cfg(feature = "contract")]
pub mod contract;
mod drafts;
mod hindsight;
mod journal;
mod ledger;
mod lookups;
mod peers;
mod protected;
mod rosters;
mod sessions;
mod settings;
mod streams;
mod vault;

use async_trait::async_trait;

pub use accounts::{AccountRow, Accounts, Right, TokenRow};
pub use bulletins::{
    Brief, BulletinRow, Bulletins, Elsewhere, Filter, Gone, Hit, IndexKey, Indexed, NewStatement,
    Stance, State, StatementRow,
};
pub use collections::{CollectedRow, CollectionKey, Collections, NewObject, ObjectKey};
pub use consent::{ConsentId, ConsentRow, Consents};
pub use drafts::{DraftFilter, DraftLine, DraftRow, DraftState, Drafts, DraftsCounted};
pub use hindsight::Hindsight;
pub use journal::{AuditRow, Direction, Due, DueKind, Journal, RefusalRow, What};
pub use ledger::{Answer, AwaitedRow, Disclosure, Ledger, Road, SightingRow};
pub use lookups::{LookUpHit, LookUpRow, LookUps};
pub use peers::{PeerRow, Peers};
pub use protected::{Protected, ProtectedMarks, ProtectedRow};
pub use rosters::{HeartbeatRow, PROOFS_KEPT, Rosters};
pub use sessions::{SecondFactorRow, SecondFactors, SessionRow, Sessions};
pub use settings::Settings;
pub use streams::{Place, StoredEntry, StreamRow, Streams};
pub use vault::{ContentKey, EpochKey, Vault, VaultError, WordKey};

/// Why the database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed it meanwhile, or it exists: do the unit of work again.
    #[error("the database reports a conflict: {0}")]
    Conflict(String),
    /// Locked, full, gone: try again later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// What is stored cannot be read: wrong key, or damaged.
    #[error("stored data cannot be read: {0}")]
    Damaged(String),
    /// The operator has to act: schema newer than this program, wrong address.
    #[error("database: {0}")]
    Misconfigured(String),
}

/// The result of every call.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A database.
#[async_trait]
pub trait Store: Send + Sync {
    /// Opens a unit of work that may write: only one at a time does, of all processes over this database.
    /// The next waits its turn, so what a unit read is so until it commits. Whoever holds one opens no
    /// other; reading units are free. [RST-10]
    async fn begin(&self) -> Result<Box<dyn Unit>>;

    /// Opens a unit that reads one consistent state; what it writes is never kept.
    async fn read(&self) -> Result<Box<dyn Unit>>;
}

/// One unit of work: every capability, and one commit. Dropped, it leaves no trace.
#[async_trait]
pub trait Unit:
    Accounts
    + Bulletins
    + Collections
    + Consents
    + Drafts
    + Hindsight
    + Journal
    + Ledger
    + LookUps
    + Peers
    + Protected
    + Rosters
    + SecondFactors
    + Sessions
    + Settings
    + Streams
    + Send
{
    /// Makes it durable (`synchronous=FULL`): only after this may anything be acknowledged. [R8]
    async fn commit(self: Box<Self>) -> Result<()>;
}

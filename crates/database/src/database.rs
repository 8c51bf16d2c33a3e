//! A database as the node holds it: opened once, shared by all.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use fanal_ambient::Entropy;
use fanal_store::{Result, Store, StoreError, Unit, Vault};

use crate::names::Names;
use crate::sealing::Keys;
use crate::session::Session;
use crate::sieve::Sieve;
use crate::tables::{audit, consents, content_keys, epoch_keys};
use crate::unit::OpenUnit;
use crate::{migrate, postgres, sqlite};

/// Which of the two it is.
pub(crate) enum Driver {
    Sqlite(sqlite::Driver),
    Postgres(postgres::Driver),
}

impl Driver {
    pub(crate) async fn begin(&self) -> Result<Session> {
        match self {
            Self::Sqlite(driver) => driver.begin().await,
            Self::Postgres(driver) => driver.begin().await,
        }
    }

    async fn read(&self) -> Result<Session> {
        match self {
            Self::Sqlite(driver) => driver.read().await,
            Self::Postgres(driver) => driver.read().await,
        }
    }
}

/// Several processes may open a new database at once; each tries so often to be the first.
const COLLISIONS: u32 = 20;

/// An open database that keeps the store's contract.
pub struct Database {
    driver: Driver,
    keys: Arc<Keys>,
    names: Arc<Names>,
    sieve: Arc<Sieve>,
}

impl Database {
    /// Opens `sqlite:PATH`, `sqlite::memory:` or `postgres://USER@HOST/NAME`, makes the schema if
    /// there is none, and brings it up to date.
    ///
    /// A database in memory has one connection: units of work take turns, reading ones too.
    ///
    /// Errors: `Misconfigured` for an address that leads nowhere and for a schema newer than this
    /// program, `Damaged` when the vault holds another master key.
    pub async fn open(url: &str, vault: Vault, entropy: Arc<dyn Entropy>) -> Result<Self> {
        let driver = match url.split_once(':') {
            Some(("sqlite", path)) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                Driver::Sqlite(sqlite::Driver::open(path).await?)
            }
            Some(("postgres" | "postgresql", _)) => {
                Driver::Postgres(postgres::Driver::open(url).await?)
            }
            _ => {
                let text = "the address begins with neither `sqlite:` nor `postgres:`";
                return Err(StoreError::Misconfigured(text.into()));
            }
        };
        let keys = Arc::new(Keys::new(vault, entropy));
        let database = Self {
            driver,
            keys,
            names: Arc::default(),
            sieve: Arc::default(),
        };
        let mut collisions = 0;
        while let Err(error) = database.prepare().await {
            collisions += 1;
            if !matches!(error, StoreError::Conflict(_)) || collisions > COLLISIONS {
                return Err(error);
            }
        }
        Ok(database)
    }

    /// Makes what a new or older database lacks.
    async fn prepare(&self) -> Result<()> {
        migrate::up_to_date(&self.driver).await?;
        self.begin_unit().await?.first_epoch().await
    }

    /// Makes a new epoch key, wraps every content key anew, and destroys the old epoch keys: then
    /// old backups, free pages and logs of this database tell nothing of what was purged. [R25]
    ///
    /// Gives the number of the new epoch. `Conflict` on PostgreSQL if another process stores new
    /// bulletins at that moment: do it again.
    pub async fn rotate_epoch(&self) -> Result<u64> {
        let mut unit = self.begin_unit().await?;
        let (old, _) = epoch_keys::current(&mut unit).await?;
        let epoch = old + 1;
        let key = epoch_keys::put_new(&mut unit, epoch).await?;
        let count = content_keys::rewrap(&mut unit, epoch, &key).await?;
        consents::rewrap(&mut unit, epoch, &key).await?;
        epoch_keys::delete_before(&mut unit, epoch).await?;
        unit.finish().await?;
        self.keys.forget_before(epoch);
        if let Driver::Sqlite(driver) = &self.driver {
            driver.empty_log().await?;
        }
        tracing::info!(epoch, count, "content keys wrapped under a new epoch key");
        Ok(epoch)
    }

    /// Looks for damage: the file itself (SQLite), the chain of the audit trail, and whether every
    /// content key opens. One line for each finding, without content; empty is well.
    pub async fn integrity(&self) -> Result<Vec<String>> {
        let mut found = match &self.driver {
            Driver::Sqlite(driver) => driver.integrity().await?,
            Driver::Postgres(_) => Vec::new(),
        };
        let mut unit = self.read_unit().await?;
        found.extend(audit::broken_link(&mut unit).await?);
        found.extend(content_keys::unreadable(&mut unit).await?);
        found.extend(consents::unreadable(&mut unit).await?);
        Ok(found)
    }

    /// Writes a consistent copy to a file that is not there yet; units of work wait meanwhile.
    /// SQLite only: PostgreSQL has tools of its own.
    pub async fn backup_to(&self, path: &Path) -> Result<()> {
        match &self.driver {
            Driver::Sqlite(driver) => driver.backup_to(&path.to_string_lossy()).await,
            Driver::Postgres(_) => {
                let text = "a PostgreSQL database is copied with `pg_dump`";
                Err(StoreError::Misconfigured(text.into()))
            }
        }
    }

    /// Waits for units that are open, and closes all connections.
    pub async fn close(&self) {
        match &self.driver {
            Driver::Sqlite(driver) => driver.close().await,
            Driver::Postgres(driver) => driver.close().await,
        }
    }

    async fn begin_unit(&self) -> Result<OpenUnit> {
        let session = self.driver.begin().await?;
        Ok(OpenUnit::new(
            session,
            Arc::clone(&self.keys),
            Arc::clone(&self.names),
            Arc::clone(&self.sieve),
        ))
    }

    async fn read_unit(&self) -> Result<OpenUnit> {
        let session = self.driver.read().await?;
        Ok(OpenUnit::new(
            session,
            Arc::clone(&self.keys),
            Arc::clone(&self.names),
            Arc::clone(&self.sieve),
        ))
    }
}

impl OpenUnit {
    /// Makes the first epoch key, or finds out whether the master key opens the one that is there.
    async fn first_epoch(mut self) -> Result<()> {
        if epoch_keys::newest(&mut self).await?.is_none() {
            epoch_keys::put_new(&mut self, 1).await?;
        }
        epoch_keys::current(&mut self).await?;
        self.finish().await
    }
}

#[async_trait]
impl Store for Database {
    async fn begin(&self) -> Result<Box<dyn Unit>> {
        Ok(Box::new(self.begin_unit().await?))
    }

    async fn read(&self) -> Result<Box<dyn Unit>> {
        Ok(Box::new(self.read_unit().await?))
    }
}

//! A database as the node holds it: opened once, shared by all.

use std::io::{Read, Write};
use std::sync::Arc;

use async_trait::async_trait;
use fanal_ambient::Entropy;
use fanal_store::{Result, Store, StoreError, Unit, Vault};

use crate::copying::{self, AskToKeep, Copied, Loaded};
use crate::names::Names;
use crate::sealing::Keys;
use crate::session::Session;
use crate::sieve::Sieve;
use crate::tables::{audit, consents, content_keys, epoch_keys, settings};
use crate::unit::OpenUnit;
use crate::{migrate, postgres, sqlite};

/// Which of the two it is.
pub(crate) enum Driver {
    Sqlite(sqlite::Driver),
    Postgres(postgres::Driver),
}

impl Driver {
    async fn open(url: &str) -> Result<Self> {
        match url.split_once(':') {
            Some(("sqlite", path)) => {
                let path = path.strip_prefix("//").unwrap_or(path);
                Ok(Self::Sqlite(sqlite::Driver::open(path).await?))
            }
            Some(("postgres" | "postgresql", _)) => {
                Ok(Self::Postgres(postgres::Driver::open(url).await?))
            }
            _ => {
                let text = "the address begins with neither `sqlite:` nor `postgres:`";
                Err(StoreError::Misconfigured(text.into()))
            }
        }
    }

    async fn close(&self) {
        match self {
            Self::Sqlite(driver) => driver.close().await,
            Self::Postgres(driver) => driver.close().await,
        }
    }

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
    /// Opens a database that is there as it is: without making or changing its schema.
    pub async fn open_as_it_is(url: &str, vault: Vault, entropy: Arc<dyn Entropy>) -> Result<Self> {
        Ok(Self::over(Driver::open(url).await?, vault, entropy))
    }

    /// Opens `sqlite:PATH`, `sqlite::memory:` or `postgres://USER@HOST/NAME`, makes the schema if
    /// there is none, and brings it up to date.
    ///
    /// A database in memory has one connection: units of work take turns, reading ones too.
    ///
    /// Errors: `Misconfigured` for an address that leads nowhere and for a schema newer than this
    /// program, `Damaged` when the vault holds another master key.
    pub async fn open(url: &str, vault: Vault, entropy: Arc<dyn Entropy>) -> Result<Self> {
        let database = Self::over(Driver::open(url).await?, vault, entropy);
        let mut collisions = 0;
        while let Err(error) = database.prepare().await {
            collisions += 1;
            if !matches!(error, StoreError::Conflict(_)) || collisions > COLLISIONS {
                return Err(error);
            }
        }
        Ok(database)
    }

    fn over(driver: Driver, vault: Vault, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            driver,
            keys: Arc::new(Keys::new(vault, entropy)),
            names: Arc::default(),
            sieve: Arc::default(),
        }
    }

    /// Makes what a new or older database lacks.
    async fn prepare(&self) -> Result<()> {
        migrate::up_to_date(&self.driver).await?;
        self.begin_unit().await?.first_epoch().await
    }

    /// Makes a new epoch key, wraps every content key anew, and destroys the old epoch keys: then
    /// old backups, free pages and logs of this database tell nothing of what was purged. [R25]
    ///
    /// Gives the number of the new epoch.
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

    /// Writes one state of everything, in its two parts; units of work go on meanwhile. Of each bulletin
    /// whoever asks has a permit, or its key stays out. [R3] [R25]
    pub async fn copy_to(
        &self,
        ask: &AskToKeep<'_>,
        lasting: &mut (dyn Write + Send),
        short: &mut (dyn Write + Send),
    ) -> Result<Copied> {
        let mut unit = self.read_unit().await?;
        copying::copy(&mut unit, ask, lasting, short).await
    }

    /// Makes a database of a copy: at this address, where none may be yet, with the schema of the copy.
    /// What the short-lived part has no key for is purged before anything is read.
    ///
    /// `settings` are put in the same step: what has to be known before anything is done with it.
    ///
    /// `Conflict` if there is a database. After any error nothing of the copy is there.
    pub async fn restore(
        url: &str,
        vault: Vault,
        entropy: Arc<dyn Entropy>,
        schema: i64,
        (lasting, short): (&mut (dyn Read + Send), &mut (dyn Read + Send)),
        settings: &[(&str, Vec<u8>)],
    ) -> Result<Loaded> {
        let database = Self::over(Driver::open(url).await?, vault, entropy);
        migrate::up_to(&database.driver, schema).await?;
        let mut unit = database.begin_unit().await?;
        // Keys first: what is wrapped refers to them.
        let mut rows = copying::load(&mut unit.session, short).await?;
        rows.extend(copying::load(&mut unit.session, lasting).await?);
        let loaded = copying::settle(&mut unit, rows).await?;
        for (name, value) in settings {
            settings::put(&mut unit, name, value).await?;
        }
        unit.finish().await?;
        database.close().await;
        Ok(loaded)
    }

    /// The number of its schema.
    pub async fn schema(&self) -> Result<i64> {
        migrate::held(&self.driver).await
    }

    /// Would opening it change its schema? From which number; none for one that is up to date, or new.
    pub async fn is_behind(url: &str) -> Result<Option<i64>> {
        let driver = Driver::open(url).await?;
        let behind = migrate::is_behind(&driver).await;
        driver.close().await;
        behind
    }

    /// Waits for units that are open, and closes all connections.
    pub async fn close(&self) {
        self.driver.close().await;
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

//! SQLite: one connection that writes, a few that read.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use fanal_store::{Result, StoreError};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Error, Sqlite, Transaction};

use crate::session::Session;

/// How long a unit waits for its turn, or for another process.
const PATIENCE: Duration = Duration::from_secs(30);
/// Page cache of the writer: import of large files stays in memory, the idle node below 64 MB.
const WRITER_CACHE_KIB: &str = "-16384";
/// Page cache of each reader.
const READER_CACHE_KIB: &str = "-4096";
/// Readers at once: each has a thread of its own.
const READERS: u32 = 4;
/// Pages in the write-ahead log before they move into the file: 1.5 times the import rate of the
/// default, 64 MiB of disk.
const CHECKPOINT_PAGES: &str = "16000";

/// An open SQLite database.
pub(crate) struct Driver {
    writer: SqlitePool,
    /// The same as the writer for a database in memory, which has one connection.
    readers: SqlitePool,
}

impl Driver {
    /// Opens `:memory:` or the file, which is made if it is not there.
    pub(crate) async fn open(path: &str) -> Result<Self> {
        if path == ":memory:" {
            let options = options(WRITER_CACHE_KIB).filename(path).in_memory(true);
            let writer = connect(options, 1, None).await?;
            return Ok(Self {
                readers: writer.clone(),
                writer,
            });
        }
        make_private(Path::new(path))?;
        let file = |cache| {
            options(cache)
                .filename(path)
                .journal_mode(SqliteJournalMode::Wal)
        };
        let writer = connect(file(WRITER_CACHE_KIB), 1, None).await?;
        let reading = file(READER_CACHE_KIB).pragma("query_only", "ON");
        let readers = connect(reading, READERS, Some(Duration::from_mins(1))).await?;
        Ok(Self { writer, readers })
    }

    /// Takes the only place of the writer.
    pub(crate) async fn begin(&self) -> Result<Session> {
        begin(&self.writer, "BEGIN IMMEDIATE")
            .await
            .map(|tx| Session::sqlite(tx, true))
    }

    /// Reads the last commit, whatever is written meanwhile.
    pub(crate) async fn read(&self) -> Result<Session> {
        begin(&self.readers, "BEGIN DEFERRED")
            .await
            .map(|tx| Session::sqlite(tx, false))
    }

    /// Moves the write-ahead log into the file and empties it: old pages are gone then.
    pub(crate) async fn empty_log(&self) -> Result<()> {
        self.maintain("PRAGMA wal_checkpoint(TRUNCATE)")
            .await
            .map(drop)
    }

    /// What SQLite finds wrong with the file.
    pub(crate) async fn integrity(&self) -> Result<Vec<String>> {
        let mut found = self.maintain("PRAGMA integrity_check(20)").await?;
        found.retain(|line| line != "ok");
        let orphans = self
            .maintain("SELECT \"table\" FROM pragma_foreign_key_check")
            .await?;
        found.extend(
            orphans
                .into_iter()
                .map(|table| format!("a row of `{table}` has no parent")),
        );
        Ok(found)
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// The first column of what a statement outside of transactions says.
    async fn maintain(&self, sql: &'static str) -> Result<Vec<String>> {
        use sqlx::Row as _;
        let mut connection = self.writer.acquire().await.map_err(|e| read_error(&e))?;
        let rows = sqlx::query(sql).fetch_all(&mut *connection).await;
        let rows = rows.map_err(|e| read_error(&e))?;
        Ok(rows
            .iter()
            .map(|row| row.try_get(0).unwrap_or_default())
            .collect())
    }
}

/// Whatever is written to the file is sealed; the file is for its owner all the same.
fn make_private(path: &Path) -> Result<()> {
    open_private(path, OpenOptions::new().append(true).create(true))
}

fn open_private(path: &Path, options: &mut OpenOptions) -> Result<()> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let opened = options.open(path);
    opened.map(drop).map_err(|e| {
        StoreError::Misconfigured(format!("cannot open the file `{}`: {e}", path.display()))
    })
}

fn options(cache_kib: &'static str) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        // [R8] nothing is acknowledged before it is on the disk
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("cache_size", cache_kib)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", "67108864")
        .pragma("trusted_schema", "OFF")
        // [R25] freed pages are overwritten
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .statement_cache_capacity(256)
        .row_buffer_size(512)
        .disable_statement_logging()
}

async fn connect(
    options: SqliteConnectOptions,
    most: u32,
    idle: Option<Duration>,
) -> Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(most)
        .min_connections(1)
        .idle_timeout(idle)
        .max_lifetime(None)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(|e| read_error(&e))
}

async fn begin(pool: &SqlitePool, sql: &'static str) -> Result<Transaction<'static, Sqlite>> {
    match pool.begin_with(sql).await {
        // SQLite gave a transaction up by itself (full disk), and the driver did not notice: this
        // connection will never begin again.
        Err(Error::InvalidSavePointStatement) => {
            let stuck = pool.acquire().await.map_err(|e| read_error(&e))?;
            stuck.close().await.map_err(|e| read_error(&e))?;
            pool.begin_with(sql).await.map_err(|e| read_error(&e))
        }
        other => other.map_err(|e| read_error(&e)),
    }
}

/// Who has to act. Messages of SQLite name tables and columns, never values.
pub(crate) fn read_error(error: &Error) -> StoreError {
    let Error::Database(database) = error else {
        return read_driver_error(error);
    };
    let code: i32 = database
        .code()
        .and_then(|code| code.parse().ok())
        .unwrap_or_default();
    let text = format!("{} (SQLite {code})", database.message());
    // Result codes: the low byte is the primary one. https://www.sqlite.org/rescode.html
    match (code, code & 0xff) {
        // A reading transaction that wanted to write after somebody else did; constraints.
        (517, _) | (_, 19) => StoreError::Conflict(text),
        // No memory, read-only, busy, locked, input or output, full, cannot open.
        (_, 5..=8 | 10 | 13 | 14) => StoreError::Unavailable(text),
        // Corrupt, not a database.
        (_, 11 | 26) => StoreError::Damaged(text),
        _ => StoreError::Misconfigured(text),
    }
}

/// Errors that look alike on both databases. None of them carries a password.
pub(crate) fn read_driver_error(error: &Error) -> StoreError {
    let text = error.to_string();
    let gone = matches!(
        error,
        Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed
    );
    if gone {
        StoreError::Unavailable(text)
    } else if matches!(error, Error::Configuration(_) | Error::Tls(_)) {
        StoreError::Misconfigured(text)
    } else {
        StoreError::Damaged(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::params;

    async fn with_a_table(folder: &tempfile::TempDir) -> Driver {
        let path = folder.path().join("node.db");
        let driver = Driver::open(&path.to_string_lossy()).await.unwrap();
        let mut session = driver.begin().await.unwrap();
        session.script("CREATE TABLE t (x BLOB)").await.unwrap();
        session.commit().await.unwrap();
        driver
    }

    async fn insert(session: &mut Session) -> Result<u64> {
        session
            .execute("INSERT INTO t (x) VALUES (zeroblob(100000))", params![])
            .await
    }

    async fn rows(driver: &Driver) -> i64 {
        let mut session = driver.read().await.unwrap();
        let row = session
            .fetch_one("SELECT count(*) FROM t", params![])
            .await
            .unwrap();
        row.unwrap().int(0).unwrap()
    }

    #[tokio::test]
    async fn a_full_disk_is_unavailable_and_the_next_unit_works() {
        let folder = tempfile::tempdir().unwrap();
        let driver = with_a_table(&folder).await;
        driver.maintain("PRAGMA max_page_count = 60").await.unwrap();
        let mut session = driver.begin().await.unwrap();
        let refused = loop {
            if let Err(refused) = insert(&mut session).await {
                break refused;
            }
        };
        assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
        assert!(session.commit().await.is_err());
        driver
            .maintain("PRAGMA max_page_count = 100000")
            .await
            .unwrap();
        assert_eq!(rows(&driver).await, 0);
        let mut session = driver.begin().await.unwrap();
        insert(&mut session).await.unwrap();
        session.commit().await.unwrap();
        assert_eq!(rows(&driver).await, 1);
    }

    #[tokio::test]
    async fn a_transaction_that_ended_behind_the_driver_does_not_stop_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let driver = with_a_table(&folder).await;
        let mut session = driver.begin().await.unwrap();
        session.script("ROLLBACK").await.unwrap();
        drop(session);
        let mut session = driver.begin().await.unwrap();
        insert(&mut session).await.unwrap();
        session.commit().await.unwrap();
        assert_eq!(rows(&driver).await, 1);
    }
}

//! PostgreSQL, or what speaks like it: one unit writes at a time, whichever process it is of.

use std::str::FromStr as _;
use std::time::Duration;

use fanal_store::{Result, StoreError};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Error, Executor as _};

use crate::session::Session;
use crate::sqlite::read_driver_error;

/// How long a unit waits for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections of one process that read. Those that wait to write have one of their own, so that whoever
/// writes can always read as well.
const READERS: u32 = 7;
/// [R8] nothing is acknowledged before it is on the disk, whatever the server's default says; nobody waits
/// for ever, not even for a process whose machine is gone.
const SETTINGS: &str = "SET synchronous_commit = on; SET lock_timeout = '30s';
    SET idle_in_transaction_session_timeout = '5min'; SET client_min_messages = warning";
/// [RST-10] One unit writes at a time, of all processes: what it read is so until it commits. The number is
/// arbitrary, and ours; a schema is a database of its own. The lock goes with the transaction.
const ONE_WRITER: &str =
    "SELECT pg_advisory_xact_lock(hashtextextended(coalesce(current_schema(), ''), 7102226412))";
/// Every query here follows an index, row by row. Without statistics (right after an import) or for
/// one set of parameters the planner may think otherwise, and reads whole tables. A server that
/// knows no such settings plans as it likes.
const PLANS: &str = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
    SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

/// An open PostgreSQL database.
pub(crate) struct Driver {
    writer: PgPool,
    readers: PgPool,
}

impl Driver {
    pub(crate) async fn open(url: &str) -> Result<Self> {
        // The address may hold a password: of its faults only the kind is told.
        let unreadable =
            |_| StoreError::Misconfigured("the PostgreSQL address is malformed".into());
        let options = PgConnectOptions::from_str(url)
            .map_err(unreadable)?
            .application_name("fanal")
            .statement_cache_capacity(256)
            .disable_statement_logging();
        Ok(Self {
            writer: connect(options.clone(), 1).await?,
            readers: connect(options, READERS).await?,
        })
    }

    /// Waits its turn: here, and then among all processes. Each statement sees what was committed before
    /// it, so none reads what another one is about to change. [RST-10]
    pub(crate) async fn begin(&self) -> Result<Session> {
        let begun = self
            .writer
            .begin_with("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            .await;
        let mut tx = begun.map_err(|e| read_error(&e))?;
        let turn = sqlx::query(ONE_WRITER).execute(&mut *tx).await;
        turn.map_err(|e| read_error(&e))?;
        Ok(Session::postgres(tx, true))
    }

    /// One state of everything.
    pub(crate) async fn read(&self) -> Result<Session> {
        let begun = self
            .readers
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await;
        begun
            .map(|tx| Session::postgres(tx, false))
            .map_err(|e| read_error(&e))
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

async fn connect(options: PgConnectOptions, connections: u32) -> Result<PgPool> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(SETTINGS)).await?;
                if let Err(error) = connection.execute(sqlx::raw_sql(PLANS)).await {
                    tracing::debug!(%error, "the server plans by itself");
                }
                Ok(())
            })
        })
        .connect_with(options);
    pool.await.map_err(|e| read_error(&e))
}

/// Who has to act. The detail of a message, where values stand, is left out.
pub(crate) fn read_error(error: &Error) -> StoreError {
    let Error::Database(database) = error else {
        return read_driver_error(error);
    };
    let code = database.code().unwrap_or_default();
    let text = format!("{} (SQLSTATE {code})", database.message());
    let class: String = code.chars().take(2).collect();
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    match (class.as_str(), &*code) {
        // Constraint violated; serialisation, deadlock; a transaction that failed before.
        ("23" | "40", _) | (_, "25P02") => StoreError::Conflict(text),
        // Connection, resources, operator intervention, lock timeout, read-only.
        ("08" | "53" | "57" | "55", _) | (_, "25006" | "25P03") => StoreError::Unavailable(text),
        ("58" | "XX" | "22", _) => StoreError::Damaged(text),
        _ => StoreError::Misconfigured(text),
    }
}

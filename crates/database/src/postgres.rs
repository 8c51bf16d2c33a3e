//! PostgreSQL, or what speaks like it: rows are locked from reading them to commit.

use std::str::FromStr as _;
use std::time::Duration;

use fanal_store::{Result, StoreError};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Error, Executor as _};

use crate::session::Session;
use crate::sqlite::read_driver_error;

/// How long a unit waits for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections of one node process.
const CONNECTIONS: u32 = 8;
/// [R8] nothing is acknowledged before it is on the disk, whatever the server's default says; and
/// nobody waits for ever.
const SETTINGS: &str = "SET synchronous_commit = on; SET lock_timeout = '30s';
    SET client_min_messages = warning";
/// Every query here follows an index, row by row. Without statistics (right after an import) or for
/// one set of parameters the planner may think otherwise, and reads whole tables. A server that
/// knows no such settings plans as it likes.
const PLANS: &str = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
    SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

/// An open PostgreSQL database.
pub(crate) struct Driver(PgPool);

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
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
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
        pool.await.map(Self).map_err(|e| read_error(&e))
    }

    /// Each statement sees what was committed before it; heads are locked as they are read. [R8]
    pub(crate) async fn begin(&self) -> Result<Session> {
        let begun = self
            .0
            .begin_with("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            .await;
        begun
            .map(|tx| Session::postgres(tx, true))
            .map_err(|e| read_error(&e))
    }

    /// One state of everything.
    pub(crate) async fn read(&self) -> Result<Session> {
        let begun = self
            .0
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await;
        begun
            .map(|tx| Session::postgres(tx, false))
            .map_err(|e| read_error(&e))
    }

    pub(crate) async fn close(&self) {
        self.0.close().await;
    }
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

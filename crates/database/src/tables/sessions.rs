//! Sessions, by hash only.

use fanal_protocol::{Digest, Timestamp};
use fanal_store::{Result, SessionRow};

use crate::params::params;
use crate::rows::Row;
use crate::unit::OpenUnit;

const ROW: &str = "SELECT hash, account, open, made, seen, proved FROM sessions";

/// One session.
pub(crate) async fn one(unit: &mut OpenUnit, hash: Digest) -> Result<Option<SessionRow>> {
    let sql = format!("{ROW} WHERE hash = $1");
    let row = unit.session.fetch_one(sql, params![hash]).await?;
    row.as_ref().map(read).transpose()
}

/// Those of an account, oldest first.
pub(crate) async fn of(unit: &mut OpenUnit, account: &str) -> Result<Vec<SessionRow>> {
    let sql = format!("{ROW} WHERE account = $1 ORDER BY made, hash");
    let rows = unit.session.fetch(sql, params![account]).await?;
    rows.iter().map(read).collect()
}

/// Puts a new one.
pub(crate) async fn put(unit: &mut OpenUnit, row: &SessionRow) -> Result<()> {
    let sql = "INSERT INTO sessions (hash, account, open, made, seen, proved) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    let mut params = params![row.hash, &row.account, row.open];
    params.extend(params![row.made, row.seen, row.proved]);
    unit.session.execute(sql, params).await.map(drop)
}

/// It was used at this moment.
pub(crate) async fn see(unit: &mut OpenUnit, hash: Digest, at: Timestamp) -> Result<()> {
    let sql = "UPDATE sessions SET seen = $2 WHERE hash = $1";
    unit.session.execute(sql, params![hash, at]).await.map(drop)
}

/// The person proved at this moment that it is them.
pub(crate) async fn prove(unit: &mut OpenUnit, hash: Digest, at: Timestamp) -> Result<()> {
    let sql = "UPDATE sessions SET proved = $2 WHERE hash = $1";
    unit.session.execute(sql, params![hash, at]).await.map(drop)
}

/// Ends one; whether it was there.
pub(crate) async fn delete_one(unit: &mut OpenUnit, hash: Digest) -> Result<bool> {
    let sql = "DELETE FROM sessions WHERE hash = $1";
    let ended = unit.session.execute(sql, params![hash]).await?;
    Ok(ended > 0)
}

/// Ends those of an account (or of all); how many.
pub(crate) async fn delete(unit: &mut OpenUnit, account: Option<&str>) -> Result<u64> {
    match account {
        Some(account) => {
            let sql = "DELETE FROM sessions WHERE account = $1";
            unit.session.execute(sql, params![account]).await
        }
        None => {
            unit.session
                .execute("DELETE FROM sessions", params![])
                .await
        }
    }
}

/// Forgets those that were made, or used last, before these moments; how many.
pub(crate) async fn forget(unit: &mut OpenUnit, made: Timestamp, seen: Timestamp) -> Result<u64> {
    let sql = "DELETE FROM sessions WHERE made < $1 OR seen < $2";
    unit.session.execute(sql, params![made, seen]).await
}

fn read(row: &Row) -> Result<SessionRow> {
    Ok(SessionRow {
        hash: row.digest(0)?,
        account: row.text(1)?,
        open: row.int(2)? != 0,
        made: row.time(3)?,
        seen: row.time(4)?,
        proved: row.time(5)?,
    })
}

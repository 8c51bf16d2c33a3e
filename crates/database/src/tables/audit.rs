//! The audit trail: a hash chain, whose shape README.md fixes.

use fanal_protocol::{Digest, Timestamp};
use fanal_store::{AuditRow, Result, StoreError};
use sha2::{Digest as _, Sha256};

use crate::params::{bound, number, params};
use crate::rows::Row;
use crate::unit::OpenUnit;

/// Lines in one step of a walk over the whole chain.
const STEP: u32 = 1000;

/// Adds a line.
pub(crate) async fn put(
    unit: &mut OpenUnit,
    at: Timestamp,
    who: &str,
    act: &str,
    object: &str,
    result: &str,
) -> Result<()> {
    let (last, previous) = end(unit).await?;
    let mut row = AuditRow {
        number: last + 1,
        at,
        who: who.into(),
        act: act.into(),
        object: object.into(),
        result: result.into(),
        hash: previous,
    };
    row.hash = link(previous, &row)?;
    let sql = "INSERT INTO audit (number, at, who, act, object, result, hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params = params![number(row.number)?, at, who, act, object, result, row.hash];
    unit.session.execute(sql, params).await?;
    let sql = "UPDATE audit_end SET number = $1, hash = $2 WHERE id = 1";
    unit.session
        .execute(sql, params![number(row.number)?, row.hash])
        .await
        .map(drop)
}

/// The last number and hash, locked until commit: lines are added one after the other.
async fn end(unit: &mut OpenUnit) -> Result<(u64, Digest)> {
    let lock = unit.session.locking(" FOR UPDATE");
    let sql = format!("SELECT number, hash FROM audit_end WHERE id = 1{lock}");
    let row = unit.session.fetch_one(sql, params![]).await?;
    let gone = || StoreError::Damaged("the end of the audit trail is gone".into());
    let row = row.ok_or_else(gone)?;
    Ok((row.count(0)?, row.digest(1)?))
}

fn link(previous: Digest, row: &AuditRow) -> Result<Digest> {
    let line = (
        row.number,
        row.at,
        &row.who,
        &row.act,
        &row.object,
        &row.result,
    );
    let line = serde_json::to_vec(&line).map_err(|e| StoreError::Damaged(e.to_string()))?;
    let hash = Sha256::new()
        .chain_update(previous.as_bytes())
        .chain_update(line);
    Ok(Digest::from_bytes(hash.finalize().into()))
}

/// Lines from this number on, at most so many (0: all).
pub(crate) async fn range(unit: &mut OpenUnit, from: u64, limit: u32) -> Result<Vec<AuditRow>> {
    let limit = if limit == 0 { i64::MAX } else { limit.into() };
    let sql = "SELECT number, at, who, act, object, result, hash FROM audit \
        WHERE number >= $1 ORDER BY number LIMIT $2";
    let rows = unit.session.fetch(sql, params![bound(from), limit]).await?;
    rows.iter().map(read).collect()
}

/// Lines whose act begins so, the newest first, from this number down.
pub(crate) async fn of(
    unit: &mut OpenUnit,
    act: &str,
    from: Option<u64>,
    limit: u32,
) -> Result<Vec<AuditRow>> {
    // Not LIKE: what somebody types is no pattern.
    let sql = "SELECT number, at, who, act, object, result, hash FROM audit \
        WHERE number <= $1 AND substr(act, 1, length($2)) = $2 \
        ORDER BY number DESC LIMIT $3";
    let from = from.map_or(i64::MAX, bound);
    let params = params![from, act, i64::from(limit)];
    let rows = unit.session.fetch(sql, params).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<AuditRow> {
    Ok(AuditRow {
        number: row.count(0)?,
        at: row.time(1)?,
        who: row.text(2)?,
        act: row.text(3)?,
        object: row.text(4)?,
        result: row.text(5)?,
        hash: row.digest(6)?,
    })
}

/// The first place where the chain does not hold, if there is one.
pub(crate) async fn broken_link(unit: &mut OpenUnit) -> Result<Option<String>> {
    let (mut last, mut hash) = (0, Digest::from_bytes([0; 32]));
    loop {
        let rows = range(unit, last + 1, STEP).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.number != last + 1 || link(hash, &row)? != row.hash {
                return Ok(Some(format!(
                    "the audit trail is broken at line {}",
                    last + 1
                )));
            }
            (last, hash) = (row.number, row.hash);
        }
    }
    let whole = end(unit).await? == (last, hash);
    Ok((!whole).then(|| format!("the audit trail lacks lines after {last}")))
}

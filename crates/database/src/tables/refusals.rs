//! Who said no to what.

use fanal_protocol::{DeskId, NetworkId, StreamName, Timestamp};
use fanal_store::{Direction, RefusalRow, Result, What};

use super::{desks, networks};
use crate::params::params;
use crate::rows::{Row, word};
use crate::unit::OpenUnit;

/// Notes a refusal, or counts it up. The same is: in which hour of the clock, whose no, to whom, where, of what, why,
/// of which bytes. Of its words the first and the newest stay. [SYN-19]
pub(crate) async fn put(unit: &mut OpenUnit, network: NetworkId, row: &RefusalRow) -> Result<()> {
    let network = networks::intern(unit, network).await?;
    let peer = intern(unit, row.peer.as_ref()).await?;
    let origin = intern(unit, row.stream.as_ref().map(|(origin, _)| origin)).await?;
    let stream = row.stream.as_ref().map(|(_, name)| name);
    let lock = unit.session.locking(" FOR UPDATE");
    let sql = format!(
        "SELECT id FROM refusals WHERE network = $1 AND at >= $2 AND direction = $3 \
         AND peer IS NOT DISTINCT FROM $4 AND origin IS NOT DISTINCT FROM $5 \
         AND stream IS NOT DISTINCT FROM $6 AND code = $7 \
         AND of_bytes IS NOT DISTINCT FROM $8 AND what = $9 ORDER BY at DESC LIMIT 1{lock}"
    );
    // No row gathers more than its hour: the measure of an hour counts none that came before.
    let same = params![network, row.at.hour(), word(&row.direction)?, peer, origin];
    let same = [same, params![stream, row.code, row.of, row.what.as_str()]].concat();
    if let Some(earlier) = unit.session.fetch_one(sql, same).await? {
        let sql = "UPDATE refusals SET at = $2, count = count + $3, \
            first_text = CASE WHEN first_text IS NULL AND text <> $4 THEN text ELSE first_text END, \
            text = $4 WHERE id = $1";
        let params = params![earlier.int(0)?, row.at, row.count, &row.text];
        return unit.session.execute(sql, params).await.map(drop);
    }
    let sql = "INSERT INTO refusals \
        (network, direction, peer, origin, stream, code, of_bytes, text, at, count, what) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let mut params = params![
        network,
        word(&row.direction)?,
        peer,
        origin,
        stream,
        row.code
    ];
    params.extend(params![
        row.of,
        &row.text,
        row.at,
        row.count,
        row.what.as_str()
    ]);
    unit.session.execute(sql, params).await.map(drop)
}

async fn intern(unit: &mut OpenUnit, desk: Option<&DeskId>) -> Result<Option<i64>> {
    match desk {
        Some(desk) => desks::intern(unit, desk).await.map(Some),
        None => Ok(None),
    }
}

/// The columns as [`read`] takes them, of rows named `r`.
const COLUMNS: &str = "r.direction, p.name, o.name, r.stream, r.code, r.text, r.of_bytes, r.at, r.count, \
    r.what, r.first_text";

const DESKS: &str = "LEFT JOIN desks p ON p.id = r.peer LEFT JOIN desks o ON o.id = r.origin";

fn at_most(limit: u32) -> i64 {
    if limit == 0 { i64::MAX } else { limit.into() }
}

/// The newest, newest first, at most so many of each peer and direction, and of all (0: all).
pub(crate) async fn newest(
    unit: &mut OpenUnit,
    network: NetworkId,
    each: u32,
    limit: u32,
) -> Result<Vec<RefusalRow>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT n.*, ROW_NUMBER() OVER \
         (PARTITION BY n.direction, n.peer ORDER BY n.at DESC, n.id DESC) AS place \
         FROM refusals n WHERE n.network = $1) r {DESKS} \
         WHERE r.place <= $2 ORDER BY r.at DESC, r.id DESC LIMIT $3"
    );
    let params = params![network, at_most(each), at_most(limit)];
    let rows = unit.session.fetch(sql, params).await?;
    rows.iter().map(read).collect()
}

/// The newest of known bytes of this peer.
pub(crate) async fn of_bytes(
    unit: &mut OpenUnit,
    network: NetworkId,
    (direction, peer): (Direction, &DeskId),
    limit: u32,
) -> Result<Vec<RefusalRow>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM refusals r {DESKS} WHERE r.network = $1 AND r.direction = $2 \
         AND r.peer = (SELECT id FROM desks WHERE name = $3) AND r.of_bytes IS NOT NULL \
         ORDER BY r.at DESC, r.id DESC LIMIT $4"
    );
    let params = params![network, word(&direction)?, peer, at_most(limit)];
    let rows = unit.session.fetch(sql, params).await?;
    rows.iter().map(read).collect()
}

/// How often bytes of this peer were refused from this moment on.
pub(crate) async fn count_of_bytes(
    unit: &mut OpenUnit,
    network: NetworkId,
    (direction, peer): (Direction, &DeskId),
    from: Timestamp,
) -> Result<u64> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(0);
    };
    let sql = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM refusals WHERE network = $1 \
        AND direction = $2 AND peer = (SELECT id FROM desks WHERE name = $3) AND at >= $4 \
        AND of_bytes IS NOT NULL";
    let params = params![network, word(&direction)?, peer, from];
    let row = unit.session.fetch_one(sql, params).await?;
    row.map_or(Ok(0), |row| row.count(0))
}

fn read(row: &Row) -> Result<RefusalRow> {
    let (origin, stream): (Option<DeskId>, Option<StreamName>) =
        (row.opt_parsed(2)?, row.opt_parsed(3)?);
    Ok(RefusalRow {
        direction: row.word(0)?,
        peer: row.opt_parsed(1)?,
        stream: origin.zip(stream),
        code: row.word(4)?,
        text: row.text(5)?,
        of: row.opt_digest(6)?,
        at: row.time(7)?,
        count: row.count32(8)?,
        what: What::read(&row.text(9)?),
        first: row.opt_text(10)?,
    })
}

/// Forgets what came last before this; how many. [R11]
pub(crate) async fn forget_before(unit: &mut OpenUnit, at: Timestamp) -> Result<u64> {
    unit.session
        .execute("DELETE FROM refusals WHERE at < $1", params![at])
        .await
}

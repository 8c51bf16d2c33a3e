//! Streams by number, and their heads.

use fanal_protocol::{NetworkId, StreamRef};
use fanal_store::{Result, StoreError, StreamRow};

use super::{desks, networks};
use crate::params::{number, params};
use crate::rows::Row;
use crate::unit::OpenUnit;

const ROW: &str = "SELECT o.name, s.name, s.epoch, s.size, s.proven, s.root, s.frontier, \
    s.checkpoint FROM streams s JOIN desks o ON o.id = s.origin";

/// All streams of a network that have a head, ordered by stream.
pub(crate) async fn all(unit: &mut OpenUnit, network: NetworkId) -> Result<Vec<StreamRow>> {
    let Some(of) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = format!("{ROW} WHERE s.network = $1 AND s.root IS NOT NULL");
    let rows = unit.session.fetch(sql, params![of]).await?;
    let mut heads: Vec<StreamRow> = rows
        .iter()
        .map(|row| read(network, row))
        .collect::<Result<_>>()?;
    heads.sort_by(|a, b| a.stream.cmp(&b.stream));
    Ok(heads)
}

/// One head, locked until commit in a writing unit. [R8]
pub(crate) async fn one(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
) -> Result<Option<StreamRow>> {
    let Some(id) = self::number_of(unit, network, stream).await? else {
        return Ok(None);
    };
    let lock = unit.session.locking(" FOR UPDATE OF s");
    let sql = format!("{ROW} WHERE s.id = $1 AND s.root IS NOT NULL{lock}");
    let row = unit.session.fetch_one(sql, params![id]).await?;
    row.map(|row| read(network, &row)).transpose()
}

fn read(network: NetworkId, row: &Row) -> Result<StreamRow> {
    let epoch = row.count32(2)?;
    Ok(StreamRow {
        network,
        stream: StreamRef {
            origin: row.parsed(0)?,
            name: row.parsed(1)?,
            epoch,
        },
        size: row.count(3)?,
        proven: row.count(4)?,
        root: row.digest(5)?,
        frontier: row.blob(6)?,
        checkpoint: row.text(7)?,
    })
}

/// Puts or replaces a head; a smaller one is refused.
pub(crate) async fn put(unit: &mut OpenUnit, row: &StreamRow) -> Result<()> {
    let id = intern(unit, row.network, &row.stream).await?;
    let sql = "UPDATE streams SET size = $2, proven = $3, root = $4, frontier = $5, \
        checkpoint = $6 WHERE id = $1 AND size <= $2";
    let (size, proven) = (number(row.size)?, number(row.proven)?);
    let params = params![id, size, proven, row.root, &row.frontier, &row.checkpoint];
    if unit.session.execute(sql, params).await? == 0 {
        let text = format!("stream `{}` is longer than `{size}`", row.stream);
        return Err(StoreError::Conflict(text));
    }
    Ok(())
}

/// The number of a stream, if it has one.
pub(crate) async fn number_of(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
) -> Result<Option<i64>> {
    let name = (network, stream.clone());
    let known = unit.fresh.streams.get(&name).copied();
    if let Some(id) = known.or_else(|| unit.names.streams.of(&name)) {
        return Ok(Some(id));
    }
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(None);
    };
    let Some(origin) = desks::number(unit, &stream.origin).await? else {
        return Ok(None);
    };
    let sql = "SELECT id FROM streams \
        WHERE network = $1 AND origin = $2 AND name = $3 AND epoch = $4";
    let params = params![network, origin, &stream.name, stream.epoch];
    let row = unit.session.fetch_one(sql, params).await?;
    let Some(id) = row.map(|row| row.int(0)).transpose()? else {
        return Ok(None);
    };
    unit.names.streams.remember([(name, id)]);
    Ok(Some(id))
}

/// The number of a stream; gives it one if it has none.
pub(crate) async fn intern(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
) -> Result<i64> {
    if let Some(id) = number_of(unit, network, stream).await? {
        return Ok(id);
    }
    let (net, origin) = (
        networks::intern(unit, network).await?,
        desks::intern(unit, &stream.origin).await?,
    );
    let sql = "INSERT INTO streams (network, origin, name, epoch) VALUES ($1, $2, $3, $4) \
        ON CONFLICT DO NOTHING RETURNING id";
    let params = params![net, origin, &stream.name, stream.epoch];
    let raced = || StoreError::Conflict("another unit met this stream first".into());
    let id = unit
        .session
        .fetch_one(sql, params)
        .await?
        .ok_or_else(raced)?
        .int(0)?;
    unit.fresh.streams.insert((network, stream.clone()), id);
    Ok(id)
}

//! Content keys, one for each bulletin, wrapped under an epoch key. A row that is deleted takes all
//! revisions of its bulletin with it.

use std::collections::HashMap;
use std::sync::Arc;

use fanal_protocol::NetworkId;
use fanal_store::{ContentKey, EpochKey, Result};

use super::epoch_keys;
use crate::params::{Param, number, params};
use crate::rows::Row;
use crate::sealing::{Keys, full_name, unsealed};
use crate::unit::OpenUnit;

/// Rows in one step of a walk over all keys.
const STEP: i64 = 1000;

/// The keys of these bulletins, where they have one.
pub(crate) async fn of(
    unit: &mut OpenUnit,
    bulletins: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, ContentKey>> {
    let head = "SELECT k.bulletin, n.digest, o.name, b.name, k.epoch, k.wrapped \
        FROM content_keys k JOIN bulletins b ON b.id = k.bulletin \
        JOIN networks n ON n.id = b.network JOIN desks o ON o.id = b.origin \
        WHERE k.bulletin IN";
    let rows = unit
        .session
        .fetch_in(head, "", bulletins.map(Param::from).collect())
        .await?;
    let mut keys = HashMap::with_capacity(rows.len());
    for row in rows {
        keys.insert(row.int(0)?, unwrap(unit, &row).await?);
    }
    Ok(keys)
}

/// Adds keys: bulletin, wrapped key. All under the current epoch.
pub(crate) async fn put(
    unit: &mut OpenUnit,
    epoch: u64,
    keys: impl Iterator<Item = (i64, Vec<u8>)>,
) -> Result<()> {
    let epoch = number(epoch)?;
    let rows = keys
        .flat_map(|(bulletin, wrapped)| params![bulletin, epoch, wrapped])
        .collect();
    unit.session
        .insert(
            "INSERT INTO content_keys (bulletin, epoch, wrapped)",
            "",
            3,
            rows,
        )
        .await
}

/// Puts a new key in the place of the old one, which is gone then.
pub(crate) async fn renew(unit: &mut OpenUnit, bulletin: i64, name: &[u8]) -> Result<ContentKey> {
    let (epoch, under) = epoch_keys::current(unit).await?;
    let (key, wrapped) = make(&unit.keys, &under, name)?;
    let sql = "UPDATE content_keys SET epoch = $2, wrapped = $3 WHERE bulletin = $1";
    unit.session
        .execute(sql, params![bulletin, number(epoch)?, wrapped])
        .await?;
    Ok(key)
}

/// Destroys the key of a bulletin.
pub(crate) async fn delete(unit: &mut OpenUnit, bulletin: i64) -> Result<()> {
    let sql = "DELETE FROM content_keys WHERE bulletin = $1";
    unit.session.execute(sql, params![bulletin]).await.map(drop)
}

/// Wraps every key anew; how many.
pub(crate) async fn rewrap(unit: &mut OpenUnit, epoch: u64, under: &EpochKey) -> Result<u64> {
    let (mut after, mut count) = (0, 0);
    loop {
        let rows = after_bulletin(unit, after).await?;
        let Some(last) = rows.last() else {
            return Ok(count);
        };
        after = last.int(0)?;
        let mut params = Vec::with_capacity(rows.len() * 3);
        for row in &rows {
            let key = unwrap(unit, row).await?;
            let name = full_name(network_of(row)?, &row.parsed(2)?, row.bulletin_id(3)?);
            let wrapped = under
                .wrap(&name, &key, unit.keys.nonce())
                .map_err(unsealed)?;
            params.extend(params![row.int(0)?, number(epoch)?, wrapped]);
            count += 1;
        }
        let head = "INSERT INTO content_keys (bulletin, epoch, wrapped)";
        let tail = "ON CONFLICT (bulletin) DO UPDATE SET epoch = excluded.epoch, \
            wrapped = excluded.wrapped";
        unit.session.insert(head, tail, 3, params).await?;
    }
}

/// A line for each key that does not open.
pub(crate) async fn unreadable(unit: &mut OpenUnit) -> Result<Vec<String>> {
    let (mut after, mut found) = (0, Vec::new());
    loop {
        let rows = after_bulletin(unit, after).await?;
        let Some(last) = rows.last() else {
            return Ok(found);
        };
        after = last.int(0)?;
        for row in &rows {
            if unwrap(unit, row).await.is_err() {
                found.push(format!(
                    "the content key of bulletin {} does not open",
                    row.int(0)?
                ));
            }
        }
    }
}

async fn after_bulletin(unit: &mut OpenUnit, after: i64) -> Result<Vec<Row>> {
    let sql = "SELECT k.bulletin, n.digest, o.name, b.name, k.epoch, k.wrapped \
        FROM content_keys k JOIN bulletins b ON b.id = k.bulletin \
        JOIN networks n ON n.id = b.network JOIN desks o ON o.id = b.origin \
        WHERE k.bulletin > $1 ORDER BY k.bulletin LIMIT $2";
    unit.session.fetch(sql, params![after, STEP]).await
}

async fn unwrap(unit: &mut OpenUnit, row: &Row) -> Result<ContentKey> {
    let (network, origin) = (network_of(row)?, row.parsed(2)?);
    unit.content_key(
        (network, &origin, row.bulletin_id(3)?),
        row.count(4)?,
        &row.blob(5)?,
    )
    .await
}

fn network_of(row: &Row) -> Result<NetworkId> {
    row.digest(1).map(NetworkId::founded_by)
}

/// Makes a key and wraps it under the current epoch key.
pub(crate) fn make(
    keys: &Keys,
    under: &Arc<EpochKey>,
    name: &[u8],
) -> Result<(ContentKey, Vec<u8>)> {
    let key = keys.new_content_key();
    let wrapped = under.wrap(name, &key, keys.nonce()).map_err(unsealed)?;
    Ok((key, wrapped))
}

//! The newest heartbeat under each key.

use fanal_protocol::NetworkId;
use fanal_store::{HeartbeatRow, Result};

use super::networks;
use crate::params::params;
use crate::rows::Row;
use crate::unit::OpenUnit;

/// One for each key, ordered by key.
pub(crate) async fn all(unit: &mut OpenUnit, network: NetworkId) -> Result<Vec<HeartbeatRow>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT key, issued, envelope FROM heartbeats WHERE network = $1 ORDER BY key";
    let rows = unit.session.fetch(sql, params![network]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<HeartbeatRow> {
    Ok(HeartbeatRow {
        key: row.public_key(0)?,
        issued: row.time(1)?,
        bytes: row.blob(2)?,
    })
}

/// Keeps it if it is newer than the one of its key.
pub(crate) async fn put(unit: &mut OpenUnit, network: NetworkId, row: &HeartbeatRow) -> Result<()> {
    let network = networks::intern(unit, network).await?;
    let sql = "INSERT INTO heartbeats (network, key, issued, envelope) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (network, key) DO UPDATE SET issued = excluded.issued, \
        envelope = excluded.envelope WHERE heartbeats.issued < excluded.issued";
    unit.session
        .execute(sql, params![network, row.key, row.issued, &row.bytes])
        .await
        .map(drop)
}

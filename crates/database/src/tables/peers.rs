//! What is remembered of each peer.

use fanal_protocol::{DeskId, NetworkId};
use fanal_store::{PeerRow, Result};

use super::{desks, networks};
use crate::params::{number, params};
use crate::rows::Row;
use crate::unit::OpenUnit;

const ROW: &str = "SELECT d.name, p.seen, p.roster, p.contact, p.failures, p.retry_at, p.error \
    FROM peers p JOIN desks d ON d.id = p.desk";

/// One peer.
pub(crate) async fn one(
    unit: &mut OpenUnit,
    network: NetworkId,
    desk: &DeskId,
) -> Result<Option<PeerRow>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(None);
    };
    let sql = format!("{ROW} WHERE p.network = $1 AND d.name = $2");
    let row = unit.session.fetch_one(sql, params![network, desk]).await?;
    row.as_ref().map(read).transpose()
}

/// All peers, by name.
pub(crate) async fn all(unit: &mut OpenUnit, network: NetworkId) -> Result<Vec<PeerRow>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = format!("{ROW} WHERE p.network = $1 ORDER BY d.name");
    let rows = unit.session.fetch(sql, params![network]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<PeerRow> {
    let error = row
        .opt_text(6)?
        .is_some()
        .then(|| row.word(6))
        .transpose()?;
    Ok(PeerRow {
        desk: row.parsed(0)?,
        seen: row.opt_digest(1)?,
        roster: row.count(2)?,
        contact: row.opt_time(3)?,
        failures: row.count32(4)?,
        retry_at: row.opt_time(5)?,
        error,
    })
}

/// Puts or replaces it.
pub(crate) async fn put(unit: &mut OpenUnit, network: NetworkId, row: &PeerRow) -> Result<()> {
    let network = networks::intern(unit, network).await?;
    let desk = desks::intern(unit, &row.desk).await?;
    let sql = "INSERT INTO peers (network, desk, seen, roster, contact, failures, retry_at, error) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (network, desk) \
        DO UPDATE SET seen = excluded.seen, roster = excluded.roster, \
        contact = excluded.contact, failures = excluded.failures, \
        retry_at = excluded.retry_at, error = excluded.error";
    let mut params = params![network, desk, row.seen, number(row.roster)?, row.contact];
    params.extend(params![row.failures, row.retry_at, row.error]);
    unit.session.execute(sql, params).await.map(drop)
}

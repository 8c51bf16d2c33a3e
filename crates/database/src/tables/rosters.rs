//! Rosters, as they came.

use fanal_protocol::{NetworkId, VerifiedRoster};
use fanal_store::{Result, StoreError};

use super::networks;
use crate::params::{bound, number, params};
use crate::unit::OpenUnit;

/// Envelopes from this version on, in order.
pub(crate) async fn from(
    unit: &mut OpenUnit,
    network: NetworkId,
    version: u64,
) -> Result<Vec<Vec<u8>>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT envelope FROM rosters WHERE network = $1 AND version >= $2 ORDER BY version";
    let rows = unit
        .session
        .fetch(sql, params![network, bound(version)])
        .await?;
    rows.iter().map(|row| row.blob(0)).collect()
}

/// The newest of each network.
pub(crate) async fn newest(unit: &mut OpenUnit) -> Result<Vec<(NetworkId, Vec<u8>)>> {
    let sql = "SELECT n.digest, r.envelope FROM rosters r JOIN networks n ON n.id = r.network \
        WHERE r.version = (SELECT max(l.version) FROM rosters l WHERE l.network = r.network) \
        ORDER BY r.network";
    let rows = unit.session.fetch(sql, params![]).await?;
    rows.iter()
        .map(|row| Ok((NetworkId::founded_by(row.digest(0)?), row.blob(1)?)))
        .collect()
}

/// Adds a roster; the same again changes nothing, another one of its version is a conflict.
pub(crate) async fn put(unit: &mut OpenUnit, roster: &VerifiedRoster) -> Result<()> {
    let network = networks::intern(unit, roster.network()).await?;
    let version = number(roster.version())?;
    let sql = "INSERT INTO rosters (network, version, digest, envelope) \
        VALUES ($1, $2, $3, $4) ON CONFLICT (network, version) DO NOTHING";
    let params = params![network, version, roster.digest(), roster.bytes()];
    if unit.session.execute(sql, params).await? > 0 {
        return Ok(());
    }
    let sql = "SELECT digest FROM rosters WHERE network = $1 AND version = $2";
    let row = unit
        .session
        .fetch_one(sql, params![network, version])
        .await?;
    match row.map(|row| row.digest(0)).transpose()? {
        Some(digest) if digest == roster.digest() => Ok(()),
        _ => Err(StoreError::Conflict(format!(
            "another roster `{version}` is held"
        ))),
    }
}

//! Networks by number.

use fanal_protocol::NetworkId;
use fanal_store::{Result, StoreError};

use crate::params::params;
use crate::unit::OpenUnit;

/// The number of a network, if it has one.
pub(crate) async fn number(unit: &mut OpenUnit, network: NetworkId) -> Result<Option<i64>> {
    let known = unit.fresh.networks.get(&network).copied();
    if let Some(id) = known.or_else(|| unit.names.networks.of(&network)) {
        return Ok(Some(id));
    }
    let sql = "SELECT id FROM networks WHERE digest = $1";
    let row = unit
        .session
        .fetch_one(sql, params![network.digest()])
        .await?;
    let Some(id) = row.map(|row| row.int(0)).transpose()? else {
        return Ok(None);
    };
    unit.names.networks.remember([(network, id)]);
    Ok(Some(id))
}

/// The number of a network; gives it one if it has none.
pub(crate) async fn intern(unit: &mut OpenUnit, network: NetworkId) -> Result<i64> {
    if let Some(id) = number(unit, network).await? {
        return Ok(id);
    }
    let sql = "INSERT INTO networks (digest) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id";
    let row = unit
        .session
        .fetch_one(sql, params![network.digest()])
        .await?;
    let raced = || StoreError::Conflict("another unit met this network first".into());
    let id = row.ok_or_else(raced)?.int(0)?;
    unit.fresh.networks.insert(network, id);
    Ok(id)
}

//! Epoch keys, wrapped under the master key: one in use, older ones destroyed.

use std::sync::Arc;

use fanal_store::{EpochKey, Result, StoreError};

use crate::params::{number, params};
use crate::unit::OpenUnit;

/// The newest epoch and its wrapped key.
pub(crate) async fn newest(unit: &mut OpenUnit) -> Result<Option<(u64, Vec<u8>)>> {
    let sql = "SELECT epoch, wrapped FROM epoch_keys ORDER BY epoch DESC LIMIT 1";
    let row = unit.session.fetch_one(sql, params![]).await?;
    row.map(|row| Ok((row.count(0)?, row.blob(1)?))).transpose()
}

/// The key under which new content keys are wrapped. Asked once in each unit: another process may
/// have rotated it.
pub(crate) async fn current(unit: &mut OpenUnit) -> Result<(u64, Arc<EpochKey>)> {
    if let Some((epoch, key)) = &unit.current_epoch {
        return Ok((*epoch, Arc::clone(key)));
    }
    let none = || StoreError::Damaged("there is no epoch key".into());
    let (epoch, wrapped) = newest(unit).await?.ok_or_else(none)?;
    let key = match unit.keys.epoch(epoch) {
        Some(key) => key,
        None => unit.keys.unwrap_epoch(epoch, &wrapped)?,
    };
    unit.keys.forget_before(epoch);
    unit.current_epoch = Some((epoch, Arc::clone(&key)));
    Ok((epoch, key))
}

/// The key of an epoch.
pub(crate) async fn key(unit: &mut OpenUnit, epoch: u64) -> Result<Arc<EpochKey>> {
    if let Some((current, key)) = &unit.current_epoch
        && *current == epoch
    {
        return Ok(Arc::clone(key));
    }
    if let Some(key) = unit.keys.epoch(epoch) {
        return Ok(key);
    }
    let sql = "SELECT wrapped FROM epoch_keys WHERE epoch = $1";
    let row = unit.session.fetch_one(sql, params![number(epoch)?]).await?;
    let gone = || StoreError::Damaged(format!("there is no key of epoch `{epoch}`"));
    unit.keys
        .unwrap_epoch(epoch, &row.ok_or_else(gone)?.blob(0)?)
}

/// Makes the key of a new epoch.
pub(crate) async fn put_new(unit: &mut OpenUnit, epoch: u64) -> Result<Arc<EpochKey>> {
    let (key, wrapped) = unit.keys.new_epoch_key(epoch)?;
    let sql = "INSERT INTO epoch_keys (epoch, wrapped) VALUES ($1, $2)";
    unit.session
        .execute(sql, params![number(epoch)?, wrapped])
        .await?;
    let key = Arc::new(key);
    unit.current_epoch = Some((epoch, Arc::clone(&key)));
    Ok(key)
}

/// Destroys the keys of earlier epochs; fails while anything is wrapped under one of them.
pub(crate) async fn delete_before(unit: &mut OpenUnit, epoch: u64) -> Result<()> {
    let sql = "DELETE FROM epoch_keys WHERE epoch < $1";
    unit.session
        .execute(sql, params![number(epoch)?])
        .await
        .map(drop)
}

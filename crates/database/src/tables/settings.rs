//! Small values by name, sealed under the master key and their name.

use std::collections::HashSet;

use fanal_store::Result;
use zeroize::Zeroizing;

use crate::params::{Param, params};
use crate::sealing::unsealed;
use crate::unit::OpenUnit;

/// The value of this name.
pub(crate) async fn one(unit: &mut OpenUnit, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let sql = "SELECT value FROM settings WHERE name = $1";
    let Some(row) = unit.session.fetch_one(sql, params![name]).await? else {
        return Ok(None);
    };
    unit.keys
        .vault
        .open_setting(name, &row.blob(0)?)
        .map(Some)
        .map_err(unsealed)
}

/// Which of these names have a value.
pub(crate) async fn among(unit: &mut OpenUnit, names: &[String]) -> Result<HashSet<String>> {
    let head = "SELECT name FROM settings WHERE name IN";
    let names = names.iter().map(Param::from).collect();
    let rows = unit.session.fetch_in(head, "", names).await?;
    rows.iter().map(|row| row.text(0)).collect()
}

/// Puts or replaces it.
pub(crate) async fn put(unit: &mut OpenUnit, name: &str, value: &[u8]) -> Result<()> {
    let sealed = unit
        .keys
        .vault
        .seal_setting(name, value, unit.keys.nonce())
        .map_err(unsealed)?;
    let sql = "INSERT INTO settings (name, value) VALUES ($1, $2) \
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    unit.session
        .execute(sql, params![name, sealed])
        .await
        .map(drop)
}

/// Removes it, if it is there.
pub(crate) async fn delete(unit: &mut OpenUnit, name: &str) -> Result<()> {
    unit.session
        .execute("DELETE FROM settings WHERE name = $1", params![name])
        .await
        .map(drop)
}

//! People's accounts.

use fanal_store::{AccountRow, Result, StoreError};

use crate::params::params;
use crate::rows::Row;
use crate::unit::OpenUnit;

const ROW: &str = "SELECT name, rights, password, created, disabled FROM accounts";

/// One account.
pub(crate) async fn one(unit: &mut OpenUnit, name: &str) -> Result<Option<AccountRow>> {
    let row = unit
        .session
        .fetch_one(format!("{ROW} WHERE name = $1"), params![name])
        .await?;
    row.as_ref().map(read).transpose()
}

/// All, by name.
pub(crate) async fn all(unit: &mut OpenUnit) -> Result<Vec<AccountRow>> {
    let rows = unit
        .session
        .fetch(format!("{ROW} ORDER BY name"), params![])
        .await?;
    rows.iter().map(read).collect()
}

/// Puts or replaces one.
pub(crate) async fn put(unit: &mut OpenUnit, row: &AccountRow) -> Result<()> {
    let sql = "INSERT INTO accounts (name, rights, password, created, disabled) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) \
        DO UPDATE SET rights = excluded.rights, password = excluded.password, \
        created = excluded.created, disabled = excluded.disabled";
    let mut params = params![&row.name, words(&row.rights)?, &row.password];
    params.extend(params![row.created, row.disabled]);
    unit.session.execute(sql, params).await.map(drop)
}

fn read(row: &Row) -> Result<AccountRow> {
    Ok(AccountRow {
        name: row.text(0)?,
        rights: read_words(&row.text(1)?)?,
        password: row.text(2)?,
        created: row.time(3)?,
        disabled: row.int(4)? != 0,
    })
}

/// A set of words, as JSON.
pub(super) fn words(set: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(set).map_err(|e| StoreError::Damaged(e.to_string()))
}

/// A set of words, read from JSON.
pub(super) fn read_words<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged("rights are malformed".into()))
}

//! Second factors, each sealed as a whole under the master key and its account.

use fanal_protocol::Digest;
use fanal_store::{Result, SecondFactorRow, StoreError};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::params::params;
use crate::sealing::unsealed;
use crate::unit::OpenUnit;

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    secret: Vec<u8>,
    confirmed: bool,
    last_step: Option<i64>,
    recovery: Vec<Digest>,
}

/// That of an account.
pub(crate) async fn one(unit: &mut OpenUnit, account: &str) -> Result<Option<SecondFactorRow>> {
    let lock = unit.session.locking(" FOR UPDATE");
    let sql = format!("SELECT sealed FROM second_factors WHERE account = $1{lock}");
    let Some(row) = unit.session.fetch_one(sql, params![account]).await? else {
        return Ok(None);
    };
    let opened = unit.keys.vault.open_setting(&place(account), &row.blob(0)?);
    let opened = opened.map_err(unsealed)?;
    let held: Sealed = serde_json::from_slice(&opened).map_err(|_| malformed())?;
    Ok(Some(SecondFactorRow {
        account: account.to_owned(),
        secret: Zeroizing::new(held.secret),
        confirmed: held.confirmed,
        last_step: held.last_step,
        recovery: held.recovery,
    }))
}

/// Puts or replaces it.
pub(crate) async fn put(unit: &mut OpenUnit, row: &SecondFactorRow) -> Result<()> {
    let held = Sealed {
        secret: row.secret.to_vec(),
        confirmed: row.confirmed,
        last_step: row.last_step,
        recovery: row.recovery.clone(),
    };
    let bytes = serde_json::to_vec(&held).map_err(|e| StoreError::Damaged(e.to_string()))?;
    let bytes = Zeroizing::new(bytes);
    let sealed = unit
        .keys
        .vault
        .seal_setting(&place(&row.account), &bytes, unit.keys.nonce())
        .map_err(unsealed)?;
    let sql = "INSERT INTO second_factors (account, sealed) VALUES ($1, $2) \
        ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed";
    let params = params![&row.account, sealed];
    unit.session.execute(sql, params).await.map(drop)
}

/// Removes it; whether it was there.
pub(crate) async fn delete(unit: &mut OpenUnit, account: &str) -> Result<bool> {
    let sql = "DELETE FROM second_factors WHERE account = $1";
    let gone = unit.session.execute(sql, params![account]).await?;
    Ok(gone > 0)
}

/// What it is sealed for. No setting has a name like this.
fn place(account: &str) -> String {
    format!("second_factors.sealed\0{account}")
}

fn malformed() -> StoreError {
    StoreError::Damaged("a second factor is malformed".into())
}

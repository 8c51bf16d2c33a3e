//! Tokens, by hash only.

use fanal_protocol::Digest;
use fanal_store::{Result, TokenRow};

use super::accounts::{read_words, words};
use crate::params::params;
use crate::rows::Row;
use crate::unit::OpenUnit;

const ROW: &str = "SELECT hash, account, purpose, rights, expires, proves FROM tokens";

/// One token.
pub(crate) async fn one(unit: &mut OpenUnit, hash: Digest) -> Result<Option<TokenRow>> {
    let sql = format!("{ROW} WHERE hash = $1");
    let row = unit.session.fetch_one(sql, params![hash]).await?;
    row.as_ref().map(read).transpose()
}

/// Those of an account, in the order of their hashes.
pub(crate) async fn of(unit: &mut OpenUnit, account: &str) -> Result<Vec<TokenRow>> {
    let sql = format!("{ROW} WHERE account = $1 ORDER BY hash");
    let rows = unit.session.fetch(sql, params![account]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<TokenRow> {
    Ok(TokenRow {
        hash: row.digest(0)?,
        account: row.text(1)?,
        purpose: row.text(2)?,
        rights: read_words(&row.text(3)?)?,
        expires: row.opt_time(4)?,
        proves: row.int(5)? != 0,
    })
}

/// Puts or replaces a token.
pub(crate) async fn put(unit: &mut OpenUnit, row: &TokenRow) -> Result<()> {
    let sql = "INSERT INTO tokens (hash, account, purpose, rights, expires, proves) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (hash) \
        DO UPDATE SET account = excluded.account, purpose = excluded.purpose, \
        rights = excluded.rights, expires = excluded.expires, proves = excluded.proves";
    let mut params = params![row.hash, &row.account, &row.purpose];
    params.extend(params![words(&row.rights)?, row.expires, row.proves]);
    unit.session.execute(sql, params).await.map(drop)
}

/// Ends one; whether it was there.
pub(crate) async fn delete_one(unit: &mut OpenUnit, hash: Digest) -> Result<bool> {
    let sql = "DELETE FROM tokens WHERE hash = $1";
    let ended = unit.session.execute(sql, params![hash]).await?;
    Ok(ended > 0)
}

/// Ends the tokens of an account (or of all); how many.
pub(crate) async fn delete(unit: &mut OpenUnit, account: Option<&str>) -> Result<u64> {
    match account {
        Some(account) => {
            let sql = "DELETE FROM tokens WHERE account = $1";
            unit.session.execute(sql, params![account]).await
        }
        None => unit.session.execute("DELETE FROM tokens", params![]).await,
    }
}

//! Tokens, by hash only.

use fanal_protocol::Digest;
use fanal_store::{Result, TokenRow};

use super::accounts::{read_words, words};
use crate::params::params;
use crate::unit::OpenUnit;

/// One token.
pub(crate) async fn one(unit: &mut OpenUnit, hash: Digest) -> Result<Option<TokenRow>> {
    let sql = "SELECT account, purpose, rights, expires FROM tokens WHERE hash = $1";
    let Some(row) = unit.session.fetch_one(sql, params![hash]).await? else {
        return Ok(None);
    };
    Ok(Some(TokenRow {
        hash,
        account: row.text(0)?,
        purpose: row.text(1)?,
        rights: read_words(&row.text(2)?)?,
        expires: row.opt_time(3)?,
    }))
}

/// Puts or replaces a token.
pub(crate) async fn put(unit: &mut OpenUnit, row: &TokenRow) -> Result<()> {
    let sql = "INSERT INTO tokens (hash, account, purpose, rights, expires) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) \
        DO UPDATE SET account = excluded.account, purpose = excluded.purpose, \
        rights = excluded.rights, expires = excluded.expires";
    let mut params = params![row.hash, &row.account, &row.purpose];
    params.extend(params![words(&row.rights)?, row.expires]);
    unit.session.execute(sql, params).await.map(drop)
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

//! Drafts, each sealed by itself under its id.

use fanal_protocol::BulletinId;
use fanal_store::{DraftRow, DraftState, Result};

use crate::params::params;
use crate::rows::{Row, word};
use crate::sealing::unsealed;
use crate::unit::OpenUnit;

/// What a draft is sealed under, beside the master key. No setting has such a name.
fn seal_name(id: BulletinId) -> String {
    format!("drafts.body/{id}")
}

/// Puts or replaces a draft.
pub(crate) async fn put(unit: &mut OpenUnit, draft: &DraftRow) -> Result<()> {
    let name = seal_name(draft.id);
    let body = unit
        .keys
        .vault
        .seal_setting(&name, &draft.body, unit.keys.nonce());
    let sql = "INSERT INTO drafts (name, author, state, reviewer, updated, body) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) \
        DO UPDATE SET author = excluded.author, state = excluded.state, \
        reviewer = excluded.reviewer, updated = excluded.updated, body = excluded.body";
    let mut params = params![draft.id, &draft.author, word(&draft.state)?];
    params.extend(params![
        draft.reviewer.as_ref(),
        draft.updated,
        body.map_err(unsealed)?
    ]);
    unit.session.execute(sql, params).await.map(drop)
}

const ROW: &str = "SELECT name, author, state, reviewer, updated, body FROM drafts";

/// One draft; a unit that may write holds it until it commits, so that an approval and a withdrawal
/// wait for each other.
pub(crate) async fn one(unit: &mut OpenUnit, id: BulletinId) -> Result<Option<DraftRow>> {
    let lock = unit.session.locking(" FOR UPDATE");
    let row = unit
        .session
        .fetch_one(format!("{ROW} WHERE name = $1{lock}"), params![id])
        .await?;
    row.map(|row| read(unit, &row)).transpose()
}

/// All in this state, oldest first.
pub(crate) async fn all(unit: &mut OpenUnit, state: Option<DraftState>) -> Result<Vec<DraftRow>> {
    let (wanted, params) = match state {
        Some(state) => (" WHERE state = $1", params![word(&state)?]),
        None => ("", params![]),
    };
    let rows = unit
        .session
        .fetch(format!("{ROW}{wanted} ORDER BY updated, name"), params)
        .await?;
    rows.iter().map(|row| read(unit, row)).collect()
}

fn read(unit: &OpenUnit, row: &Row) -> Result<DraftRow> {
    let id = row.bulletin_id(0)?;
    let body = unit
        .keys
        .vault
        .open_setting(&seal_name(id), &row.blob(5)?)
        .map_err(unsealed)?;
    Ok(DraftRow {
        id,
        author: row.text(1)?,
        state: row.word(2)?,
        reviewer: row.opt_text(3)?,
        updated: row.time(4)?,
        body: body.to_vec(),
    })
}

/// Destroys it.
pub(crate) async fn delete(unit: &mut OpenUnit, id: BulletinId) -> Result<()> {
    unit.session
        .execute("DELETE FROM drafts WHERE name = $1", params![id])
        .await
        .map(drop)
}

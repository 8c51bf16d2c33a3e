//! Look-up material: which list holds which value. The disk tells neither values nor names. [R6] [R25]

use fanal_store::{IndexKey, LookUpHit, LookUpRow, Result, StoreError};
use serde::{Deserialize, Serialize};

use crate::params::{Param, params};
use crate::rows::Row;
use crate::sealing::unsealed;
use crate::unit::OpenUnit;

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
    body: Vec<u8>,
}

fn mark(unit: &OpenUnit, name: &str) -> Vec<u8> {
    unit.keys.vault.index_key("look_ups.name", name).to_vec()
}

/// Apart from the index of bulletins by its keys too.
fn key_of(unit: &OpenUnit, (kind, text): &IndexKey) -> [u8; 16] {
    let kind = format!("look_ups.{}", kind.as_str());
    unit.keys.vault.index_key(&kind, text)
}

const PLACE: &str = "look_ups.body";

fn sealed(unit: &OpenUnit, row: &LookUpRow) -> Result<Vec<u8>> {
    let sealed = Sealed {
        name: row.name.clone(),
        body: row.body.clone(),
    };
    let sealed =
        serde_json::to_vec(&sealed).map_err(|error| StoreError::Damaged(error.to_string()))?;
    unit.keys
        .vault
        .seal_setting(PLACE, &sealed, unit.keys.nonce())
        .map_err(unsealed)
}

fn read(unit: &OpenUnit, row: &Row, at: usize) -> Result<LookUpRow> {
    let opened = unit
        .keys
        .vault
        .open_setting(PLACE, &row.blob(at)?)
        .map_err(unsealed)?;
    let sealed: Sealed = serde_json::from_slice(&opened)
        .map_err(|_| StoreError::Damaged("a look-up list cannot be read".into()))?;
    Ok(LookUpRow {
        name: sealed.name,
        body: sealed.body,
    })
}

/// Puts or replaces a list with all that it holds.
pub(crate) async fn put(unit: &mut OpenUnit, row: &LookUpRow, keys: &[IndexKey]) -> Result<()> {
    let sql = "INSERT INTO look_ups (mark, body) VALUES ($1, $2) \
        ON CONFLICT (mark) DO UPDATE SET body = excluded.body RETURNING id";
    let values = params![mark(unit, &row.name), sealed(unit, row)?];
    let held = unit.session.fetch_one(sql, values).await?;
    let held = held.ok_or_else(|| StoreError::Damaged("a look-up list was not put".into()))?;
    let id = held.int(0)?;
    let sql = "DELETE FROM look_up_values WHERE list = $1";
    unit.session.execute(sql, params![id]).await?;
    let mut keys: Vec<[u8; 16]> = keys.iter().map(|key| key_of(unit, key)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut values = Vec::with_capacity(keys.len() * 2);
    for key in &keys {
        values.extend(params![key.as_slice(), id]);
    }
    let head = "INSERT INTO look_up_values (key, list)";
    unit.session.insert(head, "", 2, values).await
}

/// Puts what is noted of a list in place of what was.
pub(crate) async fn note(unit: &mut OpenUnit, row: &LookUpRow) -> Result<()> {
    let sql = "UPDATE look_ups SET body = $2 WHERE mark = $1";
    let values = params![mark(unit, &row.name), sealed(unit, row)?];
    unit.session.execute(sql, values).await.map(drop)
}

/// All, by name.
pub(crate) async fn all(unit: &mut OpenUnit) -> Result<Vec<LookUpRow>> {
    let rows = unit
        .session
        .fetch("SELECT body FROM look_ups", params![])
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        found.push(read(unit, row, 0)?);
    }
    found.sort_by(|one, two| one.name.cmp(&two.name));
    Ok(found)
}

/// Forgets a list and all that it holds.
pub(crate) async fn delete(unit: &mut OpenUnit, name: &str) -> Result<bool> {
    let sql = "DELETE FROM look_ups WHERE mark = $1 RETURNING id";
    let values = params![mark(unit, name)];
    let Some(row) = unit.session.fetch_one(sql, values).await? else {
        return Ok(false);
    };
    let sql = "DELETE FROM look_up_values WHERE list = $1";
    unit.session.execute(sql, params![row.int(0)?]).await?;
    Ok(true)
}

/// Which lists hold any of these.
pub(crate) async fn hits(unit: &mut OpenUnit, keys: &[IndexKey]) -> Result<Vec<LookUpHit>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = unit
        .session
        .fetch("SELECT id, body FROM look_ups", params![])
        .await?;
    let mut names = std::collections::HashMap::with_capacity(rows.len());
    for row in &rows {
        names.insert(row.int(0)?, read(unit, row, 1)?.name);
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut places: std::collections::HashMap<[u8; 16], Vec<usize>> =
        std::collections::HashMap::with_capacity(keys.len());
    for (place, key) in keys.iter().enumerate() {
        places.entry(key_of(unit, key)).or_default().push(place);
    }
    let asked = places.keys().map(|key| Param::from(key.to_vec())).collect();
    let head = "SELECT key, list FROM look_up_values WHERE key IN";
    let rows = unit.session.fetch_in(head, "", asked).await?;
    let mut hits = Vec::new();
    for row in &rows {
        let key = <[u8; 16]>::try_from(row.blob(0)?)
            .map_err(|_| StoreError::Damaged("a look-up key has another length".into()))?;
        let name = names.get(&row.int(1)?);
        let name = name.ok_or_else(|| StoreError::Damaged("a look-up value has no list".into()))?;
        for place in places.get(&key).into_iter().flatten() {
            hits.push(LookUpHit {
                key: *place,
                name: name.clone(),
            });
        }
    }
    hits.sort();
    Ok(hits)
}

//! Records of consent, each under a key of its own, and what rests on them. [CON-2]

use fanal_protocol::BulletinId;
use fanal_store::{ConsentId, ConsentRow, ContentKey, EpochKey, Result, StoreError};
use serde::{Deserialize, Serialize};

use super::{content_keys, epoch_keys};
use crate::params::{Param, number, params};
use crate::rows::Row;
use crate::sealing::unsealed;
use crate::unit::OpenUnit;

/// What is sealed. The alias is in it: outside there is its HMAC alone.
#[derive(Serialize, Deserialize)]
struct Sealed {
    alias: String,
    body: Vec<u8>,
}

/// What a record's key is wrapped under, beside the epoch key. No bulletin has such a name: those
/// begin with a network's digest.
fn key_name(id: &[u8]) -> Vec<u8> {
    [b"consents.key\0", id].concat()
}

fn place(id: &[u8]) -> Vec<u8> {
    [b"consents.body\0", id].concat()
}

fn mark(unit: &OpenUnit, alias: &str) -> [u8; 16] {
    unit.keys.vault.index_key("consents.alias", alias)
}

/// Puts or replaces a record, under a new key: what stood there before opens no more.
pub(crate) async fn put(unit: &mut OpenUnit, row: &ConsentRow) -> Result<()> {
    let held = unit
        .session
        .fetch_one(
            "SELECT id FROM consents WHERE mark = $1",
            params![mark(unit, &row.alias).to_vec()],
        )
        .await?;
    if let Some(held) = held
        && held.blob(0)? != row.id.as_bytes()
    {
        return Err(StoreError::Conflict("a record of this alias exists".into()));
    }
    let (epoch, under) = epoch_keys::current(unit).await?;
    let (key, wrapped) = content_keys::make(&unit.keys, &under, &key_name(row.id.as_bytes()))?;
    let sealed = Sealed {
        alias: row.alias.clone(),
        body: row.body.clone(),
    };
    let sealed = zeroize::Zeroizing::new(
        serde_json::to_vec(&sealed).map_err(|e| StoreError::Damaged(e.to_string()))?,
    );
    let body = key
        .seal(&place(row.id.as_bytes()), &sealed, unit.keys.nonce())
        .map_err(unsealed)?;
    let sql = "INSERT INTO consents (id, mark, epoch, wrapped, updated, body) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark, \
        epoch = excluded.epoch, wrapped = excluded.wrapped, updated = excluded.updated, \
        body = excluded.body";
    let params = params![
        row.id.as_bytes().to_vec(),
        mark(unit, &row.alias).to_vec(),
        number(epoch)?,
        wrapped,
        row.updated,
        body
    ];
    unit.session.execute(sql, params).await.map(drop)
}

const ROW: &str = "SELECT c.id, c.updated, c.body, c.epoch, c.wrapped FROM consents c";

/// The record of this alias.
pub(crate) async fn of_alias(unit: &mut OpenUnit, alias: &str) -> Result<Option<ConsentRow>> {
    let lock = unit.session.locking(" FOR UPDATE");
    let sql = format!("{ROW} WHERE c.mark = $1{lock}");
    let params = params![mark(unit, alias).to_vec()];
    match unit.session.fetch_one(sql, params).await? {
        Some(row) => read(unit, &row, 0).await.map(Some),
        None => Ok(None),
    }
}

/// The record of this id.
pub(crate) async fn one(unit: &mut OpenUnit, id: ConsentId) -> Result<Option<ConsentRow>> {
    let lock = unit.session.locking(" FOR UPDATE");
    let sql = format!("{ROW} WHERE c.id = $1{lock}");
    let params = params![id.as_bytes().to_vec()];
    match unit.session.fetch_one(sql, params).await? {
        Some(row) => read(unit, &row, 0).await.map(Some),
        None => Ok(None),
    }
}

/// All, by alias.
pub(crate) async fn all(unit: &mut OpenUnit) -> Result<Vec<ConsentRow>> {
    let rows = unit.session.fetch(ROW, params![]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        found.push(read(unit, row, 0).await?);
    }
    found.sort_by(|a, b| a.alias.cmp(&b.alias));
    Ok(found)
}

/// On which record one of this desk's own rests.
pub(crate) async fn rest(
    unit: &mut OpenUnit,
    own: BulletinId,
    record: Option<ConsentId>,
) -> Result<()> {
    let Some(record) = record else {
        let sql = "DELETE FROM consent_rests WHERE own = $1";
        return unit.session.execute(sql, params![own]).await.map(drop);
    };
    let sql = "INSERT INTO consent_rests (own, consent) VALUES ($1, $2) \
        ON CONFLICT (own) DO UPDATE SET consent = excluded.consent";
    let params = params![own, record.as_bytes().to_vec()];
    unit.session.execute(sql, params).await.map(drop)
}

/// What rests on a record.
pub(crate) async fn resting(unit: &mut OpenUnit, record: ConsentId) -> Result<Vec<BulletinId>> {
    let sql = "SELECT own FROM consent_rests WHERE consent = $1 ORDER BY own";
    let params = params![record.as_bytes().to_vec()];
    let rows = unit.session.fetch(sql, params).await?;
    rows.iter().map(|row| row.bulletin_id(0)).collect()
}

/// The records under these.
pub(crate) async fn under(
    unit: &mut OpenUnit,
    own: &[BulletinId],
) -> Result<Vec<(BulletinId, ConsentRow)>> {
    let head = "SELECT r.own, c.id, c.updated, c.body, c.epoch, c.wrapped FROM consent_rests r \
        JOIN consents c ON c.id = r.consent WHERE r.own IN";
    let own = own.iter().map(|id| Param::from(*id)).collect();
    let rows = unit.session.fetch_in(head, "", own).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        found.push((row.bulletin_id(0)?, read(unit, row, 1).await?));
    }
    Ok(found)
}

async fn read(unit: &mut OpenUnit, row: &Row, from: usize) -> Result<ConsentRow> {
    let id = row.blob(from)?;
    let key = unwrap(unit, &id, row.count(from + 3)?, &row.blob(from + 4)?).await?;
    let opened = key
        .open(&place(&id), &row.blob(from + 2)?)
        .map_err(unsealed)?;
    let malformed = || StoreError::Damaged("a record of consent cannot be read".into());
    let sealed: Sealed = serde_json::from_slice(&opened).map_err(|_| malformed())?;
    Ok(ConsentRow {
        id: ConsentId::from_random(id.try_into().map_err(|_| malformed())?),
        alias: sealed.alias,
        updated: row.time(from + 1)?,
        body: sealed.body,
    })
}

async fn unwrap(unit: &mut OpenUnit, id: &[u8], epoch: u64, wrapped: &[u8]) -> Result<ContentKey> {
    let under = epoch_keys::key(unit, epoch).await?;
    under.unwrap_key(&key_name(id), wrapped).map_err(unsealed)
}

/// Wraps every record's key anew.
pub(crate) async fn rewrap(unit: &mut OpenUnit, epoch: u64, under: &EpochKey) -> Result<()> {
    for row in unit.session.fetch(ROW, params![]).await? {
        let id = row.blob(0)?;
        let key = unwrap(unit, &id, row.count(3)?, &row.blob(4)?).await?;
        let wrapped = under
            .wrap(&key_name(&id), &key, unit.keys.nonce())
            .map_err(unsealed)?;
        let sql = "UPDATE consents SET epoch = $2, wrapped = $3 WHERE id = $1";
        unit.session
            .execute(sql, params![id, number(epoch)?, wrapped])
            .await?;
    }
    Ok(())
}

/// A line for each record that does not open.
pub(crate) async fn unreadable(unit: &mut OpenUnit) -> Result<Vec<String>> {
    let mut bad = 0_u64;
    for row in unit.session.fetch(ROW, params![]).await? {
        bad += u64::from(read(unit, &row, 0).await.is_err());
    }
    let line = || format!("{bad} records of consent do not open");
    Ok((bad > 0).then(line).into_iter().collect())
}

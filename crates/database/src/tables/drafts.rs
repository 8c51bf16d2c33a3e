//! Drafts, each sealed by itself under its id, and marks of the values in them.

use std::collections::{BTreeSet, HashSet};

use fanal_protocol::{BulletinId, Timestamp};
use fanal_store::{DraftFilter, DraftLine, DraftRow, DraftState, DraftsCounted, IndexKey, Result};

use crate::params::{Param, params};
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
    unit.session.execute(sql, params).await?;
    forget_values(unit, draft.id).await
}

/// Apart from the index of bulletins: no key of one is a key of the other.
fn key_of(unit: &OpenUnit, alike: &str, (kind, text): &IndexKey) -> [u8; 16] {
    let kind = format!("drafts.{alike}.{}", kind.as_str());
    unit.keys.vault.index_key(&kind, text)
}

/// The key that a draft has which holds nothing: its values were noted.
fn noted(unit: &OpenUnit, id: BulletinId) -> [u8; 16] {
    unit.keys.vault.index_key("drafts.noted", &id.to_string())
}

/// Notes what a draft holds.
pub(crate) async fn put_values(
    unit: &mut OpenUnit,
    id: BulletinId,
    alike: &str,
    keys: &[IndexKey],
) -> Result<()> {
    forget_values(unit, id).await?;
    let mut marks: Vec<[u8; 16]> = keys.iter().map(|key| key_of(unit, alike, key)).collect();
    marks.push(noted(unit, id));
    marks.sort_unstable();
    marks.dedup();
    let mut values = Vec::with_capacity(marks.len() * 2);
    for mark in &marks {
        values.extend(params![mark.as_slice(), id]);
    }
    let head = "INSERT INTO draft_values (key, draft)";
    unit.session.insert(head, "", 2, values).await
}

async fn forget_values(unit: &mut OpenUnit, id: BulletinId) -> Result<()> {
    let sql = "DELETE FROM draft_values WHERE draft = $1";
    unit.session.execute(sql, params![id]).await.map(drop)
}

/// Which drafts hold any of these.
pub(crate) async fn with(
    unit: &mut OpenUnit,
    alike: &str,
    keys: &[IndexKey],
) -> Result<Vec<BulletinId>> {
    let asked: HashSet<[u8; 16]> = keys.iter().map(|key| key_of(unit, alike, key)).collect();
    let asked = asked.into_iter().map(|key| Param::from(key.to_vec()));
    let head = "SELECT DISTINCT draft FROM draft_values WHERE key IN";
    let rows = unit.session.fetch_in(head, "", asked.collect()).await?;
    let found: BTreeSet<BulletinId> = rows
        .iter()
        .map(|row| row.bulletin_id(0))
        .collect::<Result<_>>()?;
    Ok(found.into_iter().collect())
}

/// What a filter lets through.
fn meant<'a>(which: &'a DraftFilter) -> Result<(String, Vec<Param<'a>>)> {
    let (mut sql, mut values) = (" WHERE TRUE".to_owned(), params![]);
    let mut states = Vec::new();
    for state in &which.states {
        values.extend(params![word(state)?]);
        states.push(format!("${}", values.len()));
    }
    if !states.is_empty() {
        sql += &format!(" AND state IN ({})", states.join(", "));
    }
    if let Some(author) = &which.author {
        values.extend(params![author]);
        sql += &format!(" AND author = ${}", values.len());
    }
    if let Some(since) = which.since {
        values.extend(params![since]);
        sql += &format!(" AND updated > ${}", values.len());
    }
    if which.without_values {
        sql += " AND NOT EXISTS (SELECT 1 FROM draft_values WHERE draft = drafts.name)";
    }
    Ok((sql, values))
}

/// So many, oldest first, and no body of any.
pub(crate) async fn lines(
    unit: &mut OpenUnit,
    which: &DraftFilter,
    behind: Option<(Timestamp, BulletinId)>,
    limit: u32,
) -> Result<Vec<DraftLine>> {
    let (mut wanted, mut values) = meant(which)?;
    if let Some((updated, id)) = behind {
        values.extend(params![updated, id]);
        let (at, name) = (values.len() - 1, values.len());
        wanted += &format!(" AND (updated, name) > (${at}, ${name})");
    }
    values.extend(params![limit]);
    let last = values.len();
    let sql = format!(
        "SELECT name, author, state, updated FROM drafts{wanted} ORDER BY updated, name LIMIT ${last}"
    );
    let rows = unit.session.fetch(sql, values).await?;
    let line = |row: &Row| {
        Ok(DraftLine {
            id: row.bulletin_id(0)?,
            author: row.text(1)?,
            state: row.word(2)?,
            updated: row.time(3)?,
        })
    };
    rows.iter().map(line).collect()
}

/// How many, and how much: a length is known without reading what is so long.
pub(crate) async fn count(unit: &mut OpenUnit, which: &DraftFilter) -> Result<DraftsCounted> {
    let (wanted, values) = meant(which)?;
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) FROM drafts{wanted}"
    );
    let row = unit.session.fetch_one(sql, values).await?;
    let Some(row) = row else {
        return Ok(DraftsCounted::default());
    };
    Ok(DraftsCounted {
        count: row.count(0)?,
        bytes: row.count(1)?,
    })
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
        .await?;
    forget_values(unit, id).await
}

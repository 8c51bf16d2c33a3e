//! Reads a copy back, into a database that has nothing yet.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;

use fanal_protocol::Digest;
use fanal_store::{Result, StoreError};

use super::format::{Cell, Record, Type, malformed, take};
use super::shape::shapes;
use super::{Counts, Loaded, NOT_COPIED};
use crate::params::{Param, params};
use crate::sealing::{open_brief, open_statement};
use crate::session::Session;
use crate::tables::{bulletins, content_keys};
use crate::unit::OpenUnit;

/// Rows in one step.
const STEP: usize = 128;

/// Reads a part to its end, and holds what is in it against what it says to have; writes nothing.
pub fn walk(from: &mut dyn Read) -> Result<Counts> {
    let mut counts = Counts::new();
    let mut table: Option<(String, usize)> = None;
    loop {
        match take(from)? {
            Record::Table(name, columns) => {
                counts.insert(name.clone(), 0);
                table = Some((name, columns.len()));
            }
            Record::Row(cells) => {
                let (name, width) = table.as_ref().ok_or_else(malformed)?;
                if cells.len() != *width {
                    return Err(malformed());
                }
                *counts.entry(name.clone()).or_default() += 1;
            }
            Record::End(told) => {
                return if told == counts {
                    Ok(counts)
                } else {
                    Err(malformed())
                };
            }
        }
    }
}

/// Puts a part into the tables of the same names; how many rows.
pub(crate) async fn load(session: &mut Session, from: &mut (dyn Read + Send)) -> Result<Counts> {
    let known: BTreeMap<String, HashSet<String>> = shapes(session)
        .await?
        .into_iter()
        .map(|shape| {
            let columns = shape.columns.into_iter().map(|(name, _)| name);
            (shape.name, columns.collect())
        })
        .collect();
    let mut counts = Counts::new();
    let mut table: Option<Table> = None;
    loop {
        match take(from)? {
            Record::Table(name, columns) => {
                flush(session, table.as_mut()).await?;
                let is_known = known
                    .get(&name)
                    .is_some_and(|known| columns.iter().all(|(column, _)| known.contains(column)));
                if !is_known || NOT_COPIED.contains(&name.as_str()) {
                    let text = format!("there is no table `{name}` like that of the copy");
                    return Err(StoreError::Misconfigured(text));
                }
                // A step of the schema may have put a row there already.
                session
                    .execute(format!("DELETE FROM \"{name}\""), params![])
                    .await?;
                counts.insert(name.clone(), 0);
                table = Some(Table {
                    name,
                    columns,
                    rows: Vec::new(),
                });
            }
            Record::Row(cells) => {
                let held = table.as_mut().ok_or_else(malformed)?;
                *counts.entry(held.name.clone()).or_default() += 1;
                held.rows.push(cells);
                if held.rows.len() >= STEP {
                    flush(session, table.as_mut()).await?;
                }
            }
            Record::End(told) => {
                flush(session, table.as_mut()).await?;
                return if told == counts {
                    Ok(counts)
                } else {
                    Err(malformed())
                };
            }
        }
    }
}

struct Table {
    name: String,
    columns: Vec<(String, Type)>,
    rows: Vec<Vec<Cell>>,
}

async fn flush(session: &mut Session, table: Option<&mut Table>) -> Result<()> {
    let Some(table) = table.filter(|table| !table.rows.is_empty()) else {
        return Ok(());
    };
    let width = table.columns.len();
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let head = format!("INSERT INTO \"{}\" ({})", table.name, names.join(", "));
    let mut params: Vec<Param<'static>> = Vec::with_capacity(table.rows.len() * width);
    for cells in table.rows.drain(..) {
        if cells.len() != width {
            return Err(malformed());
        }
        for (cell, (_, of)) in cells.into_iter().zip(&table.columns) {
            params.push(match (cell, of) {
                (Cell::Null, Type::Int) => Param::Int(None),
                (Cell::Null, Type::Text) => Param::Text(None),
                (Cell::Null, Type::Blob) => Param::Blob(None),
                (Cell::Int(number), Type::Int) => Param::from(number),
                (Cell::Text(text), Type::Text) => Param::from(text),
                (Cell::Blob(bytes), Type::Blob) => Param::from(bytes),
                (Cell::Int(_) | Cell::Text(_) | Cell::Blob(_), _) => return Err(malformed()),
            });
        }
    }
    session.insert(&head, "", width, params).await
}

/// After both parts: numbers go on where the copy ended, and what no key opens is purged.
pub(crate) async fn settle(unit: &mut OpenUnit, rows: Counts) -> Result<Loaded> {
    count_on(&mut unit.session).await?;
    // Keys of what came after the lasting part was written.
    let sql = "DELETE FROM content_keys WHERE bulletin NOT IN (SELECT id FROM bulletins)";
    unit.session.execute(sql, params![]).await?;
    let mut purged = 0;
    let mut after = 0;
    loop {
        let sql = "SELECT id, digest, brief FROM bulletins WHERE id > $1 ORDER BY id LIMIT $2";
        let step = i64::try_from(STEP).unwrap_or(i64::MAX);
        let found = unit.session.fetch(sql, params![after, step]).await?;
        let Some(last) = found.last() else {
            return Ok(Loaded { rows, purged });
        };
        after = last.int(0)?;
        for row in &found {
            let (id, digest) = (row.int(0)?, row.digest(1)?);
            if !opens(unit, id, digest, row.opt_blob(2)?).await? {
                bulletins::purge_number(unit, id, Digest::from_bytes([0; 32])).await?;
                purged += 1;
            }
        }
    }
}

/// Does its key open all that is sealed of it? True of what has nothing sealed.
async fn opens(
    unit: &mut OpenUnit,
    id: i64,
    digest: Digest,
    brief: Option<Vec<u8>>,
) -> Result<bool> {
    let sql = "SELECT digest, envelope FROM statements \
        WHERE bulletin = $1 AND envelope IS NOT NULL";
    let envelopes = unit.session.fetch(sql, params![id]).await?;
    if envelopes.is_empty() && brief.is_none() {
        return Ok(true);
    }
    let Some(key) = content_keys::of(unit, std::iter::once(id))
        .await?
        .remove(&id)
    else {
        return Ok(false);
    };
    for row in &envelopes {
        if open_statement(&key, row.digest(0)?, &row.blob(1)?).is_err() {
            return Ok(false);
        }
    }
    Ok(brief.is_none_or(|brief| open_brief(&key, digest, &brief).is_ok()))
}

/// PostgreSQL counts in sequences, which rows that came with their numbers do not move.
async fn count_on(session: &mut Session) -> Result<()> {
    if session.is_sqlite() {
        return Ok(());
    }
    let sql = "SELECT table_name::text FROM information_schema.columns \
        WHERE table_schema = current_schema() AND column_name = 'id' AND is_identity = 'YES'";
    for row in session.fetch(sql, params![]).await? {
        let name = row.text(0)?;
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM \"{name}\""
        );
        session.execute(sql, params![]).await?;
    }
    Ok(())
}

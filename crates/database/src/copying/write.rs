//! Writes a copy: one state of everything, table by table.

use std::collections::HashSet;
use std::io::Write;

use fanal_policy::{Facts, Purpose};
use fanal_protocol::{Kind, NetworkId};
use fanal_store::Result;

use super::format::{Cell, Record, Type, malformed, put};
use super::shape::{Shape, shapes};
use super::{AskToKeep, Copied, Counts, SHORT};
use crate::params::{Param, params};
use crate::rows::Row;
use crate::sealing::{open_brief, open_statement};
use crate::tables::content_keys;
use crate::unit::OpenUnit;

/// Rows in one step: large envelopes are held in memory meanwhile.
const STEP: i64 = 128;

/// Writes both parts from one state; a bulletin without a permit leaves its key behind.
pub(crate) async fn copy(
    unit: &mut OpenUnit,
    ask: &AskToKeep<'_>,
    lasting: &mut (dyn Write + Send),
    short: &mut (dyn Write + Send),
) -> Result<Copied> {
    let sql = "SELECT max(number) FROM schema_versions";
    let row = unit.session.fetch_one(sql, params![]).await?;
    let mut copied = Copied {
        schema: row.ok_or_else(malformed)?.int(0)?,
        ..Copied::default()
    };
    let refused = refused(unit, ask).await?;
    let mut shapes = shapes(&mut unit.session).await?;
    // What is wrapped refers to them.
    shapes.sort_by_key(|shape| shape.name != "epoch_keys");
    for shape in shapes {
        let left = if SHORT.contains(&shape.name.as_str()) {
            table(unit, &shape, &refused, short, &mut copied.short).await?
        } else {
            table(unit, &shape, &refused, lasting, &mut copied.lasting).await?
        };
        copied.without_permit += left;
    }
    put(lasting, &Record::End(copied.lasting.clone()))?;
    put(short, &Record::End(copied.short.clone()))?;
    Ok(copied)
}

/// One table; how many rows stayed out.
async fn table(
    unit: &mut OpenUnit,
    shape: &Shape,
    refused: &HashSet<i64>,
    to: &mut (dyn Write + Send),
    counts: &mut Counts,
) -> Result<u64> {
    put(
        to,
        &Record::Table(shape.name.clone(), shape.columns.clone()),
    )?;
    let (mut after, mut count, mut left) = (None, 0, 0);
    loop {
        let rows = next(unit, shape, after.as_deref()).await?;
        let Some(last) = rows.last() else { break };
        after = Some(
            shape
                .key
                .iter()
                .filter_map(|at| last.get(*at).cloned())
                .collect::<Vec<_>>(),
        );
        for cells in rows {
            let is_refused = matches!(cells.first(), Some(Cell::Int(id)) if refused.contains(id));
            if shape.name == "content_keys" && is_refused {
                left += 1;
                continue;
            }
            put(to, &Record::Row(cells))?;
            count += 1;
        }
    }
    counts.insert(shape.name.clone(), count);
    Ok(left)
}

/// The next rows by their key.
async fn next(
    unit: &mut OpenUnit,
    shape: &Shape,
    after: Option<&[Cell]>,
) -> Result<Vec<Vec<Cell>>> {
    let name = |at: &usize| {
        shape
            .columns
            .get(*at)
            .map(|(name, _)| format!("\"{name}\""))
    };
    let key = shape
        .key
        .iter()
        .filter_map(name)
        .collect::<Vec<_>>()
        .join(", ");
    let names: Vec<String> = shape
        .columns
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let mut params: Vec<Param<'_>> = after.unwrap_or_default().iter().map(param).collect();
    let behind = if after.is_some() {
        let marks: Vec<String> = (1..=params.len()).map(|at| format!("${at}")).collect();
        format!("WHERE ({key}) > ({})", marks.join(", "))
    } else {
        String::new()
    };
    params.push(Param::from(STEP));
    let sql = format!(
        "SELECT {} FROM \"{}\" {behind} ORDER BY {key} LIMIT ${}",
        names.join(", "),
        shape.name,
        params.len()
    );
    let rows = unit.session.fetch(sql, params).await?;
    rows.iter().map(|row| cells(shape, row)).collect()
}

pub(super) fn param(cell: &Cell) -> Param<'_> {
    match cell {
        // Only keys are asked by, and no part of a key is null.
        Cell::Null => Param::Int(None),
        Cell::Int(number) => Param::from(*number),
        Cell::Text(text) => Param::from(text.as_str()),
        Cell::Blob(bytes) => Param::from(bytes.as_slice()),
    }
}

fn cells(shape: &Shape, row: &Row) -> Result<Vec<Cell>> {
    let mut cells = Vec::with_capacity(shape.columns.len());
    for (at, (_, of)) in shape.columns.iter().enumerate() {
        cells.push(match of {
            Type::Int => row.opt_int(at)?.map_or(Cell::Null, Cell::Int),
            Type::Text => row.opt_text(at)?.map_or(Cell::Null, Cell::Text),
            Type::Blob => row.opt_blob(at)?.map_or(Cell::Null, Cell::Blob),
        });
    }
    Ok(cells)
}

/// The bulletins that may not be kept in a copy, by their numbers: each is asked about now. [R3]
async fn refused(unit: &mut OpenUnit, ask: &AskToKeep<'_>) -> Result<HashSet<i64>> {
    let mut refused = HashSet::new();
    let mut after = 0;
    loop {
        let sql = "SELECT b.id, n.digest, b.digest, b.brief, s.envelope \
            FROM bulletins b JOIN networks n ON n.id = b.network \
            JOIN content_keys k ON k.bulletin = b.id \
            LEFT JOIN statements s ON s.digest = b.digest AND b.brief IS NULL AND s.kind = $2 \
            WHERE b.id > $1 ORDER BY b.id LIMIT $3";
        let params = params![after, Kind::Sealed, STEP];
        let rows = unit.session.fetch(sql, params).await?;
        let Some(last) = rows.last() else {
            return Ok(refused);
        };
        after = last.int(0)?;
        let ids: Vec<i64> = rows.iter().map(|row| row.int(0)).collect::<Result<_>>()?;
        let keys = content_keys::of(unit, ids.into_iter()).await?;
        for row in &rows {
            let (id, digest) = (row.int(0)?, row.digest(2)?);
            let Some(key) = keys.get(&id) else { continue };
            let facts: Facts = match (row.opt_blob(3)?, row.opt_blob(4)?) {
                (Some(brief), _) => open_brief(key, digest, &brief)?.0,
                (None, Some(envelope)) => open_statement(key, digest, &envelope)?.0,
                // A word between desks is no content.
                (None, None) => continue,
            };
            let network = row.digest(1).map(NetworkId::founded_by)?;
            let permit = ask(network, &facts);
            let may = permit.is_some_and(|permit| {
                permit.purpose() == Purpose::Backup && permit.opens(&facts.object)
            });
            if !may {
                refused.insert(id);
            }
        }
    }
}

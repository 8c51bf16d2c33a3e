//! Which statement was handed to which desk.

use std::collections::HashMap;

use fanal_protocol::{DeskId, Digest, Label, NetworkId, Reference};
use fanal_store::{Disclosure, Result, StoreError};

use super::{desks, networks, place_of};
use crate::params::{Param, params};
use crate::rows::{Row, word};
use crate::unit::OpenUnit;

/// Notes what was handed over; the same again changes nothing.
pub(crate) async fn put(
    unit: &mut OpenUnit,
    network: NetworkId,
    rows: &[Disclosure],
) -> Result<()> {
    desks::intern_all(unit, rows.iter().map(|row| &row.desk)).await?;
    let numbers = statement_numbers(unit, network, rows).await?;
    let mut params = Vec::with_capacity(rows.len() * 5);
    for row in rows {
        let unknown = || StoreError::Conflict(format!("statement `{}` is not stored", row.digest));
        let statement = *numbers.get(&row.digest).ok_or_else(unknown)?;
        params.extend([
            statement.into(),
            desks::interned(unit, &row.desk),
            row.at.into(),
            row.label.map(Label::as_str).into(),
            row.road.map(|road| word(&road)).transpose()?.into(),
        ]);
    }
    let head = "INSERT INTO disclosures (statement, desk, at, label, road)";
    unit.session
        .insert(head, "ON CONFLICT DO NOTHING", 5, params)
        .await
}

async fn statement_numbers(
    unit: &mut OpenUnit,
    network: NetworkId,
    rows: &[Disclosure],
) -> Result<HashMap<Digest, i64>> {
    let network = networks::intern(unit, network).await?;
    let head = format!(
        "SELECT s.digest, s.id FROM statements s JOIN bulletins b ON b.id = s.bulletin \
         WHERE b.network = {network} AND s.digest IN"
    );
    let digests = rows.iter().map(|row| Param::from(row.digest)).collect();
    let rows = unit.session.fetch_in(&head, "", digests).await?;
    rows.iter()
        .map(|row| Ok((row.digest(0)?, row.int(1)?)))
        .collect()
}

const ROW: &str = "SELECT o.name, b.name, s.digest, t.name, d.at, d.label, d.road \
    FROM disclosures d \
    JOIN statements s ON s.id = d.statement JOIN bulletins b ON b.id = s.bulletin \
    JOIN desks o ON o.id = b.origin JOIN desks t ON t.id = d.desk";

/// Who got any revision of this, oldest first.
pub(crate) async fn of(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Vec<Disclosure>> {
    let Some((network, origin, id)) = place_of(unit, network, reference).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "{ROW} WHERE b.name = $1 AND b.origin = $2 AND b.network = $3 \
         ORDER BY d.at, d.statement, t.name"
    );
    let rows = unit
        .session
        .fetch(sql, params![id, origin, network])
        .await?;
    rows.iter().map(read).collect()
}

/// What a desk got, oldest first.
pub(crate) async fn to(
    unit: &mut OpenUnit,
    network: NetworkId,
    desk: &DeskId,
) -> Result<Vec<Disclosure>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let Some(desk) = desks::number(unit, desk).await? else {
        return Ok(Vec::new());
    };
    let sql = format!("{ROW} WHERE d.desk = $1 AND b.network = $2 ORDER BY d.at, d.statement");
    let rows = unit.session.fetch(sql, params![desk, network]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Disclosure> {
    Ok(Disclosure {
        reference: Reference {
            origin: row.parsed(0)?,
            id: row.bulletin_id(1)?,
        },
        digest: row.digest(2)?,
        desk: row.parsed(3)?,
        at: row.time(4)?,
        label: row.opt_parsed(5)?,
        road: row.opt_word(6)?,
    })
}

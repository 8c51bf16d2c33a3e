//! Desks by number. A name is one desk in each network; here it is only a name.

use std::collections::BTreeSet;

use fanal_protocol::DeskId;
use fanal_store::{Result, StoreError};

use crate::params::{Param, params};
use crate::unit::OpenUnit;

/// The number of a desk's name, if it has one.
pub(crate) async fn number(unit: &mut OpenUnit, desk: &DeskId) -> Result<Option<i64>> {
    if let Some(id) = known(unit, desk) {
        return Ok(Some(id));
    }
    let sql = "SELECT id FROM desks WHERE name = $1";
    let row = unit.session.fetch_one(sql, params![desk]).await?;
    let Some(id) = row.map(|row| row.int(0)).transpose()? else {
        return Ok(None);
    };
    unit.names.desks.remember([(desk.clone(), id)]);
    Ok(Some(id))
}

/// The number of a desk's name; gives it one if it has none.
pub(crate) async fn intern(unit: &mut OpenUnit, desk: &DeskId) -> Result<i64> {
    if let Some(id) = number(unit, desk).await? {
        return Ok(id);
    }
    let sql = "INSERT INTO desks (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id";
    let row = unit.session.fetch_one(sql, params![desk]).await?;
    let id = row.ok_or_else(raced)?.int(0)?;
    unit.fresh.desks.insert(desk.clone(), id);
    Ok(id)
}

/// Gives numbers to all that have none: [`known`] finds every one of them afterwards.
pub(crate) async fn intern_all(
    unit: &mut OpenUnit,
    desks: impl Iterator<Item = &DeskId>,
) -> Result<()> {
    let unknown: BTreeSet<&DeskId> = desks.filter(|desk| known(unit, desk).is_none()).collect();
    for desk in unknown {
        intern(unit, desk).await?;
    }
    Ok(())
}

/// The number of a name that this unit or a committed one has met.
pub(crate) fn known(unit: &OpenUnit, desk: &DeskId) -> Option<i64> {
    unit.fresh
        .desks
        .get(desk)
        .copied()
        .or_else(|| unit.names.desks.of(desk))
}

/// The number of a name that was interned; nobody's number, if it was not.
pub(crate) fn interned<'a>(unit: &OpenUnit, desk: &DeskId) -> Param<'a> {
    Param::Int(known(unit, desk))
}

fn raced() -> StoreError {
    StoreError::Conflict("another unit met this desk first".into())
}

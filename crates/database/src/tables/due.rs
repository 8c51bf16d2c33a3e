//! What wakes at a moment: one moment for each kind and bulletin.

use fanal_protocol::{NetworkId, Reference, Timestamp};
use fanal_store::{Due, DueKind, Result};

use super::{intern_place, place_of};
use crate::params::params;
use crate::rows::{Row, word};
use crate::unit::OpenUnit;

/// Notes what is due; the newest moment counts.
pub(crate) async fn put(unit: &mut OpenUnit, network: NetworkId, due: &Due) -> Result<()> {
    let (network, origin, id) = intern_place(unit, network, &due.reference).await?;
    let sql = "INSERT INTO due (name, origin, network, kind, at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (name, origin, network, kind) DO UPDATE SET at = excluded.at";
    let params = params![id, origin, network, word(&due.kind)?, due.at];
    unit.session.execute(sql, params).await.map(drop)
}

/// What is due by now, earliest first.
pub(crate) async fn by(unit: &mut OpenUnit, now: Timestamp) -> Result<Vec<(NetworkId, Due)>> {
    let sql = "SELECT n.digest, d.at, d.kind, o.name, d.name FROM due d \
        JOIN networks n ON n.id = d.network JOIN desks o ON o.id = d.origin \
        WHERE d.at <= $1 ORDER BY d.at, d.name, d.kind";
    let rows = unit.session.fetch(sql, params![now]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<(NetworkId, Due)> {
    let reference = Reference {
        origin: row.parsed(3)?,
        id: row.bulletin_id(4)?,
    };
    let due = Due {
        at: row.time(1)?,
        kind: row.word(2)?,
        reference,
    };
    Ok((NetworkId::founded_by(row.digest(0)?), due))
}

/// When the next thing is due.
pub(crate) async fn next(unit: &mut OpenUnit) -> Result<Option<Timestamp>> {
    let row = unit
        .session
        .fetch_one("SELECT min(at) FROM due", params![])
        .await?;
    Ok(row.map(|row| row.opt_time(0)).transpose()?.flatten())
}

/// It is done.
pub(crate) async fn delete(
    unit: &mut OpenUnit,
    network: NetworkId,
    kind: DueKind,
    reference: &Reference,
) -> Result<()> {
    let Some((network, origin, id)) = place_of(unit, network, reference).await? else {
        return Ok(());
    };
    let sql = "DELETE FROM due WHERE name = $1 AND origin = $2 AND network = $3 AND kind = $4";
    unit.session
        .execute(sql, params![id, origin, network, word(&kind)?])
        .await
        .map(drop)
}

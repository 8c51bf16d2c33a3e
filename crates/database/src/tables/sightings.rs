//! What desks saw: one sighting for each desk and bulletin.

use fanal_protocol::{NetworkId, Reference};
use fanal_store::{Result, SightingRow};

use super::{desks, intern_place, place_of};
use crate::params::params;
use crate::rows::word;
use crate::unit::OpenUnit;

/// Notes a sighting, in place of the desk's earlier one.
pub(crate) async fn put(unit: &mut OpenUnit, network: NetworkId, row: &SightingRow) -> Result<()> {
    let (network, origin, id) = intern_place(unit, network, &row.reference).await?;
    let desk = desks::intern(unit, &row.desk).await?;
    let sql = "INSERT INTO sightings (name, origin, network, desk, verdict, named, day) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name, origin, network, desk) \
        DO UPDATE SET verdict = excluded.verdict, named = excluded.named, day = excluded.day";
    let params = params![
        id,
        origin,
        network,
        desk,
        word(&row.verdict)?,
        row.named,
        row.day
    ];
    unit.session.execute(sql, params).await.map(drop)
}

/// All sightings of a bulletin, by desk.
pub(crate) async fn of(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Vec<SightingRow>> {
    let Some((network, origin, id)) = place_of(unit, network, reference).await? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT d.name, s.verdict, s.named, s.day FROM sightings s \
        JOIN desks d ON d.id = s.desk \
        WHERE s.name = $1 AND s.origin = $2 AND s.network = $3 ORDER BY d.name";
    let rows = unit
        .session
        .fetch(sql, params![id, origin, network])
        .await?;
    let read = |row: &crate::rows::Row| {
        Ok(SightingRow {
            reference: reference.clone(),
            desk: row.parsed(0)?,
            verdict: row.word(1)?,
            named: row.int(2)? != 0,
            day: row.time(3)?,
        })
    };
    rows.iter().map(read).collect()
}

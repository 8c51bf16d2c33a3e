//! Who has to answer a retraction, and what they said.

use fanal_protocol::{DeskId, Digest, NetworkId, Reference, Timestamp};
use fanal_store::{Answer, AwaitedRow, Result};

use super::{desks, intern_place, networks, place_of};
use crate::params::params;
use crate::rows::{Row, word};
use crate::unit::OpenUnit;

/// Notes that these have to answer; an answer that came already stays.
pub(crate) async fn put(
    unit: &mut OpenUnit,
    network: NetworkId,
    rows: &[AwaitedRow],
) -> Result<()> {
    let mut params = Vec::with_capacity(rows.len() * 8);
    for row in rows {
        let (network, origin, id) = intern_place(unit, network, &row.reference).await?;
        let desk = desks::intern(unit, &row.desk).await?;
        params.extend(params![row.retraction, desk, network, origin, id]);
        params.extend(params![word(&row.answer)?, row.asked, row.answered]);
    }
    let head = "INSERT INTO awaited \
        (retraction, desk, network, origin, name, answer, asked, answered)";
    unit.session
        .insert(head, "ON CONFLICT DO NOTHING", 8, params)
        .await
}

/// Notes an answer; true if it was awaited.
pub(crate) async fn put_answer(
    unit: &mut OpenUnit,
    retraction: Digest,
    desk: &DeskId,
    answer: Answer,
    at: Timestamp,
) -> Result<bool> {
    let Some(desk) = desks::number(unit, desk).await? else {
        return Ok(false);
    };
    let sql = "UPDATE awaited SET answer = $3, answered = $4 WHERE retraction = $1 AND desk = $2";
    let params = params![retraction, desk, word(&answer)?, at];
    Ok(unit.session.execute(sql, params).await? > 0)
}

/// How a withdrawal goes (of this bulletin, or of all that run).
pub(crate) async fn of(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: Option<&Reference>,
) -> Result<Vec<AwaitedRow>> {
    let (wanted, params) = match reference {
        Some(reference) => {
            let place = place_of(unit, network, reference).await?;
            let Some((network, origin, id)) = place else {
                return Ok(Vec::new());
            };
            let wanted = "a.network = $1 AND a.origin = $2 AND a.name = $3";
            (wanted, params![network, origin, id])
        }
        None => match networks::number(unit, network).await? {
            Some(network) => ("a.network = $1", params![network]),
            None => return Ok(Vec::new()),
        },
    };
    let sql = format!(
        "SELECT a.retraction, o.name, a.name, d.name, a.answer, a.asked, a.answered \
         FROM awaited a JOIN desks o ON o.id = a.origin JOIN desks d ON d.id = a.desk \
         WHERE {wanted} ORDER BY a.asked, a.retraction, d.name"
    );
    let rows = unit.session.fetch(sql, params).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<AwaitedRow> {
    Ok(AwaitedRow {
        retraction: row.digest(0)?,
        reference: Reference {
            origin: row.parsed(1)?,
            id: row.bulletin_id(2)?,
        },
        desk: row.parsed(3)?,
        answer: row.word(4)?,
        asked: row.time(5)?,
        answered: row.opt_time(6)?,
    })
}

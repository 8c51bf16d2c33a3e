//! Values that more than one desk holds.

use fanal_protocol::{Label, NetworkId, Reference};
use fanal_store::{Elsewhere, Hit, Result, StoreError};

use super::role_of;
use crate::params::params;
use crate::sieve::RowKey;
use crate::tables::{Wanted, networks};
use crate::unit::OpenUnit;

/// One walk through the index, and no bulletin is opened. Only whole values have a mark: two desks that know links of
/// one host do not agree on the host.
pub(crate) async fn held_in_common(unit: &mut OpenUnit, network: NetworkId) -> Result<Vec<Hit>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT v.key, o.name, b.name, v.bulletin, v.mark FROM values_index v \
        JOIN bulletins b ON b.id = v.bulletin JOIN desks o ON o.id = b.origin \
        WHERE b.network = $1 AND v.mark IS NOT NULL AND v.key IN \
        (SELECT w.key FROM values_index w JOIN bulletins c ON c.id = w.bulletin \
        WHERE c.network = $1 AND w.mark IS NOT NULL \
        GROUP BY w.key HAVING min(c.origin) < max(c.origin)) \
        ORDER BY v.key, v.bulletin DESC";
    let rows = unit.session.fetch(sql, params![network]).await?;
    let (mut hits, mut last, mut number) = (Vec::with_capacity(rows.len()), None, 0);
    for row in &rows {
        let key: RowKey = row
            .blob(0)?
            .try_into()
            .map_err(|_| StoreError::Damaged("a key of the index".into()))?;
        if last.replace(key).is_some_and(|last| last != key) {
            number += 1;
        }
        let (bulletin, mark) = (row.int(3)?, row.opt_blob(4)?);
        hits.push(Hit {
            key: number,
            reference: Reference {
                origin: row.parsed(1)?,
                id: row.bulletin_id(2)?,
            },
            role: mark.and_then(|mark| role_of(&unit.keys.vault, key, bulletin, &mark)),
        });
    }
    Ok(hits)
}

/// Of each of these bulletins: which others hold a whole value of it, and how many. One walk through the index, and no
/// bulletin is opened; of those that hold one value the newest counts.
pub(crate) async fn held_elsewhere(
    unit: &mut OpenUnit,
    network: NetworkId,
    references: &[Reference],
    labels: &[Label],
) -> Result<Vec<Elsewhere>> {
    let wanted = Wanted::of(unit, network, references).await?;
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    // Words of a closed list, so that no label can be anything else here.
    let labels: Vec<String> = labels
        .iter()
        .map(|label| format!("'{}'", label.as_str()))
        .collect();
    // `CROSS` keeps SQLite at one look-up in the index for each value.
    let join = if unit.session.is_sqlite() {
        "CROSS JOIN"
    } else {
        "JOIN"
    };
    let head = format!(
        "SELECT h.network, h.origin, h.name, ho.name, eo.name, e.name, p.held FROM \
         (SELECT q.bulletin, q.other, count(*) AS held FROM (SELECT v.bulletin, (SELECT w.bulletin FROM values_index w \
         {join} bulletins c ON c.id = w.bulletin AND c.network = {network} AND c.label IN ({}) \
         WHERE w.key = v.key AND w.bulletin <> v.bulletin AND w.mark IS NOT NULL \
         ORDER BY w.bulletin DESC LIMIT 1) AS other FROM bulletins b {join} values_index v ON v.bulletin = b.id \
         WHERE b.network = {network} AND v.mark IS NOT NULL AND b.name IN",
        labels.join(",")
    );
    let tail = ") q WHERE q.other IS NOT NULL GROUP BY q.bulletin, q.other) p \
        JOIN bulletins h ON h.id = p.bulletin JOIN desks ho ON ho.id = h.origin \
        JOIN bulletins e ON e.id = p.other JOIN desks eo ON eo.id = e.origin";
    let rows = unit.session.fetch_in(&head, tail, wanted.names()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        if wanted.has(row, 0)? {
            found.push(Elsewhere {
                of: Reference {
                    origin: row.parsed(3)?,
                    id: row.bulletin_id(2)?,
                },
                by: Reference {
                    origin: row.parsed(4)?,
                    id: row.bulletin_id(5)?,
                },
                values: row.count32(6)?,
            });
        }
    }
    Ok(found)
}

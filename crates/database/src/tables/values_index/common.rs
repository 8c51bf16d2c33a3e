//! Values that more than one desk holds.

use fanal_protocol::{NetworkId, Reference};
use fanal_store::{Hit, Result, StoreError};

use super::role_of;
use crate::params::params;
use crate::sieve::RowKey;
use crate::tables::networks;
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

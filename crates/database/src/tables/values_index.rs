//! Which bulletin holds which value. The disk tells nothing of the values. [R25]

use fanal_protocol::Reference;
use fanal_store::{Hit, IndexKey, Result};

use crate::session::params;
use crate::unit::OpenUnit;

/// Keys in one statement of a probe.
const PROBES: usize = 64;

/// Adds what bulletins hold: (key, bulletin). Sorted, so that neighbours go into one page.
pub(crate) async fn put(unit: &mut OpenUnit, mut rows: Vec<([u8; 16], i64)>) -> Result<()> {
    rows.sort_unstable();
    rows.dedup();
    let params = rows
        .iter()
        .flat_map(|(key, bulletin)| params![key.as_slice(), *bulletin]);
    let params = params.collect();
    unit.session
        .insert("INSERT INTO values_index (key, bulletin)", "", 2, params)
        .await
}

/// Forgets what a bulletin holds.
pub(crate) async fn delete(unit: &mut OpenUnit, bulletin: i64) -> Result<()> {
    let sql = "DELETE FROM values_index WHERE bulletin = $1";
    unit.session.execute(sql, params![bulletin]).await.map(drop)
}

/// Rows of the index.
pub(crate) async fn count(unit: &mut OpenUnit) -> Result<u64> {
    let row = unit
        .session
        .fetch_one("SELECT count(*) FROM values_index", params![])
        .await?;
    row.map_or(Ok(0), |row| row.count(0))
}

/// Who holds any of these: the newest `per_key` of each.
pub(crate) async fn probe(
    unit: &mut OpenUnit,
    keys: &[IndexKey],
    per_key: u32,
) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    let (mut first, mut left) = (0, keys);
    while let Some(count) = left
        .len()
        .min(PROBES)
        .checked_ilog2()
        .map(|log| 1_usize << log)
    {
        let (now, later) = left.split_at(count);
        let mut params = params![per_key];
        for key in now {
            params.push(key_of(unit, key).to_vec().into());
        }
        for row in unit.session.fetch(probe_text(count), params).await? {
            let key = first + usize::try_from(row.count(0)?).unwrap_or(usize::MAX);
            let reference = Reference {
                origin: row.parsed(1)?,
                id: row.bulletin_id(2)?,
            };
            hits.push(Hit { key, reference });
        }
        (first, left) = (first + count, later);
    }
    Ok(hits)
}

/// One look-up in the index for each key, which stops after so many rows: a value that ten
/// thousand bulletins hold costs no more than another.
pub(crate) fn probe_text(keys: usize) -> String {
    let one = |n: usize| {
        format!(
            "SELECT * FROM (SELECT {n} AS n, bulletin FROM values_index WHERE key = ${} \
             ORDER BY bulletin DESC LIMIT $1) AS p{n}",
            n + 2
        )
    };
    let all: Vec<String> = (0..keys).map(one).collect();
    format!(
        "SELECT CAST(p.n AS BIGINT), o.name, b.name FROM ({}) AS p \
         JOIN bulletins b ON b.id = p.bulletin JOIN desks o ON o.id = b.origin \
         ORDER BY p.n, p.bulletin DESC",
        all.join(" UNION ALL ")
    )
}

/// The key of a value, as the index holds it.
pub(crate) fn key_of(unit: &OpenUnit, (kind, text): &IndexKey) -> [u8; 16] {
    unit.keys.vault.index_key(kind.as_str(), text)
}

//! Which bulletin holds which value. The disk tells nothing of the values. [R25]

use fanal_protocol::Reference;
use fanal_store::{Hit, IndexKey, Result};

use crate::params::params;
use crate::session::Marks;
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
        let params = now
            .iter()
            .map(|key| key_of(unit, key).to_vec().into())
            .collect();
        let sql = probe_text(unit.session.marks(), count, per_key);
        for row in unit.session.fetch(sql, params).await? {
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
/// thousand bulletins hold costs no more than another. The limit is written out, because SQLite
/// plans anew for each limit that comes as a parameter.
fn probe_text(marks: Marks, keys: usize, per_key: u32) -> String {
    let one = |n: usize| {
        let key = marks.list(n + 1, 1);
        format!(
            "SELECT * FROM (SELECT {n} AS n, bulletin FROM values_index WHERE key = {key} \
             ORDER BY bulletin DESC LIMIT {per_key}) AS p{n}"
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

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

    use super::*;

    #[tokio::test]
    async fn a_probe_is_one_look_up_in_the_index_for_each_key() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let schema = include_str!("../../migrations/sqlite/0001_first.sql");
        sqlx::raw_sql(schema)
            .execute(&mut connection)
            .await
            .unwrap();
        let sql = AssertSqlSafe(format!(
            "EXPLAIN QUERY PLAN {}",
            probe_text(Marks::Anonymous, 4, 10)
        ));
        let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(3)).collect();
        let look_up = "SEARCH values_index USING PRIMARY KEY (key=?)";
        assert_eq!(
            plan.iter().filter(|step| *step == look_up).count(),
            4,
            "{plan:#?}"
        );
        assert!(
            !plan
                .iter()
                .any(|step| step.starts_with("SCAN values_index")),
            "{plan:#?}"
        );
    }
}

//! Looking values up: one, or a hundred thousand.

use std::sync::Arc;

use fanal_protocol::{NetworkId, Reference};
use fanal_store::{Hit, IndexKey, Result, StoreError};

use super::{key_of, role_of};
use crate::params::params;
use crate::rows::Row;
use crate::session::Marks;
use crate::sieve::{Bloom, Passed, RowKey};
use crate::tables::networks;
use crate::unit::OpenUnit;

/// Keys in one statement on SQLite.
const PROBES: usize = 64;
/// Keys in one statement on PostgreSQL, where they are one parameter.
const MANY_PROBES: usize = 8192;
/// From so many keys on, those that are certainly not there are left out beforehand.
const WORTH_SIEVING: usize = 64;
/// Keys of the index that are read in one row, when a filter is made of all.
const PAGE: usize = 2048;

/// Who holds any of these in this network: the newest `per_key` of each.
pub(crate) async fn probe(
    unit: &mut OpenUnit,
    network: NetworkId,
    keys: &[IndexKey],
    per_key: u32,
) -> Result<Vec<Hit>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let mut asked: Vec<(RowKey, usize)> = keys
        .iter()
        .zip(0..)
        .map(|(key, place)| (key_of(&unit.keys.vault, key), place))
        .collect();
    // Neighbours lie in one page of the database; who asks for a name twice gets one look-up.
    asked.sort_unstable();
    let mut distinct: Vec<RowKey> = asked.iter().map(|(key, _)| *key).collect();
    distinct.dedup();
    let mut hits = Vec::new();
    let distinct = sieved(unit, distinct).await?;
    for found in look_up(unit, network, distinct, per_key).await? {
        let first = asked.partition_point(|(key, _)| *key < found.key);
        let places = asked.iter().skip(first);
        for (_, place) in places.take_while(|(key, _)| *key == found.key) {
            hits.push(Hit {
                key: *place,
                reference: found.reference.clone(),
                role: found.role,
            });
        }
    }
    // Stable: of one key the newest stays first.
    hits.sort_by_key(|hit| hit.key);
    Ok(hits)
}

/// A row that was found.
struct FoundRow {
    key: RowKey,
    reference: Reference,
    role: Option<fanal_protocol::Role>,
}

/// The rows of these keys, the newest of each first.
async fn look_up(
    unit: &mut OpenUnit,
    network: i64,
    keys: Vec<RowKey>,
    per_key: u32,
) -> Result<Vec<FoundRow>> {
    let mut found = Vec::new();
    let mut left = keys.as_slice();
    while !left.is_empty() {
        let (now, rows) = if unit.session.is_sqlite() {
            // Powers of two: a few statements for all lengths, so that each stays prepared.
            let count = 1 << left.len().min(PROBES).ilog2();
            let (now, later) = left.split_at(count);
            left = later;
            let params = now.iter().map(|key| key.as_slice().into()).collect();
            let sql = probe_text(unit.session.marks(), count, network, per_key);
            (now, unit.session.fetch(sql, params).await?)
        } else {
            let (now, later) = left.split_at(left.len().min(MANY_PROBES));
            left = later;
            let params = params![now.as_flattened(), i64::try_from(now.len()).unwrap_or(0)];
            let sql = many_text(network, per_key);
            (now, unit.session.fetch(sql, params).await?)
        };
        for row in &rows {
            found.push(read(unit, now, row)?);
        }
    }
    Ok(found)
}

fn read(unit: &OpenUnit, asked: &[RowKey], row: &Row) -> Result<FoundRow> {
    let place = usize::try_from(row.count(0)?).unwrap_or(usize::MAX);
    let key = *asked
        .get(place)
        .ok_or_else(|| StoreError::Damaged("a probe found what was not asked".into()))?;
    let (bulletin, mark) = (row.int(3)?, row.opt_blob(4)?);
    Ok(FoundRow {
        key,
        reference: Reference {
            origin: row.parsed(1)?,
            id: row.bulletin_id(2)?,
        },
        role: mark.and_then(|mark| role_of(&unit.keys.vault, key, bulletin, &mark)),
    })
}

/// One look-up in the index for each key, which stops after so many rows: a value that ten
/// thousand bulletins hold costs no more than another. The limit is written out, because SQLite
/// plans anew for each limit that comes as a parameter; so is the network's number. `CROSS` keeps the
/// index in front: what stands in another network takes no place from what is asked for.
fn probe_text(marks: Marks, keys: usize, network: i64, per_key: u32) -> String {
    let one = |n: usize| {
        let key = marks.list(n + 1, 1);
        format!(
            "SELECT * FROM (SELECT {n} AS n, v.bulletin, v.mark FROM values_index v \
             CROSS JOIN bulletins w ON w.id = v.bulletin AND w.network = {network} \
             WHERE v.key = {key} ORDER BY v.bulletin DESC LIMIT {per_key}) AS p{n}"
        )
    };
    let all: Vec<String> = (0..keys).map(one).collect();
    format!(
        "SELECT CAST(p.n AS BIGINT), o.name, b.name, p.bulletin, p.mark FROM ({}) AS p \
         JOIN bulletins b ON b.id = p.bulletin JOIN desks o ON o.id = b.origin \
         ORDER BY p.n, p.bulletin DESC",
        all.join(" UNION ALL ")
    )
}

/// The same on PostgreSQL: all keys are one parameter, 16 bytes each.
fn many_text(network: i64, per_key: u32) -> String {
    format!(
        "SELECT k.n, o.name, b.name, p.bulletin, p.mark \
         FROM generate_series(0::bigint, $2::bigint - 1) AS k (n) \
         CROSS JOIN LATERAL (SELECT v.bulletin, v.mark FROM values_index v \
         JOIN bulletins w ON w.id = v.bulletin AND w.network = {network} WHERE v.key = substring($1::bytea FROM (k.n * 16 + 1)::int FOR 16) \
         ORDER BY v.bulletin DESC LIMIT {per_key}) AS p \
         JOIN bulletins b ON b.id = p.bulletin JOIN desks o ON o.id = b.origin \
         ORDER BY k.n, p.bulletin DESC"
    )
}

/// Leaves out what is certainly not in the index.
async fn sieved(unit: &mut OpenUnit, keys: Vec<RowKey>) -> Result<Vec<RowKey>> {
    // What this unit added itself is in no filter, and may never be committed.
    let is_usable = unit.session.is_sqlite() && unit.indexed.is_none();
    if keys.len() < WORTH_SIEVING || !is_usable {
        return Ok(keys);
    }
    let sql = "SELECT number FROM index_generation";
    let Some(row) = unit.session.fetch_one(sql, params![]).await? else {
        return Ok(keys);
    };
    let generation = row.count(0)?;
    let sieve = Arc::clone(&unit.sieve);
    let keys = match sieve.pass(generation, keys) {
        Passed::Only(keys) | Passed::All(keys) => return Ok(keys),
        Passed::MakeOne(keys) => keys,
    };
    let only_one = sieve.making.lock().await;
    // Somebody else may have made it while this unit waited.
    let keys = match sieve.pass(generation, keys) {
        Passed::Only(keys) | Passed::All(keys) => return Ok(keys),
        Passed::MakeOne(keys) => keys,
    };
    let bloom = filter_of_all(unit).await?;
    sieve.put(generation, bloom);
    drop(only_one);
    Ok(match sieve.pass(generation, keys) {
        Passed::Only(keys) | Passed::All(keys) | Passed::MakeOne(keys) => keys,
    })
}

/// A filter of every key that this unit sees.
async fn filter_of_all(unit: &mut OpenUnit) -> Result<Bloom> {
    let rows = usize::try_from(super::count(unit).await?).unwrap_or(usize::MAX);
    let mut bloom = Bloom::with_room(rows);
    let mut after = Vec::new();
    loop {
        // As one text: a row for each key would take ten times as long.
        let sql = "SELECT group_concat(hex(key), '') FROM (SELECT DISTINCT key FROM values_index \
            WHERE key > $1 ORDER BY key LIMIT $2)";
        let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let row = unit.session.fetch_one(sql, params![after, most]).await?;
        let Some(page) = row.map(|row| row.opt_text(0)).transpose()?.flatten() else {
            return Ok(bloom);
        };
        let keys = page.as_bytes().chunks_exact(32).map(key_in_hex);
        let keys: Option<Vec<RowKey>> = keys.collect();
        let keys = keys.ok_or_else(|| StoreError::Damaged("a key of the index".into()))?;
        let Some(last) = keys.last() else {
            return Ok(bloom);
        };
        after = last.to_vec();
        for key in &keys {
            bloom.add(key);
        }
    }
}

fn key_in_hex(text: &[u8]) -> Option<RowKey> {
    let text = std::str::from_utf8(text).ok()?;
    u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

    use super::*;

    #[tokio::test]
    async fn a_probe_is_one_look_up_in_the_index_for_each_key() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for schema in [
            include_str!("../../../migrations/sqlite/0001_first.sql"),
            include_str!("../../../migrations/sqlite/0003_roles.sql"),
        ] {
            sqlx::raw_sql(schema)
                .execute(&mut connection)
                .await
                .unwrap();
        }
        let sql = AssertSqlSafe(format!(
            "EXPLAIN QUERY PLAN {}",
            probe_text(Marks::Anonymous, 4, 1, 10)
        ));
        let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(3)).collect();
        let look_up = "SEARCH v USING PRIMARY KEY (key=?)";
        assert_eq!(
            plan.iter().filter(|step| *step == look_up).count(),
            4,
            "{plan:#?}"
        );
        assert!(
            !plan.iter().any(|step| ["SCAN v", "SCAN w", "SCAN b"]
                .iter()
                .any(|scan| step.starts_with(scan))),
            "{plan:#?}"
        );
    }

    #[expect(
        clippy::disallowed_methods,
        clippy::expect_used,
        reason = "the setting of this test"
    )]
    fn server() -> String {
        std::env::var("FANAL_TEST_POSTGRES").expect("FANAL_TEST_POSTGRES names no server")
    }

    /// As a server plans it that has looked at its tables; all of it is undone.
    #[tokio::test]
    async fn a_probe_on_postgresql_is_one_look_up_in_the_index_for_each_key() {
        let mut connection = PgConnection::connect(&server()).await.unwrap();
        for sql in [
            "BEGIN; CREATE SCHEMA planned; SET LOCAL search_path TO planned",
            include_str!("../../../migrations/postgres/0001_first.sql"),
            include_str!("../../../migrations/postgres/0003_roles.sql"),
            "INSERT INTO desks (name) VALUES ('kivu'); \
             INSERT INTO bulletins (network, origin, name, kind, revision, digest, state, stance, received) \
             SELECT 1, 1, decode(lpad(to_hex(n), 32, '0'), 'hex'), 'bulletin', 1, '', '', '', 0 \
             FROM generate_series(1, 2000) n; \
             INSERT INTO values_index (key, bulletin) \
             SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), 1 + n % 2000 FROM generate_series(1, 50000) n; \
             ANALYZE desks; ANALYZE bulletins; ANALYZE values_index",
        ] {
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        }
        let explain = AssertSqlSafe(format!("EXPLAIN {}", many_text(1, 10)));
        let asked = sqlx::query(explain).bind(vec![0_u8; 64]).bind(4_i64);
        let rows = asked.fetch_all(&mut connection).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        let has = |step: &str| plan.iter().any(|line| line.contains(step));
        assert!(has("using values_index_pkey"), "{plan:#?}");
        assert!(has("Index Cond: (key = "), "{plan:#?}");
        assert!(!has("Seq Scan on values_index"), "{plan:#?}");
        sqlx::raw_sql("ROLLBACK")
            .execute(&mut connection)
            .await
            .unwrap();
    }

    #[test]
    fn a_key_in_hex_is_the_key() {
        let key: RowKey = *b"0123456789abcdef";
        assert_eq!(key_in_hex(b"30313233343536373839616263646566"), Some(key));
        assert_eq!(key_in_hex(b"3031323334353637383961626364656g"), None);
    }
}

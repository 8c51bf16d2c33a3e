//! Which bulletin holds which value. The disk tells nothing of the values. [R25]

mod common;
mod probe;

use fanal_protocol::Role;
use fanal_store::{IndexKey, Indexed, Result, StoreError, Vault};

pub(crate) use self::common::{held_elsewhere, held_in_common};
pub(crate) use self::probe::probe;
use crate::params::params;
use crate::sieve::RowKey;
use crate::unit::OpenUnit;

/// One value of one bulletin.
pub(crate) struct IndexRow {
    pub(crate) key: RowKey,
    pub(crate) bulletin: i64,
    /// What it does, and as it stands in the row; none, if the bulletin itself has to be asked.
    role: Option<(Role, [u8; 8])>,
}

impl IndexRow {
    pub(crate) fn of(vault: &Vault, value: &Indexed, bulletin: i64) -> Self {
        let key = key_of(vault, &value.key);
        let mark = |role| (role, mark_of(vault, key, bulletin, role));
        Self {
            key,
            bulletin,
            role: value.role.map(mark),
        }
    }

    /// Of several of one value the most dangerous role: it stands first in their order.
    fn order(&self) -> (RowKey, i64, bool, Option<Role>) {
        let role = self.role.map(|(role, _)| role);
        (self.key, self.bulletin, role.is_none(), role)
    }
}

/// Adds what bulletins hold. Sorted, so that neighbours go into one page.
pub(crate) async fn put(unit: &mut OpenUnit, mut rows: Vec<IndexRow>) -> Result<()> {
    rows.sort_unstable_by_key(IndexRow::order);
    rows.dedup_by_key(|row| (row.key, row.bulletin));
    note(unit, &rows).await?;
    let mut params = Vec::with_capacity(rows.len() * 3);
    for row in &rows {
        let mark = row.role.map(|(_, mark)| mark);
        params.extend(params![
            row.key.as_slice(),
            row.bulletin,
            mark.map(|mark| mark.to_vec())
        ]);
    }
    unit.session
        .insert(
            "INSERT INTO values_index (key, bulletin, mark)",
            "",
            3,
            params,
        )
        .await
}

/// Says in the database that the index grew, and remembers by what.
async fn note(unit: &mut OpenUnit, rows: &[IndexRow]) -> Result<()> {
    if rows.is_empty() || !unit.session.is_sqlite() {
        return Ok(());
    }
    let keys = rows.iter().map(|row| row.key);
    if let Some((_, noted)) = &mut unit.indexed {
        noted.extend(keys);
        return Ok(());
    }
    let sql = "UPDATE index_generation SET number = number + 1 RETURNING number";
    let row = unit.session.fetch_one(sql, params![]).await?;
    let row = row.ok_or_else(|| StoreError::Damaged("the index has no generation".into()))?;
    unit.indexed = Some((row.count(0)?, keys.collect()));
    Ok(())
}

/// Forgets what a bulletin holds.
pub(crate) async fn delete(unit: &mut OpenUnit, bulletin: i64) -> Result<()> {
    let sql = "DELETE FROM values_index WHERE bulletin = $1";
    unit.session.execute(sql, params![bulletin]).await.map(drop)
}

/// Values in the index: what only helps to find them (networks within networks, hosts of links) has no mark.
pub(crate) async fn count(unit: &mut OpenUnit) -> Result<u64> {
    let row = unit
        .session
        .fetch_one("SELECT count(mark) FROM values_index", params![])
        .await?;
    row.map_or(Ok(0), |row| row.count(0))
}

/// The key of a value, as the index holds it.
fn key_of(vault: &Vault, (kind, text): &IndexKey) -> RowKey {
    vault.index_key(kind.as_str(), text)
}

const ROLES: [Role; 6] = [
    Role::C2,
    Role::Delivery,
    Role::Website,
    Role::Sender,
    Role::Payload,
    Role::Unknown,
];

/// Stands on disks: never changed.
const fn word_of(role: Role) -> &'static str {
    match role {
        Role::C2 => "c2",
        Role::Delivery => "delivery",
        Role::Website => "website",
        Role::Sender => "sender",
        Role::Payload => "payload",
        Role::Unknown => "unknown",
    }
}

fn mark_of(vault: &Vault, key: RowKey, bulletin: i64, role: Role) -> [u8; 8] {
    vault.role_mark(&key, bulletin, word_of(role))
}

/// The role that was marked so; none, if none was.
fn role_of(vault: &Vault, key: RowKey, bulletin: i64, mark: &[u8]) -> Option<Role> {
    ROLES
        .into_iter()
        .find(|role| mark_of(vault, key, bulletin, *role) == mark)
}

//! When each object came into a collection. The disk tells nothing of the objects. [R4]

use std::collections::{HashMap, HashSet};

use fanal_store::{CollectedRow, CollectionKey, NewObject, ObjectKey, Result, StoreError, Vault};

use crate::params::{Param, params};
use crate::rows::Row;
use crate::sealing::unsealed;
use crate::unit::OpenUnit;

/// The key of an object: no value has such a kind.
pub(crate) fn key(vault: &Vault, collection: CollectionKey, id: &str, version: &str) -> ObjectKey {
    let name = format!("{}\0{id}\0{version}", name_of(&collection));
    vault.index_key("collected object", &name)
}

/// What is kept of an object is sealed under this. No setting has such a name.
fn seal_name(collection: CollectionKey, key: ObjectKey) -> String {
    format!("collected.kept/{}/{}", name_of(&collection), name_of(&key))
}

fn name_of(key: &[u8; 16]) -> String {
    u128::from_be_bytes(*key).to_string()
}

/// When each came; those that are new come now.
pub(crate) async fn put(
    unit: &mut OpenUnit,
    collection: CollectionKey,
    not_before: i64,
    objects: &[NewObject],
) -> Result<Vec<i64>> {
    let last = last(unit, collection).await?;
    let mut moments = moments(unit, collection, objects).await?;
    let mut next = not_before.max(last.saturating_add(1));
    let mut params = Vec::new();
    for object in objects {
        if moments.contains_key(&object.key) {
            continue;
        }
        moments.insert(object.key, next);
        params.extend(params![
            collection.to_vec(),
            next,
            object.key.to_vec(),
            object.is_gone,
            sealed(unit, collection, object)?
        ]);
        next = next.saturating_add(1);
    }
    if !params.is_empty() {
        let head = "INSERT INTO collected (collection, added, key, gone, kept)";
        unit.session.insert(head, "", 5, params).await?;
        let sql = "UPDATE collections SET last = $2 WHERE collection = $1";
        let newest = next.saturating_sub(1);
        unit.session
            .execute(sql, params![collection.to_vec(), newest])
            .await?;
    }
    let moment = |object: &NewObject| moments.get(&object.key).copied();
    let moments: Option<Vec<i64>> = objects.iter().map(moment).collect();
    moments.ok_or_else(|| StoreError::Damaged("an object has no moment".into()))
}

/// The newest moment of all; held until the unit ends, so that nobody else gives the next one.
async fn last(unit: &mut OpenUnit, collection: CollectionKey) -> Result<i64> {
    let sql = "INSERT INTO collections (collection, last) VALUES ($1, 0) \
        ON CONFLICT (collection) DO NOTHING";
    unit.session
        .execute(sql, params![collection.to_vec()])
        .await?;
    let lock = unit.session.locking(" FOR UPDATE");
    let sql = format!("SELECT last FROM collections WHERE collection = $1{lock}");
    let row = unit
        .session
        .fetch_one(sql, params![collection.to_vec()])
        .await?;
    row.map_or(Ok(0), |row| row.int(0))
}

async fn moments(
    unit: &mut OpenUnit,
    collection: CollectionKey,
    objects: &[NewObject],
) -> Result<HashMap<ObjectKey, i64>> {
    let keys: Vec<ObjectKey> = objects.iter().map(|object| object.key).collect();
    let rows = among(unit, "SELECT collection, key, added FROM collected", &keys).await?;
    let mut moments = HashMap::with_capacity(objects.len());
    for row in rows {
        if row.blob(0)? == collection {
            moments.insert(key_at(&row, 1)?, row.int(2)?);
        }
    }
    Ok(moments)
}

/// Which of these are there.
pub(crate) async fn there(
    unit: &mut OpenUnit,
    collection: CollectionKey,
    keys: &[ObjectKey],
) -> Result<HashSet<ObjectKey>> {
    let mut there = HashSet::new();
    for row in among(unit, "SELECT collection, key FROM collected", keys).await? {
        if row.blob(0)? == collection {
            there.insert(key_at(&row, 1)?);
        }
    }
    Ok(there)
}

async fn among(unit: &mut OpenUnit, head: &str, keys: &[ObjectKey]) -> Result<Vec<Row>> {
    let keys = keys.iter().map(|key| Param::from(key.to_vec())).collect();
    let head = format!("{head} WHERE key IN");
    unit.session.fetch_in(&head, "", keys).await
}

fn sealed(
    unit: &OpenUnit,
    collection: CollectionKey,
    object: &NewObject,
) -> Result<Option<Vec<u8>>> {
    let Some(kept) = &object.kept else {
        return Ok(None);
    };
    let name = seal_name(collection, object.key);
    let sealed = unit.keys.vault.seal_setting(&name, kept, unit.keys.nonce());
    sealed.map(Some).map_err(unsealed)
}

/// What is there, or what was withdrawn, oldest first.
pub(crate) async fn all(
    unit: &mut OpenUnit,
    collection: CollectionKey,
    is_gone: bool,
) -> Result<Vec<CollectedRow>> {
    let sql = "SELECT collection, key, added, gone, kept FROM collected \
        WHERE collection = $1 AND gone = $2 ORDER BY added";
    let rows = unit
        .session
        .fetch(sql, params![collection.to_vec(), is_gone])
        .await?;
    rows.iter().map(|row| read(unit, collection, row)).collect()
}

/// Takes out, and gives what was kept.
pub(crate) async fn take_out(
    unit: &mut OpenUnit,
    collection: CollectionKey,
    keys: &[ObjectKey],
) -> Result<Vec<CollectedRow>> {
    let head = "SELECT collection, key, added, gone, kept FROM collected";
    let mut out = Vec::new();
    for row in among(unit, head, keys).await? {
        if row.blob(0)? == collection {
            out.push(read(unit, collection, &row)?);
        }
    }
    let sql = "DELETE FROM collected WHERE collection = $1 AND key = $2";
    for row in &out {
        let params = params![collection.to_vec(), row.key.to_vec()];
        unit.session.execute(sql, params).await?;
    }
    Ok(out)
}

fn read(unit: &OpenUnit, collection: CollectionKey, row: &Row) -> Result<CollectedRow> {
    let key = key_at(row, 1)?;
    let open = |sealed: Vec<u8>| {
        let name = seal_name(collection, key);
        let kept = unit.keys.vault.open_setting(&name, &sealed);
        kept.map(|kept| kept.to_vec()).map_err(unsealed)
    };
    Ok(CollectedRow {
        key,
        added: row.int(2)?,
        kept: row.opt_blob(4)?.map(open).transpose()?,
        is_gone: row.int(3)? != 0,
    })
}

fn key_at(row: &Row, column: usize) -> Result<ObjectKey> {
    let bytes = row.blob(column)?;
    ObjectKey::try_from(bytes.as_slice())
        .map_err(|_| StoreError::Damaged("an object's key has another length".into()))
}

//! Statements: digests for good, envelopes sealed and only as long as their bulletin has a key.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use fanal_policy::{Facts, ObjectId, Withheld};
use fanal_protocol::{BulletinId, Digest, Kind, NetworkId, Reference};
use fanal_store::{ContentKey, EpochKey, NewStatement, Result, StatementRow};

use super::bulletins::{self, Newest};
use super::values_index::IndexRow;
use super::{Place, Wanted, content_keys, desks, epoch_keys, networks, place_of, values_index};
use crate::parallel;
use crate::params::{Param, params};
use crate::rows::Row;
use crate::sealing::{self, Keys, full_name};
use crate::unit::OpenUnit;

/// Statements in one step: enough for large inserts, little enough to hold their seals.
const STEP: usize = 512;

/// Stores what is not there yet.
pub(crate) async fn put(unit: &mut OpenUnit, statements: &[NewStatement]) -> Result<()> {
    for step in statements.chunks(STEP) {
        let unknown = unknown(unit, step).await?;
        if !unknown.is_empty() {
            put_unknown(unit, &unknown).await?;
        }
    }
    Ok(())
}

/// Those whose digest is not there, each once.
async fn unknown<'a>(
    unit: &mut OpenUnit,
    statements: &'a [NewStatement],
) -> Result<Vec<&'a NewStatement>> {
    let mut seen = stored(unit, statements.iter().map(|s| s.digest)).await?;
    Ok(statements
        .iter()
        .filter(|s| seen.insert(s.digest))
        .collect())
}

/// Which of these digests are stored.
pub(crate) async fn stored(
    unit: &mut OpenUnit,
    digests: impl Iterator<Item = Digest>,
) -> Result<HashSet<Digest>> {
    let head = "SELECT digest FROM statements WHERE digest IN";
    let rows = unit
        .session
        .fetch_in(head, "", digests.map(Param::from).collect())
        .await?;
    rows.iter().map(|row| row.digest(0)).collect()
}

async fn put_unknown(unit: &mut OpenUnit, statements: &[&NewStatement]) -> Result<()> {
    let mut by_place: BTreeMap<Place, Vec<&NewStatement>> = BTreeMap::new();
    desks::intern_all(unit, statements.iter().map(|s| &s.reference.origin)).await?;
    desks::intern_all(unit, statements.iter().filter_map(|s| s.sender.as_ref())).await?;
    for statement in statements {
        let network = networks::intern(unit, statement.network).await?;
        let origin = desks::intern(unit, &statement.reference.origin).await?;
        by_place
            .entry((network, origin, statement.reference.id))
            .or_default()
            .push(statement);
    }
    let keys = keys_for(unit, &by_place).await?;
    put_rows(unit, &by_place, &keys).await?;
    let mut values = Vec::new();
    for (place, of_one) in &by_place {
        let Some(held) = keys.get(place) else {
            continue;
        };
        if let Some(newest) = held.newest_among(of_one) {
            values.extend(newest.index.iter().map(|value| (value, held.id)));
        }
    }
    let rows = parallel::each(&values, |(value, bulletin)| {
        Ok(IndexRow::of(&unit.keys.vault, value, *bulletin))
    })?;
    values_index::put(unit, rows).await
}

/// A bulletin that statements are being stored for.
struct Held {
    id: i64,
    key: ContentKey,
    /// The revision that lists showed before; 0 if it was not there.
    revision: u32,
}

impl Held {
    /// The one that takes the place in lists and index.
    fn newest_among<'a>(&self, statements: &[&'a NewStatement]) -> Option<&'a NewStatement> {
        let newest = newest(statements)?;
        (newest.revision > self.revision).then_some(newest)
    }
}

/// The highest revision; the first that came, if two claim to be it.
fn newest<'a>(statements: &[&'a NewStatement]) -> Option<&'a NewStatement> {
    statements
        .iter()
        .copied()
        .reduce(|a, b| if b.revision > a.revision { b } else { a })
}

/// Finds or makes the bulletins and their keys, and brings what lists show up to date.
async fn keys_for(
    unit: &mut OpenUnit,
    by_place: &BTreeMap<Place, Vec<&NewStatement>>,
) -> Result<HashMap<Place, Held>> {
    let mut held = held_already(unit, by_place).await?;
    let (epoch, under) = epoch_keys::current(unit).await?;
    let new: Vec<(Place, &NewStatement)> = by_place
        .iter()
        .filter(|(place, _)| !held.contains_key(*place))
        .filter_map(|(place, of_one)| Some((*place, newest(of_one)?)))
        .collect();
    let sealed = parallel::each(&new, |(place, newest)| {
        let (key, wrapped) = new_key(&unit.keys, &under, newest)?;
        let row = Newest::of(&unit.keys, *place, newest, &key)?;
        Ok((*place, row, key, wrapped))
    })?;
    let mut made: HashMap<Place, (ContentKey, Vec<u8>)> = HashMap::new();
    let mut first = Vec::with_capacity(sealed.len());
    for (place, row, key, wrapped) in sealed {
        first.push(row);
        made.insert(place, (key, wrapped));
    }
    let ids = bulletins::put_first(unit, first).await?;
    let mut rows = Vec::new();
    for (place, id) in ids {
        let Some((key, wrapped)) = made.remove(&place) else {
            continue;
        };
        rows.push((id, wrapped));
        held.insert(
            place,
            Held {
                id,
                key,
                revision: 0,
            },
        );
    }
    content_keys::put(unit, epoch, rows.into_iter()).await?;
    Ok(held)
}

/// Bulletins that are here, with the keys they have; one that was purged gets a new key, and a newer
/// revision takes the place of what lists show. [R27]
async fn held_already(
    unit: &mut OpenUnit,
    by_place: &BTreeMap<Place, Vec<&NewStatement>>,
) -> Result<HashMap<Place, Held>> {
    let found = bulletins::find(unit, by_place.keys()).await?;
    let mut keys = content_keys::of(unit, found.iter().map(|(_, id, _)| *id)).await?;
    let mut held = HashMap::new();
    for (place, id, revision) in found {
        let Some(of_one) = by_place.get(&place) else {
            continue;
        };
        let Some(newest) = newest(of_one) else {
            continue;
        };
        let key = match keys.remove(&id) {
            Some(key) => key,
            None => renewed_key(unit, id, newest).await?,
        };
        if newest.revision > revision {
            let newest = Newest::of(&unit.keys, place, newest, &key)?;
            values_index::delete(unit, id).await?;
            bulletins::replace(unit, id, newest).await?;
        }
        held.insert(place, Held { id, key, revision });
    }
    Ok(held)
}

async fn renewed_key(
    unit: &mut OpenUnit,
    bulletin: i64,
    statement: &NewStatement,
) -> Result<ContentKey> {
    let (epoch, under) = epoch_keys::current(unit).await?;
    let (key, wrapped) = new_key(&unit.keys, &under, statement)?;
    content_keys::put(unit, epoch, std::iter::once((bulletin, wrapped))).await?;
    Ok(key)
}

fn new_key(
    keys: &Keys,
    under: &Arc<EpochKey>,
    statement: &NewStatement,
) -> Result<(ContentKey, Vec<u8>)> {
    let Reference { origin, id } = &statement.reference;
    content_keys::make(keys, under, &full_name(statement.network, origin, *id))
}

async fn put_rows(
    unit: &mut OpenUnit,
    by_place: &BTreeMap<Place, Vec<&NewStatement>>,
    held: &HashMap<Place, Held>,
) -> Result<()> {
    let mut new: Vec<(&Held, &NewStatement)> = Vec::new();
    for (place, of_one) in by_place {
        if let Some(held) = held.get(place) {
            new.extend(of_one.iter().map(|statement| (held, *statement)));
        }
    }
    let sealed = parallel::each(&new, |(held, s)| {
        unit.keys
            .seal_statement(&held.key, s.digest, &s.facts, &s.bytes)
    })?;
    let mut rows = Vec::with_capacity(new.len() * 8);
    for ((held, s), sealed) in new.into_iter().zip(sealed) {
        rows.extend(params![
            held.id, s.revision, s.kind, s.digest, s.issued, s.received
        ]);
        rows.push(Param::Int(
            s.sender.as_ref().and_then(|desk| desks::known(unit, desk)),
        ));
        rows.push(sealed.into());
    }
    let into = "INSERT INTO statements \
        (bulletin, revision, kind, digest, issued, received, sender, envelope)";
    unit.session.insert(into, "", 8, rows).await
}

/// Statements of one identity, by revision.
pub(crate) async fn of(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Vec<StatementRow>> {
    let Some((network, origin, id)) = place_of(unit, network, reference).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "{ROW_OF} {ROW_FROM} WHERE b.name = $1 AND b.origin = $2 AND b.network = $3 ORDER BY s.revision, s.id"
    );
    let rows = unit
        .session
        .fetch(sql, params![id, origin, network])
        .await?;
    rows.iter().map(read).collect()
}

/// Statements of several identities: those of one by revision.
pub(crate) async fn among(
    unit: &mut OpenUnit,
    network: NetworkId,
    references: &[Reference],
) -> Result<Vec<StatementRow>> {
    let wanted = Wanted::of(unit, network, references).await?;
    let head = format!("{ROW_OF}, b.network, b.origin, b.name {ROW_FROM} WHERE b.name IN");
    let tail = "ORDER BY b.id, s.revision, s.id";
    let rows = unit.session.fetch_in(&head, tail, wanted.names()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        if wanted.has(row, 9)? {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// What has no label, of one kind: the newest revision of each, if its content is here.
pub(crate) async fn words(
    unit: &mut OpenUnit,
    network: NetworkId,
    kind: Kind,
    limit: u32,
) -> Result<Vec<StatementRow>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "{ROW_OF} {ROW_FROM} WHERE b.network = $1 AND b.kind = $2 AND b.label IS NULL \
         AND b.digest = s.digest AND s.envelope IS NOT NULL ORDER BY b.id DESC LIMIT $3"
    );
    let rows = unit
        .session
        .fetch(sql, params![network, kind, limit])
        .await?;
    rows.iter().map(read).collect()
}

/// The same of what is purged: all of it, without content.
pub(crate) async fn words_gone(
    unit: &mut OpenUnit,
    network: NetworkId,
    kind: Kind,
) -> Result<Vec<StatementRow>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "{ROW_OF} {ROW_FROM} WHERE b.network = $1 AND b.kind = $2 AND b.label IS NULL \
         AND b.digest = s.digest AND s.envelope IS NULL ORDER BY b.id DESC"
    );
    let rows = unit.session.fetch(sql, params![network, kind]).await?;
    rows.iter().map(read).collect()
}

/// One statement by digest.
pub(crate) async fn one(unit: &mut OpenUnit, digest: Digest) -> Result<Option<StatementRow>> {
    let sql = format!("{ROW_OF} {ROW_FROM} WHERE s.digest = $1");
    let row = unit.session.fetch_one(sql, params![digest]).await?;
    row.as_ref().map(read).transpose()
}

const ROW_OF: &str = "SELECT o.name, b.name, s.revision, s.kind, s.digest, s.issued, s.received, \
    f.name, s.purged_by";
const ROW_FROM: &str = "FROM statements s JOIN bulletins b ON b.id = s.bulletin \
    JOIN desks o ON o.id = b.origin LEFT JOIN desks f ON f.id = s.sender";

fn read(row: &Row) -> Result<StatementRow> {
    Ok(StatementRow {
        reference: Reference {
            origin: row.parsed(0)?,
            id: row.bulletin_id(1)?,
        },
        revision: row.count32(2)?,
        kind: row.parsed(3)?,
        digest: row.digest(4)?,
        issued: row.time(5)?,
        received: row.time(6)?,
        sender: row.opt_parsed(7)?,
        purged_by: row.opt_digest(8)?,
    })
}

/// The facts and the envelope of a statement, if its content is here.
pub(crate) async fn envelope(
    unit: &mut OpenUnit,
    digest: Digest,
) -> Result<Option<(Facts, Withheld<Vec<u8>>)>> {
    let sql = format!(
        "SELECT s.digest, {SEALED} FROM statements s JOIN bulletins b ON b.id = s.bulletin \
         JOIN networks n ON n.id = b.network JOIN desks o ON o.id = b.origin \
         JOIN content_keys k ON k.bulletin = b.id WHERE s.digest = $1 AND s.envelope IS NOT NULL"
    );
    match unit.session.fetch_one(sql, params![digest]).await? {
        Some(row) => open(unit, &row, digest, 1).await.map(Some),
        None => Ok(None),
    }
}

/// What [`open`] needs of statements, bulletins, networks, desks and content keys.
pub(super) const SEALED: &str = "s.envelope, s.revision, n.digest, o.name, b.name, \
    k.epoch, k.wrapped";

/// Opens an envelope whose [`SEALED`] columns begin at `from`.
pub(super) async fn open(
    unit: &mut OpenUnit,
    row: &Row,
    digest: Digest,
    from: usize,
) -> Result<(Facts, Withheld<Vec<u8>>)> {
    let network = NetworkId::founded_by(row.digest(from + 2)?);
    let (origin, id): (_, BulletinId) = (row.parsed(from + 3)?, row.bulletin_id(from + 4)?);
    let (epoch, wrapped) = (row.count(from + 5)?, row.blob(from + 6)?);
    let key = unit
        .content_key((network, &origin, id), epoch, &wrapped)
        .await?;
    let (facts, bytes) = sealing::open_statement(&key, digest, &row.blob(from)?)?;
    let revision = row.count32(from + 1)?;
    Ok((
        facts,
        Withheld::new(
            ObjectId {
                origin,
                id,
                revision,
            },
            bytes,
        ),
    ))
}

/// Makes tombstones of a bulletin's statements; the digests of all that are.
pub(crate) async fn purge(
    unit: &mut OpenUnit,
    bulletin: i64,
    retraction: Digest,
) -> Result<Vec<Digest>> {
    let sql = "UPDATE statements SET envelope = NULL, purged_by = $2 \
        WHERE bulletin = $1 AND purged_by IS NULL";
    unit.session
        .execute(sql, params![bulletin, retraction])
        .await?;
    let sql = "SELECT digest FROM statements WHERE bulletin = $1 ORDER BY revision, id";
    let rows = unit.session.fetch(sql, params![bulletin]).await?;
    rows.iter().map(|row| row.digest(0)).collect()
}

/// Makes tombstones of some; seals the others again, from the old key to the new one.
pub(super) async fn purge_some(
    unit: &mut OpenUnit,
    bulletin: i64,
    digests: &[Digest],
    retraction: Digest,
    (old, new): (&ContentKey, &ContentKey),
) -> Result<()> {
    let sql = "SELECT id, digest, envelope FROM statements \
        WHERE bulletin = $1 AND envelope IS NOT NULL";
    for row in unit.session.fetch(sql, params![bulletin]).await? {
        let (id, digest) = (row.int(0)?, row.digest(1)?);
        let params = if digests.contains(&digest) {
            params![id, None::<Vec<u8>>, Some(retraction)]
        } else {
            let place = sealing::Place::Envelope(digest);
            let opened = sealing::open(old, place, &row.blob(2)?)?;
            params![id, unit.keys.seal(new, place, &opened)?, None::<Digest>]
        };
        let sql = "UPDATE statements SET envelope = $2, purged_by = $3 WHERE id = $1";
        unit.session.execute(sql, params).await?;
    }
    Ok(())
}

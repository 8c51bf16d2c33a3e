//! What stands at each position of a stream: a digest, and a retraction where it is a tombstone.
//!
//! Whether the statement is here is asked at reading: one that is purged since is a tombstone
//! wherever it stands, and one that came by another road closes the gap, but only in streams of
//! its own origin and network.

use fanal_protocol::{DeskId, Digest, NetworkId, StreamRef};
use fanal_store::{Place, Result, StoreError, StoredEntry};

use super::{desks, networks, statements, streams};
use crate::params::{bound, number, params};
use crate::rows::Row;
use crate::unit::OpenUnit;

/// Appends positions from `from` on, which has to be where the stream ends.
pub(crate) async fn append(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
    from: u64,
    places: &[Place],
) -> Result<()> {
    let id = streams::intern(unit, network, stream).await?;
    let end = end(unit, id).await?;
    if from != end {
        let text = format!("stream `{stream}` ends at `{end}`, not at `{from}`");
        return Err(StoreError::Conflict(text));
    }
    refuse_unknown(unit, places).await?;
    let mut rows = Vec::with_capacity(places.len() * 6);
    for (position, place) in (from..).zip(places) {
        let (digest, stored, retraction, refused) = columns(place);
        rows.extend(params![
            id,
            number(position)?,
            digest,
            stored,
            retraction,
            refused
        ]);
    }
    let head = "INSERT INTO entries (stream, position, digest, stored, retraction, refused)";
    unit.session.insert(head, "", 6, rows).await
}

/// Digest, stored, retraction, refused.
const fn columns(place: &Place) -> (Digest, bool, Option<Digest>, bool) {
    match *place {
        Place::Held(digest) => (digest, true, None, false),
        Place::Tombstone(digest, retraction) => (digest, false, Some(retraction), false),
        Place::NotHeld(digest) => (digest, false, None, false),
        Place::Refused(digest) => (digest, false, None, true),
    }
}

async fn end(unit: &mut OpenUnit, stream: i64) -> Result<u64> {
    let sql = "SELECT position FROM entries WHERE stream = $1 ORDER BY position DESC LIMIT 1";
    let last = unit.session.fetch_one(sql, params![stream]).await?;
    last.map_or(Ok(0), |row| Ok(row.count(0)? + 1))
}

/// What is said to be held must be: a gap that looks like content would never be asked for again.
async fn refuse_unknown(unit: &mut OpenUnit, places: &[Place]) -> Result<()> {
    let held = places.iter().filter_map(|place| match place {
        Place::Held(digest) => Some(*digest),
        Place::Tombstone(..) | Place::NotHeld(_) | Place::Refused(_) => None,
    });
    let stored = statements::stored(unit, held.clone()).await?;
    match held.into_iter().find(|digest| !stored.contains(digest)) {
        Some(digest) => Err(StoreError::Conflict(format!(
            "statement `{digest}` is not stored"
        ))),
        None => Ok(()),
    }
}

/// Drops positions from `from` on.
pub(crate) async fn truncate(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
    from: u64,
) -> Result<()> {
    let Some(id) = streams::number_of(unit, network, stream).await? else {
        return Ok(());
    };
    let sql = "DELETE FROM entries WHERE stream = $1 AND position >= $2";
    unit.session
        .execute(sql, params![id, bound(from)])
        .await
        .map(drop)
}

/// Positions `from..to`, as many as there are.
pub(crate) async fn range(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
    from: u64,
    to: u64,
) -> Result<Vec<StoredEntry>> {
    let Some(id) = streams::number_of(unit, network, stream).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT e.digest, e.retraction, s.purged_by, {} FROM entries e \
         JOIN streams st ON st.id = e.stream LEFT JOIN statements s ON s.digest = e.digest \
         LEFT JOIN bulletins b \
           ON b.id = s.bulletin AND b.network = st.network AND b.origin = st.origin \
         LEFT JOIN networks n ON n.id = b.network LEFT JOIN desks o ON o.id = b.origin \
         LEFT JOIN content_keys k ON k.bulletin = b.id \
         WHERE e.stream = $1 AND e.position >= $2 AND e.position < $3 ORDER BY e.position",
        statements::SEALED
    );
    let rows = unit
        .session
        .fetch(sql, params![id, bound(from), bound(to)])
        .await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        entries.push(read(unit, &row).await?);
    }
    Ok(entries)
}

async fn read(unit: &mut OpenUnit, row: &Row) -> Result<StoredEntry> {
    const SEALED: usize = 3;
    const BULLETIN: usize = SEALED + 4;
    let digest = row.digest(0)?;
    if let Some(retraction) = row.opt_digest(1)? {
        return Ok(StoredEntry::Tombstone(digest, retraction));
    }
    if row.opt_blob(BULLETIN)?.is_none() {
        return Ok(StoredEntry::NotHeld(digest));
    }
    if let Some(retraction) = row.opt_digest(2)? {
        return Ok(StoredEntry::Tombstone(digest, retraction));
    }
    let (facts, envelope) = statements::open(unit, row, digest, SEALED).await?;
    Ok(StoredEntry::Held(digest, Box::new(facts), envelope))
}

/// The digests at positions `from..to`.
pub(crate) async fn digests(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
    from: u64,
    to: u64,
) -> Result<Vec<Digest>> {
    let Some(id) = streams::number_of(unit, network, stream).await? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT digest FROM entries \
        WHERE stream = $1 AND position >= $2 AND position < $3 ORDER BY position";
    let rows = unit
        .session
        .fetch(sql, params![id, bound(from), bound(to)])
        .await?;
    rows.iter().map(|row| row.digest(0)).collect()
}

/// The first position with this digest.
pub(crate) async fn position_of(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
    digest: Digest,
) -> Result<Option<u64>> {
    let Some(id) = streams::number_of(unit, network, stream).await? else {
        return Ok(None);
    };
    let sql = "SELECT position FROM entries WHERE stream = $1 AND digest = $2 \
        ORDER BY position LIMIT 1";
    let rows = unit.session.fetch(sql, params![id, digest]).await?;
    rows.first().map(|row| row.count(0)).transpose()
}

/// Is the statement that stands there here, as this origin's in this network? `e` is the entry.
const IS_HERE: &str = "EXISTS (SELECT 1 FROM statements s JOIN bulletins b ON b.id = s.bulletin \
    JOIN streams st ON st.id = e.stream \
    WHERE s.digest = e.digest AND b.network = st.network AND b.origin = st.origin)";

/// Known by digest only, and wanted.
const IS_WANTED: &str = "e.stored = 0 AND e.refused = 0 AND e.retraction IS NULL";

/// The entries, read by the index of the wanted ones alone: every round asks for them, and there are
/// mostly none. `SQLite` would take the primary key, and go through all that is stored.
fn wanted_entries(unit: &OpenUnit) -> &'static str {
    if unit.session.is_sqlite() {
        "entries e INDEXED BY entries_wanted"
    } else {
        "entries e"
    }
}

/// Positions known by this digest only become tombstones, in streams of this origin.
pub(crate) async fn settle(
    unit: &mut OpenUnit,
    network: NetworkId,
    origin: &DeskId,
    digest: Digest,
    retraction: Digest,
) -> Result<()> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(());
    };
    let Some(origin) = desks::number(unit, origin).await? else {
        return Ok(());
    };
    let sql = format!(
        "UPDATE entries AS e SET retraction = $2 \
         WHERE e.digest = $1 AND e.stored = 0 AND e.retraction IS NULL AND e.stream IN \
         (SELECT id FROM streams WHERE network = $3 AND origin = $4) AND NOT {IS_HERE}"
    );
    unit.session
        .execute(sql, params![digest, retraction, network, origin])
        .await
        .map(drop)
}

/// Streams with wanted positions, and how many each has.
pub(crate) async fn wanting(
    unit: &mut OpenUnit,
    network: NetworkId,
) -> Result<Vec<(StreamRef, u64)>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT o.name, h.name, h.epoch, count(*) FROM {} \
         JOIN streams h ON h.id = e.stream JOIN desks o ON o.id = h.origin \
         WHERE h.network = $1 AND {IS_WANTED} AND NOT {IS_HERE} \
         GROUP BY o.name, h.name, h.epoch",
        wanted_entries(unit)
    );
    let rows = unit.session.fetch(sql, params![network]).await?;
    let read = |row: &Row| {
        let stream = StreamRef {
            origin: row.parsed(0)?,
            name: row.parsed(1)?,
            epoch: row.count32(2)?,
        };
        Ok((stream, row.count(3)?))
    };
    let mut streams: Vec<(StreamRef, u64)> = rows.iter().map(read).collect::<Result<_>>()?;
    streams.sort();
    Ok(streams)
}

/// Wanted positions below `before`, the newest first.
pub(crate) async fn gaps(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
    before: u64,
    limit: u32,
) -> Result<Vec<(u64, Digest)>> {
    let Some(id) = streams::number_of(unit, network, stream).await? else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT e.position, e.digest FROM {} \
         WHERE e.stream = $1 AND e.position < $2 AND {IS_WANTED} AND NOT {IS_HERE} \
         ORDER BY e.position DESC LIMIT $3",
        wanted_entries(unit)
    );
    let params = params![id, bound(before), i64::from(limit)];
    let rows = unit.session.fetch(sql, params).await?;
    rows.iter()
        .map(|row| Ok((row.count(0)?, row.digest(1)?)))
        .collect()
}

/// Puts something else at a position that is known by this digest only.
pub(crate) async fn fill(
    unit: &mut OpenUnit,
    network: NetworkId,
    stream: &StreamRef,
    position: u64,
    place: &Place,
) -> Result<bool> {
    let Some(id) = streams::number_of(unit, network, stream).await? else {
        return Ok(false);
    };
    refuse_unknown(unit, std::slice::from_ref(place)).await?;
    let (digest, stored, retraction, refused) = columns(place);
    let sql = "UPDATE entries SET stored = $4, retraction = $5, refused = $6 \
        WHERE stream = $1 AND position = $2 AND digest = $3 AND stored = 0 AND retraction IS NULL";
    let params = params![id, bound(position), digest, stored, retraction, refused];
    let touched = unit.session.execute(sql, params).await?;
    Ok(touched > 0)
}

//! What has an identity: the newest revision of each, as lists show it.

mod query;

use fanal_policy::{ObjectId, Withheld};
use fanal_protocol::{Digest, Kind, Label, NetworkId, Reference, Timestamp};
use fanal_store::{
    Brief, BulletinRow, ContentKey, Filter, NewStatement, Result, Stance, State, StoreError,
};

use self::query::Query;
use super::{Place, Wanted, content_keys, networks, place_of, statements, values_index};
use crate::params::{Param, params};
use crate::rows::{Row, word};
use crate::sealing::{self, Keys, full_name};
use crate::unit::OpenUnit;

/// What a bulletin's row takes from its newest statement.
pub(super) struct Newest {
    place: Place,
    kind: Kind,
    revision: u32,
    digest: Digest,
    label: Option<Label>,
    received: Timestamp,
    retain_until: Option<Timestamp>,
    brief: Option<Vec<u8>>,
}

impl Newest {
    pub(super) fn of(
        keys: &Keys,
        place: Place,
        statement: &NewStatement,
        key: &ContentKey,
    ) -> Result<Self> {
        let label = label_of(statement);
        let seal = |_| {
            let (facts, brief) = (&statement.facts, statement.brief.as_ref());
            keys.seal_brief(key, statement.digest, facts, brief)
        };
        Ok(Self {
            place,
            kind: statement.kind,
            revision: statement.revision,
            digest: statement.digest,
            label,
            received: statement.received,
            retain_until: statement.retain_until,
            brief: label.map(seal).transpose()?,
        })
    }
}

/// Content has a label; the desks' talk about content has none.
fn label_of(statement: &NewStatement) -> Option<Label> {
    match statement.kind {
        Kind::Publication => Some(Label::Clear),
        Kind::Bulletin => Some(statement.facts.marking.label),
        Kind::Retraction
        | Kind::Sighting
        | Kind::SightingCount
        | Kind::Receipt
        | Kind::Refusal
        | Kind::Approval
        | Kind::Grant
        | Kind::Notice
        | Kind::Report
        | Kind::Request
        | Kind::Vouch
        | Kind::Objection
        | Kind::Acceptance
        | Kind::Suspension
        | Kind::Heartbeat
        | Kind::Profile
        | Kind::ContactCard
        | Kind::Sealed => None,
    }
}

/// Those of these places that are here: place, number, revision. Locked until commit.
pub(super) async fn find(
    unit: &mut OpenUnit,
    places: impl Iterator<Item = &Place>,
) -> Result<Vec<(Place, i64, u32)>> {
    let head = "SELECT network, origin, name, id, revision FROM bulletins WHERE name IN";
    let tail = unit.session.locking("ORDER BY id FOR UPDATE");
    let names = places.map(|(_, _, name)| Param::from(*name)).collect();
    let rows = unit.session.fetch_in(head, tail, names).await?;
    rows.iter()
        .map(|row| {
            Ok((
                (row.int(0)?, row.int(1)?, row.bulletin_id(2)?),
                row.int(3)?,
                row.count32(4)?,
            ))
        })
        .collect()
}

/// Adds bulletins that were not there; their numbers.
pub(super) async fn put_first(unit: &mut OpenUnit, rows: Vec<Newest>) -> Result<Vec<(Place, i64)>> {
    let (state, stance) = (word(&State::Held)?, word(&Stance::New)?);
    let expected = rows.len();
    let mut params = Vec::with_capacity(expected * 12);
    for row in rows {
        let (network, origin, name) = row.place;
        params.extend(params![
            network,
            origin,
            name,
            row.kind,
            row.revision,
            row.digest
        ]);
        params.extend(params![
            row.label.map(Label::as_str),
            state.clone(),
            stance.clone()
        ]);
        params.extend(params![row.received, row.retain_until, row.brief]);
    }
    let head = "INSERT INTO bulletins (network, origin, name, kind, revision, digest, label, \
        state, stance, received, retain_until, brief)";
    let tail = "ON CONFLICT DO NOTHING RETURNING network, origin, name, id";
    let rows = unit
        .session
        .insert_returning(head, tail, 12, params)
        .await?;
    if rows.len() < expected {
        return Err(StoreError::Conflict(
            "another unit stored the same bulletin first".into(),
        ));
    }
    rows.iter()
        .map(|row| Ok(((row.int(0)?, row.int(1)?, row.bulletin_id(2)?), row.int(3)?)))
        .collect()
}

/// Shows a newer revision; when it first came and what the desk does with it stay.
pub(super) async fn replace(unit: &mut OpenUnit, id: i64, row: Newest) -> Result<()> {
    let sql = "UPDATE bulletins SET kind = $2, revision = $3, digest = $4, label = $5, \
        state = $6, retain_until = $7, brief = $8 WHERE id = $1";
    let mut params = params![id, row.kind, row.revision, row.digest];
    params.extend(params![row.label.map(Label::as_str), word(&State::Held)?]);
    params.extend(params![row.retain_until, row.brief]);
    unit.session.execute(sql, params).await.map(drop)
}

/// One bulletin or publication.
pub(crate) async fn one(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Option<BulletinRow>> {
    let Some((number, origin, id)) = place_of(unit, network, reference).await? else {
        return Ok(None);
    };
    let sql = format!(
        "{ROW} WHERE b.name = $1 AND b.origin = $2 AND b.network = $3 AND b.label IS NOT NULL"
    );
    match unit
        .session
        .fetch_one(sql, params![id, origin, number])
        .await?
    {
        Some(row) => read(unit, network, &row).await.map(Some),
        None => Ok(None),
    }
}

/// Those of these that are here.
pub(crate) async fn among(
    unit: &mut OpenUnit,
    network: NetworkId,
    references: &[Reference],
) -> Result<Vec<BulletinRow>> {
    let wanted = Wanted::of(unit, network, references).await?;
    let head = format!("{ROW} WHERE b.label IS NOT NULL AND b.name IN");
    let rows = unit.session.fetch_in(&head, "", wanted.names()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        if wanted.has(row, 14)? {
            found.push(read(unit, network, row).await?);
        }
    }
    Ok(found)
}

const ROW: &str = "SELECT o.name, b.name, b.kind, b.revision, b.digest, b.label, b.state, \
    b.stance, b.received, b.retain_until, b.brief, k.epoch, k.wrapped, b.id, \
    b.network, b.origin, b.name FROM bulletins b \
    JOIN desks o ON o.id = b.origin LEFT JOIN content_keys k ON k.bulletin = b.id";

async fn read(unit: &mut OpenUnit, network: NetworkId, row: &Row) -> Result<BulletinRow> {
    let reference = Reference {
        origin: row.parsed(0)?,
        id: row.bulletin_id(1)?,
    };
    let (revision, digest) = (row.count32(3)?, row.digest(4)?);
    let (facts, brief) = match row.opt_blob(10)? {
        Some(sealed) => {
            let name = (network, &reference.origin, reference.id);
            let key = unit
                .content_key(name, row.count(11)?, &row.blob(12)?)
                .await?;
            let (facts, brief) = sealing::open_brief(&key, digest, &sealed)?;
            (
                Some(facts),
                brief.map(|brief| withheld(&reference, revision, brief)),
            )
        }
        None => (None, None),
    };
    Ok(BulletinRow {
        reference,
        kind: row.parsed(2)?,
        revision,
        digest,
        label: row.parsed(5)?,
        state: row.word(6)?,
        stance: row.word(7)?,
        received: row.time(8)?,
        retain_until: row.opt_time(9)?,
        facts,
        brief,
    })
}

fn withheld(reference: &Reference, revision: u32, brief: Brief) -> Withheld<Brief> {
    let Reference { origin, id } = reference.clone();
    Withheld::new(
        ObjectId {
            origin,
            id,
            revision,
        },
        brief,
    )
}

/// Bulletins in one step of a list, so that a long one is not in memory twice.
const STEP: usize = 1000;

/// Those that pass the filter, newest first.
pub(crate) async fn list(
    unit: &mut OpenUnit,
    network: NetworkId,
    filter: &Filter,
) -> Result<Vec<BulletinRow>> {
    let Some(number) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let most = if filter.limit == 0 {
        usize::MAX
    } else {
        filter.limit as usize
    };
    let mut after = match &filter.before {
        Some((at, reference)) => Some((*at, arrival(unit, network, reference).await?)),
        None => None,
    };
    let mut found = Vec::new();
    while found.len() < most {
        let step = STEP.min(most - found.len());
        let Some(query) = Query::of(ROW, number, filter, after, step)? else {
            break;
        };
        let rows = unit.session.fetch(query.sql, query.params).await?;
        for row in &rows {
            found.push(read(unit, network, row).await?);
            after = Some((row.time(8)?, row.int(13)?));
        }
        if rows.len() < step {
            break;
        }
    }
    Ok(found)
}

/// The local number of a bulletin: they are given in the order of arrival. 0 if it is not here.
async fn arrival(unit: &mut OpenUnit, network: NetworkId, reference: &Reference) -> Result<i64> {
    let place = place_of(unit, network, reference).await?;
    let Some((network, origin, name)) = place else {
        return Ok(0);
    };
    let sql = "SELECT id FROM bulletins WHERE name = $1 AND origin = $2 AND network = $3";
    let row = unit
        .session
        .fetch_one(sql, params![name, origin, network])
        .await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Destroys the content of all revisions; the digests that are tombstones now.
pub(crate) async fn purge(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
    retraction: Digest,
) -> Result<Vec<Digest>> {
    let Some((id, _)) = locked(unit, network, reference).await? else {
        return Ok(Vec::new());
    };
    purge_number(unit, id, retraction).await
}

/// The same, by its number.
pub(crate) async fn purge_number(
    unit: &mut OpenUnit,
    id: i64,
    retraction: Digest,
) -> Result<Vec<Digest>> {
    content_keys::delete(unit, id).await?;
    hide(unit, id).await?;
    statements::purge(unit, id, retraction).await
}

/// Destroys the content of some revisions. What stays moves to a new key: the old one, which old
/// pages and backups hold, opens those that went as well. [R27]
pub(crate) async fn purge_revisions(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
    digests: &[Digest],
    retraction: Digest,
) -> Result<()> {
    let Some((id, shown)) = locked(unit, network, reference).await? else {
        return Ok(());
    };
    let Some(old) = content_keys::of(unit, std::iter::once(id))
        .await?
        .remove(&id)
    else {
        return Ok(());
    };
    let name = full_name(network, &reference.origin, reference.id);
    let new = content_keys::renew(unit, id, &name).await?;
    if digests.contains(&shown) {
        hide(unit, id).await?;
    } else {
        seal_again(unit, id, shown, (&old, &new)).await?;
    }
    statements::purge_some(unit, id, digests, retraction, (&old, &new)).await
}

/// The number of a bulletin and the digest that lists show, locked until commit.
async fn locked(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Option<(i64, Digest)>> {
    let place = place_of(unit, network, reference).await?;
    let Some((network, origin, name)) = place else {
        return Ok(None);
    };
    let lock = unit.session.locking(" FOR UPDATE");
    let sql = format!(
        "SELECT id, digest FROM bulletins WHERE name = $1 AND origin = $2 AND network = $3{lock}"
    );
    let row = unit
        .session
        .fetch_one(sql, params![name, origin, network])
        .await?;
    row.map(|row| Ok((row.int(0)?, row.digest(1)?))).transpose()
}

/// Takes title, facts and values away.
async fn hide(unit: &mut OpenUnit, id: i64) -> Result<()> {
    values_index::delete(unit, id).await?;
    let sql = "UPDATE bulletins SET state = $2, brief = NULL, retain_until = NULL WHERE id = $1";
    unit.session
        .execute(sql, params![id, word(&State::Purged)?])
        .await
        .map(drop)
}

async fn seal_again(
    unit: &mut OpenUnit,
    id: i64,
    shown: Digest,
    (old, new): (&ContentKey, &ContentKey),
) -> Result<()> {
    let sql = "SELECT brief FROM bulletins WHERE id = $1";
    let row = unit.session.fetch_one(sql, params![id]).await?;
    let Some(sealed) = row.map(|row| row.opt_blob(0)).transpose()?.flatten() else {
        return Ok(());
    };
    let place = sealing::Place::Brief(shown);
    let brief = unit
        .keys
        .seal(new, place, &sealing::open(old, place, &sealed)?)?;
    let sql = "UPDATE bulletins SET brief = $2 WHERE id = $1";
    unit.session
        .execute(sql, params![id, brief])
        .await
        .map(drop)
}

/// What this desk does with it.
pub(crate) async fn put_stance(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
    stance: Stance,
) -> Result<()> {
    let Some((network, origin, name)) = place_of(unit, network, reference).await? else {
        return Ok(());
    };
    let sql = "UPDATE bulletins SET stance = $4 WHERE name = $1 AND origin = $2 AND network = $3";
    unit.session
        .execute(sql, params![name, origin, network, word(&stance)?])
        .await
        .map(drop)
}

/// Bulletins whose content is here.
pub(crate) async fn count(unit: &mut OpenUnit) -> Result<u64> {
    let sql = "SELECT count(*) FROM bulletins WHERE label IS NOT NULL AND state = $1";
    let row = unit
        .session
        .fetch_one(sql, params![word(&State::Held)?])
        .await?;
    row.map_or(Ok(0), |row| row.count(0))
}

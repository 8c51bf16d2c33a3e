//! Who quotes whom, and facts that changed since a statement was stored.

use fanal_policy::Facts;
use fanal_protocol::{Digest, NetworkId, Reference};
use fanal_store::Result;

use super::{content_keys, intern_place, place_of};
use crate::params::params;
use crate::rows::Row;
use crate::sealing;
use crate::unit::OpenUnit;

/// What it quotes, in place of what it quoted before.
pub(crate) async fn put_quotes(
    unit: &mut OpenUnit,
    network: NetworkId,
    derived: &Reference,
    sources: &[Reference],
) -> Result<()> {
    let (network_number, origin, name) = intern_place(unit, network, derived).await?;
    let sql = "DELETE FROM quotes WHERE name = $1 AND origin = $2 AND network = $3";
    unit.session
        .execute(sql, params![name, origin, network_number])
        .await?;
    let mut params = Vec::with_capacity(sources.len() * 5);
    for source in sources {
        let (_, source_origin, source_name) = intern_place(unit, network, source).await?;
        params.extend(params![
            network_number,
            origin,
            name,
            source_origin,
            source_name
        ]);
    }
    let head = "INSERT INTO quotes (network, origin, name, source_origin, source_name)";
    unit.session
        .insert(head, "ON CONFLICT DO NOTHING", 5, params)
        .await
}

/// Everything that quotes this.
pub(crate) async fn quoting(
    unit: &mut OpenUnit,
    network: NetworkId,
    source: &Reference,
) -> Result<Vec<Reference>> {
    let Some((network, origin, name)) = place_of(unit, network, source).await? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT o.name, q.name FROM quotes q JOIN desks o ON o.id = q.origin \
        WHERE q.source_name = $1 AND q.source_origin = $2 AND q.network = $3";
    let rows = unit.session.fetch(sql, params![name, origin, network]);
    rows.await?.iter().map(reference).collect()
}

/// Everything that this quotes.
pub(crate) async fn quoted_by(
    unit: &mut OpenUnit,
    network: NetworkId,
    derived: &Reference,
) -> Result<Vec<Reference>> {
    let Some((network, origin, name)) = place_of(unit, network, derived).await? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT o.name, q.source_name FROM quotes q JOIN desks o ON o.id = q.source_origin \
        WHERE q.name = $1 AND q.origin = $2 AND q.network = $3";
    let rows = unit.session.fetch(sql, params![name, origin, network]);
    rows.await?.iter().map(reference).collect()
}

fn reference(row: &Row) -> Result<Reference> {
    Ok(Reference {
        origin: row.parsed(0)?,
        id: row.bulletin_id(1)?,
    })
}

/// Other facts for a statement, in its own seal and in what lists show of it.
pub(crate) async fn put_facts(unit: &mut OpenUnit, digest: Digest, facts: &Facts) -> Result<bool> {
    let lock = unit.session.locking(" FOR UPDATE OF s, b");
    let sql = format!(
        "SELECT s.bulletin, s.envelope, b.digest, b.brief FROM statements s \
         JOIN bulletins b ON b.id = s.bulletin \
         WHERE s.digest = $1 AND s.envelope IS NOT NULL{lock}"
    );
    let Some(row) = unit.session.fetch_one(sql, params![digest]).await? else {
        return Ok(false);
    };
    let bulletin = row.int(0)?;
    let keys = content_keys::of(unit, std::iter::once(bulletin)).await?;
    let Some(key) = keys.get(&bulletin) else {
        return Ok(false);
    };
    let (_, envelope) = sealing::open_statement(key, digest, &row.blob(1)?)?;
    let sealed = unit.keys.seal_statement(key, digest, facts, &envelope)?;
    let sql = "UPDATE statements SET envelope = $2 WHERE digest = $1";
    unit.session.execute(sql, params![digest, sealed]).await?;
    if row.digest(2)? == digest
        && let Some(brief) = row.opt_blob(3)?
    {
        let (_, brief) = sealing::open_brief(key, digest, &brief)?;
        let sealed = unit.keys.seal_brief(key, digest, facts, brief.as_ref())?;
        let sql = "UPDATE bulletins SET brief = $2 WHERE id = $1";
        unit.session.execute(sql, params![bulletin, sealed]).await?;
    }
    Ok(true)
}

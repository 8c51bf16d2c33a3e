//! Proofs of forks, kept once each.

use fanal_protocol::{Digest, NetworkId, Timestamp};
use fanal_store::{PROOFS_KEPT, Result};
use sha2::{Digest as _, Sha256};

use super::networks;
use crate::params::params;
use crate::unit::OpenUnit;

/// Keeps a proof; the same again changes nothing, and what is one too many of its kind is passed over.
pub(crate) async fn put(
    unit: &mut OpenUnit,
    network: NetworkId,
    kind: &str,
    proof: &[u8],
    at: Timestamp,
) -> Result<()> {
    let network = networks::intern(unit, network).await?;
    let sql = "SELECT count(*) FROM proofs WHERE network = $1 AND kind = $2";
    let held = unit.session.fetch_one(sql, params![network, kind]).await?;
    let held = held.map_or(Ok(0), |row| row.count(0))?;
    if usize::try_from(held).is_ok_and(|held| held >= PROOFS_KEPT) {
        return Ok(());
    }
    let hash = Digest::from_bytes(Sha256::digest(proof).into());
    let sql = "INSERT INTO proofs (network, kind, hash, proof, at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (network, kind, hash) DO NOTHING";
    unit.session
        .execute(sql, params![network, kind, hash, proof, at])
        .await
        .map(drop)
}

/// The proofs held, in the order they came.
pub(crate) async fn all(
    unit: &mut OpenUnit,
    network: NetworkId,
) -> Result<Vec<(String, Vec<u8>, Timestamp)>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT kind, proof, at FROM proofs WHERE network = $1 ORDER BY id";
    let rows = unit.session.fetch(sql, params![network]).await?;
    rows.iter()
        .map(|row| Ok((row.text(0)?, row.blob(1)?, row.time(2)?)))
        .collect()
}

/// Is a proof of this kind held? By the index, without reading any.
pub(crate) async fn has(unit: &mut OpenUnit, network: NetworkId, kind: &str) -> Result<bool> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(false);
    };
    let sql = "SELECT id FROM proofs WHERE network = $1 AND kind = $2 LIMIT 1";
    let row = unit.session.fetch_one(sql, params![network, kind]).await?;
    Ok(row.is_some())
}

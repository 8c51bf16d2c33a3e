//! Proofs of forks, kept once each.

use fanal_protocol::{Digest, NetworkId, Timestamp};
use fanal_store::Result;
use sha2::{Digest as _, Sha256};

use super::networks;
use crate::params::params;
use crate::unit::OpenUnit;

/// Keeps a proof; the same again changes nothing.
pub(crate) async fn put(
    unit: &mut OpenUnit,
    network: NetworkId,
    kind: &str,
    proof: &[u8],
    at: Timestamp,
) -> Result<()> {
    let network = networks::intern(unit, network).await?;
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

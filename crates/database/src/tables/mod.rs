//! All SQL, a file for each table.

pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod awaited;
pub(crate) mod bulletins;
pub(crate) mod content_keys;
pub(crate) mod desks;
pub(crate) mod disclosures;
pub(crate) mod drafts;
pub(crate) mod due;
pub(crate) mod entries;
pub(crate) mod epoch_keys;
pub(crate) mod heartbeats;
pub(crate) mod networks;
pub(crate) mod peers;
pub(crate) mod proofs;
pub(crate) mod refusals;
pub(crate) mod rosters;
pub(crate) mod settings;
pub(crate) mod sightings;
pub(crate) mod statements;
pub(crate) mod streams;
pub(crate) mod tokens;
pub(crate) mod values_index;

use fanal_protocol::{BulletinId, NetworkId, Reference};
use fanal_store::Result;

use crate::unit::OpenUnit;

/// A reference in numbers: network, origin, id.
pub(crate) type Place = (i64, i64, BulletinId);

/// The numbers of a reference, if network and origin have some.
pub(crate) async fn place_of(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Option<Place>> {
    let Some(network) = networks::number(unit, network).await? else {
        return Ok(None);
    };
    let Some(origin) = desks::number(unit, &reference.origin).await? else {
        return Ok(None);
    };
    Ok(Some((network, origin, reference.id)))
}

/// The numbers of a reference; gives some where there are none.
pub(crate) async fn intern_place(
    unit: &mut OpenUnit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Place> {
    let network = networks::intern(unit, network).await?;
    let origin = desks::intern(unit, &reference.origin).await?;
    Ok((network, origin, reference.id))
}

//! All SQL, a file for each table.

pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod awaited;
pub(crate) mod bulletins;
pub(crate) mod collected;
pub(crate) mod consents;
pub(crate) mod content_keys;
pub(crate) mod desks;
pub(crate) mod disclosures;
pub(crate) mod drafts;
pub(crate) mod due;
pub(crate) mod entries;
pub(crate) mod epoch_keys;
pub(crate) mod heartbeats;
pub(crate) mod hindsight;
pub(crate) mod lookups;
pub(crate) mod networks;
pub(crate) mod peers;
pub(crate) mod proofs;
pub(crate) mod protected;
pub(crate) mod refusals;
pub(crate) mod rosters;
pub(crate) mod second_factors;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sightings;
pub(crate) mod statements;
pub(crate) mod streams;
pub(crate) mod tokens;
pub(crate) mod values_index;

use std::collections::HashSet;

use fanal_protocol::{BulletinId, NetworkId, Reference};
use fanal_store::Result;

use crate::params::Param;
use crate::rows::Row;
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

/// Several references in numbers. A statement asks by name, which nearly always is enough, and what it
/// gives is held against origin and network here.
pub(crate) struct Wanted(HashSet<Place>);

impl Wanted {
    pub(crate) async fn of(
        unit: &mut OpenUnit,
        network: NetworkId,
        references: &[Reference],
    ) -> Result<Self> {
        let mut places = HashSet::with_capacity(references.len());
        for reference in references {
            places.extend(place_of(unit, network, reference).await?);
        }
        Ok(Self(places))
    }

    /// What to ask for, each name once.
    pub(crate) fn names(&self) -> Vec<Param<'static>> {
        let names: HashSet<BulletinId> = self.0.iter().map(|(_, _, name)| *name).collect();
        names.into_iter().map(Param::from).collect()
    }

    /// Is this row among them, by its network, origin and name that begin at this column?
    pub(crate) fn has(&self, row: &Row, from: usize) -> Result<bool> {
        let place = (
            row.int(from)?,
            row.int(from + 1)?,
            row.bulletin_id(from + 2)?,
        );
        Ok(self.0.contains(&place))
    }
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

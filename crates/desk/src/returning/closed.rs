//! Where the streams of epochs that are over end, by the word of the desks that closed them: what stands
//! beyond is refused, and what was held beyond is told. [STR-11] [STR-13]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::tree::Frontier;
use fanal_protocol::{Closed, DeskId, Digest, Header, NetworkId, StreamName, StreamRef};
use fanal_store::Unit;

use crate::desk::{Desk, Membership};
use crate::error::Result;

/// How far each stream of an epoch that is over goes: by its name and epoch, the size and the root.
pub(super) type Ends = BTreeMap<String, (u64, Digest)>;

/// Digests that are read at once to learn a root.
const AT_ONCE: u64 = 65_536;

/// How a notice of closing contradicts what its desk signed before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Contradiction {
    /// Another root at the end than the one that it signed, here or in an earlier notice.
    AnotherRoot,
    /// More of it is held here than the desk knows of: a round with this desk hands it back.
    HeldBeyond,
}

impl Contradiction {
    /// The word for lists, and the kind of the proof.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::AnotherRoot => "not_as_closed",
            Self::HeldBeyond => "held_beyond",
        }
    }

    const fn proof(self) -> &'static str {
        match self {
            Self::AnotherRoot => "not-as-closed",
            Self::HeldBeyond => "held-beyond",
        }
    }
}

fn closed_key(network: NetworkId, origin: &DeskId) -> String {
    format!("epochs-closed/{network}/{origin}")
}

pub(super) fn end_key(name: &StreamName, epoch: u32) -> String {
    format!("{epoch}/{name}")
}

pub(super) async fn ends(unit: &mut dyn Unit, network: NetworkId, origin: &DeskId) -> Result<Ends> {
    let stored = unit.setting(&closed_key(network, origin)).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

pub(super) async fn put_ends(
    unit: &mut dyn Unit,
    network: NetworkId,
    origin: &DeskId,
    ends: &Ends,
) -> Result<()> {
    let bytes = serde_json::to_vec(ends).unwrap_or_default();
    Ok(unit
        .put_setting(&closed_key(network, origin), &bytes)
        .await?)
}

/// The size at which its desk closed a stream of an older epoch, as far as it is known here. [STR-13]
pub(crate) async fn end_of(
    unit: &mut dyn Unit,
    network: NetworkId,
    stream: &StreamRef,
) -> Result<Option<u64>> {
    let ends = ends(unit, network, &stream.origin).await?;
    let end = ends.get(&end_key(&stream.name, stream.epoch));
    Ok(end.map(|(size, _)| *size))
}

impl Desk {
    /// Another desk closed streams of its older epochs. What is held beyond, or differs, is its own
    /// contradiction: kept as proof. A later notice moves an end up, never down. [STR-11] [STR-13]
    pub(crate) async fn hear_closing(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        header: &Header,
        closes: &BTreeSet<Closed>,
    ) -> Result<BTreeSet<Contradiction>> {
        let network = membership.roster.network();
        let mut known = ends(unit, network, &header.origin).await?;
        let mut found = BTreeSet::new();
        for closed in closes {
            let key = end_key(&closed.stream, closed.epoch);
            let before = known.get(&key).copied();
            if before.is_some_and(|(size, _)| size > closed.size) {
                continue;
            }
            let is_another =
                before.is_some_and(|(size, root)| size == closed.size && root != closed.root);
            let contradiction = if is_another {
                Some((Contradiction::AnotherRoot, None))
            } else {
                known.insert(key, (closed.size, closed.root));
                contradicted(unit, network, &header.origin, closed).await?
            };
            let Some((what, held)) = contradiction else {
                continue;
            };
            found.insert(what);
            let proof = serde_json::json!({
                "notice": header.id, "closes": closed, "held": held, "before": before,
            });
            let proof = proof.to_string();
            let kind = crate::pull::kind_against(what.proof(), &header.origin);
            unit.put_proof(network, &kind, proof.as_bytes(), self.now())
                .await?;
        }
        put_ends(unit, network, &header.origin, &known).await?;
        Ok(found)
    }

    /// Does this desk hold more of an older epoch of that desk than it closed it at?
    pub(crate) async fn holds_beyond_ends(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        origin: &DeskId,
    ) -> Result<bool> {
        let known = ends(unit, network, origin).await?;
        let rows = unit.streams(network).await?;
        Ok(rows.iter().any(|row| {
            let end = known.get(&end_key(&row.stream.name, row.stream.epoch));
            row.stream.origin == *origin && end.is_some_and(|(size, _)| row.proven > *size)
        }))
    }
}

/// How the end contradicts what is held, and the checkpoint that shows it.
async fn contradicted(
    unit: &mut dyn Unit,
    network: NetworkId,
    origin: &DeskId,
    closed: &Closed,
) -> Result<Option<(Contradiction, Option<String>)>> {
    let stream = StreamRef {
        origin: origin.clone(),
        name: closed.stream.clone(),
        epoch: closed.epoch,
    };
    let row = unit.stream(network, &stream).await?;
    let Some(row) = row.filter(|row| row.proven >= closed.size) else {
        return Ok(None);
    };
    let root = if row.proven == closed.size {
        row.root
    } else {
        root_at(unit, network, &stream, closed.size).await?
    };
    let what = if root != closed.root {
        Contradiction::AnotherRoot
    } else if row.proven > closed.size {
        Contradiction::HeldBeyond
    } else {
        return Ok(None);
    };
    Ok(Some((what, Some(row.checkpoint))))
}

async fn root_at(
    unit: &mut dyn Unit,
    network: NetworkId,
    stream: &StreamRef,
    size: u64,
) -> Result<Digest> {
    let mut tree = Frontier::default();
    while tree.size() < size {
        let from = tree.size();
        let to = size.min(from.saturating_add(AT_ONCE));
        let some = unit.digests(network, stream, from, to).await?;
        if some.is_empty() {
            break;
        }
        for digest in some {
            tree.push(digest.as_bytes());
        }
    }
    Ok(Digest::from_bytes(tree.root()))
}

//! Where the streams of a desk end that goes out, or whose keys were stolen or lost. [R15]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::tree::{Frontier, empty_root};
use fanal_protocol::{
    DeskEntry, DeskId, DeskStatus, Digest, Freeze, NetworkId, PublicKey, Roster, StreamName,
    Timestamp,
};
use fanal_store::{Filter, StoredEntry, StreamRow, Unit};

use super::RosterChange;
use super::slip::read_request;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pen::{EPOCH, epoch};

impl Desk {
    /// A desk that goes out has the streams that others relay end where this node holds them; one
    /// whose key was stolen, at what had come before that moment. Returns what came after it.
    pub(super) async fn freeze_streams(
        &self,
        held: &Membership,
        change: &RosterChange,
        keys: &BTreeMap<PublicKey, Timestamp>,
        roster: &mut Roster,
    ) -> Result<Vec<String>> {
        let network = held.roster.network();
        let mut unit = self.read().await?;
        let streams = unit.streams(network).await?;
        let mut doubtful = Vec::new();
        let lost = lost_all(change)?;
        for desk in &mut roster.desks {
            let lost = lost.contains(&desk.id).then(|| self.now());
            let stolen = stolen_since(desk, keys).into_iter().chain(lost).min();
            let is_out = matches!(desk.status, DeskStatus::Expelled | DeskStatus::Left);
            if !is_out && stolen.is_none() {
                continue;
            }
            if let Some(moment) = stolen {
                doubtful.extend(came_after(unit.as_mut(), network, &desk.id, moment).await?);
            }
            let current = current_epoch(desk, &streams);
            for row in &streams {
                let shared = row.stream.name.is_relayed() && row.stream.origin == desk.id;
                if !shared || desk.freeze_of(&row.stream.name, row.stream.epoch).is_some() {
                    continue;
                }
                let (size, root) = match stolen {
                    None => (row.proven, row.root),
                    Some(moment) => head_at(unit.as_mut(), network, row, moment).await?,
                };
                desk.freezes.push(Freeze {
                    stream: row.stream.name.clone(),
                    epoch: row.stream.epoch,
                    size,
                    root,
                });
            }
            if stolen.is_some() {
                close_one_of(desk, current);
            }
        }
        Ok(doubtful)
    }
}

/// The members that get new keys for all that they had.
fn lost_all(change: &RosterChange) -> Result<BTreeSet<DeskId>> {
    let requests = change.rekey.iter().map(|slip| read_request(slip));
    requests
        .map(|request| Ok(request?.desk.id))
        .collect::<Result<_>>()
}

/// The epoch that the desk signs in, as far as this node knows: after a freeze it begins the next one.
fn current_epoch(desk: &DeskEntry, streams: &[StreamRow]) -> u32 {
    let of_desk = streams.iter().filter(|row| row.stream.origin == desk.id);
    let begun = desk.freezes.iter().map(|freeze| freeze.epoch);
    of_desk
        .map(|row| row.stream.epoch)
        .chain(begun.map(|epoch| epoch.saturating_add(1)))
        .max()
        .unwrap_or(1)
}

/// [ROS-21] Whatever this node holds, one stream of that epoch ends: so the desk begins the next one,
/// where nobody else has signed anything.
fn close_one_of(desk: &mut DeskEntry, epoch: u32) {
    if desk.freezes.iter().any(|freeze| freeze.epoch >= epoch) {
        return;
    }
    desk.freezes.push(Freeze {
        stream: StreamName::Clear,
        epoch,
        size: 0,
        root: Digest::from_bytes(empty_root()),
    });
}

/// The earliest moment from which on a key of this desk is revoked by this change; feed files are in
/// no stream.
fn stolen_since(desk: &DeskEntry, keys: &BTreeMap<PublicKey, Timestamp>) -> Option<Timestamp> {
    let records = desk.signing.iter().chain(&desk.checkpoint);
    let moments = records.filter_map(|record| keys.get(&record.key));
    moments.min().copied()
}

/// The head of a stream as it was at this moment, by when each entry came here: the signer's own
/// clock proves nothing. It ends behind the last entry that is known to have come before: what this node
/// does not hold there may be of later, and lies beyond. [ROS-17]
async fn head_at(
    unit: &mut dyn Unit,
    network: NetworkId,
    row: &StreamRow,
    moment: Timestamp,
) -> Result<(u64, Digest)> {
    let mut frontier = Frontier::default();
    let mut unknown = Vec::new();
    for entry in unit.entries(network, &row.stream, 0, row.proven).await? {
        let digest = match &entry {
            StoredEntry::Held(digest, ..)
            | StoredEntry::Tombstone(digest, _)
            | StoredEntry::NotHeld(digest) => *digest,
        };
        let came = unit.statement(digest).await?.map(|row| row.received);
        match came {
            None => unknown.push(digest),
            Some(came) if came < moment => {
                for digest in unknown.drain(..).chain([digest]) {
                    frontier.push(digest.as_bytes());
                }
            }
            Some(_) => break,
        }
    }
    let root = if frontier.size() == 0 {
        empty_root()
    } else {
        frontier.root()
    };
    Ok((frontier.size(), Digest::from_bytes(root)))
}

/// Bulletins of this desk that came, or claim to be signed, at or after the moment.
async fn came_after(
    unit: &mut dyn Unit,
    network: NetworkId,
    desk: &DeskId,
    moment: Timestamp,
) -> Result<BTreeSet<String>> {
    let filter = Filter {
        origin: Some(desk.clone()),
        purged_too: true,
        limit: 10_000,
        ..Filter::default()
    };
    let mut found = BTreeSet::new();
    for row in unit.bulletins(network, &filter).await? {
        let statements = unit.statements_of(network, &row.reference).await?;
        if statements
            .iter()
            .any(|s| s.received >= moment || s.issued >= moment)
        {
            let reference = &row.reference;
            found.insert(format!("{}/{}", reference.origin, reference.id));
        }
    }
    Ok(found)
}

/// [ROS-17] A desk that stays in while its streams were frozen goes on in a new epoch.
pub(super) async fn begin_anew_if_frozen(
    unit: &mut dyn Unit,
    me: &DeskId,
    roster: &Roster,
) -> Result<bool> {
    let current = epoch(unit).await?;
    let mine = roster
        .desk(me)
        .filter(|desk| desk.status == DeskStatus::Active);
    let newest = mine
        .into_iter()
        .flat_map(|desk| &desk.freezes)
        .map(|freeze| freeze.epoch)
        .max();
    match newest {
        Some(frozen) if frozen >= current => {
            let next = frozen.saturating_add(1);
            unit.put_setting(EPOCH, next.to_string().as_bytes()).await?;
            Ok(true)
        }
        Some(_) | None => Ok(false),
    }
}

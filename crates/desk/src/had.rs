//! Who may have a bulletin and reads none of its streams any more; and the words that reach them too.

use std::collections::BTreeSet;

use fanal_protocol::limits::AUDIENCE;
use fanal_protocol::{
    DeskEntry, DeskId, DeskStatus, Digest, Envelope, NetworkId, Reference, Roster, StreamName,
    Timestamp,
};
use fanal_store::Unit;

use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pen::amber_groups;
use crate::returning::oldest_roster;

impl Desk {
    /// Desks that a roster since it was issued let read one of these streams: a relay may have handed it
    /// over, or this node before it was restored. [REC-15]
    pub(crate) async fn who_could_read(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        streams: &BTreeSet<StreamName>,
    ) -> Result<BTreeSet<DeskId>> {
        let network = membership.roster.network();
        let mut desks = BTreeSet::new();
        let statements = unit.statements_of(network, reference).await?;
        let content = statements
            .iter()
            .filter(|row| crate::receive::is_content(row.kind));
        if let Some(issued) = content.map(|row| row.issued).min() {
            for roster in since(issued, unit.rosters_from(network, 1).await?) {
                let readers = roster.desks.iter().filter(|desk| read_then(desk, streams));
                desks.extend(readers.map(|desk| desk.id.clone()));
            }
        }
        desks.remove(self.id());
        Ok(desks)
    }
}

/// Who was in the groups that these streams carry AMBER to, when this desk signed what it lost and got back;
/// none, if they carry none. Which version of the roster it held at that moment nobody knows any more: who is
/// missing in one that it may have held does not count. [R13] [STR-14]
pub(crate) async fn members_then(
    unit: &mut dyn Unit,
    network: NetworkId,
    streams: &BTreeSet<StreamName>,
    signed: Timestamp,
) -> Result<Option<BTreeSet<DeskId>>> {
    if amber_groups(streams).next().is_none() {
        return Ok(None);
    }
    let mut held = read_all(unit.rosters_from(network, 1).await?);
    held.retain(|roster| roster.issued <= signed);
    let newest = held.last().map_or(0, |roster| roster.version.get());
    // It was written before it was in force, and taken later still.
    let oldest = oldest_roster(unit, network).await?;
    let from = oldest.map_or_else(|| newest.saturating_sub(1), |oldest| oldest.min(newest));
    let may_count = held.iter().filter(|roster| roster.version.get() >= from);
    let members = may_count.map(|roster| members_in(roster, streams));
    let in_all = members.reduce(|all, some| all.intersection(&some).cloned().collect());
    Ok(Some(in_all.unwrap_or_default()))
}

fn members_in(roster: &Roster, streams: &BTreeSet<StreamName>) -> BTreeSet<DeskId> {
    let groups = amber_groups(streams);
    let members = groups.flat_map(|group| roster.members_of(group));
    members.map(|desk| desk.id.clone()).collect()
}

/// They were verified when they were taken.
fn read_all(versions: Vec<Vec<u8>>) -> Vec<Roster> {
    let read = |bytes: Vec<u8>| {
        let envelope = Envelope::parse(&bytes).ok()?;
        Roster::read_unverified(envelope.payload()).ok()
    };
    versions.into_iter().filter_map(read).collect()
}

/// The versions that were in force then or later.
fn since(moment: Timestamp, versions: Vec<Vec<u8>>) -> Vec<Roster> {
    let mut kept: Vec<Roster> = Vec::new();
    for roster in read_all(versions) {
        // It took the place of what was in force before the bulletin was there.
        if roster.issued < moment {
            kept.clear();
        }
        kept.push(roster);
    }
    kept
}

fn read_then(desk: &DeskEntry, streams: &BTreeSet<StreamName>) -> bool {
    desk.status == DeskStatus::Active && reads_any(desk, streams)
}

/// Is one of these streams for this desk, by its groups?
fn reads_any(desk: &DeskEntry, streams: &BTreeSet<StreamName>) -> bool {
    streams.iter().any(|stream| match stream {
        StreamName::Clear | StreamName::Green(_) => true,
        StreamName::GroupGreen(group) | StreamName::GroupAmber(group) => {
            desk.groups.contains(group)
        }
        StreamName::Direct(reader) => *reader == desk.id,
    })
}

/// One retraction, said in as many statements as it takes: each goes down a bounded number of streams.
pub(crate) struct Words(pub(crate) Vec<(BTreeSet<StreamName>, Digest)>);

impl Words {
    /// The first statement: what was purged here names it.
    pub(crate) fn first(&self) -> Digest {
        let digest = self.0.first().map(|(_, digest)| *digest);
        digest.unwrap_or(Digest::from_bytes([0; 32]))
    }

    /// The one that this desk answers.
    pub(crate) fn to(&self, desk: &DeskId, membership: &Membership) -> Digest {
        let entry = membership.roster.desk(desk);
        let hears = |(streams, _): &&(BTreeSet<StreamName>, Digest)| {
            entry.is_some_and(|entry| reads_any(entry, streams))
        };
        let heard = self.0.iter().find(hears);
        heard.map_or_else(|| self.first(), |(_, digest)| *digest)
    }
}

/// These streams, as many at once as one statement may name. [STM-4]
pub(crate) fn in_statements(streams: BTreeSet<StreamName>) -> Vec<BTreeSet<StreamName>> {
    let streams: Vec<StreamName> = streams.into_iter().collect();
    let some = streams.chunks(AUDIENCE);
    some.map(|some| some.iter().cloned().collect()).collect()
}

//! Makes a parcel: the same answers that sync would give, asked for at this moment. [PAR-1]

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::{Decision, ExportTo, Question, World, decide};
use fanal_protocol::limits::{PARCEL_BYTES, RANGE_ENTRIES};
use fanal_protocol::wire::{Entry, Head, HeadsRequest, RangeRequest};
use fanal_protocol::{
    Code, DeskEntry, Digest, Holding, Kind, Manifest, NetworkId, Parcel, Part, StreamRef,
};
use fanal_seal::Recipient;
use fanal_store::{Right, Road, StoredEntry, Unit};
use fanal_sync::VerifiedPeer;

use super::{Chance, Known, ParcelMade, ParcelOrder, known_key};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found, problem};

/// What is left in a parcel for its seal, its manifest and what belongs to each part.
const ROOM: usize = *PARCEL_BYTES.end() - (2 << 20);
/// Positions that are looked through at once for retractions.
const STEP: u64 = 500;

/// A parcel on its way, and how full it is.
#[derive(Default)]
struct Filling {
    parcel: Parcel,
    bytes: usize,
    statements: usize,
    left_out: usize,
}

impl Desk {
    /// Makes a parcel for one desk. All that is in it counts as sent. [R3]
    pub async fn make_parcel(&self, caller: &Caller, order: &ParcelOrder) -> Result<ParcelMade> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        self.must_have_heard(&membership)?;
        let now = self.now();
        let entry = membership
            .in_force(now)
            .desk(&order.desk)
            .ok_or_else(|| not_found(&format!("desk `{}` in the roster", order.desk)))?
            .clone();
        if entry.id == *self.id() {
            return Err(invalid("a parcel is for another desk"));
        }
        let recipients = sealing_keys(&entry)?;
        let known = if order.all {
            Known::default()
        } else {
            self.known_of(network, &order.desk).await?
        };
        let peer = entry
            .tls
            .iter()
            .find_map(|pin| VerifiedPeer::by_pin(pin, membership.in_force(now)))
            .filter(|_| is_active(&membership, self));
        let retractions_only = peer.is_none();
        let filling = match peer {
            Some(peer) => {
                self.fill_as_sync(network, &membership, &peer, &known)
                    .await?
            }
            None => {
                self.fill_with_retractions(network, &membership, &entry)
                    .await?
            }
        };
        let manifest = Manifest {
            v: 1,
            network,
            from: self.id().clone(),
            to: entry.id.clone(),
            made: now,
            salt: self.new_id(),
            roster: membership.roster.version(),
            holds: self.holdings(network, &membership, &entry).await?,
            body: Digest::from_bytes([0; 32]),
        };
        let content = filling
            .parcel
            .write(manifest, &self.keys().statement)
            .map_err(|error| problem(Code::Broken, error.to_string()))?;
        let sealed = fanal_seal::seal_padded(&content, &recipients, PARCEL_BYTES, &Chance(self))
            .map_err(|error| problem(Code::LimitSize, error.to_string()))?;
        let mut unit = self.begin().await?;
        unit.put_audit(
            now,
            caller.account(),
            "parcel.make",
            entry.id.as_str(),
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(ParcelMade {
            parcel: fanal_protocol::Blob(sealed),
            name: format!("{}.parcel", self.new_id()),
            statements: filling.statements,
            streams: filling.parcel.heads.len(),
            left_out: filling.left_out,
            retractions_only,
        })
    }

    async fn known_of(&self, network: NetworkId, desk: &fanal_protocol::DeskId) -> Result<Known> {
        let stored = self
            .read()
            .await?
            .setting(&known_key(network, desk))
            .await?;
        Ok(stored
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default())
    }

    /// Heads and entries, as the line would answer them.
    async fn fill_as_sync(
        &self,
        network: NetworkId,
        membership: &Membership,
        peer: &VerifiedPeer,
        known: &Known,
    ) -> Result<Filling> {
        let mut filling = Filling::default();
        let version = membership.roster.version();
        self.add_rosters(network, known.roster.min(version), &mut filling)
            .await?;
        let request = HeadsRequest {
            network,
            known: None,
            roster: version,
        };
        let answer = self.answer_heads(peer, &request).await?;
        filling.parcel.heartbeats = answer
            .heartbeats
            .iter()
            .map(|raw| raw.get().as_bytes().to_vec())
            .collect();
        let sizes: BTreeMap<StreamRef, u64> = self
            .read()
            .await?
            .streams(network)
            .await?
            .into_iter()
            .map(|row| (row.stream, row.proven))
            .collect();
        let mut heads = answer.heads;
        // This desk's own first: its retractions and receipts are what nobody else brings.
        heads.sort_by_key(|head| head.stream.origin != *self.id());
        for head in heads {
            if head.stream.origin == *peer.desk() {
                continue;
            }
            let size = sizes.get(&head.stream).copied().unwrap_or_default();
            let held = known.holds.iter().find(|held| held.stream == head.stream);
            let from = held.map_or(0, |held| held.size.min(size));
            self.add_stream(network, peer, head, from..size, &mut filling)
                .await?;
        }
        filling.parcel.heads.sort_by(|a, b| a.stream.cmp(&b.stream));
        Ok(filling)
    }

    async fn add_rosters(
        &self,
        network: NetworkId,
        known: u64,
        filling: &mut Filling,
    ) -> Result<()> {
        let rosters = self
            .read()
            .await?
            .rosters_from(network, known.saturating_add(1))
            .await?;
        for roster in rosters {
            filling.bytes += roster.len();
            if filling.bytes > ROOM {
                return Err(problem(
                    Code::LimitSize,
                    "the rosters alone are more than a parcel holds: hand over the chain of rosters",
                ));
            }
            filling.parcel.rosters.push(roster);
        }
        Ok(())
    }

    /// A stream with its head, whole or not at all: half of it would prove nothing. [STR-9]
    async fn add_stream(
        &self,
        network: NetworkId,
        peer: &VerifiedPeer,
        head: Head,
        range: std::ops::Range<u64>,
        filling: &mut Filling,
    ) -> Result<()> {
        let (mut parts, mut bytes, mut statements) = (Vec::new(), 1_024, 0);
        let mut from = range.start;
        while from < range.end {
            let request = RangeRequest {
                network,
                stream: head.stream.clone(),
                from,
                to: range.end.min(from.saturating_add(RANGE_ENTRIES)),
            };
            let entries = self.answer_range_by(Road::Parcel, peer, &request).await?;
            let count = u64::try_from(entries.len()).unwrap_or_default();
            if count == 0 {
                break;
            }
            bytes += entries.iter().map(size_of_entry).sum::<usize>();
            statements += entries
                .iter()
                .filter(|entry| matches!(entry, Entry::Envelope(_)))
                .count();
            parts.push(Part {
                stream: head.stream.clone(),
                from: Some(from),
                entries,
            });
            if filling.bytes + bytes > ROOM {
                filling.left_out += 1;
                return Ok(());
            }
            from += count;
        }
        filling.bytes += bytes;
        filling.statements += statements;
        filling.parcel.parts.extend(parts);
        filling.parcel.heads.push(head);
        Ok(())
    }

    /// To a desk that is out, or from one: what was taken back, and what was answered. [R16]
    async fn fill_with_retractions(
        &self,
        network: NetworkId,
        membership: &Membership,
        to: &DeskEntry,
    ) -> Result<Filling> {
        let mut filling = Filling::default();
        let mut unit = self.read().await?;
        let world = membership.world(self.id(), self.now());
        let mut seen = BTreeSet::new();
        for row in unit.streams(network).await? {
            let mut from = 0;
            while from < row.proven {
                let end = row.proven.min(from + STEP);
                let stored = unit.entries(network, &row.stream, from, end).await?;
                from = end;
                let entries = taking_back(stored, to, &world, &mut seen);
                if entries.is_empty() {
                    continue;
                }
                filling.bytes += entries.iter().map(size_of_entry).sum::<usize>() + 1_024;
                if filling.bytes > ROOM {
                    filling.left_out += 1;
                    return Ok(filling);
                }
                filling.statements += entries.len();
                filling.parcel.parts.push(Part {
                    stream: row.stream.clone(),
                    from: None,
                    entries,
                });
            }
        }
        Ok(filling)
    }

    /// What is held here of the streams that the other desk may serve: what it sends begins there.
    async fn holdings(
        &self,
        network: NetworkId,
        membership: &Membership,
        to: &DeskEntry,
    ) -> Result<Vec<Holding>> {
        let mut unit = self.read().await?;
        let mut holds = Vec::new();
        let rows = unit.streams(network).await?;
        let wanting: BTreeMap<StreamRef, u64> = unit.wanting(network).await?.into_iter().collect();
        for row in rows {
            let may = {
                let theirs = World {
                    me: &to.id,
                    ..membership.world(&to.id, self.now())
                };
                let question = Question::Serve {
                    stream: &row.stream,
                    to: self.id(),
                };
                decide(question, &theirs).is_allowed()
            };
            if !may || row.stream.origin == *self.id() {
                continue;
            }
            let size = match wanting.get(&row.stream) {
                Some(gaps) => lowest_gap(unit.as_mut(), network, &row.stream, *gaps).await?,
                None => row.proven,
            };
            holds.push(Holding {
                stream: row.stream,
                size: size.min(row.proven),
            });
        }
        Ok(holds)
    }
}

async fn lowest_gap(
    unit: &mut dyn Unit,
    network: NetworkId,
    stream: &StreamRef,
    gaps: u64,
) -> Result<u64> {
    let all = u32::try_from(gaps).unwrap_or(u32::MAX);
    let gaps = unit.gaps(network, stream, u64::MAX, all).await?;
    Ok(gaps.iter().map(|(at, _)| *at).min().unwrap_or(u64::MAX))
}

fn is_active(membership: &Membership, me: &Desk) -> bool {
    let roster = membership.in_force(me.now());
    roster.active().any(|desk| desk.id == *me.id())
}

/// Retractions and receipts, each once and with its own permit.
fn taking_back(
    stored: Vec<StoredEntry>,
    to: &DeskEntry,
    world: &World<'_>,
    seen: &mut BTreeSet<Digest>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for entry in stored {
        let StoredEntry::Held(digest, facts, content) = entry else {
            continue;
        };
        if !matches!(facts.kind, Kind::Retraction | Kind::Receipt) || !seen.insert(digest) {
            continue;
        }
        let question = Question::Export {
            facts: &facts,
            to: ExportTo::Desk(&to.id),
        };
        if let Decision::Allow(permit) = decide(question, world) {
            entries.extend(content.release_into(&permit).map(Entry::Envelope));
        }
    }
    entries
}

/// The keys that its roster entry names; those of a kind that is not read here are passed over.
fn sealing_keys(desk: &DeskEntry) -> Result<Vec<Recipient>> {
    let keys: Vec<Recipient> = desk
        .sealing
        .iter()
        .filter_map(|key| key.parse().ok())
        .collect();
    if keys.is_empty() {
        let text = format!(
            "the roster names no key of `{}` that a parcel can be sealed to",
            desk.id
        );
        return Err(crate::error::DeskError::Problem(
            fanal_protocol::Problem::new(Code::PolicyRoster, text)
                .with_hint("its next entry in the roster has one: its program makes the key"),
        ));
    }
    Ok(keys)
}

fn size_of_entry(entry: &Entry) -> usize {
    match entry {
        Entry::Envelope(bytes) => bytes.len() + 5,
        Entry::Tombstone { .. } | Entry::NotHeld(_) => 70,
    }
}

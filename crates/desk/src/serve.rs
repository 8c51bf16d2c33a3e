//! What peers get: every head and every entry asked about anew, every disclosure noted first. [SYN]

use fanal_policy::World;
use fanal_protocol::limits::RANGE_BYTES;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Problem, Reference, StreamRef};
use fanal_store::{Disclosure, StoredEntry};
use fanal_sync::{ROSTERS_PER_ROUND, ServedStream, Stored, VerifiedPeer, entry_for, plan_range};
use serde_json::value::RawValue;

use crate::desk::Desk;
use crate::error::Result;
use crate::receive::is_content;

impl Desk {
    /// Which checkpoints may this peer see?
    pub async fn answer_heads(
        &self,
        caller: &VerifiedPeer,
        request: &HeadsRequest,
    ) -> Result<HeadsAnswer> {
        let (network, membership) = self.membership(Some(request.network))?;
        let mut unit = self.read().await?;
        let rows = unit.streams(network).await?;
        let streams: Vec<ServedStream> = rows
            .into_iter()
            .filter(|row| row.proven > 0)
            .map(|row| ServedStream {
                stream: row.stream,
                size: row.proven,
                root: row.root,
                checkpoint: row.checkpoint,
            })
            .collect();
        let newer = if request.roster < membership.roster.version() {
            as_many_as_fit(
                unit.rosters_from(network, request.roster.saturating_add(1))
                    .await?,
            )
        } else {
            Vec::new()
        };
        let heartbeats = unit
            .heartbeats(network)
            .await?
            .into_iter()
            .map(|row| row.bytes)
            .collect();
        let told = fanal_sync::Membership {
            rosters: raw(newer),
            heartbeats: raw(heartbeats),
        };
        let world = membership.world(self.id(), self.now());
        Ok(fanal_sync::answer_heads(
            request, caller, &streams, told, &world,
        )?)
    }

    /// The entries of a stream.
    pub async fn answer_range(
        &self,
        caller: &VerifiedPeer,
        request: &RangeRequest,
    ) -> Result<Vec<Entry>> {
        let (network, membership) = self.membership(Some(request.network))?;
        let mut unit = self.read().await?;
        let row = unit.stream(network, &request.stream).await?;
        let size = row.map_or(0, |row| row.proven);
        let now = self.now();
        let (entries, told) = {
            let world = membership.world(self.id(), now);
            let range = plan_range(request, caller, size, &world)?;
            let mut stored = unit
                .entries(network, &request.stream, range.start, range.end)
                .await?;
            if request.stream.origin == *self.id() {
                self.follow_sources(unit.as_mut(), &membership, &mut stored)
                    .await?;
            }
            permitted(stored, &request.stream, caller, &world)
        };
        drop(unit);
        // Noted before it leaves: what is sent and not noted could not be taken back. [R3]
        if !told.is_empty() {
            let mut unit = self.begin().await?;
            let rows: Vec<Disclosure> = told
                .into_iter()
                .map(|(reference, digest)| Disclosure {
                    reference,
                    digest,
                    desk: caller.desk().clone(),
                    at: now,
                })
                .collect();
            unit.put_disclosures(network, &rows).await?;
            unit.commit().await?;
        }
        Ok(entries)
    }

    /// Notes that a peer asked for what it may not have, or broke a rule of the line.
    pub async fn note_refused_request(
        &self,
        caller: &VerifiedPeer,
        problem: &Problem,
    ) -> Result<()> {
        let (_, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let text = format!("{} asked for what it may not have", caller.desk());
        self.note_refusal(
            unit.as_mut(),
            &membership,
            caller.desk(),
            None,
            None,
            problem.code,
            &text,
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }
}

type Told = Vec<(Reference, fanal_protocol::Digest)>;

/// Each entry asks for its own permit; what gets none leaves as a digest. What does not fit waits.
fn permitted(
    stored: Vec<StoredEntry>,
    stream: &StreamRef,
    caller: &VerifiedPeer,
    world: &World<'_>,
) -> (Vec<Entry>, Told) {
    let mut entries = Vec::new();
    let mut told = Vec::new();
    let mut bytes = 0;
    for entry in stored {
        let mut disclosed = None;
        let entry = match entry {
            StoredEntry::Held(digest, facts, content) => {
                let object = &facts.object;
                let reference = Reference {
                    origin: object.origin.clone(),
                    id: object.id,
                };
                let content_of = is_content(facts.kind).then_some((reference, digest));
                let entry = entry_for(
                    Stored::Envelope {
                        facts,
                        digest,
                        bytes: content,
                    },
                    stream,
                    caller,
                    world,
                );
                disclosed = content_of.filter(|_| matches!(entry, Entry::Envelope(_)));
                entry
            }
            StoredEntry::Tombstone(digest, retraction) => Entry::Tombstone { digest, retraction },
            StoredEntry::NotHeld(digest) => Entry::NotHeld(digest),
        };
        let length = match &entry {
            Entry::Envelope(content) => content.len(),
            Entry::Tombstone { .. } | Entry::NotHeld(_) => 64,
        };
        if !entries.is_empty() && bytes + length > RANGE_BYTES {
            break;
        }
        bytes += length;
        entries.push(entry);
        told.extend(disclosed);
    }
    (entries, told)
}

/// The next versions, one at least: the caller applies them and asks again.
fn as_many_as_fit(rosters: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut bytes = 0_usize;
    let fits = |roster: &Vec<u8>| {
        let is_first = bytes == 0;
        bytes = bytes.saturating_add(roster.len());
        is_first || bytes <= RANGE_BYTES
    };
    rosters
        .into_iter()
        .take(ROSTERS_PER_ROUND)
        .take_while(fits)
        .collect()
}

fn raw(envelopes: Vec<Vec<u8>>) -> Vec<Box<RawValue>> {
    let texts = envelopes
        .into_iter()
        .filter_map(|bytes| String::from_utf8(bytes).ok());
    texts
        .filter_map(|text| RawValue::from_string(text).ok())
        .collect()
}

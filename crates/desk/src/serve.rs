//! What peers get: every head and every entry asked about anew, every disclosure noted first. [SYN]

use fanal_policy::{ExportTo, Facts, Question, World, decide};
use fanal_protocol::limits::RANGE_BYTES;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskId, Kind, Problem, Reference, StreamName, StreamRef};
use fanal_store::{Direction, Disclosure, RefusalRow, Road, StoredEntry, What};
use fanal_sync::{ROSTERS_PER_ROUND, ServedStream, Stored, VerifiedPeer, entry_for, plan_range};
use serde_json::value::RawValue;

use crate::desk::Desk;
use crate::error::Result;
use crate::heartbeat::heartbeat_keys;
use crate::pull::time_of;
use crate::receive::is_content;

impl Desk {
    /// Which checkpoints may this peer see?
    pub async fn answer_heads(
        &self,
        caller: &VerifiedPeer,
        request: &HeadsRequest,
    ) -> Result<HeadsAnswer> {
        // [ROS-25] Another process may have heard who is out.
        let mut unit = self.read_in_step().await?;
        let (network, membership) = self.membership(Some(request.network))?;
        let rows = unit.streams(network).await?;
        // [STR-12] What may have been taken back since stays; a desk's own is handed back to it.
        let is_silent = membership.is_silent();
        let locked = self.must_be_open(unit.as_mut()).await.is_err();
        let says_last_words = |stream: &StreamRef| !locked || self.is_own_green(stream);
        let streams: Vec<ServedStream> = rows
            .into_iter()
            .filter(|row| row.proven > 0 && says_last_words(&row.stream))
            .filter(|row| !is_silent || row.stream.origin == *caller.desk())
            .map(|row| ServedStream {
                stream: row.stream,
                size: row.proven,
                root: row.root,
                time: time_of(&row.checkpoint),
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
        // Of who coordinates no more nobody takes a word.
        let keys = heartbeat_keys(&membership.roster);
        let heartbeats = unit.heartbeats(network).await?.into_iter();
        let heartbeats = heartbeats.filter(|row| keys.contains(&row.key));
        // [ROS-18] Beside them what single coordinators suspended.
        let suspensions = membership.suspensions.envelopes(self.now());
        let heartbeats = heartbeats.map(|row| row.bytes).chain(suspensions).collect();
        let told = fanal_sync::Membership {
            rosters: raw(newer),
            heartbeats: raw(heartbeats),
        };
        let world = membership.world_of_offers(self.id(), caller.desk(), self.now());
        Ok(fanal_sync::answer_heads(
            request, caller, &streams, told, &world,
        )?)
    }

    /// While a locked desk has its last words, it serves the stream that says so, and no other. [REC-10]
    fn is_own_green(&self, stream: &StreamRef) -> bool {
        stream.origin == *self.id() && matches!(stream.name, StreamName::Green(_))
    }

    /// The entries of a stream.
    pub async fn answer_range(
        &self,
        caller: &VerifiedPeer,
        request: &RangeRequest,
    ) -> Result<Vec<Entry>> {
        let road = if request.stream.origin == *self.id() {
            Road::Sync
        } else {
            Road::Relay
        };
        self.answer_range_by(road, caller, request).await
    }

    /// The same, by this road: a parcel asks for its own permit besides. [R3]
    pub(crate) async fn answer_range_by(
        &self,
        road: Road,
        caller: &VerifiedPeer,
        request: &RangeRequest,
    ) -> Result<Vec<Entry>> {
        let mut unit = self.read_in_step().await?;
        let (network, membership) = self.membership(Some(request.network))?;
        if membership.is_silent() && request.stream.origin != *caller.desk() {
            return Err(crate::error::not_found("stream"));
        }
        if !self.is_own_green(&request.stream) {
            self.must_be_open(unit.as_mut()).await?;
        }
        let row = unit.stream(network, &request.stream).await?;
        let size = row.map_or(0, |row| row.proven);
        let now = self.now();
        let (entries, told) = {
            let world = membership.world(self.id(), now);
            let offers = membership.world_of_offers(self.id(), caller.desk(), now);
            let range = plan_range(request, caller, size, &offers)?;
            let mut stored = unit
                .entries(network, &request.stream, range.start, range.end)
                .await?;
            if request.stream.origin == *self.id() {
                self.follow_sources(unit.as_mut(), &membership, &mut stored)
                    .await?;
                self.follow_records(unit.as_mut(), &mut stored).await?;
            }
            let of_notices = membership.world_of_notices(self.id(), now);
            permitted(stored, &request.stream, caller, road, (&world, &of_notices))
        };
        drop(unit);
        // Noted before it leaves: what is sent and not noted could not be taken back. [R3]
        if !told.is_empty() {
            let mut unit = self.begin().await?;
            let rows: Vec<Disclosure> = told
                .into_iter()
                .map(|(reference, digest, label)| Disclosure {
                    reference,
                    digest,
                    desk: caller.desk().clone(),
                    at: now,
                    label: Some(label),
                    road: Some(road),
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
        // Which network it asked about is not told here; one that it is in has to do.
        let standing = self.standing();
        let mut all = standing.networks.values();
        let membership = all
            .find(|held| held.roster.desk(caller.desk()).is_some())
            .ok_or_else(|| crate::error::not_found("such member"))?;
        let mut unit = self.begin().await?;
        let text = format!("{} asked for what it may not have", caller.desk());
        self.note_refusal(
            unit.as_mut(),
            membership,
            caller.desk(),
            None,
            (What::Request, None),
            problem.code,
            &text,
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Notes what the listener turned away before it came to the desk: whom, why, how often.
    pub async fn note_turned_away(&self, rows: &[TurnedAway]) -> Result<()> {
        let Ok((network, _)) = self.membership(None) else {
            // Without a network nobody may come in, and there is no page to show it on.
            return Ok(());
        };
        let mut unit = self.begin().await?;
        for turned in rows {
            let row = RefusalRow {
                direction: Direction::Given,
                peer: turned.peer.clone(),
                stream: None,
                what: What::Connection,
                code: turned.code,
                text: format!("turned away at the door: {}", turned.why),
                first: None,
                of: None,
                at: self.now(),
                count: turned.count,
            };
            unit.put_refusal(network, &row).await?;
        }
        unit.commit().await?;
        Ok(())
    }
}

/// What the listener turned away since it last told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TurnedAway {
    /// The desk whose key was shown, if a roster knows the key.
    pub peer: Option<DeskId>,
    /// The code that says it best.
    pub code: Code,
    /// Why, in a word.
    pub why: &'static str,
    /// How often.
    pub count: u32,
}

type Told = Vec<(Reference, fanal_protocol::Digest, fanal_protocol::Label)>;

/// Each entry asks for its own permit; what gets none leaves as a digest. What does not fit waits.
fn permitted(
    stored: Vec<StoredEntry>,
    stream: &StreamRef,
    caller: &VerifiedPeer,
    road: Road,
    (world, of_notices): (&World<'_>, &World<'_>),
) -> (Vec<Entry>, Told) {
    let mut entries = Vec::new();
    let mut told = Vec::new();
    let mut bytes = 0;
    for entry in stored {
        let mut disclosed = None;
        let entry = match entry {
            StoredEntry::Held(digest, facts, _) if !may_go_by(road, &facts, caller, world) => {
                Entry::NotHeld(digest)
            }
            StoredEntry::Held(digest, facts, content) => {
                let object = &facts.object;
                let reference = Reference {
                    origin: object.origin.clone(),
                    id: object.id,
                };
                let label = facts.marking.label;
                let is_disclosed = is_content(facts.kind) && object.origin != *caller.desk();
                let content_of = is_disclosed.then_some((reference, digest, label));
                // Others have to hear that a desk suspended itself.
                let world = if facts.kind == Kind::Notice {
                    of_notices
                } else {
                    world
                };
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

/// What is written into a parcel has the permit of a parcel, and then that of the line.
fn may_go_by(road: Road, facts: &Facts, caller: &VerifiedPeer, world: &World<'_>) -> bool {
    let to = ExportTo::Desk(caller.desk());
    road != Road::Parcel || decide(Question::Export { facts, to }, world).is_allowed()
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

pub(crate) fn raw(envelopes: Vec<Vec<u8>>) -> Vec<Box<RawValue>> {
    let texts = envelopes
        .into_iter()
        .filter_map(|bytes| String::from_utf8(bytes).ok());
    texts
        .filter_map(|text| RawValue::from_string(text).ok())
        .collect()
}

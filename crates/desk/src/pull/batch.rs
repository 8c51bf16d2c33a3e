//! Entries on their way into the store: verified in parallel, decided, committed once. [R8] [STR-9]

use std::collections::BTreeMap;

use fanal_protocol::wire::{Entry, RangeRequest};
use fanal_protocol::{Code, DeskId, Digest, StreamRef, Timestamp};
use fanal_store::{Place, StreamRow};
use fanal_sync::{Action, Batch, Checked, Fault, Pull, open_entry};

use super::{Course, Line, time_of};
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};
use crate::receive::{Arrived, Coming, settle};
use crate::work::{WorkStep, is_at};

/// Entries that wait in memory for the checkpoint that covers them; with [`STAGED_BYTES`] the measure
/// up to which nothing of a stream is stored before its root came true. [STR-9]
const STAGED_ENTRIES: usize = 20_000;
/// Envelopes that wait in memory, all streams of a round together.
const STAGED_BYTES: usize = 64 << 20;
/// Entries that are decided at once: more only lets the database wait.
const AT_ONCE: usize = 1_000;
/// By how much a stream may grow in one round. Nobody says that much; who has no end fills our memory.
const PLACES_PER_ROUND: u64 = 2_000_000;

/// What came of a stream and waits for the batch that proves it.
#[derive(Default)]
pub(super) struct Stage {
    /// The position of the first: the size of the head that it builds on.
    from: u64,
    /// Not looked at yet, and their envelopes' bytes.
    waiting: Vec<Arrived>,
    bytes: usize,
    /// Of a stream that is too long to wait: decided and stored already, for each is its origin's by
    /// its signature; the places still wait.
    places: Vec<Place>,
    retracted: BTreeMap<Digest, Digest>,
}

impl Desk {
    pub(super) async fn ask(
        &self,
        peer: &DeskId,
        line: &dyn Line,
        pull: &mut Pull,
        request: RangeRequest,
        course: &mut Course,
    ) -> Result<Vec<Action>> {
        let stream = request.stream.clone();
        let fetched = course.fetched.entry(stream.clone()).or_default();
        if *fetched > PLACES_PER_ROUND {
            course.staged.remove(&stream);
            let fault = Fault::Malformed("a stream grows by more than one round takes");
            self.keep_fault(request.network, peer, &fault, course)
                .await?;
            return Ok(pull.on_failure(&stream));
        }
        let ahead = course.ahead.take_if(|(asked, _)| *asked == request);
        let answer = if let Some((_, answer)) = ahead {
            answer
        } else {
            course.round.requests += 1;
            line.range(peer, &request).await
        };
        Ok(match answer {
            Ok(entries) => {
                *fetched += u64::try_from(entries.len()).unwrap_or(u64::MAX).max(1);
                pull.on_entries(&request, entries)
            }
            Err(problem) => {
                course.round.failed = Some(problem);
                course.staged.remove(&stream);
                pull.on_failure(&stream)
            }
        })
    }

    /// Takes a batch, and meanwhile asks for what follows it: the peer reads while this desk verifies.
    pub(super) async fn commit_and_ask_on(
        &self,
        peer: &DeskId,
        line: &dyn Line,
        pull: &mut Pull,
        batch: Batch,
        course: &mut Course,
    ) -> Result<Vec<Action>> {
        let Some(next) = pull.next_request(&batch.stream) else {
            return self.commit_batch(batch, pull, course).await;
        };
        course.round.requests += 1;
        let (more, answer) = tokio::join!(
            self.commit_batch(batch, pull, course),
            line.range(peer, &next)
        );
        course.ahead = Some((next, answer));
        more
    }

    /// Verifies in parallel; decides and commits once, when a checkpoint covers it. [R8] [STR-9]
    ///
    /// What is too long to wait in memory is decided and stored as it comes, its positions still wait:
    /// a first contact with a stream of [`STAGED_ENTRIES`] or more would else need as many checkpoints.
    async fn commit_batch(
        &self,
        mut batch: Batch,
        pull: &mut Pull,
        course: &mut Course,
    ) -> Result<Vec<Action>> {
        let network = pull.network();
        let (_, membership) = self.membership(Some(network))?;
        let stream = batch.stream.clone();
        let entries = std::mem::take(&mut batch.entries);
        let bytes: usize = entries.iter().map(|(_, entry)| length_of(entry)).sum();
        let mut arrived = opened_in_parallel(
            &membership,
            self.id(),
            &stream,
            batch.from,
            entries,
            self.now(),
        )
        .await?;
        for entry in &mut arrived {
            let checked = std::mem::replace(&mut entry.checked, Ok(Checked::NotHeld(entry.digest)));
            entry.checked = checked.and_then(|checked| batch.in_epoch(checked));
        }
        if let Some((at, refused)) = first_nobodys(&arrived) {
            course.staged.remove(&stream);
            return Ok(pull.on_refused(&stream, at, &refused));
        }
        let mut stage = course.staged.remove(&stream).unwrap_or_else(|| Stage {
            from: batch.from,
            ..Stage::default()
        });
        stage.waiting.extend(arrived);
        stage.bytes += bytes;
        let others: usize = course.staged.values().map(|stage| stage.bytes).sum();
        let has_room = stage.places.is_empty()
            && stage.waiting.len() <= STAGED_ENTRIES
            && others + stage.bytes <= STAGED_BYTES;
        if batch.complete.is_none() && has_room {
            course.staged.insert(stream.clone(), stage);
            return Ok(pull.on_committed(&stream));
        }
        let mut unit = self.begin().await?;
        let held = unit.stream(network, &stream).await?;
        let is_passed = held.as_ref().is_some_and(|held| {
            let newer = |head: &fanal_sync::CompletedHead| {
                held.size == head.size && time_of(&held.checkpoint) >= head.time
            };
            batch.complete.as_ref().is_some_and(newer)
        });
        if is_passed || held.map_or(0, |held| held.proven) != stage.from {
            // Another round went on from the same head meanwhile: this one must not set it back.
            drop(unit);
            return Ok(pull.on_failure(&stream));
        }
        stage.bytes = 0;
        let mut standing_changed = false;
        let mut waiting = std::mem::take(&mut stage.waiting).into_iter().peekable();
        while waiting.peek().is_some() {
            let some = waiting.by_ref().take(AT_ONCE).collect();
            let received = self
                .receive(
                    unit.as_mut(),
                    &membership,
                    &batch.from_peer,
                    &stream,
                    some,
                    Coming::First,
                )
                .await?;
            course.round.taken += received.taken;
            let (peer, taken) = (&course.round.peer, course.round.taken);
            is_at(WorkStep::Statements, Some(peer), taken, None);
            course.round.refused += received.refused;
            stage.places.extend(received.places);
            stage.retracted.extend(received.retracted);
            standing_changed |= received.standing_changed;
        }
        if let Some(head) = batch.complete {
            let row = StreamRow {
                network,
                stream: stream.clone(),
                size: head.size,
                proven: head.size,
                root: head.root,
                frontier: batch.after.to_bytes(),
                checkpoint: head.checkpoint,
            };
            settle(&mut stage.places, &stage.retracted);
            if !stage.places.is_empty() {
                unit.append(network, &stream, stage.from, &stage.places)
                    .await?;
            }
            unit.put_stream(&row).await?;
            course.own_grew |= row.stream.origin == *self.id();
        } else {
            course.staged.insert(stream.clone(), stage);
        }
        unit.commit().await?;
        if standing_changed {
            self.reload_standing().await?;
        }
        Ok(pull.on_committed(&stream))
    }
}

/// Entries on as many threads as are there: signatures are most of the work.
async fn opened_in_parallel(
    membership: &Membership,
    me: &DeskId,
    stream: &StreamRef,
    from: u64,
    entries: Vec<(Digest, Entry)>,
    now: Timestamp,
) -> Result<Vec<Arrived>> {
    /// Below this, handing work to another thread costs more than it saves.
    const WORTH_IT: usize = 32;
    let parts = if entries.len() < WORTH_IT { 1 } else { 2 };
    let size = entries.len().div_ceil(parts).max(1);
    let mut work = Vec::new();
    let mut entries = entries.into_iter().zip(from..).peekable();
    while entries.peek().is_some() {
        let part: Vec<((Digest, Entry), u64)> = entries.by_ref().take(size).collect();
        let (membership, me, stream) = (membership.clone(), me.clone(), stream.clone());
        work.push(tokio::task::spawn_blocking(move || {
            let world = membership.world(&me, now);
            let open = |((digest, entry), at): ((Digest, Entry), u64)| {
                let place = fanal_sync::Place {
                    stream: &stream,
                    at,
                };
                Arrived::new(at, digest, open_entry(place, &entry, &world))
            };
            part.into_iter().map(open).collect::<Vec<_>>()
        }));
    }
    let mut arrived = Vec::new();
    for part in work {
        arrived.extend(
            part.await
                .map_err(|_| problem(Code::Broken, "verification was cut short"))?,
        );
    }
    Ok(arrived)
}

/// A forged entry: nobody's, so that nothing of the batch is believed.
fn first_nobodys(arrived: &[Arrived]) -> Option<(u64, fanal_sync::Refused)> {
    arrived.iter().find_map(|entry| match &entry.checked {
        Err(refused) if refused.digest.is_none() => Some((entry.at, refused.clone())),
        Ok(_) | Err(_) => None,
    })
}

fn length_of(entry: &Entry) -> usize {
    match entry {
        Entry::Envelope(bytes) => bytes.len(),
        Entry::Tombstone { .. } | Entry::NotHeld(_) => 64,
    }
}

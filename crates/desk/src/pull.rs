//! One round with one peer: the session says what to do, this does it. [SYN-6]

use std::collections::{BTreeMap, VecDeque};

use async_trait::async_trait;
use fanal_policy::World;
use fanal_protocol::note::Note;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskId, Digest, NetworkId, Problem, StreamName, StreamRef, Timestamp};
use fanal_store::{PeerRow, Place, StreamRow};
use fanal_sync::{
    Action, Backoff, Batch, Checked, Fault, Held, KnownCheckpoint, Pull, VerifiedPeer, View,
    open_entry,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::desk::{Desk, Membership};
use crate::error::{DeskError, Result, not_found, problem};
use crate::pen::frontier_of;
use crate::receive::Arrived;

/// The line to a peer: the door that speaks TLS implements it.
#[async_trait]
pub trait Line: Send + Sync {
    /// Asks for heads.
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem>;
    /// Waits until something changed for us, or for a while.
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem>;
    /// Asks for entries.
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem>;
}

/// What a round came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Round {
    /// With whom.
    pub peer: String,
    /// Requests that it took.
    pub requests: u32,
    /// Statements that were taken.
    pub taken: usize,
    /// Statements that were refused.
    pub refused: usize,
    /// What the peer, or an origin, did wrong.
    pub faults: Vec<String>,
    /// Nothing had changed.
    pub unchanged: bool,
    /// Why the round did not come to its end.
    pub failed: Option<Problem>,
}

/// What the session may ask, from one moment.
struct Snapshot {
    membership: Membership,
    me: DeskId,
    now: Timestamp,
    held: BTreeMap<StreamRef, Held>,
}

impl View for Snapshot {
    fn world(&self) -> World<'_> {
        self.membership.world(&self.me, self.now)
    }

    fn held(&self, stream: &StreamRef) -> Option<Held> {
        self.held.get(stream).cloned()
    }

    fn newest_epoch(&self, origin: &DeskId, name: &StreamName) -> Option<u32> {
        let same = |stream: &&StreamRef| stream.origin == *origin && stream.name == *name;
        self.held
            .keys()
            .filter(same)
            .map(|stream| stream.epoch)
            .max()
    }
}

/// Places of a stream that wait for the batch which proves them.
type Staged = BTreeMap<StreamRef, (u64, Vec<Place>)>;

impl Desk {
    /// Pulls from one peer what is new.
    pub async fn pull(&self, network: NetworkId, peer: &DeskId, line: &dyn Line) -> Result<Round> {
        let mut round = Round {
            peer: peer.to_string(),
            ..Round::default()
        };
        let row = self.read().await?.peer(network, peer).await?;
        let outcome = self
            .pull_round(network, peer, line, row.as_ref(), &mut round)
            .await;
        let digest = match outcome {
            Ok(digest) => digest,
            Err(DeskError::Problem(problem)) => {
                round.failed = Some(problem);
                None
            }
            Err(error) => return Err(error),
        };
        self.note_round(network, peer, row, digest, &round).await?;
        Ok(round)
    }

    async fn pull_round(
        &self,
        network: NetworkId,
        peer: &DeskId,
        line: &dyn Line,
        row: Option<&PeerRow>,
        round: &mut Round,
    ) -> Result<Option<Digest>> {
        let (_, membership) = self.membership(Some(network))?;
        let verified = verified(&membership, peer)?;
        let version = membership.roster.version();
        let seen = row
            .filter(|row| row.roster == version)
            .and_then(|row| row.seen);
        let (mut pull, request) = Pull::begin(&verified, network, version, seen);
        round.requests += 1;
        let answer = line.heads(peer, &request).await?;
        round.unchanged = Some(answer.digest) == seen;
        let mut staged: Staged = BTreeMap::new();
        let mut todo: VecDeque<Action> =
            pull.on_heads(answer, &self.snapshot(network).await?).into();
        let mut digest = None;
        while let Some(action) = todo.pop_front() {
            let membership_next = matches!(todo.front(), Some(Action::TakeHeartbeats(_)));
            let more = match action {
                Action::TakeRosters(rosters) => {
                    self.take_rosters_of(peer, &rosters, round).await?;
                    if membership_next {
                        Vec::new()
                    } else {
                        pull.on_membership(&self.snapshot(network).await?)
                    }
                }
                Action::TakeHeartbeats(heartbeats) => {
                    self.accept_heartbeats(network, &heartbeats).await?;
                    pull.on_membership(&self.snapshot(network).await?)
                }
                Action::Ask(request) => {
                    round.requests += 1;
                    match line.range(peer, &request).await {
                        Ok(entries) => pull.on_entries(&request, entries),
                        Err(problem) => {
                            round.failed = Some(problem);
                            pull.on_failure(&request.stream)
                        }
                    }
                }
                Action::Offer(batch) => {
                    self.commit_batch(network, batch, &mut staged, &mut pull, round)
                        .await?
                }
                Action::Fill(_) => Vec::new(),
                Action::DropStaged(stream) => {
                    staged.remove(&stream);
                    Vec::new()
                }
                Action::Fault(fault) => {
                    self.keep_fault(network, peer, &fault, round).await?;
                    Vec::new()
                }
                Action::Done { digest: done } => {
                    digest = done;
                    Vec::new()
                }
            };
            todo.extend(more);
        }
        if round.taken > 0 {
            self.announce_change();
        }
        Ok(digest)
    }

    /// Verifies in parallel, decides, commits once. [R8]
    async fn commit_batch(
        &self,
        network: NetworkId,
        mut batch: Batch,
        staged: &mut Staged,
        pull: &mut Pull,
        round: &mut Round,
    ) -> Result<Vec<Action>> {
        let (_, membership) = self.membership(Some(network))?;
        let stream = batch.stream.clone();
        let entries = std::mem::take(&mut batch.entries);
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
            staged.remove(&stream);
            return Ok(pull.on_refused(&stream, at, &refused));
        }
        let mut unit = self.begin().await?;
        let received = self
            .receive(
                unit.as_mut(),
                &membership,
                &batch.from_peer,
                &stream,
                arrived,
            )
            .await?;
        round.taken += received.taken;
        round.refused += received.refused;
        let (from, places) = staged
            .entry(stream.clone())
            .or_insert_with(|| (batch.from, Vec::new()));
        places.extend(received.places);
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
            if !places.is_empty() {
                unit.append(network, &stream, *from, places).await?;
            }
            unit.put_stream(&row).await?;
            staged.remove(&stream);
        }
        unit.commit().await?;
        Ok(pull.on_committed(&stream))
    }

    async fn take_rosters_of(
        &self,
        peer: &DeskId,
        rosters: &[Vec<u8>],
        round: &mut Round,
    ) -> Result<()> {
        match self.accept_rosters(rosters, peer.as_str()).await {
            Ok(()) => Ok(()),
            Err(DeskError::Problem(problem)) => {
                round.faults.push(problem.to_string());
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn keep_fault(
        &self,
        network: NetworkId,
        peer: &DeskId,
        fault: &Fault,
        round: &mut Round,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        round.faults.push(fault.to_string());
        tracing::warn!(%peer, code = %fault.code(), "fault in a sync round");
        let mut unit = self.begin().await?;
        if let Some((kind, proof)) = proof_of(fault) {
            unit.put_proof(network, kind, proof.as_bytes(), self.now())
                .await?;
        }
        let text = fault.to_string();
        self.note_refusal(
            unit.as_mut(),
            &membership,
            peer,
            fault.stream(),
            None,
            fault.code(),
            &text,
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    async fn snapshot(&self, network: NetworkId) -> Result<Snapshot> {
        let (_, membership) = self.membership(Some(network))?;
        let mut held = BTreeMap::new();
        for row in self.read().await?.streams(network).await? {
            let proven = frontier_of(&row)?;
            let time = time_of(&row.checkpoint);
            let checkpoint = Some(KnownCheckpoint {
                text: row.checkpoint,
                time,
            });
            held.insert(
                row.stream.clone(),
                Held {
                    stream: row.stream,
                    proven,
                    checkpoint,
                    staged: None,
                },
            );
        }
        Ok(Snapshot {
            membership,
            me: self.id().clone(),
            now: self.now(),
            held,
        })
    }

    async fn note_round(
        &self,
        network: NetworkId,
        peer: &DeskId,
        before: Option<PeerRow>,
        digest: Option<Digest>,
        round: &Round,
    ) -> Result<()> {
        let now = self.now();
        let failed = round.failed.as_ref().map(|problem| problem.code);
        if round.unchanged
            && before.as_ref().is_some_and(|row| {
                row.failures == 0 && row.contact.is_some_and(|at| now.unix() - at.unix() < 60)
            })
        {
            return Ok(());
        }
        let failures = if failed.is_some() {
            before
                .as_ref()
                .map_or(0, |row| row.failures)
                .saturating_add(1)
        } else {
            0
        };
        let seed = u64::from_be_bytes(self.random::<8>());
        let backoff =
            (0..failures.min(32)).fold(Backoff::default(), |backoff, _| backoff.after_failure());
        let wait = i64::try_from(backoff.wait_seconds(seed)).unwrap_or(i64::MAX);
        let (_, membership) = self.membership(Some(network))?;
        let row = PeerRow {
            desk: peer.clone(),
            seen: digest,
            roster: membership.roster.version(),
            contact: if failed.is_none() {
                Some(now)
            } else {
                before.and_then(|row| row.contact)
            },
            failures,
            retry_at: failed.map(|_| now.plus_seconds(wait)),
            error: failed,
        };
        let mut unit = self.begin().await?;
        unit.put_peer(network, &row).await?;
        unit.commit().await?;
        Ok(())
    }

    /// What to wait with at a peer: the digest of what was worked off.
    pub async fn hint_request(&self, network: NetworkId, peer: &DeskId) -> Result<HeadsRequest> {
        let (_, membership) = self.membership(Some(network))?;
        let roster = membership.roster.version();
        let row = self.read().await?.peer(network, peer).await?;
        let known = row
            .filter(|row| row.roster == roster)
            .and_then(|row| row.seen);
        Ok(HeadsRequest {
            network,
            known,
            roster,
        })
    }

    /// The active peers that can be called, and when each may be called next.
    pub async fn peers_to_call(&self) -> Result<Vec<(NetworkId, DeskId, Option<Timestamp>)>> {
        let standing = self.standing();
        let mut unit = self.read().await?;
        let mut peers = Vec::new();
        for (network, membership) in &standing.networks {
            let known = unit.peers(*network).await?;
            for desk in membership.roster.active() {
                if desk.id != *self.id() && !desk.addresses.is_empty() {
                    let retry = known
                        .iter()
                        .find(|row| row.desk == desk.id)
                        .and_then(|row| row.retry_at);
                    peers.push((*network, desk.id.clone(), retry));
                }
            }
        }
        Ok(peers)
    }
}

fn verified(membership: &Membership, peer: &DeskId) -> Result<VerifiedPeer> {
    let roster = membership.roster.roster();
    let entry = roster
        .desk(peer)
        .ok_or_else(|| not_found(&format!("desk `{peer}`")))?;
    let found = entry
        .tls
        .iter()
        .find_map(|pin| VerifiedPeer::by_pin(pin, roster));
    found.ok_or_else(|| {
        problem(
            Code::PolicyMember,
            format!("`{peer}` is not an active member"),
        )
    })
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
                Arrived {
                    at,
                    digest,
                    checked: open_entry(place, &entry, &world),
                }
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

fn proof_of(fault: &Fault) -> Option<(&'static str, String)> {
    match fault {
        Fault::Equivocation { held, found, .. } => {
            Some(("equivocation", format!("{held}\n{found}")))
        }
        Fault::NotAsFrozen { found, .. } => Some(("not-as-frozen", found.clone())),
        Fault::OwnStreamAhead { checkpoint, .. } => Some(("own-stream-ahead", checkpoint.clone())),
        Fault::Malformed(_)
        | Fault::UnknownOrigin(_)
        | Fault::NotEntitled { .. }
        | Fault::BadCheckpoint { .. }
        | Fault::ClosedEpoch { .. }
        | Fault::BadEntry { .. }
        | Fault::WrongAmount { .. }
        | Fault::RootMismatch { .. } => None,
    }
}

/// The time line of a checkpoint that was verified when it was stored.
fn time_of(checkpoint: &str) -> i64 {
    let note = Note::parse(checkpoint).ok();
    let text = note.as_ref().map(Note::unverified_text).unwrap_or_default();
    let parsed: Option<fanal_protocol::checkpoint::Checkpoint> =
        fanal_protocol::checkpoint::Checkpoint::parse(text).ok();
    parsed.map_or(0, |checkpoint| checkpoint.time)
}

//! One round with one peer: the session says what to do, this does it. [SYN-6]

mod batch;
mod earlier;
mod faults;
mod gaps;
mod line;
mod view;

pub(crate) use self::earlier::{EarlierRoots, told_size};
pub(crate) use self::faults::kind_against;

use std::collections::{BTreeMap, VecDeque};

use fanal_protocol::note::Note;
use fanal_protocol::wire::{Entry, Head, RangeRequest};
use fanal_protocol::{Code, DeskId, Digest, NetworkId, Problem, StreamRef};
use fanal_store::PeerRow;
use fanal_sync::{Action, Backoff, Pull, VerifiedPeer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::batch::Stage;
pub use self::line::{Callee, Line};
use crate::desk::Desk;
use crate::error::{DeskError, Result, not_found, problem};
use crate::spread::Told;

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

/// A round on its way.
#[derive(Default)]
struct Course {
    round: Round,
    /// The peer did what no honest one does: it is called again later.
    blamed: Option<Code>,
    /// Gaps were asked for.
    sought: bool,
    /// Gaps that were closed.
    filled: usize,
    /// This desk learned more of what it said itself, in an epoch before this one. [R9]
    own_grew: bool,
    /// Digests that were read to compare older heads.
    digests_read: u64,
    /// Entries that came, by stream.
    fetched: BTreeMap<StreamRef, u64>,
    /// What the peer holds by its own word; nothing, if it said that nothing changed. [CSL-25]
    told: Option<Told>,
    /// The answer to what was asked while the entries before it were verified.
    ahead: Option<(RangeRequest, Result<Vec<Entry>, Problem>)>,
    staged: BTreeMap<StreamRef, Stage>,
}

impl Desk {
    /// Pulls from one peer what is new.
    pub async fn pull(&self, network: NetworkId, peer: &DeskId, line: &dyn Line) -> Result<Round> {
        let mut course = Course::default();
        course.round.peer = peer.to_string();
        let row = self.read().await?.peer(network, peer).await?;
        let outcome = self
            .pull_round(network, peer, line, row.as_ref(), &mut course)
            .await;
        let digest = match outcome {
            Ok(digest) => digest,
            Err(DeskError::Problem(problem)) => {
                course.round.failed = Some(problem);
                None
            }
            Err(error) => return Err(error),
        };
        // An answer that breaks the protocol is refused and shown like an entry that breaks a rule.
        if let Some(problem) = &course.round.failed
            && problem.code == Code::VerifyFormat
        {
            self.note_bad_answer(network, peer, problem).await?;
        }
        self.note_search(network, peer, &course).await?;
        self.note_round(network, peer, row, digest, &course).await?;
        let is_whole = digest.is_some() && course.round.failed.is_none();
        self.heard(network, peer, course.own_grew, is_whole).await?;
        Ok(course.round)
    }

    /// The same round, with somebody whose answers lie in a parcel: what is known of the line to that
    /// desk stays as it is. [PAR-4]
    pub(crate) async fn pull_from_parcel(
        &self,
        network: NetworkId,
        maker: &DeskId,
        parcel: &dyn Line,
    ) -> Result<Round> {
        let mut course = Course::default();
        course.round.peer = maker.to_string();
        match self
            .pull_round(network, maker, parcel, None, &mut course)
            .await
        {
            Ok(_) => {}
            Err(DeskError::Problem(problem)) => {
                self.note_bad_answer(network, maker, &problem).await?;
                course.round.failed = Some(problem);
            }
            Err(error) => return Err(error),
        }
        // A parcel may be old: its maker counts as heard by a line alone.
        self.heard(network, maker, course.own_grew, false).await?;
        Ok(course.round)
    }

    async fn pull_round(
        &self,
        network: NetworkId,
        peer: &DeskId,
        line: &dyn Line,
        row: Option<&PeerRow>,
        course: &mut Course,
    ) -> Result<Option<Digest>> {
        let (_, membership) = self.membership(Some(network))?;
        let verified = verified(membership.in_force(self.now()), peer)?;
        let version = membership.roster.version();
        let seen = row
            .filter(|row| row.roster == version)
            .and_then(|row| row.seen);
        // Nothing new at the peer does not mean that it has nothing for us.
        let is_short = !self.is_search_due(network, peer, &membership).await?;
        // [TIM-2] Whoever asks what time it is wants their newest checkpoints, though they say nothing new.
        let known = seen.filter(|_| is_short && !self.is_clock_paused());
        let (mut pull, request) = Pull::begin(&verified, network, version, known);
        course.round.requests += 1;
        let answer = line.heads(peer, &request).await?;
        course.round.unchanged = Some(answer.digest) == seen;
        let heads = answer.heads.iter().rev();
        let told: BTreeMap<StreamRef, Head> =
            heads.map(|it| (it.stream.clone(), it.clone())).collect();
        let newest = answer.roster;
        // Whoever says that nothing changed says no more than that.
        let news = (known != Some(answer.digest)).then_some(&answer.heads);
        course.told = news.map(|heads| Told::of(network, newest, heads));
        let first = self.snapshot(network, peer, &told, course).await?;
        let mut todo: VecDeque<Action> = pull.on_heads(answer, &first).into();
        let mut digest = None;
        while let Some(action) = todo.pop_front() {
            let membership_next = matches!(todo.front(), Some(Action::TakeHeartbeats(_)));
            let more = match action {
                Action::TakeRosters(rosters) => {
                    self.take_rosters_of(network, peer, &rosters, &mut course.round)
                        .await?;
                    if membership_next {
                        Vec::new()
                    } else {
                        pull.on_membership(&self.snapshot(network, peer, &told, course).await?)
                    }
                }
                Action::TakeHeartbeats(heartbeats) => {
                    self.accept_words(network, (peer, newest), &heartbeats)
                        .await?;
                    pull.on_membership(&self.snapshot(network, peer, &told, course).await?)
                }
                Action::Ask(request) => self.ask(peer, line, &mut pull, request, course).await?,
                Action::Offer(batch) => {
                    self.commit_and_ask_on(peer, line, &mut pull, batch, course)
                        .await?
                }
                Action::Fill(filling) => {
                    self.fill(network, peer, filling, course).await?;
                    Vec::new()
                }
                Action::DropStaged(stream) => {
                    course.staged.remove(&stream);
                    Vec::new()
                }
                Action::Fault(fault) => {
                    self.keep_fault(network, peer, &fault, course).await?;
                    Vec::new()
                }
                Action::Done { digest: done } => {
                    digest = done;
                    Vec::new()
                }
            };
            todo.extend(more);
        }
        if course.round.taken > 0 {
            self.announce_change();
        }
        let (_, membership) = self.membership(Some(network))?;
        let reached = membership.roster.version();
        // An answer has room for so many rosters: while they bring us on, there are more.
        let has_more = version < reached && reached < newest;
        Ok(digest.filter(|_| !has_more))
    }

    /// Seconds to wait after so many failures in a row.
    fn wait_after(&self, failures: u32) -> i64 {
        let seed = u64::from_be_bytes(self.random::<8>());
        let backoff =
            (0..failures.min(32)).fold(Backoff::default(), |backoff, _| backoff.after_failure());
        i64::try_from(backoff.wait_seconds(seed)).unwrap_or(i64::MAX)
    }

    async fn note_round(
        &self,
        network: NetworkId,
        peer: &DeskId,
        before: Option<PeerRow>,
        digest: Option<Digest>,
        course: &Course,
    ) -> Result<()> {
        let (now, round) = (self.now(), &course.round);
        let broken = round.failed.as_ref().map(|problem| problem.code);
        let failed = broken.or(course.blamed);
        if round.unchanged
            && failed.is_none()
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
        let wait = self.wait_after(failures);
        let (_, membership) = self.membership(Some(network))?;
        let row = PeerRow {
            desk: peer.clone(),
            seen: digest,
            roster: membership.roster.version(),
            contact: if broken.is_none() {
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
        if let Some(told) = &course.told {
            told.keep(unit.as_mut(), network, peer).await?;
        }
        unit.commit().await?;
        Ok(())
    }
}

fn verified(roster: &fanal_protocol::Roster, peer: &DeskId) -> Result<VerifiedPeer> {
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

/// The time line of a checkpoint that was verified when it was stored.
pub(crate) fn time_of(checkpoint: &str) -> i64 {
    let note = Note::parse(checkpoint).ok();
    let text = note.as_ref().map(Note::unverified_text).unwrap_or_default();
    let parsed: Option<fanal_protocol::checkpoint::Checkpoint> =
        fanal_protocol::checkpoint::Checkpoint::parse(text).ok();
    parsed.map_or(0, |checkpoint| checkpoint.time)
}

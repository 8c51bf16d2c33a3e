//! Where the desk and the wire meet: the client is the desk's line, the desk is the listener's service.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use fanal_desk::{Desk, DeskError, Line, TurnedAway};
use fanal_protocol::limits::HINT_SECONDS;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskId, NetworkId, Problem, TlsPin};
use fanal_sync::VerifiedPeer;
use tokio::sync::watch;

use crate::{PeerClient, PeerError, PeerService, Refusal, RefusalKind};

impl From<PeerError> for Problem {
    fn from(error: PeerError) -> Self {
        match error {
            PeerError::Refused(problem) => {
                Self::new(Code::PeerRefused, format!("the peer refused: {problem}"))
            }
            PeerError::Unreachable { .. } => Self::new(Code::PeerUnreachable, error.to_string()),
            PeerError::Misbehaved { .. } => Self::new(Code::VerifyFormat, error.to_string()),
            PeerError::NotMember(_) => Self::new(Code::PolicyMember, error.to_string()),
            PeerError::Misconfigured(_) => Self::new(Code::Misconfigured, error.to_string()),
            PeerError::Broken(_) => Self::new(Code::Broken, error.to_string()),
        }
    }
}

#[async_trait]
impl Line for PeerClient {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        Ok(Self::heads(self, peer, request).await?)
    }

    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        Ok(Self::hint(self, peer, request).await?)
    }

    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        Ok(Self::range(self, peer, request).await?)
    }

    fn arrivals(&self) -> Option<watch::Receiver<()>> {
        Some(Self::arrivals(self))
    }

    fn called_in(&self, network: NetworkId, peer: &DeskId) -> Option<u64> {
        Self::called_in(self, network, peer)
    }
}

/// The desk behind the listener, and counts of what never came to it.
pub struct DeskService {
    desk: Desk,
    refused: Mutex<[u64; RefusalKind::ALL.len()]>,
    /// Not noted yet. Strangers are one, so that keys without number take no room.
    untold: Mutex<BTreeMap<(RefusalKind, Option<DeskId>), u32>>,
}

impl DeskService {
    /// The service of this desk.
    pub fn new(desk: Desk) -> Self {
        Self {
            desk,
            refused: Mutex::default(),
            untold: Mutex::default(),
        }
    }

    /// Notes for people what the listener turned away since the last time. [Promise 2]
    pub async fn note_turned_away(&self) {
        let untold =
            std::mem::take(&mut *self.untold.lock().unwrap_or_else(PoisonError::into_inner));
        if untold.is_empty() {
            return;
        }
        let row = |((kind, peer), count): ((RefusalKind, Option<DeskId>), u32)| TurnedAway {
            peer,
            code: kind.code(),
            why: kind.as_str(),
            count,
        };
        let rows: Vec<TurnedAway> = untold.into_iter().map(row).collect();
        if let Err(cause) = self.desk.note_turned_away(&rows).await {
            tracing::error!(code = %cause.code(), "what was turned away could not be noted");
        }
    }

    /// The desk that has this key, in any roster and whatever its status.
    fn owner_of(&self, pin: &TlsPin) -> Option<DeskId> {
        let standing = self.desk.standing();
        let mut rosters = standing.networks.values();
        rosters.find_map(|held| held.roster.desk_by_pin(pin).map(|desk| desk.id.clone()))
    }

    /// How often the listener turned something away, by kind.
    pub fn refusals(&self) -> Vec<(RefusalKind, u64)> {
        let counts = self
            .refused
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        RefusalKind::ALL
            .into_iter()
            .zip(counts.iter().copied())
            .collect()
    }

    /// A no of the policy to a peer is for people to see.
    async fn told<T>(
        &self,
        caller: &VerifiedPeer,
        outcome: Result<T, DeskError>,
    ) -> Result<T, Problem> {
        let error = match outcome {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let problem = error.problem();
        match &error {
            DeskError::Store(cause) => {
                tracing::error!(%cause, "the database did not answer a peer");
            }
            DeskError::Problem(_) if problem.code.as_str().starts_with("policy.") => {
                if let Err(cause) = self.desk.note_refused_request(caller, &problem).await {
                    tracing::error!(code = %cause.code(), "a refusal could not be noted");
                }
            }
            DeskError::Problem(_) => {}
        }
        Err(problem)
    }
}

#[async_trait]
impl PeerService for DeskService {
    async fn heads(
        &self,
        caller: &VerifiedPeer,
        request: HeadsRequest,
    ) -> Result<HeadsAnswer, Problem> {
        let outcome = self.desk.answer_heads(caller, &request).await;
        self.told(caller, outcome).await
    }

    async fn range(
        &self,
        caller: &VerifiedPeer,
        request: RangeRequest,
    ) -> Result<Vec<Entry>, Problem> {
        let outcome = self.desk.answer_range(caller, &request).await;
        self.told(caller, outcome).await
    }

    async fn hint(
        &self,
        caller: &VerifiedPeer,
        request: HeadsRequest,
    ) -> Result<HeadsAnswer, Problem> {
        let mut changes = self.desk.watch_changes();
        let end = tokio::time::sleep(Duration::from_secs(HINT_SECONDS));
        tokio::pin!(end);
        loop {
            changes.mark_unchanged();
            let answer = self.heads(caller, request.clone()).await?;
            if Some(answer.digest) != request.known || !answer.rosters.is_empty() {
                return Ok(answer);
            }
            tokio::select! {
                news = changes.changed() => if news.is_err() { return Ok(answer) },
                () = &mut end => return Ok(answer),
            }
        }
    }

    fn refused(&self, what: Refusal) {
        let mut counts = self
            .refused
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let at = RefusalKind::ALL.iter().position(|kind| *kind == what.kind);
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count = count.saturating_add(1);
        }
        drop(counts);
        let peer = what.pin.and_then(|pin| self.owner_of(&pin));
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        let count = untold.entry((what.kind, peer)).or_default();
        *count = count.saturating_add(1);
        drop(untold);
        tracing::warn!(
            kind = what.kind.as_str(),
            "the sync listener turned something away"
        );
    }
}

//! What a peer, or an origin, did wrong in a round: refused, kept where it is proof, shown. [SYN-9]

use fanal_protocol::{DeskId, NetworkId, Problem};
use fanal_store::What;
use fanal_sync::{Blame, Fault};

use super::{Course, Round};
use crate::desk::Desk;
use crate::error::{DeskError, Result};

impl Desk {
    pub(super) async fn take_rosters_of(
        &self,
        network: NetworkId,
        peer: &DeskId,
        rosters: &[Vec<u8>],
        round: &mut Round,
    ) -> Result<()> {
        match self.accept_rosters(rosters, peer.as_str()).await {
            Ok(()) => Ok(()),
            Err(DeskError::Problem(problem)) => {
                round.faults.push(problem.to_string());
                self.note_bad_answer(network, peer, &problem).await
            }
            Err(error) => Err(error),
        }
    }

    /// What a peer told beside its streams, and why it was not taken. [Promise 2]
    pub(super) async fn note_bad_answer(
        &self,
        network: NetworkId,
        peer: &DeskId,
        problem: &Problem,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        tracing::warn!(%peer, code = %problem.code, "refused what a peer answered");
        let mut unit = self.begin().await?;
        self.note_refusal(
            unit.as_mut(),
            &membership,
            peer,
            None,
            (What::Answer, None),
            problem.code,
            &problem.text,
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    pub(super) async fn keep_fault(
        &self,
        network: NetworkId,
        peer: &DeskId,
        fault: &Fault,
        course: &mut Course,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        course.round.faults.push(fault.to_string());
        if fault.blame() == Blame::Peer {
            course.blamed = Some(fault.code());
        }
        tracing::warn!(%peer, code = %fault.code(), "fault in a sync round");
        let mut unit = self.begin().await?;
        if let Some((kind, proof)) = proof_of(fault) {
            unit.put_proof(network, &kind, proof.as_bytes(), self.now())
                .await?;
        }
        let text = fault.to_string();
        self.note_refusal(
            unit.as_mut(),
            &membership,
            peer,
            fault.stream(),
            (What::Stream, None),
            fault.code(),
            &text,
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }
}

/// The proof, and its kind, which names whom it is against: who fills a kind with proofs against itself
/// keeps out nobody else's. [SYN-18]
fn proof_of(fault: &Fault) -> Option<(String, String)> {
    match fault {
        Fault::Equivocation {
            stream,
            held,
            found,
        } => Some((
            kind_against("equivocation", &stream.origin),
            format!("{held}\n{found}"),
        )),
        Fault::NotAsFrozen { stream, found, .. } => {
            Some((kind_against("not-as-frozen", &stream.origin), found.clone()))
        }
        Fault::OwnStreamAhead { checkpoint, .. } => Some((
            crate::returning::OWN_STREAM_AHEAD.to_owned(),
            checkpoint.clone(),
        )),
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

/// The kind of a proof against this desk. [SYN-18]
pub(crate) fn kind_against(what: &str, desk: &DeskId) -> String {
    format!("{what}/{desk}")
}

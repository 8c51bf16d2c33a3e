//! May it be taken? The policy's answer, and the rule of revisions. [STM-3] [R27]

use std::collections::HashMap;

use fanal_policy::{Decision, Facts, Question, Reason, decide};
use fanal_protocol::{Body, Code, DeskId, Kind, NetworkId, Opened, Reference, StreamRef};
use fanal_store::{State, Unit};

use super::known::{Known, Revision};
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pull::kind_against;

impl Desk {
    /// The policy's answer, and the revision rule. [STM-4]
    #[expect(
        clippy::too_many_arguments,
        reason = "one statement, where it came from, and what came before it"
    )]
    pub(super) async fn judge(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        stream: &StreamRef,
        at: u64,
        opened: &Opened,
        (known, in_batch): (&Known, &HashMap<Reference, Vec<Revision>>),
    ) -> Result<std::result::Result<Facts, Reason>> {
        let header = opened.header();
        let network = membership.roster.network();
        let mut facts = Facts::of(header, opened.body());
        let reference = Reference {
            origin: header.origin.clone(),
            id: header.id,
        };
        // First what is mostly not there: this is asked for every statement that comes.
        if known.was_taken_back(network, &reference) {
            facts.withdrawn = is_gone_for_good(unit, network, &reference).await?
                || self.is_put_away(unit, network, &reference).await?;
        }
        // [REC-14] What was narrowed away comes back by no other stream, from no relay that is behind.
        facts.withdrawn |= super::is_content(header.kind)
            && known.was_named(network, &header.origin, opened.digest());
        if let Body::Bulletin(bulletin) = opened.body() {
            // What quotes a source that went, or that does not go to all, is held to what is left of it. [R22]
            // [POL-25]
            let left = self
                .what_is_left(unit, membership, &header.origin, &bulletin.refers_to)
                .await?;
            facts.withdrawn |= left.iter().any(Option::is_none);
            facts = facts.quoting(left);
        }
        // A desk that suspended itself is heard on that alone.
        let world = if header.kind == Kind::Notice {
            membership.world_of_notices(self.id(), self.now())
        } else {
            membership.world(self.id(), self.now())
        };
        let question = Question::Accept {
            facts: &facts,
            sender,
            stream,
            index: Some(at),
        };
        if let Decision::Deny(reason) = decide(question, &world) {
            return Ok(Err(reason));
        }
        let held = known.revisions_of(&reference).iter();
        let first = held
            .chain(in_batch.get(&reference).into_iter().flatten())
            .find(|(revision, digest)| *revision == header.revision && *digest != opened.digest());
        if let Some((revision, first)) = first {
            // The envelope is content: kept here, it would outlive its withdrawal. [R27]
            let proof = serde_json::json!({
                "origin": reference.origin,
                "id": reference.id,
                "revision": revision,
                "digests": [first, opened.digest()],
            });
            let proof = proof.to_string();
            let kind = kind_against("two-revisions", &reference.origin);
            unit.put_proof(network, &kind, proof.as_bytes(), self.now())
                .await?;
            let text = format!("revision {} exists with other content", header.revision);
            return Ok(Err(Reason {
                code: Code::VerifyRevision,
                rule: "STM-4",
                text,
            }));
        }
        Ok(Ok(facts))
    }
}

/// Taken back for good: a narrowing is not, its next revision may come another way. [R27]
async fn is_gone_for_good(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
) -> Result<bool> {
    let row = unit.bulletin(network, reference).await?;
    Ok(row.is_none_or(|row| row.state == State::Purged))
}

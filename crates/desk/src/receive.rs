//! What comes from peers: verified, decided, stored, answered; one transaction a batch. [R2] [R11]

use fanal_policy::{Decision, Facts, Question, Reason, decide};
use fanal_protocol::limits::REFUSALS_PER_HOUR;
use fanal_protocol::{
    Body, Code, DeskId, Digest, Kind, NetworkId, Opened, Receipt, ReceiptState, Reference, Refusal,
    Retraction, RetractionReason, SightingCount, StreamRef,
};
use fanal_store::{Answer, Direction, NewStatement, Place, RefusalRow, SightingRow, State, Unit};
use fanal_sync::Checked;

use crate::desk::{Desk, Membership, sha256};
use crate::error::Result;
use crate::pen::{Pen, stored};

/// One entry of a stream, as a peer sent it and [`fanal_sync::open_entry`] found it.
pub(crate) struct Arrived {
    pub(crate) at: u64,
    pub(crate) digest: Digest,
    pub(crate) checked: Result<Checked, fanal_sync::Refused>,
}

/// What a batch came to.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) places: Vec<Place>,
    pub(crate) taken: usize,
    pub(crate) refused: usize,
}

/// What has to be said in answer, once the batch is stored.
enum Reply {
    Receipt { to: DeskId, body: Receipt },
    Refusal { to: Vec<DeskId>, body: Refusal },
}

impl Desk {
    /// Decides about a batch and stores what may be kept; positions are returned, not appended.
    pub(crate) async fn receive(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        stream: &StreamRef,
        batch: Vec<Arrived>,
    ) -> Result<Received> {
        let mut received = Received::default();
        let mut statements: Vec<NewStatement> = Vec::new();
        let mut replies = Vec::new();
        for arrived in batch {
            let place = match arrived.checked {
                Ok(Checked::Statement(opened)) => {
                    let verdict = self
                        .judge(
                            unit,
                            membership,
                            sender,
                            stream,
                            arrived.at,
                            &opened,
                            &statements,
                        )
                        .await?;
                    match verdict {
                        Ok(facts) => {
                            received.taken += 1;
                            self.take_in(
                                unit,
                                membership,
                                sender,
                                &opened,
                                facts,
                                &mut statements,
                                &mut replies,
                            )
                            .await?
                        }
                        Err(reason) => {
                            received.refused += 1;
                            let of = sha256(opened.bytes());
                            self.refuse(
                                unit,
                                membership,
                                sender,
                                stream,
                                of,
                                &reason,
                                &mut replies,
                            )
                            .await?;
                            Place::NotHeld(opened.digest())
                        }
                    }
                }
                // A tombstone counts only with the origin's retraction; until then it is a gap. [R10]
                Ok(Checked::Tombstone { digest, .. } | Checked::NotHeld(digest)) => {
                    Place::NotHeld(digest)
                }
                Err(refused) => {
                    received.refused += 1;
                    let reason = Reason {
                        code: refused.code,
                        rule: "SYN-9",
                        text: refused.text,
                    };
                    self.refuse(
                        unit,
                        membership,
                        sender,
                        stream,
                        arrived.digest,
                        &reason,
                        &mut replies,
                    )
                    .await?;
                    Place::NotHeld(arrived.digest)
                }
            };
            received.places.push(place);
        }
        unit.put_statements(&statements).await?;
        self.reply(unit, membership, replies).await?;
        Ok(received)
    }

    /// The policy's answer, and the revision rule. [STM-4]
    #[expect(
        clippy::too_many_arguments,
        reason = "one statement, where it came from, and what came before it"
    )]
    async fn judge(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        stream: &StreamRef,
        at: u64,
        opened: &Opened,
        before: &[NewStatement],
    ) -> Result<std::result::Result<Facts, Reason>> {
        let header = opened.header();
        let network = membership.roster.network();
        let mut facts = Facts::of(header, opened.body());
        let reference = Reference {
            origin: header.origin.clone(),
            id: header.id,
        };
        facts.withdrawn = self.was_withdrawn(unit, network, &reference).await?;
        let world = membership.world(self.id(), self.now());
        let question = Question::Accept {
            facts: &facts,
            sender,
            stream,
            index: Some(at),
        };
        if let Decision::Deny(reason) = decide(question, &world) {
            return Ok(Err(reason));
        }
        let held = unit.statements_of(network, &reference).await?;
        let same = |revision: u32, digest: Digest| {
            revision == header.revision && digest != opened.digest()
        };
        let twice = held.iter().any(|row| same(row.revision, row.digest))
            || before
                .iter()
                .any(|new| new.reference == reference && same(new.revision, new.digest));
        if twice {
            let proof = opened.bytes();
            unit.put_proof(network, "two-revisions", proof, self.now())
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

    /// Taken back for good: a narrowing is not, its next revision may come another way. [R27]
    async fn was_withdrawn(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<bool> {
        let Some(row) = unit.bulletin(network, reference).await? else {
            return Ok(unit.setting(&withdrawn_key(reference)).await?.is_some());
        };
        Ok(row.state == State::Purged && unit.setting(&withdrawn_key(reference)).await?.is_some())
    }

    /// Stores one statement that may be kept, and does what it says.
    #[expect(
        clippy::too_many_arguments,
        reason = "one statement, and the two lists that it adds to"
    )]
    async fn take_in(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        opened: &Opened,
        facts: Facts,
        statements: &mut Vec<NewStatement>,
        replies: &mut Vec<Reply>,
    ) -> Result<Place> {
        let header = opened.header();
        let origin = &header.origin;
        match opened.body() {
            Body::Retraction(retraction) => {
                // What came earlier in this batch has to be there to be purged.
                unit.put_statements(&std::mem::take(statements)).await?;
                let reply = self
                    .obey(unit, membership, origin, opened.digest(), retraction)
                    .await?;
                replies.push(reply);
            }
            Body::Receipt(receipt) => {
                let answer = match receipt.state {
                    ReceiptState::Purged => Answer::Purged,
                    ReceiptState::NotHeld => Answer::NotHeld,
                };
                unit.put_answer(receipt.retraction, origin, answer, self.now())
                    .await?;
            }
            Body::Sighting(sighting) if sighting.target.origin == *self.id() => {
                let row = SightingRow {
                    reference: sighting.target.clone(),
                    desk: origin.clone(),
                    verdict: sighting.verdict,
                    named: sighting.named,
                    day: self.now().day(),
                };
                unit.put_sighting(membership.roster.network(), &row).await?;
                self.tell_count(unit, membership, &sighting.target).await?;
            }
            Body::SightingCount(count) => {
                let reference = Reference {
                    origin: origin.clone(),
                    id: count.target,
                };
                let bytes = serde_json::to_vec(count).unwrap_or_default();
                unit.put_setting(&count_key(&reference), &bytes).await?;
            }
            Body::Refusal(refusal) => self.hear_refusal(unit, membership, origin, refusal).await?,
            Body::Vouch(vouch) => crate::roster::note_vouch(unit, origin, vouch).await?,
            Body::Bulletin(_)
            | Body::Publication(_)
            | Body::Sighting(_)
            | Body::Approval(_)
            | Body::Heartbeat(_)
            | Body::Carried(..) => {}
        }
        let retain = if let Body::Bulletin(bulletin) = opened.body() {
            crate::share::retain_until(bulletin, membership, self.now())
        } else {
            None
        };
        let mut new = stored(opened, Some(sender.clone()), self.now(), retain);
        if !self.may_index(membership, &facts) {
            new.index.clear();
        }
        new.facts = facts;
        statements.push(new);
        Ok(Place::Held(opened.digest()))
    }

    /// Purges what a retraction names, and says so. [Promise 5]
    async fn obey(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        origin: &DeskId,
        digest: Digest,
        retraction: &Retraction,
    ) -> Result<Reply> {
        let network = membership.roster.network();
        let target = Reference {
            origin: origin.clone(),
            id: retraction.target,
        };
        let held = unit.statements_of(network, &target).await?;
        let here: Vec<Digest> = held
            .iter()
            .filter(|row| row.purged_by.is_none())
            .map(|row| row.digest)
            .collect();
        let stays = here
            .iter()
            .any(|digest| !retraction.digests.contains(digest));
        if retraction.reason == RetractionReason::Narrowed {
            let go: Vec<Digest> = here
                .iter()
                .filter(|d| retraction.digests.contains(d))
                .copied()
                .collect();
            if stays {
                unit.purge_revisions(network, &target, &go, digest).await?;
            } else if !here.is_empty() {
                unit.purge(network, &target, digest).await?;
            }
        } else {
            unit.put_setting(&withdrawn_key(&target), digest.as_bytes())
                .await?;
            if !here.is_empty() {
                unit.purge(network, &target, digest).await?;
            }
        }
        for gone in &retraction.digests {
            unit.settle(*gone, digest).await?;
        }
        let state = if here.is_empty() {
            ReceiptState::NotHeld
        } else {
            ReceiptState::Purged
        };
        let object = format!("{}/{}", target.origin, target.id);
        unit.put_audit(self.now(), "node", "bulletin.purge", &object, "done")
            .await?;
        let body = Receipt {
            retraction: digest,
            target: retraction.target,
            state,
        };
        Ok(Reply::Receipt {
            to: origin.clone(),
            body,
        })
    }

    async fn hear_refusal(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        by: &DeskId,
        refusal: &Refusal,
    ) -> Result<()> {
        let row = RefusalRow {
            direction: Direction::Received,
            peer: Some(by.clone()),
            stream: Some((refusal.sender.clone(), refusal.stream.clone())),
            code: refusal.code,
            text: format!("{by} refused what {} sent it", refusal.sender),
            of: Some(refusal.of),
            at: self.now(),
            count: 1,
        };
        unit.put_refusal(membership.roster.network(), &row).await?;
        Ok(())
    }

    /// Notes a refusal, and signs it while the peer is within its hour's measure. [R11]
    #[expect(
        clippy::too_many_arguments,
        reason = "what came, from whom, where, and why not"
    )]
    async fn refuse(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        stream: &StreamRef,
        of: Digest,
        reason: &Reason,
        replies: &mut Vec<Reply>,
    ) -> Result<()> {
        self.note_refusal(
            unit,
            membership,
            sender,
            Some(stream),
            Some(of),
            reason.code,
            &reason.text,
        )
        .await?;
        tracing::warn!(peer = %sender, %stream, code = %reason.code, "refused what a peer sent");
        let network = membership.roster.network();
        let hour_ago = self.now().plus_seconds(-3600);
        let recent = unit.refusals(network, 500).await?;
        let recent = recent.iter().filter(|row| {
            row.direction == Direction::Given
                && row.at > hour_ago
                && row.peer.as_ref() == Some(sender)
        });
        if recent.map(|row| row.count).sum::<u32>() > REFUSALS_PER_HOUR {
            return Ok(());
        }
        let mut to = vec![stream.origin.clone(), sender.clone()];
        to.dedup();
        let body = Refusal {
            of,
            sender: sender.clone(),
            stream: stream.name.clone(),
            code: reason.code,
            roster: membership.roster.version(),
        };
        replies.push(Reply::Refusal { to, body });
        Ok(())
    }

    /// Notes a refusal for people to see.
    #[expect(clippy::too_many_arguments, reason = "the fields of one row")]
    pub(crate) async fn note_refusal(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        peer: &DeskId,
        stream: Option<&StreamRef>,
        of: Option<Digest>,
        code: Code,
        text: &str,
    ) -> Result<()> {
        let row = RefusalRow {
            direction: Direction::Given,
            peer: Some(peer.clone()),
            stream: stream.map(|stream| (stream.origin.clone(), stream.name.clone())),
            code,
            text: text.to_owned(),
            of,
            at: self.now(),
            count: 1,
        };
        unit.put_refusal(membership.roster.network(), &row).await?;
        Ok(())
    }

    async fn reply(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        replies: Vec<Reply>,
    ) -> Result<()> {
        if replies.is_empty() {
            return Ok(());
        }
        let mut pen = Pen::take(self, membership, unit).await?;
        for reply in replies {
            match reply {
                Reply::Receipt { to, body } => {
                    drop(pen.say(self.to_desk(&to, Body::Receipt(body))).await?);
                }
                Reply::Refusal { to, body } => {
                    for desk in to.iter().filter(|desk| *desk != self.id()) {
                        pen.say(self.to_desk(desk, Body::Refusal(body.clone())))
                            .await?;
                    }
                }
            }
        }
        pen.close().await
    }
}

/// The setting that says that something was taken back for good.
fn withdrawn_key(reference: &Reference) -> String {
    format!("withdrawn/{}/{}", reference.origin, reference.id)
}

fn count_key(reference: &Reference) -> String {
    format!("sightings/{}/{}", reference.origin, reference.id)
}

/// The count that the origin told, if it did.
pub(crate) async fn known_count(
    unit: &mut dyn Unit,
    reference: &Reference,
) -> Result<Option<SightingCount>> {
    let stored = unit.setting(&count_key(reference)).await?;
    Ok(stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Only content is told apart in the ledger of disclosures.
pub(crate) const fn is_content(kind: Kind) -> bool {
    matches!(kind, Kind::Bulletin | Kind::Publication)
}

//! What comes from peers: verified, decided, stored, answered; one transaction a batch. [R2] [R11]

mod known;
mod own;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fanal_policy::{Decision, Facts, Question, Reason, decide};
use fanal_protocol::limits::REFUSALS_PER_HOUR;
use fanal_protocol::{
    Body, Code, DeskId, Digest, Kind, NetworkId, Notice, Opened, Receipt, ReceiptState, Reference,
    Refusal, Retraction, RetractionReason, Sighting, SightingCount, SightingVerdict, StreamRef,
    Timestamp,
};
use fanal_store::{
    Answer, Direction, Due, DueKind, NewStatement, Place, RefusalRow, SightingRow, State, Unit,
};
use fanal_sync::Checked;

use self::known::{Known, Revision};
use crate::desk::{Desk, Membership, sha256};
use crate::error::Result;
use crate::much::Pace;
use crate::pen::{Pen, Summary, stored};

/// One entry of a stream, as a peer sent it and [`fanal_sync::open_entry`] found it.
pub(crate) struct Arrived {
    pub(crate) at: u64,
    pub(crate) digest: Digest,
    pub(crate) checked: Result<Checked, fanal_sync::Refused>,
    summary: Summary,
}

impl Arrived {
    /// Reads what will be stored of it: on whatever thread verified it.
    pub(crate) fn new(
        at: u64,
        digest: Digest,
        checked: Result<Checked, fanal_sync::Refused>,
    ) -> Self {
        let summary = match &checked {
            Ok(Checked::Statement(opened)) => Summary::of(opened),
            Ok(Checked::NotHeld(_) | Checked::Tombstone { .. }) | Err(_) => Summary::default(),
        };
        Self {
            at,
            digest,
            checked,
            summary,
        }
    }
}

/// Does it come for the first time, or to close a gap?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coming {
    /// The position is new.
    First,
    /// The position is known; what was refused before is not answered once more.
    ToFill,
}

/// What a batch came to.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) places: Vec<Place>,
    pub(crate) taken: usize,
    pub(crate) refused: usize,
    /// What the origin took back, and with which statement.
    pub(crate) retracted: BTreeMap<Digest, Digest>,
    /// A desk suspended itself, or came back: the standing is read anew after the commit.
    pub(crate) standing_changed: bool,
}

/// Positions that wait for their place in the store become tombstones, if their origin says so.
pub(crate) fn settle(places: &mut [Place], retracted: &BTreeMap<Digest, Digest>) {
    for place in places {
        if let Place::NotHeld(digest) | Place::Refused(digest) = *place
            && let Some(retraction) = retracted.get(&digest)
        {
            *place = Place::Tombstone(digest, *retraction);
        }
    }
}

/// What has to be said in answer, once the batch is stored.
enum Reply {
    Receipt { to: DeskId, body: Receipt },
    Refusal { to: Vec<DeskId>, body: Refusal },
}

/// What a batch adds up to, beyond its places.
struct Tally {
    coming: Coming,
    statements: Vec<NewStatement>,
    /// The revisions of `statements`, by what they are revisions of.
    revisions: HashMap<Reference, Vec<Revision>>,
    replies: Vec<Reply>,
    /// Refusals that the sender got within the hour; asked for once a batch.
    given: Option<u32>,
    /// Own bulletins that somebody saw, with the verdicts before.
    sighted: BTreeMap<Reference, Vec<Verdict>>,
    /// Bulletins of which a later revision came: what quotes them goes as far as that.
    revised: BTreeSet<Reference>,
    retracted: BTreeMap<Digest, Digest>,
    /// A desk suspended itself, or came back.
    standing_changed: bool,
}

type Verdict = (DeskId, SightingVerdict);

impl Desk {
    /// Decides about a batch and stores what may be kept; positions are returned, not appended.
    pub(crate) async fn receive(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        stream: &StreamRef,
        batch: Vec<Arrived>,
        coming: Coming,
    ) -> Result<Received> {
        let mut received = Received::default();
        let mut tally = Tally {
            coming,
            statements: Vec::new(),
            revisions: HashMap::new(),
            replies: Vec::new(),
            given: None,
            sighted: BTreeMap::new(),
            revised: BTreeSet::new(),
            retracted: BTreeMap::new(),
            standing_changed: false,
        };
        let mut known = Known::nothing();
        let mut batch = batch.into_iter();
        while !batch.as_slice().is_empty() {
            known
                .look(unit, membership.roster.network(), batch.as_slice())
                .await?;
            let Some(arrived) = batch.next() else { break };
            let refused = match arrived.checked {
                Ok(Checked::Statement(opened)) => {
                    let verdict = self
                        .judge(
                            unit,
                            membership,
                            sender,
                            stream,
                            arrived.at,
                            &opened,
                            (&known, &tally.revisions),
                        )
                        .await?;
                    match verdict {
                        Ok(facts) => {
                            received.taken += 1;
                            if matches!(opened.body(), Body::Retraction(_)) {
                                known.forget();
                            }
                            let summary = arrived.summary;
                            let place = self
                                .take_in(
                                    unit,
                                    membership,
                                    sender,
                                    (&opened, summary),
                                    facts,
                                    &mut tally,
                                )
                                .await?;
                            received.places.push(place);
                            continue;
                        }
                        Err(reason) => (opened.digest(), sha256(opened.bytes()), reason),
                    }
                }
                // A tombstone counts only with the origin's retraction; until then it is a gap. [R10]
                Ok(Checked::NotHeld(digest)) => {
                    let place = known_gap(unit, membership, &stream.origin, digest).await?;
                    received.places.push(place);
                    continue;
                }
                Ok(Checked::Tombstone { digest, .. }) => {
                    let place = known_gap(unit, membership, &stream.origin, digest).await?;
                    // The origin itself keeps it no more: nobody else is asked for it either.
                    let is_over = *sender == stream.origin;
                    received
                        .places
                        .push(if is_over && place == Place::NotHeld(digest) {
                            Place::Refused(digest)
                        } else {
                            place
                        });
                    continue;
                }
                Err(refused) => {
                    let reason = Reason {
                        code: refused.code,
                        rule: "SYN-9",
                        text: refused.text,
                    };
                    (arrived.digest, arrived.digest, reason)
                }
            };
            let (digest, of, reason) = refused;
            received.refused += 1;
            let from_origin = *sender == stream.origin;
            received
                .places
                .push(place_of_refused(reason.code, from_origin, digest));
            self.refuse(unit, membership, sender, stream, of, &reason, &mut tally)
                .await?;
        }
        let Tally {
            statements,
            replies,
            sighted,
            revised,
            retracted,
            standing_changed,
            ..
        } = tally;
        received.standing_changed = standing_changed;
        unit.put_statements(&statements).await?;
        for source in revised {
            self.revision_came(unit, membership, &source).await?;
        }
        for (reference, before) in sighted {
            let network = membership.roster.network();
            // Who says the same again changes no number, and makes nobody sign one.
            if verdicts(unit, network, &reference).await? != before {
                self.tell_count(unit, membership, &reference).await?;
            }
        }
        self.reply(unit, membership, replies).await?;
        settle(&mut received.places, &retracted);
        received.retracted = retracted;
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
        if known.was_taken_back(&reference) {
            facts.withdrawn = is_gone_for_good(unit, network, &reference).await?
                || self.is_put_away(unit, &reference).await?;
        }
        if let Body::Bulletin(bulletin) = opened.body() {
            // What quotes a source that went, or went for some, is held to what is left. [R22]
            let left = self
                .what_is_left(unit, membership, &bulletin.refers_to)
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
            unit.put_proof(network, "two-revisions", proof.as_bytes(), self.now())
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

    /// Stores one statement that may be kept, and does what it says.
    async fn take_in(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        (opened, mut summary): (&Opened, Summary),
        facts: Facts,
        tally: &mut Tally,
    ) -> Result<Place> {
        let header = opened.header();
        let origin = &header.origin;
        match opened.body() {
            // It came before, by another stream or in a round that broke off: obeyed and answered.
            Body::Retraction(_) if unit.statement(opened.digest()).await?.is_some() => {}
            Body::Retraction(retraction) => {
                // What came earlier in this batch has to be there to be purged.
                unit.put_statements(&std::mem::take(&mut tally.statements))
                    .await?;
                tally.revisions.clear();
                let reply = self
                    .obey(unit, membership, origin, opened.digest(), retraction)
                    .await?;
                tally.replies.extend(reply);
                if *origin == *self.id() {
                    self.remember_withdrawal(unit, membership, opened, retraction)
                        .await?;
                }
                let gone = retraction.digests.iter();
                tally
                    .retracted
                    .extend(gone.map(|gone| (*gone, opened.digest())));
            }
            Body::Receipt(receipt) => {
                let answer = match receipt.state {
                    ReceiptState::Purged => Answer::Purged,
                    ReceiptState::NotHeld => Answer::NotHeld,
                };
                let is_awaited = unit
                    .put_answer(receipt.retraction, origin, answer, self.now())
                    .await?;
                if !is_awaited && membership.returning.is_some() {
                    self.keep_for_later(unit, receipt.retraction, origin, answer)
                        .await?;
                }
            }
            Body::Sighting(sighting) if sighting.target.origin == *self.id() => {
                self.hear_sighting(unit, membership, origin, sighting, tally)
                    .await?;
            }
            Body::SightingCount(count) => {
                let reference = Reference {
                    origin: origin.clone(),
                    id: count.target,
                };
                let bytes = serde_json::to_vec(count).unwrap_or_default();
                unit.put_setting(&count_key(&reference), &bytes).await?;
            }
            // Its own words come back to a desk that lost them; they are no news. [R9]
            Body::Refusal(_) | Body::Notice(_) | Body::Grant(_) if *origin == *self.id() => {}
            Body::Refusal(refusal) => self.hear_refusal(unit, membership, origin, refusal).await?,
            Body::Vouch(_)
            | Body::Request(_)
            | Body::Objection(_)
            | Body::Acceptance(_)
            | Body::Report(_) => {
                let (roster, body) = (&membership.roster, opened.body());
                crate::roster::hear(unit, roster, roster.network(), origin, body, self.now())
                    .await?;
            }
            Body::Profile(profile) => {
                crate::profile::note_profile(unit, membership, (header, opened.digest()), profile)
                    .await?;
            }
            Body::Notice(notice) => {
                self.hear_notice(unit, membership, header, notice).await?;
                tally.standing_changed |= matches!(notice, Notice::SelfSuspension { .. });
            }
            Body::Grant(grant) => self.hear_grant(unit, membership, header, grant).await?,
            Body::Bulletin(bulletin) => {
                self.wake_at_its_end(unit, opened, bulletin.expires).await?;
                self.note_quotes(unit, opened.header(), &bulletin.refers_to)
                    .await?;
                if header.revision > 1 {
                    tally.revised.insert(Reference {
                        origin: origin.clone(),
                        id: header.id,
                    });
                }
                if *origin == *self.id() {
                    self.remember_bulletin(unit, opened, bulletin).await?;
                }
            }
            Body::Publication(_)
            | Body::Sighting(_)
            | Body::Approval(_)
            | Body::Heartbeat(_)
            | Body::Suspension(_)
            | Body::ContactCard(_) => {}
            Body::Sealed(_) => self.purge_sealed_in_time(unit, membership, &facts).await?,
        }
        let retain = if let Body::Bulletin(bulletin) = opened.body() {
            crate::share::retain_until(bulletin, membership, self.now())
        } else {
            None
        };
        if !self.may_index(membership, &facts) {
            summary.index.clear();
        }
        let mut new = stored(opened, summary, facts, self.now(), retain);
        new.sender = Some(sender.clone());
        let revision = (new.revision, new.digest);
        let revisions = tally.revisions.entry(new.reference.clone());
        revisions.or_default().push(revision);
        tally.statements.push(new);
        Ok(Place::Held(opened.digest()))
    }

    /// Notes who saw our bulletin; who cannot have it has nothing to say about it.
    async fn hear_sighting(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        by: &DeskId,
        sighting: &Sighting,
        tally: &mut Tally,
    ) -> Result<()> {
        let (network, target) = (membership.roster.network(), &sighting.target);
        let Some(facts) = unit
            .bulletin(network, target)
            .await?
            .and_then(|row| row.facts)
        else {
            return Ok(());
        };
        let may_have = {
            let world = membership.world(self.id(), self.now());
            facts.streams.iter().any(|stream| {
                let question = Question::Send {
                    facts: &facts,
                    to: by,
                    stream,
                };
                decide(question, &world).is_allowed()
            })
        };
        if !may_have {
            let told = unit.disclosures(network, target).await?;
            if !told.iter().any(|row| row.desk == *by) {
                return Ok(());
            }
        }
        if !tally.sighted.contains_key(target) {
            let before = verdicts(unit, network, target).await?;
            tally.sighted.insert(target.clone(), before);
        }
        let row = SightingRow {
            reference: target.clone(),
            desk: by.clone(),
            verdict: sighting.verdict,
            named: sighting.named,
            day: self.now().day(),
        };
        Ok(unit.put_sighting(network, &row).await?)
    }

    /// A question ends at its moment wherever it is; the newest revision says when. [STM-8]
    async fn wake_at_its_end(
        &self,
        unit: &mut dyn Unit,
        opened: &Opened,
        expires: Option<Timestamp>,
    ) -> Result<()> {
        let Some(at) = expires else { return Ok(()) };
        let header = opened.header();
        let reference = Reference {
            origin: header.origin.clone(),
            id: header.id,
        };
        let held = unit.bulletin(header.network, &reference).await?;
        if held.is_some_and(|row| row.revision > header.revision) {
            return Ok(());
        }
        let due = Due {
            at,
            kind: DueKind::Expire,
            reference,
        };
        Ok(unit.put_due(header.network, &due).await?)
    }

    /// Purges what a retraction names, and says so. [Promise 5]
    async fn obey(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        origin: &DeskId,
        digest: Digest,
        retraction: &Retraction,
    ) -> Result<Option<Reply>> {
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
        let mut pace = Pace::AtOnce;
        let stays = here
            .iter()
            .any(|digest| !retraction.digests.contains(digest));
        if retraction.reason == RetractionReason::Narrowed {
            let go: Vec<Digest> = here
                .iter()
                .filter(|d| retraction.digests.contains(d))
                .copied()
                .collect();
            if stays && !go.is_empty() {
                unit.purge_revisions(network, &target, &go, digest).await?;
            } else if !stays && !here.is_empty() {
                // [R23] Narrowing much at once takes as much away as withdrawing it.
                pace = self.pace_of_peer(unit, &target).await?;
                match &pace {
                    Pace::AtOnce => drop(unit.purge(network, &target, digest).await?),
                    Pace::Later { .. } => {
                        self.put_revisions_away(unit, network, &target, digest, go)
                            .await?;
                    }
                }
            }
        } else {
            unit.put_setting(&withdrawn_key(&target), digest.as_bytes())
                .await?;
            if !here.is_empty() && *origin != *self.id() {
                pace = self.pace_of_peer(unit, &target).await?;
            }
            match &pace {
                Pace::AtOnce if here.is_empty() => {}
                Pace::AtOnce => drop(unit.purge(network, &target, digest).await?),
                // [R23] Much at once: hidden now, destroyed and answered in a day.
                Pace::Later { .. } => {
                    self.put_away(unit, network, &target, digest, None).await?;
                }
            }
        }
        if retraction.reason != RetractionReason::Expired {
            self.source_gone(unit, membership, &target).await?;
        }
        if retraction.reason != RetractionReason::Narrowed || !stays {
            unit.put_quotes(network, &target, &[]).await?;
        }
        for gone in &retraction.digests {
            unit.settle(network, origin, *gone, digest).await?;
            let key = retracted_key(network, origin, *gone);
            unit.put_setting(&key, digest.as_bytes()).await?;
        }
        let state = if here.is_empty() {
            ReceiptState::NotHeld
        } else {
            ReceiptState::Purged
        };
        let is_whole = retraction.reason != RetractionReason::Narrowed;
        if here
            .iter()
            .any(|held| is_whole || retraction.digests.contains(held))
        {
            let object = format!("{}/{}", target.origin, target.id);
            unit.put_audit(self.now(), "node", "bulletin.purge", &object, "done")
                .await?;
        }
        let body = Receipt {
            retraction: digest,
            target: retraction.target,
            state,
        };
        let reply = Reply::Receipt {
            to: origin.clone(),
            body,
        };
        // To its own retraction, which comes back to it, a desk owes no answer. [R9]
        Ok((pace == Pace::AtOnce && *origin != *self.id()).then_some(reply))
    }

    /// A later revision takes the place of what was narrowed with much else, and changes how far goes
    /// what quotes it. [R22] [R23]
    async fn revision_came(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        source: &Reference,
    ) -> Result<()> {
        if self.is_put_away(unit, source).await? {
            self.destroy(unit, membership, source).await?;
        }
        self.source_changed(unit, membership, source).await
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
        if refusal.sender == *self.id() {
            self.note_refused_retraction(unit, membership, by, refusal.of)
                .await?;
        }
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
        tally: &mut Tally,
    ) -> Result<()> {
        let network = membership.roster.network();
        let given = match tally.given {
            Some(given) => given,
            None => self.given_to(unit, network, sender).await?,
        };
        tally.given = Some(given.saturating_add(1));
        // Beyond its measure a peer's refusals are counted, not listed one by one: who sends thousands
        // takes no room with them, and hides no other. [R11]
        let is_beyond = given >= REFUSALS_PER_HOUR;
        self.note_refusal(
            unit,
            membership,
            sender,
            Some(stream),
            Some(of).filter(|_| !is_beyond),
            reason.code,
            &reason.text,
        )
        .await?;
        tracing::warn!(peer = %sender, %stream, code = %reason.code, "refused what a peer sent");
        if is_beyond || tally.coming == Coming::ToFill {
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
        tally.replies.push(Reply::Refusal { to, body });
        Ok(())
    }

    /// Refusals of bytes that a peer got from us within the hour; others are not signed.
    async fn given_to(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        peer: &DeskId,
    ) -> Result<u32> {
        let hour_ago = self.now().plus_seconds(-3600);
        let newest = unit.refusals(network, 500).await?;
        let recent = newest.iter().filter(|row| {
            row.direction == Direction::Given
                && row.of.is_some()
                && row.at > hour_ago
                && row.peer.as_ref() == Some(peer)
        });
        Ok(recent.fold(0, |sum: u32, row| sum.saturating_add(row.count)))
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

/// Taken back for good: a narrowing is not, its next revision may come another way. [R27]
async fn is_gone_for_good(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
) -> Result<bool> {
    let row = unit.bulletin(network, reference).await?;
    Ok(row.is_none_or(|row| row.state == State::Purged))
}

/// The setting that says that something was taken back for good.
pub(crate) fn withdrawn_key(reference: &Reference) -> String {
    format!("withdrawn/{}/{}", reference.origin, reference.id)
}

/// The setting that names the statement that took a digest back: tombstones count by it. [R10]
pub(crate) fn retracted_key(network: NetworkId, origin: &DeskId, digest: Digest) -> String {
    format!("retracted/{network}/{origin}/{digest}")
}

/// A position that comes without content: a tombstone, if its origin's retraction is known here.
async fn known_gap(
    unit: &mut dyn Unit,
    membership: &Membership,
    origin: &DeskId,
    digest: Digest,
) -> Result<Place> {
    let key = retracted_key(membership.roster.network(), origin, digest);
    let known = unit.setting(&key).await?;
    let retraction = known.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    Ok(match retraction {
        Some(retraction) => Place::Tombstone(digest, Digest::from_bytes(retraction)),
        None => Place::NotHeld(digest),
    })
}

/// Refused for good, unless time, a newer roster or another sender may change the answer: a relay
/// that had no right to send it must not keep it away.
const fn place_of_refused(code: Code, from_origin: bool, digest: Digest) -> Place {
    let is_for_now = matches!(
        code,
        Code::PolicyRoster
            | Code::PolicyMember
            | Code::PolicyEmbargo
            // What its source's next revision may allow again.
            | Code::PolicyReference
            | Code::VerifyTime
    );
    let is_whoever_sends = matches!(
        code,
        Code::VerifySignature
            | Code::VerifyFormat
            | Code::VerifyRevision
            | Code::VerifyPlace
            | Code::LimitSize
            | Code::PolicyWithdrawn
    );
    if !is_for_now && (from_origin || is_whoever_sends) {
        Place::Refused(digest)
    } else {
        Place::NotHeld(digest)
    }
}

/// Who says what of a bulletin.
async fn verdicts(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Vec<Verdict>> {
    let rows = unit.sightings(network, reference).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.desk, row.verdict))
        .collect())
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
    matches!(kind, Kind::Bulletin | Kind::Publication | Kind::Sealed)
}

//! What comes from peers: verified, decided, stored, answered; one transaction a batch. [R2] [R11]

mod back;
mod judge;
mod known;
mod measure;
mod obey;
mod own;
mod refuse;
mod reply;
mod sightings;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fanal_policy::{Facts, Reason};
use fanal_protocol::{
    Body, Code, DeskId, Digest, Kind, Label, Notice, Opened, ReceiptState, Reference,
    SightingVerdict, StreamRef, Timestamp,
};
use fanal_store::{Answer, Due, DueKind, NewStatement, Place, Unit, What};
use fanal_sync::Checked;

use self::known::{Known, Revision};
use self::measure::Measure;
pub(crate) use self::obey::{retracted_key, withdrawn_key};
use self::refuse::place_of_refused;
use self::reply::Reply;
pub(crate) use self::sightings::known_count;
use self::sightings::{count_key, verdicts};
use crate::desk::{Desk, Membership, sha256};
use crate::error::Result;
use crate::pen::{Summary, stored};
use crate::returning::end_of;
use crate::share::supersede;

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

/// What a batch adds up to, beyond its places.
struct Tally {
    coming: Coming,
    statements: Vec<NewStatement>,
    /// The revisions of `statements`, by what they are revisions of.
    revisions: HashMap<Reference, Vec<Revision>>,
    replies: Vec<Reply>,
    /// Refusals that the sender got within the hour; asked for once a batch.
    given: Option<u64>,
    /// Refusals that its origin told within the hour; asked for once a batch.
    heard: Option<u64>,
    /// Own bulletins that somebody saw, with the verdicts before.
    sighted: BTreeMap<Reference, Vec<Verdict>>,
    /// Content of this desk's own that came back to it.
    own: BTreeSet<Reference>,
    /// A right to publish came.
    granted: bool,
    /// Bulletins of which a later revision came: what quotes them goes as far as that.
    revised: BTreeSet<Reference>,
    /// Bulletins of which an older revision came than is here.
    overtaken: BTreeSet<Reference>,
    /// Bulletins that went, or went for some: what quotes them is looked at once a batch, however many
    /// words of it came.
    shifted: BTreeSet<Reference>,
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
            heard: None,
            sighted: BTreeMap::new(),
            own: BTreeSet::new(),
            granted: false,
            revised: BTreeSet::new(),
            overtaken: BTreeSet::new(),
            shifted: BTreeSet::new(),
            retracted: BTreeMap::new(),
            standing_changed: false,
        };
        let mut known = Known::nothing();
        // What this desk itself forgot is no refusal: it is how it learns where its own epoch ended. [R9]
        let end = if stream.origin == *self.id() {
            None
        } else {
            end_of(unit, membership.roster.network(), stream).await?
        };
        let network = membership.roster.network();
        let mut measure = Measure::of(unit, network, &stream.origin, self.now()).await?;
        let mut batch = batch.into_iter();
        while !batch.as_slice().is_empty() {
            known
                .look(unit, membership.roster.network(), batch.as_slice())
                .await?;
            let Some(arrived) = batch.next() else { break };
            let refused = match arrived.checked {
                Ok(Checked::Statement(opened)) if is_beyond(end, arrived.at, &opened) => {
                    received.refused += 1;
                    // A later notice may come this far: until then it is a gap. [STR-13]
                    received.places.push(Place::NotHeld(opened.digest()));
                    let of = (what(&opened), sha256(opened.bytes()));
                    let reason = beyond_its_end(stream);
                    self.refuse(unit, membership, sender, stream, of, &reason, &mut tally)
                        .await?;
                    continue;
                }
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
                    let is_own = stream.origin == *self.id();
                    let verdict = verdict.and_then(|facts| {
                        let room = if is_own {
                            Ok(())
                        } else {
                            measure.take(&opened)
                        };
                        room.map(|()| facts)
                    });
                    match verdict {
                        Ok(facts) => {
                            received.taken += 1;
                            if matches!(opened.body(), Body::Retraction(_)) {
                                known.forget();
                            }
                            tally.overtaken.extend(known.overtaking(opened.header()));
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
                        Err(reason) => {
                            let of = (what(&opened), sha256(opened.bytes()));
                            (opened.digest(), of, reason)
                        }
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
                    (arrived.digest, (What::Entry, arrived.digest), reason)
                }
            };
            let (digest, of, reason) = refused;
            received.refused += 1;
            let from_origin = *sender == stream.origin;
            let place = if reason.code == Code::PolicyWithdrawn {
                known_gap(unit, membership, &stream.origin, digest).await?
            } else {
                Place::NotHeld(digest)
            };
            received.places.push(match place {
                Place::Tombstone(..) => place,
                Place::Held(_) | Place::NotHeld(_) | Place::Refused(_) => {
                    place_of_refused(reason.code, from_origin, digest)
                }
            });
            self.refuse(unit, membership, sender, stream, of, &reason, &mut tally)
                .await?;
        }
        let Tally {
            statements,
            replies,
            sighted,
            own,
            granted,
            revised,
            overtaken,
            shifted,
            retracted,
            standing_changed,
            ..
        } = tally;
        received.standing_changed = standing_changed;
        measure.keep(unit).await?;
        unit.put_statements(&statements).await?;
        if granted || !own.is_empty() {
            self.settle_own(unit, membership, &own).await?;
        }
        // [REC-16] What a revision takes out goes here too, whichever came first.
        for reference in overtaken.union(&revised) {
            supersede(unit, membership.roster.network(), reference).await?;
        }
        for source in shifted.difference(&revised) {
            self.source_changed(unit, membership, source).await?;
        }
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

    /// Stores one statement that may be kept, and does what it says.
    async fn take_in(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        sender: &DeskId,
        (opened, mut summary): (&Opened, Summary),
        mut facts: Facts,
        tally: &mut Tally,
    ) -> Result<Place> {
        let header = opened.header();
        let origin = &header.origin;
        if *origin == *self.id() {
            facts = self.as_far_as_known(unit, opened, facts).await?;
            if is_content(header.kind) {
                tally.own.insert(self.own_reference(header.id));
            }
        }
        match opened.body() {
            // It came before, by another stream or in a round that broke off: obeyed and answered, and
            // nothing that it names is here.
            Body::Retraction(retraction)
                if unit.statement(opened.digest()).await?.is_some()
                    && !self
                        .is_here_again(unit, membership, origin, retraction)
                        .await? => {}
            Body::Retraction(retraction) => {
                // What came earlier in this batch has to be there to be purged.
                unit.put_statements(&std::mem::take(&mut tally.statements))
                    .await?;
                tally.revisions.clear();
                let reply = self
                    .obey(
                        unit,
                        membership,
                        origin,
                        (opened.digest(), retraction),
                        &mut tally.shifted,
                    )
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
                let key = count_key(membership.roster.network(), &reference);
                unit.put_setting(&key, &bytes).await?;
            }
            // What it said of another desk binds it after a restore too, for nobody says it again. [REC-17]
            Body::Notice(Notice::Slip { slip }) if *origin == *self.id() => {
                self.hear_slip(unit, membership, header, slip).await?;
                tally.standing_changed = true;
            }
            // Its own words come back to a desk that lost them; they are no news. [R9]
            Body::Refusal(_) | Body::Notice(_) if *origin == *self.id() => {}
            Body::Grant(grant) if *origin == *self.id() => {
                self.remember_grant(unit, header, grant).await?;
            }
            Body::Refusal(refusal) => {
                self.hear_refusal(unit, membership, origin, refusal, tally)
                    .await?;
            }
            Body::Vouch(_)
            | Body::Request(_)
            | Body::Objection(_)
            | Body::Acceptance(_)
            | Body::Report(_) => {
                let (roster, body) = (&membership.roster, opened.body());
                crate::roster::hear(unit, roster, roster.network(), origin, body, self.now())
                    .await?;
                if let Body::Report(report) = body {
                    tally.standing_changed |= self.hear_of_fork(unit, membership, report).await?;
                }
            }
            Body::Profile(profile) => {
                crate::profile::note_profile(unit, membership, (header, opened.digest()), profile)
                    .await?;
            }
            Body::Notice(notice) => {
                self.hear_notice(unit, membership, header, notice).await?;
                tally.standing_changed |=
                    matches!(notice, Notice::SelfSuspension { .. } | Notice::Slip { .. });
            }
            Body::Grant(grant) => {
                self.hear_grant(unit, membership, header, grant).await?;
                tally.granted = true;
            }
            Body::Bulletin(bulletin) => {
                self.wake_at_its_end(unit, opened, bulletin.expires).await?;
                self.note_quotes(unit, opened.header(), &bulletin.refers_to)
                    .await?;
                let reference = Reference {
                    origin: origin.clone(),
                    id: header.id,
                };
                if header.revision > 1 {
                    tally.revised.insert(reference);
                } else if facts.marking.label > Label::Green || !facts.marking.audience.is_empty() {
                    // What quotes it may have come first. [POL-25]
                    tally.shifted.insert(reference);
                }
                if *origin == *self.id() {
                    self.remember_bulletin(unit, opened, bulletin).await?;
                }
            }
            Body::Approval(approval) => {
                self.hear_approval(unit, membership.roster.network(), origin, approval)
                    .await?;
            }
            Body::Publication(_)
            | Body::Sighting(_)
            | Body::Heartbeat(_)
            | Body::Suspension(_)
            | Body::ContactCard(_) => {}
            Body::Sealed(_) => self.purge_sealed_in_time(unit, membership, &facts).await?,
        }
        let retain = if let Body::Bulletin(bulletin) = opened.body() {
            let end = crate::share::retain_until(bulletin, membership, self.now());
            self.not_much_sooner(unit, header, end).await?
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
}

fn what(opened: &Opened) -> What {
    What::Statement(opened.header().kind)
}

/// Beyond the end at which its desk closed that epoch retractions and receipts count, and nothing else.
/// [R16] [STR-13]
fn is_beyond(end: Option<u64>, at: u64, opened: &Opened) -> bool {
    let always_passes = matches!(opened.header().kind, Kind::Retraction | Kind::Receipt);
    end.is_some_and(|end| at >= end) && !always_passes
}

fn beyond_its_end(stream: &StreamRef) -> Reason {
    Reason {
        code: Code::VerifyPlace,
        rule: "STR-13",
        text: format!(
            "`{}` closed epoch {} of `{}` before this entry",
            stream.origin, stream.epoch, stream.name
        ),
    }
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

/// Only content is told apart in the ledger of disclosures.
pub(crate) const fn is_content(kind: Kind) -> bool {
    matches!(kind, Kind::Bulletin | Kind::Publication | Kind::Sealed)
}

//! Withdrawal: two actions, no approval; every stream that had it hears of it. [R20] [R27]

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::{Decision, Question, decide};
use fanal_protocol::{
    Body, BulletinId, Code, DeskId, Digest, Kind, NetworkId, Reference, Retraction,
    RetractionReason, StreamName, Timestamp,
};
use fanal_store::{Answer, AwaitedRow, DueKind, Right, State, StatementRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::disclosures::note_said;
use crate::draft::Draft;
use crate::due::BY_RETENTION;
use crate::error::{DeskError, Result, invalid, not_found, problem};
use crate::had::{Words, in_statements};
use crate::much::Pace;
use crate::pen::{Pen, Said};
use crate::review::needs_staff;

/// What to take back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawOrder {
    /// `DESK/ID`, or a beginning of the id.
    pub bulletin: String,
    /// `consent`, `error`, `expired`.
    pub reason: String,
    /// The second action: without it, only what would happen is shown.
    #[serde(default)]
    pub confirm: bool,
    /// Repeat the values in formats that delete by value.
    #[serde(default)]
    pub to_delete: bool,
}

/// How a withdrawal goes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WithdrawalShown {
    /// `DESK/ID`.
    pub reference: String,
    /// `asked` (nothing happened yet), `withdrawn`, or `hidden` (with much else: its key goes in a day,
    /// or by a second person's yes).
    pub state: String,
    /// Desks that have to answer.
    pub desks: usize,
    /// Desks that purged it, or never had it; signed.
    pub answered: usize,
    /// Each desk's answer.
    pub receipts: BTreeMap<DeskId, Answer>,
    /// It stood in the public feed and is gone from it.
    pub public: bool,
    /// What cannot be recalled, in one sentence.
    pub stays_behind: String,
}

/// How one of this desk's own is taken back.
#[derive(Clone)]
pub(crate) struct TakeBack {
    pub(crate) reason: RetractionReason,
    pub(crate) to_delete: bool,
    pub(crate) pace: Pace,
}

pub(crate) const STAYS: &str =
    "files that people or tools downloaded, and screenshots, cannot be recalled";

impl Desk {
    /// Takes a bulletin back, and the publication made of it.
    pub async fn withdraw(
        &self,
        caller: &Caller,
        order: &WithdrawOrder,
    ) -> Result<WithdrawalShown> {
        caller.needs(Right::Analyst)?;
        let reason = reason_of(&order.reason)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let reference = self
            .find(unit.as_mut(), &membership, caller, &order.bulletin)
            .await?;
        let reference = self
            .bulletin_behind(unit.as_mut(), &membership, reference)
            .await?;
        if reason == RetractionReason::Consent
            && self
                .is_kept_by_law(unit.as_mut(), network, &reference)
                .await?
        {
            return self
                .end_hold_for_a_person(unit, &membership, caller, &reference, order.confirm)
                .await;
        }
        self.may_retract(unit.as_mut(), &membership, &reference)
            .await?;
        let published = match self.own(unit.as_mut(), reference.id).await {
            Ok(held) => {
                held.draft.must_be_of(membership.roster.network())?;
                held.draft.published
            }
            Err(_) => None,
        };
        if !order.confirm {
            let (mut streams, _) = sent_where(unit.as_mut(), &membership, &reference).await?;
            if let Some(public) = published.map(|id| self.own_reference(id)) {
                streams.extend(sent_where(unit.as_mut(), &membership, &public).await?.0);
            }
            let desks = self.readers(&membership, &streams);
            return Ok(WithdrawalShown {
                reference: format!("{}/{}", reference.origin, reference.id),
                state: "asked".into(),
                desks: desks.len(),
                answered: 0,
                receipts: desks
                    .into_iter()
                    .map(|desk| (desk, Answer::Waiting))
                    .collect(),
                public: published.is_some(),
                stays_behind: STAYS.into(),
            });
        }
        let pace = self.pace_of(unit.as_mut(), caller.account(), 1).await?;
        let back = TakeBack {
            reason,
            to_delete: order.to_delete,
            pace,
        };
        self.take_back(unit.as_mut(), &membership, &reference, &back)
            .await?;
        let object = reference.id.to_string();
        unit.put_audit(
            self.now(),
            caller.account(),
            "bulletin.withdraw",
            &object,
            "done",
        )
        .await?;
        let shown = match self
            .withdrawal(unit.as_mut(), &membership, &reference, published)
            .await
        {
            Ok(shown) => shown,
            // It had been sent to nobody: only the record is gone, and nobody has to answer.
            Err(_) => nobody_had_it(&reference),
        };
        unit.commit().await?;
        self.announce_change();
        Ok(shown)
    }

    /// Takes one of this desk's own back: the bulletin, what was published of it, the record.
    pub(crate) async fn take_back(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        back: &TakeBack,
    ) -> Result<()> {
        let network = membership.roster.network();
        let published = match self.own(unit, reference.id).await {
            Ok(held) => {
                held.draft.must_be_of(network)?;
                held.draft.published
            }
            Err(_) => None,
        };
        self.retract_as(unit, membership, reference, back).await?;
        if let Some(id) = published {
            let public = self.own_reference(id);
            if back.reason == RetractionReason::Consent {
                // [R24] No law holds what is said to everybody against a person's word.
                unit.delete_setting(&crate::hold::key_of(&public)).await?;
            }
            let back = TakeBack {
                reason: RetractionReason::Withdrawn,
                ..back.clone()
            };
            self.retract_as(unit, membership, &public, &back).await?;
            // The record goes; whoever watches by its name still has to see who answered.
            unit.put_setting(&published_as(reference), id.to_string().as_bytes())
                .await?;
            self.rests_no_more(unit, network, &public).await?;
        }
        self.put_record_away(unit, network, reference, &back.pace)
            .await?;
        self.rests_no_more(unit, network, reference).await?;
        unit.put_quotes(network, reference, &[]).await?;
        // What a hold keeps here goes when the person's yes ends. [R24]
        if !self.is_put_away(unit, network, reference).await? {
            unit.delete_due(network, DueKind::Expire, reference).await?;
        }
        let over = [
            DueKind::Publish,
            DueKind::Purge,
            DueKind::Source,
            DueKind::Count,
        ];
        for kind in over {
            unit.delete_due(network, kind, reference).await?;
        }
        Ok(())
    }

    /// What is gone rests on nobody's yes. What a hold or a day keeps here does still: the person's no
    /// has to find it. [R24]
    async fn rests_no_more(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        own: &Reference,
    ) -> Result<()> {
        if self.is_put_away(unit, network, own).await? {
            return Ok(());
        }
        Ok(unit.rest_on(own.id, None).await?)
    }

    /// It was withdrawn for another reason, and a hold keeps it here: a person's no ends the hold.
    async fn end_hold_for_a_person(
        &self,
        mut unit: Box<dyn Unit>,
        membership: &Membership,
        caller: &Caller,
        reference: &Reference,
        confirmed: bool,
    ) -> Result<WithdrawalShown> {
        if confirmed {
            self.end_hold(unit.as_mut(), membership, reference).await?;
            let object = reference.id.to_string();
            let act = "bulletin.withdraw";
            unit.put_audit(self.now(), caller.account(), act, &object, "done")
                .await?;
        }
        let shown = self
            .withdrawal(unit.as_mut(), membership, reference, None)
            .await?;
        if confirmed {
            unit.commit().await?;
            self.announce_change();
        }
        Ok(shown)
    }

    /// How the withdrawal of a bulletin goes.
    pub async fn watch_withdrawal(&self, caller: &Caller, which: &str) -> Result<WithdrawalShown> {
        needs_staff(caller)?;
        let (_, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let reference = self.find(unit.as_mut(), &membership, caller, which).await?;
        self.withdrawal(unit.as_mut(), &membership, &reference, None)
            .await
    }

    pub(crate) async fn withdrawal(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        published: Option<BulletinId>,
    ) -> Result<WithdrawalShown> {
        let network = membership.roster.network();
        let row = unit.bulletin(network, reference).await?;
        let purged = row.as_ref().is_none_or(|row| row.state == State::Purged);
        let hidden = self.is_put_away(unit, network, reference).await?;
        let mut rows = unit.awaited(network, Some(reference)).await?;
        if rows.is_empty()
            && let Some(id) = unit.setting(&published_as(reference)).await?
            && let Some(id) = std::str::from_utf8(&id)
                .ok()
                .and_then(|text| text.parse().ok())
        {
            rows = unit.awaited(network, Some(&self.own_reference(id))).await?;
        }
        if rows.is_empty() && row.is_none() && published.is_none() {
            return Err(not_found("withdrawal"));
        }
        let receipts: BTreeMap<DeskId, Answer> =
            rows.into_iter().map(|row| (row.desk, row.answer)).collect();
        Ok(WithdrawalShown {
            reference: format!("{}/{}", reference.origin, reference.id),
            state: match (purged, hidden) {
                (_, true) => "hidden",
                (true, false) => "withdrawn",
                (false, false) => "held",
            }
            .into(),
            desks: receipts.len(),
            answered: receipts
                .values()
                .filter(|answer| matches!(answer, Answer::Purged | Answer::NotHeld))
                .count(),
            receipts,
            public: published.is_some(),
            stays_behind: STAYS.into(),
        })
    }

    pub(crate) fn own_reference(&self, id: BulletinId) -> Reference {
        Reference {
            origin: self.id().clone(),
            id,
        }
    }

    /// Says a retraction down every stream that had it, purges it here, and awaits receipts.
    pub(crate) async fn retract(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        reason: RetractionReason,
        to_delete: bool,
    ) -> Result<()> {
        let back = TakeBack {
            reason,
            to_delete,
            pace: Pace::AtOnce,
        };
        self.retract_as(unit, membership, reference, &back).await
    }

    async fn retract_as(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        back: &TakeBack,
    ) -> Result<()> {
        let (reason, to_delete) = (back.reason, back.to_delete);
        let network = membership.roster.network();
        let (streams, digests) = sent_where(unit, membership, reference).await?;
        if streams.is_empty() {
            return Ok(());
        }
        let mut streams = streams;
        let mut awaited = self.readers(membership, &streams);
        // Who left the group, or is not in any more, has it still: told directly. [R27]
        if !streams.contains(&StreamName::Clear) {
            let mut had = self
                .who_could_read(unit, membership, reference, &streams)
                .await?;
            let told = unit.disclosures(network, reference).await?;
            had.extend(told.into_iter().map(|row| row.desk));
            for desk in had {
                if desk == *self.id() || awaited.contains(&desk) {
                    continue;
                }
                streams.insert(StreamName::Direct(desk.clone()));
                // A desk that is out is told should it ever come; nobody waits for it.
                let roster = membership.roster.roster();
                if roster.active().any(|one| one.id == desk) {
                    awaited.push(desk);
                }
            }
        }
        let is_over = self.is_over(unit, network, reference, reason).await?;
        let streams_had_public = streams.contains(&StreamName::Clear);
        let words = self
            .say_retraction(
                unit, membership, reference, streams, digests, reason, to_delete,
            )
            .await?;
        let retraction = words.first();
        if to_delete && streams_had_public {
            self.keep_to_delete(unit, membership, reference).await?;
        }
        // [R24] What is held by law is hidden here until it is let go; a person's word goes first.
        let by_law = self.is_under_hold(unit, reference).await?;
        if by_law && reason == RetractionReason::Consent {
            unit.delete_setting(&crate::hold::key_of(reference)).await?;
        }
        match &back.pace {
            pace if by_law && reason != RetractionReason::Consent => {
                let by = match pace {
                    Pace::AtOnce => None,
                    Pace::Later { by } => by.as_deref(),
                };
                self.put_away_by_law(unit, network, reference, retraction, by)
                    .await?;
            }
            Pace::AtOnce => {
                unit.purge(network, reference, retraction).await?;
            }
            Pace::Later { by } => {
                self.put_away(unit, network, reference, retraction, by.as_deref())
                    .await?;
            }
        }
        if !is_over {
            self.source_gone(unit, membership, reference).await?;
        }
        let asked = self.now();
        let rows: Vec<AwaitedRow> = awaited
            .into_iter()
            .map(|desk| AwaitedRow {
                retraction: words.to(&desk, membership),
                reference: reference.clone(),
                desk,
                answer: Answer::Waiting,
                asked,
                answered: None,
            })
            .collect();
        unit.await_receipts(network, &rows).await?;
        Ok(())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the fields of one statement, each of its own type"
    )]
    pub(crate) async fn say_retraction(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        streams: BTreeSet<StreamName>,
        digests: BTreeSet<Digest>,
        reason: RetractionReason,
        to_delete: bool,
    ) -> Result<Words> {
        let public = streams.contains(&StreamName::Clear);
        let issued: Timestamp = if public { self.now().day() } else { self.now() };
        let reason = if public {
            RetractionReason::Withdrawn
        } else {
            reason
        };
        let network = membership.roster.network();
        let mut pen = Pen::take(self, membership, unit).await?;
        let mut said = Vec::new();
        for streams in in_statements(streams) {
            let opened = pen
                .say(Said {
                    id: self.new_id(),
                    revision: 1,
                    previous: None,
                    streams: streams.clone(),
                    issued,
                    retain_until: None,
                    body: Body::Retraction(Retraction {
                        target: reference.id,
                        digests: digests.clone(),
                        reason,
                        to_delete,
                    }),
                    facts: None,
                })
                .await?;
            said.push((streams, opened));
        }
        pen.close().await?;
        let mut words = Vec::new();
        for (streams, opened) in said {
            note_said(unit, network, reference, &opened).await?;
            words.push((streams, opened.digest()));
        }
        Ok(Words(words))
    }

    async fn may_retract(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        let row = unit.bulletin(network, reference).await?;
        if self.is_put_away(unit, network, reference).await? {
            return Err(problem(Code::PolicyWithdrawn, "it was withdrawn already"));
        }
        let facts = match row {
            Some(row) if row.state == State::Purged => {
                let statements = unit
                    .statements_of(membership.roster.network(), reference)
                    .await?;
                // What only its retention purged here may be held elsewhere: it can be taken back.
                let by_time = |row: &StatementRow| row.purged_by == Some(BY_RETENTION);
                return if statements.iter().any(by_time) {
                    Ok(())
                } else {
                    Err(problem(Code::PolicyWithdrawn, "it was withdrawn already"))
                };
            }
            Some(row) => row.facts,
            None => match self.sealed_facts(unit, membership, reference).await? {
                Some(facts) => Some(facts),
                // Not sent yet: only a record is here, and taking it back destroys that.
                None => return self.own(unit, reference.id).await.map(drop),
            },
        };
        let facts = facts.ok_or_else(|| not_found("bulletin"))?;
        match decide(
            Question::Retract { facts: &facts },
            &membership.world(self.id(), self.now()),
        ) {
            Decision::Allow(_permit) => Ok(()),
            Decision::Deny(reason) => Err(DeskError::from(reason)),
        }
    }

    /// A publication is withdrawn by way of its bulletin, if this desk still has the record.
    async fn bulletin_behind(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: Reference,
    ) -> Result<Reference> {
        if reference.origin != *self.id() {
            return Err(problem(
                Code::PolicyOrigin,
                format!("only {} can withdraw that", reference.origin),
            ));
        }
        // A bulletin of its own needs no search.
        let network = membership.roster.network();
        let row = unit.bulletin(network, &reference).await?;
        if row.is_none_or(|row| row.kind != Kind::Publication) {
            return Ok(reference);
        }
        for row in unit.drafts(None).await? {
            let draft: Option<Draft> = serde_json::from_slice(&row.body).ok();
            if draft.is_some_and(|draft| draft.published == Some(reference.id)) {
                return Ok(Reference {
                    origin: self.id().clone(),
                    id: row.id,
                });
            }
        }
        Ok(reference)
    }

    /// The active desks that read any of these streams.
    pub(crate) fn readers(
        &self,
        membership: &Membership,
        streams: &BTreeSet<StreamName>,
    ) -> Vec<DeskId> {
        let roster = membership.roster.roster();
        let reads = |desk: &fanal_protocol::DeskEntry| {
            streams.iter().any(|stream| match stream {
                StreamName::Clear | StreamName::Green(_) => true,
                StreamName::GroupGreen(group) | StreamName::GroupAmber(group) => {
                    desk.groups.contains(group)
                }
                StreamName::Direct(reader) => *reader == desk.id,
            })
        };
        roster
            .active()
            .filter(|desk| desk.id != *self.id() && reads(desk))
            .map(|desk| desk.id.clone())
            .collect()
    }
}

/// The streams that any revision went down, and the digests of all of them.
pub(crate) async fn sent_where(
    unit: &mut dyn Unit,
    membership: &Membership,
    reference: &Reference,
) -> Result<(BTreeSet<StreamName>, BTreeSet<Digest>)> {
    let mut streams = BTreeSet::new();
    let mut digests = BTreeSet::new();
    for statement in unit
        .statements_of(membership.roster.network(), reference)
        .await?
    {
        if !crate::receive::is_content(statement.kind) {
            continue;
        }
        if statement.kind == Kind::Publication {
            streams.insert(StreamName::Clear);
        }
        // Also what is purged here (by retention, or because a newer revision came): others may
        // hold it still.
        digests.insert(statement.digest);
        if let Some((facts, _)) = unit.envelope(statement.digest).await? {
            streams.extend(facts.streams);
        }
    }
    let record = unit.draft(reference.id).await?;
    let record = record.and_then(|row| serde_json::from_slice::<Draft>(&row.body).ok());
    streams.extend(record.into_iter().flat_map(|draft| draft.roads));
    Ok((streams, digests))
}

fn nobody_had_it(reference: &Reference) -> WithdrawalShown {
    WithdrawalShown {
        reference: format!("{}/{}", reference.origin, reference.id),
        state: "withdrawn".into(),
        desks: 0,
        answered: 0,
        receipts: BTreeMap::new(),
        public: false,
        stays_behind: STAYS.into(),
    }
}

/// The setting that tells which publication a withdrawn record had.
pub(crate) fn published_as(reference: &Reference) -> String {
    format!("published-as/{}/{}", reference.origin, reference.id)
}

fn reason_of(text: &str) -> Result<RetractionReason> {
    match text {
        "consent" => Ok(RetractionReason::Consent),
        "error" => Ok(RetractionReason::Error),
        "expired" => Ok(RetractionReason::Expired),
        _ => Err(invalid(format!(
            "`{text}` is no reason: consent, error, expired"
        ))),
    }
}

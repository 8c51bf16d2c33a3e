//! Revise, relabel, narrow: only ever the origin, only ever by a new revision. [R27]

use std::collections::BTreeSet;

use fanal_protocol::{
    BulletinId, Claim, Code, DeskId, Digest, Label, Marking, Pap, Problem, Reference,
    RetractionReason, StreamName, Timestamp,
};
use fanal_store::{Answer, AwaitedRow, DraftState, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::draft::{Draft, Held, without_objects};
use crate::error::{Result, invalid, not_found, problem};
use crate::leaving::{TextShown, texts_of};
use crate::much::Pace;
use crate::preview::Outlook;
use crate::privacy::Finding;
use crate::publishing::warn_of_members_first;
use crate::review::changed;
use crate::share::{audience_of, consent_of, newest_said, unanswered};
use crate::withdraw::sent_where;

/// What changes; what is absent stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReviseOrder {
    /// Which bulletin.
    pub bulletin: String,
    /// One line.
    pub title: Option<String>,
    /// In words.
    pub summary: Option<String>,
    /// The label.
    pub label: Option<String>,
    /// The whole new audience: desks, and groups as `group:NAME`; an empty list names nobody.
    pub to: Option<Vec<String>>,
    /// What the person agreed to by now.
    pub consent: Option<String>,
    /// The alias of the record of consent that it rests on from now on: of what came back after a restore, and
    /// rests on none. The claim is then what the record says. [STR-16]
    pub consent_record: Option<String>,
    /// The consent ends at this moment.
    pub consent_until: Option<Timestamp>,
    /// `PAP:...`.
    pub pap: Option<String>,
    /// What recipients must heed.
    pub also_please: Option<String>,
    /// Blocking could warn an abuser.
    pub may_alert_perpetrator: Option<bool>,
    /// To be looked at before all else.
    pub urgent: Option<bool>,
    /// Its words are hard to read.
    pub content_warning: Option<bool>,
    /// Not public before this moment.
    pub not_before: Option<Timestamp>,
    /// Recipients purge it then.
    pub retain_until: Option<Timestamp>,
    /// Where this desk has it from, now that what it quoted was withdrawn. [R22]
    pub independent_source: Option<String>,
    /// Answers to findings of the privacy check.
    pub because: std::collections::BTreeMap<String, String>,
    /// Only show what would happen.
    pub dry_run: bool,
    /// `outlook.digest` of the preview that a person said yes to: where it is another by now, nothing is sent. [CLI-12]
    pub shown: Option<Digest>,
}

/// What became of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Revised {
    /// The bulletin.
    pub id: BulletinId,
    /// `preview`, `sent`, `waiting`.
    pub state: String,
    /// Who sees it now.
    pub outlook: Outlook,
    /// Desks from which earlier revisions are recalled.
    pub recalled_from: Vec<DeskId>,
    /// Findings of the privacy check that wait for an answer: until then it does not leave.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// What else the check has to say.
    #[serde(default)]
    pub hints: Vec<Finding>,
    /// Before it is sent, every text that would leave, also those inside imported objects. [PRV-12]
    #[serde(default)]
    pub texts: Vec<TextShown>,
}

impl Desk {
    /// Issues the next revision; desks that lose it are asked to purge what they had.
    pub async fn revise(&self, caller: &Caller, order: &ReviseOrder) -> Result<Revised> {
        caller.needs(Right::Analyst)?;
        let (_, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let reference = self
            .find(unit.as_mut(), &membership, caller, &order.bulletin)
            .await?;
        if reference.origin != *self.id() {
            return Err(problem(
                Code::PolicyOrigin,
                format!("only {} can revise that", reference.origin),
            ));
        }
        let record = self.own(unit.as_mut(), reference.id).await?;
        record.draft.must_be_of(membership.roster.network())?;
        // [REC-8] Its words, its embargo and its end are the first desk's: this one was let publish exactly them.
        if let Some((source, _)) = &record.draft.granted {
            let text = format!(
                "these are the words of {}: it revises them, and grants anew",
                source.origin
            );
            let hint = "withdraw it here, or ask that desk for another revision and take that up";
            return Err(Problem::new(Code::PolicyReference, text)
                .with_hint(hint)
                .into());
        }
        let asked_before = record.draft.asked;
        let alerted = self.bulletin_of(unit.as_mut(), &membership, &record).await;
        let alerted = alerted.is_ok_and(|bulletin| bulletin.marking.may_alert_perpetrator);
        let mut held = self
            .next_record(unit.as_mut(), &membership, &reference, caller, order)
            .await?;
        let bulletin = held
            .draft
            .bulletin
            .clone()
            .ok_or_else(|| not_found("bulletin"))?;
        let facts = self
            .facts_of_draft(unit.as_mut(), &membership, &held, &bulletin)
            .await?;
        let mut outlook = self.warned(unit.as_mut(), &membership, &facts).await?;
        let (asked, writers) = (held.draft.asked, &held.draft.authors);
        self.warn_of_reviewers(unit.as_mut(), asked, writers, &mut outlook)
            .await?;
        warn_of_members_first(&membership, &held.draft, &bulletin, &mut outlook);
        let (before, digests) = sent_where(unit.as_mut(), &membership, &reference).await?;
        let mut lost: BTreeSet<StreamName> = before.difference(&facts.streams).cloned().collect();
        let mut recalled_from = self.losers(&membership, &lost, &outlook.now);
        if !lost.is_empty() {
            let network = membership.roster.network();
            // Who left a group since has what came before: told directly. [R27]
            let mut had = self
                .who_could_read(unit.as_mut(), &membership, &reference, &before)
                .await?;
            let still_read = self.losers(&membership, &facts.streams, &[]);
            had.retain(|desk| !still_read.contains(desk));
            let told = unit.disclosures(network, &reference).await?;
            had.extend(told.into_iter().map(|row| row.desk));
            for desk in had {
                let has_word = recalled_from.contains(&desk);
                if desk == *self.id() || has_word || outlook.now.contains(&desk) {
                    continue;
                }
                lost.insert(StreamName::Direct(desk.clone()));
                // One that is out is told should it ever come; nobody waits for it.
                if membership.roster.active().any(|one| one.id == desk) {
                    recalled_from.push(desk);
                }
            }
        }
        let open = held.draft.open_findings();
        if order.dry_run {
            return Ok(Revised {
                id: reference.id,
                state: "preview".into(),
                outlook,
                recalled_from,
                findings: Self::without_far_ways(open),
                hints: Self::without_far_ways(held.draft.hints()),
                texts: texts_of(&bulletin, held.draft.asked)?,
            });
        }
        if !open.is_empty() {
            return Err(unanswered(&open));
        }
        outlook.must_be_as_shown(order.shown)?;
        if bulletin.consent == Claim::Refused {
            let text = "the person says no: it is not said anew, it is taken back";
            let hint = format!("fanal withdraw {} --reason consent", reference.id);
            return Err(Problem::new(Code::PolicyConsentRefused, text)
                .with_hint(hint)
                .into());
        }
        let shortens = match order.retain_until {
            Some(end) => {
                self.shortens(unit.as_mut(), &membership, &reference, end)
                    .await?
            }
            None => false,
        };
        if shortens || !lost.is_empty() {
            let pace = self.pace_of(unit.as_mut(), caller.account(), 1).await?;
            if shortens && pace != Pace::AtOnce {
                self.leaves_a_day(order)?;
            }
        }
        // [ACC-5] Narrowing asks nobody anything.
        let asked = held.draft.asked;
        let read_before = self.losers(&membership, &before, &[]);
        let wider = asked == Label::Clear || asked < asked_before;
        if wider || outlook.now.iter().any(|desk| !read_before.contains(desk)) {
            caller.needs_proof(self.now())?;
        }
        // The new revision goes out first, so that who keeps it does not lose it in between.
        held.row.state = DraftState::Draft;
        let published = match bulletin.marking.label {
            // [REC-6] What may warn somebody stands in no public list while it waits for a second person.
            Label::Clear if bulletin.marking.may_alert_perpetrator && !alerted => {
                held.draft.published.take()
            }
            Label::Clear => None,
            Label::Green | Label::Amber | Label::AmberStrict | Label::Red => {
                held.draft.published.take()
            }
        };
        let mut records = [held];
        let states = self
            .send_all(unit.as_mut(), &membership, &mut records)
            .await?;
        self.note_own_quotes(unit.as_mut(), &membership, &records)
            .await?;
        match records.as_mut_slice() {
            [held] if order.independent_source.is_some() => {
                self.source_affirmed(unit.as_mut(), &membership, held)
                    .await?;
            }
            // Narrowed to what is left of its source, it moves again.
            [held] if held.draft.stopped.is_some() => {
                let stopped = self.own(unit.as_mut(), held.row.id).await?;
                self.stop_or_resume(unit.as_mut(), &membership, stopped, &reference)
                    .await?;
                *held = self.own(unit.as_mut(), held.row.id).await?;
            }
            _ => {}
        }
        if let [held] = records.as_slice()
            && let (Some(id), Some(_)) = (held.draft.published, held.draft.consent)
        {
            unit.rest_on(id, held.draft.consent).await?;
        }
        if order.consent.is_some() {
            let network = membership.roster.network();
            self.said_anew(unit.as_mut(), network, reference.id).await?;
        }
        if let Some(id) = published {
            let public = self.own_reference(id);
            let reason = RetractionReason::Withdrawn;
            self.retract(unit.as_mut(), &membership, &public, reason, false)
                .await?;
        }
        if lost.is_empty() {
            self.source_changed(unit.as_mut(), &membership, &reference)
                .await?;
        } else {
            if let [held] = records.as_mut_slice() {
                held.draft.roads.retain(|road| !lost.contains(road));
                self.keep(unit.as_mut(), held).await?;
            }
            let gone = (lost, digests);
            self.recall(unit.as_mut(), &membership, &reference, gone, &recalled_from)
                .await?;
            self.source_gone(unit.as_mut(), &membership, &reference)
                .await?;
        }
        unit.put_audit(
            self.now(),
            caller.account(),
            "bulletin.revise",
            &reference.id.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        let state = states.first().copied().unwrap_or("sent").to_owned();
        Ok(Revised {
            id: reference.id,
            state,
            outlook,
            recalled_from,
            findings: Vec::new(),
            hints: Vec::new(),
            texts: Vec::new(),
        })
    }

    /// Would it go sooner than what is out says?
    async fn shortens(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        end: Timestamp,
    ) -> Result<bool> {
        let network = membership.roster.network();
        let row = unit.bulletin(network, reference).await?;
        Ok(row.is_some_and(|row| row.retain_until.is_none_or(|before| end < before)))
    }

    /// Much that goes by its time within a day is withdrawn by another name, and past the second
    /// person. [R23] [REC-5]
    fn leaves_a_day(&self, order: &ReviseOrder) -> Result<()> {
        let a_day_on = self.now().plus_days(1);
        if order.retain_until.is_none_or(|end| end >= a_day_on) {
            return Ok(());
        }
        let text =
            "much was taken back within the hour: what ends now by its time has to last a day";
        let problem = Problem::new(Code::Conflict, text);
        Err(problem
            .with_hint("withdraw it: it is hidden everywhere at once")
            .into())
    }

    /// Asks for older revisions back down the streams that lose the bulletin, and awaits receipts. [R27]
    async fn recall(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        (lost, digests): (BTreeSet<StreamName>, BTreeSet<Digest>),
        from: &[DeskId],
    ) -> Result<()> {
        let network = membership.roster.network();
        let gone: Vec<Digest> = digests.iter().copied().collect();
        let reason = RetractionReason::Narrowed;
        let words = self
            .say_retraction(unit, membership, reference, lost, digests, reason, false)
            .await?;
        // What was wide enough once must not leave again by an older revision.
        unit.purge_revisions(network, reference, &gone, words.first())
            .await?;
        let awaits = |desk: &DeskId| AwaitedRow {
            retraction: words.to(desk, membership),
            reference: reference.clone(),
            desk: desk.clone(),
            answer: Answer::Waiting,
            asked: self.now(),
            answered: None,
        };
        let rows: Vec<AwaitedRow> = from.iter().map(awaits).collect();
        unit.await_receipts(network, &rows).await?;
        Ok(())
    }

    async fn next_record(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        caller: &Caller,
        order: &ReviseOrder,
    ) -> Result<Held> {
        let mut held = self.own(unit, reference.id).await?;
        let mut bulletin = self.bulletin_of(unit, membership, &held).await?;
        let shared = without_objects(&bulletin);
        if bulletin.wishes_publication && held.draft.asked == Label::Clear {
            bulletin.marking.label = Label::Clear;
        }
        let before = bulletin.marking.clone();
        let revises = newest_said(unit, membership.roster.network(), reference).await?;
        change(&mut bulletin, order)?;
        if let Some(stated) = &order.independent_source {
            self.affirm_source(unit, membership, &mut held, &mut bulletin, stated)
                .await?;
        }
        if let Some(alias) = &order.consent_record {
            rest_on_record(unit, &mut held.draft, alias).await?;
        }
        let goes_further = goes_further(&before, &bulletin.marking);
        self.keep_to_record(unit, &held.draft, &mut bulletin, order, goes_further)
            .await?;
        let label = bulletin.marking.label;
        if let Some(carried) = held.draft.carried.filter(|carried| label < *carried) {
            let text = format!("it was imported as {carried}: only its source may make it {label}");
            return Err(problem(Code::PolicyLabel, text));
        }
        if bulletin.marking.pap < held.draft.carried_pap {
            let text = "it was imported with a stricter PAP: only its source may permit more";
            return Err(problem(Code::PolicyLabel, text));
        }
        let now = without_objects(&bulletin);
        let changed = changed((&shared, shared.marking.label), (&now, label));
        let mut draft = Draft::new(bulletin, label, self.guard(unit).await?);
        draft.changed = changed;
        draft.carried = held.draft.carried;
        draft.carried_pap = held.draft.carried_pap;
        draft.network = Some(membership.roster.network());
        draft.revises = revises;
        if !goes_further {
            // Why something stayed in was said for those who read it then. [PRV-4]
            draft.answers.clone_from(&held.draft.answers);
            draft.seconded.clone_from(&held.draft.seconded);
        }
        draft.answer(&order.because);
        draft.published = held.draft.published;
        draft.roads.clone_from(&held.draft.roads);
        draft.authors.clone_from(&held.draft.authors);
        if !held.draft.laid {
            draft.authors.insert(held.row.author.clone());
        }
        draft.authors.insert(caller.account().to_owned());
        draft.consent = held.draft.consent;
        draft.independent.clone_from(&held.draft.independent);
        draft.stopped = held.draft.stopped;
        draft.granted.clone_from(&held.draft.granted);
        draft.named.clone_from(&held.draft.named);
        if let (Some(_), Some(to)) = (&order.consent, &order.to) {
            draft.named = Some(audience_of(to)?.desks);
        }
        held.draft = draft;
        caller.account().clone_into(&mut held.row.author);
        Ok(held)
    }

    /// Desks that read a lost stream and do not get the new revision another way.
    fn losers(
        &self,
        membership: &Membership,
        lost: &BTreeSet<StreamName>,
        keep: &[DeskId],
    ) -> Vec<DeskId> {
        let reads = |desk: &fanal_protocol::DeskEntry, stream: &StreamName| match stream {
            StreamName::Clear | StreamName::Green(_) => true,
            StreamName::GroupGreen(group) | StreamName::GroupAmber(group) => {
                desk.groups.contains(group)
            }
            StreamName::Direct(reader) => *reader == desk.id,
        };
        membership
            .roster
            .active()
            .filter(|desk| desk.id != *self.id() && !keep.contains(&desk.id))
            .filter(|desk| lost.iter().any(|stream| reads(desk, stream)))
            .map(|desk| desk.id.clone())
            .collect()
    }
}

/// It rests on this record from now on. What rests on one rests on no other: that person's word finds it.
async fn rest_on_record(unit: &mut dyn Unit, draft: &mut Draft, alias: &str) -> Result<()> {
    let (row, record) = crate::consent::held(unit, alias).await?;
    record.must_stand()?;
    if draft.consent.is_some_and(|other| other != row.id) {
        let text = "it rests on another record of consent";
        return Err(problem(Code::Conflict, text));
    }
    draft.consent = Some(row.id);
    Ok(())
}

/// Does the next marking let anybody read it who could not by the one before?
fn goes_further(before: &Marking, after: &Marking) -> bool {
    let (had, has) = (&before.audience, &after.audience);
    // An empty audience is everybody whom the label reaches.
    let more = !had.is_empty()
        && (has.is_empty()
            || !has.desks.is_subset(&had.desks)
            || !has.groups.is_subset(&had.groups));
    after.label < before.label || more
}

fn change(bulletin: &mut fanal_protocol::Bulletin, order: &ReviseOrder) -> Result<()> {
    if let Some(title) = &order.title {
        bulletin.title.clone_from(title);
    }
    // An empty text takes away what stood there; none leaves it.
    let said = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
    if let Some(summary) = &order.summary {
        bulletin.summary = said(summary);
    }
    if let Some(text) = &order.label {
        bulletin.marking.label = Label::read(text).ok_or_else(|| {
            invalid(format!(
                "`{text}` is no TLP label: clear, green, amber, amber+strict, red"
            ))
        })?;
        if bulletin.marking.label != Label::Clear {
            bulletin.wishes_publication = false;
        }
    }
    match (&order.to, bulletin.marking.label) {
        (Some(to), _) => bulletin.marking.audience = audience_of(to)?,
        // What becomes CLEAR is for everybody, whoever it was addressed to before.
        (None, Label::Clear) if order.label.is_some() => {
            bulletin.marking.audience = audience_of(&[])?;
        }
        (None, _) => {}
    }
    if let Some(text) = &order.consent {
        // An end that was given holds until another is.
        let until = order
            .consent_until
            .or_else(|| crate::consent::end_of(bulletin.consent));
        bulletin.consent = consent_of(text, false, until)?;
    }
    if let Some(text) = &order.pap {
        bulletin.marking.pap =
            Some(Pap::read(text).ok_or_else(|| invalid(format!("`{text}` is no PAP level")))?);
    }
    if let Some(text) = &order.also_please {
        bulletin.marking.also_please = said(text).map(String::into_boxed_str);
    }
    if let Some(alerts) = order.may_alert_perpetrator {
        bulletin.marking.may_alert_perpetrator = alerts;
    }
    bulletin.urgent = order.urgent.unwrap_or(bulletin.urgent);
    let warns = order.content_warning;
    bulletin.content_warning = warns.unwrap_or(bulletin.content_warning);
    bulletin.marking.not_before = order.not_before.or(bulletin.marking.not_before);
    bulletin.marking.retain_until = order.retain_until.or(bulletin.marking.retain_until);
    Ok(())
}

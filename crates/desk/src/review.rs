//! Review: a second person looks before anything becomes public. [R21]

mod changes;
mod elsewhere;
mod list;
mod reviewers;

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::{Decision, Facts, Question, decide};
use fanal_protocol::{Bulletin, BulletinId, Code, DeskId, Digest, Label, Timestamp};
use fanal_store::{DraftState, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::changes::ChangeShown;
pub(crate) use self::changes::{Changed, changed};
pub use self::elsewhere::{ApproveForOrder, ApprovedFor};
pub use self::list::{ReviewPlace, ReviewsOrder};
use crate::caller::Caller;
use crate::content::indicated;
use crate::desk::{Desk, Membership};
use crate::draft::{ApprovedBy, Held, without_objects};
use crate::error::{Result, problem};
use crate::inbox::ValueShown;
use crate::leaving::{TextShown, texts_of};
use crate::preview::Outlook;
use crate::privacy::Finding;
use crate::share::unanswered;

/// Something that waits for a second person, or for its embargo.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReviewItem {
    /// Its id.
    pub id: BulletinId,
    /// `waiting`, `approved`, `returned`, `draft`, `sent`.
    pub state: DraftState,
    /// Who wrote it.
    pub author: String,
    /// One line.
    pub title: String,
    /// The label that is asked for.
    pub label: String,
    /// Since when.
    pub since: Timestamp,
    /// May the caller approve it? Nobody approves their own.
    pub yours_to_approve: bool,
    /// Findings without an answer.
    pub findings: usize,
    /// Not public before.
    pub not_before: Option<Timestamp>,
}

/// All that a reviewer has to see.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReviewShown {
    /// The item.
    pub item: ReviewItem,
    /// The digest of exactly what is shown, and of who would get it now: an approval names it. [R21]
    pub draft: Digest,
    /// Where it comes from, if it is imported.
    pub source: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// In words.
    pub summary: Option<String>,
    /// What recipients must heed; it does not become public.
    #[serde(default)]
    pub also_please: Option<String>,
    /// Every text that would leave, also those inside imported objects. [PRV-12]
    #[serde(default)]
    pub texts: Vec<TextShown>,
    /// What the person agreed to.
    pub consent: fanal_protocol::Claim,
    /// Its values.
    pub values: Vec<ValueShown>,
    /// What warning lists have to say of them: a hit is a warning, not a verdict.
    #[serde(default)]
    pub warned: Vec<crate::warnings::Warned>,
    /// It is another desk's, which let this one publish it: this desk answers for nothing in it but for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_by: Option<DeskId>,
    /// Findings that wait for an answer.
    pub findings: Vec<Finding>,
    /// What else the privacy check has to say.
    #[serde(default)]
    pub hints: Vec<Finding>,
    /// Answers that were given, by finding.
    pub answers: BTreeMap<String, String>,
    /// Who will see it.
    pub outlook: Outlook,
    /// Why it was returned.
    #[serde(default)]
    pub note: Option<String>,
    /// What differs from the revision before it.
    #[serde(default)]
    pub changes: Vec<ChangeShown>,
    /// A desk whose reviewer approved exactly this content.
    #[serde(default)]
    pub approved_by: Option<DeskId>,
}

/// What became of an approval.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Approved {
    /// The bulletin.
    pub id: BulletinId,
    /// `published`, or `approved` and waiting for its embargo or the hour at which this desk publishes.
    pub state: String,
    /// The publication's own id, once it is public.
    pub published: Option<BulletinId>,
    /// When it becomes public, if it is not yet.
    pub not_before: Option<Timestamp>,
}

impl Desk {
    /// One item, with all that a reviewer has to see.
    pub async fn show_review(&self, caller: &Caller, id: BulletinId) -> Result<ReviewShown> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let held = self.own(unit.as_mut(), id).await?;
        held.draft.must_be_of(network)?;
        let bulletin = self.bulletin_of(unit.as_mut(), &membership, &held).await?;
        let facts = self
            .facts_asked(unit.as_mut(), &membership, &held, &bulletin)
            .await?;
        let mut outlook = self.warned(unit.as_mut(), &membership, &facts).await?;
        let mut writers = held.draft.authors.clone();
        if held.row.state == DraftState::Draft {
            // Who sends it is among those who wrote it.
            writers.insert(caller.account().to_owned());
        }
        self.warn_of_reviewers(unit.as_mut(), held.draft.asked, &writers, &mut outlook)
            .await?;
        self.warn_of_days_left(unit.as_mut(), &membership, &held, &bulletin, &mut outlook)
            .await?;
        let approved_by = self
            .approved_elsewhere(unit.as_mut(), &membership, &bulletin)
            .await?;
        let by_author = held.draft.authors.contains(caller.account());
        let findings = open_for_reader(&held, by_author && approved_by.is_some());
        let changes = self
            .changes_since(unit.as_mut(), &membership, &held, &bulletin)
            .await?;
        let values = indicated(&bulletin);
        let warned = self
            .warned_of(unit.as_mut(), values.iter().map(|found| &found.value))
            .await?;
        Ok(ReviewShown {
            item: item_of(caller, &held, &bulletin),
            draft: digest_of_draft(&bulletin, held.draft.asked, &outlook.now),
            source: bulletin.source.clone(),
            licence: bulletin.licence.clone(),
            summary: bulletin.summary.clone(),
            also_please: bulletin.marking.also_please.as_deref().map(str::to_owned),
            texts: texts_of(&bulletin, held.draft.asked)?,
            consent: bulletin.consent,
            values: values.iter().map(ValueShown::of).collect(),
            warned,
            note: held.draft.note.clone(),
            granted_by: held
                .draft
                .granted
                .as_ref()
                .map(|(source, _)| source.origin.clone()),
            findings,
            hints: held.draft.hints(),
            answers: held.draft.answers.clone(),
            outlook,
            approved_by,
            changes,
        })
    }

    /// What the policy has to know of it once it is approved: what waits travels under another label than it asks
    /// for. [R2]
    async fn facts_asked(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
    ) -> Result<Facts> {
        let mut asked = without_objects(bulletin);
        asked.marking.label = held.draft.asked;
        self.facts_of_draft(unit, membership, held, &asked).await
    }

    /// A no, if it is not what was read, or would go to others than it would have then. [CSL-13]
    async fn must_be_read(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
        read: Digest,
    ) -> Result<()> {
        let facts = self.facts_asked(unit, membership, held, bulletin).await?;
        let now = fanal_policy::preview(&facts, &membership.world(self.id(), self.now())).now;
        if digest_of_draft(bulletin, held.draft.asked, &now) == read {
            return Ok(());
        }
        let text = "it, or who would get it, changed since it was read: read it again";
        Err(problem(Code::Conflict, text))
    }

    /// Approves; it is published at the next hour at which this desk publishes, once its embargo is over. Who wrote it
    /// needs the word of a reviewer at another desk.
    ///
    /// `read` is the digest of what the reviewer read: a draft that changed meanwhile is refused.
    pub async fn approve(&self, caller: &Caller, id: BulletinId, read: Digest) -> Result<Approved> {
        caller.needs(Right::Reviewer)?;
        caller.needs_proof(self.now())?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let mut held = self.own(unit.as_mut(), id).await?;
        held.draft.must_be_of(network)?;
        if held.row.state != DraftState::Waiting {
            return Err(problem(Code::Conflict, "it does not wait for review"));
        }
        let bulletin = self.bulletin_of(unit.as_mut(), &membership, &held).await?;
        self.must_be_read(unit.as_mut(), &membership, &held, &bulletin, read)
            .await?;
        let approved = if held.draft.authors.contains(caller.account()) {
            let elsewhere = self.approved_elsewhere(unit.as_mut(), &membership, &bulletin);
            ApprovedBy::Desk(elsewhere.await?.ok_or_else(|| {
                let text = "nobody approves what they wrote themselves";
                let hint = "share it with another desk: its reviewer says `fanal review endorse`";
                problem(Code::PolicyReview, text).hinted(hint)
            })?)
        } else {
            ApprovedBy::Account(caller.account().to_owned())
        };
        let elsewhere = matches!(approved, ApprovedBy::Desk(_));
        let open = held.draft.open_for_second(elsewhere);
        if !open.is_empty() {
            return Err(unanswered(&open));
        }
        held.draft.approved = Some(approved);
        held.row.reviewer = Some(caller.account().to_owned());
        held.row.state = DraftState::Approved;
        let waits = self
            .publish_or_wait(unit.as_mut(), &membership, &mut held, false)
            .await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "review.approve",
            &id.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(Approved {
            id,
            state: match waits {
                None => "published",
                Some(_) => "approved",
            }
            .to_owned(),
            published: held.draft.published,
            not_before: waits,
        })
    }

    /// Says of findings in what waits why they stay: a second person sees what the check found, and answers
    /// it or returns the draft; it is never passed in silence. [PRV-13]
    ///
    /// `read` is the digest of what the reviewer read.
    pub async fn answer_findings(
        &self,
        caller: &Caller,
        id: BulletinId,
        read: Digest,
        because: &BTreeMap<String, String>,
    ) -> Result<()> {
        caller.needs(Right::Reviewer)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let mut held = self.own(unit.as_mut(), id).await?;
        held.draft.must_be_of(network)?;
        if held.row.state != DraftState::Waiting {
            return Err(problem(Code::Conflict, "it does not wait for review"));
        }
        let bulletin = self.bulletin_of(unit.as_mut(), &membership, &held).await?;
        self.must_be_read(unit.as_mut(), &membership, &held, &bulletin, read)
            .await?;
        let before = held.draft.open_for_second(false).len();
        held.draft.answer_as_second(caller.account(), because);
        if held.draft.open_for_second(false).len() == before {
            return Ok(());
        }
        self.keep(unit.as_mut(), &mut held).await?;
        let (who, act) = (caller.account(), "review.answer");
        unit.put_audit(self.now(), who, act, &id.to_string(), "done")
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Sends it back to its author with a note.
    pub async fn return_draft(&self, caller: &Caller, id: BulletinId, note: &str) -> Result<()> {
        caller.needs(Right::Reviewer)?;
        let (network, _) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let mut held = self.own(unit.as_mut(), id).await?;
        held.draft.must_be_of(network)?;
        if held.row.state != DraftState::Waiting {
            return Err(problem(Code::Conflict, "it does not wait for review"));
        }
        held.row.state = DraftState::Returned;
        held.row.reviewer = Some(caller.account().to_owned());
        held.draft.note = Some(note.chars().take(2_000).collect());
        self.keep(unit.as_mut(), &mut held).await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "review.return",
            &id.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Sends a draft that was kept, or one that was returned and mended. Who sends it answers for it, as who
    /// wrote it does: neither of them approves it. [POL-18]
    ///
    /// `read` is the digest of what was shown above the button: a draft that changed meanwhile is refused.
    pub async fn send_draft(
        &self,
        caller: &Caller,
        id: BulletinId,
        read: Digest,
    ) -> Result<String> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let mut held = self.own(unit.as_mut(), id).await?;
        held.draft.must_be_of(network)?;
        if !matches!(held.row.state, DraftState::Draft | DraftState::Returned) {
            return Err(problem(Code::Conflict, "it was sent, or waits for review"));
        }
        let bulletin = self.bulletin_of(unit.as_mut(), &membership, &held).await?;
        self.must_be_read(unit.as_mut(), &membership, &held, &bulletin, read)
            .await?;
        if held.draft.asked == Label::Clear {
            caller.needs_proof(self.now())?;
        }
        let open = held.draft.open_findings();
        if !open.is_empty() {
            return Err(unanswered(&open));
        }
        held.draft.authors.insert(caller.account().to_owned());
        if std::mem::take(&mut held.draft.laid) {
            caller.account().clone_into(&mut held.row.author);
        }
        let mut records = [held];
        let states = self
            .send_all(unit.as_mut(), &membership, &mut records)
            .await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "bulletin.share",
            &id.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(states.first().copied().unwrap_or("sent").to_owned())
    }

    /// Explains what would stand against publication now, without doing it.
    pub async fn what_lacks(&self, caller: &Caller, id: BulletinId) -> Result<Vec<String>> {
        needs_staff(caller)?;
        let (_, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let held = self.own(unit.as_mut(), id).await?;
        let bulletin = self.bulletin_of(unit.as_mut(), &membership, &held).await?;
        let facts = self
            .facts_of_draft(unit.as_mut(), &membership, &held, &bulletin)
            .await?;
        match decide(
            Question::Publish { facts: &facts },
            &membership.world(self.id(), self.now()),
        ) {
            Decision::Allow(_permit) => Ok(Vec::new()),
            Decision::Deny(reason) => Ok(vec![reason.text]),
        }
    }
}

/// The line of a list, and the head of the page.
fn item_of(caller: &Caller, held: &Held, bulletin: &Bulletin) -> ReviewItem {
    ReviewItem {
        id: held.row.id,
        state: held.row.state,
        author: held.row.author.clone(),
        title: bulletin.title.clone(),
        label: held.draft.asked.to_string(),
        since: held.row.updated,
        yours_to_approve: !held.draft.authors.contains(caller.account())
            && caller.rights().contains(&Right::Reviewer),
        findings: open_for_reader(held, false).len(),
        not_before: bulletin.marking.not_before,
    }
}

/// What waits for an answer: of who sends it, or of the second person who reads it. [PRV-16]
fn open_for_reader(held: &Held, elsewhere: bool) -> Vec<Finding> {
    match held.row.state {
        DraftState::Waiting => held.draft.open_for_second(elsewhere),
        DraftState::Sheet
        | DraftState::Draft
        | DraftState::Approved
        | DraftState::Returned
        | DraftState::Sent => held.draft.open_findings(),
    }
}

/// SHA-256 of the bulletin's JSON, as it would be signed, and of the desks that would get it now. What is for
/// everybody, the public too, is so whoever joins.
fn digest_of_draft(bulletin: &Bulletin, asked: Label, now: &[DeskId]) -> Digest {
    let is_for_all = asked == Label::Clear && bulletin.marking.audience.is_empty();
    let who: BTreeSet<&DeskId> = now.iter().filter(|_| !is_for_all).collect();
    crate::desk::sha256(&serde_json::to_vec(&(bulletin, who)).unwrap_or_default())
}

/// Analysts and reviewers: the people that AMBER calls the desk's own.
pub(crate) fn needs_staff(caller: &Caller) -> Result<()> {
    if caller.rights().contains(&Right::Reviewer) {
        Ok(())
    } else {
        caller.needs(Right::Analyst)
    }
}

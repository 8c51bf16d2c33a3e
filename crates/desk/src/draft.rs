//! What this desk writes, before and after it is sent: the record of its own bulletins.

mod looked_at;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_policy::{Facts, Privacy, Review};
use fanal_privacy::Reason;
use fanal_protocol::{
    Body, Bulletin, BulletinId, Code, DeskId, Digest, Header, Kind, Label, NetworkId, Pap,
    Reference, StreamName, Timestamp,
};
use fanal_store::{ConsentId, DraftRow, DraftState, Unit};
use serde::{Deserialize, Serialize};

use self::looked_at::LookedAt;
use crate::consent::{lost_record, record::Record};
use crate::desk::{Desk, Membership};
use crate::error::{Result, not_found, problem};
use crate::pen::epoch;
use crate::privacy::{Finding, Guard, answers_to, unchecked};
use crate::review::Changed;

/// The record of one bulletin of this desk's own; sealed at rest, never sent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// What is to be sent, as it will be signed; none once it is (the envelope has it then).
    pub(crate) bulletin: Option<Bulletin>,
    /// The label that the author asked for: CLEAR travels as GREEN until it is published. [R2]
    pub(crate) asked: Label,
    /// The revision that this one follows.
    pub(crate) revises: Option<(u32, Digest)>,
    /// What it changed of that, without the words that stood there. [REV-5]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) changed: Vec<Changed>,
    /// Answers to findings of the privacy check, by the finding's key.
    #[serde(default)]
    pub(crate) answers: BTreeMap<String, String>,
    /// What a second person answered, by the finding's key. [PRV-16]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) seconded: BTreeMap<String, Seconded>,
    /// The desks that the consent record names. [R20]
    #[serde(default)]
    pub(crate) named: Option<BTreeSet<DeskId>>,
    /// The publication made of it. [R1]
    #[serde(default)]
    pub(crate) published: Option<BulletinId>,
    /// What is approved becomes public from then on. [PUB-29]
    #[serde(default)]
    pub(crate) public_from: Option<Timestamp>,
    /// Who approved it, and what exactly.
    #[serde(default)]
    pub(crate) approved: Option<ApprovedBy>,
    /// Why it was returned.
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// Everybody whose words are in it: none of them approves it. [R21]
    #[serde(default)]
    pub(crate) authors: BTreeSet<String>,
    /// A source or a program laid it down: the account in whose name it lies has not written it. [POL-18]
    #[serde(default)]
    pub(crate) laid: bool,
    /// The label that the imported file carried: only its source makes it wider. [MRK-4]
    #[serde(default)]
    pub(crate) carried: Option<Label>,
    /// What the imported file permits: only its source permits more. [MRK-4]
    #[serde(default)]
    pub(crate) carried_pap: Option<Pap>,
    /// The network that it was written for: what its audience is called means nothing in another. [CON-4]
    #[serde(default)]
    pub(crate) network: Option<NetworkId>,
    /// What it quotes: when one of these goes, it stops moving. [R22]
    #[serde(default)]
    pub(crate) refers_to: BTreeSet<Reference>,
    /// The streams that any revision of it went down: a withdrawal goes down all of them. [R27]
    #[serde(default)]
    pub(crate) roads: BTreeSet<StreamName>,
    /// The record of consent that it rests on. [CON-3]
    #[serde(default)]
    pub(crate) consent: Option<ConsentId>,
    /// The source of this desk's own that was stated after the quoted one went. [R22]
    #[serde(default)]
    pub(crate) independent: Option<String>,
    /// Another desk granted the right to publish this revision of its bulletin.
    #[serde(default)]
    pub(crate) granted: Option<(Reference, Digest)>,
    /// The desks that may publish the revision that is out as their own. [REC-8]
    #[serde(default)]
    pub(crate) grants: BTreeSet<DeskId>,
    /// A source went, and it stopped then: its origin's seven days run. [R22]
    #[serde(default)]
    pub(crate) stopped: Option<Timestamp>,
    /// Withdrawn with much else: hidden until its key is destroyed. [R23]
    #[serde(default)]
    pub(crate) put_away: bool,
    /// What was found in the content that was looked at last.
    #[serde(skip)]
    looked_at: LookedAt,
    /// What the check of this desk knows; without it, nothing leaves.
    #[serde(skip)]
    guard: Option<Arc<Guard>>,
}

/// A second person's answer to a finding.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Seconded {
    /// Their account.
    by: String,
    /// Why it stays.
    because: String,
}

/// A second person's yes.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum ApprovedBy {
    /// An account of this desk.
    Account(String),
    /// A reviewer at another desk.
    Desk(DeskId),
}

/// A draft with the row that holds it.
pub(crate) struct Held {
    /// Without its body: that is the draft.
    pub(crate) row: DraftRow,
    pub(crate) draft: Draft,
}

impl Draft {
    /// A new draft of a bulletin that asks for this label.
    pub(crate) fn new(bulletin: Bulletin, asked: Label, guard: Arc<Guard>) -> Self {
        Self {
            bulletin: Some(bulletin),
            guard: Some(guard),
            ..Self::sent(asked)
        }
    }

    /// The record of what was sent, where no other is left.
    pub(crate) const fn sent(asked: Label) -> Self {
        Self {
            bulletin: None,
            asked,
            revises: None,
            changed: Vec::new(),
            answers: BTreeMap::new(),
            seconded: BTreeMap::new(),
            named: None,
            published: None,
            public_from: None,
            approved: None,
            note: None,
            authors: BTreeSet::new(),
            laid: false,
            carried: None,
            carried_pap: None,
            network: None,
            refers_to: BTreeSet::new(),
            roads: BTreeSet::new(),
            consent: None,
            independent: None,
            granted: None,
            grants: BTreeSet::new(),
            stopped: None,
            put_away: false,
            looked_at: LookedAt::nothing(),
            guard: None,
        }
    }

    /// Nobody wrote it: who sends it answers for it, and the account in whose name it lies may approve it.
    pub(crate) fn laid_by_program(&mut self) {
        self.laid = true;
        self.authors.clear();
    }

    /// All findings of the privacy check, hints and answered ones too.
    fn findings(&self) -> Vec<Finding> {
        match (&self.bulletin, &self.guard) {
            (Some(bulletin), Some(guard)) => self.looked_at.findings_in(bulletin, &guard.check()),
            (Some(_), None) => vec![unchecked()],
            (None, _) => Vec::new(),
        }
    }

    /// The findings without an answer that hold it back, by the label that is asked for. [PRV-3]
    pub(crate) fn open_findings(&self) -> Vec<Finding> {
        let mut findings = self.findings();
        findings.retain(|finding| {
            finding.holds_back(self.asked) && !self.answers.contains_key(&finding.key)
        });
        findings
    }

    /// What a second person still has to answer: all that nobody did, and, before it becomes public, what tells who
    /// reported. `elsewhere`: a reviewer of another desk said yes to every word of it, and was shown what that desk's
    /// check finds; of what was seen at one person only no other desk knows. [PRV-16]
    pub(crate) fn open_for_second(&self, elsewhere: bool) -> Vec<Finding> {
        let mut findings = self.findings();
        let is_seconded = |finding: &Finding| {
            let seconded = self.seconded.get(&finding.key);
            seconded.is_some_and(|second| !self.authors.contains(&second.by))
                || (elsewhere && finding.reason != Reason::SeenOnce.as_str())
        };
        findings.retain(|finding| {
            let asks_second = self.asked == Label::Clear && finding.needs_second_answer();
            let is_answered = self.answers.contains_key(&finding.key);
            finding.holds_back(self.asked)
                && !(is_answered && (!asks_second || is_seconded(finding)))
        });
        findings
    }

    /// What is only to be seen: it holds nothing back, or nothing of this label.
    pub(crate) fn hints(&self) -> Vec<Finding> {
        let mut findings = self.findings();
        findings.retain(|finding| {
            !finding.holds_back(self.asked) && !self.answers.contains_key(&finding.key)
        });
        findings
    }

    /// Was it written for this network?
    pub(crate) fn is_of(&self, network: NetworkId) -> bool {
        self.network == Some(network)
    }

    /// In another network the same names are other desks: nothing is done there. [CON-4]
    pub(crate) fn must_be_of(&self, network: NetworkId) -> Result<()> {
        if self.is_of(network) {
            return Ok(());
        }
        let text = "this belongs to another of your desk's networks, and nothing was done";
        Err(problem(Code::Conflict, text).hinted("choose that network first"))
    }

    /// Answers what was found in it. [PRV-4]
    pub(crate) fn answer(&mut self, because: &BTreeMap<String, String>) {
        self.answers.extend(answers_to(&self.findings(), because));
    }

    /// The same, by who reviews it: who wrote it gives no second answer. [PRV-16]
    pub(crate) fn answer_as_second(&mut self, account: &str, because: &BTreeMap<String, String>) {
        let answers = answers_to(&self.findings(), because);
        if !self.authors.contains(account) {
            let second = |because: &String| Seconded {
                by: account.to_owned(),
                because: because.clone(),
            };
            let given = answers.iter().map(|(key, why)| (key.clone(), second(why)));
            self.seconded.extend(given);
        }
        for (key, why) in answers {
            self.answers.entry(key).or_insert(why);
        }
    }

    /// Forgets what was answered to findings: reasons tell of people.
    pub(crate) fn forget_answers(&mut self) {
        self.answers.clear();
        self.seconded.clear();
    }

    fn privacy(&self) -> Privacy {
        let open = match &self.approved {
            None => self.open_findings(),
            Some(ApprovedBy::Account(_)) => self.open_for_second(false),
            Some(ApprovedBy::Desk(_)) => self.open_for_second(true),
        };
        match u32::try_from(open.len()) {
            Ok(0) => Privacy::Answered,
            Ok(open) => Privacy::Open(open),
            Err(_) => Privacy::Open(u32::MAX),
        }
    }
}

/// Everything but the objects: how far it may go does not depend on them, and they are many.
pub(crate) fn without_objects(bulletin: &Bulletin) -> Bulletin {
    Bulletin {
        kind: bulletin.kind,
        title: bulletin.title.clone(),
        summary: bulletin.summary.clone(),
        lang: bulletin.lang.clone(),
        category: bulletin.category.clone(),
        marking: bulletin.marking.clone(),
        consent: bulletin.consent,
        wishes_publication: bulletin.wishes_publication,
        urgent: bulletin.urgent,
        content_warning: bulletin.content_warning,
        expires: bulletin.expires,
        refers_to: bulletin.refers_to.clone(),
        source: bulletin.source.clone(),
        licence: bulletin.licence.clone(),
        objects: Vec::new(),
        roles: BTreeMap::new(),
    }
}

impl Desk {
    /// One of this desk's own.
    pub(crate) async fn own(&self, unit: &mut dyn Unit, id: BulletinId) -> Result<Held> {
        let mut row = unit
            .draft(id)
            .await?
            .filter(|row| row.state != DraftState::Sheet)
            .ok_or_else(|| not_found("draft or bulletin of this desk"))?;
        let body = std::mem::take(&mut row.body);
        let mut draft: Draft = serde_json::from_slice(&body)
            .map_err(|_| problem(Code::Broken, format!("the record of `{id}` cannot be read")))?;
        draft.guard = Some(self.guard(unit).await?);
        if draft.network.is_none() {
            draft.network = self.network_that_has(unit, id).await?;
        }
        let held = Held { row, draft };
        if held.draft.put_away {
            return Err(problem(Code::PolicyWithdrawn, "it was withdrawn"));
        }
        Ok(held)
    }

    /// The network of a record that older programs wrote without: the only one, or the one that has the bulletin.
    async fn network_that_has(
        &self,
        unit: &mut dyn Unit,
        id: BulletinId,
    ) -> Result<Option<NetworkId>> {
        let networks: Vec<NetworkId> = self.standing().networks.keys().copied().collect();
        if let [only] = networks.as_slice() {
            return Ok(Some(*only));
        }
        for network in networks {
            let found = unit.bulletin(network, &self.own_reference(id)).await?;
            if found.is_some() {
                return Ok(Some(network));
            }
        }
        Ok(None)
    }

    /// Stores the record.
    pub(crate) async fn keep(&self, unit: &mut dyn Unit, held: &mut Held) -> Result<()> {
        held.row.updated = self.now();
        held.row.body =
            serde_json::to_vec(&held.draft).map_err(|e| problem(Code::Broken, e.to_string()))?;
        let put = unit.put_draft(&held.row).await;
        // A large import has many records: each is in memory once.
        held.row.body = Vec::new();
        put?;
        if let Some((like, values)) = crate::import::recognised_by(held)? {
            unit.put_draft_values(held.row.id, &like, &values).await?;
        }
        if held.draft.consent.is_some() {
            unit.rest_on(held.row.id, held.draft.consent).await?;
        }
        Ok(())
    }

    /// A record that is new.
    pub(crate) fn new_record(&self, author: &str, mut draft: Draft) -> Held {
        draft.authors.insert(author.to_owned());
        draft.network = self.membership(None).ok().map(|(network, _)| network);
        let row = DraftRow {
            id: self.new_id(),
            author: author.to_owned(),
            state: DraftState::Draft,
            reviewer: None,
            updated: self.now(),
            body: Vec::new(),
        };
        Held { row, draft }
    }

    /// What the policy asks for, of a draft: its header is made up as it would be signed.
    pub(crate) async fn facts_of_draft(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
    ) -> Result<Facts> {
        let revision = held
            .draft
            .revises
            .map_or(1, |(last, _)| last.saturating_add(1));
        let world = membership.world(self.id(), self.now());
        let streams = fanal_policy::streams_for(Kind::Bulletin, &bulletin.marking, &world)
            .unwrap_or_default();
        let header = Header {
            network: membership.roster.network(),
            kind: Kind::Bulletin,
            origin: self.id().clone(),
            id: held.row.id,
            revision,
            previous: held.draft.revises.map(|(_, digest)| digest),
            streams: streams.into_iter().collect::<BTreeSet<StreamName>>(),
            epoch: epoch(unit).await?,
            issued: self.now(),
            salt: held.row.id,
        };
        let mut facts = Facts::of(
            &header,
            &Body::Bulletin(Box::new(without_objects(bulletin))),
        );
        facts.named_consent.clone_from(&held.draft.named);
        if let Some(id) = held.draft.consent {
            // [R20] The record rules at every step, from the draft on.
            let row = unit.consent_by_id(id).await?.ok_or_else(lost_record)?;
            Record::of(&row)?.bind(&mut facts);
        }
        facts.privacy = held.draft.privacy();
        facts.review = match &held.draft.approved {
            None => Review::Missing,
            Some(ApprovedBy::Account(reviewer)) => Review::InHouse {
                author: held.row.author.clone(),
                reviewer: reviewer.clone(),
            },
            Some(ApprovedBy::Desk(desk)) => Review::Elsewhere { desk: desk.clone() },
        };
        let sources = self
            .reach_of_sources(unit, membership, &bulletin.refers_to)
            .await?;
        let granted = self.reach_of_granted(unit, membership, &held.draft).await?;
        Ok(facts.quoting(sources).quoting(granted))
    }

    /// The reach of each thing quoted from another desk; one that is not here is unknown.
    pub(crate) async fn reach_of_sources(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        references: &BTreeSet<Reference>,
    ) -> Result<Vec<Option<fanal_policy::Reach>>> {
        let world = membership.world(self.id(), self.now());
        let mut reaches = Vec::new();
        for reference in references
            .iter()
            .filter(|reference| reference.origin != *self.id())
        {
            let row = unit
                .bulletin(membership.roster.network(), reference)
                .await?;
            let facts = row.and_then(|row| row.facts);
            reaches.push(facts.map(|facts| fanal_policy::reach_of(&facts, &world)));
        }
        Ok(reaches)
    }
}

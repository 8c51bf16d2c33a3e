//! What this desk holds: list, show, use, watch, dismiss. Every title and value passes the policy.

use std::collections::BTreeMap;

use fanal_policy::{Decision, Facts, Keeping, Permit, Question, decide};
use fanal_protocol::{
    Body, Bulletin, Code, DeskId, Digest, Label, Opened, Publication, Reference, Role,
    SightingVerdict, Timestamp,
};
use fanal_store::{Answer, BulletinRow, Filter, Right, Stance, State, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::content::{Indicated, indicated};
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found, problem};

/// Which bulletins to list.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListOrder {
    /// `new`, `use`, `watch`, `dismissed`.
    pub state: Option<String>,
    /// A label, in any spelling.
    pub label: Option<String>,
    /// Of this desk.
    pub origin: Option<DeskId>,
    /// `received`, `own`, `public`, or all.
    pub folder: Option<String>,
    /// A word of the category list.
    pub category: Option<String>,
    /// Words of the title; nothing is logged of them.
    pub text: Option<String>,
    /// Questions alone.
    pub questions: bool,
    /// What is urgent alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// Withdrawn ones too.
    pub withdrawn: bool,
    /// At most so many; 0 is 200.
    pub limit: u32,
    /// Only what stands behind this line: the next page, whatever came in meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Place>,
}

/// Where a line stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// When it came.
    pub received: Timestamp,
    /// `DESK/ID`.
    pub reference: String,
}

impl ListOrder {
    /// What only the content tells, once a permit has opened it.
    fn fits(&self, line: &Line) -> bool {
        let category = |wanted: &String| line.category.as_ref() == Some(wanted);
        let titled = |words: &String| {
            let title = line.title.as_deref().unwrap_or_default().to_lowercase();
            let mut words = words.split_whitespace();
            words.all(|word| title.contains(&word.to_lowercase()))
        };
        let asks = line.question || !self.questions;
        let hastens = line.urgent || !self.urgent;
        asks && hastens
            && self.category.as_ref().is_none_or(category)
            && self.text.as_ref().is_none_or(titled)
    }
}

/// A line of a list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// `DESK/ID`.
    pub reference: String,
    /// Bulletin or publication.
    pub kind: String,
    /// Its label.
    pub label: Label,
    /// Whose it is.
    pub origin: DeskId,
    /// One line; absent once it is gone.
    pub title: Option<String>,
    /// A word of the category list.
    pub category: Option<String>,
    /// It asks, instead of telling.
    #[serde(default)]
    pub question: bool,
    /// To be looked at before all else.
    #[serde(default)]
    pub urgent: bool,
    /// This desk said it itself: it waits for nobody's answer.
    #[serde(default)]
    pub own: bool,
    /// Indicators in it.
    pub indicators: u32,
    /// The revision held.
    pub revision: u32,
    /// What this desk does with it.
    pub stance: Stance,
    /// `held`, or `withdrawn`.
    pub state: String,
    /// When it came.
    pub received: Timestamp,
}

/// A value and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ValueShown {
    /// Its kind.
    pub kind: String,
    /// The value, as it is.
    pub value: String,
    /// The value, so that nobody clicks it.
    pub defanged: String,
    /// What it does.
    pub role: Role,
    /// What it belongs to.
    pub family: Option<String>,
    /// After this its source does not call it bad any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The STIX id of the indicator.
    pub object: String,
}

/// A bulletin, in full.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BulletinShown {
    /// The line of the list.
    pub line: Line,
    /// In words.
    pub summary: Option<String>,
    /// Language of title and summary.
    pub lang: Option<String>,
    /// What recipients must heed.
    pub also_please: Option<String>,
    /// Permissible actions.
    pub pap: Option<String>,
    /// Blocking could warn an abuser.
    pub may_alert_perpetrator: bool,
    /// Its words are hard to read: they are folded until somebody asks for them.
    #[serde(default)]
    pub content_warning: bool,
    /// Desks named in its audience.
    pub audience: Vec<String>,
    /// The consent claim.
    pub consent: Option<fanal_protocol::Claim>,
    /// It travels as GREEN, and is to become public, or is.
    #[serde(default)]
    pub wishes_publication: bool,
    /// Where it comes from.
    pub source: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// Its values.
    pub values: Vec<ValueShown>,
    /// Objects whose patterns go beyond single values are in the export.
    pub objects: usize,
    /// Signed by whom, when, which revision, which key.
    pub provenance: String,
    /// The digest of the revision that is held.
    pub digest: Digest,
    /// Who got it from here.
    pub sent_to: Vec<DeskId>,
    /// Who has to answer a withdrawal, and what it said.
    pub receipts: BTreeMap<DeskId, Answer>,
    /// Desks that saw it, if three did or it is this desk's own.
    pub seen: Option<u32>,
    /// Desks that call it a false positive.
    pub false_positive: Option<u32>,
    /// The publication made of it, for those who are entitled to the bulletin.
    pub published: Option<String>,
    /// Its label lets staff tell a beneficiary who needs it.
    #[serde(default)]
    pub may_brief: bool,
}

/// A bulletin's or publication's body, once a permit has opened it.
pub(crate) enum Content {
    Bulletin(Box<Bulletin>),
    Publication(Box<Publication>),
}

impl Content {
    pub(crate) fn indicated(&self) -> Vec<Indicated> {
        match self {
            Self::Bulletin(bulletin) => indicated(bulletin.as_ref()),
            Self::Publication(publication) => indicated(publication.as_ref()),
        }
    }
}

impl ValueShown {
    pub(crate) fn of(found: &Indicated) -> Self {
        Self {
            kind: found.value.kind().as_str().to_owned(),
            value: found.value.text().to_owned(),
            defanged: found.value.defanged(),
            role: found.role,
            family: found.family.clone(),
            until: found.until,
            object: found.object.clone(),
        }
    }
}

impl Desk {
    /// Lists bulletins; what the caller may not see is not in the list.
    pub async fn list_bulletins(&self, caller: &Caller, order: &ListOrder) -> Result<Vec<Line>> {
        let (network, membership) = self.membership(None)?;
        let mut filter = filter_of(self.id(), order)?;
        let mut unit = self.read().await?;
        let (mut lines, mut looked_at) = (Vec::new(), 0);
        loop {
            let rows = unit.bulletins(network, &filter).await?;
            let lines_of = rows
                .iter()
                .filter_map(|row| self.line(&membership, caller, row));
            lines.extend(lines_of.filter(|line| order.fits(line)));
            looked_at += rows.len();
            let is_last = rows.len() < usize::try_from(filter.limit).unwrap_or(usize::MAX);
            if lines.len() >= at_most(order) || is_last || looked_at >= LOOKED_AT {
                break;
            }
            // What this caller may not see leaves no gap, and tells of nothing.
            let last = rows.into_iter().next_back();
            filter.before = last.map(|row| (row.received, row.reference));
        }
        lines.truncate(at_most(order));
        Ok(lines)
    }

    /// Shows one, by `DESK/ID` or a beginning of its id that fits one only.
    pub async fn show_bulletin(&self, caller: &Caller, which: &str) -> Result<BulletinShown> {
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let reference = self.find(unit.as_mut(), &membership, caller, which).await?;
        let row = unit
            .bulletin(network, &reference)
            .await?
            .ok_or_else(|| not_found("bulletin"))?;
        let line = self
            .line(&membership, caller, &row)
            .ok_or_else(|| not_found("bulletin"))?;
        let content = match row.state {
            State::Held => Some(
                self.content_for(unit.as_mut(), &membership, caller, &row)
                    .await?,
            ),
            State::Purged => None,
        };
        let mut shown = blank(line, &row);
        if let Some(content) = &content {
            fill(&mut shown, content);
        }
        shown.provenance = self.provenance(unit.as_mut(), &membership, &row).await?;
        // An older revision may have gone to fewer, and under a stricter label: that is for those who work with it.
        if crate::review::needs_staff(caller).is_ok() {
            let sent = unit.disclosures(network, &reference).await?;
            shown.sent_to = sent.into_iter().map(|disclosure| disclosure.desk).collect();
            shown.sent_to.sort();
            shown.sent_to.dedup();
            let awaited = unit.awaited(network, Some(&reference)).await?;
            shown.receipts = awaited
                .into_iter()
                .map(|row| (row.desk, row.answer))
                .collect();
        }
        self.count_sightings(unit.as_mut(), &membership, &reference, &mut shown)
            .await?;
        if reference.origin == *self.id() {
            let own = self.own(unit.as_mut(), reference.id).await.ok();
            shown.published = own
                .and_then(|held| held.draft.published)
                .map(|id| format!("{}/{id}", self.id()));
        }
        Ok(shown)
    }

    /// Says what this desk does with it.
    pub async fn take_stance(&self, caller: &Caller, which: &str, stance: Stance) -> Result<Line> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let reference = self.find(unit.as_mut(), &membership, caller, which).await?;
        let row = unit
            .bulletin(network, &reference)
            .await?
            .ok_or_else(|| not_found("bulletin"))?;
        let line = self
            .line(&membership, caller, &row)
            .ok_or_else(|| not_found("bulletin"))?;
        if row.state == State::Purged {
            let text = "it was withdrawn, and nothing of it is here: nothing can be done with it";
            return Err(problem(Code::PolicyWithdrawn, text));
        }
        unit.put_stance(network, &reference, stance).await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "inbox.stance",
            &line.reference,
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(Line { stance, ..line })
    }

    /// The bulletin that a person names. Of a beginning that several ids share, who may not read them all learns
    /// no more than of one that none has.
    pub(crate) async fn find(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        which: &str,
    ) -> Result<Reference> {
        let (origin, which) = match which.split_once('/') {
            Some((origin, id)) => {
                let origin = origin
                    .parse::<DeskId>()
                    .map_err(|error| invalid(error.to_string()))?;
                if let Ok(id) = id.parse() {
                    return Ok(Reference { origin, id });
                }
                (Some(origin), id)
            }
            None => (None, which),
        };
        if which.len() < 4 {
            return Err(invalid("give at least four characters of the id"));
        }
        let filter = Filter {
            origin,
            id_prefix: Some(which.to_owned()),
            purged_too: true,
            // Staff is asked for more of the id; for others, what they may not read is not there.
            limit: if caller.is_staff() { 2 } else { ALIKE },
            ..Filter::default()
        };
        let mut rows = unit.bulletins(membership.roster.network(), &filter).await?;
        if !caller.is_staff() {
            rows.retain(|row| self.line(membership, caller, row).is_some());
        }
        let mut rows = rows.into_iter();
        match (rows.next(), rows.next()) {
            (Some(row), None) => Ok(row.reference),
            (None, _) => match which.parse() {
                Ok(id) => Ok(Reference {
                    origin: self.id().clone(),
                    id,
                }),
                Err(_) => Err(not_found("bulletin")),
            },
            (Some(_), Some(_)) => Err(problem(
                Code::Conflict,
                "several ids begin so: give more of it",
            )),
        }
    }

    pub(crate) fn line(
        &self,
        membership: &Membership,
        caller: &Caller,
        row: &BulletinRow,
    ) -> Option<Line> {
        let reference = format!("{}/{}", row.reference.origin, row.reference.id);
        let bare = Line {
            reference,
            kind: row.kind.to_string(),
            label: row.label,
            origin: row.reference.origin.clone(),
            own: row.reference.origin == *self.id(),
            title: None,
            category: None,
            question: false,
            urgent: false,
            indicators: 0,
            revision: row.revision,
            stance: row.stance,
            state: "withdrawn".into(),
            received: row.received,
        };
        let (Some(facts), Some(brief)) = (&row.facts, &row.brief) else {
            // Whom it was for, and that it was, is for those who could read it.
            return caller.is_staff().then_some(bare);
        };
        let viewer = caller.viewer();
        let world = membership.world(self.id(), self.now());
        let permit = decide(
            Question::Show {
                facts,
                viewer: &viewer,
            },
            &world,
        )
        .permit()
        .ok()?;
        let brief = brief.release(&permit)?;
        Some(Line {
            title: Some(brief.title.clone()),
            category: brief.category.clone(),
            question: facts.bulletin == fanal_protocol::BulletinKind::Question,
            urgent: brief.urgent,
            indicators: brief.indicators,
            state: "held".into(),
            ..bare
        })
    }

    /// The content, for somebody who may see it.
    pub(crate) async fn content_for(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        row: &BulletinRow,
    ) -> Result<Content> {
        let viewer = caller.viewer();
        self.content_by(unit, membership, row, |facts, world| {
            decide(
                Question::Show {
                    facts,
                    viewer: &viewer,
                },
                world,
            )
        })
        .await
    }

    /// The content, if the policy's answer to this question is yes.
    pub(crate) async fn content_by(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        row: &BulletinRow,
        ask: impl Fn(&Facts, &fanal_policy::World<'_>) -> Decision,
    ) -> Result<Content> {
        let facts = row.facts.as_ref().ok_or_else(|| not_found("bulletin"))?;
        let permit: Permit = match ask(facts, &membership.world(self.id(), self.now())) {
            Decision::Allow(permit) => permit,
            Decision::Deny(reason) => return Err(reason.into()),
        };
        let (_, sealed) = unit
            .envelope(row.digest)
            .await?
            .ok_or_else(|| not_found("bulletin"))?;
        let bytes = sealed
            .release(&permit)
            .ok_or_else(|| not_found("bulletin"))?;
        open_content(membership, &row.reference.origin, bytes)
    }

    /// The content of one of this desk's own bulletins, for its own use cases.
    pub(crate) async fn own_content(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<Bulletin> {
        let row = unit
            .bulletin(membership.roster.network(), reference)
            .await?
            .ok_or_else(|| not_found("bulletin"))?;
        let content = self
            .content_by(unit, membership, &row, |facts, world| {
                decide(
                    Question::Keep {
                        facts,
                        road: Keeping::Index,
                    },
                    world,
                )
            })
            .await?;
        match content {
            Content::Bulletin(bulletin) => Ok(*bulletin),
            Content::Publication(_) => Err(problem(Code::Conflict, "that is a publication")),
        }
    }

    async fn provenance(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        row: &BulletinRow,
    ) -> Result<String> {
        let statements = unit
            .statements_of(membership.roster.network(), &row.reference)
            .await?;
        let latest = statements
            .iter()
            .find(|statement| statement.digest == row.digest);
        let Some(latest) = latest else {
            return Ok(String::new());
        };
        let way = match &latest.sender {
            None => "written here".to_owned(),
            Some(sender) if *sender == row.reference.origin => {
                format!("received from {sender} itself")
            }
            Some(sender) => format!("relayed by {sender}"),
        };
        Ok(format!(
            "signed by {} on {}, revision {} of {}, {way}, accepted here {}",
            row.reference.origin,
            latest.issued.date(),
            latest.revision,
            statements.len(),
            latest.received.date(),
        ))
    }

    /// [R12] Numbers from three desks on; the origin sees them all.
    async fn count_sightings(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
        shown: &mut BulletinShown,
    ) -> Result<()> {
        let network = membership.roster.network();
        if reference.origin == *self.id() {
            let rows = unit.sightings(network, reference).await?;
            let count = |verdict| {
                u32::try_from(rows.iter().filter(|row| row.verdict == verdict).count()).ok()
            };
            shown.seen = count(SightingVerdict::Seen);
            shown.false_positive = count(SightingVerdict::FalsePositive);
        } else if let Some(count) = crate::receive::known_count(unit, network, reference).await? {
            shown.seen = Some(count.seen);
            shown.false_positive = Some(count.false_positive);
        }
        Ok(())
    }
}

/// Verifies what is stored once more, and takes the body.
pub(crate) fn open_content(
    membership: &Membership,
    origin: &DeskId,
    bytes: &[u8],
) -> Result<Content> {
    let keys = membership
        .roster
        .desk(origin)
        .map(fanal_protocol::DeskEntry::statement_keys)
        .unwrap_or_default();
    match Opened::open(bytes, origin, &keys)?.into_body() {
        Body::Bulletin(bulletin) => Ok(Content::Bulletin(bulletin)),
        Body::Publication(publication) => Ok(Content::Publication(publication)),
        Body::Retraction(_)
        | Body::Sighting(_)
        | Body::SightingCount(_)
        | Body::Receipt(_)
        | Body::Refusal(_)
        | Body::Approval(_)
        | Body::Vouch(_)
        | Body::Heartbeat(_)
        | Body::Grant(_)
        | Body::Notice(_)
        | Body::Report(_)
        | Body::Request(_)
        | Body::Objection(_)
        | Body::Acceptance(_)
        | Body::Suspension(_)
        | Body::Profile(_)
        | Body::ContactCard(_)
        | Body::Sealed(_) => Err(not_found("bulletin")),
    }
}

/// Lines of the longest list.
const MOST: u32 = 2_000;
/// Rows that are looked into at once, where only the content tells what is wanted.
const STEP: u32 = 500;
/// Rows that are looked at for one list.
const LOOKED_AT: usize = 20_000;
/// Ids that are looked at for one beginning: of four characters there are a million.
const ALIKE: u32 = 1_000;

fn limit_of(order: &ListOrder) -> u32 {
    if order.limit == 0 {
        200
    } else {
        order.limit.min(MOST)
    }
}

fn at_most(order: &ListOrder) -> usize {
    usize::try_from(limit_of(order)).unwrap_or(usize::MAX)
}

fn place_of(place: &Place) -> Result<(Timestamp, Reference)> {
    let absent = || invalid(format!("`{}` is no place in a list", place.reference));
    let (origin, id) = place.reference.split_once('/').ok_or_else(absent)?;
    let (origin, id) = (origin.parse().ok(), id.parse().ok());
    let (origin, id) = origin.zip(id).ok_or_else(absent)?;
    Ok((place.received, Reference { origin, id }))
}

fn filter_of(me: &DeskId, order: &ListOrder) -> Result<Filter> {
    let mut filter = Filter {
        purged_too: order.withdrawn,
        origin: order.origin.clone(),
        ..Filter::default()
    };
    // What only the content tells is looked for in all that there is, and cut short afterwards.
    let looks_inside =
        order.category.is_some() || order.text.is_some() || order.questions || order.urgent;
    filter.limit = if looks_inside { STEP } else { limit_of(order) };
    filter.before = order.before.as_ref().map(place_of).transpose()?;
    if let Some(text) = &order.label {
        filter.label = Some(Label::read(text).ok_or_else(|| {
            invalid(format!(
                "`{text}` is no TLP label: clear, green, amber, amber+strict, red"
            ))
        })?);
    }
    if let Some(text) = &order.state {
        let stance = serde_json::from_value(serde_json::Value::String(text.clone()));
        let stance = stance
            .map_err(|_| invalid(format!("`{text}` is no state: new, use, watch, dismissed")))?;
        // Nobody waits for an answer to what this desk said itself.
        if stance == Stance::New {
            filter.not_origin = Some(me.clone());
        }
        filter.stance = Some(stance);
    }
    match order.folder.as_deref() {
        None | Some("all") => {}
        Some("own") => filter.origin = Some(me.clone()),
        Some("received") => filter.not_origin = Some(me.clone()),
        Some("public") => filter.kind = Some(fanal_protocol::Kind::Publication),
        Some(other) => {
            return Err(invalid(format!(
                "`{other}` is no folder: received, own, public, all"
            )));
        }
    }
    Ok(filter)
}

fn blank(line: Line, row: &BulletinRow) -> BulletinShown {
    BulletinShown {
        may_brief: row.state == State::Held && crate::brief::reaches_beneficiaries(line.label),
        line,
        summary: None,
        lang: None,
        also_please: None,
        pap: None,
        may_alert_perpetrator: false,
        content_warning: false,
        audience: Vec::new(),
        consent: None,
        wishes_publication: false,
        source: None,
        licence: None,
        values: Vec::new(),
        objects: 0,
        provenance: String::new(),
        digest: row.digest,
        sent_to: Vec::new(),
        receipts: BTreeMap::new(),
        seen: None,
        false_positive: None,
        published: None,
    }
}

fn fill(shown: &mut BulletinShown, content: &Content) {
    shown.values = content.indicated().iter().map(ValueShown::of).collect();
    match content {
        Content::Bulletin(bulletin) => {
            let marking = &bulletin.marking;
            shown.summary.clone_from(&bulletin.summary);
            shown.lang.clone_from(&bulletin.lang);
            shown.content_warning = bulletin.content_warning;
            shown.also_please = marking.also_please.as_deref().map(str::to_owned);
            shown.pap = marking.pap.map(|pap| pap.to_string());
            shown.may_alert_perpetrator = marking.may_alert_perpetrator;
            shown.audience = marking
                .audience
                .desks
                .iter()
                .map(ToString::to_string)
                .collect();
            shown.audience.extend(
                marking
                    .audience
                    .groups
                    .iter()
                    .map(|group| format!("group:{group}")),
            );
            shown.consent = Some(bulletin.consent);
            shown.wishes_publication = bulletin.wishes_publication;
            shown.source.clone_from(&bulletin.source);
            shown.licence.clone_from(&bulletin.licence);
            shown.objects = bulletin.objects.len();
        }
        Content::Publication(publication) => {
            shown.summary.clone_from(&publication.summary);
            shown.lang.clone_from(&publication.lang);
            shown.pap = publication.pap.map(|pap| pap.to_string());
            shown.may_alert_perpetrator = publication.may_alert_perpetrator;
            shown.source.clone_from(&publication.source);
            shown.licence.clone_from(&publication.licence);
            shown.objects = publication.objects.len();
        }
    }
}

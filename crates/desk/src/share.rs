//! Compose, preview, send: one order from what was pasted to who will see it. [POL] [CON]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_formats::{Format, Found, Options, Reading};
use fanal_policy::{Decision, Facts, Question, decide};
use fanal_protocol::{
    Audience, Body, Bulletin, BulletinId, BulletinKind, Claim, Code, DeskId, Digest, GroupId,
    Label, Marking, NoBeneficiary, Pap, Reference, Role, Scope, Timestamp,
    limits::{OBJECTS, STATEMENT_BYTES},
};
use fanal_store::{DraftState, Due, DueKind, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::draft::{Draft, Held, without_objects};
use crate::error::{Result, invalid, problem};
use crate::pen::{Pen, Said};
use crate::preview::Outlook;
use crate::privacy::Finding;
use crate::sources::stated_source;

/// What to share, and how far.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ShareOrder {
    /// What was seen: pasted text, or the text of a file.
    pub content: String,
    /// The file's name, if it was one: its type and columns are guessed by it.
    pub file_name: Option<String>,
    /// The format, if it is not to be guessed.
    pub format: Option<String>,
    /// One line; made from what was read, if absent.
    pub title: Option<String>,
    /// In words.
    pub summary: Option<String>,
    /// Language of the two, BCP 47.
    pub lang: Option<String>,
    /// A word of the category list.
    pub category: Option<String>,
    /// `TLP:...`, in any spelling; an import that carries a label may go without.
    pub label: Option<String>,
    /// Desks, and groups as `group:NAME`.
    pub to: Vec<String>,
    /// `refused`, `not-asked`, `desk`, `named`, `network`, `public`, or `not-needed:REASON`.
    pub consent: Option<String>,
    /// This desk's own word for the person: the claim is derived from the record of consent. [CON-3]
    pub consent_record: Option<String>,
    /// The person may be named.
    pub attribution: bool,
    /// The consent ends at this moment.
    pub consent_until: Option<Timestamp>,
    /// `PAP:...`.
    pub pap: Option<String>,
    /// One sentence that recipients must heed.
    pub also_please: Option<String>,
    /// Blocking could warn an abuser.
    pub may_alert_perpetrator: bool,
    /// The role of all indicators that bring none along: `c2`, `delivery`, `website`, `sender`, `payload`.
    pub role: Option<String>,
    /// Roles by value.
    pub roles: BTreeMap<String, String>,
    /// Not public before this moment; the network gets it at once.
    pub not_before: Option<Timestamp>,
    /// Recipients purge it then.
    pub retain_until: Option<Timestamp>,
    /// Where it comes from, for imported material.
    pub source: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// Bulletins that it quotes or answers, as `DESK/ID`.
    pub refers_to: Vec<String>,
    /// Where this desk has values from that it also knows from others' narrower bulletins. [R22]
    pub independent_source: Option<String>,
    /// Answers to findings of the privacy check, by key: why it is kept.
    pub because: BTreeMap<String, String>,
    /// Ask the network instead of telling it; with the moment when the question ends.
    pub question_until: Option<Timestamp>,
    /// "Call me": no content at all; the only thing that TLP:RED may be until it is sealed to people.
    pub knock: bool,
    /// Only show what would happen; nothing is stored.
    pub dry_run: bool,
    /// Keep it as a draft; do not send.
    pub draft_only: bool,
    /// Values that were read and stay here.
    pub leave_out: BTreeSet<String>,
    /// The sheet that it was written on, used up by sending.
    #[serde(skip)]
    pub sheet: Option<BulletinId>,
    /// Leave out what this desk has shared already, as far and under the same label: the same list again, or a
    /// newer version of it.
    pub join_known: bool,
    /// Take as signs what the source gives as context only.
    pub take_context: bool,
}

/// What became of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Shared {
    /// Its bulletins: one, or several for a large file.
    pub bulletins: Vec<SharedBulletin>,
    /// The format that it was read as, by name.
    #[serde(default)]
    pub read_as: String,
    /// Values that were read.
    pub read: usize,
    /// Values that go along as context: they match nothing.
    #[serde(default)]
    pub context: usize,
    /// Values by kind.
    pub kinds: BTreeMap<String, usize>,
    /// Values that this desk knew already.
    pub known: usize,
    /// The same again, joined.
    pub merged: usize,
    /// What this desk had shared already, as far: left out where the order says so.
    #[serde(default)]
    pub joined: usize,
    /// Rows that were not taken, with place and reason.
    pub refused: Vec<RefusedShown>,
    /// What the reader has to say.
    pub notes: Vec<String>,
    /// What warning lists have to say of its values: a hit is a warning, not a verdict.
    #[serde(default)]
    pub warned: Vec<crate::warnings::Warned>,
    /// Findings of the privacy check that wait for an answer: until then it does not leave.
    pub findings: Vec<Finding>,
    /// What else the check has to say: it holds nothing back, or nothing of this label.
    #[serde(default)]
    pub hints: Vec<Finding>,
    /// Who will see it.
    pub outlook: Outlook,
}

/// One bulletin of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SharedBulletin {
    /// Its id; absent in a dry run.
    pub id: Option<BulletinId>,
    /// `preview`, `draft`, `sent`, `waiting`.
    pub state: String,
    /// Indicators in it.
    pub indicators: usize,
}

/// A row that was not taken.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RefusedShown {
    /// Where.
    pub place: String,
    /// What stood there, shortened.
    pub text: String,
    /// What is wrong.
    pub fault: String,
    /// How to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Desk {
    /// Reads, previews and, if nothing stands against it, sends or asks for review.
    pub async fn share(&self, caller: &Caller, order: &ShareOrder) -> Result<Shared> {
        caller.needs(Right::Analyst)?;
        let (_, membership) = self.membership(None)?;
        let mut reading = read(order)?;
        let empty = reading.indicators.is_empty() && reading.objects.is_empty();
        if empty && order.summary.is_none() && !order.knock {
            return Err(crate::import::nothing_to_share(&reading));
        }
        let label = label_of(order, &reading)?;
        if label == Label::Clear && !order.dry_run && !order.draft_only {
            caller.needs_proof(self.now())?;
        }
        crate::import::keep_within(&mut reading, label)?;
        let record = self.claim_by_record(order).await?;
        let by_record = record.as_ref().map(|(_, record)| record.claim());
        let mut unit = self.begin().await?;
        let joined = if order.join_known {
            let like = crate::import::Like::of(order, label, claim_of(order, by_record)?)?;
            self.leave_out_known(unit.as_mut(), &membership, &mut reading, &like)
                .await?
        } else {
            0
        };
        let bulletins = compose(self, order, &reading, label, by_record)?;
        let independent = order.independent_source.as_deref();
        let independent = independent.map(stated_source).transpose()?;
        let guard = self.guard(unit.as_mut()).await?;
        let mut records: Vec<Held> = bulletins
            .into_iter()
            .map(|bulletin| {
                let mut draft = Draft::new(bulletin, label, Arc::clone(&guard));
                draft.answer(&order.because);
                draft.carried = crate::import::carried(&reading);
                draft.named = draft.bulletin.as_ref().and_then(named_in);
                draft.consent = record.as_ref().map(|(id, _)| *id);
                draft.independent.clone_from(&independent);
                self.new_record(caller.account(), draft)
            })
            .collect();
        let mut shared = self
            .report(unit.as_mut(), &membership, &reading, &records)
            .await?;
        shared.joined = joined;
        if joined > 0 && reading.indicators.is_empty() && order.summary.is_none() {
            // The same list again: there is nothing to say, so nothing stands against it either.
            shared.bulletins.clear();
            shared.findings.clear();
            shared.outlook.stands_against = None;
            return Ok(shared);
        }
        if order.dry_run {
            return Ok(shared);
        }
        if let Some(sheet) = order.sheet {
            let writers = self.use_up_sheet(unit.as_mut(), sheet).await?;
            for held in &mut records {
                held.draft.authors.extend(writers.iter().cloned());
            }
        }
        let states = if order.draft_only {
            self.keep_all(unit.as_mut(), &mut records).await?
        } else {
            if let Some(finding) = shared.findings.first() {
                return Err(unanswered(shared.findings.len(), finding));
            }
            self.send_all(unit.as_mut(), &membership, &mut records)
                .await?
        };
        self.note_own_quotes(unit.as_mut(), &membership, &records)
            .await?;
        for held in &records {
            unit.put_audit(
                self.now(),
                caller.account(),
                "bulletin.share",
                &held.row.id.to_string(),
                "done",
            )
            .await?;
        }
        unit.commit().await?;
        self.announce_change();
        let bulletins = records.iter().zip(shared.bulletins).zip(states);
        let bulletins = bulletins
            .map(|((held, shown), state)| SharedBulletin {
                id: Some(held.row.id),
                state: state.into(),
                ..shown
            })
            .collect();
        Ok(Shared {
            bulletins,
            ..shared
        })
    }

    async fn keep_all(
        &self,
        unit: &mut dyn Unit,
        records: &mut [Held],
    ) -> Result<Vec<&'static str>> {
        for held in records.iter_mut() {
            self.keep(unit, held).await?;
        }
        Ok(vec!["draft"; records.len()])
    }

    /// Sends each to its desks; what asks to be public goes to review first. [R2]
    pub(crate) async fn send_all(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        records: &mut [Held],
    ) -> Result<Vec<&'static str>> {
        let mut states = Vec::new();
        let mut said = Vec::new();
        for held in records.iter_mut() {
            let Some(mut bulletin) = held.draft.bulletin.clone() else {
                return Err(problem(Code::Conflict, "it was sent already"));
            };
            let asks_public = held.draft.asked == Label::Clear;
            self.refuse_narrower_sources(unit, membership, held, &bulletin)
                .await?;
            let members_first = asks_public
                && (bulletin.marking.not_before.is_some() || held.draft.revises.is_some());
            if asks_public {
                self.may_ask_to_be_public(unit, membership, held, &bulletin)
                    .await?;
                travel_as_green(&mut bulletin);
            }
            let facts = self
                .facts_of_draft(unit, membership, held, &bulletin)
                .await?;
            let world = membership.world(self.id(), self.now());
            match decide(Question::Compose { facts: &facts }, &world) {
                Decision::Allow(_permit) => {}
                Decision::Deny(reason) => return Err(reason.into()),
            }
            held.draft.bulletin = Some(bulletin.clone());
            if asks_public && !members_first {
                held.row.state = DraftState::Waiting;
                states.push("waiting");
                continue;
            }
            held.draft.roads.extend(facts.streams.iter().cloned());
            held.draft.refers_to.clone_from(&bulletin.refers_to);
            said.push(self.first_or_next(held, &bulletin, facts, membership));
            if asks_public {
                held.row.state = DraftState::Waiting;
                states.push("waiting");
            } else {
                held.row.state = DraftState::Sent;
                held.draft.bulletin = None;
                states.push("sent");
            }
        }
        let mut pen = Pen::take(self, membership, unit).await?;
        let mut dues = Vec::new();
        let mut next_revisions = Vec::new();
        for said in said {
            dues.extend(due_of(self.id(), &said));
            let (id, revision) = (said.id, said.revision);
            let digest = pen.say(said).await?.digest();
            if revision > 1 {
                next_revisions.push((self.own_reference(id), digest));
            }
        }
        pen.close().await?;
        for (reference, digest) in next_revisions {
            supersede(unit, membership, &reference, digest).await?;
        }
        for due in dues {
            unit.put_due(membership.roster.network(), &due).await?;
        }
        for held in records.iter_mut() {
            self.keep(unit, held).await?;
        }
        Ok(states)
    }

    /// What asks to be public is held to CLEAR from the start, so that a no to publication is heard
    /// from whoever writes it, and not only from the reviewer. [POL-15]
    async fn may_ask_to_be_public(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
    ) -> Result<()> {
        let mut asked = without_objects(bulletin);
        asked.marking.label = Label::Clear;
        let facts = self.facts_of_draft(unit, membership, held, &asked).await?;
        let world = membership.world(self.id(), self.now());
        match decide(Question::Compose { facts: &facts }, &world) {
            Decision::Allow(_permit) => Ok(()),
            Decision::Deny(reason) => Err(reason.into()),
        }
    }

    fn first_or_next(
        &self,
        held: &Held,
        bulletin: &Bulletin,
        facts: Facts,
        membership: &Membership,
    ) -> Said {
        let (revision, previous) = next_revision(held.draft.revises);
        Said {
            id: held.row.id,
            revision,
            previous,
            streams: facts.streams.clone(),
            issued: self.now(),
            retain_until: retain_until(bulletin, membership, self.now()),
            body: Body::Bulletin(Box::new(bulletin.clone())),
            facts: Some(facts),
        }
    }

    async fn report(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reading: &Reading,
        records: &[Held],
    ) -> Result<Shared> {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for found in &reading.indicators {
            *kinds
                .entry(found.value.kind().as_str().to_owned())
                .or_default() += 1;
        }
        let keys: Vec<_> = reading
            .indicators
            .iter()
            .map(|found| (found.value.kind(), found.value.text().to_owned()))
            .collect();
        let mut known: Vec<usize> = unit
            .probe(&keys, 1)
            .await?
            .into_iter()
            .map(|hit| hit.key)
            .collect();
        known.dedup();
        let findings: Vec<Finding> = records
            .iter()
            .flat_map(|held| held.draft.open_findings())
            .collect();
        let first = records
            .first()
            .ok_or_else(|| invalid("there is nothing to share"))?;
        let bulletin = first
            .draft
            .bulletin
            .as_ref()
            .ok_or_else(|| invalid("there is nothing to share"))?;
        let facts = self
            .facts_of_draft(unit, membership, first, bulletin)
            .await?;
        let values = reading.indicators.iter().map(|found| &found.value);
        let warned = self.warned_of(unit, values).await?;
        Ok(Shared {
            warned,
            bulletins: records
                .iter()
                .map(|held| SharedBulletin {
                    id: None,
                    state: "preview".into(),
                    indicators: held
                        .draft
                        .bulletin
                        .as_ref()
                        .map_or(0, |b| crate::content::indicated(b).len()),
                })
                .collect(),
            read_as: reading.format.as_str().to_owned(),
            read: reading.indicators.len(),
            context: reading.context.len(),
            kinds,
            known: known.len(),
            merged: reading.merged,
            joined: 0,
            refused: reading.refused.iter().map(refused_shown).collect(),
            notes: reading.notes.clone(),
            findings,
            hints: records.iter().flat_map(|held| held.draft.hints()).collect(),
            outlook: self.warned(unit, membership, &facts).await?,
        })
    }
}

/// What was revised out leaves no more: older revisions are tombstones behind the newest. [R27]
async fn supersede(
    unit: &mut dyn Unit,
    membership: &Membership,
    reference: &Reference,
    newest: Digest,
) -> Result<()> {
    let network = membership.roster.network();
    let statements = unit.statements_of(network, reference).await?;
    let older: Vec<Digest> = statements
        .iter()
        .filter(|row| row.digest != newest && row.purged_by.is_none())
        .map(|row| row.digest)
        .collect();
    unit.purge_revisions(network, reference, &older, newest)
        .await?;
    Ok(())
}

/// [R2] What asks to be public travels as GREEN with the wish, until it is.
pub(crate) fn travel_as_green(bulletin: &mut Bulletin) {
    bulletin.wishes_publication = true;
    bulletin.marking.label = bulletin.marking.label.max(Label::Green);
}

/// The number and predecessor of what is said next.
pub(crate) fn next_revision(last: Option<(u32, Digest)>) -> (u32, Option<Digest>) {
    last.map_or((1, None), |(revision, digest)| {
        (revision.saturating_add(1), Some(digest))
    })
}

/// When content has to go: the marking's wish, the network's rule, or the end of the question,
/// whichever is sooner.
pub(crate) fn retain_until(
    bulletin: &Bulletin,
    membership: &Membership,
    from: Timestamp,
) -> Option<Timestamp> {
    let rule = membership
        .roster
        .rules
        .retention_days
        .get(&bulletin.marking.label);
    let rule = rule.map(|days| from.plus_days(i64::from(*days)));
    [rule, bulletin.marking.retain_until, bulletin.expires]
        .into_iter()
        .flatten()
        .min()
}

fn due_of(me: &DeskId, said: &Said) -> Option<Due> {
    let Body::Bulletin(bulletin) = &said.body else {
        return None;
    };
    let ends = [bulletin.expires, crate::consent::end_of(bulletin.consent)];
    let at = ends.into_iter().flatten().min()?;
    Some(Due {
        at,
        kind: DueKind::Expire,
        reference: Reference {
            origin: me.clone(),
            id: said.id,
        },
    })
}

pub(crate) fn unanswered(count: usize, first: &Finding) -> crate::error::DeskError {
    let text = format!(
        "{count} findings of the privacy check wait for an answer; first: {}: {}",
        first.place, first.what
    );
    let hint = format!(
        "{}; answer with `--because {}=REASON`",
        first.hint, first.key
    );
    crate::error::DeskError::Problem(
        fanal_protocol::Problem::new(Code::PolicyPrivacy, text).with_hint(hint),
    )
}

/// Reads what came with the order.
pub(crate) fn read(order: &ShareOrder) -> Result<Reading> {
    let format = match &order.format {
        Some(name) => Some(
            name.parse::<Format>()
                .map_err(|error| invalid(error.to_string()))?,
        ),
        None => None,
    };
    let options = Options {
        file_name: order.file_name.as_deref(),
        takes_context: order.take_context,
        ..Options::default()
    };
    if order.knock && !(order.content.trim().is_empty() && order.summary.is_none()) {
        return Err(invalid(
            "a knock carries no content: only a title, a label and desks",
        ));
    }
    if order.content.trim().is_empty() && !order.knock {
        return Err(invalid(
            "there is nothing to read: paste values, or name a file",
        ));
    }
    let mut reading = fanal_formats::read(format, order.content.as_bytes(), &options)
        .map_err(|fault| problem(Code::VerifyFormat, fault.to_string()))?;
    crate::import::refuse_findings_of_a_device(&reading)?;
    leave_out(order, &mut reading)?;
    Ok(reading)
}

/// What somebody took out of the list stays here. Of a file that brings its own objects, all of them
/// go as they came, or none.
fn leave_out(order: &ShareOrder, reading: &mut Reading) -> Result<()> {
    if order.leave_out.is_empty() {
        return Ok(());
    }
    if !reading.objects.is_empty() {
        let text = "values of a file with objects of its own cannot be left out one by one";
        return Err(invalid(text));
    }
    let stays = |found: &Found| order.leave_out.contains(found.value.text());
    reading.indicators.retain(|found| !stays(found));
    reading.context.retain(|found| !stays(found));
    Ok(())
}

/// The label that was given, or the one that the file carries; never wider than the file's.
fn label_of(order: &ShareOrder, reading: &Reading) -> Result<Label> {
    if let Some(marking) = &reading.unreadable_marking {
        let text = format!(
            "the file carries the marking `{marking}`, which this node cannot read: it stays"
        );
        return Err(problem(Code::PolicyLabel, text));
    }
    let asked = match &order.label {
        Some(text) => {
            Some(Label::read(text).ok_or_else(|| invalid(format!("`{text}` is no TLP label")))?)
        }
        None => None,
    };
    let carried = reading.label.max(reading.at_least);
    match (asked, carried) {
        (Some(asked), Some(carried)) if asked < carried => {
            let says = if reading.label >= reading.at_least {
                format!("the file is marked {carried}")
            } else {
                format!(
                    "its source keeps the file to what {carried} allows, by distribution or sharing group"
                )
            };
            let text = format!("{says}: only its source may make it {asked}");
            Err(problem(Code::PolicyLabel, text))
        }
        (Some(asked), _) => Ok(asked),
        // Who gives no label gets the strictest of all that is in it.
        (None, Some(carried)) if reading.label.is_some() => {
            Ok(carried.max(crate::import::strictest_of_values(reading)))
        }
        (None, _) => Err(crate::error::DeskError::Problem(
            fanal_protocol::Problem::new(
                Code::PolicyUnlabelled,
                "the input has no TLP label, and none was given",
            )
            .with_hint("say how far it may go with `--tlp red|amber+strict|amber|green|clear`"),
        )),
    }
}

pub(crate) fn refused_shown(row: &fanal_formats::RefusedRow) -> RefusedShown {
    RefusedShown {
        place: row.place.clone(),
        text: row.text.clone(),
        fault: row.fault.clone(),
        hint: row.hint.clone(),
    }
}

/// `named` names the desks of the audience, for the record that the claim stands for.
fn named_in(bulletin: &Bulletin) -> Option<BTreeSet<DeskId>> {
    match bulletin.consent {
        Claim::Granted {
            scope: Scope::Named,
            ..
        } => Some(bulletin.marking.audience.desks.clone()),
        Claim::Granted { .. } | Claim::NotNeeded { .. } | Claim::Refused | Claim::NotAsked => None,
    }
}

/// Consent as people write it.
pub(crate) fn consent_of(text: &str, attribution: bool, until: Option<Timestamp>) -> Result<Claim> {
    let granted = |scope| {
        Ok(Claim::Granted {
            scope,
            attribution,
            until,
        })
    };
    match text.replace('-', "_").as_str() {
        "refused" => Ok(Claim::Refused),
        "not_asked" => Ok(Claim::NotAsked),
        "desk" => granted(Scope::Desk),
        "named" => granted(Scope::Named),
        "network" => granted(Scope::Network),
        "public" => granted(Scope::Public),
        "not_needed:no_beneficiary" | "not_needed" => Ok(Claim::NotNeeded {
            because: NoBeneficiary::NoBeneficiary,
        }),
        "not_needed:own_infrastructure" => Ok(Claim::NotNeeded {
            because: NoBeneficiary::OwnInfrastructure,
        }),
        "not_needed:already_public" => Ok(Claim::NotNeeded {
            because: NoBeneficiary::AlreadyPublic,
        }),
        "not_needed:vendor_report" => Ok(Claim::NotNeeded {
            because: NoBeneficiary::VendorReport,
        }),
        _ => Err(crate::error::DeskError::Problem(
            fanal_protocol::Problem::new(
                Code::UsageInvalid,
                format!("`{text}` is no consent claim"),
            )
            .with_hint(
                "refused, not-asked, desk, named, network, public, or not-needed:\
                 {no-beneficiary,own-infrastructure,already-public,vendor-report}",
            ),
        )),
    }
}

/// The claim as it was said, or as the record of consent says it. [CON-3]
fn claim_of(order: &ShareOrder, by_record: Option<Claim>) -> Result<Claim> {
    let Some(text) = order.consent.as_deref() else {
        return by_record.ok_or_else(|| {
            crate::error::DeskError::Problem(
                fanal_protocol::Problem::new(
                    Code::PolicyConsentNotAsked,
                    "it is not said what the person agreed to",
                )
                .with_hint(
                    "say it with `--consent` or `--consent-record`; `--consent not-needed` if nobody is behind it",
                ),
            )
        });
    };
    let until = match by_record {
        Some(Claim::Granted { until, .. }) => order.consent_until.or(until),
        Some(Claim::Refused | Claim::NotAsked | Claim::NotNeeded { .. }) | None => {
            order.consent_until
        }
    };
    consent_of(text, order.attribution, until)
}

/// Desks and groups as people write them.
pub(crate) fn audience_of(to: &[String]) -> Result<Audience> {
    let mut audience = Audience::default();
    for name in to
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        if let Some(group) = name.strip_prefix("group:") {
            audience.groups.insert(
                group
                    .parse::<GroupId>()
                    .map_err(|e| invalid(e.to_string()))?,
            );
        } else {
            audience
                .desks
                .insert(name.parse::<DeskId>().map_err(|e| invalid(e.to_string()))?);
        }
    }
    Ok(audience)
}

pub(crate) fn role_of(text: &str) -> Result<Role> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|_| {
        invalid(format!(
            "`{text}` is no role: c2, delivery, website, sender, payload, unknown"
        ))
    })
}

pub(crate) fn reference_of(text: &str) -> Result<Reference> {
    let (origin, id) = text
        .split_once('/')
        .ok_or_else(|| invalid(format!("`{text}` is not `DESK/ID`")))?;
    let origin = origin
        .parse()
        .map_err(|e: fanal_protocol::ParseIdError| invalid(e.to_string()))?;
    let id = id
        .parse()
        .map_err(|e: fanal_protocol::ParseIdError| invalid(e.to_string()))?;
    Ok(Reference { origin, id })
}

/// Puts what was read into bulletins: one, or as many as the limits ask for.
fn compose(
    desk: &Desk,
    order: &ShareOrder,
    reading: &Reading,
    label: Label,
    by_record: Option<Claim>,
) -> Result<Vec<Bulletin>> {
    let claim = claim_of(order, by_record)?;
    let pap = match &order.pap {
        Some(text) => {
            Some(Pap::read(text).ok_or_else(|| invalid(format!("`{text}` is no PAP level")))?)
        }
        None => None,
    };
    // What the source permits can only be narrowed.
    let pap = pap.max(reading.pap);
    let marking = Marking {
        label,
        audience: audience_of(&order.to)?,
        pap,
        also_please: order.also_please.clone().map(String::into_boxed_str),
        not_before: order.not_before,
        retain_until: order.retain_until,
        may_alert_perpetrator: order.may_alert_perpetrator,
    };
    let bare = Bulletin {
        kind: match (order.knock, order.question_until) {
            (true, _) => BulletinKind::Knock,
            (false, Some(_)) => BulletinKind::Question,
            (false, None) => BulletinKind::Report,
        },
        title: order
            .title
            .clone()
            .unwrap_or_else(|| title_of(order, reading)),
        summary: order.summary.clone(),
        lang: order.lang.clone(),
        category: order.category.clone(),
        marking,
        consent: claim,
        wishes_publication: false,
        expires: order.question_until,
        refers_to: order
            .refers_to
            .iter()
            .map(|text| reference_of(text))
            .collect::<Result<_>>()?,
        source: order
            .source
            .clone()
            .or_else(|| suggested_source(claim, reading)),
        licence: order.licence.clone(),
        objects: Vec::new(),
        roles: BTreeMap::new(),
    };
    let (objects, roles) = objects_of(desk, order, reading)?;
    let parts = in_parts(objects);
    let count = parts.len();
    Ok(parts
        .into_iter()
        .enumerate()
        .map(|(at, objects)| {
            let mut bulletin = bare.clone();
            if count > 1 {
                bulletin.title = format!("{} ({} of {count})", bare.title, at + 1);
            }
            bulletin.roles = objects
                .iter()
                .filter_map(|(id, _)| Some((id.clone(), *roles.get(id)?)))
                .collect();
            bulletin.objects = objects.into_iter().map(|(_, raw)| raw).collect();
            bulletin
        })
        .collect())
}

/// Bytes of objects in one bulletin: room for its other fields stays.
const PART_BYTES: usize = STATEMENT_BYTES / 2;

fn in_parts(objects: Vec<(String, Box<RawValue>)>) -> Vec<Vec<(String, Box<RawValue>)>> {
    let mut parts = vec![Vec::new()];
    let mut bytes = 0;
    for object in objects {
        let length = object.1.get().len();
        let full = parts.last().is_some_and(|part| part.len() >= OBJECTS);
        if full || (bytes > 0 && bytes + length > PART_BYTES) {
            parts.push(Vec::new());
            bytes = 0;
        }
        bytes += length;
        if let Some(part) = parts.last_mut() {
            part.push(object);
        }
    }
    parts
}

fn title_of(order: &ShareOrder, reading: &Reading) -> String {
    let from_file = reading
        .suggested_title
        .clone()
        .or_else(|| order.file_name.clone());
    let title = from_file.unwrap_or_else(|| format!("{} values", reading.indicators.len()));
    title
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect()
}

/// Who made a file is told along with it only where the file is somebody's public report: else the
/// name in it may be a person's, and nobody typed it here. [R1]
fn suggested_source(claim: Claim, reading: &Reading) -> Option<String> {
    let is_a_report = matches!(
        claim,
        Claim::NotNeeded {
            because: NoBeneficiary::AlreadyPublic | NoBeneficiary::VendorReport
        }
    );
    reading.suggested_source.clone().filter(|_| is_a_report)
}

/// The id of an object that was read before.
fn id_of(raw: &RawValue) -> Result<String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let named: Named =
        serde_json::from_str(raw.get()).map_err(|error| invalid(error.to_string()))?;
    Ok(named.id)
}

type Objects = (Vec<(String, Box<RawValue>)>, BTreeMap<String, Role>);

/// The STIX objects: the file's own, byte for byte, or new ones for values that were read.
fn objects_of(desk: &Desk, order: &ShareOrder, reading: &Reading) -> Result<Objects> {
    let default = order.role.as_deref().map(role_of).transpose()?;
    let named = order
        .roles
        .iter()
        .map(|(value, role)| Ok((value.clone(), role_of(role)?)))
        .collect::<Result<BTreeMap<_, _>>>()?;
    let role_for = |found: &Found| {
        named
            .get(found.value.text())
            .copied()
            .or(found.role)
            .or(default)
    };
    let mut roles = BTreeMap::new();
    let mut objects = Vec::new();
    if reading.objects.is_empty() {
        for found in &reading.indicators {
            let id = crate::objects::new_id(desk, "indicator");
            objects.push((id.clone(), crate::objects::indicator(desk, &id, found)?));
            roles.extend(role_for(found).map(|role| (id, role)));
        }
        let mut named: BTreeSet<String> = BTreeSet::new();
        for found in &reading.context {
            let observable = crate::objects::observable(found)?;
            objects.extend(observable.filter(|(id, _)| named.insert(id.clone())));
        }
        return Ok((objects, roles));
    }
    for raw in &reading.objects {
        let id = id_of(raw)?;
        objects.push((id, raw.clone()));
    }
    for found in &reading.indicators {
        if let (Some(id), Some(role)) = (&found.object_id, role_for(found)) {
            roles.insert(id.clone(), role);
        }
    }
    Ok((objects, roles))
}

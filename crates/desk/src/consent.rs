//! The ledger of consent: who heard which yes, when, how, for what. It never leaves the desk, and the
//! desk's own word for the person never leaves the ledger. [CON-2]

mod ending;
pub(crate) mod record;
mod withdrawal;

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::Facts;
use fanal_protocol::{Bulletin, BulletinId, Claim, Code, DeskId, Problem, Scope, Timestamp};
use fanal_store::{ConsentId, ConsentRow, Right, StoredEntry, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use self::record::Record;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::draft::Draft;
use crate::error::{Result, invalid, not_found, problem};
use crate::review::needs_staff;
use crate::revise::ReviseOrder;
use crate::share::ShareOrder;

pub(crate) use self::ending::{Ended, end_of};
pub use self::record::Before;
pub use self::withdrawal::{ConsentWithdrawal, Reached, WithdrawConsentOrder};

/// Longest alias and longest word on how it was heard.
const WORD_CHARS: usize = 80;

/// What was heard.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConsentOrder {
    /// The desk's own word for the person: no name, no number of a case that others know.
    pub alias: String,
    /// Who heard it; the caller, if absent.
    pub heard_by: Option<String>,
    /// On which day; today, if absent.
    pub heard_on: Option<Timestamp>,
    /// How: in person, by phone, in writing, ...
    pub how: Option<String>,
    /// `desk`, `named`, `network`, `public`.
    pub scope: Option<String>,
    /// The desks that the person named, for `named`.
    pub named: Option<BTreeSet<DeskId>>,
    /// The person was told what could go wrong.
    pub risks_explained: bool,
    /// The yes ends then.
    pub until: Option<Timestamp>,
    /// The person may be named.
    pub attribution: Option<bool>,
    /// The second action, where something is taken back by it.
    pub confirm: bool,
}

/// Names a record.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichConsent {
    /// The desk's own word for the person.
    pub alias: String,
}

/// A record, for the desk's own people.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ConsentShown {
    /// The desk's own word for the person.
    pub alias: String,
    /// What the audit trail calls it.
    pub record: String,
    /// `stands`, `ended`, `withdrawn`.
    pub state: String,
    /// As far as this.
    pub scope: Scope,
    /// The desks that the person named.
    pub named: BTreeSet<DeskId>,
    /// Who heard it.
    pub heard_by: String,
    /// On which day.
    pub heard_on: Timestamp,
    /// How.
    pub how: String,
    /// The person was told what could go wrong.
    pub risks_explained: bool,
    /// The yes ends then.
    pub until: Option<Timestamp>,
    /// The person may be named.
    pub attribution: bool,
    /// The person took it back then.
    pub withdrawn: Option<Timestamp>,
    /// After a restore: since then nobody here knows whether they took it back. Nothing moves that rests on it
    /// until somebody asked them, and revised it or took it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubted: Option<Timestamp>,
    /// What was agreed to before.
    pub before: Vec<Before>,
    /// What rests on it: drafts, bulletins, publications.
    pub rests: Vec<String>,
}

impl Desk {
    /// Writes down what was heard.
    pub async fn record_consent(
        &self,
        caller: &Caller,
        order: &ConsentOrder,
    ) -> Result<ConsentShown> {
        caller.needs(Right::Analyst)?;
        let alias = alias_of(&order.alias)?;
        let record = self.record_of(caller, order)?;
        let mut unit = self.begin().await?;
        if row_of(unit.as_mut(), alias).await?.is_some() {
            let known = Problem::new(Code::Conflict, "there is a record of this alias");
            return Err(known
                .with_hint("widen it, revise it, or take another alias")
                .into());
        }
        let row = ConsentRow {
            id: ConsentId::from_random(self.random()),
            alias: alias.to_owned(),
            updated: self.now(),
            body: record.body()?,
        };
        unit.put_consent(&row).await?;
        self.note_consent(unit.as_mut(), caller, "consent.record", row.id)
            .await?;
        unit.commit().await?;
        self.shown(&row, Vec::new())
    }

    /// One record, with what rests on it.
    pub async fn show_consent(
        &self,
        caller: &Caller,
        which: &WhichConsent,
    ) -> Result<ConsentShown> {
        needs_staff(caller)?;
        let mut unit = self.read().await?;
        let (row, _) = held(unit.as_mut(), &which.alias).await?;
        let rests = unit.resting_on(row.id).await?;
        self.shown(&row, rests)
    }

    /// All records.
    pub async fn list_consents(&self, caller: &Caller) -> Result<Vec<ConsentShown>> {
        needs_staff(caller)?;
        let mut unit = self.read().await?;
        let mut shown = Vec::new();
        for row in unit.consents().await? {
            let rests = unit.resting_on(row.id).await?;
            shown.push(self.shown(&row, rests)?);
        }
        Ok(shown)
    }

    /// The person agreed to more. What was sent stays as it is until it is revised.
    pub async fn widen_consent(
        &self,
        caller: &Caller,
        order: &ConsentOrder,
    ) -> Result<ConsentShown> {
        caller.needs(Right::Analyst)?;
        caller.needs_proof(self.now())?;
        let mut unit = self.begin().await?;
        let (row, before) = held(unit.as_mut(), &order.alias).await?;
        before.must_stand()?;
        let record = self.changed(caller, &before, order)?;
        if !record.covers(&before) {
            return Err(invalid("that is less than the record says: revise it"));
        }
        let row = self
            .replace(unit.as_mut(), caller, "consent.widen", row, &record)
            .await?;
        let rests = unit.resting_on(row.id).await?;
        unit.commit().await?;
        self.shown(&row, rests)
    }

    pub(crate) async fn replace(
        &self,
        unit: &mut dyn Unit,
        caller: &Caller,
        act: &str,
        row: ConsentRow,
        record: &Record,
    ) -> Result<ConsentRow> {
        let row = ConsentRow {
            updated: self.now(),
            body: record.body()?,
            ..row
        };
        unit.put_consent(&row).await?;
        self.note_consent(unit, caller, act, row.id).await?;
        Ok(row)
    }

    async fn note_consent(
        &self,
        unit: &mut dyn Unit,
        caller: &Caller,
        act: &str,
        id: ConsentId,
    ) -> Result<()> {
        let (now, object) = (self.now(), id.to_string());
        Ok(unit
            .put_audit(now, caller.account(), act, &object, "done")
            .await?)
    }

    fn record_of(&self, caller: &Caller, order: &ConsentOrder) -> Result<Record> {
        let scope = order
            .scope
            .as_deref()
            .ok_or_else(|| invalid("say as far as what: desk, named, network, public"))?;
        let how = order
            .how
            .as_deref()
            .ok_or_else(|| invalid("say how it was heard: in person, by phone, ..."))?;
        let record = Record {
            heard_by: word(order.heard_by.as_deref().unwrap_or(caller.account()))?,
            heard_on: order.heard_on.unwrap_or_else(|| self.now()).day(),
            how: word(how)?,
            scope: scope_of(scope)?,
            named: order.named.clone().unwrap_or_default(),
            risks_explained: order.risks_explained,
            until: order.until,
            attribution: order.attribution.unwrap_or(false),
            withdrawn: None,
            doubted: None,
            before: Vec::new(),
        };
        self.must_make_sense(&record)?;
        Ok(record)
    }

    /// What the record says after this order; what is absent stays as it is.
    fn changed(&self, caller: &Caller, before: &Record, order: &ConsentOrder) -> Result<Record> {
        let mut record = before.clone();
        if let Some(text) = &order.scope {
            record.scope = scope_of(text)?;
            if record.scope != Scope::Named {
                record.named.clear();
            }
        }
        if let Some(named) = &order.named {
            record.named.clone_from(named);
        }
        if let Some(text) = &order.how {
            record.how = word(text)?;
        }
        record.heard_by = word(order.heard_by.as_deref().unwrap_or(caller.account()))?;
        record.heard_on = order.heard_on.unwrap_or_else(|| self.now()).day();
        record.until = order.until.or(before.until);
        record.attribution = order.attribution.unwrap_or(before.attribution);
        record.doubted = None;
        record.risks_explained |= order.risks_explained;
        record.before.push(Before {
            until: self.now(),
            scope: before.scope,
            named: before.named.clone(),
            changed_by: caller.account().to_owned(),
        });
        self.must_make_sense(&record)?;
        Ok(record)
    }

    fn must_make_sense(&self, record: &Record) -> Result<()> {
        if record.scope > Scope::Desk && !record.risks_explained {
            let uninformed = Problem::new(
                Code::UsageInvalid,
                "a yes beyond this desk counts once the person knows the risks",
            );
            return Err(uninformed
                .with_hint("explain them, then say so: `--risks-explained` at the command line, `risks_explained` in the API")
                .into());
        }
        if (record.scope == Scope::Named) == record.named.is_empty() {
            return Err(invalid(
                "desks are named for the scope `named`, and only for it",
            ));
        }
        if record.heard_on > self.now() {
            return Err(invalid("it was heard on a day that lies ahead"));
        }
        if record.until.is_some_and(|end| end <= self.now()) {
            return Err(invalid("it ended already"));
        }
        Ok(())
    }

    fn shown(&self, row: &ConsentRow, rests: Vec<BulletinId>) -> Result<ConsentShown> {
        let record = Record::of(row)?;
        let over = record.until.is_some_and(|end| end <= self.now());
        let state = match (record.withdrawn, record.doubted, over) {
            (Some(_), _, _) => "withdrawn",
            (None, Some(_), _) => "doubted",
            (None, None, true) => "ended",
            (None, None, false) => "stands",
        };
        Ok(ConsentShown {
            alias: row.alias.clone(),
            record: row.id.to_string(),
            state: state.into(),
            scope: record.scope,
            named: record.named,
            heard_by: record.heard_by,
            heard_on: record.heard_on,
            how: record.how,
            risks_explained: record.risks_explained,
            until: record.until,
            attribution: record.attribution,
            withdrawn: record.withdrawn,
            doubted: record.doubted,
            before: record.before,
            rests: rests.iter().map(ToString::to_string).collect(),
        })
    }

    /// The claim of an order, and the record that it rests on: derived from the record where one is
    /// given, and never wider. [CON-3]
    pub(crate) async fn claim_by_record(
        &self,
        order: &ShareOrder,
    ) -> Result<Option<(ConsentId, Record)>> {
        let Some(alias) = &order.consent_record else {
            return Ok(None);
        };
        let (row, record) = held(self.read().await?.as_mut(), alias).await?;
        record.must_stand()?;
        if let Some(text) = &order.consent {
            let until = order.consent_until.or(record.until);
            let claim = crate::share::consent_of(text, order.attribution, until)?;
            record.must_cover(claim)?;
        }
        Ok(Some((row.id, record)))
    }

    /// A revision of what rests on a record says what the record says now, or less. [CON-3]
    pub(crate) async fn keep_to_record(
        &self,
        unit: &mut dyn Unit,
        draft: &Draft,
        bulletin: &mut Bulletin,
        order: &ReviseOrder,
        goes_further: bool,
    ) -> Result<()> {
        let Some(id) = draft.consent else {
            return Ok(());
        };
        let row = unit.consent_by_id(id).await?.ok_or_else(lost_record)?;
        let record = Record::of(&row)?;
        record.must_stand()?;
        if order.consent.is_some() {
            return record.must_cover(bulletin.consent);
        }
        bulletin.consent = if goes_further || order.consent_record.is_some() {
            record.claim()
        } else {
            record.strictest(bulletin.consent)
        };
        Ok(())
    }

    /// What is signed of a person's yes: no more than the record says at this moment, whatever it said when this was
    /// written. [CON-3] [R20]
    pub(crate) async fn held_to_record(
        &self,
        unit: &mut dyn Unit,
        draft: &Draft,
        claim: Claim,
    ) -> Result<Claim> {
        let Some(id) = draft.consent else {
            return Ok(claim);
        };
        let row = unit.consent_by_id(id).await?.ok_or_else(lost_record)?;
        Ok(Record::of(&row)?.strictest(claim))
    }

    /// What this desk sends of its own is held to the records of this moment. [R20]
    pub(crate) async fn follow_records(
        &self,
        unit: &mut dyn Unit,
        entries: &mut [StoredEntry],
    ) -> Result<()> {
        let own: Vec<BulletinId> = entries
            .iter()
            .filter_map(|entry| match entry {
                StoredEntry::Held(_, facts, _) => rests_on_a_yes(facts).then_some(facts.object.id),
                StoredEntry::Tombstone(..) | StoredEntry::NotHeld(_) => None,
            })
            .collect();
        if own.is_empty() {
            return Ok(());
        }
        let records = records_under(unit, &own).await?;
        for entry in entries {
            if let StoredEntry::Held(_, facts, _) = entry
                && let Some(record) = records.get(&facts.object.id)
            {
                record.bind(facts);
            }
        }
        Ok(())
    }

    /// The same for one.
    pub(crate) async fn follow_record(&self, unit: &mut dyn Unit, facts: &mut Facts) -> Result<()> {
        if facts.object.origin != *self.id() || !rests_on_a_yes(facts) {
            return Ok(());
        }
        let id = facts.object.id;
        if let Some(record) = records_under(unit, &[id]).await?.get(&id) {
            record.bind(facts);
        }
        Ok(())
    }
}

/// Only what claims that somebody agreed can rest on a record.
const fn rests_on_a_yes(facts: &Facts) -> bool {
    matches!(facts.consent, Some(Claim::Granted { .. }))
}

async fn records_under(
    unit: &mut dyn Unit,
    own: &[BulletinId],
) -> Result<BTreeMap<BulletinId, Record>> {
    let rows = unit.consents_under(own).await?;
    rows.iter()
        .map(|(id, row)| Ok((*id, Record::of(row)?)))
        .collect()
}

/// The record of this alias; the answer never repeats the alias.
pub(crate) async fn held(unit: &mut dyn Unit, alias: &str) -> Result<(ConsentRow, Record)> {
    let row = row_of(unit, alias)
        .await?
        .ok_or_else(|| not_found("record of consent"))?;
    let record = Record::of(&row)?;
    Ok((row, record))
}

/// The record of an alias, in capitals or not, in whichever form of Unicode: a person whose word is taken back has one
/// record. [CON-2]
pub(crate) async fn row_of(unit: &mut dyn Unit, alias: &str) -> Result<Option<ConsentRow>> {
    let alias = alias.trim();
    if let Some(row) = unit.consent(alias).await? {
        return Ok(Some(row));
    }
    let folded = folded(alias);
    let mut rows = unit.consents().await?.into_iter();
    Ok(rows.find(|row| self::folded(&row.alias) == folded))
}

/// NFKC before and after the capitals are gone: an accent is one character, or a letter and a mark, by the keyboard.
fn folded(alias: &str) -> String {
    let small: String = alias.nfkc().flat_map(char::to_lowercase).collect();
    small.nfkc().collect()
}

fn alias_of(text: &str) -> Result<&str> {
    let alias = text.trim();
    let fits = (1..=WORD_CHARS).contains(&alias.chars().count());
    if !fits || alias.chars().any(char::is_control) {
        return Err(invalid(format!(
            "an alias has 1 to {WORD_CHARS} characters, in one line"
        )));
    }
    Ok(alias)
}

fn word(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > WORD_CHARS || text.chars().any(char::is_control) {
        return Err(invalid(format!(
            "who heard it and how have 1 to {WORD_CHARS} characters each"
        )));
    }
    Ok(text.to_owned())
}

fn scope_of(text: &str) -> Result<Scope> {
    match text {
        "desk" => Ok(Scope::Desk),
        "named" => Ok(Scope::Named),
        "network" => Ok(Scope::Network),
        "public" => Ok(Scope::Public),
        _ => Err(invalid("a scope is desk, named, network or public")),
    }
}

/// A bulletin that names a record which is not its own any more.
pub(crate) fn lost_record() -> crate::error::DeskError {
    problem(Code::Broken, "the record of consent behind it is not here")
}

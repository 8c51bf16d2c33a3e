//! What a tool matched with somebody here: told to those who shared the indicators, and to nobody else.
//!
//! Only the matched values come in; what is not known here is neither stored nor repeated. [IMP-3]

use std::collections::{BTreeMap, HashSet};

use fanal_protocol::{Code, Label, Problem, SightingVerdict};
use fanal_stix::{Kind, Value};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SightOrder;
use crate::caller::Caller;
use crate::check::look_up;
use crate::desk::Desk;
use crate::error::{Result, invalid};

/// Values of one order: no tool matches more on one device.
const MAX_FOUND: usize = 10_000;

/// What was matched.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SightFoundOrder {
    /// The values, and nothing else of the report.
    pub values: Vec<FoundValue>,
    /// The origins may say who saw it.
    pub named: bool,
    /// Only show who would be told.
    pub dry_run: bool,
}

/// One matched value.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundValue {
    /// The value.
    pub value: String,
    /// Its kind; guessed, if nothing is said.
    #[serde(default)]
    pub kind: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct SightedFound {
    /// Values that were looked up.
    pub looked_up: usize,
    /// Values of which nothing is known here: they are not kept.
    pub unknown: usize,
    /// What could not be read as a value, counted.
    pub unread: usize,
    /// The bulletins whose origins are told.
    pub told: Vec<SightedThere>,
    /// The bulletins whose origins could not be told.
    pub not_told: Vec<NotTold>,
}

/// One bulletin whose origin is told.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SightedThere {
    /// `DESK/ID`.
    pub reference: String,
    /// Its label.
    pub label: Label,
    /// Its title.
    pub title: String,
    /// Which of its values, defanged.
    pub values: Vec<String>,
    /// What of the order met them.
    #[serde(default)]
    pub matched: Vec<FoundValue>,
}

/// One bulletin whose origin could not be told.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NotTold {
    /// `DESK/ID`.
    pub reference: String,
    /// Why not.
    pub because: Problem,
}

impl Desk {
    /// What a tool matched on somebody's device, if this is its report: the values alone, of which nothing is kept.
    /// Nothing, if it is something else. [IMP-3]
    pub fn read_report(
        &self,
        caller: &Caller,
        content: &str,
        file_name: Option<&str>,
    ) -> Result<Option<Vec<FoundValue>>> {
        caller.needs(Right::Analyst)?;
        let format = fanal_formats::sniff(content.as_bytes(), file_name);
        if !format.is_of_device() {
            return Ok(None);
        }
        let options = fanal_formats::Options {
            file_name,
            ..fanal_formats::Options::default()
        };
        let reading = fanal_formats::read(Some(format), content.as_bytes(), &options)
            .map_err(|fault| crate::error::problem(Code::VerifyFormat, fault.to_string()))?;
        let values = reading.indicators.iter().map(|found| FoundValue {
            value: found.value.text().to_owned(),
            kind: Some(found.value.kind().as_str().to_owned()),
        });
        Ok(Some(values.collect()))
    }

    /// Tells each origin whose indicators matched.
    pub async fn sight_found(
        &self,
        caller: &Caller,
        order: &SightFoundOrder,
    ) -> Result<SightedFound> {
        caller.needs(Right::Analyst)?;
        if order.values.len() > MAX_FOUND {
            let text = format!("{} values, at most {MAX_FOUND}", order.values.len());
            return Err(crate::error::problem(Code::LimitSize, text));
        }
        let (_, membership) = self.membership(None)?;
        let (values, unread) = values_of(order)?;
        let looked_up = values.len();
        let known = look_up::known(self, &membership, caller, values).await?;
        let mut there: BTreeMap<String, SightedThere> = BTreeMap::new();
        for one in &known {
            for found in &one.found {
                let entry = there.entry(found.reference.clone());
                let entry = entry.or_insert_with(|| SightedThere {
                    reference: found.reference.clone(),
                    label: found.label,
                    title: found.title.clone(),
                    values: Vec::new(),
                    matched: Vec::new(),
                });
                let is_new = entry.matched.iter().all(|other| other.value != one.raw);
                if is_new {
                    entry.matched.push(FoundValue {
                        value: one.raw.clone(),
                        kind: Some(one.kind.clone()),
                    });
                }
                if !entry.values.contains(&found.by) {
                    entry.values.push(found.by.clone());
                }
            }
        }
        let mut done = SightedFound {
            looked_up,
            unknown: looked_up.saturating_sub(known.len()),
            unread,
            ..SightedFound::default()
        };
        for sighted in there.into_values() {
            match self.tell_found(caller, order, &sighted).await {
                Ok(()) => done.told.push(sighted),
                Err(error) => done.not_told.push(NotTold {
                    reference: sighted.reference,
                    because: error.problem(),
                }),
            }
        }
        Ok(done)
    }

    async fn tell_found(
        &self,
        caller: &Caller,
        order: &SightFoundOrder,
        sighted: &SightedThere,
    ) -> Result<()> {
        if order.dry_run {
            return Ok(());
        }
        // One value is named; of several, that some of it was seen.
        let value = match sighted.values.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        };
        let one = SightOrder {
            bulletin: sighted.reference.clone(),
            verdict: SightingVerdict::Seen,
            value,
            named: order.named,
        };
        self.sight(caller, &one).await.map(drop)
    }
}

fn values_of(order: &SightFoundOrder) -> Result<(Vec<Value>, usize)> {
    let mut values = Vec::new();
    let mut seen = HashSet::new();
    let mut unread = 0;
    for found in &order.values {
        let kind = match &found.kind {
            Some(kind) => Some(
                kind.parse::<Kind>()
                    .map_err(|error| invalid(error.to_string()))?,
            ),
            None => None,
        };
        let value = match kind {
            Some(kind) => Value::parse(kind, &found.value).ok(),
            None => Value::guess(&found.value),
        };
        match value {
            Some(value) if seen.insert(value.clone()) => values.push(value),
            Some(_) => {}
            None => unread += 1,
        }
    }
    Ok((values, unread))
}

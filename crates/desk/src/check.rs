//! "Has anyone seen this?": values against what this desk holds. No network, nothing is logged.

pub(crate) mod look_up;

use std::collections::BTreeMap;

use fanal_policy::{Question, decide};
use fanal_protocol::{Code, DeskId, Label, Role};
use fanal_stix::Value;
use fanal_store::Stance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};
use crate::lookups::ListedIn;
use crate::warnings::Warned;

/// Values to look up, one a line, or any text with values in it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CheckOrder {
    /// Values, each taken as one.
    pub values: Vec<String>,
    /// Text from which values are picked.
    pub text: Option<String>,
    /// Its file name, for types.
    pub file_name: Option<String>,
}

/// What is known.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// Values that were looked up.
    pub checked: usize,
    /// Values of which something is known that this desk uses.
    pub hits: usize,
    /// What is known of each.
    pub known: Vec<KnownValue>,
    /// Values that stand in lists of others, kept here to be asked: another licence, another trust.
    #[serde(default)]
    pub listed: Vec<ListedValue>,
    /// What warning lists have to say of what is known or listed: a hit is a warning, not a verdict.
    #[serde(default)]
    pub warned: Vec<Warned>,
    /// What could not be read as a value.
    pub unread: Vec<String>,
}

/// A value that stands in lists of others.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ListedValue {
    /// The value, defanged.
    pub value: String,
    /// In which.
    pub lists: Vec<ListedIn>,
}

/// A value of which something is known.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KnownValue {
    /// The value, defanged.
    pub value: String,
    /// The value, as it is.
    pub raw: String,
    /// Its kind.
    pub kind: String,
    /// Where it stands.
    pub found: Vec<FoundIn>,
}

/// One bulletin that holds it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FoundIn {
    /// `DESK/ID`.
    pub reference: String,
    /// Its label.
    pub label: Label,
    /// Whose it is.
    pub origin: DeskId,
    /// Its title.
    pub title: String,
    /// What this desk does with it.
    pub stance: Stance,
    /// The indicator that fits: the value itself, a parent domain, a prefix of the link.
    pub by: String,
    /// What it does.
    pub role: Role,
    /// When it came, to the day.
    pub since: String,
    /// This desk stopped using what that desk says: it is no ground to act on. [SYN-23]
    #[serde(default)]
    pub unused: bool,
}

/// Values that warning lists are asked of in one check.
const WARNED_AT_MOST: usize = 100;

/// Text of more bytes is read on a thread of its own, so that others are answered meanwhile.
const LONG_TEXT: usize = 64 << 10;

impl Desk {
    /// Looks values up.
    pub async fn check(&self, caller: &Caller, order: &CheckOrder) -> Result<Checked> {
        // A desk in no network yet has its own lists to ask. [IMP-4]
        let membership = match self.membership(None) {
            Ok((_, membership)) => Some(membership),
            Err(_) if self.standing().networks.is_empty() => None,
            Err(error) => return Err(error),
        };
        let (values, unread) = read_values(order).await?;
        let checked = values.len();
        let known = match &membership {
            Some(membership) => look_up::known(self, membership, caller, values.clone()).await?,
            None => Vec::new(),
        };
        // [POL-23] Which lists the desk keeps is for those who may list them.
        let in_lists = if caller.is_staff() {
            self.listed(&values).await?
        } else {
            BTreeMap::new()
        };
        let is_met = |(at, value): (usize, &Value)| {
            let raw = value.text();
            in_lists.contains_key(&at) || known.iter().any(|one| one.raw == raw)
        };
        let met: Vec<Value> = match known.len() {
            // Who asks of thousands is told of those that were met; few enough to be looked for.
            0 if in_lists.is_empty() => Vec::new(),
            _ => values
                .iter()
                .enumerate()
                .filter(|one| is_met(*one))
                .map(|(_, value)| value.clone())
                .take(WARNED_AT_MOST)
                .collect(),
        };
        let mut unit = self.read().await?;
        let warned = self.warned_of(unit.as_mut(), met.iter()).await?;
        let listed = in_lists.into_iter().filter_map(|(at, lists)| {
            let value = values.get(at)?.defanged();
            Some(ListedValue { value, lists })
        });
        Ok(Checked {
            checked,
            hits: known
                .iter()
                .filter(|one| one.found.iter().any(|it| !it.unused))
                .count(),
            listed: listed.collect(),
            warned,
            known,
            unread,
        })
    }

    /// Is anything of these held that the policy would let this desk's own people see?
    pub(crate) fn may_index(&self, membership: &Membership, facts: &fanal_policy::Facts) -> bool {
        let world = membership.world(self.id(), self.now());
        let question = Question::Keep {
            facts,
            road: fanal_policy::Keeping::Index,
        };
        decide(question, &world).is_allowed()
    }
}

async fn read_values(order: &CheckOrder) -> Result<(Vec<Value>, Vec<String>)> {
    if order
        .text
        .as_ref()
        .is_none_or(|text| text.len() < LONG_TEXT)
    {
        return Ok(values_of(order));
    }
    let order = order.clone();
    tokio::task::spawn_blocking(move || values_of(&order))
        .await
        .map_err(|_| problem(Code::Broken, "the reading of the text was cut short"))
}

fn values_of(order: &CheckOrder) -> (Vec<Value>, Vec<String>) {
    let mut values = Vec::new();
    let mut unread = Vec::new();
    for raw in &order.values {
        let found = values_in(raw);
        if found.is_empty() {
            unread.push(raw.chars().filter(|c| !c.is_control()).take(80).collect());
        }
        values.extend(found);
    }
    if let Some(text) = &order.text {
        let options = fanal_formats::Options {
            file_name: order.file_name.as_deref(),
            ..Default::default()
        };
        match fanal_formats::read(None, text.as_bytes(), &options) {
            Ok(reading) => {
                let found = reading.indicators.into_iter().chain(reading.context);
                values.extend(found.map(|found| found.value));
                unread.extend(
                    reading
                        .refused
                        .into_iter()
                        .map(|row| format!("{}: {}", row.place, row.fault)),
                );
            }
            Err(fault) => unread.push(fault.to_string()),
        }
    }
    (values, unread)
}

/// What one text may mean: a value by its look; else what stands in it as in any text, however it is spelled; else a
/// name and an app id alike. Looking up one too many harms nobody, and one too few says "nothing known".
fn values_in(raw: &str) -> Vec<Value> {
    if let Some(value) = Value::guess(raw) {
        return vec![value];
    }
    let options = fanal_formats::Options::default();
    if let Ok(reading) =
        fanal_formats::read(Some(fanal_formats::Format::Text), raw.as_bytes(), &options)
    {
        let found = reading.indicators.into_iter().chain(reading.context);
        let values: Vec<Value> = found.map(|found| found.value).collect();
        if !values.is_empty() {
            return values;
        }
    }
    let refanged = Value::refanged(raw);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    if !refanged.chars().all(is_plain) {
        return Vec::new();
    }
    let name = Value::parse(fanal_stix::Kind::DomainName, &refanged);
    let app = Value::parse(fanal_stix::Kind::AppId, &refanged);
    name.into_iter().chain(app).collect()
}

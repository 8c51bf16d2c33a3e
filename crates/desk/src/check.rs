//! "Has anyone seen this?": values against what this desk holds. No network, nothing is logged.

use std::collections::{BTreeMap, HashMap};

use fanal_policy::{Question, decide};
use fanal_protocol::{DeskId, Label, Reference, Role};
use fanal_stix::Value;
use fanal_store::{IndexKey, Stance, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::content::indicated;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::inbox::Content;

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
    /// Values of which something is known.
    pub hits: usize,
    /// What is known of each.
    pub known: Vec<KnownValue>,
    /// What could not be read as a value.
    pub unread: Vec<String>,
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
}

/// Bulletins shown for one value.
const PER_VALUE: u32 = 20;
/// Values looked up in one go.
const AT_ONCE: usize = 2_000;

impl Desk {
    /// Looks values up.
    pub async fn check(&self, caller: &Caller, order: &CheckOrder) -> Result<Checked> {
        let (_, membership) = self.membership(None)?;
        let (values, unread) = values_of(order);
        let mut unit = self.read().await?;
        let asked = asked_of(unit.as_mut(), &values).await?;
        let mut known: BTreeMap<usize, BTreeMap<usize, FoundIn>> = BTreeMap::new();
        for (reference, hits) in asked {
            let found = self
                .found_in(unit.as_mut(), &membership, caller, &reference, hits)
                .await?;
            for (hit, found) in found {
                known.entry(hit.at).or_default().insert(hit.rank, found);
            }
        }
        let known: Vec<KnownValue> = known
            .into_iter()
            .filter_map(|(at, found)| Some(known_value(values.get(at)?, found)))
            .collect();
        Ok(Checked {
            checked: values.len(),
            hits: known.len(),
            known,
            unread,
        })
    }

    /// The hits in one bulletin, if the caller may see it at all. It is opened once, whatever number of values it
    /// holds: a large import has ten thousand.
    async fn found_in<'a>(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        reference: &Reference,
        hits: Vec<Asked<'a>>,
    ) -> Result<Vec<(Asked<'a>, FoundIn)>> {
        let network = membership.roster.network();
        let Some(row) = unit.bulletin(network, reference).await? else {
            return Ok(Vec::new());
        };
        let Ok(content) = self.content_for(unit, membership, caller, &row).await else {
            return Ok(Vec::new());
        };
        let (title, indicated) = match &content {
            Content::Bulletin(bulletin) => (&bulletin.title, indicated(bulletin.as_ref())),
            Content::Publication(publication) => {
                (&publication.title, indicated(publication.as_ref()))
            }
        };
        let mut by_key: HashMap<IndexKey, usize> = HashMap::new();
        for (place, one) in indicated.iter().enumerate() {
            for key in one.value.index_keys() {
                by_key.entry(key).or_insert(place);
            }
        }
        let mut found = Vec::new();
        for hit in hits {
            let probes = hit.value.probe_keys();
            let first = probes.iter().filter_map(|key| by_key.get(key)).min();
            let Some(one) = first.and_then(|place| indicated.get(*place)) else {
                continue;
            };
            let shown = FoundIn {
                reference: format!("{}/{}", reference.origin, reference.id),
                label: row.label,
                origin: reference.origin.clone(),
                title: title.clone(),
                stance: row.stance,
                by: one.value.defanged(),
                role: one.role,
                since: row.received.date(),
            };
            found.push((hit, shown));
        }
        Ok(found)
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

/// One value in one bulletin, by the index.
struct Asked<'a> {
    /// Which value of the order.
    at: usize,
    value: &'a Value,
    /// The newest bulletin that holds it comes first.
    rank: usize,
}

/// What the index says, by bulletin.
async fn asked_of<'a>(
    unit: &mut dyn Unit,
    values: &'a [Value],
) -> Result<BTreeMap<Reference, Vec<Asked<'a>>>> {
    let mut asked: BTreeMap<Reference, Vec<Asked<'a>>> = BTreeMap::new();
    let mut first = 0;
    for some in values.chunks(AT_ONCE) {
        let mut keys: Vec<IndexKey> = Vec::new();
        let mut of: Vec<usize> = Vec::new();
        for (at, value) in (first..).zip(some) {
            for key in value.probe_keys() {
                keys.push(key);
                of.push(at);
            }
        }
        first += some.len();
        let mut seen: BTreeMap<usize, Vec<Reference>> = BTreeMap::new();
        for hit in unit.probe(&keys, PER_VALUE).await? {
            let Some((at, value)) = of.get(hit.key).and_then(|at| Some((*at, values.get(*at)?)))
            else {
                continue;
            };
            let before = seen.entry(at).or_default();
            if before.len() < PER_VALUE as usize && !before.contains(&hit.reference) {
                let rank = before.len();
                before.push(hit.reference.clone());
                asked
                    .entry(hit.reference)
                    .or_default()
                    .push(Asked { at, value, rank });
            }
        }
    }
    Ok(asked)
}

fn known_value(value: &Value, found: BTreeMap<usize, FoundIn>) -> KnownValue {
    KnownValue {
        value: value.defanged(),
        raw: value.text().to_owned(),
        kind: value.kind().as_str().to_owned(),
        found: found.into_values().collect(),
    }
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
                values.extend(reading.indicators.into_iter().map(|found| found.value));
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

/// What one text may mean: a value by its look, else a name and an app id alike. Looking up one
/// too many harms nobody.
fn values_in(raw: &str) -> Vec<Value> {
    if let Some(value) = Value::guess(raw) {
        return vec![value];
    }
    let refanged = Value::refanged(raw);
    let name = Value::parse(fanal_stix::Kind::DomainName, &refanged);
    let app = Value::parse(fanal_stix::Kind::AppId, raw.trim());
    name.into_iter().chain(app).collect()
}

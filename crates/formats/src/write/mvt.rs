//! STIX 2.1 as MVT reads it (mvt 2026.10.26, `common/indicators.py`): single comparisons only, its own paths, each
//! indicator tied to a `malware` by one relationship.
//!
//! One pattern that MVT cannot split loses the whole file, so what it cannot read stays out and is counted. The
//! malware's name shows up in a person's forensic report: it is a family or app, else the bulletin's title.

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{Label, Timestamp};
use fanal_stix::write::{Common, Indicator, Malware, Relationship, bundle};
use fanal_stix::{Kind, Value, definition_objects, mvt_pattern_for};

use super::vocabulary::{stix_day, stix_id};
use super::{Export, Item, LeftOut, Settings, Tally, sorted, sorted_values, stix};
use crate::shown::one_line;

/// MVT compares every indicator with every relationship: 2,187 take 0.9 s, this many some 20 s.
pub const MVT_MAX_INDICATORS: usize = 10_000;

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let collections = collections(items, &mut tally);
    let mut objects = BTreeSet::new();
    let mut announced = 0;
    for (name, collection) in &collections {
        announced += collection.values.len();
        collection.write(name, &mut objects);
    }
    let labels: BTreeSet<Label> = collections
        .values()
        .map(|collection| collection.label)
        .collect();
    let definitions = labels.into_iter().flat_map(definition_objects);
    let objects: Vec<String> = definitions.chain(objects).collect();
    let text = objects.join("\n");
    let id = stix_id(
        "bundle",
        &["mvt", settings.title, &settings.date.date(), &text],
    );
    drop(text);
    let mut bytes = bundle(&id, objects.iter().map(String::as_str)).into_bytes();
    bytes.push(b'\n');
    Export {
        bytes,
        media_type: "application/stix+json;version=2.1",
        file_name: "mvt.stix2",
        announced,
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}

/// What MVT shows under one name.
struct Collection {
    key: String,
    label: Label,
    date: Timestamp,
    licences: BTreeSet<String>,
    sources: BTreeSet<String>,
    values: BTreeMap<Value, String>,
}

/// Each value once in the whole file: MVT counts a repeat under another name as a further indicator.
fn collections(items: &[Item<'_>], tally: &mut Tally) -> BTreeMap<String, Collection> {
    let mut collections: BTreeMap<String, Collection> = BTreeMap::new();
    let mut seen: BTreeSet<&Value> = BTreeSet::new();
    for item in sorted(items) {
        for listed in sorted_values(item) {
            let pattern = match pattern_of(&listed.value) {
                Ok(pattern) => pattern,
                Err(reason) => {
                    tally.add(reason);
                    continue;
                }
            };
            if seen.contains(&listed.value) {
                tally.add(LeftOut::Repeated);
            } else if seen.len() >= MVT_MAX_INDICATORS {
                tally.add(LeftOut::TooMany);
            } else {
                seen.insert(&listed.value);
                let name = listed
                    .name
                    .as_deref()
                    .map(one_line)
                    .filter(|name| !name.is_empty());
                let name = name.unwrap_or_else(|| one_line(item.title));
                let collection = collections
                    .entry(name.clone())
                    .or_insert_with(|| Collection::new(name, item));
                collection.take(item, &listed.value, pattern);
            }
        }
    }
    collections
}

fn pattern_of(value: &Value) -> Result<String, LeftOut> {
    if let Some(pattern) = mvt_pattern_for(value) {
        return Ok(pattern);
    }
    let (kind, text) = (value.kind(), value.text());
    Err(if matches!(kind, Kind::Ipv6 | Kind::Sha512) {
        LeftOut::NoPlace(kind)
    } else if text.contains('=') {
        LeftOut::EqualsSign
    } else if kind == Kind::Ipv4 {
        LeftOut::Network
    } else {
        LeftOut::Escapes
    })
}

impl Collection {
    fn new(name: String, item: &Item<'_>) -> Self {
        Self {
            key: name,
            label: item.label,
            date: item.date,
            licences: BTreeSet::new(),
            sources: BTreeSet::new(),
            values: BTreeMap::new(),
        }
    }

    fn take(&mut self, item: &Item<'_>, value: &Value, pattern: String) {
        self.label = self.label.max(item.label);
        self.date = self.date.max(item.date);
        self.licences.extend(item.licence.map(one_line));
        self.sources.extend(item.credit());
        self.values.insert(value.clone(), pattern);
    }

    fn write(&self, name: &str, objects: &mut BTreeSet<String>) {
        let day = stix_day(self.date);
        let marks = stix::marking_refs(self.label);
        let malware_id = stix_id("malware", &["mvt", &self.key]);
        let description = self.description();
        let malware = Malware {
            common: common(&malware_id, &day, &marks),
            name,
            description: Some(&description),
            malware_types: &[],
            is_family: true,
            labels: &[],
        };
        objects.insert(malware.to_json());
        for (value, pattern) in &self.values {
            let parts = [
                "mvt",
                self.key.as_str(),
                value.kind().as_str(),
                value.text(),
            ];
            let id = stix_id("indicator", &parts);
            let indicator = Indicator {
                common: common(&id, &day, &marks),
                name: None,
                description: None,
                indicator_types: &["malicious-activity"],
                pattern,
                valid_from: &day,
                valid_until: None,
                labels: &[],
            };
            let relationship_id = stix_id("relationship", &parts);
            let relationship = Relationship {
                common: common(&relationship_id, &day, &marks),
                relationship_type: "indicates",
                source_ref: &id,
                target_ref: &malware_id,
            };
            objects.insert(indicator.to_json());
            objects.insert(relationship.to_json());
        }
    }

    fn description(&self) -> String {
        let label = std::iter::once(self.label.to_string());
        let licences = self
            .licences
            .iter()
            .map(|licence| format!("Licence: {licence}"));
        let sources = self
            .sources
            .iter()
            .map(|source| format!("Source: {source}"));
        label
            .chain(licences)
            .chain(sources)
            .collect::<Vec<_>>()
            .join(". ")
    }
}

fn common<'c>(id: &'c str, day: &'c str, marks: &'c [&'c str]) -> Common<'c> {
    Common {
        id,
        created_by_ref: None,
        created: day,
        modified: day,
        revoked: false,
        object_marking_refs: marks,
    }
}

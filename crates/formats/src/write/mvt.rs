//! STIX 2.1 as MVT reads it (mvt 2026.10.26, `common/indicators.py`): single comparisons only, its own paths, each
//! indicator tied to a `malware` by one relationship.
//!
//! One pattern that MVT cannot split loses the whole file, so what it cannot read stays out and is counted. The
//! malware's name shows up in a person's forensic report: it is a family or app, else the bulletin's title.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use fanal_protocol::{Label, Timestamp};
use fanal_stix::write::{Common, Indicator, Malware, Relationship, bundle};
use fanal_stix::{Kind, Value, definition_objects, mvt_pattern_for};

use super::sorting::Scratch;
use super::vocabulary::{stix_day, stix_id};
use super::{
    FileKind, Files, Item, LeftOut, Settings, Tally, Writing, Written, sorted_values, stix,
};
use crate::shown::one_line;

/// MVT compares every indicator with every relationship: 2,187 take 0.9 s, this many some 20 s.
pub const MVT_MAX_INDICATORS: usize = 10_000;

pub(super) fn begin<'s>(settings: &Settings<'s>, _: &'s dyn Scratch) -> Box<dyn Writing + 's> {
    Box::new(Collections {
        settings: *settings,
        by_name: BTreeMap::new(),
        seen: BTreeSet::new(),
        tally: Tally::default(),
    })
}

/// All that is in the file: its readers take so little of it that it fits into memory.
struct Collections<'s> {
    settings: Settings<'s>,
    by_name: BTreeMap<String, Collection>,
    /// Each value once in the whole file: MVT counts a repeat under another name as a further indicator.
    seen: BTreeSet<Value>,
    tally: Tally,
}

impl Writing for Collections<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        for listed in sorted_values(item) {
            let pattern = match pattern_of(&listed.value) {
                Ok(pattern) => pattern,
                Err(reason) => {
                    self.tally.add(reason);
                    continue;
                }
            };
            if self.seen.contains(&listed.value) {
                self.tally.add(LeftOut::Repeated);
            } else if self.seen.len() >= MVT_MAX_INDICATORS {
                self.tally.add(LeftOut::TooMany);
            } else {
                self.seen.insert(listed.value.clone());
                let name = listed
                    .name
                    .as_deref()
                    .map(one_line)
                    .filter(|name| !name.is_empty());
                let name = name.unwrap_or_else(|| one_line(item.title));
                let collection = self
                    .by_name
                    .entry(name.clone())
                    .or_insert_with(|| Collection::new(name, item));
                collection.take(item, &listed.value, pattern);
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let mut objects = BTreeSet::new();
        let mut announced = 0;
        for (name, collection) in &self.by_name {
            announced += collection.values.len();
            collection.write(name, &mut objects);
        }
        let labels = self.by_name.values().map(|collection| collection.label);
        let labels: BTreeSet<Label> = labels.collect();
        let definitions = labels.into_iter().flat_map(definition_objects);
        let objects: Vec<String> = definitions.chain(objects).collect();
        let text = objects.join("\n");
        let (title, date) = (self.settings.title, self.settings.date.date());
        let id = stix_id("bundle", &["mvt", title, &date, &text]);
        drop(text);
        let kind = FileKind {
            media_type: "application/stix+json;version=2.1",
            file_name: "mvt.stix2",
        };
        files.put(kind, &mut |out| {
            let bundle = bundle(&id, objects.iter().map(String::as_str));
            writeln!(out, "{bundle}")
        })?;
        Ok(Written {
            announced,
            left_out: self.tally.finish(),
        })
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

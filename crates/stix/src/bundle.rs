//! Reads what people upload and peers send: a bundle of STIX 2.1 or 2.0, one object, or a TAXII
//! envelope. Each object loads or is refused by name; one bad object does not lose the others.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Deserialize;
use serde_json::value::RawValue;
use time::OffsetDateTime;

use crate::marking::{MarkingMeaning, label_of_marking_id};
use crate::object::{Object, Refusal, read_timestamp};

/// What was read, what was not, and what is odd.
#[derive(Debug, Clone, Default)]
pub struct Bundle<'a> {
    /// The bundle's own id; it means nothing beyond this file.
    pub id: Option<String>,
    /// `2.0` where the bundle says so.
    pub spec_version: Option<String>,
    /// In the order of the file, one for each id.
    pub objects: Vec<Object<'a>>,
    /// The objects that were not read.
    pub refused: Vec<RefusedObject>,
    /// How many identical copies were merged into one.
    pub merged_copies: usize,
    /// Oddities of objects that were read.
    pub warnings: Vec<Warning>,
}

/// An object that was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("object {index} (`{}`): {fault}", .id.as_deref().unwrap_or("no id"))]
pub struct RefusedObject {
    /// Its place in the file, from 0.
    pub index: usize,
    /// Its id, where one could be read.
    pub id: Option<String>,
    /// What is wrong with it.
    pub fault: String,
}

/// Something odd about an object that was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{id}`: {what}")]
pub struct Warning {
    /// The object.
    pub id: String,
    /// What is odd.
    pub what: String,
}

/// Why nothing could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not UTF-8.
    #[error("not UTF-8: the first bad byte is number {0}")]
    NotUtf8(usize),
    /// Not JSON, or not closed.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// JSON of another kind.
    #[error("no STIX: {0}")]
    NotStix(&'static str),
}

#[derive(Deserialize)]
struct Top<'a> {
    #[serde(borrow, rename = "type")]
    object_type: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    spec_version: Option<&'a RawValue>,
    #[serde(borrow)]
    objects: Option<&'a RawValue>,
}

/// Reads a bundle, a single object or an envelope; a byte order mark in front is passed over.
pub fn read_bundle(bytes: &[u8]) -> Result<Bundle<'_>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| Fault::NotUtf8(error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with('{') {
        let is_json = serde_json::from_str::<&RawValue>(text);
        is_json.map_err(|error| Fault::NotJson(error.to_string()))?;
        return Err(Fault::NotStix("the file is not one JSON object"));
    }
    let top: Top<'_> =
        serde_json::from_str(text).map_err(|error| Fault::NotJson(error.to_string()))?;
    match (as_text(top.object_type).as_deref(), top.objects) {
        (Some("bundle"), objects) => {
            let mut bundle = load(objects)?;
            bundle.id = as_text(top.id);
            bundle.spec_version = as_text(top.spec_version);
            Ok(bundle)
        }
        (None, Some(objects)) if top.object_type.is_none() => load(Some(objects)),
        (None, _) => Err(Fault::NotStix("neither `type` nor `objects`")),
        (Some(_), _) => {
            let mut loading = Loading::default();
            loading.add(0, Object::read(text.trim()));
            Ok(loading.finish())
        }
    }
}

fn as_text(raw: Option<&RawValue>) -> Option<String> {
    serde_json::from_str(raw?.get()).ok()
}

fn load(objects: Option<&RawValue>) -> Result<Bundle<'_>, Fault> {
    let raws: Vec<&RawValue> = match objects {
        None => Vec::new(),
        Some(list) => {
            serde_json::from_str(list.get()).map_err(|_| Fault::NotStix("`objects` is no list"))?
        }
    };
    let mut loading = Loading::default();
    for (index, raw) in raws.into_iter().enumerate() {
        loading.add(index, Object::from_raw(raw));
    }
    Ok(loading.finish())
}

/// The objects that loaded, with their places, until copies are sorted out.
#[derive(Default)]
struct Loading<'a> {
    objects: Vec<(usize, Object<'a>)>,
    refused: Vec<RefusedObject>,
}

impl<'a> Loading<'a> {
    fn add(&mut self, index: usize, read: Result<Object<'a>, Refusal>) {
        match read {
            Ok(object) => self.objects.push((index, object)),
            Err(Refusal { id, fault }) => self.refused.push(RefusedObject { index, id, fault }),
        }
    }

    fn finish(mut self) -> Bundle<'a> {
        let verdicts = verdicts(&self.objects);
        let mut bundle = Bundle::default();
        for ((index, object), verdict) in self.objects.into_iter().zip(verdicts) {
            match verdict {
                Verdict::Keep => bundle.objects.push(object),
                Verdict::Copy => bundle.merged_copies += 1,
                Verdict::Refuse(fault) => {
                    let (id, fault) = (Some(object.id().to_owned()), fault.to_owned());
                    self.refused.push(RefusedObject { index, id, fault });
                }
            }
        }
        self.refused.sort_by_key(|refused| refused.index);
        bundle.refused = self.refused;
        bundle.warnings = warnings(&bundle.objects);
        bundle
    }
}

enum Verdict {
    Keep,
    Copy,
    Refuse(&'static str),
}

/// One object for each id: identical copies merge, the newest version stays, and contents that
/// contradict each other under one version are all refused, so that their order decides nothing.
fn verdicts(objects: &[(usize, Object<'_>)]) -> Vec<Verdict> {
    let mut copies: HashMap<&str, Vec<&Object<'_>>> = HashMap::with_capacity(objects.len());
    for (_, object) in objects {
        copies.entry(object.id()).or_default().push(object);
    }
    // Each object of a repeated id is looked at once: a file may repeat one id many times.
    let repeated: HashMap<&str, Newest> = copies
        .into_iter()
        .filter(|(_, same)| same.len() > 1)
        .map(|(id, same)| (id, Newest::of(&same)))
        .collect();
    let mut kept: HashSet<&str> = HashSet::with_capacity(repeated.len());
    let mut verdicts = Vec::with_capacity(objects.len());
    for (_, object) in objects {
        verdicts.push(match repeated.get(object.id()) {
            None => Verdict::Keep,
            Some(newest) if version(object) < newest.version => {
                Verdict::Refuse("an older version of an object that is here in a newer one")
            }
            Some(newest) if newest.is_contradictory => {
                Verdict::Refuse("the same id and version with different content")
            }
            Some(_) if kept.insert(object.id()) => Verdict::Keep,
            Some(_) => Verdict::Copy,
        });
    }
    verdicts
}

/// The newest version of an id that a file has more than once.
struct Newest {
    version: Option<OffsetDateTime>,
    is_contradictory: bool,
}

impl Newest {
    fn of(same: &[&Object<'_>]) -> Self {
        let version = same
            .iter()
            .map(|object| self::version(object))
            .max()
            .flatten();
        let newest = same
            .iter()
            .filter(|object| self::version(object) == version);
        let contents: HashSet<Option<String>> = newest.map(|object| content(object)).collect();
        Self {
            version,
            is_contradictory: contents.len() > 1,
        }
    }
}

fn version(object: &Object<'_>) -> Option<OffsetDateTime> {
    object.view().modified.as_deref().and_then(read_timestamp)
}

/// The content without blanks, escapes and the order of members.
fn content(object: &Object<'_>) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(object.raw()).ok()?;
    serde_json_canonicalizer::to_string(&value).ok()
}

fn warnings(objects: &[Object<'_>]) -> Vec<Warning> {
    let present: HashSet<&str> = objects.iter().map(Object::id).collect();
    let is_absent = |id: &&String| !present.contains(id.as_str());
    let is_unknown = |id: &&String| label_of_marking_id(id) == MarkingMeaning::UnknownMarking;
    let mut warnings = Vec::new();
    for object in objects {
        let markings = object.marking_refs().iter().filter(is_unknown);
        let absent: BTreeSet<&String> = object
            .references()
            .iter()
            .chain(markings)
            .filter(is_absent)
            .collect();
        let absent = absent
            .into_iter()
            .map(|id| format!("refers to `{id}`, which is not here"));
        let id = object.id();
        let warning = |what| Warning {
            id: id.to_owned(),
            what,
        };
        warnings.extend(object.oddities().into_iter().chain(absent).map(warning));
    }
    warnings
}

#[cfg(test)]
mod tests;

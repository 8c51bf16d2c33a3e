//! What of a STIX object is published: a closed list of types, and for each of them of fields. [R1]
//!
//! What a desk wrote itself, or was allowed to tell, gives few fields and days for times. What is public
//! already gives more of what a report says, as it stands there; but not what nobody looks for in one:
//! unknown fields and types, extensions, people, places, who saw what and when. [PUB-13]

use std::collections::BTreeSet;

use fanal_protocol::{Bulletin, Claim, Code, NoBeneficiary};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::error::{DeskError, Result, problem};

/// Of every object.
const ALWAYS: &[&str] = &[
    "type",
    "spec_version",
    "id",
    "created",
    "modified",
    "revoked",
    "labels",
    "lang",
];

/// Of every object of a report that is public already: who made it, where to read more.
const OF_A_REPORT: &[&str] = &[
    "confidence",
    "created_by_ref",
    "external_references",
    "object_marking_refs",
];

/// Types of which anybody's objects are published, each with its own fields. Sightings, identities, notes
/// and opinions tell who saw and said what: they stay.
const ANYBODYS: &[(&str, &[&str])] = &[
    (
        "indicator",
        &[
            "name",
            "description",
            "indicator_types",
            "pattern",
            "pattern_type",
            "pattern_version",
            "valid_from",
            "valid_until",
            "kill_chain_phases",
        ],
    ),
    (
        "malware",
        &[
            "name",
            "description",
            "malware_types",
            "is_family",
            "aliases",
            "kill_chain_phases",
        ],
    ),
    (
        "relationship",
        &[
            "relationship_type",
            "description",
            "source_ref",
            "target_ref",
        ],
    ),
    (
        "tool",
        &[
            "name",
            "description",
            "tool_types",
            "aliases",
            "kill_chain_phases",
        ],
    ),
    ("campaign", &["name", "description", "aliases"]),
    (
        "infrastructure",
        &[
            "name",
            "description",
            "infrastructure_types",
            "aliases",
            "kill_chain_phases",
        ],
    ),
    (
        "attack-pattern",
        &["name", "description", "aliases", "kill_chain_phases"],
    ),
];

/// Types that are published besides where the whole is public already.
const REPORTS: &[(&str, &[&str])] = &[
    (
        "report",
        &[
            "name",
            "description",
            "report_types",
            "published",
            "object_refs",
        ],
    ),
    (
        "identity",
        &["name", "description", "identity_class", "sectors"],
    ),
    (
        "intrusion-set",
        &["name", "description", "aliases", "goals"],
    ),
    (
        "threat-actor",
        &["name", "description", "threat_actor_types", "aliases"],
    ),
    ("vulnerability", &["name", "description"]),
    ("course-of-action", &["name", "description"]),
    (
        "marking-definition",
        &["name", "definition_type", "definition"],
    ),
    ("domain-name", &["value"]),
    ("url", &["value"]),
    ("ipv4-addr", &["value"]),
    ("ipv6-addr", &["value"]),
    ("email-addr", &["value"]),
    ("file", &["name", "hashes", "size"]),
    (
        "x509-certificate",
        &["hashes", "serial_number", "subject", "issuer"],
    ),
    ("autonomous-system", &["number", "name"]),
    ("mutex", &["name"]),
];

/// What is published of an object that stands inside a field.
const INSIDE: &[(&str, &[&str])] = &[
    (
        "external_references",
        &["source_name", "description", "url", "external_id"],
    ),
    ("kill_chain_phases", &["kill_chain_name", "phase_name"]),
    ("definition", &["tlp", "statement"]),
    (
        "hashes",
        &[
            "MD5", "SHA-1", "SHA-256", "SHA-512", "SHA3-256", "SHA3-512", "SSDEEP", "TLSH",
        ],
    ),
];

/// Fields that hold a time.
const TIMES: &[&str] = &[
    "created",
    "modified",
    "valid_from",
    "valid_until",
    "published",
];

/// The objects of a bulletin as a publication of it has them.
pub(crate) fn published_objects(bulletin: &Bulletin) -> Result<Vec<Box<RawValue>>> {
    let already = is_public_already(bulletin);
    let mut kept = Vec::new();
    let mut stays = BTreeSet::new();
    for raw in &bulletin.objects {
        let object = read(raw)?;
        match published_object(&object, already) {
            Some(fields) => kept.push(fields),
            None => {
                stays.extend(object.get("id").and_then(Value::as_str).map(str::to_owned));
            }
        }
    }
    // What says something about an object that stays is not said.
    kept.retain(|fields| !relates(fields, &stays));
    for fields in &mut kept {
        forget(fields, &stays);
    }
    kept.iter()
        .map(|fields| serde_json::value::to_raw_value(fields).map_err(broken))
        .collect()
}

/// Is all of it in a public report already?
pub(crate) const fn is_public_already(bulletin: &Bulletin) -> bool {
    matches!(
        bulletin.consent,
        Claim::NotNeeded {
            because: NoBeneficiary::AlreadyPublic
        }
    )
}

/// The fields of one object that are published, if any are.
fn published_object(object: &Map<String, Value>, already: bool) -> Option<Map<String, Value>> {
    let kind = object.get("type").and_then(Value::as_str)?;
    let own = fields_of(kind, already)?;
    if kind == "identity" && !is_an_organisation(object) {
        return None;
    }
    let is_kept = |name: &str| {
        ALWAYS.contains(&name) || own.contains(&name) || already && OF_A_REPORT.contains(&name)
    };
    let kept = object.iter().filter(|(name, _)| is_kept(name));
    let cut = kept.filter_map(|(name, value)| Some((name.clone(), cut(name, value)?)));
    Some(if already {
        cut.collect()
    } else {
        cut.map(|(name, value)| (name.clone(), to_the_day(&name, value)))
            .collect()
    })
}

fn fields_of(kind: &str, already: bool) -> Option<&'static [&'static str]> {
    let reports = REPORTS.iter().filter(|_| already);
    let mut rows = ANYBODYS.iter().chain(reports);
    rows.find(|(known, _)| *known == kind)
        .map(|(_, fields)| *fields)
}

/// A class that is missing may be a person's.
fn is_an_organisation(object: &Map<String, Value>) -> bool {
    let class = object.get("identity_class").and_then(Value::as_str);
    matches!(class, Some("organization" | "group" | "class" | "system"))
}

/// A value without what nobody knows inside it.
fn cut(name: &str, value: &Value) -> Option<Value> {
    match value {
        Value::Object(fields) => {
            let known = INSIDE.iter().find(|(known, _)| *known == name)?.1;
            let kept = fields
                .iter()
                .filter(|(name, value)| known.contains(&name.as_str()) && !is_nested(value));
            Some(Value::Object(
                kept.map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
            ))
        }
        Value::Array(items) => Some(Value::Array(
            items
                .iter()
                .filter(|item| !item.is_array())
                .filter_map(|item| cut(name, item))
                .collect(),
        )),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => Some(value.clone()),
    }
}

const fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

/// Is it about an object that stays?
fn relates(fields: &Map<String, Value>, stays: &BTreeSet<String>) -> bool {
    ["source_ref", "target_ref"].iter().any(|name| {
        let id = fields.get(*name).and_then(Value::as_str);
        id.is_some_and(|id| stays.contains(id))
    })
}

/// Takes out the names of objects that stay.
fn forget(fields: &mut Map<String, Value>, stays: &BTreeSet<String>) {
    let is_left = |value: &Value| !value.as_str().is_some_and(|id| stays.contains(id));
    for name in ["object_refs", "object_marking_refs"] {
        if let Some(Value::Array(ids)) = fields.get_mut(name) {
            ids.retain(is_left);
        }
    }
    if !fields.get("created_by_ref").is_none_or(is_left) {
        fields.remove("created_by_ref");
    }
}

/// [SR-4] Dates, not times.
fn to_the_day(name: &str, value: Value) -> Value {
    match value.as_str().filter(|_| TIMES.contains(&name)) {
        Some(text) => {
            let day: String = text.chars().take(10).collect();
            Value::String(format!("{day}T00:00:00.000Z"))
        }
        None => value,
    }
}

fn read(raw: &RawValue) -> Result<Map<String, Value>> {
    serde_json::from_str(raw.get()).map_err(broken)
}

fn broken(error: serde_json::Error) -> DeskError {
    problem(Code::Broken, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(json: &str, already: bool) -> Option<String> {
        let object = serde_json::from_str(json).unwrap();
        published_object(&object, already).map(|kept| Value::Object(kept).to_string())
    }

    const HIDING: &str = r#"{"type":"indicator","id":"indicator--1","created":"2026-11-22T13:37:01.123Z","pattern":"[url:value='x']","x_case":"sara","extensions":{"x":"sara"},"created_by_ref":"identity--1","external_references":[{"source_name":"A report","url":"https://report.example","x_reader":"sara","hashes":{"x":"sara"}}],"kill_chain_phases":[{"kill_chain_name":"k","phase_name":"p","x":"sara"}],"labels":[{"x":"sara"},["sara"],"phishing"],"granular_markings":["sara"]}"#;

    /// [PUB-2]
    #[test]
    fn unknown_fields_and_times_do_not_reach_the_public() {
        let text = published(HIDING, false).unwrap();
        assert!(text.contains("2026-11-22T00:00:00.000Z"), "{text}");
        for gone in ["sara", "13:37", "created_by_ref", "A report"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
    }

    /// [PUB-13]
    #[test]
    fn of_what_is_public_already_nothing_unknown_goes_either() {
        let text = published(HIDING, true).unwrap();
        assert!(!text.contains("sara"), "{text}");
        for kept in ["13:37:01.123Z", "identity--1", "https://report.example"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
    }

    /// [PUB-13]
    #[test]
    fn people_and_what_they_said_stay_whatever_the_claim() {
        for stays in [
            r#"{"type":"identity","id":"identity--1","name":"Sara","identity_class":"individual"}"#,
            r#"{"type":"identity","id":"identity--1","name":"Sara"}"#,
            r#"{"type":"note","id":"note--1","content":"Sara"}"#,
            r#"{"type":"observed-data","id":"observed-data--1"}"#,
            r#"{"type":"sighting","id":"sighting--1"}"#,
            r#"{"type":"user-account","id":"user-account--1","account_login":"sara"}"#,
            r#"{"type":"x-anything","id":"x-anything--1","name":"Sara"}"#,
            r#"{"id":"indicator--1","name":"Sara"}"#,
        ] {
            assert_eq!(published(stays, true), None);
            assert_eq!(published(stays, false), None);
        }
        let lab = r#"{"type":"identity","id":"identity--1","name":"A lab","identity_class":"organization","contact_information":"sara"}"#;
        assert_eq!(published(lab, false), None);
        let shown = published(lab, true).unwrap();
        assert!(
            shown.contains("A lab") && !shown.contains("sara"),
            "{shown}"
        );
    }
}

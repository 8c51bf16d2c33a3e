//! What a client is told of a withdrawn object: its id, that it is revoked, the fields without which it
//! would be no STIX, and a pattern that matches nothing. [R5]

use fanal_protocol::Label;
use fanal_stix::{marking_id, tlp_1_marking_id};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::query::{moment_of, written};

/// A pattern of a kind of object that nothing has.
const INERT: &str = "[x-fanal-withdrawn:value = 'withdrawn']";
/// Stands wherever a name or a text has to.
const WITHDRAWN: &str = "withdrawn";
/// Microseconds of a millisecond: the step from one version of an object to the next.
const MILLISECOND: i64 = 1_000;

/// What is kept of an object while it is there, so that one day it can be said that it went. Nothing in
/// it tells of a value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) id: String,
    created: String,
    pub(super) modified: String,
    /// Of a relationship: its type and both ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends: Option<(String, String, String)>,
}

#[derive(Deserialize)]
struct Read {
    id: String,
    created: Option<String>,
    modified: Option<String>,
    #[serde(default)]
    revoked: bool,
    relationship_type: Option<String>,
    source_ref: Option<String>,
    target_ref: Option<String>,
}

impl Kept {
    /// What is kept of an object. None, if its id could be guessed from what is in it [R4], if it has no
    /// versions, or if it is of a type that this program does not know how to revoke. `own` are ids that
    /// this program makes of random ones.
    pub(super) fn of(json: &[u8], own: impl Fn(&str) -> bool) -> Option<Self> {
        let read: Read = serde_json::from_slice(json).ok()?;
        let tells_nothing = |id: &str| is_random(id) || own(id);
        if read.revoked || !tells_nothing(&read.id) || required(type_of(&read.id)).is_none() {
            return None;
        }
        let ends = match type_of(&read.id) {
            "relationship" => {
                let (from, to) = (read.source_ref?, read.target_ref?);
                if !tells_nothing(&from) || !tells_nothing(&to) {
                    return None;
                }
                // Any other word may be somebody's own.
                let indicates = read.relationship_type.as_deref() == Some("indicates");
                let kind = if indicates { "indicates" } else { "related-to" };
                Some((kind.to_owned(), from, to))
            }
            _ => None,
        };
        Some(Self {
            id: read.id,
            created: read.created?,
            modified: read.modified?,
            ends,
        })
    }

    /// The same, withdrawn: the next version, of the day's beginning, or later if the last one was.
    pub(super) fn withdrawn(self, day: i64) -> Self {
        let last = moment_of(&self.modified).unwrap_or(0);
        let next = last
            .div_euclid(MILLISECOND)
            .saturating_add(1)
            .saturating_mul(MILLISECOND);
        let at = written(day.max(next));
        // STIX writes milliseconds.
        let modified = at.strip_suffix("000Z").map(|text| format!("{text}Z"));
        Self {
            modified: modified.unwrap_or(at),
            ..self
        }
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The revoked version.
    pub(super) fn revoked(&self, label: Label) -> Option<String> {
        let mut object = required(type_of(&self.id))?;
        let marks: Vec<&str> = std::iter::once(marking_id(label))
            .chain(tlp_1_marking_id(label))
            .collect();
        if let Some((kind, from, to)) = &self.ends {
            object.insert("relationship_type".into(), json!(kind));
            object.insert("source_ref".into(), json!(from));
            object.insert("target_ref".into(), json!(to));
        }
        for dated in ["valid_from", "published"] {
            if let Some(date) = object.get_mut(dated) {
                *date = json!(self.created);
            }
        }
        for refers in ["object_refs"] {
            if let Some(refs) = object.get_mut(refers) {
                *refs = json!([marking_id(label)]);
            }
        }
        object.insert("type".into(), json!(type_of(&self.id)));
        object.insert("spec_version".into(), json!("2.1"));
        object.insert("id".into(), json!(self.id));
        object.insert("created".into(), json!(self.created));
        object.insert("modified".into(), json!(self.modified));
        object.insert("revoked".into(), json!(true));
        object.insert("object_marking_refs".into(), json!(marks));
        serde_json::to_string(&object).ok()
    }
}

/// The fields that the standard asks of a type, with words that tell nothing; dates and references are
/// put in later. Source: STIX 2.1, chapters 4 and 5.
fn required(object_type: &str) -> Option<Map<String, Value>> {
    let fields = match object_type {
        "indicator" => json!({ "pattern": INERT, "pattern_type": "stix", "valid_from": "" }),
        "malware" => json!({ "is_family": false }),
        "report" => json!({ "name": WITHDRAWN, "published": "", "object_refs": [] }),
        "note" => json!({ "content": WITHDRAWN, "object_refs": [] }),
        "grouping" => json!({ "context": "unspecified", "object_refs": [] }),
        "identity" | "campaign" | "threat-actor" | "tool" | "attack-pattern" | "intrusion-set"
        | "infrastructure" | "course-of-action" | "vulnerability" => json!({ "name": WITHDRAWN }),
        "relationship" => json!({}),
        _ => return None,
    };
    match fields {
        Value::Object(fields) => Some(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    }
}

fn type_of(id: &str) -> &str {
    id.split_once("--").map_or("", |(kind, _)| kind)
}

/// A UUID of version 4: made of chance. Those of version 5 are made of a value, or of a name.
fn is_random(id: &str) -> bool {
    let version = id
        .split_once("--")
        .and_then(|(_, uuid)| uuid.chars().nth(14));
    version == Some('4')
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]
mod tests {
    use super::*;

    const RANDOM: &str = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";
    const MADE_OF_A_VALUE: &str = "1b9d6bcd-bbfd-5b2d-9b5d-ab8dfbbd4bed";

    fn object(object_type: &str, uuid: &str) -> Vec<u8> {
        let json = json!({
            "type": object_type, "id": format!("{object_type}--{uuid}"),
            "created": "2026-01-02T00:00:00.000Z", "modified": "2026-01-02T00:00:00.000Z",
            "name": "canary-name", "pattern": "[domain-name:value = 'canary.example']",
            "relationship_type": "indicates",
            "source_ref": format!("indicator--{RANDOM}"), "target_ref": format!("malware--{RANDOM}"),
        });
        serde_json::to_vec(&json).unwrap()
    }

    // [TAX-6]
    #[test]
    fn what_is_withdrawn_is_revoked_later_and_tells_nothing() {
        for kind in [
            "indicator",
            "malware",
            "report",
            "relationship",
            "identity",
            "note",
        ] {
            let kept = Kept::of(&object(kind, RANDOM), |_| false).unwrap();
            assert_eq!(Kept::read(&kept.to_bytes()), Some(kept.clone()));
            let before = kept.modified.clone();
            let day = moment_of("2026-01-02T00:00:00Z").unwrap();
            let kept = kept.withdrawn(day);
            assert_eq!(
                kept.modified, "2026-01-02T00:00:00.001Z",
                "later than {before}"
            );
            let text = kept.revoked(Label::Clear).unwrap();
            assert!(!text.contains("canary"), "{text}");
            let read: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(read["revoked"], true);
            assert_eq!(read["created"], "2026-01-02T00:00:00.000Z");
        }
        let later = moment_of("2027-03-04T00:00:00Z").unwrap();
        let kept = Kept::of(&object("malware", RANDOM), |_| false).unwrap();
        assert_eq!(kept.withdrawn(later).modified, "2027-03-04T00:00:00.000Z");
    }

    // [R4]
    #[test]
    fn nothing_is_kept_of_what_could_be_guessed() {
        assert_eq!(
            Kept::of(&object("indicator", MADE_OF_A_VALUE), |_| false),
            None
        );
        assert!(Kept::of(&object("report", MADE_OF_A_VALUE), |_| true).is_some());
        assert_eq!(Kept::of(&object("domain-name", RANDOM), |_| true), None);
        assert_eq!(Kept::of(&object("x-canary-kind", RANDOM), |_| true), None);
        assert_eq!(Kept::of(b"{}", |_| true), None);
    }
}

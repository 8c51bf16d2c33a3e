//! What a client is told of a withdrawn object: its id, that it is revoked, the fields without which it
//! would be no STIX, and a pattern that matches nothing. [R5]
//!
//! Only of objects that the bulletin's desk made. What somebody else made is not this desk's to revoke: its readers
//! would drop what its maker still stands by, and its id would tell what a bulletin was that tells nothing any more.

use fanal_protocol::Label;
use fanal_stix::{marking_id, tlp_1_marking_id};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::query::{moment_of, shortest};

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
    /// It is said of a desk's own object. What was kept before that was asked says nothing of it.
    #[serde(default)]
    own: bool,
}

#[derive(Deserialize)]
struct Read {
    id: String,
    created: Option<String>,
    modified: Option<String>,
    #[serde(default)]
    revoked: bool,
}

impl Kept {
    /// What is kept of an object. None, if `is_own` does not know its id for one that the bulletin's desk made, if
    /// it could be guessed from what is in it [R4], or if it is of a type of which a desk makes none.
    pub(super) fn of(json: &[u8], is_own: impl Fn(&str) -> bool) -> Option<Self> {
        let read: Read = serde_json::from_slice(json).ok()?;
        if read.revoked || !is_own(&read.id) || required(type_of(&read.id)).is_none() {
            return None;
        }
        Some(Self {
            id: read.id,
            created: read.created?,
            modified: read.modified?,
            own: true,
        })
    }

    /// The same, withdrawn: the next version, of the day's beginning, or later if the last one was.
    pub(super) fn withdrawn(self, day: i64) -> Self {
        let last = moment_of(&self.modified).unwrap_or(0);
        let next = last
            .div_euclid(MILLISECOND)
            .saturating_add(1)
            .saturating_mul(MILLISECOND);
        Self {
            modified: shortest(day.max(next)),
            ..self
        }
    }

    /// What was kept. None, if nobody asked then whose the object is, unless it is a report that this program made
    /// of a bulletin's id: others were kept under ids of chance alone.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let kept: Self = serde_json::from_slice(bytes).ok()?;
        let is_report = type_of(&kept.id) == "report" && !is_random(&kept.id);
        (kept.own || is_report).then_some(kept)
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
/// put in later. Of other types no desk makes objects. Source: STIX 2.1, chapter 4.
fn required(object_type: &str) -> Option<Map<String, Value>> {
    let fields = match object_type {
        "indicator" => json!({ "pattern": INERT, "pattern_type": "stix", "valid_from": "" }),
        "report" => json!({ "name": WITHDRAWN, "published": "", "object_refs": [] }),
        _ => return None,
    };
    match fields {
        Value::Object(fields) => Some(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    }
}

/// Is it an indicator as this program writes it for a value: of nobody, of midnight, with nothing that it does not
/// write? So an object of another desk's bulletin is known for that desk's own.
pub(super) fn is_as_written_here(json: &[u8]) -> bool {
    const MEMBERS: [&str; 11] = [
        "type",
        "spec_version",
        "id",
        "created",
        "modified",
        "name",
        "indicator_types",
        "pattern",
        "pattern_type",
        "valid_from",
        "object_marking_refs",
    ];
    let Ok(object) = serde_json::from_slice::<Map<String, Value>>(json) else {
        return false;
    };
    let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let created = text("created");
    object.keys().all(|name| MEMBERS.contains(&name.as_str()))
        && text("type") == "indicator"
        && is_random(text("id"))
        && created.ends_with("T00:00:00.000Z")
        && [text("modified"), text("valid_from")] == [created, created]
        && object.get("indicator_types") == Some(&json!(["malicious-activity"]))
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
            "pattern_type": "stix", "valid_from": "2026-01-02T00:00:00.000Z",
            "indicator_types": ["malicious-activity"],
        });
        serde_json::to_vec(&json).unwrap()
    }

    // [TAX-6]
    #[test]
    fn what_is_withdrawn_is_revoked_later_and_tells_nothing() {
        for kind in ["indicator", "report"] {
            let kept = Kept::of(&object(kind, RANDOM), |_| true).unwrap();
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
        let kept = Kept::of(&object("indicator", RANDOM), |_| true).unwrap();
        assert_eq!(kept.withdrawn(later).modified, "2027-03-04T00:00:00.000Z");
    }

    // [R4] [TAX-6]
    #[test]
    fn nothing_is_kept_of_what_could_be_guessed_or_is_somebody_elses() {
        assert_eq!(Kept::of(&object("indicator", RANDOM), |_| false), None);
        assert!(Kept::of(&object("report", MADE_OF_A_VALUE), |_| true).is_some());
        for others in ["domain-name", "attack-pattern", "x-canary-kind"] {
            assert_eq!(Kept::of(&object(others, RANDOM), |_| true), None);
        }
        assert_eq!(Kept::of(b"{}", |_| true), None);
        // Kept before it was asked whose an object is.
        let before = |kind: &str, uuid: &str| {
            let day = "2026-01-02T00:00:00.000Z";
            json!({"id": format!("{kind}--{uuid}"), "created": day, "modified": day}).to_string()
        };
        assert_eq!(Kept::read(before("indicator", RANDOM).as_bytes()), None);
        assert_eq!(Kept::read(before("report", RANDOM).as_bytes()), None);
        assert!(Kept::read(before("report", MADE_OF_A_VALUE).as_bytes()).is_some());
    }

    // [TAX-6]
    #[test]
    fn an_object_that_says_more_than_this_program_writes_is_somebody_elses() {
        assert!(is_as_written_here(&object("indicator", RANDOM)));
        assert!(!is_as_written_here(&object("indicator", MADE_OF_A_VALUE)));
        let changed = |name: &str, value: &str| {
            let read: Value = serde_json::from_slice(&object("indicator", RANDOM)).unwrap();
            let Value::Object(mut read) = read else {
                panic!("an object")
            };
            read.insert(name.to_owned(), json!(value));
            !is_as_written_here(Value::Object(read).to_string().as_bytes())
        };
        assert!(changed(
            "created_by_ref",
            "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5"
        ));
        assert!(changed("created", "2026-01-02T03:04:05.678Z"));
        assert!(changed("valid_until", "2026-01-02T00:00:00.000Z"));
        assert!(changed("x_mitre_version", "1.0"));
    }
}

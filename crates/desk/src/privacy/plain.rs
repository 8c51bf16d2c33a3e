//! What in a STIX object is no text of anybody's: ids, times, words and hashes, where they are what their
//! field says. Behind the name of such a field a text may stand all the same: then it is one.

mod vocabulary;

use fanal_stix::Value as Named;
use serde_json::Value;

use self::vocabulary::{is_language, is_type, words_of};

/// Fields of ids.
const IDS: &[&str] = &["id", "object_marking_refs"];
/// Fields of times.
const TIMES: &[&str] = &[
    "created",
    "modified",
    "valid_from",
    "valid_until",
    "published",
];
/// Shortest hash in characters, and the longest.
const HASH_CHARS: std::ops::RangeInclusive<usize> = 32..=160;

/// Is all that stands here what the field's name says, so that nothing of a person fits into it?
pub(crate) fn is_plain(name: &str, value: &Value) -> bool {
    if IDS.contains(&name) || name.ends_with("_ref") || name.ends_with("_refs") {
        all_texts(value, &is_id)
    } else if TIMES.contains(&name) {
        all_texts(value, &is_time)
    } else if let Some(words) = words_of(name) {
        all_texts(value, &|text| words.contains(&text))
    } else {
        match (name, value) {
            ("type", Value::String(text)) => is_type(text),
            ("lang", Value::String(text)) => is_language(text),
            ("spec_version" | "pattern_version", Value::String(text)) => is_version(text),
            ("revoked" | "is_family" | "defanged", Value::Bool(_)) => true,
            ("hashes", Value::Object(hashes)) => hashes
                .iter()
                .all(|(name, value)| value.as_str().is_some_and(|text| is_hash(name, text))),
            ("kill_chain_phases", Value::Array(phases)) => phases.iter().all(|phase| {
                let fields = phase.as_object();
                fields
                    .is_some_and(|fields| fields.iter().all(|(name, value)| is_plain(name, value)))
            }),
            _ => false,
        }
    }
}

fn all_texts(value: &Value, is_so: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is_so(text),
        Value::Array(items) => items.iter().all(|item| item.as_str().is_some_and(is_so)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

/// `indicator--` and a UUID.
fn is_id(text: &str) -> bool {
    text.split_once("--").is_some_and(|(kind, uuid)| {
        let in_groups: Vec<usize> = uuid.split('-').map(str::len).collect();
        is_type(kind)
            && in_groups == [8, 4, 4, 4, 12]
            && uuid.bytes().all(|c| c == b'-' || c.is_ascii_hexdigit())
    })
}

/// `2026-11-22T13:37:01.123Z`, with any number of digits behind the point.
fn is_time(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else {
        return false;
    };
    let digits = rest.strip_suffix('Z').unwrap_or("?");
    digits.is_empty()
        || digits
            .strip_prefix('.')
            .is_some_and(|digits| digits.len() <= 9 && digits.chars().all(|c| c == '0'))
}

/// `2.1`: digits and dots, and no number longer than a version's.
fn is_version(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (1..=4).contains(&digits)
        && text.len() <= 8
        && text.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Of an algorithm that is known by its name: behind another one might stand a text.
fn is_hash(algorithm: &str, text: &str) -> bool {
    let is_of: fn(char) -> bool = match algorithm {
        "MD5" | "SHA-1" | "SHA-256" | "SHA-512" | "SHA3-256" | "SHA3-512" => {
            |c| c.is_ascii_hexdigit()
        }
        "SSDEEP" | "TLSH" => |c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | ':' | '='),
        _ => return false,
    };
    HASH_CHARS.contains(&text.len()) && text.chars().all(is_of)
}

/// Do the values say all that the pattern says, letter for letter? A comment is in no value, nor is what
/// a normal form leaves out.
pub(crate) fn is_said_by(written: &str, values: &[Named]) -> bool {
    let mut parts = written.split('\'');
    let mut outside = true;
    parts.all(|part| {
        let is_said = if outside {
            !part.contains('/') && part.chars().all(|c| c.is_ascii_graphic() || c == ' ')
        } else {
            // What is escaped is shown as it is written.
            part == "SHA-256" || part == "SHA-1" || part == "SHA-512" || is_one_of(part, values)
        };
        outside = !outside;
        is_said
    })
}

/// Does a pattern say something to people, beside what it matches?
pub(crate) fn has_comment(written: &str) -> bool {
    let outside = written.split('\'').step_by(2);
    outside
        .into_iter()
        .any(|part| part.contains("/*") || part.contains("//"))
}

fn is_one_of(text: &str, values: &[Named]) -> bool {
    values.iter().any(|value| value.text() == text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_its_field_says_is_no_text() {
        for (name, value) in [
            (
                "id",
                json!("indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"),
            ),
            ("created", json!("2026-11-22T13:37:01.123Z")),
            ("modified", json!("2026-11-22T13:37:01Z")),
            (
                "indicator_types",
                json!(["malicious-activity", "attribution"]),
            ),
            ("malware_types", json!(["spyware"])),
            ("relationship_type", json!("indicates")),
            ("type", json!("attack-pattern")),
            ("spec_version", json!("2.1")),
            ("pattern_version", json!("2.1")),
            ("lang", json!("es")),
            ("lang", json!("pt-BR")),
            ("lang", json!("zh-Hant-TW")),
            (
                "source_ref",
                json!("malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"),
            ),
            (
                "hashes",
                json!({"SHA-256": "a".repeat(64), "MD5": "0".repeat(32)}),
            ),
            (
                "kill_chain_phases",
                json!([{"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}]),
            ),
            ("revoked", json!(true)),
        ] {
            assert!(is_plain(name, &value), "{name}: {value}");
        }
    }

    /// [PRV-1]
    #[test]
    fn a_text_behind_the_name_of_a_plain_field_is_a_text() {
        for (name, value) in [
            ("id", json!("Sara Example")),
            ("x_person_ref", json!("Sara Example")),
            ("x_person_refs", json!(["sara@mail.example"])),
            ("created", json!("when Sara came")),
            ("created", json!("2026-11-22T13:37:01.sara")),
            ("indicator_types", json!(["told by Sara"])),
            ("indicator_types", json!(["33612345678"])),
            ("lang", json!({"x": "Sara"})),
            (
                "hashes",
                json!({"MD5": "Sara Example of the clinic told us so"}),
            ),
            ("hashes", json!({"by Sara": "a".repeat(64)})),
            ("kill_chain_phases", json!([{"x": "Sara"}])),
            ("revoked", json!("Sara")),
            // A name that is one word.
            ("type", json!("x-sara-haddad")),
            ("indicator_types", json!(["sara-haddad"])),
            ("malware_types", json!(["spyware", "sara.haddad"])),
            ("tool_types", json!(["x_sara"])),
            ("relationship_type", json!("sara_haddad")),
            ("pattern_type", json!("sara")),
            ("pattern_version", json!("sara.haddad")),
            ("pattern_version", json!("33612345678")),
            ("lang", json!("sara-haddad")),
            ("lang", json!("en-Sara")),
            (
                "created_by_ref",
                json!("sara-haddad--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"),
            ),
            (
                "object_refs",
                json!(["sara.haddad--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"]),
            ),
            (
                "kill_chain_phases",
                json!([{"kill_chain_name": "sara-haddad", "phase_name": "initial-access"}]),
            ),
            (
                "kill_chain_phases",
                json!([{"kill_chain_name": "mitre-attack", "phase_name": "sara-haddad"}]),
            ),
            ("hashes", json!({"sara-haddad": "a".repeat(64)})),
            ("hashes", json!({"MD5": "SaraHaddadOfTheClinicToldUsAbout"})),
            ("x_other", json!("word")),
        ] {
            assert!(!is_plain(name, &value), "{name}: {value}");
        }
    }

    #[test]
    fn a_comment_in_a_pattern_is_in_no_value() {
        let said = |written: &str| {
            let pattern = fanal_stix::Pattern::parse(written).unwrap();
            is_said_by(written, &fanal_stix::values(&pattern).values)
        };
        assert!(said("[domain-name:value = 'x.example']"));
        assert!(said(
            "[domain-name:value='x.example' OR domain-name:value='y.example']"
        ));
        assert!(!said(
            "[domain-name:value = 'x.example' /* Sara told us */]"
        ));
        assert!(!said("[domain-name:value = 'x.example'] // Sara told us"));
        assert!(!said(
            "[url:value = 'https://x.example/a#sara@mail.example']"
        ));
        assert!(!said("[domain-name:value = 'SARA.example']"));
        assert!(has_comment("[domain-name:value = 'x.example' /* Sara */]"));
        assert!(has_comment("[domain-name:value = 'x.example'] // Sara"));
        assert!(!has_comment("[url:value = 'https://x.example/']"));
    }
}

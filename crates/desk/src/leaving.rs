//! Every text that leaves with a bulletin, beside the values of its indicators: for the people who say
//! yes to it, before they do. [PRV-12]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{Bulletin, Label};
use fanal_stix::Pattern;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::draft::Held;
use crate::error::Result;
use crate::privacy::plain::{is_plain, is_said_by};
use crate::publish::fields::published_objects;

/// A text that leaves. No Debug of what it says: content does not end in logs. [R3]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TextShown {
    /// Where it stands first: `title`, or `indicator 3 description` with the number of the object among
    /// those of its type.
    pub place: String,
    /// The text, whole.
    pub text: String,
    /// In how many more places the same stands.
    pub also: usize,
    /// It becomes public, where that is asked for; the others are for those who get the bulletin itself.
    pub public: bool,
}

impl std::fmt::Debug for TextShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextShown")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// All of them, each once, in the order in which they stand.
pub(crate) fn texts_of(bulletin: &Bulletin, asked: Label) -> Result<Vec<TextShown>> {
    let mut all = Texts::default();
    let published = [
        ("title", Some(bulletin.title.as_str())),
        ("summary", bulletin.summary.as_deref()),
        ("category", bulletin.category.as_deref()),
        ("lang", bulletin.lang.as_deref()),
        ("source", bulletin.source.as_deref()),
        ("licence", bulletin.licence.as_deref()),
    ];
    let mut public = Texts::default();
    for (place, text) in published {
        all.add(place, text.unwrap_or_default());
        public.add(place, text.unwrap_or_default());
    }
    let also_please = bulletin.marking.also_please.as_deref();
    all.add("also_please", also_please.unwrap_or_default());
    all.objects(&bulletin.objects);
    if asked == Label::Clear {
        public.objects(&published_objects(bulletin)?);
        let public: BTreeSet<&str> = public.shown.iter().map(|it| it.text.as_str()).collect();
        for text in &mut all.shown {
            text.public = public.contains(text.text.as_str());
        }
    }
    Ok(all.shown)
}

/// The texts of all parts of what was too large for one bulletin; what stands in several is shown once.
pub(crate) fn texts_of_all(records: &[Held]) -> Result<Vec<TextShown>> {
    let mut all: Vec<TextShown> = Vec::new();
    let mut known = BTreeSet::new();
    for held in records {
        if let Some(bulletin) = &held.draft.bulletin {
            let texts = texts_of(bulletin, held.draft.asked)?;
            all.extend(texts.into_iter().filter(|it| known.insert(it.text.clone())));
        }
    }
    Ok(all)
}

/// What was found so far, each text once.
#[derive(Default)]
pub(crate) struct Texts {
    shown: Vec<TextShown>,
    known: BTreeMap<String, usize>,
}

impl Texts {
    fn add(&mut self, place: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(first) = self.known.get(text).and_then(|at| self.shown.get_mut(*at)) {
            first.also += 1;
            return;
        }
        self.known.insert(text.to_owned(), self.shown.len());
        self.shown.push(TextShown {
            place: place.to_owned(),
            text: text.to_owned(),
            also: 0,
            public: false,
        });
    }

    fn objects(&mut self, objects: &[Box<RawValue>]) {
        let mut of_a_kind: BTreeMap<String, usize> = BTreeMap::new();
        for raw in objects {
            let Ok(object) = serde_json::from_str::<Map<String, Value>>(raw.get()) else {
                self.add("object", raw.get());
                continue;
            };
            let kind = object.get("type").and_then(Value::as_str);
            let kind = kind.unwrap_or("object").to_owned();
            let number = of_a_kind.entry(kind.clone()).or_default();
            *number += 1;
            let place = format!("{kind} {number}");
            self.object(&object, &kind, &place);
        }
    }

    fn object(&mut self, object: &Map<String, Value>, kind: &str, place: &str) {
        let values = match kind {
            "indicator" => values_of(object),
            _ => Vec::new(),
        };
        for (name, value) in object {
            match (name.as_str(), value.as_str()) {
                ("pattern", Some(text)) if is_said_by(text, &values) => {}
                // Many tools name an indicator after its value.
                ("name", Some(text)) if values.iter().any(|value| value.text() == text) => {}
                _ => self.field(name, value, place, fanal_stix::MAX_OBJECT_DEPTH),
            }
        }
    }

    fn field(&mut self, name: &str, value: &Value, place: &str, depth: usize) {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if !name.chars().all(is_word) {
            self.add(&format!("{place}: name of a field"), name);
        }
        if !is_plain(name, value) {
            self.value(value, &format!("{place} {name}"), depth);
        }
    }

    fn value(&mut self, value: &Value, place: &str, depth: usize) {
        match value {
            Value::String(text) => self.add(place, text),
            Value::Array(items) if depth > 0 => {
                for item in items {
                    self.value(item, place, depth - 1);
                }
            }
            Value::Object(fields) if depth > 0 => {
                for (name, value) in fields {
                    self.field(name, value, place, depth - 1);
                }
            }
            Value::Array(_) | Value::Object(_) | Value::Number(_) | Value::Bool(_) => {
                self.add(place, &value.to_string());
            }
            Value::Null => {}
        }
    }
}

/// The values that an indicator is shown by; none, where it says more than them.
fn values_of(object: &Map<String, Value>) -> Vec<fanal_stix::Value> {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let is_revoked = object.get("revoked").and_then(Value::as_bool) == Some(true);
    if is_revoked || text("pattern_type").is_some_and(|kind| kind != "stix") {
        return Vec::new();
    }
    let parsed = text("pattern").and_then(|written| Pattern::parse(written).ok());
    let extracted = parsed.map(|pattern| fanal_stix::values(&pattern));
    extracted
        .filter(|extracted| extracted.rest.is_empty())
        .map_or_else(Vec::new, |extracted| extracted.values)
}

#[cfg(test)]
mod tests {
    use fanal_protocol::{BulletinKind, Claim, Marking, NoBeneficiary};

    use super::*;

    fn bulletin(objects: &[&str], because: NoBeneficiary) -> Bulletin {
        let mut marking = Marking::of(Label::Clear);
        marking.also_please = Some("Say nothing to the landlord".into());
        Bulletin {
            kind: BulletinKind::Report,
            title: "A title".into(),
            summary: Some("A summary".into()),
            lang: Some("en".into()),
            category: Some("phishing".into()),
            marking,
            consent: Claim::NotNeeded { because },
            wishes_publication: false,
            urgent: false,
            content_warning: false,
            expires: None,
            refers_to: BTreeSet::new(),
            source: Some("A source".into()),
            licence: Some("A licence".into()),
            objects: objects
                .iter()
                .map(|json| RawValue::from_string((*json).to_owned()).unwrap())
                .collect(),
            roles: BTreeMap::new(),
        }
    }

    const INDICATOR: &str = r#"{"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","valid_from":"2026-01-02T03:04:05.678Z","name":"x.example","description":"Seen on her phone","pattern":"[domain-name:value = 'x.example']","pattern_type":"stix","indicator_types":["malicious-activity"],"x_case":"Sara's","x_number":336123456,"x_flag":true,"x_deep":{"a name with spaces":[{"y":"deep"}]},"x_friend_ref":"her sister","external_references":[{"source_name":"A blog","url":"https://blog.example/x"}],"extensions":{"extension-definition--1":{"z":"extended"}}}"#;

    /// [PRV-12]
    #[test]
    fn every_text_of_every_field_is_shown_and_no_plain_one() {
        let shown = texts_of(
            &bulletin(&[INDICATOR], NoBeneficiary::AlreadyPublic),
            Label::Green,
        );
        let shown = shown.unwrap();
        let texts: BTreeSet<&str> = shown.iter().map(|it| it.text.as_str()).collect();
        let expected = [
            "A title",
            "A summary",
            "en",
            "phishing",
            "A source",
            "A licence",
            "Say nothing to the landlord",
            "Seen on her phone",
            "Sara's",
            "336123456",
            "true",
            "a name with spaces",
            "deep",
            "her sister",
            "A blog",
            "https://blog.example/x",
            "extended",
        ];
        assert_eq!(texts, BTreeSet::from(expected));
        assert!(
            shown.iter().all(|it| !it.public),
            "nothing asks to be public"
        );
        let place = |text: &str| {
            let found = shown.iter().find(|it| it.text == text);
            found.unwrap().place.clone()
        };
        assert_eq!(place("Sara's"), "indicator 1 x_case");
        assert_eq!(place("deep"), "indicator 1 x_deep a name with spaces y");
    }

    /// [PRV-12] [PUB-13]
    #[test]
    fn what_becomes_public_is_told_apart() {
        let public = |because| {
            let shown = texts_of(&bulletin(&[INDICATOR], because), Label::Clear).unwrap();
            let public = shown.into_iter().filter(|it| it.public);
            public.map(|it| it.text).collect::<BTreeSet<_>>()
        };
        let plain = public(NoBeneficiary::NoBeneficiary);
        assert!(plain.contains("Seen on her phone") && !plain.contains("A blog"));
        let report = public(NoBeneficiary::AlreadyPublic);
        assert!(report.contains("A blog") && report.contains("https://blog.example/x"));
        for stays in [
            "Sara's",
            "336123456",
            "extended",
            "her sister",
            "Say nothing to the landlord",
        ] {
            assert!(!report.contains(stays), "{stays}");
        }
    }

    /// [PRV-12]
    #[test]
    fn a_pattern_that_says_more_than_its_values_is_a_text() {
        for (pattern, more) in [
            (
                r"[domain-name:value = 'x.example' /* Sara */]",
                r#""revoked":false"#,
            ),
            (
                r"[domain-name:value = 'x.example' AND file:name = 'y']",
                r#""revoked":false"#,
            ),
            (r"[domain-name:value = 'x.example']", r#""revoked":true"#),
            (
                r"[domain-name:value = 'x.example']",
                r#""pattern_type":"sigma""#,
            ),
        ] {
            let json = format!(
                r#"{{"type":"indicator","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14","pattern":"{pattern}",{more}}}"#
            );
            let shown = texts_of(
                &bulletin(&[&json], NoBeneficiary::NoBeneficiary),
                Label::Green,
            );
            let shown = shown.unwrap();
            assert!(
                shown.iter().any(|it| it.text == pattern),
                "{pattern} {more}"
            );
        }
    }

    #[test]
    fn what_stands_in_many_places_is_shown_once() {
        let malware = r#"{"type":"malware","id":"malware--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14","name":"A title","description":"The same"}"#;
        let shown = texts_of(
            &bulletin(&[malware, malware], NoBeneficiary::NoBeneficiary),
            Label::Green,
        );
        let shown = shown.unwrap();
        let of = |text: &str| shown.iter().find(|it| it.text == text).map(|it| it.also);
        assert_eq!((of("A title"), of("The same")), (Some(2), Some(1)));
    }
}

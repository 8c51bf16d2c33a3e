//! `ioc.yaml` of the stalkerware list: one entry an app, with names, packages, certificates, websites, distribution
//! sites and servers.

use std::collections::BTreeMap;

use fanal_protocol::Role;
use fanal_stix::Kind;
use serde_norway::{Mapping, Value};

use super::collect::Collector;
use super::marked::Marked;
use super::note::{Note, NoteCode, WhyRefused};
use super::recognise::parsed;
use super::{Fault, Format, Found, Input, Options, Reading};
use crate::shown::{one_line, shown};

/// Forty times the public list.
const MAX_YAML_BYTES: usize = 4 << 20;

/// Lists of this kind use no brackets; the YAML library takes quadratic time over open ones.
const MAX_FLOW_DEPTH: usize = 16;

/// Where values stand in an entry, and what they are. `c2.ip` is a slip of the source that circulates.
const SECTIONS: [(&str, Kind, Role); 8] = [
    ("packages", Kind::AppId, Role::Payload),
    ("ios_bundles", Kind::AppId, Role::Payload),
    ("certificates", Kind::CertificateSha1, Role::Payload),
    ("websites", Kind::DomainName, Role::Website),
    ("distribution", Kind::DomainName, Role::Delivery),
    ("c2.domains", Kind::DomainName, Role::C2),
    ("c2.ips", Kind::Ipv4, Role::C2),
    ("c2.ip", Kind::Ipv4, Role::C2),
];

/// What says nothing to match.
const KNOWN: [&str; 4] = ["name", "names", "type", "c2"];

/// What the lists say of an app. What watches openly is no stalkerware: the two stay apart, each in a file and under a
/// category of its own.
const CATEGORIES: [&str; 2] = ["stalkerware", "watchware"];

pub(super) fn looks_like(input: &Input<'_>, _: &Options<'_>) -> bool {
    let text = input.text;
    let is_entry = |line: &str| line.starts_with("- name:");
    let is_section = |line: &str| {
        let line = line.strip_prefix("- ").unwrap_or(line).trim();
        [
            "packages:",
            "ios_bundles:",
            "certificates:",
            "websites:",
            "distribution:",
            "c2:",
        ]
        .contains(&line)
    };
    text.lines().any(is_entry) && text.lines().any(is_section)
}

pub(super) fn read(input: &Input<'_>, _: &Options<'_>) -> Result<Reading, Fault> {
    let text = input.text;
    let fault = |why: String| Fault::NotThisFormat {
        format: Format::Stalkerware,
        why,
    };
    if text.len() > MAX_YAML_BYTES || is_nested_deep(text) {
        return Err(fault(
            "larger or nested deeper than such lists are".to_owned(),
        ));
    }
    if has_alias(text) {
        return Err(fault("it repeats parts of itself by `*aliases`".to_owned()));
    }
    let entries: Vec<Value> =
        serde_norway::from_str(text).map_err(|error| fault(error.to_string()))?;
    let mut reader = Reader::default();
    for (index, entry) in entries.iter().enumerate() {
        reader.entry(index + 1, entry);
    }
    let (notes, category) = (reader.notes(), reader.category());
    let mut reading = reader.collector.finish(Format::Stalkerware);
    reading.notes.extend(notes);
    reading.suggested_category = category;
    reading.suggested_title = category.map(|word| titled(word, entries.len()));
    Marked::of(text).apply(&mut reading);
    Ok(reading)
}

/// A list of one kind says which: its values alone tell nobody that they are of apps, or of which.
fn titled(category: &str, apps: usize) -> String {
    let apps = match apps {
        1 => "1 app".to_owned(),
        more => format!("{more} apps"),
    };
    format!("{category}: {apps}")
}

/// Is there an alias of YAML, outside of quotes? A hundred kilobytes of them stand for gigabytes. Lines end, and names
/// are written, as the library means it: `*-a` is an alias too.
fn has_alias(text: &str) -> bool {
    let ends = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    text.split(ends).any(|line| {
        let mut before = ' ';
        let mut is_first = true;
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            let starts_a_node = is_first || matches!(before, '-' | ':' | ',' | '[' | '{' | '?');
            let names = chars
                .peek()
                .is_some_and(|next| next.is_alphanumeric() || matches!(next, '_' | '-'));
            if c == '*' && starts_a_node && names {
                return true;
            }
            if !c.is_whitespace() {
                before = c;
                is_first = false;
            }
        }
        false
    })
}

/// Brackets inside quotes count as well: nobody writes so many.
fn is_nested_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_FLOW_DEPTH
    })
}

#[derive(Default)]
struct Reader {
    collector: Collector,
    types: BTreeMap<String, usize>,
    unread: BTreeMap<String, usize>,
}

impl Reader {
    fn entry(&mut self, number: usize, entry: &Value) {
        let Value::Mapping(entry) = entry else {
            let place = format!("entry {number}");
            let reason = WhyRefused::Broken.says("not an app with names and values");
            return self.collector.refuse(place, "", reason, None);
        };
        let name = entry.get("name").and_then(Value::as_str).map(one_line);
        let kind = entry
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("no type");
        *self.types.entry(shown(kind)).or_default() += 1;
        let shown_name = name.as_deref().map(shown).unwrap_or_default();
        for (section, kind, role) in SECTIONS {
            let place = format!("entry {number} ({shown_name}) {section}");
            for value in scalars(at(entry, section)) {
                self.value(kind, role, name.as_deref(), &place, value);
            }
        }
        self.note_unread(entry);
    }

    fn value(&mut self, kind: Kind, role: Role, name: Option<&str>, place: &str, value: &Value) {
        let Value::String(text) = value else {
            let written = serde_norway::to_string(value).unwrap_or_default();
            let hint = "put it in quotes";
            let reason = WhyRefused::NotText.says("not a text");
            return self
                .collector
                .refuse(place.to_owned(), &written, reason, Some(hint));
        };
        match parsed(kind, text) {
            Ok(value) => self.collector.add(Found {
                value,
                role: Some(role),
                name: name.map(str::to_owned),
                place: place.to_owned(),
                object_id: None,
                also_in: Vec::new(),
                at_least: None,
            }),
            Err(fault) => self.collector.refuse(place.to_owned(), text, fault, None),
        }
    }

    fn note_unread(&mut self, entry: &Mapping) {
        let top = entry.keys().filter_map(Value::as_str).map(str::to_owned);
        let below = entry
            .get("c2")
            .and_then(Value::as_mapping)
            .into_iter()
            .flat_map(Mapping::keys);
        let below = below
            .filter_map(Value::as_str)
            .map(|key| format!("c2.{key}"));
        let is_known = |key: &String| {
            KNOWN.contains(&key.as_str()) || SECTIONS.iter().any(|(section, ..)| section == key)
        };
        for key in top.chain(below).filter(|key| !is_known(key)) {
            *self.unread.entry(shown(&key)).or_default() += 1;
        }
    }

    /// The category of all entries; none where they are of several, or of one that is not known.
    fn category(&self) -> Option<&'static str> {
        let mut types = self.types.keys();
        let (only, more) = (types.next()?, types.next());
        let known = CATEGORIES.into_iter().find(|known| known == only);
        known.filter(|_| more.is_none())
    }

    fn notes(&self) -> Vec<Note> {
        let types = self.types.iter().map(|(kind, count)| {
            let text = format!("entries of type `{kind}`");
            Note::counted(NoteCode::OfType, *count, &text).about(kind)
        });
        let unread = self.unread.iter().map(|(key, count)| {
            let text = format!("`{key}` of {count} entries: not matched");
            Note::new(NoteCode::PartNotMatched, text)
                .number(*count)
                .about(key)
        });
        types.chain(unread).collect()
    }
}

fn at<'v>(entry: &'v Mapping, section: &str) -> Option<&'v Value> {
    match section.split_once('.') {
        Some((outer, inner)) => entry.get(outer)?.get(inner),
        None => entry.get(section),
    }
}

/// The items of a list, or the one value that stands in its place.
fn scalars(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Sequence(items)) => items,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn list(types: &[&str]) -> Reading {
        let entry = |(number, kind): (usize, &&str)| {
            format!(
                "- name: App{number}\n  type: {kind}\n  packages:\n  - com.example.app{number}\n"
            )
        };
        let yaml: String = types.iter().enumerate().map(entry).collect();
        let reading = read(None, yaml.as_bytes(), &Options::default()).unwrap();
        assert_eq!(reading.format, Format::Stalkerware);
        assert_eq!(reading.indicators.len(), types.len());
        reading
    }

    // [IMP-19]
    #[test]
    fn a_list_of_watchware_is_no_list_of_stalkerware() {
        let watchware = list(&["watchware", "watchware"]);
        assert_eq!(watchware.suggested_category, Some("watchware"));
        assert_eq!(
            watchware.suggested_title.as_deref(),
            Some("watchware: 2 apps")
        );
        let stalkerware = list(&["stalkerware"]);
        assert_eq!(stalkerware.suggested_category, Some("stalkerware"));
        assert_eq!(
            stalkerware.suggested_title.as_deref(),
            Some("stalkerware: 1 app")
        );
        // Of both, or of something else, a person says what it is.
        for mixed in [
            &["watchware", "stalkerware"][..],
            &["adware"],
            &["watchware", "adware"],
        ] {
            let reading = list(mixed);
            assert_eq!(reading.suggested_category, None, "{mixed:?}");
            assert_eq!(reading.suggested_title, None, "{mixed:?}");
        }
    }
}

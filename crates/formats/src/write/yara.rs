//! YARA rules as they came, byte for byte: what was signed is passed on, never run, never changed. What would reach
//! beyond itself, into the rules of others or the machine of its reader, is left out. [PUB-23]

mod whole;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Deserialize;

use super::{Export, Item, LeftOut, Settings, Tally, sorted, vocabulary};

#[derive(Deserialize)]
struct Rule {
    pattern_type: Option<String>,
    pattern: Option<String>,
    #[serde(default)]
    revoked: bool,
}

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    // A name that stands twice is an error, and no rule of the file is read.
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut body = String::new();
    for item in sorted(items) {
        for listed in &item.indicators {
            tally.add(LeftOut::NoPlace(listed.value.kind()));
        }
        for text in rules_of(item) {
            if seen.contains(&text) {
                continue;
            }
            let names = whole::names(&text).unwrap_or_default();
            let is_new = names.iter().collect::<BTreeSet<_>>().len() == names.len()
                && names.iter().all(|name| !named.contains(name));
            if names.is_empty() || !is_new {
                tally.add(LeftOut::Spelling);
                continue;
            }
            named.extend(names);
            seen.insert(text.clone());
            let _ = writeln!(body, "\n// bulletin {}, {}", item.id, item.label);
            body.push_str(&text);
            if !text.ends_with('\n') {
                body.push('\n');
            }
        }
    }
    let mut text = String::new();
    for line in vocabulary::header(items, settings, seen.len()) {
        let _ = writeln!(text, "// {line}");
    }
    text.push_str(&body);
    Export {
        bytes: text.into_bytes(),
        media_type: "text/plain; charset=utf-8",
        file_name: "rules.yar",
        announced: seen.len(),
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}

fn rules_of(item: &Item<'_>) -> impl Iterator<Item = String> {
    let objects = item.objects.iter();
    let rules = objects.filter_map(|raw| serde_json::from_str::<Rule>(raw.get()).ok());
    rules
        .filter(|rule| !rule.revoked && rule.pattern_type.as_deref() == Some("yara"))
        .filter_map(|rule| rule.pattern)
}

//! [PUB-17] The four catalogues say the same things: no key is missing, unused, twice or malformed, and a text has the
//! same placeholders, and names the same things in brackets, in each language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fanal_formats::LeftOut;
use fanal_protocol::Role;
use fanal_stix::Kind;
use fanal_texts::check::{catalogue, differences, quoted, said_in, untranslated};
use fanal_texts::{Lang, Texts};

use crate::address;
use crate::files::PLACES;
use crate::pages::{TOOLS, what};
use crate::view::{FILES, texts};

use super::shelves::{shelf, text};

/// What pages put into their texts.
const GIVEN: &[&str] = &[
    "alone", "contact", "day", "desk", "digest", "files", "id", "kind", "label", "network", "role",
];

/// Every reason to leave a value out.
const LEFT: [LeftOut; 16] = [
    LeftOut::NoPlace(Kind::Url),
    LeftOut::OnlyForMvt(Kind::Url),
    LeftOut::EqualsSign,
    LeftOut::Escapes,
    LeftOut::Network,
    LeftOut::Repeated,
    LeftOut::TooMany,
    LeftOut::MayAlertPerpetrator,
    LeftOut::PapForbids,
    LeftOut::PapUnstated,
    LeftOut::Unconfirmed,
    LeftOut::Role(Role::C2),
    LeftOut::Guarded,
    LeftOut::Spelling,
    LeftOut::ForTools,
    LeftOut::StaffOnly,
];

/// Keys that are made of a word of a closed list.
fn made() -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = fanal_texts::WEEKDAYS.map(str::to_owned).into();
    keys.extend(PLACES.iter().map(|place| what(place.name)));
    keys.extend(
        Kind::ALL
            .iter()
            .map(|kind| format!("kind-{}", kind.as_str())),
    );
    for tool in &TOOLS {
        keys.extend([format!("tool-{}", tool.id), format!("tool-{}-how", tool.id)]);
    }
    let left = LEFT.iter().map(|why| why.code().replace('_', "-"));
    keys.extend(left.map(|code| format!("left-{code}")));
    keys
}

#[test]
fn every_language_says_the_same_things_with_the_same_placeholders() {
    assert!(catalogue(FILES[0].1).len() > 150);
    assert_eq!(differences(&FILES), Vec::<String>::new());
}

#[test]
fn no_key_is_unused_and_none_that_is_used_is_missing() {
    let english = catalogue(FILES[0].1);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (quoted, made) = (quoted(std::slice::from_ref(&source)), made());
    let is_used = |key: &&String| quoted.contains(*key) || made.contains(*key);
    let unused: Vec<&String> = english.keys().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
    let mut said = said_in(&source.join("pages"));
    // Keys that are handed to a function of the frame.
    for family in [
        "home",
        "bulletin",
        "values",
        "reference",
        "withdrawn",
        "feed",
        "network",
        "verify",
        "about",
        "contact",
        "status",
        "weeks",
    ] {
        let of_family = |word: &&String| word.starts_with(&format!("{family}-"));
        let is_key = |word: &&String| !word.contains(|c: char| c != '-' && !c.is_ascii_lowercase());
        said.extend(quoted.iter().filter(of_family).filter(is_key).cloned());
    }
    // Names of pages and of writers.
    for other in ["network-feed", "network-csv", "contact-page"] {
        said.remove(other);
    }
    assert!(said.len() > 60, "{}: the search is blind", said.len());
    let missing: Vec<&String> = said
        .iter()
        .chain(&made)
        .filter(|key| !english.contains_key(*key))
        .collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
}

/// What stands in brackets in each text, by key.
fn named(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    let texts = Texts::read(Lang::En, text);
    for key in catalogue(text).into_keys() {
        let said = texts.say(&key);
        let parts = said.split('[').skip(1);
        let names = parts.filter_map(|part| part.split([']', '|']).next());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        all.insert(key, names);
    }
    all
}

#[test]
fn a_text_names_the_same_pages_in_every_language_and_none_that_nobody_knows() {
    let english = named(FILES[0].1);
    let known = |name: &&String| {
        let is_called = |(known, _): &(&str, &str)| known == name;
        GIVEN.contains(&name.as_str())
            || address::PAGES.iter().any(is_called)
            || address::FILES.iter().any(is_called)
    };
    let unknown: Vec<&String> = english
        .values()
        .flatten()
        .filter(|name| !known(name))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(english.values().flatten().count() > 40);
    for (lang, text) in &FILES[1..] {
        assert_eq!(named(text), english, "{lang:?}");
    }
}

/// Nobody has signed a translation: this test is changed with the first signature.
#[test]
fn the_original_is_english_and_no_translation_is_signed_yet() {
    let tree = shelf().built();
    for (lang, path) in [
        (Lang::En, "/"),
        (Lang::Fr, "/fr/"),
        (Lang::Es, "/es/"),
        (Lang::Ar, "/ar/"),
    ] {
        assert_eq!(texts(lang).is_reviewed(), lang == Lang::En, "{lang:?}");
        let says = text(&tree, path).contains(&texts(lang).say("unreviewed"));
        assert_eq!(says, lang != Lang::En, "{lang:?}");
    }
}

#[test]
fn what_is_translated_differs_from_the_english() {
    // Names of tools and formats are the same everywhere, and bytes in Spanish.
    let is_a_name = |key: &str| {
        key.starts_with("tool-") && !key.ends_with("-how")
            || ["file-feed-json", "bytes"].contains(&key)
    };
    assert_eq!(untranslated(&FILES, is_a_name), Vec::<String>::new());
}

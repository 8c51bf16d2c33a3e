//! [CSL-1] The four catalogues say the same things: no key is missing, unused, twice or malformed, and a text
//! has the same placeholders in each language.

use std::collections::BTreeSet;
use std::path::Path;

use fanal_texts::check::{catalogue, differences, quoted, said_in, untranslated};

use crate::findings::REASONS;
use crate::lang::Lang;
use crate::pages::words::{CATEGORIES, KINDS, ROLES};
use crate::texts::{FILES, Texts};

/// Keys that are made of a word of a closed list.
fn made() -> BTreeSet<String> {
    let codes = fanal_protocol::Code::ALL.iter();
    let mut keys: BTreeSet<String> = codes
        .map(|code| format!("code-{}", code.as_str().replace(['.', '_'], "-")))
        .collect();
    let lists: [(&str, &[&str]); 3] = [("kind", KINDS), ("category", CATEGORIES), ("role", ROLES)];
    for (prefix, words) in lists {
        keys.extend(words.iter().map(|word| format!("{prefix}-{word}")));
    }
    let notes = fanal_formats::NoteCode::ALL.iter();
    keys.extend(notes.map(|code| format!("reading-{}", code.as_str().replace('_', "-"))));
    let refusals = fanal_formats::WhyRefused::ALL.iter();
    keys.extend(refusals.map(|why| format!("refused-{}", why.as_str().replace('_', "-"))));
    let told = fanal_desk::ToldCode::ALL.iter();
    keys.extend(told.map(|code| format!("told-{}", code.as_str().replace('_', "-"))));
    let reasons = REASONS.iter();
    keys.extend(reasons.map(|reason| format!("finding-{}", reason.replace('_', "-"))));
    keys.extend(fanal_texts::WEEKDAYS.map(str::to_owned));
    keys
}

/// Keys that a family of literals makes: the beginning stands in a source, the rest is data of a
/// closed list of ours.
const FAMILIES: &[&str] = &[
    "field-", "reason-", "tool-", "roster-", "when-", "shape-", "right-", "stance-", "folder-",
    "why-not-", "scope-", "pap-", "read-as-", "then-", "key-", "column-",
];

#[test]
fn every_language_says_the_same_things_with_the_same_placeholders() {
    assert!(catalogue(FILES[0].1).len() > 200);
    assert_eq!(differences(&FILES), Vec::<String>::new());
}

#[test]
fn no_key_is_unused_and_none_that_is_used_is_missing() {
    let english = catalogue(FILES[0].1);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let quoted = quoted(&[root.join("src"), root.join("templates")]);
    let made = made();
    let in_family = |key: &str| FAMILIES.iter().any(|family| key.starts_with(family));
    let unused: Vec<&String> = english
        .keys()
        .filter(|key| !quoted.contains(*key) && !made.contains(*key) && !in_family(key))
        .collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
    let missing: Vec<&String> = made
        .iter()
        .filter(|key| !english.contains_key(*key))
        .collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
    let mut said = 0;
    for key in said_in(&root.join("templates"))
        .iter()
        .chain(&said_in(&root.join("src")))
    {
        assert!(english.contains_key(key), "no text for `{key}`");
        said += 1;
    }
    assert!(said > 200, "{said}: the search is blind");
}

/// Nobody has signed a translation: this test is changed with the first signature. [CSL-1]
#[test]
fn the_original_is_english_and_no_translation_is_signed_yet() {
    for (lang, _) in FILES {
        assert_eq!(Texts::of(lang).is_reviewed(), lang == Lang::En, "{lang:?}");
    }
}

/// A translation that was forgotten is the English sentence again.
#[test]
fn what_is_translated_differs_from_the_english() {
    // Names of tools are the same everywhere.
    let is_a_name = |key: &str| key.starts_with("tool-") && !key.ends_with("-more");
    assert_eq!(untranslated(&FILES, is_a_name), Vec::<String>::new());
}

/// [PRV-2] The check has no reason that the console cannot say.
#[test]
fn every_reason_of_the_privacy_check_has_its_sentence() {
    let known = fanal_privacy::Reason::ALL.iter();
    let mut known: BTreeSet<&str> = known.map(|reason| reason.as_str()).collect();
    known.insert("unchecked");
    assert_eq!(REASONS.iter().copied().collect::<BTreeSet<_>>(), known);
}

/// What a desk can write, its console offers.
#[test]
fn every_format_can_be_downloaded() {
    let offered = crate::pages::export::TOOLS.iter().map(|(name, _)| *name);
    let mut known: BTreeSet<&str> = fanal_formats::WRITERS.iter().map(|it| it.name).collect();
    known.insert("native");
    assert_eq!(offered.collect::<BTreeSet<_>>(), known);
    for name in known {
        for key in [format!("tool-{name}"), format!("tool-{name}-more")] {
            assert_ne!(Texts::of(Lang::En).say(&key), key);
        }
    }
}

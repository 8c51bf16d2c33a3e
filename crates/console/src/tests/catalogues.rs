//! [CSL-1] The four catalogues say the same things: no key is missing, unused, twice or malformed, and a text
//! has the same placeholders in each language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser::parse;

use crate::findings::REASONS;
use crate::lang::Lang;
use crate::pages::words::{CATEGORIES, KINDS, ROLES};
use crate::texts::{FILES, Texts};

type Catalogue = BTreeMap<String, BTreeSet<String>>;

/// Every key with its placeholders.
fn catalogue(text: &'static str) -> Catalogue {
    let resource = parse(text).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut all = Catalogue::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let pattern = message.value.expect("a message says something");
                let mut names = BTreeSet::new();
                placeholders(&pattern, &mut names);
                let before = all.insert(message.id.name.to_owned(), names);
                assert!(before.is_none(), "`{}` is there twice", message.id.name);
            }
            Entry::Junk { content } => panic!("malformed: {content}"),
            Entry::Term(_)
            | Entry::Comment(_)
            | Entry::GroupComment(_)
            | Entry::ResourceComment(_) => {}
        }
    }
    all
}

fn placeholders(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression } => of_expression(expression, names),
        }
    }
}

fn of_expression(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, names),
        Expression::Select { selector, variants } => {
            of_inline(selector, names);
            assert!(variants.iter().any(|variant| variant.default));
            for variant in variants {
                placeholders(&variant.value, names);
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => of_expression(expression, names),
        InlineExpression::FunctionReference { arguments, .. } => of_arguments(arguments, names),
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

fn of_arguments(arguments: &CallArguments<&str>, names: &mut BTreeSet<String>) {
    for argument in &arguments.positional {
        of_inline(argument, names);
    }
}

/// All words in quotes in the sources and templates: a key that is used stands among them.
fn quoted() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("templates")];
    let mut words = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    folders.push(path);
                }
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            words.extend(text.split('"').map(str::to_owned));
        }
    }
    words
}

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
    keys
}

/// Keys that a family of literals makes: the beginning stands in a source, the rest is data of a
/// closed list of ours.
const FAMILIES: &[&str] = &[
    "field-", "reason-", "tool-", "roster-", "when-", "shape-", "right-", "stance-", "folder-",
    "why-not-", "scope-", "pap-", "then-", "key-",
];

#[test]
fn every_language_says_the_same_things_with_the_same_placeholders() {
    let [(_, english), others @ ..] = FILES;
    let english = catalogue(english);
    assert!(english.len() > 200);
    for (lang, text) in others {
        let other = catalogue(text);
        let keys = |all: &Catalogue| all.keys().cloned().collect::<BTreeSet<_>>();
        let missing: Vec<_> = keys(&english).difference(&keys(&other)).cloned().collect();
        let more: Vec<_> = keys(&other).difference(&keys(&english)).cloned().collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "{lang:?}: missing {missing:?}, more {more:?}"
        );
        for (key, names) in &english {
            assert_eq!(names, &other[key], "{lang:?}: `{key}`");
        }
    }
}

#[test]
fn no_key_is_unused_and_none_that_is_used_is_missing() {
    let english = catalogue(FILES[0].1);
    let (quoted, made) = (quoted(), made());
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
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

/// The keys that are given to a catalogue as they stand.
fn said_in(folder: &Path) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("texts.rs") || path.ends_with("catalogues.rs") {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            // The first word is the field, the second the key.
            let faults = text.split("Fault::says(").skip(1);
            keys.extend(
                faults
                    .filter_map(|rest| rest.split('"').nth(3))
                    .map(str::to_owned),
            );
            for call in [
                ".say(\"",
                ".count(\"",
                ".with(\"",
                ".count_with(\"",
                ".of_all(\"",
            ] {
                let found = text.split(call).skip(1);
                keys.extend(
                    found
                        .filter_map(|rest| rest.split('"').next())
                        .map(str::to_owned),
                );
            }
        }
    }
    keys
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
    for lang in [Lang::Fr, Lang::Es, Lang::Ar] {
        let same = catalogue(FILES[0].1)
            .into_keys()
            .filter(|key| {
                let english = Texts::of(Lang::En).say(key);
                // Names of tools are the same everywhere.
                let is_a_name = key.starts_with("tool-") && !key.ends_with("-more");
                !is_a_name && english.contains(' ') && english == Texts::of(lang).say(key)
            })
            .collect::<Vec<_>>();
        assert!(same.is_empty(), "{lang:?}: {same:?}");
    }
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

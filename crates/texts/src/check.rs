//! What tests ask of catalogues: no key is missing, unused, twice or malformed, and a text has the same placeholders
//! in each language.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a harness: what does not hold here has to stop the test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser::parse;

use crate::{Lang, Texts};

/// Every key with its placeholders.
pub type Catalogue = BTreeMap<String, BTreeSet<String>>;

/// Reads a catalogue; one that is malformed, or says a key twice, stops the test.
pub fn catalogue(text: &str) -> Catalogue {
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

/// What the other languages lack, have more, or fill in otherwise than the first.
pub fn differences(files: &[(Lang, &str)]) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(((_, first), others)) = files.split_first() else {
        return wrong;
    };
    let first = catalogue(first);
    for (lang, text) in others {
        let other = catalogue(text);
        for (key, names) in &first {
            match other.get(key) {
                None => wrong.push(format!("{lang:?}: `{key}` is missing")),
                Some(theirs) if theirs != names => {
                    wrong.push(format!("{lang:?}: `{key}` has {theirs:?}, not {names:?}"));
                }
                Some(_) => {}
            }
        }
        let more = other.keys().filter(|key| !first.contains_key(*key));
        wrong.extend(more.map(|key| format!("{lang:?}: `{key}` is in no other language")));
    }
    wrong
}

/// Sentences that are the same as in the first language: translations that were forgotten.
pub fn untranslated(files: &[(Lang, &str)], is_a_name: impl Fn(&str) -> bool) -> Vec<String> {
    let mut same = Vec::new();
    let Some(((lang, first), others)) = files.split_first() else {
        return same;
    };
    let said = Texts::read(*lang, first);
    for (lang, text) in others {
        let other = Texts::read(*lang, text);
        for key in catalogue(first).into_keys() {
            let sentence = said.say(&key);
            if !is_a_name(&key) && sentence.contains(' ') && sentence == other.say(&key) {
                same.push(format!("{lang:?}: `{key}`"));
            }
        }
    }
    same
}

/// All words in quotes in the files of these folders, but for tests: a key that is used stands among them.
pub fn quoted(folders: &[PathBuf]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in files_in(folders, &["tests"]) {
        words.extend(text.split('"').map(str::to_owned));
    }
    words
}

/// The keys that the files of a folder give to a catalogue as they stand.
pub fn said_in(folder: &Path) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for text in files_in(&[folder.to_owned()], &["texts.rs", "catalogues.rs"]) {
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
    keys
}

/// The texts of all files below these folders, but for those that are called so.
fn files_in(folders: &[PathBuf], but: &[&str]) -> Vec<String> {
    let mut folders = folders.to_vec();
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if but.iter().any(|name| path.ends_with(name)) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_missing_or_too_much_or_filled_in_otherwise_is_told() {
        let files = [
            (Lang::En, "one = One { $n }\ntwo = Two\n"),
            (Lang::Fr, "one = Un\nthree = Trois\n"),
        ];
        assert_eq!(differences(&files).len(), 3);
        assert!(differences(&files[..1]).is_empty());
    }

    #[test]
    fn a_sentence_that_nobody_translated_is_told() {
        let files = [
            (Lang::En, "one = One word\n"),
            (Lang::Fr, "one = One word\n"),
        ];
        assert_eq!(untranslated(&files, |_| false), ["Fr: `one`"]);
        assert!(untranslated(&files, |key| key == "one").is_empty());
    }

    #[test]
    #[should_panic(expected = "twice")]
    fn a_key_that_is_said_twice_stops_the_test() {
        catalogue("one = One\none = Two\n");
    }
}

//! What `deny.toml` says of crates holds for every crate that the program is built with: licences, and crates that
//! are not to be there. The same file serves `cargo deny`, which asks more.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn rules() -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deny.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Name and licence of every crate that is built for Linux with all features of our own on, tests included.
fn packages() -> BTreeSet<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--workspace", "--all-features"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .args(["--prefix", "none", "--format", "{p}\t{l}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let rows = text.lines().filter_map(|line| line.split_once('\t'));
    // What stands there again is marked so.
    let told = rows.map(|(package, licence)| {
        let name = package.split(' ').next().unwrap_or_default();
        (name.to_owned(), licence.trim_end_matches(" (*)").to_owned())
    });
    told.collect()
}

/// Does an SPDX expression hold under these licences? Old manifests write `/` for `OR`.
fn holds(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let text = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = text.split_whitespace().peekable();
    any_of(&mut words, allowed)
}

type Words<'t> = std::iter::Peekable<std::str::SplitWhitespace<'t>>;

fn any_of(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut one = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        one |= all_of(words, allowed);
    }
    one
}

fn all_of(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut all = licence(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        all &= licence(words, allowed);
    }
    all
}

fn licence(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let inside = any_of(words, allowed);
        return words.next_if_eq(&")").is_some() && inside;
    }
    let mut name = words.next().unwrap_or_default().to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        name = format!("{name} WITH {}", words.next().unwrap_or_default());
    }
    allowed.contains(&name)
}

#[test]
fn every_crate_is_under_a_licence_that_goes_with_ours() {
    let rules = rules();
    let allowed = rules["licenses"]["allow"].as_array().unwrap();
    let allowed: BTreeSet<String> = allowed
        .iter()
        .map(|one| one.as_str().unwrap().to_owned())
        .collect();
    let packages = packages();
    assert!(packages.len() > 100, "{}", packages.len());
    for (name, licence) in packages {
        assert!(holds(&licence, &allowed), "{name}: {licence}");
    }
    for (expression, is_held) in [
        ("MIT OR Proprietary", true),
        ("MIT AND Proprietary", false),
        ("(MIT OR Proprietary) AND Zlib", true),
        ("GPL-2.0-only", false),
        ("", false),
    ] {
        assert_eq!(holds(expression, &allowed), is_held, "{expression}");
    }
}

#[test]
fn no_crate_is_there_that_is_not_to_be() {
    let rules = rules();
    let denied: BTreeSet<&str> = rules["bans"]["deny"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rule| rule.get("wrappers").is_none())
        .map(|rule| rule["crate"].as_str().unwrap())
        .collect();
    assert!(denied.contains("ring") && denied.contains("openssl"));
    for (name, _) in packages() {
        assert!(!denied.contains(name.as_str()), "{name}");
    }
}

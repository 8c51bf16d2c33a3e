//! Every command that a document names is one that the program has, and every link leads somewhere.

use std::path::Path;

use crate::read;
use crate::surroundings::{fanal, root};

const DOCUMENTS: &[&str] = &[
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "SPEC.md",
    "deploy/README.md",
    "deploy/tor/README.md",
    "deploy/fanal.toml.sample",
];

/// The documents, and every runbook.
fn documents() -> Vec<String> {
    let folder = root().join("deploy/runbooks");
    let mut all: Vec<String> = DOCUMENTS.iter().map(|path| (*path).to_owned()).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        all.push(format!("deploy/runbooks/{name}"));
    }
    all
}

/// A coordinator at three in the morning finds the page by the table.
#[test]
fn every_runbook_stands_in_the_table_and_names_a_command() {
    let table = read("deploy/runbooks/README.md");
    let pages = documents()
        .into_iter()
        .filter(|path| path.starts_with("deploy/runbooks/") && !path.ends_with("README.md"));
    let mut found = 0;
    for page in pages {
        let name = page.rsplit('/').next().unwrap();
        assert!(
            table.contains(&format!("]({name})")),
            "{name} is not in the table"
        );
        let text = read(&page);
        assert!(
            code(&text).iter().any(|line| call(line).is_some()),
            "{name} names no command"
        );
        found += 1;
    }
    assert!(found >= 14, "{found} runbooks");
}

/// Lines of examples, and what stands in backquotes.
fn code(text: &str) -> Vec<&str> {
    let (mut found, mut fenced) = (Vec::new(), false);
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            found.push(line.trim());
        } else {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// How a call of the program begins.
const CALLS: &[&str] = &["fanal ", "cargo run --release -- ", "cargo run -- "];

/// Verb and options of a call: `fanal --dir DIR roster draft --days 90` gives `roster draft` and `--days`.
fn call(line: &str) -> Option<(Vec<&str>, Vec<&str>)> {
    let rest = CALLS.iter().find_map(|start| line.strip_prefix(start))?;
    let words: Vec<&str> = rest.split('#').next()?.split_whitespace().collect();
    let words = match words.as_slice() {
        ["--dir" | "--config", _, rest @ ..] => rest,
        all => all,
    };
    let is_verb = |word: &&&str| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let verb = words
        .iter()
        .take_while(|word| !word.starts_with('-'))
        .take_while(is_verb)
        .copied();
    let options = words
        .iter()
        .filter(|word| word.starts_with("--") && word.len() > 2);
    Some((
        verb.collect(),
        options
            .map(|word| word.split('=').next().unwrap_or(word))
            .collect(),
    ))
}

/// What `--help` says of a verb of three words or fewer: what comes behind is what it is about.
fn help(verb: &[&str]) -> Option<String> {
    (1..=verb.len().min(3)).rev().find_map(|length| {
        let output = fanal()
            .args(verb.get(..length)?)
            .arg("--help")
            .output()
            .unwrap();
        output
            .status
            .success()
            .then(|| String::from_utf8(output.stdout).unwrap())
    })
}

#[test]
fn every_command_and_option_that_a_document_names_exists() {
    let mut wrong = Vec::new();
    for path in documents() {
        for line in code(&read(&path)) {
            let Some((verb, options)) = call(line) else {
                continue;
            };
            match help(&verb) {
                None => wrong.push(format!("{path}: {line}")),
                Some(help) => {
                    let missing = options.into_iter().filter(|option| !help.contains(option));
                    wrong.extend(missing.map(|option| format!("{path}: {option} in {line}")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_links_of_the_documents_lead_to_files() {
    let mut broken = Vec::new();
    let is_page = |path: &&String| Path::new(path).extension().is_some_and(|end| end == "md");
    for path in documents().iter().filter(is_page) {
        let text = read(path);
        let folder = root().join(path).parent().unwrap().to_owned();
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once(')')?.0));
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap_or(link);
            if !folder.join(file).exists() {
                broken.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Where `fanal doctor` sends people, something is. [CLI-8]
#[test]
fn every_document_of_a_check_is_there() {
    let mut found = 0;
    for path in fanal_desk::doctor_documents() {
        assert!(!read(path).is_empty(), "{path}");
        found += 1;
    }
    assert!(found > 5, "{found}");
}

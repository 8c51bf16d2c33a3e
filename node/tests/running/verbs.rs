//! Every verb through a node that runs: with which code it ends, and that `--json` says the same. [CLI-1]
//! [CLI-2] A verb without a row in `rows.txt` fails the test.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::node::{Folder, Node, fanal, run_in};

/// What is called, in this order: later rows lean on what earlier ones made.
const ROWS: &str = include_str!("rows.txt");

/// One call. `{name}` in a word stands for what an earlier answer was kept as.
struct Row {
    words: Vec<&'static str>,
    code: i32,
    /// `kind` without its frame where `ok`, else the error's code.
    says: &'static str,
    /// What is kept of the answer: its name, and where it stands.
    keep: Option<(&'static str, &'static str)>,
}

fn rows() -> Vec<Row> {
    let lines = ROWS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut cells = line.split('|').map(str::trim);
            let mut next = || {
                cells
                    .next()
                    .unwrap_or_else(|| panic!("a short row: {line}"))
            };
            Row {
                words: next().split_whitespace().collect(),
                code: next().parse().unwrap(),
                says: next(),
                keep: cells.next().map(|keep| keep.split_once('=').unwrap()),
            }
        })
        .collect()
}

/// The codes that the rows end with.
pub(crate) fn codes() -> BTreeSet<i32> {
    rows().iter().map(|row| row.code).collect()
}

/// The verbs as clap has them: those of the manual, and below each what its help lists.
fn verbs() -> BTreeSet<String> {
    let folder = Folder::new();
    let pages = folder.0.join("man");
    let out = pages.display().to_string();
    assert_eq!(
        run_in(&folder.0.join("x"), &["man", "--out", &out], "").code,
        0
    );
    let names = std::fs::read_dir(&pages)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let verbs = names.filter_map(|name| {
        let verb = name.strip_prefix("fanal-")?.strip_suffix(".1")?.to_owned();
        (verb != "exit").then_some(verb)
    });
    verbs.flat_map(|verb| leaves(&verb)).collect()
}

fn leaves(verb: &str) -> Vec<String> {
    let output = fanal().args([verb, "-h"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let Some((_, rest)) = help.split_once("\nCommands:\n") else {
        return vec![verb.to_owned()];
    };
    let listed = rest.lines().take_while(|line| !line.is_empty());
    // What stands deeper is the second line of a long one.
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(|name| format!("{verb} {name}"))
        .collect()
}

/// Exactly the members of the frame; the answer is what it says it is, or its code. [CLI-2]
fn said(answer: &Value) -> &str {
    let members = |of: &Value| -> BTreeSet<String> {
        of.as_object()
            .unwrap_or_else(|| panic!("no object: {of}"))
            .keys()
            .cloned()
            .collect()
    };
    let framed = |of: &Value, wanted: &[&str]| {
        let wanted = wanted.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(members(of), wanted, "{answer}");
    };
    if answer["ok"] == true {
        framed(answer, &["data", "kind", "ok", "warnings"]);
        assert!(answer["warnings"].is_array(), "{answer}");
        let kind = answer["kind"].as_str().unwrap();
        kind.strip_prefix("fanal.")
            .and_then(|kind| kind.strip_suffix(".v1"))
            .unwrap_or_else(|| panic!("kind `{kind}`"))
    } else {
        framed(answer, &["error", "ok"]);
        framed(&answer["error"], &["code", "doc", "hint", "text"]);
        let text = answer["error"]["text"].as_str();
        assert!(text.is_some_and(|text| !text.is_empty()), "{answer}");
        answer["error"]["code"].as_str().unwrap()
    }
}

/// The word, with what was kept in its place; none if that never came.
fn filled(word: &str, kept: &BTreeMap<&str, String>) -> Option<String> {
    let Some((before, name)) = word.strip_suffix('}').and_then(|word| word.split_once('{')) else {
        return Some(word.to_owned());
    };
    kept.get(name).map(|found| format!("{before}{found}"))
}

#[test]
fn every_verb_ends_as_it_says_through_a_node_that_runs() {
    let node = Node::serving();
    let folder = &node.folder;
    let path = |name: &str| folder.0.join(name).display().to_string();
    let mut kept = BTreeMap::from([
        (
            "list",
            folder.write("list.txt", "bad[.]example\n999.1.2.3.4\n"),
        ),
        ("empty", folder.write("empty.txt", "\n")),
        ("missing", path("missing.txt")),
        ("exported", path("out.jsonl")),
        ("evidence", path("evidence.json")),
        ("site", path("site")),
        ("trail", path("trail.jsonl")),
        ("folder", path("")),
    ]);
    let mut wrong = Vec::new();
    for row in rows() {
        let shown = row.words.join(" ");
        let words: Option<Vec<String>> = row.words.iter().map(|word| filled(word, &kept)).collect();
        let Some(words) = words else {
            wrong.push(format!("{shown}: a word was never kept"));
            continue;
        };
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.push("--json");
        let ended = node.run(&words);
        let answer = ended.json();
        let found = (ended.code, said(&answer));
        if found != (row.code, row.says) {
            wrong.push(format!(
                "{shown}: {found:?}, not {:?}: {answer}",
                (row.code, row.says)
            ));
        }
        if let Some((name, pointer)) = row.keep
            && let Some(found) = answer.pointer(pointer).and_then(Value::as_str)
        {
            kept.insert(name, found.to_owned());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_verb_has_a_row() {
    let verbs = verbs();
    let verb_of = |row: &Row| {
        let two = row.words.get(..2).map(|words| words.join(" "));
        two.filter(|verb| verbs.contains(verb))
            .unwrap_or_else(|| row.words[0].to_owned())
    };
    let called: BTreeSet<String> = rows().iter().map(verb_of).collect();
    let without: Vec<&String> = verbs.difference(&called).collect();
    assert!(without.is_empty(), "no row in rows.txt: {without:?}");
    let gone: Vec<&String> = called.difference(&verbs).collect();
    assert!(gone.is_empty(), "no such verb: {gone:?}");
}

#[test]
fn a_second_serve_in_one_folder_leaves_the_first_alone_and_the_first_ends_well() {
    let mut node = Node::serving();
    assert_eq!(node.run(&["serve"]).code, 1);
    assert_eq!(node.json(&["status"]).0, 0);
    assert!(node.run(&["status"]).stdout.contains("the node runs"));
    assert_eq!(node.run(&["status", "--quiet"]).code, 0);
    assert_eq!(node.stop(), 0);
    let ended = node.run(&["status"]);
    assert!(ended.stdout.contains("no node runs"), "{}", ended.stdout);
    // [CLI-6]
    assert_eq!((ended.code, node.run(&["status", "--quiet"]).code), (0, 1));
}

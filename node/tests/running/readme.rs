//! README, line by line: two new desks do what it says, in the order in which a newcomer needs it, and each command
//! ends as it should. The rows stand in `readme.txt`. [CLI-1]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::node::{Ended, Node};

const README: &str = include_str!("../../../README.md");
const ROWS: &str = include_str!("readme.txt");
/// Until another desk's word came.
const SOON: Duration = Duration::from_secs(60);

/// Lines that other tests run (at a terminal, with each node, against another server), and those tests.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "fanal init",
        "init_asks_its_five_questions_and_sets_up_what_was_answered",
    ),
    (
        "fanal serve",
        "doctor_sees_where_the_running_node_listens_and_looks_through_its_log",
    ),
    (
        "fanal import taxii https://feed.example/taxii2/ --tlp clear --source 'Example Lab'",
        "import_taxii_takes_what_a_server_has_and_the_next_time_only_what_is_new",
    ),
];

/// Where these tests stand.
const BESIDE: [&str; 3] = [
    include_str!("terminal.rs"),
    include_str!("doctor.rs"),
    include_str!("brought.rs"),
];

const LINKS: &str = "hxxps://drop[.]example/a\ncdn[.]example\n";
const BUNDLE: &str = r#"{"type":"bundle","id":"bundle--5f0c6d9f-2f6e-4c4b-9d0e-6f6e0a3f1b11","objects":[
{"type":"indicator","spec_version":"2.1","id":"indicator--0b6a9d5e-0e5b-4c39-8c5f-0c4f4ad3b6f1",
"created":"2021-07-18T00:00:00.000Z","modified":"2021-07-18T00:00:00.000Z","valid_from":"2021-07-18T00:00:00Z",
"pattern_type":"stix","pattern":"[domain-name:value='command.example']"},
{"type":"indicator","spec_version":"2.1","id":"indicator--6d1f3a52-7f43-4a53-9c60-52d6f2a6c1e7",
"created":"2021-07-18T00:00:00.000Z","modified":"2021-07-18T00:00:00.000Z","valid_from":"2021-07-18T00:00:00Z",
"pattern_type":"stix","pattern":"[email-addr:value='bait@mail.example']"}]}"#;

/// The commands of README's examples: without comments, a continued one in one line.
fn commands() -> Vec<String> {
    let joined = README.replace("\\\n        ", "");
    let lines = joined
        .lines()
        .filter_map(|line| line.strip_prefix("    fanal "));
    let bare = |line: &str| line.split(" #").next().unwrap().trim().to_owned();
    lines.map(|line| format!("fanal {}", bare(line))).collect()
}

/// A line by the shell, as a person types it, in a folder beside her node's.
fn typed(node: &Node, line: &str) -> Ended {
    let program = env!("CARGO_BIN_EXE_fanal");
    let dir = node.dir();
    let script = format!(
        "fanal() {{ '{program}' --dir '{}' \"$@\"; }}\n{line}",
        dir.display()
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(&node.folder.0);
    shell
        .env("HOME", &node.folder.0)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1");
    let output = shell.stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// The text, with what was kept in the place of what stands in braces.
fn filled(text: &str, kept: &BTreeMap<String, String>) -> String {
    kept.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// The word after the mark; with `+` before the mark, the word that begins with it.
fn word_of<'a>(said: &'a str, mark: &str) -> Option<&'a str> {
    let (_, rest) = said.split_once(mark.trim_start_matches('+'))?;
    let begins = mark.strip_prefix('+').map_or(0, str::len);
    let from = said.len() - rest.len() - begins;
    let word = said.get(from..)?.trim_start();
    let word = word.split([' ', '"', '\n']).next()?;
    Some(word.trim_end_matches('.'))
}

struct Row<'a> {
    who: &'a str,
    /// As README has it.
    line: &'a str,
    ours: bool,
    waits: bool,
    codes: Vec<i32>,
    instead: &'a str,
    keep: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    let lines = ROWS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let row = |line: &'static str| {
        // A shell's own pipe has a backslash before it.
        let mut after = '|';
        let is_wall = |it: char| std::mem::replace(&mut after, it) != '\\' && it == '|';
        let cells: Vec<&str> = line.split(is_wall).map(str::trim).collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        let (waits, words) = cell(1)
            .strip_prefix('~')
            .map_or((false, cell(1)), |rest| (true, rest));
        let (ours, words) = words
            .strip_prefix("+ ")
            .map_or((false, words), |rest| (true, rest));
        Row {
            who: cell(0),
            line: words,
            ours,
            waits,
            codes: cell(2)
                .split(' ')
                .map(|code| code.parse().unwrap())
                .collect(),
            instead: cell(3),
            keep: cell(4),
        }
    };
    lines.map(row).collect()
}

#[test]
fn two_new_desks_do_what_the_readme_says() {
    let desk = |name: &str, lang: &str| {
        let mut node = Node::set_up_with(&format!("desk = \"{name}\"\nlang = \"{lang}\"\n"));
        node.start();
        node
    };
    let nodes = BTreeMap::from([
        ("ancolie", desk("Ancolie", "fr")),
        ("lumbre", desk("Lumbre", "es")),
    ]);
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    for (name, node) in &nodes {
        kept.insert((*name).to_owned(), node.folder.0.display().to_string());
    }
    let folder = &nodes["ancolie"].folder;
    let beside: [(&str, PathBuf); 2] = [
        ("links", folder.write("given.txt", LINKS).into()),
        ("bundle", folder.write("given.stix2", BUNDLE).into()),
    ];
    for (name, path) in beside {
        kept.insert(name.to_owned(), path.display().to_string());
    }
    for row in rows() {
        let mut line = row.line.to_owned();
        for pair in row
            .instead
            .split(';')
            .filter(|pair| !pair.trim().is_empty())
        {
            let (there, here) = pair.split_once(" => ").unwrap();
            assert!(line.contains(there.trim()), "{}: {there}", row.line);
            line = line.replacen(there.trim(), here.trim(), 1);
        }
        let line = filled(&line.replace("\\|", "|"), &kept);
        let begun = Instant::now();
        let (ended, found) = loop {
            let ended = typed(&nodes[row.who], &line);
            let said = format!("{}\n{}", ended.stdout, ended.stderr);
            let found = row
                .keep
                .split_once('=')
                .and_then(|(_, mark)| word_of(&said, mark));
            let found = found.map(str::to_owned);
            let is_so = row.codes.contains(&ended.code) && (row.keep.is_empty() || found.is_some());
            if is_so || !row.waits || begun.elapsed() > SOON {
                break (ended, found);
            }
            std::thread::sleep(Duration::from_millis(500));
        };
        let said = format!("{}\n{}", ended.stdout, ended.stderr);
        assert!(
            row.codes.contains(&ended.code),
            "{}: {line}: {}\n{said}",
            row.who,
            ended.code
        );
        if let Some((name, _)) = row.keep.split_once('=') {
            let found = found.unwrap_or_else(|| panic!("{line}: no {name}: {said}"));
            kept.insert(name.to_owned(), found);
        }
    }
}

/// A command that is new in README has a row.
#[test]
fn every_command_of_the_readme_is_walked() {
    let walked: BTreeSet<&str> = rows()
        .iter()
        .filter(|row| !row.ours)
        .map(|row| row.line)
        .collect();
    let excused: BTreeSet<&str> = ELSEWHERE.iter().map(|(line, _)| *line).collect();
    for (line, test) in ELSEWHERE {
        let is_there = BESIDE
            .iter()
            .any(|text| text.contains(&format!("fn {test}()")));
        assert!(is_there, "no test runs `{line}`: {test}");
    }
    let commands = commands();
    assert!(commands.len() > 35, "{}", commands.len());
    for command in &commands {
        let known = walked.contains(command.as_str()) || excused.contains(command.as_str());
        assert!(known, "no row in readme.txt: {command}");
    }
    for line in walked.iter().chain(&excused) {
        let there = commands.iter().any(|command| command == line);
        assert!(there, "not in README: {line}");
    }
}

//! Every line of a runbook that calls the program is one that its command line takes: at three in the morning
//! it is typed as it stands there.

use clap::Parser as _;

use super::Cli;

/// What stands for something in the text, and an example of it.
const PLACES: &[(&str, &str)] = &[
    ("KEY=MOMENT", "3b6a27bc=2026-11-20T18:00:00Z"),
    ("BULLETIN", "kivu/aaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ("MOMENT", "2026-11-20T18:00:00Z"),
    (
        "KEY",
        "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29",
    ),
    ("GROUP", "stalkerware"),
    ("DESK", "kivu"),
    ("DAYS", "90"),
    ("FILE", "file.json"),
    ("PATH", "folder"),
    ("DIR", "folder"),
    ("ID", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ("N", "2"),
];

/// Lines of examples, and what stands in backquotes.
fn calls(text: &str) -> Vec<&str> {
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
    found.retain(|line| line.starts_with("fanal "));
    found
}

/// The words of a line as a shell gives them, without a comment or another program behind a bar.
fn words(line: &str) -> Vec<String> {
    let (mut all, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => (quote, begun) = (Some(c), true),
            (None, '#' | '|' | '>') if !begun => break,
            (None, ' ') => {
                if std::mem::take(&mut begun) {
                    all.push(std::mem::take(&mut word));
                }
            }
            _ => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        all.push(word);
    }
    all
}

fn filled(word: &str) -> String {
    let is_place = |(place, _): &&(&str, &str)| {
        word.split(['=', '/', '@', ':']).any(|part| part == *place) || word == *place
    };
    let found = PLACES.iter().find(is_place);
    found.map_or_else(
        || word.to_owned(),
        |(place, example)| word.replace(place, example),
    )
}

/// What the command line says to a line as somebody types it, if it does not take it.
fn fault(line: &str) -> Option<String> {
    let words = words(line).into_iter().map(|word| filled(&word));
    let told = Cli::try_parse_from(words).err()?.to_string();
    Some(told.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn every_call_in_a_runbook_is_one_that_the_command_line_takes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/runbooks");
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for page in std::fs::read_dir(folder).unwrap() {
        let path = page.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for line in calls(&text) {
            tried += 1;
            if let Some(told) = fault(line) {
                wrong.push(format!("{}: {line}: {told}", path.display()));
            }
        }
    }
    assert!(tried >= 80, "{tried} calls");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The ceremonies, each with its own command. [CLI-14]
const CEREMONIES: &[&str] = &[
    "key retire",
    "key rotate",
    "roster accept",
    "roster admit",
    "roster confirm",
    "roster coordinate",
    "roster coordinator add",
    "roster coordinator remove",
    "roster coordinator replace",
    "roster duties",
    "roster expel",
    "roster found",
    "roster fulfil",
    "roster group join",
    "roster group leave",
    "roster invite",
    "roster join",
    "roster leave",
    "roster move",
    "roster object",
    "roster readmit",
    "roster rekey",
    "roster renew",
    "roster retract",
    "roster revoke",
    "roster rules",
    "roster suspend",
    "roster vouch",
];

fn with_all_below(command: &clap::Command, path: &str, all: &mut Vec<(String, String)>) {
    for one in command.get_subcommands() {
        let path = format!("{path} {}", one.get_name());
        let told = one.get_after_help().map(ToString::to_string);
        with_all_below(one, &path, all);
        all.push((path.trim().to_owned(), told.unwrap_or_default()));
    }
}

#[test]
fn every_example_in_a_help_is_taken_and_each_ceremony_has_one() {
    let mut all = Vec::new();
    with_all_below(&<Cli as clap::CommandFactory>::command(), "", &mut all);
    let mut wrong = Vec::new();
    for (_, told) in &all {
        let lines = told.lines().map(str::trim);
        wrong.extend(
            lines
                .filter(|line| line.starts_with("fanal "))
                .filter_map(fault),
        );
    }
    for ceremony in CEREMONIES {
        let told = all.iter().find(|(path, _)| path == ceremony);
        let (_, told) = told.unwrap_or_else(|| panic!("no command `{ceremony}`"));
        if !told.contains(&format!("fanal {ceremony}")) {
            wrong.push(format!("no example: {ceremony}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

//! Every line of a runbook that calls the program is one that its command line takes: at three in the morning
//! it is typed as it stands there.

use clap::Parser as _;

use super::Cli;

/// What stands for something in the text, and an example of it.
const PLACES: &[(&str, &str)] = &[
    ("KEY=MOMENT", "3b6a27bc=2026-11-20T18:00:00Z"),
    ("BULLETIN", "kivu/00000000000000000000000001"),
    ("MOMENT", "2026-11-20T18:00:00Z"),
    ("GROUP", "stalkerware"),
    ("DESK", "kivu"),
    ("DAYS", "90"),
    ("FILE", "file.json"),
    ("PATH", "folder"),
    ("DIR", "folder"),
    ("ID", "00000000000000000000000001"),
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

#[test]
fn every_call_in_a_runbook_is_one_that_the_command_line_takes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/runbooks");
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for page in std::fs::read_dir(folder).unwrap() {
        let path = page.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for line in calls(&text) {
            let words = words(line).into_iter().map(|word| filled(&word));
            tried += 1;
            if let Err(error) = Cli::try_parse_from(words) {
                let told = error.to_string();
                let told = told.lines().next().unwrap_or_default();
                wrong.push(format!("{}: {line}: {told}", path.display()));
            }
        }
    }
    assert!(tried >= 80, "{tried} calls");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

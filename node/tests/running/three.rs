//! What takes more than one desk, or a second person, through nodes that run: each verb comes to its good
//! end. The desks are those of the demo, the rows stand in `three.txt`. [CLI-1] [CLI-14]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::demo::Demo;
use crate::node::{Ended, run_in};

const ROWS: &str = include_str!("three.txt");
/// Until another desk's word came: a round, or two.
const SOON: Duration = Duration::from_secs(60);

/// Who is at which node: its folder, and the file of the token.
struct Place {
    dir: PathBuf,
    token: Option<String>,
}

impl Place {
    fn run(&self, words: &[String]) -> Ended {
        let mut all: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Some(token) = &self.token {
            all.extend(["--token-file", token]);
        }
        all.push("--json");
        run_in(&self.dir, &all, "")
    }
}

/// The people of the three desks, a desk that is in no network yet, and the same one set up anew elsewhere.
fn places(demo: &Demo) -> BTreeMap<String, Place> {
    let mut places = BTreeMap::new();
    for desk in &demo.desks {
        let dir = PathBuf::from(desk["dir"].as_str().unwrap());
        let name = dir.file_name().unwrap().to_str().unwrap().to_owned();
        for (part, account) in desk["accounts"].as_object().unwrap() {
            let token = format!("{name}-{part}.token");
            let token = demo
                .folder
                .write(&token, account["token"].as_str().unwrap());
            let (dir, token) = (dir.clone(), Some(token));
            places.insert(format!("{name}/{part}"), Place { dir, token });
        }
    }
    for name in ["brisa", "brisa-anew"] {
        let dir = demo.folder.0.join(name);
        let ended = run_in(
            &dir,
            &["init", "--desk", "Brisa", "--lang", "es", "--yes"],
            "",
        );
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        places.insert(name.into(), Place { dir, token: None });
    }
    places
}

/// The words, with what was kept in the place of what stands in braces.
fn filled(text: &str, kept: &BTreeMap<String, String>) -> Vec<String> {
    let word = |word: &str| {
        let mut filled = String::new();
        let mut rest = word;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap();
            let found = kept.get(name);
            let found = found.unwrap_or_else(|| panic!("`{name}` was never kept"));
            filled = filled + before + found;
            rest = after;
        }
        filled + rest
    };
    text.split_whitespace().map(word).collect()
}

fn said(answer: &Value) -> &str {
    let kind = answer["kind"]
        .as_str()
        .and_then(|kind| kind.strip_prefix("fanal."));
    let kind = kind.and_then(|kind| kind.strip_suffix(".v1"));
    kind.or(answer["error"]["code"].as_str()).unwrap()
}

#[test]
fn what_takes_several_desks_or_people_comes_to_its_good_end() {
    let demo = Demo::told();
    demo.is_as_described();
    crate::doctor::knows_a_demo(&demo);
    let places = places(&demo);
    let folder = format!("{}/", demo.folder.0.display());
    let text = demo.folder.write("text.txt", "We keep what we are told.\n");
    let mut kept = BTreeMap::from([("folder".into(), folder), ("text".into(), text)]);
    let mut wrong = Vec::new();
    for line in ROWS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [who, words, code, kind, keep @ ..] = cells.as_slice() else {
            panic!("a short row: {line}")
        };
        let (waits, words) = match words.strip_prefix('~') {
            Some(words) => (true, words),
            None => (false, *words),
        };
        let (words, place) = (filled(words, &kept), &places[*who]);
        let wanted = (code.parse::<i32>().unwrap(), *kind);
        let begun = Instant::now();
        let answer = loop {
            let ended = place.run(&words);
            let answer = ended.json();
            if (ended.code, said(&answer)) == wanted {
                break Ok(answer);
            }
            if !waits || begun.elapsed() > SOON {
                break Err(format!(
                    "{who}: {}: {}, not {wanted:?}: {answer}",
                    words.join(" "),
                    ended.code
                ));
            }
            std::thread::sleep(Duration::from_millis(500));
        };
        match (answer, keep) {
            (Ok(answer), [keep]) => {
                let (name, pointer) = keep.split_once('=').unwrap();
                let found = answer.pointer(pointer).and_then(Value::as_str);
                let found = found.unwrap_or_else(|| panic!("{line}: nothing there: {answer}"));
                // What is long goes by a file.
                let (name, found) = match name.strip_prefix('@') {
                    Some(name) => (name, demo.folder.write(name, found)),
                    None => (name, found.to_owned()),
                };
                kept.insert(name.to_owned(), found);
            }
            (Ok(_), _) => {}
            // What leans on it would only say so again.
            (Err(what), [_]) => panic!("{what}\n{}", wrong.join("\n")),
            (Err(what), _) => wrong.push(what),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

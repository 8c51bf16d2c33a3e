//! What the program says of itself: help, manual, completions.

use std::path::Path;

use crate::{Folder, ended, fanal};

fn help(words: &[&str]) -> String {
    let mut command = fanal();
    command.args(words).arg("--help");
    let ended = ended(command, "");
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    ended.stdout
}

/// The verbs, as the manual has them.
fn verbs() -> Vec<String> {
    let folder = Folder::new();
    let pages = folder.0.join("man");
    let ended = folder.run(&["man", "--out", &pages.display().to_string()]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let entries = std::fs::read_dir(pages)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.into_string().unwrap());
    let verb = |name: String| Some(name.strip_prefix("fanal-")?.strip_suffix(".1")?.to_owned());
    let mut verbs: Vec<String> = names
        .filter_map(verb)
        .filter(|verb| verb != "exit")
        .collect();
    verbs.sort();
    verbs
}

#[test]
fn the_help_of_each_verb_is_the_one_that_was_read_over() {
    let bless = std::env::vars_os().any(|(name, _)| name == "FANAL_BLESS");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/help");
    let mut stale = Vec::new();
    let pages = verbs()
        .into_iter()
        .map(|verb| (verb.clone(), help(&[&verb])));
    for (name, text) in pages.chain([("fanal".to_owned(), help(&[]))]) {
        let file = kept.join(format!("{name}.txt"));
        if bless {
            std::fs::write(&file, &text).unwrap();
        } else if std::fs::read_to_string(&file).unwrap_or_default() != text {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "help changed: {stale:?}; read it over, then FANAL_BLESS=1"
    );
}

#[test]
fn no_help_is_kept_of_a_verb_that_is_gone() {
    let verbs = verbs();
    for entry in
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/help")).unwrap()
    {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let verb = name.strip_suffix(".txt").unwrap();
        assert!(
            verb == "fanal" || verbs.iter().any(|known| known == verb),
            "{name}"
        );
    }
}

#[test]
fn the_page_of_exit_codes_has_them_all() {
    let folder = Folder::new();
    let page = folder.run(&["man", "exit"]).stdout;
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "75"] {
        assert!(page.contains(&format!("\n.B {code}\n")), "{code}");
    }
}

#[test]
fn each_shell_has_its_completions() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ended = folder.run(&["completions", shell]);
        assert_eq!(ended.code, 0);
        assert!(ended.stdout.contains("withdraw"), "{shell}");
    }
}

//! Two desks, two people and a stick: RED and parcels by the real program, without any line. [RED-6]
//! [PAR-2]

use std::path::{Path, PathBuf};

use crate::node::{Folder, run_in};

/// One desk's folder, and files beside it.
struct Here<'a> {
    folder: &'a Folder,
    node: PathBuf,
}

impl Here<'_> {
    fn run(&self, words: &[&str]) -> (i32, String) {
        let ended = run_in(&self.node, words, "");
        (ended.code, ended.stdout)
    }

    fn done(&self, words: &[&str]) -> String {
        let (code, said) = self.run(words);
        assert_eq!(code, 0, "{words:?}: {said}");
        said
    }

    fn path(&self, name: &str) -> String {
        self.folder.0.join(name).display().to_string()
    }

    /// Keeps what a command says in a file.
    fn keep(&self, words: &[&str], name: &str) -> String {
        let said = self.done(words);
        self.folder.write(name, &said)
    }
}

/// ancolie founds, lumbre joins; files are all that passes between them.
fn two(folder: &Folder) -> [Here<'_>; 2] {
    let [ancolie, lumbre] = ["ancolie", "lumbre"].map(|name| Here {
        folder,
        node: folder.0.join(name),
    });
    ancolie.done(&["init", "--desk", "Ancolie", "--found", "Prueba"]);
    lumbre.done(&["init", "--desk", "Lumbre"]);
    let invitation = ancolie.keep(&["roster", "invite"], "invitation");
    let request = lumbre.keep(&["roster", "join", &format!("@{invitation}")], "request");
    let request = format!("@{request}");
    ancolie.done(&["roster", "vouch", &request, "--how", "we met"]);
    let next = ancolie.path("next");
    let draft = [
        "roster", "draft", "--admit", &request, "--output", &next, "--yes",
    ];
    ancolie.done(&draft);
    ancolie.done(&["roster", "take", &next]);
    let chain = ancolie.keep(&["roster", "chain"], "chain");
    lumbre.done(&["roster", "take", &chain]);
    [ancolie, lumbre]
}

/// The only parcel in a folder; gone from it.
fn carried(stick: &Path) -> String {
    let mut files = std::fs::read_dir(stick).unwrap();
    let file = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none(), "one parcel at a time");
    let away = stick.with_file_name("carried");
    std::fs::rename(&file, &away).unwrap();
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    for desk in ["ancolie", "lumbre"] {
        assert!(!name.contains(desk), "{name}");
    }
    away.display().to_string()
}

#[test]
fn red_goes_by_stick_from_person_to_person_and_comes_back() {
    let folder = Folder::new();
    let [ancolie, lumbre] = two(&folder);
    let stick = folder.0.join("stick");
    std::fs::create_dir(&stick).unwrap();
    let to = stick.display().to_string();
    let (ana, luz) = (ancolie.path("ana.txt"), lumbre.path("luz.txt"));
    ancolie.done(&[
        "contact",
        "add",
        "ana",
        "--identity",
        &ana,
        "--to",
        "lumbre",
    ]);
    lumbre.done(&[
        "contact",
        "add",
        "luz",
        "--identity",
        &luz,
        "--to",
        "ancolie",
    ]);
    let secret = std::fs::read_to_string(&ana).unwrap();
    assert!(secret.contains("AGE-SECRET-KEY-1"));

    // The cards cross; then the knock and what is sealed go together.
    ancolie.done(&["export", "--for", "lumbre", "--to", &to]);
    lumbre.done(&["import", &carried(&stick)]);
    lumbre.done(&["parcel", "make", "ancolie", "--to", &to]);
    ancolie.done(&["parcel", "take", &carried(&stick)]);
    ancolie.done(&["knock", "lumbre", "--yes"]);
    let text = folder.write("text.txt", "canary-words of the lawyer");
    let seal = [
        "seal",
        &text,
        "--title",
        "canary-title",
        "--to",
        "lumbre/luz",
        "--identity",
        &ana,
        "--consent",
        "named",
        "--yes",
    ];
    let said = ancolie.done(&seal);
    assert!(said.starts_with("TLP:RED"), "{said}");
    assert!(!said.contains("canary"), "{said}");
    ancolie.done(&["parcel", "make", "lumbre", "--to", &to]);
    lumbre.done(&["parcel", "take", &carried(&stick)]);

    let listed = lumbre.done(&["open"]);
    let id = listed
        .split_whitespace()
        .find(|word| word.starts_with("ancolie/"))
        .unwrap()
        .to_owned();
    let opened = lumbre.done(&["open", &id, "--identity", &luz]);
    assert!(
        opened.starts_with("TLP:RED"),
        "the label comes first: {opened}"
    );
    assert!(
        opened.contains("canary-words") && opened.contains("ancolie/ana"),
        "{opened}"
    );
    assert_eq!(lumbre.run(&["open", &id, "--identity", &ana]).0, 4);
    assert_eq!(
        lumbre.run(&["open", &id]).0,
        2,
        "nobody opted to open it on the server"
    );
    let config = lumbre.node.join("fanal.toml");
    let before = std::fs::read_to_string(&config).unwrap();
    let section = format!("[red]\nidentity = \"{luz}\"\n");
    let opted = before.replace("[red]\n", &section);
    assert!(
        opted.contains(&section),
        "init writes the section: {before}"
    );
    std::fs::write(&config, opted).unwrap();
    assert!(
        lumbre.done(&["open", &id]).contains("canary-words"),
        "this desk opted"
    );
    std::fs::write(&config, before).unwrap();
    for shown in [
        lumbre.done(&["inbox", "list"]),
        lumbre.done(&["status", "--json"]),
    ] {
        assert!(!shown.contains("canary"), "{shown}");
    }

    ancolie.done(&["withdraw", &id, "--reason", "consent", "--yes"]);
    ancolie.done(&["parcel", "make", "lumbre", "--to", &to]);
    let parcel = carried(&stick);
    lumbre.done(&["parcel", "take", &parcel]);
    assert_eq!(
        lumbre.run(&["parcel", "take", &parcel]).0,
        1,
        "taken before"
    );
    assert_eq!(lumbre.run(&["open", &id, "--identity", &luz]).0, 4);
    lumbre.done(&["parcel", "make", "ancolie", "--to", &to]);
    let answer = ancolie.done(&["parcel", "take", &carried(&stick)]);
    assert!(answer.contains("a parcel of lumbre"), "{answer}");
}

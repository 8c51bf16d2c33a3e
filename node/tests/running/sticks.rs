//! Two desks, two people and a stick: RED and parcels by the real program, without any line. [RED-6]
//! [PAR-2]

use std::path::{Path, PathBuf};

use fanal_ambient::{Clock as _, MachineClock, MachineEntropy};
use fanal_desk::{CardShown, RedOrder, Writer, seal_red};
use fanal_protocol::{DeskId, Timestamp, VerifiedRoster};
use fanal_seal::Identity;
use serde_json::Value;

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

/// What the owner of this identity writes on a machine of their own to somebody at another desk, with the cards that
/// their desk knows: a file that no desk signed.
fn written_by_itself(desk: &Here, identity: &str, to: (&str, &str)) -> Vec<u8> {
    let told: Value = serde_json::from_str(&desk.done(&["contact", "list", "--json"])).unwrap();
    let cards: Vec<CardShown> = serde_json::from_value(told["data"].clone()).unwrap();
    let card = |desk: &str, name: &str| {
        let is_it = |card: &&CardShown| card.desk.as_str() == desk && card.pseudonym == name;
        cards.iter().find(is_it).unwrap().envelope.clone()
    };
    let chain = desk.done(&["roster", "chain"]);
    let lines = chain.lines().filter(|line| !line.trim().is_empty());
    let mut lines = lines.map(str::as_bytes);
    let mut roster = VerifiedRoster::found(lines.next().unwrap()).unwrap();
    for next in lines {
        roster = roster.succeed(next).unwrap();
    }
    let identity = std::fs::read_to_string(identity).unwrap();
    let identity = Identity::read_file(&identity).unwrap().remove(0);
    let order = RedOrder {
        text: "canary-words of the lawyer".into(),
        title: "canary-title".into(),
        lang: None,
        consent: "named".into(),
        consent_until: None,
        also_please: None,
        retain_until: None,
        because: [].into(),
        to: vec![card(to.0, to.1)],
    };
    let own = card("ancolie", "ana");
    let writer = Writer {
        identity: &identity,
        card: &own,
        roster: &roster,
        now: Timestamp::from_unix(MachineClock.unix_now()),
    };
    let mut sealed = seal_red(&order, &writer, &MachineEntropy).unwrap();
    let to: DeskId = to.0.parse().unwrap();
    sealed.files.remove(&to).unwrap()
}

/// [RED-8] A file that came by itself, on a stick: good while its writer's card is, refused once the reader's desk
/// heard that the card is over, and doubted where nobody knows.
#[test]
fn a_sealed_file_on_a_stick_is_held_to_the_card_of_its_writer() {
    let folder = Folder::new();
    let [ancolie, lumbre] = two(&folder);
    let stick = folder.0.join("stick");
    std::fs::create_dir(&stick).unwrap();
    let to = stick.display().to_string();
    let (ana, luz) = (ancolie.path("ana.txt"), lumbre.path("luz.txt"));
    let card = |desk: &Here, name: &str, identity: &str, to: &str| {
        desk.done(&["contact", "add", name, "--identity", identity, "--to", to]);
    };
    card(&ancolie, "ana", &ana, "lumbre");
    card(&lumbre, "luz", &luz, "ancolie");
    ancolie.done(&["parcel", "make", "lumbre", "--to", &to]);
    lumbre.done(&["parcel", "take", &carried(&stick)]);
    lumbre.done(&["parcel", "make", "ancolie", "--to", &to]);
    ancolie.done(&["parcel", "take", &carried(&stick)]);

    let file = folder.0.join("for-luz.age");
    std::fs::write(&file, written_by_itself(&ancolie, &ana, ("lumbre", "luz"))).unwrap();
    let file = file.display().to_string();
    let open = ["open", &file, "--identity", &luz, "--json"];
    let told: Value = serde_json::from_str(&lumbre.done(&open)).unwrap();
    assert_eq!(told["data"]["by"], "ancolie/ana");
    assert_eq!(told["warnings"], serde_json::json!([]), "{told}");
    // On a machine without a node, the reader is told that nobody looked.
    let chain = lumbre.keep(&["roster", "chain"], "chain");
    let alone = [&open[..], &["--roster", &chain]].concat();
    let ended = run_in(&folder.0.join("laptop"), &alone, "");
    let told = ended.json();
    assert_eq!(
        (ended.code, &told["data"]["by"]),
        (0, &"ancolie/ana".into())
    );
    assert_eq!(told["warnings"][0]["code"], "card_unknown", "{told}");

    ancolie.done(&["contact", "end", "ana"]);
    ancolie.done(&["parcel", "make", "lumbre", "--to", &to]);
    assert_eq!(lumbre.run(&open).0, 0, "it has not heard of it");
    lumbre.done(&["parcel", "take", &carried(&stick)]);
    let (code, said) = lumbre.run(&open);
    assert_eq!(code, 5, "{said}");
    assert!(!said.contains("canary"), "{said}");
    assert!(said.contains("has ended or names another key"), "{said}");
}

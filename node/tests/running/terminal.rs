//! What a person is asked at a terminal: a pseudo-terminal with somebody who answers.

use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::Child;
use std::sync::{Arc, Mutex};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::node::{Folder, Node, fanal, wait_for};

/// The program at a terminal.
struct Terminal {
    master: std::fs::File,
    child: Child,
    shown: Arc<Mutex<String>>,
}

impl Terminal {
    fn run(dir: &std::path::Path, words: &[&str]) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let open = || {
            let slave = std::fs::OpenOptions::new()
                .read(true)
                .write(true)
                .open(&name)
                .unwrap();
            OwnedFd::from(slave)
        };
        let child = fanal()
            .arg("--dir")
            .arg(dir)
            .args(words)
            .current_dir(dir.parent().unwrap())
            .env("NO_COLOR", "1")
            .stdin(open())
            .stdout(open())
            .stderr(open())
            .spawn()
            .unwrap();
        let master = std::fs::File::from(OwnedFd::from(master));
        let shown = Arc::new(Mutex::new(String::new()));
        let (mut reader, screen) = (master.try_clone().unwrap(), Arc::clone(&shown));
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            // The read fails once the program has gone.
            while let Ok(length) = reader.read(&mut piece) {
                let text = String::from_utf8_lossy(&piece[..length]);
                screen.lock().unwrap().push_str(&text);
            }
        });
        Self {
            master,
            child,
            shown,
        }
    }

    fn shown(&self) -> String {
        self.shown.lock().unwrap().clone()
    }

    /// Waits for the question, then types.
    fn answer(&mut self, question: &str, answer: &str) {
        wait_for(question, || self.shown().contains(question).then_some(()));
        writeln!(self.master, "{answer}").unwrap();
    }

    /// How it ended, and all that stood on the screen.
    fn end(mut self) -> (i32, String) {
        let code = wait_for("the program to end", || self.child.try_wait().unwrap());
        (code.code().unwrap(), self.shown())
    }
}

const SHARE: [&str; 6] = [
    "share",
    "evil[.]example",
    "--tlp",
    "green",
    "--consent",
    "network",
];

#[test]
fn share_shows_who_will_see_it_and_sends_only_on_a_yes() {
    let node = Node::serving();
    for (answer, code, known) in [("", 3, 4), ("no", 3, 4), ("y", 0, 0)] {
        let mut terminal = Terminal::run(&node.dir(), &SHARE);
        terminal.answer("Send it? [y/N]", answer);
        let (ended, shown) = terminal.end();
        assert_eq!(ended, code, "{shown}");
        let preview = shown.find("Who will see this").unwrap();
        assert!(preview < shown.find("Send it?").unwrap(), "{shown}");
        assert_eq!(node.run(&["check", "evil[.]example"]).code, known);
    }
}

#[test]
fn share_without_a_terminal_asks_nobody() {
    let node = Node::serving();
    let ended = node.run(&SHARE);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(!ended.stderr.contains("Send it?"));
}

#[test]
fn withdraw_asks_before_anything_goes() {
    let node = Node::serving();
    let (_, answer) = node.json(&SHARE);
    let id = answer["data"]["bulletins"][0]["id"].as_str().unwrap();
    let words = ["withdraw", id, "--reason", "error"];
    for (answer, code, known) in [("n", 3, 0), ("yes", 0, 4)] {
        let mut terminal = Terminal::run(&node.dir(), &words);
        terminal.answer("Withdraw it everywhere? [y/N]", answer);
        let (ended, shown) = terminal.end();
        assert_eq!(ended, code, "{shown}");
        assert_eq!(node.run(&["check", "evil[.]example"]).code, known);
    }
}

#[test]
fn init_asks_its_five_questions_and_sets_up_what_was_answered() {
    let folder = Folder::new();
    let dir = folder.0.join("node");
    let mut terminal = Terminal::run(&dir, &["init"]);
    for (question, answer) in [
        ("1/5  Name of the desk", "Maison Ancolie"),
        ("Its language", "fr"),
        ("2/5  Where do peers reach it?", "ancolie.example:9443"),
        ("3/5  Where does the master key live?", ""),
        ("4/5  Network", "Prueba"),
        ("5/5  Name of your account", "ana"),
    ] {
        terminal.answer(question, answer);
    }
    let (code, shown) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    let config = std::fs::read_to_string(dir.join("fanal.toml")).unwrap();
    assert!(config.contains("lang = \"fr\""), "{config}");
    let status = crate::node::run_in(&dir, &["status", "--json"], "").json();
    let data = &status["data"];
    assert_eq!(data["desk"], "maison-ancolie");
    assert_eq!(data["network"]["name"], "Prueba");
    let accounts = crate::node::run_in(&dir, &["user", "list", "--json"], "").json();
    assert_eq!(accounts["data"][0]["name"], "ana");
}

#[test]
fn init_refuses_an_answer_that_is_none_and_sets_nothing_up() {
    let folder = Folder::new();
    let dir = folder.0.join("node");
    let mut terminal = Terminal::run(&dir, &["init"]);
    terminal.answer("1/5  Name of the desk", "Maison Ancolie");
    terminal.answer("Its language", "fr");
    terminal.answer("2/5  Where do peers reach it?", "Not an address");
    let (code, shown) = terminal.end();
    assert_eq!(code, 2, "{shown}");
    assert!(!dir.join("fanal.toml").exists());
}

//! The program from outside: what a person or a script sees, and how each call ends.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails loudly, and reads whether it is to bless"
)]

mod configuration;
mod help;
mod setup;
mod sharing;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// A folder of its own, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "cli-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A desk that was set up in it, in a network of its own.
    fn with_desk() -> Self {
        let folder = Self::new();
        let ended = folder.run(&[
            "init", "--desk", "Lumbre", "--lang", "es", "--found", "Prueba",
        ]);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        folder
    }

    fn run(&self, words: &[&str]) -> Ended {
        self.run_with(words, "")
    }

    fn run_with(&self, words: &[&str], stdin: &str) -> Ended {
        let mut command = fanal();
        command
            .arg("--dir")
            .arg(self.0.join("node"))
            .args(words)
            .current_dir(&self.0);
        ended(command, stdin)
    }

    fn json(&self, words: &[&str]) -> (i32, Value) {
        let ended = self.run(&[words, &["--json"]].concat());
        let value = serde_json::from_str(&ended.stdout);
        (
            ended.code,
            value.unwrap_or_else(|error| panic!("{error}: {}{}", ended.stdout, ended.stderr)),
        )
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Ended {
    code: i32,
    stdout: String,
    stderr: String,
}

/// The program with an environment that says nothing.
fn fanal() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fanal"));
    command
        .env_clear()
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("COLUMNS", "100");
    command
}

fn ended(mut command: Command, stdin: &str) -> Ended {
    use std::io::Write as _;
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended {
        code: status.code().unwrap(),
        stdout: text(stdout),
        stderr: text(stderr),
    }
}

#[test]
fn a_wrong_call_ends_with_2_in_words_and_in_json() {
    let folder = Folder::new();
    let ended = folder.run(&["share"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    let (code, answer) = folder.json(&["shout"]);
    assert_eq!((code, &answer["ok"]), (2, &false.into()));
    assert_eq!(answer["error"]["code"], "usage.invalid");
}

#[test]
fn a_changed_file_does_not_verify() {
    let desk = Folder::with_desk();
    desk.run(&[
        "share",
        "evil[.]example",
        "--tlp",
        "green",
        "--consent",
        "network",
    ]);
    let file = desk.0.join("out.jsonl").display().to_string();
    assert_eq!(desk.run(&["export", "native", "-o", &file]).code, 0);
    let (code, answer) = desk.json(&["verify", &file]);
    assert_eq!((code, &answer["data"]["what"]), (0, &"statement".into()));
    let text = std::fs::read_to_string(&file).unwrap();
    let at = text.find("\"payload\":\"").unwrap() + 40;
    let other = if text.as_bytes()[at] == b'A' {
        "B"
    } else {
        "A"
    };
    let changed = desk.write(
        "changed.jsonl",
        &format!("{}{other}{}", &text[..at], &text[at + 1..]),
    );
    let ended = desk.run(&["verify", &changed]);
    assert_eq!(ended.code, 5, "{}{}", ended.stdout, ended.stderr);
}

#[test]
fn lists_come_line_by_line() {
    let desk = Folder::with_desk();
    for value in ["a1[.]example", "b2[.]example"] {
        desk.run(&["share", value, "--tlp", "green", "--consent", "network"]);
    }
    let ended = desk.run(&["inbox", "list", "--jsonl"]);
    let lines: Vec<Value> = ended
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line["label"] == "TLP:GREEN"));
}

#[test]
fn quiet_says_nothing_and_ends_the_same() {
    let desk = Folder::with_desk();
    let ended = desk.run(&["check", "evil[.]example", "--quiet"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
        (4, "", "")
    );
}

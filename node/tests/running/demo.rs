//! The three desks of the demo, for what takes more than one desk.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::node::{Ended, Folder, fanal, run_in, wait_for};

/// Three desks in one process, once their story is told.
pub(crate) struct Demo {
    pub(crate) folder: Folder,
    child: Child,
    pub(crate) desks: Vec<Value>,
}

impl Demo {
    pub(crate) fn told() -> Self {
        let folder = Folder::new();
        let log = folder.0.join("demo.log");
        let mut child = fanal()
            .arg("--dir")
            .arg(folder.0.join("desks"))
            .args(["demo", "--json", "--keep"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let up: Value = serde_json::from_str(&line).unwrap();
        let desks = up["desks"].as_array().unwrap().clone();
        wait_for("the end of the story", || {
            let log = std::fs::read_to_string(&log).unwrap();
            log.contains("Ctrl-C ends it.").then_some(())
        });
        Self {
            folder,
            child,
            desks,
        }
    }

    pub(crate) fn dir(&self, at: usize) -> PathBuf {
        PathBuf::from(self.desks[at]["dir"].as_str().unwrap())
    }

    pub(crate) fn run(&self, at: usize, words: &[&str]) -> Ended {
        run_in(&self.dir(at), words, "")
    }

    pub(crate) fn json(&self, at: usize, words: &[&str]) -> (i32, Value) {
        let ended = self.run(at, &[words, &["--json"]].concat());
        (ended.code, ended.json())
    }

    /// What the one object on standard output says: names, folders, accounts, and addresses where somebody answers.
    pub(crate) fn is_as_described(&self) {
        let parts = ["analyst", "coordinator", "reviewer"];
        for desk in &self.desks {
            let desk = desk.as_object().unwrap();
            let keys: Vec<&str> = desk.keys().map(String::as_str).collect();
            let described = [
                "accounts", "api", "console", "dir", "name", "public", "sync",
            ];
            assert_eq!(keys, described);
            let accounts = desk["accounts"].as_object().unwrap();
            assert!(accounts.keys().eq(parts));
            for account in accounts.values() {
                for key in ["user", "password", "token"] {
                    assert!(!account[key].as_str().unwrap().is_empty(), "{key}");
                }
            }
            let said = |key: &str| desk[key].as_str().unwrap();
            // Whoever published nothing has no site yet.
            let has_published = said("dir").ends_with("ancolie");
            let site = if has_published { 200 } else { 404 };
            assert_eq!(status_of(said("public"), "/.well-known/fanal.json"), site);
            assert_eq!(status_of(said("console"), ""), 303);
            assert_eq!(status_of(said("api"), "/api/v1/openapi.json"), 200);
            TcpStream::connect(said("sync")).unwrap();
        }
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder.0);
    }
}

/// The status of what is asked without any cookie or token.
fn status_of(base: &str, path: &str) -> u16 {
    let rest = base.strip_prefix("http://").unwrap();
    let (host, root) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!(
        "GET /{root}{} HTTP/1.0\r\nHost: {host}\r\n\r\n",
        path.trim_start_matches('/')
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Whoever ends the demo in the middle of its story finds an orderly end, and nothing left behind.
#[test]
fn a_demo_that_is_ended_in_the_middle_leaves_nothing_behind() {
    let folder = Folder::new();
    let mut demo = fanal();
    demo.arg("demo").env("TMPDIR", &folder.0);
    demo.stdin(Stdio::null()).stdout(Stdio::null());
    let mut demo = demo.stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(demo.stderr.take().unwrap());
    let mut lines = String::new();
    while !lines.contains("\n3 ") {
        assert_ne!(told.read_line(&mut lines).unwrap(), 0, "{lines}");
    }
    let kept = || std::fs::read_dir(&folder.0).unwrap().count();
    assert_eq!(kept(), 1);
    let pid = demo.id().to_string();
    let ended = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(ended.success());
    let mut rest = String::new();
    told.read_to_string(&mut rest).unwrap();
    assert!(demo.wait().unwrap().success(), "{rest}");
    assert!(!rest.contains("panicked"), "{rest}");
    assert!(!rest.contains("That is all."), "{rest}");
    assert_eq!(kept(), 0);
}

/// With `--quiet` the story is checked, and nothing told. What was forged in a desk's name is in that desk's own
/// records.
#[test]
fn a_quiet_demo_says_nothing_and_leaves_its_records() {
    let folder = Folder::new();
    let dir = folder.0.join("desks");
    let dir = dir.display().to_string();
    let mut demo = fanal();
    demo.args(["--dir", &dir, "demo", "--once", "--keep", "--quiet"]);
    // Beyond the ports that the demo looks through by itself, and below those that the machine gives away.
    demo.args(["--port-base", "32100"]);
    let ended = demo.stdin(Stdio::null()).output().unwrap();
    let said = [ended.stdout, ended.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert!(ended.status.success(), "{said:?}");
    assert_eq!(said, ["", ""]);
    let ports = std::fs::read_to_string(folder.0.join("desks/ancolie/fanal.toml")).unwrap();
    assert!(ports.contains("127.0.0.1:32100"), "{ports}");
    let lumbre = folder.0.join("desks").join("lumbre");
    let told = run_in(&lumbre, &["refusals", "--json"], "").json();
    let rows = told["data"].as_array().unwrap();
    let forged = rows.iter().filter(|row| row["peer"] == "brume");
    let codes: Vec<&str> = forged.map(|row| row["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"verify.format"), "{told}");
}

//! The three desks of the demo, for what takes more than one desk.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

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

/// With `--quiet` the story is checked, and nothing told. What was forged in a desk's name is in that desk's own
/// records.
#[test]
fn a_quiet_demo_says_nothing_and_leaves_its_records() {
    let folder = Folder::new();
    let dir = folder.0.join("desks");
    let dir = dir.display().to_string();
    let mut demo = fanal();
    demo.args(["--dir", &dir, "demo", "--once", "--keep", "--quiet"]);
    let ended = demo.stdin(Stdio::null()).output().unwrap();
    let said = [ended.stdout, ended.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert!(ended.status.success(), "{said:?}");
    assert_eq!(said, ["", ""]);
    let lumbre = folder.0.join("desks").join("lumbre");
    let told = run_in(&lumbre, &["refusals", "--json"], "").json();
    let rows = told["data"].as_array().unwrap();
    let forged = rows.iter().filter(|row| row["peer"] == "brume");
    let codes: Vec<&str> = forged.map(|row| row["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"verify.format"), "{told}");
}

//! `peer test` and `sync` among the three desks of the demo, while they run and after they were killed.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::node::{Ended, Folder, Node, fanal, run_in, wait_for};

/// Three desks in one process, once their story is told.
struct Demo {
    folder: Folder,
    child: Child,
    desks: Vec<Value>,
}

impl Demo {
    fn told() -> Self {
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

    fn dir(&self, at: usize) -> PathBuf {
        PathBuf::from(self.desks[at]["dir"].as_str().unwrap())
    }

    fn run(&self, at: usize, words: &[&str]) -> Ended {
        run_in(&self.dir(at), words, "")
    }

    fn json(&self, at: usize, words: &[&str]) -> (i32, Value) {
        let ended = self.run(at, &[words, &["--json"]].concat());
        (ended.code, ended.json())
    }

    fn kill(&mut self) {
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

#[test]
fn peer_test_says_how_far_it_came() {
    let mut demo = Demo::told();

    let (code, answer) = demo.json(0, &["peer", "test", "lumbre"]);
    let tried = &answer["data"];
    assert_eq!(
        (code, &answer["kind"]),
        (0, &"fanal.peer-test.v1".into()),
        "{answer}"
    );
    assert_eq!(
        (&tried["connected"], &tried["pinned"]),
        (&true.into(), &true.into())
    );
    assert_eq!(tried["roster_there"], tried["roster_here"]);
    assert!(tried["streams"].as_u64().unwrap() > 0);
    assert!(tried["first_ms"].is_u64() && tried["again_ms"].is_u64());
    assert!(tried["failed"].is_null());
    let page = demo.run(0, &["peer", "test", "lumbre"]).stdout;
    assert!(
        page.contains("the one in the roster") && page.contains("as here"),
        "{page}"
    );

    let (code, answer) = demo.json(0, &["peer", "test", "ancolie"]);
    assert_eq!(
        (code, &answer["data"]["failed"]["code"]),
        (2, &"usage.invalid".into())
    );
    let (code, answer) = demo.json(0, &["sync"]);
    assert_eq!(code, 0, "{answer}");

    demo.kill();
    let (code, answer) = demo.json(0, &["peer", "test", "lumbre"]);
    let tried = &answer["data"];
    assert_eq!(
        (code, &tried["failed"]["code"]),
        (6, &"peer.unreachable".into())
    );
    assert_eq!(
        (&tried["connected"], &tried["pinned"]),
        (&false.into(), &Value::Null)
    );
    assert!(
        tried["failed"]["hint"]
            .as_str()
            .unwrap()
            .contains("call its people")
    );
    let page = demo.run(0, &["peer", "test", "lumbre"]).stdout;
    assert!(
        page.contains("It did not work: the peer cannot be reached"),
        "{page}"
    );
    let (code, answer) = demo.json(0, &["sync"]);
    assert_eq!(code, 6, "{answer}");
    assert!(
        answer["data"]["rounds"]
            .as_array()
            .unwrap()
            .iter()
            .all(|round| { round["failed"]["code"] == "peer.unreachable" })
    );

    // Another node takes the place of the peer, with its own key.
    let mut other = Node::set_up();
    let file = other.dir().join("fanal.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let sync = demo.desks[1]["sync"].as_str().unwrap();
    let changed: String = config
        .lines()
        .map(|line| match line.strip_prefix("sync = \"127.0.0.1:") {
            Some(_) => format!("sync = \"{sync}\"\n"),
            None => format!("{line}\n"),
        })
        .collect();
    assert!(changed.contains(sync), "{changed}");
    std::fs::write(&file, changed).unwrap();
    other.start();
    let (code, answer) = demo.json(0, &["peer", "test", "lumbre"]);
    let tried = &answer["data"];
    assert_eq!(
        (code, &tried["failed"]["code"]),
        (5, &"verify.format".into()),
        "{answer}"
    );
    assert_eq!(
        (&tried["connected"], &tried["pinned"]),
        (&true.into(), &false.into())
    );
    let page = demo.run(0, &["peer", "test", "lumbre"]).stdout;
    assert!(page.contains("another than the roster's"), "{page}");
}

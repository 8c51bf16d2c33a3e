//! A disk that is full: a small tmpfs around the node's folder.

use std::path::{Path, PathBuf};

use fanal_tests::running::{Charter, Door, Home, Member, Ports, Process};
use serde_json::{Value, json};

use crate::ledger::{ABSENT, Ledger, says_to_all};
use crate::setting::run;

/// Enough for a desk that begins, and little more.
const SMALL: &str = "size=4m";
const LARGE: &str = "size=64m";

/// A mount, gone with the test.
struct Disk(PathBuf);

impl Disk {
    fn of(folder: &Path, size: &str) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let path = folder.display().to_string();
        run(&["mount", "-t", "tmpfs", "-o", size, "fanal-tests", &path]);
        Self(folder.to_owned())
    }

    fn grow(&self, size: &str) {
        let path = self.0.display().to_string();
        run(&["mount", "-o", &format!("remount,{size}"), &path]);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount")
            .arg("--lazy")
            .arg(&self.0)
            .status();
    }
}

/// Shares until the disk is full; the values that were acknowledged, and the code of the first no.
async fn fill(door: &Door, word: &str) -> (Vec<String>, String) {
    let mut acknowledged = Vec::new();
    for at in 0..4_000 {
        let value = format!("{word}-{at}.example");
        // Its summary does not compress.
        let noise: String = (0..300)
            .map(|n| format!("{:x} ", fanal_hash(at, n)))
            .collect();
        let order = json!({
            "content": value, "title": value, "summary": noise, "label": "green", "consent": "network",
        });
        match door.call("share", &order).await {
            Ok(_) => acknowledged.push(value),
            Err(Some(problem)) => return (acknowledged, problem.code.to_string()),
            Err(None) => panic!("the node broke off with a full disk"),
        }
    }
    panic!("a disk of {SMALL} is not full after 4000 bulletins");
}

fn fanal_hash(one: u64, other: u64) -> u64 {
    let mixed = (one << 32 | other).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

async fn hits(door: &Door, values: &[String]) -> u64 {
    let mut hits = 0;
    for some in values.chunks(100) {
        let told: Value = door.done("check", &json!({"values": some})).await;
        hits += told["hits"].as_u64().unwrap();
    }
    hits
}

const REGRETTED: &str = "regretted.example";

/// Shares what somebody will want back; its id.
async fn says_for_a_while(door: &Door) -> String {
    let order = json!({"content": REGRETTED, "label": "green", "consent": "network"});
    let shared = door.done("share", &order).await;
    shared["bulletins"][0]["id"].as_str().unwrap().to_owned()
}

/// The word of the person whom it is about; the code, if it is not taken.
async fn takes_back(door: &Door, id: &str) -> Result<(), String> {
    let order = json!({"bulletin": id, "reason": "consent", "confirm": true, "to_delete": false});
    match door.call("withdraw", &order).await {
        Ok(_) => Ok(()),
        Err(Some(problem)) => Err(problem.code.to_string()),
        Err(None) => panic!("the node broke off with a full disk"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said_loses_nothing_and_is_over_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::of(&folder.path().join("small"), SMALL);
    let home = Home::set_up(&disk.0, "ancolie", None, Ports::somewhere()).await;
    let (peer, absent) = (
        Member::invented("luz", None),
        Member::invented(ABSENT, None),
    );
    let charter = Charter::found(&[&home.member, &peer, &absent], &[&home.member]);
    home.join(&charter).await;
    let mut process = Process::start(&home).await;
    let door = home.door();
    let mut book = Ledger::default();
    says_to_all(&door).await;
    book.hides(&door, "before").await;

    let regretted = says_for_a_while(&door).await;
    let (mut held, code) = fill(&door, "first").await;
    assert_eq!(code, "busy", "the person is told to try again");
    assert!(process.ended().is_none(), "{}", home.log());
    assert_eq!(
        hits(&door, &held).await,
        held.len() as u64,
        "it can be read while it is full"
    );
    assert!(matches!(door.look("/healthz").await, Some((200, _))));
    println!("  {} acknowledged, then `{code}`", held.len());
    let said = takes_back(&door, &regretted).await;
    println!("  a person's no on a full disk: {said:?}");

    // It heals without a hand laid on it.
    disk.grow("size=8m");
    let (more, code) = fill(&door, "second").await;
    assert!(!more.is_empty(), "`{code}` although there is room");
    if said.is_err() {
        // Half of a no is none: all of it is there still, and it can be said again.
        assert_eq!(hits(&door, &[REGRETTED.to_owned()]).await, 1);
        assert_eq!(said.err().as_deref(), Some("busy"));
    }
    println!("  room: {} more, then `{code}`", more.len());
    held.extend(more);

    // The worst moment for a kill: full to the brim.
    process.kill();
    disk.grow(LARGE);
    let process = Process::start(&home).await;
    assert_eq!(
        hits(&door, &held).await,
        held.len() as u64,
        "lost in a kill with a full disk"
    );
    let order = json!({"content": "last.example", "label": "green", "consent": "network"});
    door.done("share", &order).await;
    // Nor did what is for somebody else come loose.
    book.hides(&door, "after").await;
    book.holds_at(&door).await.unwrap();
    book.forbidden_to(&home, &peer, &charter).await;
    println!(
        "  killed while full: {} of {} there",
        held.len(),
        held.len()
    );
    process.stop().await;
    let database = home.database().await;
    assert_eq!(database.integrity().await.unwrap(), Vec::<String>::new());
    database.close().await;
}

//! A machine is gone, and all that is left is a backup of a week ago and a recovery key on paper: the node
//! that is restored takes back from its peers what it said since, sends nothing that was taken back since, and
//! finds its place again. [STR-11] [STR-12] [BAK-1] [BAK-4]

use std::path::{Path, PathBuf};
use std::process::Command;

use fanal_tests::federation::Place;
use fanal_tests::running::{Door, Home, Ports, Process, program};
use serde_json::{Value, json};

use crate::clock::library;
use crate::killing::Two;
use crate::ledger::{ABSENT, Ledger};
use crate::setting::until;

/// One call of the program in a node's folder; what it answers, and how it ended.
fn fanal(dir: &Path, words: &[&str], faked: Option<&str>) -> (Option<i32>, Value) {
    let mut command = Command::new(program());
    command
        .env_clear()
        .env("HOME", dir)
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .args(["--json", "--dir"])
        .arg(dir)
        .args(words);
    if let Some(time) = faked {
        command.env("LD_PRELOAD", library()).env("FAKETIME", time);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = serde_json::from_str(&said).unwrap_or_else(|_| {
        let error = String::from_utf8_lossy(&output.stderr);
        panic!("fanal {}: {said}{error}", words.join(" "))
    });
    (output.status.code(), said)
}

fn done(dir: &Path, words: &[&str]) -> Value {
    let (code, said) = fanal(dir, words, None);
    assert_eq!(code, Some(0), "fanal {}: {said:#}", words.join(" "));
    said["data"].clone()
}

/// Who signs in anew at a restored node.
fn door_of(home: &Home) -> Door {
    let token = std::fs::read_to_string(home.dir.join("token")).unwrap();
    Door::new(home.ports.api, home.ports.ops, token.trim())
}

fn value(word: &str) -> String {
    format!("restored-{word}.example")
}

/// Shares a value with all, or with one desk; its id.
async fn share(door: &Door, word: &str, to: Option<&str>) -> String {
    let (label, consent) = if to.is_some() {
        ("amber", "named")
    } else {
        ("green", "network")
    };
    let order = json!({
        "content": value(word), "title": word, "label": label, "consent": consent,
        "to": to.into_iter().collect::<Vec<_>>(),
    });
    let shared = door.done("share", &order).await;
    shared["bulletins"][0]["id"].as_str().unwrap().to_owned()
}

async fn withdraw(door: &Door, id: &str) {
    let order = json!({"bulletin": id, "reason": "consent", "confirm": true});
    door.done("withdraw", &order).await;
}

/// Knows these, and none of those.
async fn knows(door: &Door, there: &[&str], gone: &[&str]) -> Result<(), String> {
    for (words, hits) in [(there, 1), (gone, 0)] {
        for word in words {
            let told = door.call("check", &json!({"values": [value(word)]})).await;
            let told = told.map_err(|problem| format!("{problem:?}"))?;
            if told["hits"] != hits {
                return Err(format!("`{word}`: {} hits, not {hits}", told["hits"]));
            }
        }
    }
    Ok(())
}

async fn waits_for(door: &Door) -> Value {
    let status = door.done("status", &json!({})).await;
    status["network"]["returning"].clone()
}

/// The machine is gone: all of the folder but what was copied elsewhere.
fn lose(home: &Home) {
    std::fs::remove_dir_all(&home.dir).unwrap();
}

struct Saved {
    _elsewhere: tempfile::TempDir,
    folder: PathBuf,
    paper: PathBuf,
}

/// A backup of a node that runs, a week ago by its clock; the key goes on paper.
fn save(home: &Home) -> Saved {
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("backups");
    let words = ["backup", "--new-key", "--to", folder.to_str().unwrap()];
    let (code, said) = fanal(&home.dir, &words, Some("-7d"));
    assert_eq!(code, Some(0), "{said:#}");
    let key = said["data"]["recovery_key"].as_str().unwrap();
    let paper = elsewhere.path().join("paper.txt");
    std::fs::write(&paper, format!("# recovery key\n{key}\n")).unwrap();
    Saved {
        _elsewhere: elsewhere,
        folder,
        paper,
    }
}

async fn restored(what: &str, place: Option<Place>, database: Option<&str>) {
    let two = Two::set_up([place, None], [Ports::somewhere(), Ports::somewhere()]).await;
    let [one, other] = &two.homes;
    let (mut first, second) = (Process::start(one).await, Process::start(other).await);
    let (ours, theirs) = (one.door(), other.door());
    share(&ours, "before", None).await;
    share(&ours, "before-amber", Some("lumbre")).await;
    let before_gone = share(&ours, "before-gone", None).await;
    let their_gone = share(&theirs, "their-gone", None).await;
    let words = ["before", "before-amber", "before-gone", "their-gone"];
    for door in [&ours, &theirs] {
        until("all arrives", || knows(door, &words, &[])).await;
    }
    // What is for the absent desk alone goes nowhere: not before, not as a gift to who came back, not after.
    let mut book = Ledger::default();
    book.hides(&ours, "before").await;
    let saved = save(one);
    // A week passes.
    let mut week = Ledger::default();
    week.hides(&ours, "after").await;
    share(&ours, "after", None).await;
    let after_amber = share(&ours, "after-amber", Some("lumbre")).await;
    share(&theirs, "their-after", None).await;
    withdraw(&ours, &before_gone).await;
    withdraw(&theirs, &their_gone).await;
    let there = [
        "before",
        "before-amber",
        "after",
        "after-amber",
        "their-after",
    ];
    let gone = ["before-gone", "their-gone"];
    for door in [&ours, &theirs] {
        until("the week passes", || knows(door, &there, &gone)).await;
    }
    first.kill();
    lose(one);

    // Without the paper nothing opens; with it, everything but what was purged since.
    let from = saved.folder.to_str().unwrap();
    let (code, said) = fanal(&one.dir, &["restore", from], None);
    assert_eq!(
        (code, &said["error"]["code"]),
        (Some(7), &json!("account.locked")),
        "{said:#}"
    );
    let mut words = vec!["restore", from, "--key", saved.paper.to_str().unwrap()];
    words.extend(database.into_iter().flat_map(|url| ["--database", url]));
    let told = done(&one.dir, &words);
    assert_eq!(told["unheard"], json!([ABSENT, "lumbre"]), "{told:#}");
    // A second time it goes over nothing.
    let (code, said) = fanal(&one.dir, &words, None);
    assert_eq!(
        (code, &said["error"]["code"]),
        (Some(1), &json!("conflict")),
        "{said:#}"
    );
    let ours = door_of(one);
    let first = Process::start(one).await;
    // It takes back what it said, and obeys what it missed, by itself.
    let heard = until("the restored node hears the other", || async {
        match waits_for(&ours).await {
            told if told["unheard"] == json!([ABSENT]) => knows(&ours, &there, &gone).await,
            told => Err(told.to_string()),
        }
    })
    .await;
    book.holds_at(&ours).await.unwrap();
    for book in [&book, &week] {
        book.forbidden_at(&theirs).await.unwrap();
    }
    println!("  {what}: heard its peer, and has all of it again, after {heard:.1?}");
    // Silent until it has heard everybody: what it says now stays.
    assert_eq!(waits_for(&ours).await["silent"], json!(true));
    share(&ours, "silent", None).await;
    theirs.done("sync", &json!({})).await;
    knows(&theirs, &there, &[gone.as_slice(), &["silent"]].concat())
        .await
        .unwrap();
    let refused = ours.call("export", &json!({"format": "csv"})).await;
    assert_eq!(
        refused.unwrap_err().map(|problem| problem.code.to_string()),
        Some("busy".into())
    );
    // The absent desk has no node: a person goes on without it, by name.
    let (code, said) = fanal(&one.dir, &["restore", "--go-on"], None);
    assert_eq!(
        (code, &said["data"]["unheard"]),
        (Some(3), &json!([ABSENT])),
        "{said:#}"
    );
    done(&one.dir, &["restore", "--go-on", "--yes"]);
    let went = until("what it said goes out", || {
        knows(&theirs, &["silent"], &gone)
    })
    .await;
    println!("  {what}: goes on without {ABSENT}; the next bulletin arrived after {went:.1?}");
    // What was sent after the backup can be taken back: it is a record again.
    withdraw(&ours, &after_amber).await;
    until("it is taken back", || {
        knows(&theirs, &["after"], &["after-amber"])
    })
    .await;
    let watched = async || {
        let shown = ours
            .done("withdrawal", &json!({"bulletin": after_amber}))
            .await;
        if shown["answered"] == shown["desks"] {
            Ok(())
        } else {
            Err(shown.to_string())
        }
    };
    until("and answered", watched).await;
    book.hides(&ours, "since").await;
    share(&ours, "last", None).await;
    until("the last arrives", || knows(&theirs, &["last"], &gone)).await;
    book.holds_at(&ours).await.unwrap();
    for book in [&book, &week] {
        book.forbidden_at(&theirs).await.unwrap();
    }
    first.stop().await;
    second.stop().await;
    closed_and_uncontradicted(other).await;
    two.close().await;
}

/// The other desk holds the notice that closes the old epoch, and no proof against the one that came back.
async fn closed_and_uncontradicted(other: &Home) {
    use fanal_store::Store as _;
    let database = other.database().await;
    let mut unit = database.read().await.unwrap();
    let (network, _) = unit.newest_rosters().await.unwrap()[0];
    let ends = unit
        .setting(&format!("epochs-closed/{network}/ancolie"))
        .await
        .unwrap();
    let ends: Value = serde_json::from_slice(&ends.unwrap()).unwrap();
    let green = format!("1/green/{network}");
    // before, before-gone, after, and the retraction of one.
    assert_eq!(ends[&green][0], json!(4), "{ends:#}");
    assert!(ends.get("1/direct/lumbre").is_some(), "{ends:#}");
    let proofs = unit.proofs(network).await.unwrap();
    assert!(
        proofs.is_empty(),
        "{:?}",
        proofs.iter().map(|(kind, ..)| kind).collect::<Vec<_>>()
    );
    drop(unit);
    database.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_week_ago_loses_nothing_and_brings_nothing_back() {
    restored("SQLite", None, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_moves_a_desk_from_postgres_to_sqlite() {
    let place = Place::on_postgres().await;
    restored("PostgreSQL to SQLite", Some(place), Some("sqlite:moved.db")).await;
}

/// The database of a node that does not run, with its log; what was there before goes.
fn copy_database(from: &Path, to: &Path) {
    for name in ["fanal.db", "fanal.db-wal", "fanal.db-shm"] {
        let (from, to) = (from.join(name), to.join(name));
        let _ = std::fs::remove_file(&to);
        if from.exists() {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

/// Somebody puts yesterday's database back by hand, or a copy of the machine is started: the peers hold more of
/// this desk's streams than it signed. It says so, and one command mends it. [STR-11]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_put_back_by_hand_is_noticed_and_mended() {
    let two = Two::set_up([None, None], [Ports::somewhere(), Ports::somewhere()]).await;
    let [one, other] = &two.homes;
    let (first, second) = (Process::start(one).await, Process::start(other).await);
    let (ours, theirs) = (one.door(), other.door());
    let mut book = Ledger::default();
    book.hides(&ours, "yesterday").await;
    share(&ours, "yesterday", None).await;
    until("it arrives", || knows(&theirs, &["yesterday"], &[])).await;
    first.stop().await;
    let aside = tempfile::tempdir().unwrap();
    copy_database(&one.dir, aside.path());
    let first = Process::start(one).await;
    share(&ours, "today", None).await;
    until("it arrives", || knows(&theirs, &["today"], &[])).await;
    first.stop().await;
    copy_database(aside.path(), &one.dir);
    let first = Process::start(one).await;
    let noticed = until("it notices", || async {
        let status = ours.done("status", &json!({})).await;
        if status["network"]["copied"] == true {
            Ok(())
        } else {
            Err(format!("{:#}", status["network"]))
        }
    })
    .await;
    let (code, said) = fanal(&one.dir, &["doctor"], None);
    let checks = said["data"]["checks"].as_array().unwrap().clone();
    let bad = checks.iter().find(|check| check["name"] == "copy").unwrap();
    assert_eq!((code, &bad["state"]), (Some(1), &json!("bad")), "{said:#}");
    first.stop().await;
    done(&one.dir, &["restore", "--moved"]);
    let first = Process::start(one).await;
    let mended = until("it has again what it said", || {
        knows(&ours, &["yesterday", "today"], &[])
    });
    let mended = mended.await;
    done(&one.dir, &["restore", "--go-on", "--yes"]);
    share(&ours, "tomorrow", None).await;
    until("and goes on", || {
        knows(&theirs, &["today", "tomorrow"], &[])
    })
    .await;
    let status = ours.done("status", &json!({})).await;
    assert_eq!(
        status["network"]["copied"], false,
        "{:#}",
        status["network"]
    );
    book.hides(&ours, "tomorrow").await;
    share(&ours, "later", None).await;
    until("it arrives", || knows(&theirs, &["later"], &[])).await;
    book.holds_at(&ours).await.unwrap();
    book.forbidden_at(&theirs).await.unwrap();
    println!("  noticed after {noticed:.1?}, whole again {mended:.1?} after the new epoch began");
    first.stop().await;
    second.stop().await;
    two.close().await;
}

//! A desk that is set up, its keys and its end.

use crate::{Folder, ended, fanal};

#[test]
fn a_first_roster_is_verified_without_any_desk() {
    let desk = Folder::new();
    assert_eq!(desk.run(&["init", "--desk", "Qasaba"]).code, 0);
    let (code, answer) = desk.json(&["roster", "found", "Prueba"]);
    assert_eq!((code, &answer["data"]["in_force"]), (0, &true.into()));
    let elsewhere = Folder::new();
    let roster = elsewhere.write("roster.json", answer["data"]["envelope"].as_str().unwrap());
    assert_eq!(elsewhere.run(&["verify", &roster]).code, 0);
}

#[test]
fn init_refuses_where_a_node_is() {
    let desk = Folder::with_desk();
    let before = std::fs::read(desk.0.join("node/token")).unwrap();
    let (code, answer) = desk.json(&["init", "--desk", "Another"]);
    assert_eq!((code, &answer["error"]["code"]), (1, &"conflict".into()));
    assert_eq!(std::fs::read(desk.0.join("node/token")).unwrap(), before);
}

#[test]
fn init_runs_unattended_from_a_file_and_keeps_its_files_to_itself() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let answers = folder.write(
        "init.toml",
        "desk = \"Maison Ancolie\"\nid = \"ancolie\"\nlang = \"fr\"\naddress = \"ancolie.example:9443\"\n\
         account = \"ana\"\n[public]\nbase_url = \"https://feed.example\"\n",
    );
    let (code, answer) = folder.json(&["init", "--from", &answers]);
    assert_eq!(
        (code, &answer["data"]["desk"]),
        (0, &"ancolie".into()),
        "{answer}"
    );
    assert_eq!(answer["data"]["account"], "ana");
    for (name, mode) in [
        ("", 0o700),
        ("token", 0o600),
        ("master.key", 0o600),
        ("fanal.toml", 0o600),
    ] {
        let meta = std::fs::metadata(folder.0.join("node").join(name)).unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, mode, "{name}");
    }
    assert_eq!(folder.run(&["config", "check"]).code, 0);
}

#[test]
fn a_node_with_a_passphrase_is_locked_without_it() {
    let folder = Folder::new();
    let with = |words: &[&str], passphrase: Option<&str>| {
        let mut command = fanal();
        command.arg("--dir").arg(folder.0.join("node")).args(words);
        command.envs(passphrase.map(|it| ("FANAL_PASSPHRASE", it)));
        ended(command, "").code
    };
    let right = Some("correct horse battery");
    assert_eq!(
        with(
            &["init", "--desk", "Lumbre", "--at-rest", "passphrase"],
            right
        ),
        0
    );
    assert_eq!(with(&["status"], right), 0);
    assert_eq!(with(&["status"], None), 7);
    assert_ne!(with(&["status"], Some("wrong horse")), 0);
}

/// [RST-9] The master key stays the same: what was written before is read after each move.
#[test]
fn the_master_key_moves_behind_a_passphrase_and_back_and_the_passphrase_changes() {
    let desk = Folder::with_desk();
    let home = desk.0.join("node");
    desk.run(&[
        "share",
        "bad[.]example",
        "--tlp",
        "green",
        "--consent",
        "network",
    ]);
    let with = |words: &[&str], now: Option<&str>, new: Option<&str>| {
        let mut command = fanal();
        command.arg("--dir").arg(&home).args(words).arg("--json");
        command.envs(now.map(|it| ("FANAL_PASSPHRASE", it)));
        command.envs(new.map(|it| ("FANAL_NEW_PASSPHRASE", it)));
        ended(command, "")
    };
    let knows = |now: Option<&str>| with(&["check", "bad[.]example"], now, None).code == 0;
    let (one, two) = (
        Some("correct horse battery"),
        Some("staple of another kind"),
    );
    let seal = ["key", "seal", "passphrase"];
    assert_eq!(with(&seal, None, None).code, 2);
    assert_eq!(with(&seal, None, Some("short")).code, 2);
    assert!(knows(None));
    assert_eq!(with(&seal, None, one).code, 0);
    std::fs::remove_file(home.join("master.key")).unwrap();
    assert!(knows(one) && !knows(None) && !knows(two));
    // Whoever mistypes the old passphrase changes nothing.
    let before = std::fs::read(home.join("passphrase.salt")).unwrap();
    assert_eq!(with(&seal, Some("correct horse batter"), two).code, 7);
    assert_eq!(std::fs::read(home.join("passphrase.salt")).unwrap(), before);
    assert_eq!(with(&seal, one, two).code, 0);
    assert!(knows(two) && !knows(one));
    std::fs::write(home.join("other.key"), [7; 32]).unwrap();
    let into_other = ["key", "seal", "file", "--key-file", "other.key"];
    assert_eq!(with(&into_other, two, None).code, 1);
    assert!(knows(two));
    assert_eq!(with(&["key", "seal", "file"], two, None).code, 0);
    assert!(knows(None));
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(home.join("master.key")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
}

/// [RST-9] A node of before, whose key is made of the passphrase itself, opens, and its passphrase can be changed.
#[test]
fn a_key_that_is_made_of_its_passphrase_can_be_put_behind_another() {
    let desk = Folder::new();
    let home = desk.0.join("node");
    let with = |words: &[&str], now: &str, new: Option<&str>| {
        let mut command = fanal();
        command
            .arg("--dir")
            .arg(&home)
            .args(words)
            .env("FANAL_PASSPHRASE", now);
        command.envs(new.map(|it| ("FANAL_NEW_PASSPHRASE", it)));
        ended(command, "").code
    };
    std::fs::create_dir(&home).unwrap();
    std::fs::write(home.join("passphrase.salt"), [5; 16]).unwrap();
    let (one, two) = ("correct horse battery", "staple of another kind");
    assert_eq!(
        with(
            &["init", "--desk", "Lumbre", "--at-rest", "passphrase"],
            one,
            None
        ),
        0
    );
    assert_eq!(
        std::fs::read(home.join("passphrase.salt")).unwrap(),
        [5; 16]
    );
    assert_eq!(with(&["status"], one, None), 0);
    let mistyped = with(&["key", "seal", "passphrase"], "another battery", Some(two));
    assert_ne!(mistyped, 0);
    assert_eq!(
        std::fs::read(home.join("passphrase.salt")).unwrap(),
        [5; 16]
    );
    assert_eq!(with(&["key", "seal", "passphrase"], one, Some(two)), 0);
    assert_eq!(with(&["status"], two, None), 0);
    assert_ne!(with(&["status"], one, None), 0);
}

/// [REC-10]
#[test]
fn a_locked_desk_answers_nobody_until_it_is_opened_at_its_own_machine() {
    let desk = Folder::with_desk();
    assert_eq!(desk.json(&["panic", "lock"]).0, 3, "not without a yes");
    assert_eq!(desk.json(&["consent", "list"]).0, 0);
    assert_eq!(desk.json(&["panic", "lock", "--yes"]).0, 0);
    let (code, answer) = desk.json(&["consent", "list"]);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (7, &"account.locked".into())
    );
    let (code, answer) = desk.json(&["serve"]);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (7, &"account.locked".into())
    );
    assert_eq!(desk.json(&["panic", "unlock"]).0, 0);
    assert_eq!(desk.json(&["consent", "list"]).0, 0);
}

#[test]
fn shredding_takes_the_words_typed_and_leaves_no_key_and_no_database() {
    let desk = Folder::with_desk();
    let left = || -> Vec<String> {
        let entries = std::fs::read_dir(desk.0.join("node")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let kept = |name: &String| {
            name.ends_with(".key")
                || name.contains(".db")
                || name.ends_with(".salt")
                || name == "token"
        };
        names.filter(kept).collect()
    };
    assert!(left().len() >= 3, "{:?}", left());
    // What a restore set aside, a drill left behind, and its own backups are the same node again.
    let copies = ["replaced-2026-11-22", "drill-0123", "backups/old"].map(|folder| {
        let folder = desk.0.join("node").join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let copy = folder.join("master.key");
        std::fs::write(&copy, "a key").unwrap();
        copy
    });
    let (code, _) = desk.json(&["panic", "shred", "--confirm", "shred another", "--yes"]);
    assert_eq!(code, 2);
    assert!(left().len() >= 3);
    let (code, answer) = desk.json(&["panic", "shred", "--confirm", "shred lumbre"]);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(left(), [""; 0]);
    for copy in copies {
        assert!(!copy.exists(), "{}", copy.display());
    }
}

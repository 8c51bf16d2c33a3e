//! The program from outside: what a person or a script sees, and how each call ends.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails loudly, and reads whether it is to bless"
)]

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

fn help(words: &[&str]) -> String {
    let mut command = fanal();
    command.args(words).arg("--help");
    let ended = ended(command, "");
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    ended.stdout
}

/// The verbs, as the manual has them.
fn verbs() -> Vec<String> {
    let folder = Folder::new();
    let pages = folder.0.join("man");
    let ended = folder.run(&["man", "--out", &pages.display().to_string()]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let entries = std::fs::read_dir(pages)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let names = entries.map(|name| name.into_string().unwrap());
    let verb = |name: String| Some(name.strip_prefix("fanal-")?.strip_suffix(".1")?.to_owned());
    let mut verbs: Vec<String> = names
        .filter_map(verb)
        .filter(|verb| verb != "exit")
        .collect();
    verbs.sort();
    verbs
}

#[test]
fn the_help_of_each_verb_is_the_one_that_was_read_over() {
    let bless = std::env::vars_os().any(|(name, _)| name == "FANAL_BLESS");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/help");
    let mut stale = Vec::new();
    let pages = verbs()
        .into_iter()
        .map(|verb| (verb.clone(), help(&[&verb])));
    for (name, text) in pages.chain([("fanal".to_owned(), help(&[]))]) {
        let file = kept.join(format!("{name}.txt"));
        if bless {
            std::fs::write(&file, &text).unwrap();
        } else if std::fs::read_to_string(&file).unwrap_or_default() != text {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "help changed: {stale:?}; read it over, then FANAL_BLESS=1"
    );
}

#[test]
fn no_help_is_kept_of_a_verb_that_is_gone() {
    let verbs = verbs();
    for entry in
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/help")).unwrap()
    {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let verb = name.strip_suffix(".txt").unwrap();
        assert!(
            verb == "fanal" || verbs.iter().any(|known| known == verb),
            "{name}"
        );
    }
}

#[test]
fn a_check_without_a_hit_ends_with_4_and_says_so_in_json() {
    let desk = Folder::with_desk();
    let (code, answer) = desk.json(&["check", "evil[.]example"]);
    assert_eq!(code, 4);
    assert_eq!(
        (&answer["ok"], &answer["kind"]),
        (&true.into(), &"fanal.check.v1".into())
    );
    assert_eq!(
        (&answer["data"]["hits"], &answer["data"]["checked"]),
        (&0.into(), &1.into())
    );
    assert_eq!(answer["warnings"], Value::Array(Vec::new()));
}

/// [IMP-4]
#[test]
fn without_a_network_a_check_asks_the_lists_of_the_desk() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["init", "--desk", "Lumbre"]).code, 0);
    let list = folder.write("links.txt", "evil.example\n");
    let added = folder.run(&["lookup", "add", "links", &list]);
    assert_eq!(added.code, 0, "{}", added.stderr);
    let (code, answer) = folder.json(&["check", "evil.example"]);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(answer["data"]["listed"][0]["lists"][0]["list"], "links");
    assert_eq!(folder.run(&["check", "other.example"]).code, 4);
    let shared = folder.run(&["share", "evil.example", "--tlp", "green"]);
    assert!(
        shared.stderr.contains("no network yet"),
        "{}",
        shared.stderr
    );
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
fn a_share_without_a_label_is_refused_with_a_hint() {
    let desk = Folder::with_desk();
    let (code, answer) = desk.json(&[
        "share",
        "hxxps://evil[.]example/a",
        "--consent",
        "not-needed",
    ]);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (3, &"policy.unlabelled".into())
    );
    assert!(answer["error"]["hint"].as_str().unwrap().contains("--tlp"));
    assert!(
        answer["error"]["doc"]
            .as_str()
            .unwrap()
            .contains("policy.unlabelled")
    );
}

#[test]
fn what_was_shared_is_known_from_then_on() {
    let desk = Folder::with_desk();
    let values = [
        "share",
        "evil[.]example",
        "198.51.100.7",
        "--tlp",
        "green",
        "--consent",
        "network",
    ];
    let (code, answer) = desk.json(&values);
    assert_eq!(
        (code, &answer["data"]["bulletins"][0]["state"]),
        (0, &"sent".into())
    );
    assert_eq!(answer["data"]["read"], 2);
    let ended = desk.run_with(
        &["check", "-"],
        "we saw hxxps://evil[.]example/login yesterday\n",
    );
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    assert!(ended.stdout.contains("evil[.]example"), "{}", ended.stdout);
    assert!(
        !ended.stdout.contains("evil.example"),
        "printed so that it can be clicked"
    );
}

#[test]
fn a_dry_run_stores_nothing() {
    let desk = Folder::with_desk();
    let words = [
        "share",
        "evil[.]example",
        "--tlp",
        "green",
        "--consent",
        "network",
        "--dry-run",
    ];
    let (code, answer) = desk.json(&words);
    assert_eq!(
        (code, &answer["data"]["bulletins"][0]["state"]),
        (0, &"preview".into())
    );
    assert_eq!(desk.run_with(&["check", "-"], "evil[.]example").code, 4);
}

#[test]
fn yes_does_not_answer_a_privacy_finding_and_because_does() {
    let desk = Folder::with_desk();
    let link = "https://x.example/a8F3kQ92LmZp";
    let words = [
        "share",
        link,
        "--tlp",
        "green",
        "--consent",
        "network",
        "--yes",
    ];
    let (code, answer) = desk.json(&words);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (3, &"policy.privacy".into())
    );
    let text = answer["error"]["text"].as_str().unwrap();
    let (_, key) = text.strip_suffix(')').unwrap().rsplit_once('(').unwrap();
    let because = format!("{key}=the whole kit is at this path");
    let (code, _) = desk.json(&[&words[..], &["--because", &because]].concat());
    assert_eq!(code, 0);
}

// [PRV-11]
#[test]
fn a_way_out_of_a_finding_is_taken_by_its_key_or_its_kind() {
    let desk = Folder::with_desk();
    let links = "https://x.example/a8F3kQ92LmZp\nhttps://y.example/b9G4mR13NpAq\n";
    let list = desk.0.join("links.txt");
    std::fs::write(&list, links).unwrap();
    let list = list.to_str().unwrap();
    let words = [
        "import",
        list,
        "--tlp",
        "green",
        "--consent",
        "network",
        "--yes",
    ];
    let (code, answer) = desk.json(&words);
    let text = answer["error"]["text"].as_str().unwrap();
    assert_eq!(
        (code, text.matches("(one_time_link").count()),
        (3, 2),
        "each finding is named: {text}"
    );
    for wrong in ["one_time_link=mask", "nothing_such"] {
        let (code, answer) = desk.json(&[&words[..], &["--mend", wrong]].concat());
        assert_ne!(code, 0, "{answer}");
    }
    let (code, answer) = desk.json(&[&words[..], &["--mend", "one_time_link"]].concat());
    assert_eq!(code, 0, "{answer}");
    let id = answer["data"]["bulletins"][0]["id"].as_str().unwrap();
    let (_, shown) = desk.json(&["show", id]);
    let values = shown["data"]["values"].to_string();
    assert!(
        values.contains("x.example") && values.contains("y.example"),
        "{values}"
    );
    assert!(
        !values.contains("a8F3kQ92LmZp") && !values.contains("b9G4mR13NpAq"),
        "{values}"
    );
}

#[test]
fn what_asks_to_be_public_waits_for_a_second_person() {
    let desk = Folder::with_desk();
    let (code, answer) = desk.json(&[
        "share",
        "evil[.]example",
        "--tlp",
        "clear",
        "--consent",
        "public",
    ]);
    assert_eq!(
        (code, &answer["data"]["bulletins"][0]["state"]),
        (9, &"waiting".into())
    );
    let id = answer["data"]["bulletins"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (code, answer) = desk.json(&["review", "approve", &id]);
    assert_eq!((code, &answer["error"]["code"]), (7, &"policy.role".into()));
}

#[test]
fn rows_that_were_refused_make_it_partly_done() {
    let desk = Folder::with_desk();
    let file = desk.write(
        "list.txt",
        "evil[.]example\nhttp://\n999.1.2.3.4\nbad[.]example\n",
    );
    let words = [
        "share",
        &file,
        "--format",
        "list",
        "--tlp",
        "green",
        "--consent",
        "network",
    ];
    let (code, answer) = desk.json(&words);
    assert_eq!(code, 8, "{answer}");
    assert!(!answer["data"]["refused"].as_array().unwrap().is_empty());
}

#[test]
fn a_withdrawal_takes_two_actions() {
    let desk = Folder::with_desk();
    let known = || desk.run_with(&["check", "-"], "evil[.]example").code;
    let (_, answer) = desk.json(&[
        "share",
        "evil[.]example",
        "--tlp",
        "green",
        "--consent",
        "network",
    ]);
    let id = answer["data"]["bulletins"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (code, answer) = desk.json(&["withdraw", &id, "--reason", "consent"]);
    assert_eq!((code, &answer["data"]["state"]), (3, &"asked".into()));
    assert_eq!(known(), 0);
    let (code, answer) = desk.json(&["withdraw", &id, "--reason", "consent", "--yes", "--watch"]);
    assert_eq!((code, &answer["data"]["state"]), (0, &"withdrawn".into()));
    assert_eq!(known(), 4);
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

#[test]
fn the_sample_configuration_is_right() {
    let folder = Folder::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/fanal.toml.sample");
    let (code, answer) =
        folder.json(&["config", "check", "--config", &sample.display().to_string()]);
    assert_eq!((code, &answer["ok"]), (0, &true.into()), "{answer}");
}

#[test]
fn a_wrong_configuration_names_file_line_and_key() {
    let folder = Folder::new();
    let file = folder.write(
        "fanal.toml",
        "[node]\nlang = \"en\"\n\n[listen]\nsink = \"127.0.0.1:1\"\n",
    );
    let (code, answer) = folder.json(&["config", "check", "--config", &file]);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (2, &"usage.invalid".into())
    );
    let text = answer["error"]["text"].as_str().unwrap();
    assert!(
        text.contains("fanal.toml, line 5") && text.contains("`sink`"),
        "{text}"
    );
}

/// [CLI-10]
#[test]
fn all_faults_of_a_configuration_are_named_at_once_and_how_to_mend_them() {
    let folder = Folder::new();
    let text =
        "[node]\nlang = \"nl\"\n[listen]\nsink = 1\nsync = \"here\"\n[backup]\nkeep_days = 0\n";
    let file = folder.write("fanal.toml", text);
    let ended = folder.run(&["config", "check", "--config", &file]);
    assert_eq!((ended.code, ended.stderr.as_str()), (2, ""));
    let lines: Vec<&str> = ended.stdout.lines().collect();
    for (at, place) in [
        "line 2: `node.lang`",
        "line 4: `listen.sink`",
        "line 5: `listen.sync`",
        "line 7: `backup.keep_days`",
    ]
    .iter()
    .enumerate()
    {
        assert!(
            lines[at].contains(place) && lines[at].contains("mend: "),
            "{lines:?}"
        );
    }
    let (code, answer) = folder.json(&["config", "check", "--config", &file]);
    let told = answer["error"]["text"].as_str().unwrap();
    assert_eq!((code, told.lines().count()), (2, 4), "{told}");
    // A node that does not start says the first, and that there are more.
    let (_, answer) = folder.json(&["config", "show", "--config", &file]);
    let told = answer["error"]["text"].as_str().unwrap();
    assert!(
        told.contains("line 2") && told.ends_with("(the first of 4 faults)"),
        "{told}"
    );
}

/// [PAN-1]
#[test]
fn a_broken_configuration_keeps_nobody_from_shredding() {
    let desk = Folder::with_desk();
    let (_, status) = desk.json(&["status"]);
    let words = format!("shred {}", status["data"]["desk"].as_str().unwrap());
    let home = desk.0.join("node");
    std::fs::write(home.join("fanal.toml"), "nonsense = [").unwrap();
    let (code, answer) = desk.json(&["panic", "shred", "--confirm", &words]);
    assert_eq!(code, 0, "{answer}");
    let left = answer["data"]["left"].to_string();
    assert!(left.contains("could not be read"), "{left}");
    for gone in ["master.key", "fanal.db", "token", "fanal.toml"] {
        assert!(!home.join(gone).exists(), "{gone} is there");
    }
}

/// [CLI-8]
#[test]
fn doctor_tells_each_check_and_how_to_mend_it() {
    let desk = Folder::with_desk();
    let (code, answer) = desk.json(&["doctor"]);
    assert_eq!(code, 8, "the key lies beside the database");
    let checks = answer["data"]["checks"].as_array().unwrap();
    let of = |name: &str| checks.iter().find(|check| check["name"] == name).unwrap();
    assert_eq!(of("master key")["state"], "warning");
    assert!(
        of("master key")["fix"]
            .as_str()
            .unwrap()
            .contains("key_file")
    );
    assert_eq!(
        (&of("database")["state"], &of("own entry")["state"]),
        (&"good".into(), &"good".into())
    );
    let (code, _) = Folder::new().json(&["doctor"]);
    assert_eq!(code, 1, "no node is here");
}

/// [CLI-11]
#[test]
fn doctor_looks_through_a_log_and_says_what_would_listen() {
    let desk = Folder::with_desk();
    let check = |name: &str, args: &[&str]| {
        let (_, answer) = desk.json(&[&["doctor"], args].concat());
        let checks = answer["data"]["checks"].as_array().unwrap().clone();
        let mut checks = checks.into_iter();
        checks.find(|check| check["name"] == name).unwrap()
    };
    let ports = check("open ports", &[]);
    assert_eq!(ports["state"], "good", "{ports}");
    assert!(
        ports["text"].as_str().unwrap().contains("console on "),
        "{ports}"
    );
    assert_eq!(check("log", &[])["state"], "skipped");

    let quiet = desk.write(
        "quiet.log",
        "INFO fanal::serve: ready version=\"0.1.0\" desk=lab\n",
    );
    assert_eq!(check("log", &["--log", &quiet])["state"], "good");
    let leaky = desk.write(
        "leaky.log",
        "INFO fanal::serve: ready\nWARN fanal: asked value=evil-lantern.net\n",
    );
    let told = check("log", &["--log", &leaky]);
    assert_eq!(told["state"], "bad", "{told}");
    assert!(
        told["text"].as_str().unwrap().contains("line 2: a domain"),
        "{told}"
    );
    assert!(!told.to_string().contains("evil-lantern"), "{told}");
    assert_eq!(check("log", &["--log", "/no/such/log"])["state"], "warning");
}

#[test]
fn the_page_of_exit_codes_has_them_all() {
    let folder = Folder::new();
    let page = folder.run(&["man", "exit"]).stdout;
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "75"] {
        assert!(page.contains(&format!("\n.B {code}\n")), "{code}");
    }
}

#[test]
fn each_shell_has_its_completions() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ended = folder.run(&["completions", shell]);
        assert_eq!(ended.code, 0);
        assert!(ended.stdout.contains("withdraw"), "{shell}");
    }
}

#[test]
fn consent_is_recorded_and_shared_by_alias_and_taken_back_by_two_actions() {
    let desk = Folder::with_desk();
    let record = [
        "consent",
        "record",
        "our-word",
        "--scope",
        "network",
        "--how",
        "in person",
    ];
    let (code, answer) = desk.json(&record);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (2, &"usage.invalid".into()),
        "the risks were not explained"
    );
    let (code, _) = desk.json(&[&record[..], &["--risks-explained"]].concat());
    assert_eq!(code, 0);
    let words = ["share", "evil[.]example", "--tlp", "green"];
    let (code, _) = desk.json(&[&words[..], &["--consent-record", "our-word"]].concat());
    assert_eq!(code, 0);
    let known = || desk.run_with(&["check", "-"], "evil[.]example").code;
    assert_eq!(known(), 0);
    let (code, answer) = desk.json(&["consent", "withdraw", "our-word"]);
    assert_eq!((code, &answer["data"]["state"]), (3, &"asked".into()));
    assert_eq!(known(), 0, "nothing happened yet");
    let (code, answer) = desk.json(&["consent", "withdraw", "our-word", "--yes"]);
    assert_eq!((code, &answer["data"]["state"]), (0, &"withdrawn".into()));
    assert_eq!(known(), 4);
    assert!(!desk.run(&["audit", "show"]).stdout.contains("our-word"));
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

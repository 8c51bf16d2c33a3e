//! A coordinator whose key never meets a network: the real program, in a namespace without one.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::node::{Ended, Folder, Node};

/// Runs the program where there is no network at all, not even this machine's own, and no node.
fn without_network(folder: &Folder, words: &[&str]) -> Ended {
    let output = Command::new("unshare")
        .args(["--map-root-user", "--net", "--"])
        .arg(env!("CARGO_BIN_EXE_fanal"))
        .arg("--dir")
        .arg(folder.0.join("no-node-here"))
        .args(words)
        .env_clear()
        .env("HOME", &folder.0)
        .env("COLUMNS", "100")
        .current_dir(&folder.0)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// The interfaces that a process sees there.
fn interfaces() -> String {
    let output = Command::new("unshare")
        .args(["--map-root-user", "--net", "--"])
        .args(["cat", "/proc/self/net/dev"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// [ROS-4] [ROS-5] As deploy/runbooks/offline-signing.md says it.
#[test]
fn a_coordinator_signs_on_a_machine_without_a_network() {
    let seen = interfaces();
    let devices: Vec<&str> = seen.lines().filter(|line| line.contains(':')).collect();
    assert!(
        matches!(devices[..], [only] if only.trim_start().starts_with("lo:")),
        "{seen}"
    );
    let node = Node::serving();
    let away = Folder::new();
    let path = |name: &str| away.0.join(name).display().to_string();
    let key = path("ada.key");
    let made = without_network(
        &away,
        &["roster", "key", &key, "--name", "Ada", "--desk", "lumbre"],
    );
    assert_eq!(made.code, 0, "{}", made.stderr);
    let card = away.write("ada-card.txt", &made.stdout);
    // The same key gives the same card: nothing was made anew.
    let again = without_network(
        &away,
        &["roster", "key", &key, "--name", "Ada", "--desk", "lumbre"],
    );
    assert_eq!(again.stdout, made.stdout);

    // It takes the place of the key that lay on the node: the old one signs, and so does the new one.
    let next = path("next.json");
    let card = format!("@{card}");
    let draft = node.run(&[
        "roster", "draft", "--card", &card, "--output", &next, "--yes",
    ]);
    assert_eq!(
        draft.code, 9,
        "it waits for the other: {}{}",
        draft.stdout, draft.stderr
    );
    let chain = node.run(&["roster", "chain"]);
    assert_eq!(chain.code, 0, "{}", chain.stderr);
    let chain = away.write("rosters.txt", &chain.stdout);

    let signed = path("signed.json");
    let sign = |draft: &str, chain: &str| {
        let words = [
            "roster", "sign", draft, "--key", &key, "--chain", chain, "--output", &signed,
        ];
        without_network(&away, &words)
    };
    let told = sign(&next, &chain);
    assert_eq!(told.code, 0, "{}{}", told.stdout, told.stderr);
    assert!(
        told.stdout.contains("Ada"),
        "it names what changes: {}",
        told.stdout
    );
    let taken = node.run(&["roster", "take", &signed]);
    assert_eq!(taken.code, 0, "{}", taken.stderr);
    let (_, shown) = node.json(&["roster", "show"]);
    assert_eq!(shown["data"]["version"], 2, "{shown}");
    let coordinators = shown["data"]["coordinators"].to_string();
    assert!(coordinators.contains("Ada"), "{shown}");

    // What is no draft, what was changed on the way, and what follows other rosters is not signed.
    std::fs::remove_file(&signed).unwrap();
    let broken = std::fs::read_to_string(&next)
        .unwrap()
        .replace("payload", "pay1oad");
    let broken = away.write("broken.json", &broken);
    let nothing = away.write("nothing.txt", "\n");
    for (draft, chain) in [(&broken, &chain), (&nothing, &chain), (&next, &broken)] {
        let told = sign(draft, chain);
        assert_ne!(told.code, 0, "{draft} after {chain}: {}", told.stdout);
        assert!(
            !std::path::Path::new(&signed).exists(),
            "{draft} after {chain}"
        );
    }
    let other = Node::set_up();
    let elsewhere = other.run(&["roster", "chain"]);
    let elsewhere = away.write("elsewhere.txt", &elsewhere.stdout);
    let told = sign(&next, &elsewhere);
    assert_eq!(
        told.code, 5,
        "of another network: {}{}",
        told.stdout, told.stderr
    );
    assert!(!std::path::Path::new(&signed).exists());
    let lacks = without_network(
        &away,
        &["roster", "sign", &next, "--key", "nowhere.key", "--json"],
    );
    let answer: Value = lacks.json();
    assert_eq!(
        (lacks.code, &answer["ok"]),
        (1, &Value::Bool(false)),
        "{answer}"
    );
}

/// [RST-8]
#[test]
fn a_node_writes_no_core_dump_whatever_it_was_started_with() {
    let node = crate::node::Node::serving();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", node.id())).unwrap();
    let core = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"))
        .unwrap();
    let [soft, hard] = [0, 1].map(|at| core.split_whitespace().nth(at).unwrap());
    assert_eq!((soft, hard), ("0", "0"));
}

/// [CLI-5]
#[test]
fn a_trail_that_was_changed_is_not_whole_and_the_native_export_stands_in_it() {
    let node = crate::node::Node::set_up();
    let share = [
        "share",
        "kept[.]example",
        "--tlp",
        "green",
        "--consent",
        "network",
    ];
    assert_eq!(node.run(&share).code, 0);
    assert_eq!(node.run(&["export", "native"]).code, 0);
    let trail = node.folder.0.join("trail.jsonl").display().to_string();
    assert_eq!(node.json(&["audit", "export", "--output", &trail]).0, 0);
    let text = std::fs::read_to_string(&trail).unwrap();
    assert!(text.contains("export.native"), "{text}");
    let verify = |words: &[&str]| node.json(&[&["audit", "verify"], words].concat());
    let (code, answer) = verify(&[&trail]);
    assert_eq!(code, 0, "{answer}");
    let last = &answer["data"];
    let known = format!("{}={}", last["last"], last["hash"].as_str().unwrap());
    assert_eq!(
        verify(&["--known", &known]).0,
        0,
        "the desk's own goes on from there"
    );
    let lines: Vec<&str> = text.lines().collect();
    let changed = text.replace("export.native", "export.hosts");
    let without = [&lines[..1], &lines[2..]].concat().join("\n");
    for lie in [changed, without] {
        std::fs::write(&trail, lie).unwrap();
        let (code, answer) = verify(&[&trail]);
        assert_eq!((code, &answer["error"]["code"]), (5, &"verify.log".into()));
    }
}

//! `panic` to its ends: locked while the node runs, open again, and destroyed.

use crate::node::{Node, fanal, wait_for};

/// [REC-10]
#[test]
fn a_desk_that_is_locked_answers_nobody_until_it_is_opened_and_shredded_it_is_gone() {
    let mut node = Node::serving();
    assert_eq!(
        node.run(&[
            "share",
            "kept[.]example",
            "--tlp",
            "green",
            "--consent",
            "network"
        ])
        .code,
        0
    );
    let (code, answer) = node.json(&["panic", "lock", "--text", "office searched", "--yes"]);
    assert_eq!(
        (code, &answer["data"]["locked"]),
        (0, &true.into()),
        "{answer}"
    );
    let (code, answer) = node.json(&["check", "kept[.]example"]);
    assert_eq!(code, 7, "a token of before: {answer}");
    // The node ends by itself, once its peers had time to hear it.
    wait_for("the end of a locked node", || node.has_ended());
    node.refuses_to_start();

    let (code, answer) = node.json(&["panic", "unlock"]);
    assert_eq!(code, 0, "{answer}");
    node.start();
    let (code, answer) = node.json(&["check", "kept[.]example"]);
    assert_eq!(
        (code, &answer["data"]["hits"]),
        (0, &1.into()),
        "nothing was lost: {answer}"
    );
    let (code, answer) = node.json(&["panic", "unlock"]);
    assert_eq!(code, 0, "open it is already: {answer}");
    assert_eq!(node.stop(), 0);

    // [PAN-1] What the configuration names goes too, and it itself.
    let config = node.dir().join("fanal.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let taxii = "[taxii]\ncertificate = \"site.pem\"\nkey = \"site.key\"\n";
    let source = "[sources.lab]\naddress = \"https://lab.example/\"\nkind = \"taxii\"\nlogin = \"lab.txt\"\n";
    let text = format!("{}\n{source}", text.replace("[taxii]\n", taxii));
    assert!(text.contains("site.key"));
    std::fs::write(&config, text).unwrap();
    for secret in ["site.key", "lab.txt"] {
        std::fs::write(node.dir().join(secret), "a secret of others").unwrap();
    }

    let (code, answer) = node.json(&["panic", "shred", "--confirm", "shred another"]);
    assert_eq!(code, 2, "{answer}");
    let (code, answer) = node.json(&["panic", "shred", "--confirm", "shred lumbre"]);
    assert_eq!(code, 0, "{answer}");
    let secrets = ["site.key", "lab.txt", "policy.json", "fanal.toml"];
    for gone in ["master.key", "fanal.db", "token"].iter().chain(&secrets) {
        assert!(!node.dir().join(gone).exists(), "{gone} is there");
    }
    let destroyed = answer["data"]["destroyed"].as_array().unwrap();
    assert!(destroyed.len() >= 3, "{answer}");
    assert_ne!(node.run(&["check", "kept[.]example"]).code, 0);
}

/// [BAK-8]
#[test]
fn nothing_is_restored_beneath_a_site_that_is_served() {
    let node = Node::set_up();
    assert_eq!(node.run(&["backup"]).code, 0);
    let mut served = fanal()
        .arg("--dir")
        .arg(node.dir())
        .args(["feed", "serve", "--listen", "127.0.0.1:0"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    wait_for("a site that is served", || {
        let held = std::fs::File::open(node.dir().join(".held")).ok()?;
        held.try_lock().is_err().then_some(())
    });
    let restore = ["restore", "latest", "--over", "--yes"];
    let refused = node.run(&restore);
    assert!(refused.stderr.contains("feed serve"), "{}", refused.stderr);
    assert!(node.dir().join("fanal.db").is_file());
    served.kill().unwrap();
    served.wait().unwrap();
    let ended = node.run(&restore);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

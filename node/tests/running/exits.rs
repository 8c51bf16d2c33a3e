//! The ways to end that need trouble: nobody answers (6), try again (75). [CLI-1]

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::node::{Folder, Node};
use crate::verbs;

/// What lies in the folder of a node that is still the one of this folder.
const SECRET: [u8; 32] = [7; 32];

/// The answer of the node of that folder, as SPEC has it. [CLI-7]
fn proof(address: &str, head: &str) -> String {
    let mut lines = head.lines();
    let asked = lines.find_map(|line| line.strip_prefix("fanal-challenge: "));
    let mut mac = Hmac::<Sha256>::new_from_slice(&SECRET).unwrap();
    mac.update(b"fanal-local-v1\0");
    mac.update(address.as_bytes());
    mac.update(b"\0");
    mac.update(&HEXLOWER.decode(asked.unwrap().as_bytes()).unwrap());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

/// Something answers where the node should be, and hangs up on every call.
#[test]
fn a_node_that_hangs_up_ends_a_verb_with_6() {
    let node = Node::set_up();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..length]);
            if head.starts_with("GET /api/v1/openapi.json ") {
                let proof = proof(&format!("http://{address}"), &head);
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nfanal-proof: {proof}\r\ncontent-length: 2\r\n\r\n{{}}"
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        }
    });
    let runtime = node.dir().join("node.json");
    let secret = HEXLOWER.encode(&SECRET);
    let text = format!("{{\"api\":\"http://{address}\",\"proof\":\"{secret}\"}}");
    std::fs::write(runtime, text).unwrap();
    let (code, answer) = node.json(&["check", "evil[.]example"]);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (6, &"peer.unreachable".into())
    );
    let ended = node.run(&["check", "evil[.]example"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (6, ""));
    assert!(
        ended.stderr.contains("the node does not answer"),
        "{}",
        ended.stderr
    );
}

/// A node that was killed leaves its address behind: the command line goes on without it.
#[test]
fn the_address_of_a_node_that_is_gone_stops_nobody() {
    let node = Node::set_up();
    let runtime = node.dir().join("node.json");
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    std::fs::write(runtime, format!("{{\"api\":\"http://{address}\"}}")).unwrap();
    assert_eq!(node.json(&["status"]).0, 0);
}

#[test]
fn a_database_that_is_away_ends_a_verb_with_75_and_says_so() {
    let node = Node::set_up();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let file = node.dir().join("fanal.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let away = format!("database = \"postgres://fanal@127.0.0.1:{port}/fanal\"");
    let changed = config.replace("database = \"sqlite:fanal.db\"", &away);
    assert_ne!(config, changed);
    std::fs::write(&file, changed).unwrap();
    let (code, answer) = node.json(&["status"]);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (75, &"busy".into()),
        "{answer}"
    );
    assert!(answer["error"]["hint"].is_string());
}

/// Each code of the manual's page is one that a test here has seen.
#[test]
fn every_exit_code_is_provoked() {
    let folder = Folder::new();
    let page = crate::node::run_in(&folder.0.join("x"), &["man", "exit"], "").stdout;
    let documented: BTreeSet<i32> = page
        .lines()
        .filter_map(|line| line.strip_prefix(".B ")?.parse().ok())
        .collect();
    let mut seen = verbs::codes();
    seen.extend([6, 75]);
    assert_eq!(seen, documented);
}

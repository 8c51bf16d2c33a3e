//! What `fanal doctor` sees of a node that runs.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use serde_json::Value;

use crate::demo::Demo;
use crate::node::Node;

/// The check of this name.
fn check(answer: &Value, name: &str) -> Value {
    let checks = answer["data"]["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["name"] == name);
    found
        .unwrap_or_else(|| panic!("no {name}: {answer}"))
        .clone()
}

/// The demo tells its story where a node's log goes, and its three desks are one process.
pub(crate) fn knows_a_demo(demo: &Demo) {
    let (_, answer) = demo.json(0, &["doctor"]);
    let (log, ports) = (check(&answer, "log"), check(&answer, "open ports"));
    assert_eq!(log["state"], "skipped", "{log}");
    assert_eq!(ports["state"], "good", "{ports}");
    let told = ports["text"].as_str().unwrap();
    assert!(!told.contains("no key of"), "{told}");
}

/// Each check says where more stands of it; the counts of what the node checks by itself are in `/metrics`. [CLI-8]
#[test]
fn the_states_of_the_checks_are_counted_for_who_watches() {
    let node = Node::serving();
    let (_, answer) = node.json(&["doctor"]);
    assert_eq!(check(&answer, "backup")["doc"], "deploy/runbooks/backup.md");
    let told = check(&answer, "open ports")["text"].clone();
    let (_, ops) = told.as_str().unwrap().split_once("ops on ").unwrap();
    let ops: SocketAddr = ops.split(',').next().unwrap().parse().unwrap();
    let mut stream = TcpStream::connect(ops).unwrap();
    write!(stream, "GET /metrics HTTP/1.0\r\nHost: {ops}\r\n\r\n").unwrap();
    let mut metrics = String::new();
    stream.read_to_string(&mut metrics).unwrap();
    for line in [
        "fanal_checks{check=\"own entry\",state=\"good\"} 1",
        "fanal_checks{check=\"backup\",state=\"warning\"} 1",
    ] {
        assert!(metrics.contains(line), "{metrics}");
    }
}

/// A site that answers with a list which nobody signed is no feed. [CLI-8]
#[test]
fn a_feed_that_readers_would_refuse_is_bad() {
    let node = Node::serving();
    let stub = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = stub.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in stub.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        }
    });
    let file = node.dir().join("fanal.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let lines = config
        .lines()
        .map(|line| match line.strip_prefix("public = \"127.") {
            Some(_) => format!("public = \"{address}\"\n"),
            None => format!("{line}\n"),
        });
    let changed: String = lines.collect();
    assert!(changed.contains(&address.to_string()), "{changed}");
    std::fs::write(&file, changed).unwrap();
    let (code, answer) = node.json(&["doctor"]);
    assert_eq!(
        (code, &check(&answer, "feed")["state"]),
        (1, &"bad".into()),
        "{answer}"
    );
}

/// [CLI-11]
#[test]
fn doctor_sees_where_the_running_node_listens_and_looks_through_its_log() {
    let node = Node::serving();
    let (_, answer) = node.json(&["doctor"]);
    let checks = answer["data"]["checks"].as_array().unwrap();
    let of = |name: &str| checks.iter().find(|check| check["name"] == name).unwrap();
    let (ports, log) = (of("open ports"), of("log"));
    assert_eq!(
        (&ports["state"], &log["state"]),
        (&"good".into(), &"good".into()),
        "{ports} {log}"
    );
    let told = ports["text"].as_str().unwrap();
    assert!(told.starts_with("the running node listens for "), "{told}");
    for listener in ["sync", "public", "api", "console", "ops"] {
        assert!(
            told.contains(&format!("{listener} on 127.0.0.1:")),
            "{told}"
        );
    }
    assert!(log["text"].as_str().unwrap().contains("serve.log"), "{log}");
}

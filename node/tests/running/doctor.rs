//! What `fanal doctor` sees of a node that runs.

use crate::node::Node;

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

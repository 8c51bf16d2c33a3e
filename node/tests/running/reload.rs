//! SIGHUP: what a running node takes up, and what it says of the rest. [CLI-3]

use crate::node::{Node, wait_for};

fn logs(node: &Node, words: &str) {
    wait_for(words, || node.logged().contains(words).then_some(()));
}

#[test]
fn a_running_node_takes_up_schedules_and_names_what_waits_for_a_restart() {
    let mut node = Node::serving();
    let file = node.dir().join("fanal.toml");
    let config = std::fs::read_to_string(&file).unwrap();

    node.signal("-HUP");
    logs(&node, "nothing changed");

    let changed = config
        .replace("drill = \"0 30 4 1 * *\"", "drill = \"0 30 5 1 * *\"")
        .replace("log = \"info\"", "log = \"debug\"")
        .replace("lang = \"es\"", "lang = \"fr\"");
    std::fs::write(&file, &changed).unwrap();
    node.signal("-HUP");
    logs(&node, "in force from now on");
    logs(&node, "jobs.drill, node.log");
    logs(&node, "only after a restart");
    logs(&node, "node.lang");

    std::fs::write(&file, changed.replace("[jobs]", "[jobs]\nsink = 1")).unwrap();
    node.signal("-HUP");
    logs(&node, "the old one stays in force");
    assert_eq!(node.json(&["status"]).0, 0, "it runs on");

    std::fs::write(&file, &changed).unwrap();
    assert_eq!(node.stop(), 0);
    node.start();
    assert_eq!(node.json(&["status"]).0, 0);
}

#[test]
fn schedules_that_come_by_a_reload_are_run() {
    let node = Node::serving();
    let file = node.dir().join("fanal.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let changed = config.replace("drill = \"0 30 4 1 * *\"", "drill = \"* * * * * *\"");
    assert_ne!(config, changed);
    let drilled = "there is no backup to drill with";
    assert!(!node.logged().contains(drilled));
    std::fs::write(&file, changed).unwrap();
    node.signal("-HUP");
    logs(&node, drilled);
}

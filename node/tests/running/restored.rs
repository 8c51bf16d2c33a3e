//! Accounts that came back with a backup wait until somebody says that they count still. [BAK-9]

use serde_json::json;

use crate::node::Node;

#[test]
fn who_was_let_go_since_the_backup_does_not_count_again() {
    let node = Node::set_up();
    for name in ["bea", "cara"] {
        let made = node.run(&["user", "add", name, "--role", "analyst"]);
        assert_eq!(made.code, 0, "{}", made.stderr);
    }
    assert_eq!(node.run(&["backup"]).code, 0);
    assert_eq!(node.run(&["user", "disable", "bea"]).code, 0);
    let (code, told) = node.json(&["restore", "latest", "--over", "--yes"]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(told["data"]["account"], "ana");
    let waiting = json!(["bea", "cara"]);
    assert_eq!(told["data"]["accounts_to_confirm"], waiting);
    let (_, status) = node.json(&["status"]);
    assert_eq!(status["data"]["accounts_to_confirm"], waiting);
    let doctor = node.run(&["doctor"]);
    assert!(doctor.stdout.contains("bea, cara"), "{}", doctor.stdout);
    let state_of = |name: &str| {
        let (_, list) = node.json(&["user", "list"]);
        let accounts = list["data"].as_array().unwrap();
        let one = accounts.iter().find(|one| one["name"] == name).unwrap();
        (one["disabled"].clone(), one["to_confirm"].clone())
    };
    assert_eq!(state_of("ana"), (json!(false), json!(false)));
    assert_eq!(state_of("bea"), (json!(true), json!(true)));
    assert_eq!(node.run(&["user", "enable", "cara"]).code, 0);
    assert_eq!(state_of("cara"), (json!(false), json!(false)));
    assert_eq!(node.run(&["user", "disable", "bea"]).code, 0);
    assert_eq!(state_of("bea"), (json!(true), json!(false)));
    let (_, status) = node.json(&["status"]);
    assert!(status["data"].get("accounts_to_confirm").is_none());
}

//! `peer test` and `sync` among the three desks of the demo, while they run and after they were killed.

use serde_json::Value;

use crate::demo::Demo;
use crate::node::Node;

#[test]
fn peer_test_says_how_far_it_came() {
    let mut demo = Demo::told();

    let (code, answer) = demo.json(0, &["peer", "test", "lumbre"]);
    let tried = &answer["data"];
    assert_eq!(
        (code, &answer["kind"]),
        (0, &"fanal.peer-test.v1".into()),
        "{answer}"
    );
    assert_eq!(
        (&tried["connected"], &tried["pinned"]),
        (&true.into(), &true.into())
    );
    assert_eq!(tried["roster_there"], tried["roster_here"]);
    assert!(tried["streams"].as_u64().unwrap() > 0);
    assert!(tried["first_ms"].is_u64() && tried["again_ms"].is_u64());
    assert!(tried["failed"].is_null());
    let page = demo.run(0, &["peer", "test", "lumbre"]).stdout;
    assert!(
        page.contains("the one in the roster") && page.contains("as here"),
        "{page}"
    );

    let (code, answer) = demo.json(0, &["peer", "test", "ancolie"]);
    assert_eq!(
        (code, &answer["data"]["failed"]["code"]),
        (2, &"usage.invalid".into())
    );
    let (code, answer) = demo.json(0, &["sync"]);
    assert_eq!(code, 0, "{answer}");

    demo.kill();
    let (code, answer) = demo.json(0, &["peer", "test", "lumbre"]);
    let tried = &answer["data"];
    assert_eq!(
        (code, &tried["failed"]["code"]),
        (6, &"peer.unreachable".into())
    );
    assert_eq!(
        (&tried["connected"], &tried["pinned"]),
        (&false.into(), &Value::Null)
    );
    assert!(
        tried["failed"]["hint"]
            .as_str()
            .unwrap()
            .contains("call its people")
    );
    let page = demo.run(0, &["peer", "test", "lumbre"]).stdout;
    assert!(
        page.contains("It did not work: the peer cannot be reached"),
        "{page}"
    );
    let (code, answer) = demo.json(0, &["sync"]);
    assert_eq!(code, 6, "{answer}");
    assert!(
        answer["data"]["rounds"]
            .as_array()
            .unwrap()
            .iter()
            .all(|round| { round["failed"]["code"] == "peer.unreachable" })
    );

    // Another node takes the place of the peer, with its own key.
    let mut other = Node::set_up();
    let file = other.dir().join("fanal.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let sync = demo.desks[1]["sync"].as_str().unwrap();
    let changed: String = config
        .lines()
        .map(|line| match line.strip_prefix("sync = \"127.0.0.1:") {
            Some(_) => format!("sync = \"{sync}\"\n"),
            None => format!("{line}\n"),
        })
        .collect();
    assert!(changed.contains(sync), "{changed}");
    std::fs::write(&file, changed).unwrap();
    other.start();
    let (code, answer) = demo.json(0, &["peer", "test", "lumbre"]);
    let tried = &answer["data"];
    assert_eq!(
        (code, &tried["failed"]["code"]),
        (5, &"verify.format".into()),
        "{answer}"
    );
    assert_eq!(
        (&tried["connected"], &tried["pinned"]),
        (&true.into(), &false.into())
    );
    let page = demo.run(0, &["peer", "test", "lumbre"]).stdout;
    assert!(page.contains("another than the roster's"), "{page}");
}

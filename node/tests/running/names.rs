//! Over a real socket: a listener on this machine answers to its own names, and to no page of a stranger. [ACC-10]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::node::Node;

/// Status and the whole answer of a request under this name.
fn asked(at: &str, path: &str, head: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(at).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\n{head}connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer)
}

#[test]
fn who_asks_under_a_name_that_is_not_the_nodes_reads_nothing() {
    let mut node = Node::set_up();
    let file = node.dir().join("fanal.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("[listen]\n", "[listen]\nnames = [\"console.example\"]\n");
    std::fs::write(&file, &text).unwrap();
    node.start();
    let table: toml::Table = text.parse().unwrap();
    let doors = [
        ("public", "/"),
        ("api", "/api/v1/openapi.json"),
        ("console", "/"),
        ("ops", "/healthz"),
    ];
    for (door, path) in doors {
        let at = table["listen"][door].as_str().unwrap();
        for own in [at, "localhost", "console.example", "feed.example:443"] {
            let (status, answer) = asked(at, path, &format!("host: {own}\r\n"));
            assert_ne!(status, 421, "{door} {own}: {answer}");
        }
        for other in [
            "host: evil.example\r\n",
            "host: 127.0.0.1.evil.example\r\n",
            "host: localhost\r\nhost: evil.example\r\n",
        ] {
            let (status, answer) = asked(at, path, other);
            assert!([400, 421].contains(&status), "{door} {other}: {answer}");
            assert!(!answer.contains("Lumbre"), "{door}: {answer}");
        }
        let (status, answer) = asked(at, path, "host: evil.example\r\n");
        assert_eq!(status, 421, "{door}: {answer}");
        assert!(answer.contains("usage.invalid"), "{door}: {answer}");
        let absolute = format!("http://evil.example{path}");
        let (status, _) = asked(at, &absolute, "host: localhost\r\n");
        assert_eq!(status, 421, "{door}: the address counts, too");
        let for_people = "host: evil.example\r\naccept: text/html\r\n";
        let (_, page) = asked(at, path, for_people);
        assert!(page.contains("`names` in `[listen]`"), "{door}: {page}");
    }
    assert_eq!(node.run(&["status"]).code, 0, "the command line is at home");
}

//! Another program has taken the port where the node was: it is told nothing. [CLI-7]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::node::Node;

/// What a squatter does with what it is asked.
enum Ruse {
    /// Answers everything with a yes.
    Agrees,
    /// Answers with a proof that it made up.
    Invents,
    /// Passes on what it is asked to the real node, which runs elsewhere by now, and its answer back.
    PassesOn(SocketAddr),
}

/// Takes the port; all that it is ever told.
fn squat(ruse: Ruse) -> (SocketAddr, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let told: Arc<Mutex<Vec<u8>>> = Arc::default();
    let kept = Arc::clone(&told);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 8192];
            let length = stream.read(&mut head).unwrap_or(0);
            kept.lock().unwrap().extend_from_slice(&head[..length]);
            let answer = match &ruse {
                Ruse::Agrees => b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec(),
                Ruse::Invents => format!(
                    "HTTP/1.1 200 OK\r\nfanal-proof: {}\r\ncontent-length: 2\r\n\r\n{{}}",
                    "ab".repeat(32)
                )
                .into_bytes(),
                Ruse::PassesOn(node) => passed_on(*node, &head[..length]),
            };
            let _ = stream.write_all(&answer);
        }
    });
    (address, told)
}

fn passed_on(node: SocketAddr, head: &[u8]) -> Vec<u8> {
    let mut node = TcpStream::connect(node).unwrap();
    let head = String::from_utf8_lossy(head);
    let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    node.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = node.read_to_end(&mut answer);
    answer
}

/// The node was killed, and its address lies in the folder: the command line looks for itself, and asks nobody.
#[test]
fn who_takes_the_port_of_a_node_that_was_killed_is_told_no_token() {
    for ruse in [Ruse::Agrees, Ruse::Invents] {
        let mut node = Node::serving();
        let token = std::fs::read_to_string(node.dir().join("token")).unwrap();
        node.is_killed();
        let runtime = node.dir().join("node.json");
        let (address, told) = squat(ruse);
        moved(&runtime, address);
        let (code, answer) = node.json(&["status"]);
        assert_eq!(code, 0, "{answer}");
        let told = told.lock().unwrap().clone();
        let told = String::from_utf8_lossy(&told).to_lowercase();
        assert!(
            told.contains("fanal-challenge"),
            "the port was asked: {told}"
        );
        assert!(!told.contains("authorization") && !told.contains(&token.trim().to_lowercase()));
    }
}

/// The node runs again at another port: its answer to a question that somebody passes on is no proof there.
#[test]
fn a_question_that_is_passed_on_to_the_node_proves_nothing() {
    let node = Node::serving();
    let runtime = node.dir().join("node.json");
    let text = std::fs::read_to_string(&runtime).unwrap();
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    let api = told["api"]
        .as_str()
        .unwrap()
        .strip_prefix("http://")
        .unwrap();
    let (address, told) = squat(Ruse::PassesOn(api.parse().unwrap()));
    // Straight to the node the same folder is enough: the proof holds.
    assert!(is_told_a_token(&node, None));
    moved(&runtime, address);
    assert!(!is_told_a_token(&node, Some(&told)));
}

/// A file of an older program holds no secret: whoever answers is told nothing, and a person is told why.
#[test]
fn without_a_secret_in_the_folder_nobody_is_believed() {
    let node = Node::set_up();
    let (address, told) = squat(Ruse::Agrees);
    let text = format!("{{\"api\":\"http://{address}\"}}");
    std::fs::write(node.dir().join("node.json"), text).unwrap();
    let (code, answer) = node.json(&["status"]);
    assert_ne!(code, 0);
    assert_eq!(answer["error"]["code"], "misconfigured", "{answer}");
    let told = String::from_utf8_lossy(&told.lock().unwrap()).to_lowercase();
    assert!(!told.contains("authorization"), "{told}");
}

/// What was written stays as it was, but for the address.
fn moved(runtime: &std::path::Path, to: SocketAddr) {
    let text = std::fs::read_to_string(runtime).unwrap();
    let mut told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(
        told["proof"]
            .as_str()
            .is_some_and(|secret| secret.len() == 64)
    );
    told["api"] = format!("http://{to}").into();
    std::fs::write(runtime, told.to_string()).unwrap();
}

/// Does a command speak to the node (it says then that the node runs), or was the squatter told a token?
fn is_told_a_token(node: &Node, squatter: Option<&Mutex<Vec<u8>>>) -> bool {
    let ended = node.run(&["status"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    match squatter {
        None => ended.stdout.contains("the node runs"),
        Some(told) => {
            assert!(ended.stdout.contains("no node runs"), "{}", ended.stdout);
            let told = told.lock().unwrap().to_ascii_lowercase();
            String::from_utf8_lossy(&told).contains("authorization")
        }
    }
}

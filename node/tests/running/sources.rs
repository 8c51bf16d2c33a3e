//! Sources of `fanal.toml`: a node that runs asks them by itself, through the proxy and over TAXII. [IMP-11]

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::node::{Node, wait_for};

/// Addresses that the proxy was asked for, with the paths.
type Asked = Arc<Mutex<Vec<String>>>;

const EVENT: &str = "5a000000-0000-4000-8000-000000000001";

/// A SOCKS proxy with the sites of this test behind it; nothing else is reached through it.
fn proxy() -> (SocketAddr, Asked) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Asked::default();
    let noted = Arc::clone(&asked);
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            // A client that goes away is its own matter.
            let _ = answer(stream, &noted);
        }
    });
    (address, asked)
}

fn answer(mut stream: TcpStream, asked: &Asked) -> std::io::Result<()> {
    let mut head = [0; 2];
    stream.read_exact(&mut head)?;
    stream.read_exact(&mut vec![0; usize::from(head[1])])?;
    stream.write_all(&[5, 0])?;
    // Version, command, reserved, and a name: the proxy resolves it.
    let mut request = [0; 5];
    stream.read_exact(&mut request)?;
    assert_eq!(request[3], 3, "no address was resolved by the node");
    let mut host = vec![0; usize::from(request[4]) + 2];
    stream.read_exact(&mut host)?;
    host.truncate(host.len() - 2);
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        text.push(byte[0]);
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
    let host = String::from_utf8_lossy(&host).into_owned();
    asked.lock().unwrap().push(format!("{host}{path}"));
    let (status, body) = match file(&path) {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", String::new()),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn file(path: &str) -> Option<String> {
    Some(match path {
        "/list.txt" => "from-list.example\n".to_owned(),
        "/hand.txt" => "from-hand.example\n".to_owned(),
        "/draft.csv" => "domain\nfrom-draft.example\n".to_owned(),
        "/warn/list.json" => json!({
            "name": "Of a source", "version": 1, "description": "d", "type": "hostname",
            "list": ["hosting.example"], "matching_attributes": ["domain", "hostname"]
        })
        .to_string(),
        "/misp/manifest.json" => json!({EVENT: {"timestamp": "7"}}).to_string(),
        _ if path == format!("/misp/{EVENT}.json") => json!({"Event": {
            "uuid": EVENT, "info": "A wave", "timestamp": "7",
            "Attribute": [{"type": "domain", "value": "from-event.example", "to_ids": true}]
        }})
        .to_string(),
        _ => return None,
    })
}

/// A node with a TAXII server, and with sources. Nothing is in them but what comes in the first second.
fn node() -> (Node, Asked) {
    let mut node = Node::set_up();
    let (proxy, asked) = proxy();
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let taxii = free.local_addr().unwrap();
    drop(free);
    let file = node.dir().join("fanal.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    assert!(
        config.contains("[sync]") && config.contains("[listen]"),
        "{config}"
    );
    let config = config
        .replace("[sync]", &format!("[sync]\nsocks5 = \"{proxy}\""))
        .replace("[listen]", &format!("[listen]\ntaxii = \"{taxii}\""));
    std::fs::write(&file, &config).unwrap();
    node.start();
    let shared = node.json(&[
        "share",
        "from-taxii.example",
        "--tlp",
        "green",
        "--consent",
        "network",
    ]);
    assert_eq!(shared.0, 0, "{}", shared.1);
    let (_, token) = node.json(&["user", "token", "--purpose", "itself"]);
    let token = token["data"]["token"].as_str().unwrap().to_owned();
    std::fs::write(node.dir().join("login.txt"), token).unwrap();
    assert_eq!(node.stop(), 0);
    let every = "schedule = \"* * * * * *\"";
    // In a leap year, on a day that no test lives to see.
    let never = "schedule = \"0 0 0 29 2 *\"";
    let site = "http://feedfeedfeedfeed.onion";
    let sources = format!(
        "\n[sources.list]\nkind = \"file\"\naddress = \"{site}/list.txt\"\nsource = \"A lab\"\n{every}\n\
         [sources.misp]\nkind = \"misp-feed\"\naddress = \"{site}/misp/\"\n{every}\n\
         [sources.warn]\nkind = \"warning-list\"\naddress = \"{site}/warn/list.json\"\n{every}\n\
         [sources.gone]\nkind = \"file\"\naddress = \"{site}/gone.txt\"\n{every}\n\
         [sources.inside]\nkind = \"file\"\naddress = \"https://127.0.0.1/list.txt\"\n{every}\n\
         [sources.taxii]\nkind = \"taxii\"\naddress = \"http://{taxii}/taxii2/\"\nlogin = \"login.txt\"\n{every}\n\
         [sources.draft]\nkind = \"file\"\nkeep = \"drafts\"\naddress = \"{site}/draft.csv\"\n\
         account = \"ana\"\ntlp = \"green\"\nconsent = \"network\"\n{every}\n\
         [sources.hand]\nkind = \"file\"\naddress = \"{site}/hand.txt\"\n{never}\n\
         [sources.deaf]\nkind = \"file\"\naddress = \"{site}/deaf.txt\"\n{never}\n"
    );
    std::fs::write(&file, format!("{config}{sources}")).unwrap();
    node.start();
    (node, asked)
}

/// Sources that no schedule asks while this runs.
const BY_HAND: [&str; 2] = ["hand", "deaf"];

/// [IMP-16]
fn asked_by_hand(node: &Node) {
    let (code, answer) = node.json(&["source", "fetch", "hand"]);
    assert_eq!(code, 0, "{answer}");
    assert!(!answer["data"]["source"]["worked"].is_null(), "{answer}");
    let (_, checked) = node.json(&["check", "from-hand.example"]);
    let listed = &checked["data"]["listed"][0]["lists"][0];
    assert_eq!(listed["list"], "hand", "{checked}");
    // Not again at once; and what does not work says why to whoever asked.
    let (_, again) = node.json(&["source", "fetch", "hand"]);
    assert_eq!(again["error"]["code"], "limit.rate", "{again}");
    let (_, deaf) = node.json(&["source", "fetch", "deaf"]);
    assert_eq!(deaf["error"]["code"], "peer.unreachable", "{deaf}");
    assert!(deaf.to_string().contains("404"), "{deaf}");
    let (_, status) = node.json(&["status"]);
    assert!(
        !status["data"]["sources"]["deaf"]["failing"].is_null(),
        "{status}"
    );
    let (_, unknown) = node.json(&["source", "fetch", "nobody"]);
    assert_eq!(unknown["error"]["code"], "not_found", "{unknown}");
}

#[test]
fn a_running_node_asks_its_sources_and_says_when_each_worked_last() {
    let (node, asked) = node();
    let sources = wait_for("all sources to be asked", || {
        let (_, status) = node.json(&["status"]);
        let sources = status["data"]["sources"].as_object()?.clone();
        let by_schedule = sources
            .iter()
            .filter(|(name, _)| !BY_HAND.contains(&name.as_str()));
        let all = by_schedule
            .clone()
            .all(|(_, source)| !source["asked"].is_null());
        (by_schedule.count() == 7 && all).then_some(sources)
    });
    for (name, source) in &sources {
        if BY_HAND.contains(&name.as_str()) {
            assert!(source["asked"].is_null(), "{name}: {source}");
            continue;
        }
        let fails = ["gone", "inside"].contains(&name.as_str());
        assert_eq!(source["worked"].is_null(), fails, "{name}: {source}");
        assert_eq!(source["failing"].is_null(), !fails, "{name}: {source}");
    }
    let why = |name: &str| sources[name]["why"].as_str().unwrap().to_owned();
    assert!(why("gone").contains("404"), "{}", why("gone"));
    assert!(
        why("inside").contains("private network"),
        "{}",
        why("inside")
    );

    // What is looked up says which list has it; nothing of it became a bulletin.
    for (value, list) in [
        ("from-list.example", "list"),
        ("from-event.example", "misp"),
        ("from-taxii.example", "taxii"),
    ] {
        let (_, checked) = node.json(&["check", value]);
        let listed = &checked["data"]["listed"][0]["lists"][0];
        assert_eq!(listed["list"], list, "{checked}");
    }
    let (_, lists) = node.json(&["warnings", "list"]);
    assert_eq!(lists["data"][0]["name"], "warn", "{lists}");
    asked_by_hand(&node);
    // What is drafted waits for a person.
    let (_, checked) = node.json(&["check", "from-draft.example"]);
    assert_eq!(checked["data"]["hits"], 0, "{checked}");
    let (_, reviews) = node.json(&["review", "list"]);
    let drafted = reviews.to_string();
    assert!(drafted.contains("1 domain name"), "{reviews}");
    assert!(
        !drafted.contains("draft.csv"),
        "a file's name is no title: {reviews}"
    );

    // The doctor names the one that does not work; a person reads it too.
    let told = node.run(&["doctor"]).stdout;
    assert!(told.contains("gone does not work since"), "{told}");
    let told = node.run(&["status"]).stdout;
    assert!(told.contains("list, worked last at"), "{told}");
    // All of it went through the proxy, once each: publishers are not asked every second.
    let asked = asked.lock().unwrap().clone();
    let of = |path: &str| asked.iter().filter(|one| one.ends_with(path)).count();
    assert_eq!(
        (of("/list.txt"), of("/misp/manifest.json"), of("/gone.txt")),
        (1, 1, 1)
    );
    assert!(
        asked
            .iter()
            .all(|one| one.starts_with("feedfeedfeedfeed.onion/")),
        "{asked:?}"
    );
    // No address, and nothing of what came, stands in the log.
    let log = node.logged();
    for word in [
        "feedfeed",
        "from-list",
        "from-event",
        "from-draft",
        "from-hand",
        "hosting.example",
    ] {
        assert!(!log.contains(word), "{word}");
    }
    let events: Vec<&Value> = sources.values().collect();
    assert!(!format!("{events:?}").contains("from-"));
}

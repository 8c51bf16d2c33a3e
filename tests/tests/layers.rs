//! A room uses only rooms below it; words, judgement and port reach no runtime, socket, file or
//! database; the public door is handed bytes and nothing else.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// From the lowest to the highest.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "words",
        &[
            "fanal-ambient",
            "fanal-protocol",
            "fanal-stix",
            "fanal-seal",
            "fanal-texts",
            "fanal-picture",
        ],
    ),
    (
        "judgement",
        &[
            "fanal-policy",
            "fanal-privacy",
            "fanal-passkey",
            "fanal-sync",
            "fanal-formats",
        ],
    ),
    ("port", &["fanal-store"]),
    ("use", &["fanal-desk"]),
    (
        "doors",
        &[
            "fanal-database",
            "fanal-peer",
            "fanal-api",
            "fanal-console",
            "fanal-public",
            "fanal-taxii",
            "fanal-jobs",
            "fanal-notify",
        ],
    ),
    ("house", &["fanal"]),
    ("watchers", &["fanal-tests", "fanal-bench", "fanal-fuzz"]),
];

/// Within a layer, who may use whom, and why.
const BESIDE: &[(&str, &str, &str)] = &[
    (
        "fanal-stix",
        "fanal-protocol",
        "content is marked with the labels of the protocol",
    ),
    (
        "fanal-seal",
        "fanal-ambient",
        "a file key is made of chance, which comes in as an argument",
    ),
    (
        "fanal-sync",
        "fanal-policy",
        "each answer is decided; the policy knows nothing of sessions",
    ),
    ("fanal-formats", "fanal-policy", "a writer takes permits"),
    (
        "fanal-jobs",
        "fanal-peer",
        "the schedule calls peers: it starts rounds, as the console does by hand",
    ),
    (
        "fanal-jobs",
        "fanal-public",
        "the schedule builds the feed: it hands over what the desk released",
    ),
];

/// What a door may use, where it is less than all below.
const ONLY: &[(&str, &[&str])] = &[
    // Handed published bytes: with a desk or a store in reach, somebody would fetch for themselves.
    (
        "fanal-public",
        &[
            "fanal-protocol",
            "fanal-stix",
            "fanal-formats",
            "fanal-texts",
            "fanal-picture",
        ],
    ),
    // It extracts, calls a use case, and moves bytes: with a store in reach, it would answer by itself.
    (
        "fanal-peer",
        &["fanal-protocol", "fanal-sync", "fanal-desk"],
    ),
    // The same: which object a client sees is no matter of its door.
    ("fanal-taxii", &["fanal-protocol", "fanal-desk"]),
];

/// Runtimes, sockets, databases.
const DENIED: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "hyper",
    "reqwest",
    "ureq",
    "sqlx",
    "sqlx-core",
    "axum",
    "mio",
    "socket2",
    "rustls",
    "libsqlite3-sys",
    "rusqlite",
    "native-tls",
    "openssl",
];

/// Package names, and what each needs to run (no dev and build dependencies).
struct Graph {
    /// Of the workspace, by name.
    rooms: BTreeMap<String, BTreeSet<String>>,
    /// Name and needs of every package, by id.
    packages: BTreeMap<String, (String, BTreeSet<String>)>,
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member]
        .as_str()
        .unwrap_or_else(|| panic!("no `{member}` in the answer of cargo"))
}

fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value[member]
        .as_array()
        .unwrap_or_else(|| panic!("no `{member}` in the answer of cargo"))
}

impl Graph {
    fn read() -> Self {
        // Packages of other systems need not be downloaded for this.
        let version = cargo(&["-vV"]);
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap();
        let metadata = cargo(&[
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--filter-platform",
            host,
        ]);
        let metadata: Value = serde_json::from_str(&metadata).unwrap();
        let names: BTreeMap<&str, &str> = list(&metadata, "packages")
            .iter()
            .map(|package| (text(package, "id"), text(package, "name")))
            .collect();
        let normal = |dep: &&Value| {
            list(dep, "dep_kinds")
                .iter()
                .any(|kind| kind["kind"].is_null())
        };
        let packages: BTreeMap<String, (String, BTreeSet<String>)> =
            list(&metadata["resolve"], "nodes")
                .iter()
                .map(|node| {
                    let needs = list(node, "deps")
                        .iter()
                        .filter(normal)
                        .map(|dep| text(dep, "pkg").to_owned());
                    let id = text(node, "id");
                    (id.to_owned(), (names[id].to_owned(), needs.collect()))
                })
                .collect();
        let members = list(&metadata, "workspace_members")
            .iter()
            .map(|id| id.as_str().unwrap());
        let rooms = members
            .map(|id| {
                let (name, needs) = &packages[id];
                let needs = needs.iter().map(|id| packages[id].0.clone());
                (
                    name.clone(),
                    needs.filter(|name| name.starts_with("fanal")).collect(),
                )
            })
            .collect();
        Self { rooms, packages }
    }

    /// The ways from a room to a denied package, if there are any.
    fn reached(&self, room: &str) -> BTreeSet<String> {
        let start = self
            .packages
            .iter()
            .find(|(_, (name, _))| name == room)
            .unwrap()
            .0;
        let (mut seen, mut open) = (BTreeSet::new(), vec![(start.clone(), room.to_owned())]);
        let mut found = BTreeSet::new();
        while let Some((id, way)) = open.pop() {
            for need in &self.packages[&id].1 {
                let name = &self.packages[need].0;
                let way = format!("{way} > {name}");
                if DENIED.contains(&name.as_str()) {
                    found.insert(way.clone());
                }
                if seen.insert(need.clone()) {
                    open.push((need.clone(), way));
                }
            }
        }
        found
    }
}

fn layer_of(room: &str) -> usize {
    let found = LAYERS.iter().position(|(_, rooms)| rooms.contains(&room));
    found.unwrap_or_else(|| panic!("`{room}` is in no layer: say in LAYERS where it belongs"))
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let mut wrong = Vec::new();
    for (room, needs) in Graph::read().rooms {
        for need in needs {
            let beside = BESIDE
                .iter()
                .any(|(from, to, _)| (*from, *to) == (room.as_str(), need.as_str()));
            if layer_of(&need) >= layer_of(&room) && !beside {
                wrong.push(format!("{room} -> {need}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_exception_has_a_reason_and_stays_in_its_layer() {
    for (from, to, reason) in BESIDE {
        assert_eq!(
            layer_of(from),
            layer_of(to),
            "{from} -> {to} needs no exception"
        );
        assert!(!reason.is_empty());
    }
}

#[test]
fn every_room_has_a_layer_and_every_layer_its_rooms() {
    let rooms: BTreeSet<String> = Graph::read().rooms.into_keys().collect();
    let listed: BTreeSet<String> = LAYERS
        .iter()
        .flat_map(|(_, rooms)| *rooms)
        .map(|room| (*room).to_owned())
        .collect();
    assert_eq!(rooms, listed);
}

// [PUB-1]
#[test]
fn doors_that_are_handed_what_they_need_fetch_nothing_themselves() {
    let rooms = Graph::read().rooms;
    for (door, may) in ONLY {
        let more: Vec<&String> = rooms[*door]
            .iter()
            .filter(|need| !may.contains(&need.as_str()))
            .collect();
        assert!(more.is_empty(), "{door} uses {more:?}");
    }
}

#[test]
fn words_judgement_and_port_reach_no_runtime_socket_or_database() {
    let graph = Graph::read();
    let mut found = BTreeSet::new();
    for (_, rooms) in LAYERS
        .iter()
        .filter(|(layer, _)| ["words", "judgement", "port"].contains(layer))
    {
        found.extend(rooms.iter().flat_map(|room| graph.reached(room)));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The deny list is only worth something if it would fire.
#[test]
fn the_search_finds_a_runtime_where_there_is_one() {
    assert!(!Graph::read().reached("fanal-peer").is_empty());
}

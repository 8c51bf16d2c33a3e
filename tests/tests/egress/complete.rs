//! The table names every road there is: whoever opens another one has to say here how it is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fanal_api::CALLS;

use crate::roads::{Way, named, roads};
use crate::surroundings::{fanal, printed, root};

#[test]
fn every_call_of_the_api_is_a_road() {
    let calls: Vec<&str> = CALLS.iter().map(|call| call.name).collect();
    let is_call = |way: &Way| matches!(way, Way::Call(_));
    let table: Vec<&str> = roads()
        .filter(|road| is_call(&road.way))
        .map(|road| road.name)
        .collect();
    assert_eq!(table, calls, "roads/calls.rs lists the calls of the API");
}

#[test]
fn every_page_of_the_console_is_a_road() {
    let pages: Vec<String> = fanal_console::ROUTES
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let table: Vec<&str> = roads()
        .filter(|road| matches!(road.way, Way::Page(_)))
        .map(|road| road.name)
        .collect();
    assert_eq!(
        table, pages,
        "roads/pages.rs lists the pages of the console"
    );
}

/// Asked of the program itself: what it would complete in a shell is what it takes.
#[test]
fn every_command_is_a_road() {
    let completions = printed(fanal().args(["completions", "bash"]));
    let paths: BTreeSet<Vec<&str>> = completions
        .lines()
        .filter_map(|line| line.trim().strip_prefix("cmd=\"fanal__subcmd__"))
        .filter_map(|rest| rest.strip_suffix('"'))
        .map(|path| path.split("__subcmd__").collect())
        .filter(|path: &Vec<&str>| !path.contains(&"help"))
        .collect();
    assert!(
        paths.len() > 40,
        "the completions cannot be read: {paths:?}"
    );
    let is_leaf = |path: &&Vec<&str>| {
        let below = |other: &Vec<&str>| other.len() > path.len() && other.starts_with(path);
        !paths.iter().any(below)
    };
    let commands: Vec<String> = paths
        .iter()
        .filter(is_leaf)
        .map(|path| path.join(" "))
        .collect();
    let table = named(|way| matches!(way, Way::Command(_) | Way::Plain(_)));
    // The shell's names of functions have no hyphens.
    let table: BTreeSet<String> = table.iter().map(|name| name.replace('-', " ")).collect();
    let commands: BTreeSet<String> = commands.into_iter().collect();
    assert_eq!(table, commands, "roads/commands.rs lists the commands");
}

#[test]
fn every_format_is_a_road() {
    let mut formats: Vec<&str> = fanal_formats::WRITERS
        .iter()
        .map(|writer| writer.name)
        .chain(["native", "evidence"])
        .collect();
    formats.sort_unstable();
    assert_eq!(named(|way| matches!(way, Way::Format)), formats);
}

#[test]
fn every_call_between_nodes_is_a_road() {
    let mut paths: Vec<&str> = fanal_peer::paths().collect();
    paths.sort_unstable();
    assert_eq!(named(|way| matches!(way, Way::Line)), paths);
}

#[test]
fn every_address_of_taxii_is_a_road() {
    assert_eq!(
        named(|way| matches!(way, Way::Taxii)),
        fanal_taxii::ADDRESSES
    );
}

/// The roads that no list of the program names are each gone by a test that is there.
#[test]
fn every_other_road_is_gone_by_a_test() {
    for road in roads() {
        if let Way::Other(test, file) = road.way {
            let text = std::fs::read_to_string(root().join("tests/tests").join(file)).unwrap();
            assert!(
                text.contains(&format!("fn {test}(")),
                "{}: no test `{test}`",
                road.name
            );
        }
        if let Way::Plain(why) = road.way {
            assert!(!why.is_empty(), "{}", road.name);
        }
    }
}

/// Where the sources open a way out, and which roads lie behind it. A file that is not named here opens
/// a road of which nothing is known.
const DOORS: &[(&str, &[&str])] = &[
    // Routes: calls, files of the site, TAXII, health and metrics.
    (
        "Router::new",
        &[
            "crates/api/src/lib.rs",
            "crates/console/src/lib.rs",
            "crates/public/src/serve.rs",
            "crates/taxii/src/service.rs",
            "node/src/ops.rs",
        ],
    ),
    // Listeners: the five of a node, and those of the demo, which plays.
    (
        "TcpListener::bind",
        &[
            "node/src/cli/feed/serve.rs",
            "node/src/demo/cast.rs",
            "node/src/demo/liar.rs",
            "node/src/running.rs",
        ],
    ),
    // Calls to others: webhooks, the line to peers, TAXII servers and addresses that a person named (it sends
    // questions and a login, and nothing of this desk), a bucket that gets the public site, witnesses that get
    // sizes and hashes of the public log, this machine's own API, and a word to systemd.
    (
        "Client::builder",
        &[
            "crates/notify/src/webhook.rs",
            "crates/peer/src/client.rs",
            "crates/taxii/src/client.rs",
            "node/src/cli/feed/bucket/way_out.rs",
            "node/src/fetch.rs",
            "node/src/local.rs",
            "node/src/witness.rs",
        ],
    ),
    // Mail, lines that a desk without an address holds open, and what the doctor asks of a proxy.
    (
        "TcpStream::connect",
        &[
            "crates/notify/src/socks.rs",
            "crates/peer/src/calling.rs",
            "node/src/cli/doctor/machine.rs",
        ],
    ),
    ("UdpSocket", &[]),
    ("UnixDatagram", &["node/src/serve.rs"]),
    ("lookup_host", &["node/src/fetch.rs"]),
    ("to_socket_addrs", &[]),
    ("Command::new", &[]),
    // Files: the database and its copy; keys, tokens and configuration; what a command was told to
    // write (export, man, roster draft); and whether a folder can be written to.
    (
        "OpenOptions::new",
        &[
            "crates/database/src/sqlite.rs",
            // A lock, without content.
            "node/src/backup/alone.rs",
            "node/src/backup/make.rs",
            "node/src/cli.rs",
            "node/src/cli/contact.rs",
            "node/src/cli/export.rs",
            "node/src/cli/panic.rs",
            "node/src/cli/roster/offline.rs",
            "node/src/home.rs",
        ],
    ),
    ("VACUUM INTO", &[]),
    ("File::create", &[]),
    (
        "fs::write",
        &["node/src/cli/man.rs", "node/src/cli/roster/sign.rs"],
    ),
    ("fs::copy", &[]),
    // Standard output and standard error: one room, the progress of a demo, and the log.
    ("println!", &[]),
    ("print!(", &[]),
    ("dbg!(", &[]),
    ("stdout()", &["node/src/demo.rs", "node/src/render.rs"]),
    (
        "stderr",
        &[
            "node/src/cli.rs",
            "node/src/cli/panic.rs",
            "node/src/cli/serve.rs",
            "node/src/demo.rs",
            "node/src/render.rs",
            "node/src/render/progress.rs",
        ],
    ),
];

/// Literal routes, by the file that has them.
const ROUTES: &[(&str, &[&str])] = &[
    ("crates/api/src/lib.rs", &["/", "/api/v1/openapi.json"]),
    ("node/src/ops.rs", &["/healthz", "/metrics", "/readyz"]),
];

#[test]
fn the_sources_open_no_other_door() {
    let sources = sources();
    for (sign, files) in DOORS {
        let opened: Vec<&str> = sources
            .iter()
            .filter(|(_, text)| text.contains(sign))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(
            opened, *files,
            "`{sign}` opens a road: name it in the table"
        );
    }
    let mut routes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, text) in &sources {
        let literals = text.split(".route(").skip(1).filter_map(literal);
        let literals: BTreeSet<&str> = literals.collect();
        if !literals.is_empty() {
            routes.insert(name, literals);
        }
    }
    let expected = ROUTES
        .iter()
        .map(|(name, paths)| (*name, paths.iter().copied().collect()));
    assert_eq!(routes, expected.collect());
    let ops = ROUTES[1].1.to_vec();
    assert_eq!(named(|way| matches!(way, Way::Ops)), ops);
}

/// What stands in quotes at the beginning of a call's arguments.
fn literal(arguments: &str) -> Option<&str> {
    arguments.trim_start().strip_prefix('"')?.split('"').next()
}

/// Every source file of the program without its tests, by its path.
fn sources() -> Vec<(String, String)> {
    let root = root();
    let mut folders: Vec<PathBuf> = vec![root.join("protocol/src"), root.join("node/src")];
    for room in std::fs::read_dir(root.join("crates")).unwrap() {
        folders.push(room.unwrap().path().join("src"));
    }
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push(path);
            }
        }
    }
    let name = |path: &Path| path.strip_prefix(&root).unwrap().display().to_string();
    let is_test = |name: &str| {
        ["/tests", "/testing", "/samples"]
            .iter()
            .any(|part| name.contains(part))
    };
    let mut sources: Vec<(String, String)> = files
        .iter()
        .map(|path| (name(path), path))
        .filter(|(name, _)| !is_test(name))
        .map(|(name, path)| (name, shipped(&std::fs::read_to_string(path).unwrap())))
        .collect();
    sources.sort();
    assert!(sources.len() > 150, "where are the sources?");
    sources
}

/// What is in the program: no tests at the end of a file, no examples in comments.
fn shipped(text: &str) -> String {
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

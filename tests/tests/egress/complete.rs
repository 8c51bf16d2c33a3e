//! The table names every road there is: whoever opens another one has to say here how it is gone.

use std::collections::BTreeSet;
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
    let mut formats: Vec<&str> = fanal_desk::export_formats().collect();
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
    let mut addresses: Vec<&str> = fanal_taxii::addresses().collect();
    addresses.sort_unstable();
    assert_eq!(named(|way| matches!(way, Way::Taxii)), addresses);
}

#[test]
fn every_job_is_a_road() {
    let mut jobs = fanal_jobs::Job::NAMES.to_vec();
    jobs.sort_unstable();
    assert_eq!(named(|way| matches!(way, Way::Job)), jobs);
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

/// Where the sources open a way out, how often in each file, and which roads lie behind it. A file that is not named
/// here, and one more opening in a file that is, opens a road of which nothing is known.
const DOORS: &[(&str, &[(&str, usize)])] = &[
    // Routes: calls, files of the site, TAXII, health and metrics.
    (
        "Router::new",
        &[
            ("crates/api/src/lib.rs", 1),
            ("crates/console/src/lib.rs", 1),
            ("crates/public/src/serve.rs", 1),
            ("crates/taxii/src/service.rs", 1),
            ("node/src/ops.rs", 1),
        ],
    ),
    (".nest(", &[]),
    (".nest_service(", &[]),
    (".merge(", &[]),
    (".route_service(", &[]),
    (".fallback_service(", &[("crates/public/src/serve.rs", 1)]),
    // What is not there, and TAXII, whose addresses are in a table of their own.
    (
        ".fallback(",
        &[
            ("crates/api/src/lib.rs", 1),
            ("crates/console/src/lib.rs", 1),
            ("crates/taxii/src/service.rs", 1),
        ],
    ),
    // Listeners: the five of a node, and those of the demo, which plays.
    (
        "TcpListener::bind",
        &[
            ("node/src/cli/feed/serve.rs", 1),
            ("node/src/demo/cast.rs", 1),
            ("node/src/demo/liar.rs", 1),
            ("node/src/running.rs", 1),
        ],
    ),
    ("TcpSocket", &[]),
    ("UnixListener", &[]),
    // Calls to others: webhooks, the line to peers, TAXII servers and addresses that a person named (it sends
    // questions and a login, and nothing of this desk), a bucket that gets the public site, witnesses that get
    // sizes and hashes of the public log, this machine's own API, and a word to systemd.
    (
        "Client::builder",
        &[
            ("crates/notify/src/webhook.rs", 1),
            ("crates/peer/src/client.rs", 1),
            ("crates/taxii/src/client.rs", 1),
            ("node/src/cli/feed/bucket/way_out.rs", 1),
            ("node/src/fetch.rs", 1),
            ("node/src/local.rs", 1),
            ("node/src/witness.rs", 1),
        ],
    ),
    // The bucket's, made of the one above, and the line to peers.
    (
        "Client::new",
        &[
            ("node/src/cli/feed/bucket/way_out.rs", 1),
            ("node/src/running.rs", 1),
        ],
    ),
    ("ClientBuilder", &[]),
    ("reqwest::get", &[]),
    // Mail, lines that a desk without an address holds open, and what the doctor asks of a proxy.
    (
        "TcpStream::connect",
        &[
            ("crates/notify/src/socks.rs", 2),
            ("crates/peer/src/calling.rs", 1),
            ("node/src/cli/doctor/machine.rs", 1),
        ],
    ),
    ("UnixStream", &[]),
    ("UdpSocket", &[]),
    // Made, and handed to who writes.
    ("UnixDatagram", &[("node/src/serve.rs", 2)]),
    ("lookup_host", &[("node/src/fetch.rs", 1)]),
    ("to_socket_addrs", &[]),
    ("Command::new", &[]),
    // Files: the database and its copy; keys, tokens and configuration; what a command was told to
    // write (export, man, roster draft); and whether a folder can be written to.
    (
        "OpenOptions::new",
        &[
            ("crates/database/src/sqlite.rs", 1),
            // A lock, without content.
            ("node/src/backup/alone.rs", 1),
            ("node/src/backup/make.rs", 1),
            ("node/src/cli.rs", 1),
            ("node/src/cli/contact.rs", 1),
            ("node/src/cli/export.rs", 1),
            ("node/src/cli/panic.rs", 1),
            ("node/src/cli/roster/offline.rs", 1),
            ("node/src/home.rs", 3),
        ],
    ),
    ("OpenOptions::default", &[]),
    // The site and the objects of its TAXII collection, public all of them, in files without a name.
    ("rustix::fs::open", &[("crates/public/src/disk.rs", 2)]),
    ("rustix::fs::openat", &[]),
    ("File::options", &[]),
    ("VACUUM INTO", &[]),
    ("File::create", &[]),
    (
        "fs::write",
        &[
            ("node/src/cli/man.rs", 1),
            ("node/src/cli/roster/sign.rs", 1),
        ],
    ),
    ("fs::copy", &[]),
    ("fs::hard_link", &[]),
    ("symlink", &[]),
    // Standard output and standard error: one room, the progress of a demo, and the log.
    ("println!", &[]),
    ("print!(", &[]),
    ("dbg!(", &[]),
    (
        "stdout()",
        &[("node/src/demo.rs", 1), ("node/src/render.rs", 4)],
    ),
    (
        "stderr",
        &[
            ("node/src/cli.rs", 1),
            ("node/src/cli/panic.rs", 1),
            ("node/src/cli/serve.rs", 2),
            ("node/src/demo.rs", 1),
            ("node/src/render.rs", 12),
            ("node/src/render/progress.rs", 5),
        ],
    ),
];

/// What each route in the sources is made of, by the file that has it: an address, or an entry of a table.
const ROUTES: &[(&str, &[&str])] = &[
    (
        "crates/api/src/lib.rs",
        &["call.path", "call.path", "/api/v1/openapi.json", "/"],
    ),
    ("crates/console/src/lib.rs", &["route.path"]),
    ("node/src/ops.rs", &["/healthz", "/readyz", "/metrics"]),
];

#[test]
fn the_sources_open_no_other_door() {
    let sources = sources();
    for (sign, files) in DOORS {
        let opened: Vec<(&str, usize)> = sources
            .iter()
            .map(|(name, text)| (name.as_str(), text.matches(sign).count()))
            .filter(|(_, times)| *times > 0)
            .collect();
        assert_eq!(
            opened, *files,
            "`{sign}` opens a road: name it in the table"
        );
    }
    let routes = sources.iter().map(|(name, text)| {
        let of_file: Vec<&str> = text.split(".route(").skip(1).map(place).collect();
        (name.as_str(), of_file)
    });
    let routes: Vec<(&str, Vec<&str>)> = routes.filter(|(_, all)| !all.is_empty()).collect();
    let expected = ROUTES.iter().map(|(name, places)| (*name, places.to_vec()));
    assert_eq!(routes, expected.collect::<Vec<_>>());
    let mut ops = ROUTES[2].1.to_vec();
    ops.sort_unstable();
    assert_eq!(named(|way| matches!(way, Way::Ops)), ops);
}

/// The first argument, without its quotes if it has any.
fn place(arguments: &str) -> &str {
    let first = arguments.split(',').next().unwrap_or_default();
    first.trim().trim_matches('"')
}

/// Every source file of the program without its tests, by its path.
pub(crate) fn sources() -> Vec<(String, String)> {
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

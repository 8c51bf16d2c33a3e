//! The real program over a real desk: the node that serves it, its listeners over sockets, every
//! command as every account, and all that it wrote to standard error meanwhile.

use std::fmt::Write as _;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use fanal_desk::Line;
use fanal_peer::{Members, NodeIdentity, PeerClient};
use fanal_protocol::Code;
use fanal_tests::federation::{Node, all_served};

use crate::roads::{Way, named, roads};
use crate::site::shape;
use crate::surroundings::fanal;
use crate::words::{ALL, Words, leaked, secrets, words_in};
use crate::world::{EXPELLED, ORIGIN, World, desks, world};

/// Ports of the listeners of one node, free a moment ago.
pub(crate) struct Ports {
    pub(crate) sync: u16,
    public: u16,
    api: u16,
    console: u16,
    ops: u16,
}

impl Ports {
    pub(crate) fn free() -> Self {
        // Held at once, so that no two are the same.
        let held: Vec<TcpListener> = (0..5)
            .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
            .collect();
        let port = |at: usize| held[at].local_addr().unwrap().port();
        Self {
            sync: port(0),
            public: port(1),
            api: port(2),
            ops: port(3),
            console: port(4),
        }
    }
}

/// The folder of a desk as the program has it, over the database of a desk of the federation.
pub(crate) fn home_of(world: &World, node: &Node, ports: &Ports) -> PathBuf {
    let home = world.fed.folder().join(format!("home-{}", node.id()));
    std::fs::create_dir(&home).unwrap();
    std::fs::write(home.join("master.key"), [7; 32]).unwrap();
    let database = world.fed.folder().join(format!("{}.db", node.id()));
    let Ports {
        sync,
        public,
        api,
        console,
        ops,
    } = ports;
    let configuration = format!(
        "[node]\ndatabase = \"sqlite:{}\"\n[at_rest]\nkey_file = \"master.key\"\n[listen]\n\
         sync = \"127.0.0.1:{sync}\"\npublic = \"127.0.0.1:{public}\"\napi = \"127.0.0.1:{api}\"\n\
         console = \"127.0.0.1:{console}\"\n         ops = \"127.0.0.1:{ops}\"\n",
        database.display()
    );
    std::fs::write(home.join("fanal.toml"), configuration).unwrap();
    for part in ALL {
        std::fs::write(home.join(part), node.token(part)).unwrap();
    }
    home
}

/// A node that runs, and what it says; ended with the test.
pub(crate) struct Running {
    child: Child,
    said: PathBuf,
}

impl Running {
    pub(crate) fn start(home: &Path) -> Self {
        let said = home.join("said");
        let file = std::fs::File::create(&said).unwrap();
        let mut command = fanal();
        command
            .arg("--dir")
            .arg(home)
            .args(["serve", "--log", "trace"]);
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        let mut running = Self { child, said };
        // One that cannot start ends; one that hangs is ended by the runner.
        while !running.said().contains("ready") {
            assert!(
                running.child.try_wait().unwrap().is_none(),
                "{}",
                running.said()
            );
            std::thread::yield_now();
        }
        running
    }

    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.said).unwrap()).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a command told, on standard output and standard error.
fn told_by(home: &Path, token: &str, words: &[&str]) -> String {
    let mut command: Command = fanal();
    command.arg("--dir").arg(home).args(words);
    command.arg("--token-file").arg(home.join(token));
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Words of commands that tell of bulletins, or of what was done with them.
const TELL: [&str; 8] = [
    "show", "list", "explain", "export", "audit", "refusals", "status", "doctor",
];

/// The lines of every command, about bulletins that not everybody may see.
fn lines_of(world: &World) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for road in roads() {
        let Way::Command(words) = road.way else {
            continue;
        };
        for name in ["amber", "draft"] {
            let id = world.ids[name].to_string();
            let name = road.name.split(' ');
            let line: Vec<String> = name.chain(words(&id)).map(str::to_owned).collect();
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// As one account of a desk, or as somebody with a token of elsewhere: each sees theirs.
fn commands(home: &Path, desk: &str, part: &str, lines: &[Vec<String>]) -> usize {
    let mut seen = 0;
    for line in lines {
        let mut words: Vec<&str> = line.iter().map(String::as_str).collect();
        if part == "reviewer" {
            words.push("--json");
        }
        let told = told_by(home, part, &words);
        assert!(!told.is_empty(), "{desk} {part}: {line:?}");
        let leaks = leaked(told.as_bytes(), |words| words.may(desk, part));
        assert!(
            leaks.is_empty(),
            "{desk} {part} {line:?}: {leaks:?}: {told}"
        );
        seen += words_in(told.as_bytes()).len();
    }
    seen
}

/// Everything that a reader of the public site can click their way to.
async fn crawled(port: u16) -> Vec<(String, Vec<u8>)> {
    let mut waiting = vec![
        "/".to_owned(),
        "/.well-known/fanal.json".into(),
        "/log/checkpoint".into(),
    ];
    let mut read: Vec<(String, Vec<u8>)> = Vec::new();
    while let Some(path) = waiting.pop() {
        if read.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let bytes = get(port, &path).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let links = text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        let links = links.filter_map(|link| link.split('#').next());
        waiting.extend(
            links
                .filter(|link| link.starts_with('/'))
                .map(str::to_owned),
        );
        read.push((path, bytes));
    }
    read
}

async fn get(port: u16, path: &str) -> Vec<u8> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        let mut socket = std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        std::io::Write::write_all(&mut socket, request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        socket.read_to_end(&mut bytes).unwrap();
        bytes
    });
    read.await.unwrap()
}

/// A desk's own client, with the keys and the roster that it has.
fn client_of(node: &Node) -> PeerClient {
    let identity = NodeIdentity::from_seed(&node.desk().keys().tls_seed).unwrap();
    let members = Arc::new(Members::nobody());
    for membership in node.desk().standing().networks.values() {
        members.put(
            Arc::clone(&membership.roster),
            std::collections::BTreeSet::new(),
        );
    }
    PeerClient::new(identity, members, None)
}

/// Over real sockets, with the keys that each desk really has.
async fn lines(world: &World) {
    let origin = world.fed.desk(ORIGIN).id();
    for name in ["lumbre", "qasaba", "mirador"] {
        let node = world.fed.desk(name);
        let served = all_served(&client_of(node), origin, world.fed.network)
            .await
            .unwrap();
        let leaks = leaked(served.text.as_bytes(), |words| words.may_be_served_to(node));
        assert!(leaks.is_empty(), "{name} is served {leaks:?}");
        assert!(
            !words_in(served.text.as_bytes()).is_empty(),
            "{name} is served nothing"
        );
    }
    let expelled = client_of(world.fed.desk(EXPELLED));
    let refused = all_served(&expelled, origin, world.fed.network).await;
    assert!(refused.is_err_and(|problem| problem.code != Code::Broken));
    // A stranger has no roster: it takes a member's, and its own key.
    let identity = NodeIdentity::from_seed(&world.stranger.desk().keys().tls_seed).unwrap();
    let members = Arc::new(Members::nobody());
    let (_, membership) = world.fed.desk("lumbre").desk().membership(None).unwrap();
    members.put(membership.roster, std::collections::BTreeSet::new());
    let stranger: &dyn Line = &PeerClient::new(identity, members, None);
    assert!(
        all_served(stranger, origin, world.fed.network)
            .await
            .is_err()
    );
}

/// A file that a command writes is for its owner, as far as it is not public; and what a command says of
/// the configuration holds no password of it.
#[tokio::test]
async fn what_a_command_leaves_behind_is_for_its_owner() {
    let world = world(desks()).await;
    let home = home_of(&world, world.fed.desk(ORIGIN), &Ports::free());
    let (amber, public) = (home.join("amber.csv"), home.join("public.csv"));
    for (file, label) in [(&amber, "amber"), (&public, "clear")] {
        let path = file.display().to_string();
        told_by(
            &home,
            "analyst",
            &["export", "csv", "--up-to", label, "--output", &path],
        );
    }
    let mode = |file: &Path| std::fs::metadata(file).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&amber), 0, "others on this machine can read it");
    assert!(
        std::fs::read_to_string(&amber)
            .unwrap()
            .contains("canary-amber-value")
    );
    assert!(!words_in(&std::fs::read(&public).unwrap()).is_empty());
    let configuration = "[node]\ndatabase = \"postgres://fanal:of-the-database@127.0.0.1:1/x?sslmode=no\"\n\
                         [at_rest]\nkey_file = \"master.key\"\n";
    std::fs::write(home.join("fanal.toml"), configuration).unwrap();
    for words in [
        &["config", "show"][..],
        &["config", "show", "--origin", "--json"],
        &["config", "check"],
        &["status"],
        &["doctor"],
        &["serve", "--log", "trace"],
    ] {
        let told = told_by(&home, "analyst", words);
        assert!(
            !told.is_empty() && !told.contains("of-the-database"),
            "{words:?}: {told}"
        );
    }
}

/// [SR-6] One node, one world: public site, metrics, sync, commands, and its log at the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_node_tells_each_what_is_theirs() {
    let ports = Ports::free();
    let desks = desks()
        .beginning_now()
        .at(ORIGIN, format!("127.0.0.1:{}", ports.sync));
    let world = world(desks).await;
    let secrets = secrets(&world.fed);
    let home = home_of(&world, world.fed.desk(ORIGIN), &ports);
    let lumbres = world.fed.desk("lumbre").token("analyst").to_owned();
    let running = Running::start(&home);

    // Until the site is made, whoever asks is told to come back. [PUB-9]
    while get(ports.public, "/").await.starts_with(b"HTTP/1.1 503") {
        tokio::task::yield_now().await;
    }
    let mut public = 0;
    for (path, bytes) in crawled(ports.public).await {
        let leaks = leaked(&bytes, |words| words.public);
        assert!(leaks.is_empty(), "{path}: {leaks:?}");
        assert_eq!(secrets.found_in(&bytes), [""; 0], "{path}");
        let known = named(|way| matches!(way, Way::File));
        assert!(
            known.contains(&shape(&path).as_str()),
            "{path} is no road that is known"
        );
        public += words_in(&bytes).len();
    }
    assert!(public > 3, "the public reads nothing");
    let mut totals = String::new();
    for road in roads().filter(|road| matches!(road.way, Way::Ops)) {
        let page = get(ports.ops, road.name).await;
        write!(totals, "{}", String::from_utf8_lossy(&page)).unwrap();
    }
    assert!(totals.contains("fanal_bulletins "), "{totals}");
    assert_eq!(leaked(totals.as_bytes(), |_| false), [""; 0]);
    for name in ["lumbre", "ancolie", "stalkerware", "zenit"] {
        assert!(!totals.contains(name), "the metrics name `{name}`");
    }
    lines(&world).await;

    let all = lines_of(&world);
    let mut seen = 0;
    for part in ALL {
        seen += commands(&home, ORIGIN, part, &all);
    }
    assert!(seen > 30, "nobody saw anything: {seen}");
    std::fs::write(home.join("nobody"), lumbres).unwrap();
    let of_amber = |line: &&Vec<String>| !line.contains(&world.ids["draft"].to_string());
    let once: Vec<Vec<String>> = all.iter().filter(of_amber).cloned().collect();
    assert_eq!(commands(&home, ORIGIN, "nobody", &once), 0);
    // At a desk out of the audience, where no node runs: the commands open the database themselves.
    let mirador = home_of(&world, world.fed.desk("mirador"), &Ports::free());
    let tells = |line: &Vec<String>| TELL.iter().any(|word| line.iter().any(|of| of == word));
    let some: Vec<Vec<String>> = once.into_iter().filter(tells).collect();
    assert!(
        commands(&mirador, "mirador", "analyst", &some) > 5,
        "it saw nothing"
    );

    let said = running.said();
    drop(running);
    assert!(said.contains("ready") && said.len() > 10_000, "{said}");
    let nobody = |_: &Words| false;
    assert_eq!(leaked(said.as_bytes(), nobody), [""; 0], "in its log");
    assert_eq!(secrets.found_in(said.as_bytes()), [""; 0]);
    for told in [
        "-analyst",
        "-reviewer",
        "-admin",
        "road.example",
        "evil.example",
    ] {
        let line = said.lines().find(|line| line.contains(told));
        assert_eq!(line, None, "`{told}` is in the log");
    }
}

/// Where the bulletins that they are asked about never came: every command, by who reads there and by who decides there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_out_of_the_audience_tells_words_that_are_not_theirs() {
    let ports = Ports::free();
    let desks = desks()
        .beginning_now()
        .at("mirador", format!("127.0.0.1:{}", ports.sync));
    let world = world(desks).await;
    let home = home_of(&world, world.fed.desk("mirador"), &ports);
    let running = Running::start(&home);
    let of_amber = |line: &Vec<String>| !line.contains(&world.ids["draft"].to_string());
    let lines: Vec<Vec<String>> = lines_of(&world).into_iter().filter(of_amber).collect();
    assert!(lines.len() > 50, "{}", lines.len());
    for part in ["analyst", "coordinator"] {
        let seen = commands(&home, "mirador", part, &lines);
        assert!(seen > 5, "{part} saw nothing: {seen}");
    }
    let said = running.said();
    drop(running);
    assert_eq!(
        leaked(said.as_bytes(), |_: &Words| false),
        [""; 0],
        "in its log"
    );
    assert_eq!(secrets(&world.fed).found_in(said.as_bytes()), [""; 0]);
}

/// [R3] The site in a folder: public words alone, and as it is now. Kept in step, it loses what was taken back.
#[tokio::test]
async fn the_site_in_a_folder_is_kept_in_step() {
    let world = world(desks()).await;
    let home = home_of(&world, world.fed.desk(ORIGIN), &Ports::free());
    let folder = home.join("site");
    let path = folder.display().to_string();
    let written = |words: &[&str]| -> (u64, u64) {
        let told = told_by(&home, "analyst", &[words, &[&path, "--json"]].concat());
        let answer: serde_json::Value = serde_json::from_str(told.trim()).unwrap();
        let count = |name: &str| answer["data"][name].as_u64().unwrap();
        (count("written"), count("deleted"))
    };
    let (first, _) = written(&["feed", "build", "--out"]);
    assert!(first > 30, "{first}");
    let holds_public = |folder: &Path| {
        let mut found = false;
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).unwrap();
                let leaks = crate::words::leaked(&bytes, |words| words.public);
                assert!(leaks.is_empty(), "{}: {leaks:?}", path.display());
                found |= !words_in(&bytes).is_empty();
            }
        }
        found
    };
    assert!(holds_public(&folder));
    // The hour may have passed meanwhile: then the feed is made anew, and says so.
    let (again, gone) = written(&["feed", "push"]);
    assert!(again <= 5 && gone == 0, "{again} {gone}");
    for name in ["public", "publicfile"] {
        let id = world.ids[name].to_string();
        world.fed.desk(ORIGIN).withdraws(&id).await;
    }
    let (changed, gone) = written(&["feed", "push"]);
    assert!(
        changed > 5 && changed < first && gone > 0,
        "{changed} {gone}"
    );
    assert!(!holds_public(&folder));
    // [PUB-26] Without its list nobody knows what was withdrawn since: a person looks.
    std::fs::remove_file(folder.join(".fanal-files")).unwrap();
    let refused = told_by(&home, "analyst", &["feed", "build", "--out", &path]);
    assert!(refused.contains("its list"), "{refused}");
    // A folder of somebody else's is left alone.
    let others = home.join("others");
    std::fs::create_dir(&others).unwrap();
    std::fs::write(others.join("letter"), "not ours").unwrap();
    let path = others.display().to_string();
    let refused = told_by(&home, "analyst", &["feed", "build", "--out", &path]);
    assert!(refused.contains("holds other files"), "{refused}");
}

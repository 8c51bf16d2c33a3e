//! A node to which addresses are told asks nobody: it runs in a namespace out of which no road leads but the cable to
//! its peer, where the only resolver that it knows, and the ports that the addresses name, are watched.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fanal_tests::running::{Door, Home, Ports, Process, program};
use serde_json::{Value, json};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::Mutex;
use tokio::time::{Duration, sleep};

use crate::killing::Two;
use crate::network::Cable;
use crate::setting::until;

/// The port of the addresses that lie at the other end of the cable.
const WATCHED: u16 = 8_099;
/// How long a question that is on its way may take.
const ON_ITS_WAY: Duration = Duration::from_secs(3);

/// What was asked of the world.
struct World {
    questions: Arc<Mutex<Vec<String>>>,
    calls: Arc<AtomicUsize>,
    space: String,
    resolver: PathBuf,
}

impl World {
    /// Behind this cable: a resolver that knows no name, and a listener that answers nothing.
    async fn behind(cable: &Cable) -> Self {
        let near = cable.ends[0];
        let questions = Arc::new(Mutex::new(Vec::new()));
        let socket = UdpSocket::bind(SocketAddr::new(near, 53)).await.unwrap();
        let kept = Arc::clone(&questions);
        tokio::spawn(async move {
            let mut bytes = [0; 1_500];
            while let Ok((length, from)) = socket.recv_from(&mut bytes).await {
                kept.lock().await.push(name_in(&bytes[..length]));
                // The same question, as an answer: there is no such name. Source: RFC 1035, 4.1.1.
                bytes[2] |= 0x80;
                bytes[3] = 0x83;
                let _ = socket.send_to(&bytes[..length], from).await;
            }
        });
        let calls = Arc::new(AtomicUsize::new(0));
        let listener = TcpListener::bind(SocketAddr::new(near, WATCHED))
            .await
            .unwrap();
        let counted = Arc::clone(&calls);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        // `ip netns exec` puts this file in the place of the machine's own.
        let resolver = PathBuf::from("/etc/netns").join(&cable.space);
        std::fs::create_dir_all(&resolver).unwrap();
        let words = format!("nameserver {near}\noptions timeout:1 attempts:1\n");
        std::fs::write(resolver.join("resolv.conf"), words).unwrap();
        Self {
            questions,
            calls,
            space: cable.space.clone(),
            resolver,
        }
    }

    /// Names that were asked for; calls to the watched port; and connections for which there was no road.
    async fn asked(&self) -> (Vec<String>, usize, u64) {
        let questions = self.questions.lock().await.clone();
        (
            questions,
            self.calls.load(Ordering::SeqCst),
            self.without_road(),
        )
    }

    /// Source: proc_net_snmp, `OutNoRoutes` of both families.
    fn without_road(&self) -> u64 {
        let read = |file: &str| {
            let output = self.command(&["cat", file]).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let four = read("/proc/net/snmp");
        let mut lines = four.lines().filter_map(|line| line.strip_prefix("Ip: "));
        let (names, counts) = (lines.next().unwrap(), lines.next().unwrap());
        let mut columns = names.split(' ').zip(counts.split(' '));
        let (_, four) = columns.find(|(name, _)| *name == "OutNoRoutes").unwrap();
        let six = read("/proc/net/snmp6");
        let six = six
            .lines()
            .find_map(|line| line.strip_prefix("Ip6OutNoRoutes"));
        [four, six.unwrap_or("0")]
            .iter()
            .map(|count| count.trim().parse::<u64>().unwrap())
            .sum()
    }

    /// A command behind the cable.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.space]).args(words);
        command
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.resolver);
    }
}

/// The name that a question asks for. Source: RFC 1035, 4.1.2.
fn name_in(question: &[u8]) -> String {
    let mut labels = Vec::new();
    let mut rest = question.get(12..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first() {
        let Some((label, after)) = after.split_at_checked(usize::from(*length)) else {
            break;
        };
        if label.is_empty() {
            break;
        }
        labels.push(String::from_utf8_lossy(label).into_owned());
        rest = after;
    }
    labels.join(".")
}

/// A bulletin of this label that is full of addresses; also in the fields that people read.
fn bulletin(near: IpAddr, label: &str, name: &str) -> Value {
    let patterns = [
        format!("[domain-name:value = '{name}.outside.example']"),
        format!("[url:value = 'https://{name}.outside.example/kit.apk']"),
        format!("[url:value = 'http://{near}:{WATCHED}/{name}']"),
        format!("[url:value = 'http://203.0.113.9/{name}']"),
        "[ipv4-addr:value = '203.0.113.9']".to_owned(),
    ];
    let mut objects = Vec::new();
    for (at, pattern) in patterns.iter().enumerate() {
        objects.push(json!({
            "type": "indicator", "spec_version": "2.1", "id": id_of(name, at),
            "created": "2026-01-02T03:04:05.678Z", "modified": "2026-01-02T03:04:05.678Z",
            "valid_from": "2026-01-02T03:04:05.678Z", "pattern_type": "stix", "pattern": pattern,
            "name": format!("![a picture](http://{near}:{WATCHED}/{name}.png)"),
            "external_references": [
                {"source_name": "a page", "url": format!("https://ref.{name}.outside.example/page")},
            ],
        }));
    }
    let bundle = json!({
        "type": "bundle", "id": "bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b13", "objects": objects,
    });
    json!({
        "content": bundle.to_string(), "title": format!("https://title.{name}.outside.example/"),
        "summary": format!("<img src=http://{near}:{WATCHED}/seen.png> https://sum.{name}.outside.example/"),
        "source": format!("https://src.{name}.outside.example/"), "licence": "CC0-1.0",
        "label": label, "pap": "clear", "consent": if label == "clear" { "public" } else { "network" },
    })
}

fn id_of(name: &str, at: usize) -> String {
    let digits: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("indicator--{digits:0<8.8}-0000-4000-8000-00000000000{at}")
}

async fn holds(door: &Door, name: &str) -> Result<(), String> {
    let values = json!({"values": [format!("{name}.outside.example")]});
    match door.call("check", &values).await {
        Ok(told) if told["hits"] != 0 => Ok(()),
        told => Err(format!("{told:?}")),
    }
}

/// Everything that people, tools and readers do with what came.
async fn is_read_in_every_way(home: &Home, near: IpAddr) {
    let (door, reviewer) = (home.door(), home.reviewers_door());
    let listed = door.done("list", &json!({})).await;
    for line in listed.as_array().unwrap() {
        let which = json!({"bulletin": line["reference"]});
        door.done("show", &which).await;
        door.done("explain", &which).await;
    }
    for format in fanal_desk::export_formats().filter(|format| *format != "evidence") {
        let order = json!({"format": format, "full": true});
        door.done("export", &order).await;
    }
    let values = [
        "https://asked.outside.example/".to_owned(),
        format!("http://{near}:{WATCHED}/asked"),
        "203.0.113.9".to_owned(),
    ];
    door.done("check", &json!({"values": values})).await;
    let mut own = bulletin(near, "green", "own");
    own["dry_run"] = json!(true);
    door.done("share", &own).await;
    // Its own public site, with all of them.
    let mut public = bulletin(near, "clear", "public");
    public["independent_source"] = json!("Seen by this desk itself");
    let shared = door.done("share", &public).await;
    let id = shared["bulletins"][0]["id"].clone();
    let shown = reviewer.done("review", &json!({"id": id})).await;
    let approved = json!({"id": id, "draft": shown["draft"]});
    reviewer.done("approve", &approved).await;
    door.done("doctor", &json!({})).await;
}

/// [IMP-6] The lesson `misp_3045_a_look_up_asks_nobody_outside`, over a node that runs: a question by DNS or HTTP to
/// anybody would be seen here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bulletins_full_of_addresses_make_a_node_ask_nobody() {
    let cable = Cable::lay();
    let near = cable.ends[0];
    let two = Two::set_up([None, None], cable.ends.map(Ports::at)).await;
    let world = World::behind(&cable).await;
    let [peer, reader] = &two.homes;
    let behind = ["ip", "netns", "exec", cable.space.as_str()];
    let reading = Process::start_in::<_, &str>(reader, &behind, &[]).await;
    let telling = Process::start(peer).await;
    let here = reader.door();
    for name in ["first", "second"] {
        peer.door()
            .done("share", &bulletin(near, "green", name))
            .await;
        until("it arrives", || holds(&here, name)).await;
    }
    is_read_in_every_way(reader, near).await;
    sleep(ON_ITS_WAY).await;
    let nobody = (Vec::new(), 0, 0);
    assert_eq!(
        world.asked().await,
        nobody,
        "names, calls, and roads that are not there"
    );

    // Whatever this node, or a command of it, did ask would have been seen.
    let mut looks = world.command(&[program().to_str().unwrap(), "--dir"]);
    looks.arg(&reader.dir).args([
        "import",
        "https://named.outside.example/list.txt",
        "--dry-run",
    ]);
    let told = looks.output().unwrap();
    assert!(!told.status.success(), "{told:?}");
    let (questions, _, _) = world.asked().await;
    assert!(
        questions.contains(&"named.outside.example".to_owned()),
        "{questions:?}"
    );
    let far = Ipv4Addr::new(203, 0, 113, 9);
    for (host, port) in [(near, WATCHED), (far.into(), 80)] {
        let words = format!("exec 3<>/dev/tcp/{host}/{port}");
        let _ = world.command(&["bash", "-c", &words]).output().unwrap();
    }
    let (_, calls, without_road) = world.asked().await;
    assert!(
        calls == 1 && without_road > 0,
        "{calls} calls, {without_road} without a road"
    );
    println!(
        "  a node that knows addresses asked nobody; a person's address was asked for: {questions:?}"
    );
    reading.stop().await;
    telling.stop().await;
    two.close().await;
}

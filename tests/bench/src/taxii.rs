//! (h) TAXII: download, a page, one object, writing; medallion of PyPI is asked the same in the same run,
//! and the figures of OpenTAXII, which no registry has, stand beside as they were measured elsewhere.

mod client;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fanal_desk::{CollectionName, Collections};
use fanal_protocol::Label;
use fanal_taxii::{Limits, Site, Taxii};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::Asked;
use crate::network::{Node, gather};
use crate::node::free_port;
use crate::seed;
use crate::table::{Aim, Table};
use crate::watch::{Stopwatch, rate};
use client::Client;

/// Objects in one bulletin.
const IN_A_BULLETIN: usize = 1_000;
/// Connections at once.
const CONNECTIONS: usize = 16;
/// Objects that medallion is asked for: with ten thousand, no page comes within 90 s.
const FOR_MEDALLION: usize = 1_000;
/// Objects that are written.
const WRITTEN: usize = 5_000;
/// The best of OpenTAXII's newest code, on SQLite with two workers, ten thousand objects.
const OPENTAXII: Peer = Peer {
    name: "OpenTAXII as measured elsewhere",
    download: 7_460.0,
    page: 116.0,
    object: 226.0,
    ingest: 240.0,
};

/// How fast a server is: objects, pages of 100, single objects and written objects a second.
struct Peer {
    name: &'static str,
    download: f64,
    page: f64,
    object: f64,
    ingest: f64,
}

/// A server to be asked.
struct Target {
    address: SocketAddr,
    /// `Authorization`.
    login: String,
    /// The collection that is read.
    read: String,
    /// The collection that is written to.
    write: String,
}

pub(crate) async fn measure(asked: &Asked, dir: &Path, table: &mut Table) -> Result<()> {
    let objects = if asked.full { 1_000_000 } else { 20_000 };
    let (_, nodes) = gather(dir, &["taxii"], false).await?;
    let [node] = nodes.as_slice() else {
        bail!("one node was made")
    };
    seed::issue(node, 0, objects / IN_A_BULLETIN, IN_A_BULLETIN).await?;
    let watch = Stopwatch::start();
    let (target, collections) = serve(node).await?;
    let built = rate(objects, watch.seconds());
    table.figure(
        'h',
        "index made at the start",
        (built, "objects/s"),
        Aim::None,
    );
    let ours = speed(&target, usize::MAX).await?;
    against(
        table,
        &format!("{objects} objects"),
        &ours,
        &OPENTAXII,
        10.0,
    );
    let public = public(&collections, &target).await?;
    let what = "the same, published, for anyone: page of 100";
    let page = pages(&public).await?;
    table.ratio(
        'h',
        what,
        (page, "pages/s"),
        (OPENTAXII.page, "pages/s"),
        Aim::AtLeast(10.0),
    );
    table.figure(
        'h',
        "memory with both, clients included",
        (resident()?, "MiB"),
        Aim::AtMost(250.0),
    );
    if let Some((mut medallion, theirs)) = medallion(dir).await? {
        let few = speed(&target, FOR_MEDALLION).await?;
        let peer = speed(&theirs, FOR_MEDALLION).await?;
        let peer = Peer {
            name: "medallion 3.0.0",
            ..peer
        };
        against(
            table,
            &format!("first {FOR_MEDALLION} objects"),
            &few,
            &peer,
            10.0,
        );
        medallion.kill().await?;
    }
    Ok(())
}

fn against(table: &mut Table, what: &str, ours: &Peer, theirs: &Peer, least: f64) {
    let rows = [
        ("download", ours.download, theirs.download, "objects/s"),
        ("page of 100", ours.page, theirs.page, "pages/s"),
        ("one object", ours.object, theirs.object, "objects/s"),
        ("written", ours.ingest, theirs.ingest, "objects/s"),
    ];
    for (act, fast, slow, unit) in rows {
        let what = format!("{what}: {act}; against {}", theirs.name);
        table.ratio('h', &what, (fast, unit), (slow, unit), Aim::AtLeast(least));
    }
}

async fn serve(node: &Node) -> Result<(Target, Arc<Collections>)> {
    let collections = Arc::new(Collections::open(node.desk.clone()).await?);
    collections.catch_up().await?;
    let router = Taxii::new(Arc::clone(&collections), Site::default()).router();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let never = std::future::pending();
    tokio::spawn(fanal_taxii::serve(
        listener,
        router,
        None,
        Limits::default(),
        never,
    ));
    let token = node.desk.issue_local_token(node.analyst.account()).await?;
    let (network, _) = node.desk.membership(None)?;
    let at = |name: CollectionName| format!("/taxii2/{network}/collections/{}/", name.id());
    let target = Target {
        address,
        login: format!("Bearer {}", token.token),
        read: at(CollectionName::Held(network, Label::Green)),
        write: at(CollectionName::Drafts(network)),
    };
    Ok((target, collections))
}

/// The objects of the node's collection as published ones.
async fn public(collections: &Collections, target: &Target) -> Result<Target> {
    let mut client = Client::open(target.address, &target.login).await?;
    let page = client
        .get(&format!("{}objects/?limit=1000", target.read))
        .await?;
    collections.publish(&page.into()).await?;
    Ok(Target {
        address: target.address,
        login: String::new(),
        read: format!(
            "/taxii2/public/collections/{}/",
            CollectionName::Public.id()
        ),
        write: String::new(),
    })
}

async fn speed(target: &Target, most: usize) -> Result<Peer> {
    let (ids, download) = download(target, most).await?;
    Ok(Peer {
        name: "",
        download,
        page: pages(target).await?,
        object: single(target, &ids).await?,
        ingest: ingest(target).await?,
    })
}

/// Everything, page by page, as one client does.
async fn download(target: &Target, most: usize) -> Result<(Vec<String>, f64)> {
    let mut client = Client::open(target.address, &target.login).await?;
    let (mut ids, mut count, mut next) = (Vec::new(), 0, String::new());
    let watch = Stopwatch::start();
    loop {
        let path = format!("{}objects/?limit=1000{next}", target.read);
        let page: Value = serde_json::from_slice(&client.get(&path).await?)?;
        let objects = page.get("objects").and_then(Value::as_array);
        let objects = objects.context("a page without objects")?;
        count += objects.len();
        if ids.len() < 1_000 {
            let id = |one: &Value| Some(one.get("id")?.as_str()?.to_owned());
            ids.extend(objects.iter().filter_map(id));
        }
        match page.get("next").and_then(Value::as_str) {
            Some(token) if count < most => next = format!("&next={token}"),
            Some(_) | None => return Ok((ids, rate(count, watch.seconds()))),
        }
    }
}

/// The first page of 100, by many at once.
async fn pages(target: &Target) -> Result<f64> {
    at_once(target, |_| format!("{}objects/?limit=100", target.read)).await
}

async fn single(target: &Target, ids: &[String]) -> Result<f64> {
    let id = |at: usize| ids.get(at % ids.len()).cloned().unwrap_or_default();
    at_once(target, |at| {
        format!("{}objects/{}/", target.read, id(at * 7))
    })
    .await
}

/// For three seconds, over many connections: answers a second.
async fn at_once(target: &Target, path: impl Fn(usize) -> String) -> Result<f64> {
    let paths: Arc<Vec<String>> = Arc::new((0..997).map(path).collect());
    let watch = Arc::new(Stopwatch::start());
    let mut tasks = tokio::task::JoinSet::new();
    for first in 0..CONNECTIONS {
        let (paths, watch) = (Arc::clone(&paths), Arc::clone(&watch));
        let mut client = Client::open(target.address, &target.login).await?;
        tasks.spawn(async move {
            let mut count = 0;
            while watch.read() < Duration::from_secs(3) {
                let path = paths.get((first * 61 + count) % paths.len());
                client.get(path.map_or("/", String::as_str)).await?;
                count += 1;
            }
            Ok::<usize, anyhow::Error>(count)
        });
    }
    let mut count = 0;
    while let Some(done) = tasks.join_next().await {
        count += done??;
    }
    Ok(rate(count, watch.seconds()))
}

/// A thousand objects a POST.
async fn ingest(target: &Target) -> Result<f64> {
    static TIMES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(100);
    let from = 10_000 * TIMES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let bodies: Vec<String> = (0..WRITTEN / 1_000)
        .map(|part| seed::bundle(from + part * 1_000..from + (part + 1) * 1_000))
        .collect();
    let mut client = Client::open(target.address, &target.login).await?;
    let watch = Stopwatch::start();
    for body in &bodies {
        client
            .post(&format!("{}objects/", target.write), body)
            .await?;
    }
    Ok(rate(WRITTEN, watch.seconds()))
}

/// MiB of this process.
fn resident() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next());
    Ok(kib.context("no VmRSS")?.parse::<f64>()? / 1_024.0)
}

/// medallion with its memory backend, filled; none where it is not installed.
async fn medallion(dir: &Path) -> Result<Option<(Child, Target)>> {
    let program = Path::new("target/bench-venv/bin/medallion");
    if !program.is_file() {
        eprintln!("(h) left out: medallion is not installed (tests/bench/run does it)");
        return Ok(None);
    }
    let id = "91a7b528-80eb-42ed-a74d-c6fbd5a26116";
    let media_type = "application/taxii+json;version=2.1";
    let data = json!({
        "/discovery": { "title": "bench", "api_roots": ["http://127.0.0.1/api/"] },
        "api": {
            "information": { "title": "bench", "versions": [media_type], "max_content_length": 104_857_600 },
            "status": [],
            "collections": [{ "id": id, "title": "bench", "can_read": true, "can_write": true,
                "media_types": ["application/stix+json;version=2.1"], "objects": [], "manifest": [] }],
        },
    });
    let (data_file, config_file) = (dir.join("medallion-data.json"), dir.join("medallion.json"));
    std::fs::write(&data_file, data.to_string())?;
    let config = json!({
        "backend": { "module": "medallion.backends.memory_backend", "module_class": "MemoryBackend",
            "filename": data_file },
        "users": { "bench": "bench" },
        "taxii": { "max_page_size": 1_000 },
    });
    std::fs::write(&config_file, config.to_string())?;
    let port = free_port()?;
    let child = Command::new(program)
        .args(["--port", &port.to_string(), "--log-level", "CRITICAL"])
        .arg(&config_file)
        .stderr(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let collection = format!("/api/collections/{id}/");
    let target = Target {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        login: "Basic YmVuY2g6YmVuY2g=".into(),
        read: collection.clone(),
        write: collection.clone(),
    };
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        if let Ok(mut client) = Client::open(target.address, &target.login).await {
            let body = seed::bundle(0..FOR_MEDALLION);
            client.post(&format!("{collection}objects/"), &body).await?;
            return Ok(Some((child, target)));
        }
    }
    bail!("medallion does not start")
}

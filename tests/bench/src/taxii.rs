//! (h) TAXII: download, a page, one object, writing; medallion of PyPI is asked the same in the same run,
//! and the figures of OpenTAXII, which no registry has, stand beside as they were measured elsewhere. Good
//! answers alone count, over as many connections as a server stands; a server that fails ends no run.

mod client;
mod load;
mod medallion;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use fanal_desk::{CollectionName, Collections};
use fanal_protocol::Label;
use fanal_taxii::{Limits, Site, Taxii};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::Asked;
use crate::network::{Node, gather};
use crate::seed;
use crate::table::{Aim, Table};
use crate::watch::{Stopwatch, rate};
use client::Client;
use load::{Load, over_as_many_as_it_stands};

/// Objects in one bulletin.
const IN_A_BULLETIN: usize = 1_000;
/// Objects of a page that is asked for again and again.
const PAGE: usize = 100;
/// Objects that medallion is asked for: with ten thousand, no page comes within 90 s.
const FOR_MEDALLION: usize = 1_000;
/// Times that one client asks whether anything is new.
const POLLS: usize = 201;
/// A moment after all that is there.
const LATER: &str = "2100-01-01T00:00:00.000Z";
/// Objects that are written.
const WRITTEN: usize = 5_000;
/// The best of OpenTAXII's newest code, on SQLite with two workers, ten thousand objects.
const OPENTAXII: Peer = Peer {
    name: "OpenTAXII as measured elsewhere",
    download: 7_460.0,
    page: Load::of(116.0),
    object: Load::of(226.0),
    // 8 ms at best, 13 at worst.
    poll: 125.0,
    ingest: 240.0,
};

/// How fast a server is: objects, pages of 100, single objects, questions of one client whether anything is new, and
/// written objects a second.
struct Peer {
    name: &'static str,
    download: f64,
    page: Load,
    object: Load,
    poll: f64,
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
    let objects = if asked.full { 1_000_000 } else { 100_000 };
    let before = resident()?;
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
    let what = format!("{objects} objects");
    against(table, &what, &ours, &OPENTAXII, 10.0);
    along(table, &target, objects).await?;
    table.figure(
        'h',
        &format!("memory that {objects} objects took, clients included"),
        (resident()? - before, "MiB"),
        Aim::AtMost(250.0),
    );
    let public = public(&collections, &target).await?;
    let what = "the same, published, for anyone: page of 100";
    let page = pages(&public, "").await?;
    table.ratio(
        'h',
        what,
        (page.a_second, "pages/s"),
        (OPENTAXII.page.a_second, "pages/s"),
        Aim::AtLeast(10.0),
    );
    beside_medallion(table, &target, dir).await;
    Ok(())
}

/// The same of medallion. What becomes of it is said, and ends nothing.
async fn beside_medallion(table: &mut Table, ours: &Target, dir: &Path) {
    let compared = async {
        let Some((mut child, theirs)) = medallion::started(dir).await? else {
            return Ok(());
        };
        let few = speed(ours, FOR_MEDALLION).await?;
        let peer = Peer {
            name: "medallion 3.0.0",
            ..speed(&theirs, FOR_MEDALLION).await?
        };
        let what = format!("first {FOR_MEDALLION} objects");
        against(table, &what, &few, &peer, 10.0);
        child.kill().await?;
        Ok::<(), anyhow::Error>(())
    };
    if let Err(error) = compared.await {
        eprintln!("(h) medallion is left out: {error:#}");
    }
}

fn against(table: &mut Table, what: &str, ours: &Peer, theirs: &Peer, least: f64) {
    let told = |act: &str, load: &Load| match load.connections {
        0 => act.to_owned(),
        connections => format!("{act} (it: {})", load.said(connections)),
    };
    let rows = [
        (
            "download".into(),
            ours.download,
            theirs.download,
            "objects/s",
        ),
        (
            told("page of 100", &theirs.page),
            ours.page.a_second,
            theirs.page.a_second,
            "pages/s",
        ),
        (
            told("one object", &theirs.object),
            ours.object.a_second,
            theirs.object.a_second,
            "objects/s",
        ),
        (
            "poll with nothing new, one after the other".into(),
            ours.poll,
            theirs.poll,
            "polls/s",
        ),
        ("written".into(), ours.ingest, theirs.ingest, "objects/s"),
    ];
    for (act, fast, slow, unit) in rows {
        let what = format!("{what}: {act}; against {}", theirs.name);
        table.ratio('h', &what, (fast, unit), (slow, unit), Aim::AtLeast(least));
    }
}

/// Pages cost the same wherever they are.
async fn along(table: &mut Table, target: &Target, objects: usize) -> Result<()> {
    let start = pages(target, "").await?;
    for (place, part) in [("at half", 2), ("at the end", 1)] {
        let next = next_after(target, objects / part - 2 * PAGE).await?;
        let there = pages(target, &format!("&next={next}")).await?;
        let what = format!("{objects} objects: page of 100 {place}; against one at the start");
        table.ratio(
            'h',
            &what,
            (there.a_second, "pages/s"),
            (start.a_second, "pages/s"),
            Aim::AtLeast(0.67),
        );
    }
    Ok(())
}

/// The `next` of a page that ends so many objects from the start.
async fn next_after(target: &Target, objects: usize) -> Result<String> {
    let mut client = Client::open(target.address, &target.login).await?;
    let (mut count, mut tail) = (0, String::new());
    loop {
        let limit = (objects - count).clamp(1, 1_000);
        let path = format!("{}objects/?limit={limit}{tail}", target.read);
        let page: Value = serde_json::from_slice(&client.get(&path).await?)?;
        let found = page.get("objects").and_then(Value::as_array);
        count += found.context("a page without objects")?.len();
        let next = page.get("next").and_then(Value::as_str);
        let next = next.context("the collection ended too soon")?.to_owned();
        if count >= objects {
            return Ok(next);
        }
        tail = format!("&next={next}");
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
    let place = Arc::new(fanal_formats::Memory);
    collections
        .publish(std::io::Cursor::new(page), place)
        .await?;
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
        page: pages(target, "").await?,
        object: single(target, &ids).await?,
        poll: poll(target).await?,
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

/// One page of 100, by many at once.
async fn pages(target: &Target, tail: &str) -> Result<Load> {
    let path = |_| format!("{}objects/?limit={PAGE}{tail}", target.read);
    over_as_many_as_it_stands(target, path).await
}

async fn single(target: &Target, ids: &[String]) -> Result<Load> {
    let id = |at: usize| ids.get(at % ids.len()).cloned().unwrap_or_default();
    let path = |at: usize| format!("{}objects/{}/", target.read, id(at * 7));
    over_as_many_as_it_stands(target, path).await
}

/// Is there anything newer? There is not: what most questions of a client are. By the time that half of them take.
async fn poll(target: &Target) -> Result<f64> {
    let path = format!("{}objects/?added_after={LATER}", target.read);
    let mut client = Client::open(target.address, &target.login).await?;
    let mut took = Vec::with_capacity(POLLS);
    for _ in 0..POLLS {
        let watch = Stopwatch::start();
        client.get(&path).await?;
        took.push(watch.seconds());
    }
    took.sort_unstable_by(f64::total_cmp);
    let half = took.get(POLLS / 2).context("nothing was asked")?;
    Ok(rate(1, *half))
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

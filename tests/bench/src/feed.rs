//! (f) the public feed against nginx with the same file; `wrk` asks both, by turns.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use fanal_desk::ShareOrder;
use fanal_public::{
    Limits, Log, Published, Reach, Shelf, ShelfItem, Site, Tree, build, router, serve_plain,
};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::network::{Node, account, gather};
use crate::node::free_port;
use crate::seed;
use crate::table::{Aim, Table};
use crate::watch::median;

/// Bytes of the file that is asked for, roughly.
const FILE_BYTES: usize = 20_000;
/// Turns for each.
const TURNS: usize = 3;

pub(crate) async fn measure(dir: &Path, table: &mut Table) -> Result<()> {
    let (_, nodes) = gather(dir, &["publisher"], false).await?;
    let [node] = nodes.as_slice() else {
        bail!("one node was made")
    };
    let tree = published(node).await?;
    let distance = |bytes: usize| bytes.abs_diff(FILE_BYTES);
    let (path, file) = tree
        .iter()
        // A page whose address ends as a folder's does is no file to nginx.
        .filter(|(path, _)| !path.ends_with('/'))
        .min_by_key(|(_, file)| distance(file.size()))
        .context("an empty site")?;
    let (path, bytes) = (path.to_owned(), file.bytes()?);
    let root = dir.join("www");
    let on_disk = root.join(path.trim_start_matches('/'));
    std::fs::create_dir_all(on_disk.parent().context("no folder")?)?;
    std::fs::write(&on_disk, &bytes)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let ours = format!("http://{}{path}", listener.local_addr()?);
    let (_site, receiver) = tokio::sync::watch::channel(Arc::new(tree));
    let serving = tokio::spawn(serve_plain(
        listener,
        router(receiver),
        Limits::default(),
        std::future::pending(),
    ));
    let port = free_port()?;
    let theirs = format!("http://127.0.0.1:{port}{path}");
    let Ok(mut nginx) = nginx(dir, &root, port) else {
        eprintln!("(f) left out: nginx or wrk is not installed (Debian: nginx-light, wrk)");
        return Ok(());
    };
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    for connections in [16, 64] {
        let (mut fast, mut plain) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            fast.push(asks(&ours, connections).await?);
            plain.push(asks(&theirs, connections).await?);
        }
        table.ratio(
            'f',
            &format!(
                "`{path}` of {} bytes, {connections} connections; against nginx",
                bytes.len()
            ),
            (median(&fast), "requests/s"),
            (median(&plain), "requests/s"),
            Aim::AtLeast(0.7),
        );
    }
    // Asked, not killed: its workers would stay.
    let master = nginx.id().context("nginx ended")?;
    Command::new("kill")
        .arg("-TERM")
        .arg(master.to_string())
        .status()
        .await?;
    nginx.wait().await?;
    serving.abort();
    Ok(())
}

/// Publishes a bulletin of a size that makes a file of that size, and builds the site of it.
async fn published(node: &Node) -> Result<Tree> {
    let reviewer = account(&node.desk, Some(&node.analyst), "reviewer", &["reviewer"]).await?;
    let order = ShareOrder {
        content: seed::bundle(0..50),
        file_name: Some("wave.json".into()),
        label: Some("clear".into()),
        consent: Some("not-needed:already-public".into()),
        ..ShareOrder::default()
    };
    let shared = node.desk.share(&node.analyst, &order).await?;
    for id in shared.bulletins.iter().filter_map(|bulletin| bulletin.id) {
        let read = node.desk.show_review(&reviewer, id).await?.draft;
        node.desk.approve(&reviewer, id, read).await?;
    }
    let (network, membership) = node.desk.membership(None)?;
    let published = node
        .desk
        .published()
        .await?
        .context("nothing is published")?;
    let keys = node.desk.keys();
    let site = Site {
        base_url: None,
        title: "Bench".into(),
        desk: node.desk.id().clone(),
        desk_name: "Bench".into(),
        contact: None,
        reach: Reach::default(),
        taxii: None,
        leave_to: None,
        network,
        lang: "en".into(),
        feed_key: keys.feed.public(),
        checkpoint_key: keys.checkpoint.public(),
        statement_keys: vec![keys.statement.public()],
        roster_version: membership.roster.version(),
        roster_digest: membership.roster.digest(),
        code: None,
    };
    let mut items = Vec::new();
    for item in &published.items {
        let position = published
            .leaves
            .iter()
            .position(|leaf| *leaf == item.digest);
        items.push(Arc::new(ShelfItem::new(Published {
            id: item.id,
            digest: item.digest,
            position: position.map(u64::try_from).transpose()?,
            publication: item.publication.clone(),
            confirmed: item.confirmed,
            inactive: BTreeSet::new(),
        })?));
    }
    let log = Log {
        epoch: published.epoch,
        checkpoint: published.checkpoint,
        leaves: published.leaves,
    };
    let shelf = Shelf {
        site,
        items,
        network: None,
        withdrawn: Vec::new(),
        log,
        closed: Vec::new(),
        made: fanal_protocol::Timestamp::from_unix(1_795_323_600),
    };
    Ok(build(
        &shelf,
        &|message: &[u8]| keys.feed.sign(message),
        None,
    )?)
}

/// As it is tuned for files that do not change, with the same two cores.
fn nginx(dir: &Path, root: &Path, port: u16) -> Result<Child> {
    let (at, root) = (dir.display(), root.display());
    let text = format!(
        "daemon off; user root; worker_processes 2; pid {at}/nginx.pid; error_log {at}/nginx.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000;\n\
         open_file_cache max=100; default_type application/json; client_body_temp_path {at}/body;\n\
         proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi; uwsgi_temp_path {at}/uwsgi;\n\
         scgi_temp_path {at}/scgi; server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n"
    );
    let path = dir.join("nginx.conf");
    std::fs::write(&path, text)?;
    Ok(Command::new("nginx")
        .arg("-c")
        .arg(path)
        .kill_on_drop(true)
        .spawn()?)
}

/// Requests a second.
async fn asks(url: &str, connections: usize) -> Result<f64> {
    let connections = format!("-c{connections}");
    let said = Command::new("wrk")
        .args(["-t1", "-d3s", &connections, url])
        .output()
        .await?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    if text.contains("Non-2xx") || text.contains("Socket errors") {
        bail!("{url}: {text}");
    }
    let line = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    Ok(line.with_context(|| text.clone())?.trim().parse()?)
}

//! The TAXII server beside the rest of a node: its listener, and its collections in step with the desk.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use fanal_desk::{Collections, Desk};
use fanal_protocol::{Code, Digest, Problem};
use fanal_public::Tree;
use fanal_taxii::{Certificate, Limits, Site, Taxii};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// Where TAXII clients are served.
#[derive(Clone, Debug)]
pub(crate) struct ListenTaxii {
    /// The address.
    pub address: SocketAddr,
    /// Where the certificate lies; plain without one.
    pub certificate: Option<Certificate>,
}

/// Changes that come together are worked off together.
const TOGETHER: Duration = Duration::from_millis(50);
/// How often what other processes of the desk did is looked for.
const LOOK: Duration = Duration::from_secs(5);
/// Catching up takes one part in so many of the time, at most.
const SHARE: u32 = 10;
/// The file of the site that the public collection is made of.
const BUNDLE: &str = "/feed/stix.json";

/// Serves, and keeps the collections in step, until the node stops.
pub(crate) async fn serve(
    desk: Desk,
    listener: TcpListener,
    listen: &ListenTaxii,
    site: Site,
    tree: watch::Receiver<Arc<Tree>>,
    stopping: watch::Receiver<bool>,
    tasks: &mut JoinSet<()>,
) -> Result<(), Problem> {
    let tls = listen.certificate.clone().map(|certificate| {
        let acceptor = certificate.load();
        acceptor.map(|acceptor| (certificate, acceptor))
    });
    let tls = tls
        .transpose()
        .map_err(|error| Problem::new(Code::Misconfigured, format!("[taxii] {error}")))?;
    let collections = Collections::open(desk).await;
    let collections = Arc::new(collections.map_err(|error| error.problem())?);
    tasks.spawn(keep_in_step(
        Arc::clone(&collections),
        tree,
        stopping.clone(),
    ));
    let router = Taxii::new(collections, site).router();
    let mut end = stopping;
    tasks.spawn(async move {
        let stopped = async move { drop(end.wait_for(|stop| *stop).await) };
        fanal_taxii::serve(listener, router, tls, Limits::default(), stopped).await;
    });
    Ok(())
}

/// Follows the desk and its public site.
pub(crate) async fn keep_in_step(
    collections: Arc<Collections>,
    mut tree: watch::Receiver<Arc<Tree>>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut changes = collections.desk().watch_changes();
    let mut published = None;
    tree.mark_changed();
    loop {
        let began = Instant::now();
        changes.mark_unchanged();
        if let Err(error) = collections.catch_up().await {
            tracing::error!(code = %error.code(), "the TAXII collections could not be brought up to date");
        }
        let now = Arc::clone(&tree.borrow_and_update());
        let head = head_of(&now);
        if head.is_some() && head != published {
            let done = match bundle_of(&now) {
                Ok(bundle) => collections
                    .publish(&bundle)
                    .await
                    .map_err(|error| error.code().to_string()),
                Err(error) => Err(error.to_string()),
            };
            match done {
                Ok(()) => published = head,
                Err(why) => {
                    tracing::error!(why, "the public TAXII collection stays as it was");
                }
            }
        }
        drop(now);
        let pause = TOGETHER.max(began.elapsed().saturating_mul(SHARE));
        tokio::select! {
            _ = changes.changed() => {}
            _ = tree.changed() => {}
            () = sleep(LOOK) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        tokio::select! {
            () = sleep(pause) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// The digest of what is published, once it is known; none within for nothing yet.
fn head_of(tree: &Tree) -> Option<Option<Digest>> {
    (!tree.is_in_the_making()).then(|| tree.file(BUNDLE).map(|file| file.sha256()))
}

/// What is published; nothing yet is an empty bundle.
fn bundle_of(tree: &Tree) -> std::io::Result<Bytes> {
    let empty = || Ok(Bytes::from_static(b"{\"objects\":[]}"));
    tree.file(BUNDLE).map_or_else(empty, |file| file.bytes())
}

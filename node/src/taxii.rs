//! The TAXII server beside the rest of a node: its listener, and its collections in step with the desk.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

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
/// The longest rest after catching up took long: what is withdrawn from members' collections waits no longer.
const REST: Duration = Duration::from_secs(60);
/// The file of the site that the public collection is made of.
const BUNDLE: &str = "/feed/stix.json";
/// What status calls the public collection where it is behind.
const PUBLIC: &str = "TAXII, collection `public`";

/// Serves, and keeps the collections in step, until the node stops.
pub(crate) async fn serve(
    desk: Desk,
    (listener, listen): (TcpListener, &ListenTaxii),
    (site, guarded): (Site, impl FnOnce(axum::Router) -> axum::Router),
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
    let router = guarded(Taxii::new(collections, site).router());
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
    let mut public = Public::default();
    tree.mark_changed();
    loop {
        let began = Instant::now();
        changes.mark_unchanged();
        let now = Arc::clone(&tree.borrow_and_update());
        // Before all that waits for the database, which may be what does not answer.
        if now.is_in_the_making() {
            public.go_with_the_site(&collections).await;
        }
        // First what the public gets: it is small, and waits for no other collection. [TAX-13]
        public.follow(&collections, &now).await;
        drop(now);
        if let Err(error) = collections.catch_up().await {
            tracing::error!(code = %error.code(), "the TAXII collections could not be brought up to date");
        }
        let pause = began.elapsed().saturating_mul(SHARE).clamp(TOGETHER, REST);
        // Where the site is another one, what left it leaves here, however long the last look took.
        let is_anew = tokio::select! {
            _ = changes.changed() => false,
            Ok(()) = tree.changed() => true,
            () = sleep(LOOK) => false,
            _ = stopping.wait_for(|stop| *stop) => return,
        };
        let pause = if is_anew { TOGETHER } else { pause };
        tokio::select! {
            () = sleep(pause) => {}
            Ok(()) = tree.changed() => tree.mark_changed(),
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// What of the public collection is known here.
#[derive(Default)]
struct Public {
    /// The site that it shows.
    published: Option<Option<Digest>>,
    /// The last site could not be put into it.
    failed: bool,
}

impl Public {
    /// Puts the site of now into the collection. What fails twice in a row is shown no more: what is shown may have
    /// what was withdrawn, as the site itself. [TAX-13] [PUB-21]
    async fn follow(&mut self, collections: &Collections, tree: &Tree) {
        let head = head_of(tree);
        if head.is_none() || head == self.published {
            return;
        }
        let place = Arc::new(tree.workplace());
        let done = match bundle_of(tree) {
            Ok(bundle) => collections
                .publish(bundle, place)
                .await
                .map_err(|error| error.code().to_string()),
            Err(error) => Err(error.to_string()),
        };
        let Err(why) = done else {
            if std::mem::take(&mut self.failed) {
                note(collections, None).await;
            }
            self.published = head;
            return;
        };
        if self.failed {
            tracing::error!(why, "the public TAXII collection is shown no more");
            self.take_down(collections);
        } else {
            tracing::error!(why, "the public TAXII collection stays as it was");
        }
        self.failed = true;
        note(collections, Some(why)).await;
    }

    /// The site is taken down, or not made yet: what was shown is said to be behind until it is shown again.
    async fn go_with_the_site(&mut self, collections: &Collections) {
        let was_shown = self.published.is_some();
        self.take_down(collections);
        if was_shown {
            self.failed = true;
            note(collections, Some("the public site is taken down".into())).await;
        }
    }

    fn take_down(&mut self, collections: &Collections) {
        collections.take_down_public();
        self.published = None;
    }
}

/// Status and doctor tell of it as of a copy of the site.
async fn note(collections: &Collections, failure: Option<String>) {
    let noted = collections.desk().note_copy(PUBLIC, failure).await;
    if let Err(error) = noted {
        tracing::error!(code = %error.code(), "what is known of the public TAXII collection could not be written");
    }
}

/// The digest of what is published, once it is known; none within for nothing yet.
fn head_of(tree: &Tree) -> Option<Option<Digest>> {
    (!tree.is_in_the_making()).then(|| tree.file(BUNDLE).map(|file| file.sha256()))
}

/// What is published; nothing yet is an empty bundle.
fn bundle_of(tree: &Tree) -> io::Result<Box<dyn Read + Send>> {
    let empty = || -> Box<dyn Read + Send> { Box::new(b"{\"objects\":[]}".as_slice()) };
    tree.file(BUNDLE)
        .map_or_else(|| Ok(empty()), |file| file.open())
}

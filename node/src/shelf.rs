//! From the desk's shelf to the public site, again whenever something is published or withdrawn.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use fanal_desk::Desk;
use fanal_protocol::Digest;
use fanal_public::{Log, Shelf, ShelfItem, Tree, build};
use tokio::sync::watch;

/// What the operator says of the site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    /// Its address, if it has one.
    pub base_url: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

/// Changes that come together are worked off together.
const TOGETHER: Duration = Duration::from_millis(20);

/// Builds the site now, and gives what keeps it in step.
pub(crate) async fn keep_site(
    desk: Desk,
    site: Site,
    mut stopping: watch::Receiver<bool>,
) -> (watch::Receiver<Arc<Tree>>, impl Future<Output = ()> + Send) {
    let mut changes = desk.watch_changes();
    changes.mark_unchanged();
    let mut last = None;
    let first = next_tree(&desk, &site, None, &mut last)
        .await
        .unwrap_or_default();
    let (sender, receiver) = watch::channel(first);
    let follow = async move {
        loop {
            tokio::select! {
                news = changes.changed() => if news.is_err() { return },
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            tokio::time::sleep(TOGETHER).await;
            changes.mark_unchanged();
            let previous = Arc::clone(&sender.borrow());
            if let Some(tree) = next_tree(&desk, &site, Some(&previous), &mut last).await {
                sender.send_replace(tree);
            }
        }
    };
    (receiver, follow)
}

/// The tree of what is published now; none if nothing changed, or if it could not be built.
async fn next_tree(
    desk: &Desk,
    site: &Site,
    previous: Option<&Tree>,
    last: &mut Option<Digest>,
) -> Option<Arc<Tree>> {
    let fingerprint = match desk.public_fingerprint().await {
        Ok(fingerprint) => fingerprint,
        Err(error) => {
            tracing::error!(code = %error.code(), "the public shelf could not be read");
            return None;
        }
    };
    if *last == Some(fingerprint) {
        return None;
    }
    match shelf_of(desk, site).await {
        Ok(Some(shelf)) => {
            let sign = |message: &[u8]| desk.keys().feed.sign(message);
            match tokio::task::block_in_place(|| build(&shelf, &sign, previous)) {
                Ok(tree) => {
                    *last = Some(fingerprint);
                    Some(Arc::new(tree))
                }
                Err(error) => {
                    tracing::error!(%error, "the public site could not be built; the one before stays");
                    None
                }
            }
        }
        Ok(None) => None,
        Err(error) => {
            tracing::error!(code = %error.code(), "the public shelf could not be read");
            None
        }
    }
}

async fn shelf_of(desk: &Desk, site: &Site) -> fanal_desk::Result<Option<Shelf>> {
    let Some(published) = desk.published().await? else {
        return Ok(None);
    };
    let (network, membership) = desk.membership(None)?;
    let keys = desk.keys();
    let described = fanal_public::Site {
        base_url: site.base_url.clone(),
        title: site
            .title
            .clone()
            .unwrap_or_else(|| desk.profile().name.clone()),
        desk: desk.id().clone(),
        desk_name: desk.profile().name.clone(),
        contact: None,
        network,
        lang: "en".to_owned(),
        feed_key: keys.feed.public(),
        checkpoint_key: keys.checkpoint.public(),
        statement_keys: vec![keys.statement.public()],
        roster_version: membership.roster.version(),
        roster_digest: membership.roster.digest(),
    };
    let position = |digest: Digest| published.leaves.iter().position(|leaf| *leaf == digest);
    let mut items = Vec::new();
    for item in &published.items {
        let made = ShelfItem::new(fanal_public::Published {
            id: item.id,
            digest: item.digest,
            position: position(item.digest).and_then(|at| u64::try_from(at).ok()),
            publication: item.publication.clone(),
            confirmed: item.confirmed,
            inactive: BTreeSet::new(),
        });
        match made {
            Ok(item) => items.push(Arc::new(item)),
            Err(error) => tracing::error!(%error, "a published item cannot be shown"),
        }
    }
    let withdrawn = published
        .withdrawn
        .iter()
        .map(|gone| fanal_public::Withdrawn {
            id: gone.id,
            date: gone.date,
        });
    let withdrawn = withdrawn.collect();
    let log = Log {
        epoch: published.epoch,
        checkpoint: published.checkpoint,
        leaves: published.leaves,
    };
    Ok(Some(Shelf {
        site: described,
        items,
        withdrawn,
        log,
    }))
}

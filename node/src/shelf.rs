//! From the desk's shelf to the public site, again whenever something is published or withdrawn.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fanal_desk::{CollectionName, Desk, DeskError, Over, PublishedItem, SiteMade};
use fanal_protocol::{Code, Digest, Problem, PublicKey, Roster, Timestamp};
use fanal_public::{
    Log, NetworkDesk, NetworkItem, NetworkShelf, Reach, Shelf, ShelfItem, Taxii, Tree, Workplace,
    build,
};
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, watch};

// By its path: tests of what leaves a node take this file in as it is.
#[path = "witness.rs"]
mod witness;

pub(crate) use witness::{Cosigning, Witness};

/// What the operator says of the site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    /// Its address, if it has one.
    pub base_url: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// How to reach the desk.
    pub contact: Option<String>,
    /// Which network it is of, where the desk has published in several.
    pub network: Option<String>,
    /// Where TAXII clients begin, where they are served.
    pub taxii: Option<String>,
    /// Where the link leads by which readers leave.
    pub leave_to: Option<String>,
    /// The feed of the whole network stands beside the desk's own.
    pub network_feed: bool,
    /// Who signs the log's checkpoints besides the desk.
    pub witnesses: Vec<Witness>,
    /// The way out to them, where the node has one.
    pub socks5: Option<std::net::SocketAddr>,
    /// Below which its large files lie; without, all are in memory.
    pub folder: Option<std::path::PathBuf>,
}

/// Changes that come together are worked off together.
const TOGETHER: Duration = Duration::from_millis(20);
/// The feed says until when it is fresh: it is made anew so often if nothing else changes it. [PUB-10]
const REFRESH: Duration = Duration::from_secs(6 * 3600);

/// How often what other processes of the desk did is looked for; a look takes one part in so many of the time.
const LOOK: Duration = Duration::from_secs(5);
const SHARE: u32 = 10;

/// A site that could not be made is tried again so soon; then none is shown, which may have what was withdrawn since.
const AGAIN: Duration = Duration::from_secs(5);

/// Published things that are read before they are put away; each may be ten thousand objects.
const READ_AHEAD: usize = 1;
/// How many are put away at a time.
const READERS: usize = 2;

/// What the last site was made of, the time that it tells, and when a value in it is over.
type Last = (Digest, Timestamp, Option<Timestamp>);

/// Makes the site and keeps it in step, beside everything else: whoever asks before it is there is
/// told to come back. [PUB-9]
pub(crate) fn keep_site(
    desk: Desk,
    site: Site,
    mut stopping: watch::Receiver<bool>,
) -> (watch::Receiver<Arc<Tree>>, impl Future<Output = ()> + Send) {
    let mut changes = desk.watch_changes();
    let (sender, receiver) = watch::channel(Arc::new(first_tree(&site)));
    let follow = async move {
        let mut last = None;
        let mut cosigning = Cosigning::of(site.witnesses.clone(), site.socks5);
        let mut failed = false;
        loop {
            changes.mark_unchanged();
            let began = tokio::time::Instant::now();
            let previous = Arc::clone(&sender.borrow());
            // [STR-12] A desk that came back shows nothing yet: whoever asks is told to come again. [PUB-9]
            let mut wait = REFRESH;
            if desk.is_silent() {
                last = None;
            } else {
                match next_tree(&desk, &site, &previous, (&mut last, &mut cosigning)).await {
                    Ok(tree) => {
                        failed = false;
                        wait = last.map_or(REFRESH, |last| until_next(last, desk.now()));
                        tree.into_iter()
                            .for_each(|tree| drop(sender.send_replace(tree)));
                    }
                    Err(CannotBeMade) => {
                        wait = AGAIN;
                        if failed && !previous.is_in_the_making() {
                            last = None;
                            sender.send_replace(Arc::new(previous.taken_down()));
                        }
                        failed = true;
                    }
                }
            }
            // [PUB-24] What only the site before had is gone now, and not when the next one comes.
            drop(previous);
            // [ROS-25] Another process may have taken something back.
            wait = wait.min(began.elapsed().saturating_mul(SHARE).max(LOOK));
            tokio::select! {
                news = changes.changed() => if news.is_err() { return },
                () = tokio::time::sleep(wait) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            tokio::time::sleep(TOGETHER).await;
        }
    };
    (receiver, follow)
}

fn first_tree(site: &Site) -> Tree {
    let at = site.folder.as_deref().map(Tree::in_the_making_at);
    at.unwrap_or_else(|| Ok(Tree::in_the_making()))
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "the public site is kept in memory: there is no place for it on disk");
            Tree::in_the_making()
        })
}

/// The log says why.
struct CannotBeMade;

/// The tree of what is published now; none if nothing changed.
async fn next_tree(
    desk: &Desk,
    site: &Site,
    previous: &Tree,
    (last, cosigning): (&mut Option<Last>, &mut Cosigning),
) -> Result<Option<Arc<Tree>>, CannotBeMade> {
    // [PUB-21] No site is made that could be of the wrong network: readers are told to come back.
    let desk = &match desk.that_publishes(site.network.as_deref()).await {
        Ok(desk) => desk,
        Err(error) => {
            let problem = error.problem();
            tracing::error!(code = %problem.code, "no public site is made: {}", problem.text);
            return Err(CannotBeMade);
        }
    };
    if !desk.is_in_a_network() {
        tracing::debug!("no public site yet: this desk is in no network");
        return Err(CannotBeMade);
    }
    let unread = |error: DeskError| {
        tracing::error!(code = %error.code(), "the public shelf could not be read");
        CannotBeMade
    };
    let (fingerprint, made) = time_of_site(desk, site).await.map_err(unread)?;
    if last.is_some_and(|(of, at, _)| (of, at) == (fingerprint, made)) {
        return Ok(None);
    }
    let place = previous.workplace();
    let shelved = shelf_of(desk, site, made, &place).await.map_err(unread)?;
    let Some((mut shelf, due)) = shelved else {
        *last = Some((fingerprint, made, None));
        return Ok(Some(Arc::new(previous.emptied())));
    };
    shelf.log.checkpoint = cosigning.cosigned(&shelf.log).await;
    let sign = |message: &[u8]| desk.keys().feed.sign(message);
    match tokio::task::block_in_place(|| build(&shelf, &sign, Some(previous))) {
        Ok(tree) => {
            desk.note_site_made(fingerprint, made, due)
                .await
                .map_err(unread)?;
            *last = Some((fingerprint, made, due));
            Ok(Some(Arc::new(tree)))
        }
        Err(error) => {
            tracing::error!(%error, "the public site could not be built");
            Err(CannotBeMade)
        }
    }
}

/// What a site is made of now, and the time that it tells: that of the one before, also of an earlier start, as long
/// as nothing changed and that is fresh. Each other is later: its time is the serial of zones and rules.
pub(crate) async fn time_of_site(
    desk: &Desk,
    site: &Site,
) -> fanal_desk::Result<(Digest, Timestamp)> {
    let shelf = desk.public_fingerprint(site.network_feed).await?;
    let said = format!("{shelf} {site:?} {}", env!("CARGO_PKG_VERSION"));
    let fingerprint = Digest::from_bytes(Sha256::digest(said).into());
    let now = desk.now();
    let last = desk.site_made().await?;
    // One of a clock that was days ahead tells nothing.
    let last = last.filter(|last| last.made < now.plus_days(1));
    // [PUB-28] What is over leaves the site at that moment.
    let is_as_it_was = |last: &SiteMade| {
        last.fingerprint == fingerprint
            && is_fresh(last.made, now)
            && last.due.is_none_or(|due| now < due)
    };
    let made = match last {
        Some(last) if is_as_it_was(&last) => last.made,
        Some(last) => now.max(last.made.plus_seconds(1)),
        None => now,
    };
    Ok((fingerprint, made))
}

fn until_next((_, made, due): Last, now: Timestamp) -> Duration {
    let end = made.plus_seconds(REFRESH.as_secs().cast_signed());
    let end = due.map_or(end, |due| end.min(due));
    let left = end.unix() - now.unix();
    Duration::from_secs(left.max(1).cast_unsigned()).min(REFRESH)
}

fn is_fresh(made: Timestamp, now: Timestamp) -> bool {
    now < made.plus_seconds(REFRESH.as_secs().cast_signed())
}

/// Reads the shelf of this desk as it is at this moment, and says when the next value on it is over. Words and values
/// are put in this place, one published thing after the other. [PUB-27]
pub(crate) async fn shelf_of(
    desk: &Desk,
    site: &Site,
    made: Timestamp,
    place: &Workplace,
) -> fanal_desk::Result<Option<(Shelf, Option<Timestamp>)>> {
    let mut ends = Ends {
        now: made,
        next: None,
    };
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    let reading = read_items(receiver, ends, place.clone());
    let (published, read) = tokio::join!(desk.published_to(sender), reading);
    let Some(published) = published? else {
        return Ok(None);
    };
    let (items, of_items) = read?;
    ends.note(of_items);
    let items = placed(items, &published.leaves);
    let (network, membership) = desk.membership(None)?;
    let profile = desk.public_profile().await?;
    let keys = desk.keys();
    let described = fanal_public::Site {
        base_url: site.base_url.clone(),
        title: site
            .title
            .clone()
            .unwrap_or_else(|| desk.profile().name.clone()),
        desk: desk.id().clone(),
        desk_name: desk.profile().name.clone(),
        contact: site.contact.clone(),
        reach: Reach {
            languages: profile.languages,
            hours: profile.hours,
            channels: profile.channels,
        },
        taxii: site.taxii.clone().map(|discovery| Taxii {
            discovery,
            collection: CollectionName::Public.id(),
        }),
        leave_to: site.leave_to.clone(),
        network,
        lang: desk.profile().lang.clone(),
        feed_key: keys.feed.public(),
        checkpoint_key: keys.checkpoint.public(),
        statement_keys: vec![keys.statement.public()],
        roster_version: membership.roster.version(),
        roster_digest: membership.roster.digest(),
        code: desk
            .code_kept()
            .await?
            .map(|code| (code.digest, code.accepted)),
    };
    let withdrawn = published
        .withdrawn
        .into_iter()
        .map(|gone| fanal_public::Withdrawn {
            id: gone.id,
            published: gone.published,
            date: gone.date,
            to_delete: gone.to_delete,
        });
    let withdrawn = withdrawn.collect();
    let keys = checkpoint_keys(&membership.roster, desk);
    let closed = published.closed.into_iter();
    let closed = closed.filter_map(|log| closed_log(&described, log, &keys));
    let closed = closed.collect();
    let log = Log {
        epoch: published.epoch,
        checkpoint: published.checkpoint,
        leaves: published.leaves,
    };
    let network = if site.network_feed {
        network_of(desk, &mut ends, place).await?
    } else {
        None
    };
    let shelf = Shelf {
        site: described,
        network,
        items,
        withdrawn,
        log,
        closed,
        made,
    };
    Ok(Some((shelf, ends.next)))
}

/// Whose time is over at a moment, and when the next one's is. [PUB-28]
#[derive(Clone, Copy)]
struct Ends {
    now: Timestamp,
    next: Option<Timestamp>,
}

impl Ends {
    fn note(&mut self, next: Option<Timestamp>) {
        self.next = self.next.into_iter().chain(next).min();
    }
}

/// Keys that this desk signs checkpoints with, or signed them with before.
fn checkpoint_keys(roster: &Roster, desk: &Desk) -> Vec<PublicKey> {
    let listed = roster.desk(desk.id()).into_iter();
    let listed = listed.flat_map(|entry| entry.checkpoint.iter().map(|record| record.key));
    let mut keys = vec![desk.keys().checkpoint.public()];
    keys.extend(listed.filter(|key| *key != desk.keys().checkpoint.public()));
    keys
}

/// The log of an epoch that is over. One that does not hold together is no reason to show no site. [PUB-25]
fn closed_log(
    site: &fanal_public::Site,
    log: fanal_desk::ClosedLog,
    keys: &[PublicKey],
) -> Option<fanal_public::ClosedLog> {
    let epoch = log.epoch;
    let log = Log {
        epoch,
        checkpoint: log.checkpoint,
        leaves: log.leaves,
    };
    let closed = fanal_public::ClosedLog::new(site, log, keys);
    closed
        .inspect_err(|error| tracing::error!(epoch, %error, "the public log of an older epoch cannot be shown"))
        .ok()
}

/// What the desks of the network publish that agreed to stand in one feed. [PUB-14]
async fn network_of(
    desk: &Desk,
    ends: &mut Ends,
    place: &Workplace,
) -> fanal_desk::Result<Option<NetworkShelf>> {
    let Some(feed) = desk.network_feed().await? else {
        return Ok(None);
    };
    let desks = feed.desks.into_iter().map(|desk| NetworkDesk {
        id: desk.id,
        name: desk.name,
        organisation: desk.organisation,
        keys: desk.keys,
    });
    // One desk's publication that cannot be shown is no reason to show none. [PUB-15]
    let items = feed.items.into_iter().filter_map(|said| {
        Some(NetworkItem {
            origin: said.origin,
            item: Arc::new(read_item(said.item, ends, place)?),
            envelope: said.envelope,
        })
    });
    let withdrawn = feed.withdrawn.into_iter().map(|(origin, gone)| {
        let gone = fanal_public::Withdrawn {
            id: gone.id,
            published: gone.published,
            date: gone.date,
            to_delete: gone.to_delete,
        };
        (origin, gone)
    });
    Ok(Some(NetworkShelf {
        name: feed.name,
        desks: desks.collect(),
        items: items.collect(),
        withdrawn: withdrawn.collect(),
    }))
}

/// Reads what comes and puts it away, a few at a time. Half a shelf is no shelf: the site before stays.
async fn read_items(
    published: mpsc::Receiver<PublishedItem>,
    ends: Ends,
    place: Workplace,
) -> fanal_desk::Result<(Vec<ShelfItem>, Option<Timestamp>)> {
    let published = Arc::new(Mutex::new(published));
    let next = |published: &Mutex<mpsc::Receiver<PublishedItem>>| {
        let published = published.lock();
        published
            .unwrap_or_else(PoisonError::into_inner)
            .blocking_recv()
    };
    let work: Vec<_> = (0..READERS)
        .map(|_| {
            let (published, place, mut ends) = (Arc::clone(&published), place.clone(), ends);
            tokio::task::spawn_blocking(move || {
                let mut items = Vec::new();
                while let Some(item) = next(&published) {
                    items.extend(read_item(item, &mut ends, &place));
                }
                (items, ends.next)
            })
        })
        .collect();
    drop(published);
    let (mut items, mut ends) = (Vec::new(), ends);
    for part in work {
        let (part, due) = part.await.map_err(|error| {
            let text = format!("published items were not read: {error}");
            DeskError::Problem(Problem::new(Code::Broken, text))
        })?;
        items.extend(part);
        ends.note(due);
    }
    Ok((items, ends.next))
}

/// Where each of them stands in the log.
fn placed(items: Vec<ShelfItem>, leaves: &[Digest]) -> Vec<Arc<ShelfItem>> {
    let mut places: HashMap<Digest, u64> = HashMap::with_capacity(leaves.len());
    for (leaf, at) in leaves.iter().zip(0..) {
        places.entry(*leaf).or_insert(at);
    }
    let items = items.into_iter().map(|mut item| {
        item.stands_at(places.get(&item.digest()).copied());
        Arc::new(item)
    });
    items.collect()
}

fn read_item(item: PublishedItem, ends: &mut Ends, place: &Workplace) -> Option<ShelfItem> {
    let over = Over::at(ends.now, &item.publication);
    ends.note(over.next);
    let published = fanal_public::Published {
        id: item.id,
        digest: item.digest,
        position: None,
        publication: item.publication,
        confirmed: item.confirmed,
        inactive: over.ids,
    };
    let read = ShelfItem::put_at(place, published);
    read.inspect_err(|error| tracing::error!(%error, "a published item cannot be shown"))
        .ok()
}

//! From a shelf to the finished site. No clock: the dates are the items', and the same shelf gives the same bytes.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use fanal_formats::{Issuer, Item, Settings, Tier};
use fanal_protocol::Timestamp;

use crate::file::{Caching, Draft};
use crate::files::{Entry, FeedFile};
use crate::serial::Serial;
use crate::shelf::{Log, Shelf, ShelfItem, Withdrawn};
use crate::tree::{Collector, DoorDraft, Tree};
use crate::view::View;
use crate::{
    Broken, address, changes, files, freshness, log, network, pages, security, serial, sums, weeks,
    well_known,
};

/// Makes the site. `sign` signs with the feed's key; what did not change since `previous` is shared with it.
///
/// A shelf that does not hold together gives no site: the caller keeps the previous one.
pub fn build(
    shelf: &Shelf,
    sign: &dyn Fn(&[u8]) -> [u8; 64],
    previous: Option<&Tree>,
) -> Result<Tree, Broken> {
    let Shelf { site, log, .. } = shelf;
    let withdrawn = newest_withdrawals(shelf);
    let items = newest_items(shelf)?;
    let date = newest_day(&items, &withdrawn);
    let mut out = Collector::new(previous);

    log::put(&mut out, site, log)?;
    for closed in &shelf.closed {
        log::put_closed(&mut out, closed)?;
    }
    let says = serial::says(site, items.iter().copied(), &withdrawn, &[]);
    let serial = Serial::of(says, shelf.made, previous.and_then(|tree| tree.serial));
    let views = View::all(site);
    let of_desk = (items.as_slice(), withdrawn.as_slice(), views.as_slice());
    let feed = put_feed(&mut out, shelf, sign, of_desk, (date, serial))?;
    let vkey = log::verifier_key(site, log)?;
    let has_network = shelf.network.is_some();
    let known = well_known::draft(site, (log, &shelf.closed), &vkey, &feed, has_network);
    out.put(address::WELL_KNOWN, known);

    out.put(address::STYLE, style());
    let weeks = weeks::weeks(&items, shelf.made);
    if !items.is_empty() {
        weeks::put(&mut out, &weeks);
    }
    security::put(&mut out, shelf);
    let counts = pages::Counts {
        published: items.len(),
        withdrawn: withdrawn.len(),
        entries: log.leaves.len(),
    };
    for view in &views {
        let mut put = |address: &str, page| out.put_page(view, address, page);
        put(address::HOME, pages::home(view, &items, &weeks));
        put(address::FEED, pages::feed(view, &feed, date, has_network));
        put(address::BULLETINS, pages::bulletins(view, &items));
        put(address::WITHDRAWN, pages::withdrawn(view, &withdrawn));
        put(address::VERIFY, pages::verify(view, &vkey, &shelf.closed));
        put(address::ABOUT, pages::about(view));
        put(address::CONTACT, pages::contact(view));
        put(address::STATUS, pages::status(view, shelf.made, &counts));
        for gone in &withdrawn {
            put(&address::bulletin(gone.id), pages::gone(view, gone));
        }
    }
    let network_serial = match &shelf.network {
        None => None,
        Some(network) => {
            out.go_below(address::NETWORK);
            let before = previous.and_then(|tree| tree.network_serial);
            Some(network::put(&mut out, shelf, network, sign, before)?)
        }
    };
    let doors = views.iter().map(|view| DoorDraft {
        below: view.below(),
        not_found: pages::absent(view, StatusCode::NOT_FOUND),
        not_allowed: pages::absent(view, StatusCode::METHOD_NOT_ALLOWED),
    });
    let size = |log: &Log| u64::try_from(log.leaves.len()).unwrap_or(u64::MAX);
    let closed = shelf.closed.iter();
    let closed = closed.map(|closed| (closed.below(), size(&closed.log)));
    let logs = closed.chain([(address::LOG.to_owned(), size(log))]);
    let logs = logs.collect();
    let mut tree = out.finish(doors.collect(), logs);
    tree.serial = Some(serial);
    tree.network_serial = network_serial;
    Ok(tree)
}

/// The desk's own feed, and by the way the page of each bulletin: it is opened once. [PUB-27]
fn put_feed(
    out: &mut Collector<'_>,
    shelf: &Shelf,
    sign: &dyn Fn(&[u8]) -> [u8; 64],
    (items, withdrawn, views): (&[&ShelfItem], &[Withdrawn], &[View<'_>]),
    (date, serial): (Timestamp, Serial),
) -> Result<Vec<FeedFile>, Broken> {
    let site = &shelf.site;
    let issuer = site.issuer_id(&site.desk);
    let settings = Settings {
        title: &site.title,
        date,
        tier: Tier::Strict,
        byte_order_mark: false,
        issuer: Issuer {
            id: &issuer,
            name: &site.desk_name,
            base_url: site.base_url.as_deref(),
            contact: site.contact.as_deref(),
            lang: &site.lang,
        },
        serial: serial.number,
        withdrawn,
        vetoed: &[],
        agreed_on: &[],
    };
    let mut entries: Vec<Entry<'_>> = items.iter().map(|item| Entry { item, by: None }).collect();
    entries.sort_unstable_by_key(|entry| entry.item.id);
    let mut put_pages = |out: &mut Collector<'_>, item: &ShelfItem, said: &Item<'_>| {
        for view in views {
            let page = pages::bulletin(view, item, said);
            out.put_page(view, &address::bulletin(item.id), page);
        }
    };
    let mut feed = files::put(out, &entries, &settings, &mut put_pages)?;
    let came: Vec<_> = items.iter().map(|item| item.came()).collect();
    feed.extend(changes::put(out, &came, withdrawn));
    feed.push(freshness::put(out, shelf, serial.number, None));
    sums::put(out, shelf, sign, &feed, (date, "SHA256SUMS"))?;
    Ok(feed)
}

/// What is on the shelf and not withdrawn, newest first, whatever the caller's order.
fn newest_items(shelf: &Shelf) -> Result<Vec<&ShelfItem>, Broken> {
    let withdrawn: BTreeSet<_> = shelf.withdrawn.iter().map(|gone| gone.id).collect();
    let mut seen = BTreeSet::new();
    let mut items = Vec::with_capacity(shelf.items.len());
    for item in shelf
        .items
        .iter()
        .filter(|item| !withdrawn.contains(&item.id))
    {
        if !seen.insert(item.id) {
            return Err(Broken::Twice(item.id));
        }
        if !log::holds(&shelf.log, item) {
            return Err(Broken::NotInLog(item.id));
        }
        items.push(item.as_ref());
    }
    items.sort_unstable_by_key(|item| (std::cmp::Reverse(item.date.day()), item.id));
    Ok(items)
}

/// Each id once, under its first day; newest first.
fn newest_withdrawals(shelf: &Shelf) -> Vec<Withdrawn> {
    let mut withdrawn = shelf.withdrawn.clone();
    withdrawn.sort_unstable();
    withdrawn.dedup_by_key(|gone| gone.id);
    withdrawn.sort_unstable_by_key(|gone| (std::cmp::Reverse(gone.date.day()), gone.id));
    withdrawn
}

/// The day of the newest change: the feed's date.
fn newest_day(items: &[&ShelfItem], withdrawn: &[Withdrawn]) -> Timestamp {
    let published = items.iter().map(|item| item.date);
    let dates = published.chain(withdrawn.iter().map(|gone| gone.date));
    dates.max().unwrap_or(Timestamp::from_unix(0)).day()
}

fn style() -> Draft {
    Draft::new(
        "text/css; charset=utf-8",
        Caching::Briefly,
        include_bytes!("style.css").to_vec(),
    )
}

//! From a shelf to the finished site. No clock: the dates are the items', and the same shelf gives the same bytes.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use fanal_protocol::Timestamp;

use crate::serial::Serial;
use crate::shelf::{Shelf, ShelfItem, Withdrawn};
use crate::tree::{Caching, Collector, Draft, Tree};
use crate::{Broken, address, changes, files, freshness, log, pages, sums, well_known};

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
    let serial = Serial::of(shelf, &items, &withdrawn, previous);
    let when = (date, serial.number);
    let mut feed = files::put(&mut out, shelf, &items, &withdrawn, when)?;
    feed.extend(changes::put(&mut out, &items, &withdrawn));
    feed.push(freshness::put(&mut out, shelf, serial.number));
    sums::put(&mut out, shelf, sign, &feed, date)?;
    let vkey = log::verifier_key(site, log)?;
    out.put(
        address::WELL_KNOWN,
        well_known::draft(site, log, &vkey, &feed),
    );

    out.put(address::STYLE, style());
    out.put(address::HOME, pages::home(site, &items));
    out.put(address::FEED, pages::feed(site, &feed, date));
    out.put(address::BULLETINS, pages::bulletins(site, &items));
    out.put(address::WITHDRAWN, pages::withdrawn(site, &withdrawn));
    out.put(address::VERIFY, pages::verify(site, &vkey));
    for item in &items {
        out.put(address::bulletin(item.id), pages::bulletin(site, item));
    }
    for gone in &withdrawn {
        out.put(address::bulletin(gone.id), pages::gone(site, gone));
    }
    let not_allowed = pages::absent(site, StatusCode::METHOD_NOT_ALLOWED);
    let not_found = pages::absent(site, StatusCode::NOT_FOUND);
    let log_size = u64::try_from(log.leaves.len()).unwrap_or(u64::MAX);
    let mut tree = out.finish(not_found, not_allowed, log_size);
    tree.serial = Some(serial);
    Ok(tree)
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
    items.sort_unstable_by_key(|item| (std::cmp::Reverse(item.publication.date.day()), item.id));
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
    let published = items.iter().map(|item| item.publication.date);
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

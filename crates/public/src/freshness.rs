//! `freshness.json`: when the feed was made and until when it counts as fresh. It is listed in the signed
//! `SHA256SUMS`: a mirror that stops or goes back cannot pass off an old feed as the newest. [PUB-10]

use fanal_protocol::tree::MemoryTree;
use fanal_protocol::{DeskId, Digest, NetworkId, Timestamp};
use serde::Serialize;

use crate::files::{FeedFile, put_bytes};
use crate::serial::hour;
use crate::shelf::Shelf;
use crate::tree::Collector;

/// Days after which a feed is stale. It is made anew several times a day.
pub(crate) const FRESH_DAYS: i64 = 3;
/// Its name below `/feed/`.
pub(crate) const NAME: &str = "freshness.json";

#[derive(Serialize)]
struct Freshness<'a> {
    fanal: u32,
    network: NetworkId,
    desk: &'a DeskId,
    made: Timestamp,
    valid_until: Timestamp,
    serial: u32,
    /// Which feed, where it is not the desk's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    feed: Option<&'a str>,
    log: LogHead,
}

#[derive(Serialize)]
struct LogHead {
    origin: String,
    size: usize,
    root: Digest,
}

pub(crate) fn put(
    out: &mut Collector<'_>,
    shelf: &Shelf,
    serial: u32,
    feed: Option<&str>,
) -> FeedFile {
    let tree: MemoryTree = shelf.log.leaves.iter().map(Digest::as_bytes).collect();
    let said = Freshness {
        fanal: 1,
        network: shelf.site.network,
        desk: &shelf.site.desk,
        made: hour(shelf.made),
        valid_until: valid_until(shelf.made),
        serial,
        feed,
        log: LogHead {
            origin: shelf.site.log_origin(shelf.log.epoch),
            size: shelf.log.leaves.len(),
            root: Digest::from_bytes(tree.frontier().root()),
        },
    };
    // Text keys and values that serialise: it cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&said).unwrap_or_default();
    bytes.push(b'\n');
    FeedFile {
        name: NAME.to_owned(),
        file: put_bytes(out, NAME, "application/json", bytes),
        told: None,
    }
}

/// Until when what was made then counts as fresh.
pub(crate) fn valid_until(made: Timestamp) -> Timestamp {
    hour(made).plus_days(FRESH_DAYS)
}

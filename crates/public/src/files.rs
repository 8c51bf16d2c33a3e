//! The feed's files: which writer of the formats room stands at which address. The seam to that room.

use std::sync::Arc;

use fanal_formats::{Export, Item, LeftOut, Settings, Tier, writer};
use fanal_protocol::Timestamp;

use crate::shelf::{ShelfItem, Site};
use crate::tree::{Caching, Collector, Draft, File};
use crate::{Broken, address};

/// One file of the feed.
pub(crate) struct Place {
    /// Its name below `/feed/`.
    pub(crate) name: &'static str,
    /// Which writer makes it.
    writer: &'static str,
    /// What it is.
    pub(crate) what: &'static str,
    /// The tools that load it as it is.
    pub(crate) works_with: &'static str,
}

/// Every file of the feed, in the order of the index. A new format is one more row.
pub(crate) static PLACES: [Place; 5] = [
    Place {
        name: "stix.json",
        writer: "stix",
        what: "STIX 2.1 bundle",
        works_with: "OpenCTI, MISP, and what reads STIX 2.1",
    },
    Place {
        name: "mvt.stix2",
        writer: "mvt",
        what: "STIX 2.1 as MVT reads it",
        works_with: "MVT: give it with --iocs, or put it into MVT's folder of indicators",
    },
    Place {
        name: "hosts.txt",
        writer: "hosts",
        what: "hosts file: servers and delivery sites",
        works_with: "Pi-hole, AdGuard Home, /etc/hosts",
    },
    Place {
        name: "domains.txt",
        writer: "domains",
        what: "one domain a line: servers and delivery sites",
        works_with: "Pi-hole, resolvers, scripts",
    },
    Place {
        name: "network.csv",
        writer: "network-csv",
        what: "table of domains, URLs and addresses",
        works_with: "spreadsheets, scripts",
    },
];

/// A file of the feed as it stands in the tree, with what is told about it.
pub(crate) struct FeedFile {
    pub(crate) place: &'static Place,
    pub(crate) file: Arc<File>,
    pub(crate) count: usize,
    pub(crate) left_out: Vec<(LeftOut, usize)>,
}

/// Writes every file of the feed.
pub(crate) fn put(
    out: &mut Collector<'_>,
    site: &Site,
    items: &[&ShelfItem],
    date: Timestamp,
) -> Result<Vec<FeedFile>, Broken> {
    let items: Vec<Item<'_>> = items.iter().map(|item| item.as_item()).collect();
    let settings = Settings {
        title: &site.title,
        date,
        tier: Tier::Strict,
        byte_order_mark: false,
    };
    PLACES
        .iter()
        .map(|place| put_one(out, place, &items, &settings))
        .collect()
}

fn put_one(
    out: &mut Collector<'_>,
    place: &'static Place,
    items: &[Item<'_>],
    settings: &Settings<'_>,
) -> Result<FeedFile, Broken> {
    let writer = writer(place.writer).ok_or(Broken::NoWriter(place.writer))?;
    let Export {
        bytes,
        media_type,
        announced,
        left_out,
        file_name: _,
    } = (writer.write)(items, settings);
    let draft = Draft::new(media_type, Caching::Briefly, bytes);
    Ok(FeedFile {
        place,
        file: out.put(address::feed_file(place.name), draft),
        count: announced,
        left_out,
    })
}

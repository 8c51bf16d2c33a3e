//! The feed's files: which writer of the formats room stands at which address. The seam to that room.

use std::sync::Arc;

use fanal_formats::{Export, Item, LeftOut, Settings, Tier, writer};
use fanal_protocol::BulletinId;

use crate::file::{Caching, Draft, File};
use crate::tree::Collector;
use crate::{Broken, address};

/// One file of the feed.
pub(crate) struct Place {
    /// Its name below `/feed/`.
    pub(crate) name: &'static str,
    /// Which writer makes it.
    pub(crate) writer: &'static str,
    /// Which values enter it, where it blocks.
    tier: Tier,
    /// What it is.
    pub(crate) what: &'static str,
}

/// Every file of the feed. A new format is one more row, and its place with a tool of the page `/feed/`.
pub(crate) static PLACES: [Place; 21] = [
    Place {
        name: "stix.json",
        writer: "stix",
        tier: Tier::Strict,
        what: "STIX 2.1 bundle",
    },
    Place {
        name: "mvt.stix2",
        writer: "mvt",
        tier: Tier::Strict,
        what: "STIX 2.1 as MVT reads it",
    },
    Place {
        name: "misp/manifest.json",
        writer: "misp",
        tier: Tier::Strict,
        what: "MISP feed: give MISP the folder",
    },
    Place {
        name: "spyguard.json",
        writer: "spyguard",
        tier: Tier::Strict,
        what: "what to know and what to delete",
    },
    Place {
        name: "hosts.txt",
        writer: "hosts",
        tier: Tier::Strict,
        what: "hosts file: servers and delivery sites",
    },
    Place {
        name: "hosts-full.txt",
        writer: "hosts",
        tier: Tier::Full,
        what: "hosts file: every role",
    },
    Place {
        name: "domains.txt",
        writer: "domains",
        tier: Tier::Strict,
        what: "one domain a line: servers and delivery sites",
    },
    Place {
        name: "domains-full.txt",
        writer: "domains",
        tier: Tier::Full,
        what: "one domain a line: every role",
    },
    Place {
        name: "adguard.txt",
        writer: "adguard",
        tier: Tier::Strict,
        what: "filter list with all below each name: servers and delivery sites",
    },
    Place {
        name: "adguard-full.txt",
        writer: "adguard",
        tier: Tier::Full,
        what: "filter list with all below each name: every role",
    },
    Place {
        name: "rpz.zone",
        writer: "rpz",
        tier: Tier::Strict,
        what: "response policy zone: servers and delivery sites",
    },
    Place {
        name: "rpz-full.zone",
        writer: "rpz",
        tier: Tier::Full,
        what: "response policy zone: every role",
    },
    Place {
        name: "suricata.rules",
        writer: "suricata",
        tier: Tier::Strict,
        what: "rules that tell who asks for a name",
    },
    Place {
        name: "network.csv",
        writer: "network-csv",
        tier: Tier::Strict,
        what: "table of domains, URLs and addresses",
    },
    Place {
        name: "clamav.hdb",
        writer: "clamav-md5",
        tier: Tier::Strict,
        what: "MD5 hashes of files",
    },
    Place {
        name: "clamav.hsb",
        writer: "clamav-sha",
        tier: Tier::Strict,
        what: "SHA-1 and SHA-256 hashes of files",
    },
    Place {
        name: "rules.yar",
        writer: "yara",
        tier: Tier::Strict,
        what: "YARA rules as they came",
    },
    Place {
        name: "atom.xml",
        writer: "atom",
        tier: Tier::Strict,
        what: "Atom",
    },
    Place {
        name: "feed.json",
        writer: "json-feed",
        tier: Tier::Strict,
        what: "JSON Feed",
    },
    Place {
        name: "digest.md",
        writer: "digest-md",
        tier: Tier::Strict,
        what: "newsletter of the last month, Markdown",
    },
    Place {
        name: "digest.html",
        writer: "digest-html",
        tier: Tier::Strict,
        what: "newsletter of the last month, HTML",
    },
];

/// A file of the feed as it stands in the tree, with what is told about it.
pub(crate) struct FeedFile {
    /// Its name below `/feed/`.
    pub(crate) name: String,
    pub(crate) file: Arc<File>,
    /// What the index tells of it; nothing of files that belong to another one.
    pub(crate) told: Option<Told>,
}

/// What the index tells of a file.
pub(crate) struct Told {
    pub(crate) place: &'static Place,
    pub(crate) count: usize,
    pub(crate) left_out: Vec<(LeftOut, usize)>,
}

/// The folder of one STIX bundle for each bulletin.
pub(crate) const EACH: &str = "b/";

/// The name of a bulletin's own file, below `/feed/`.
pub(crate) fn alone(id: BulletinId) -> String {
    format!("{EACH}{id}.json")
}

/// Writes every file of the feed.
pub(crate) fn put(
    out: &mut Collector<'_>,
    items: &[Item<'_>],
    settings: &Settings<'_>,
) -> Result<Vec<FeedFile>, Broken> {
    let mut files = Vec::new();
    for place in &PLACES {
        let tier = place.tier;
        put_one(
            out,
            place,
            items,
            &Settings { tier, ..*settings },
            &mut files,
        )?;
    }
    for item in items {
        let settings = Settings {
            withdrawn: &[],
            ..*settings
        };
        let export = written("stix", std::slice::from_ref(item), &settings)?;
        let name = alone(item.id);
        let file = put_bytes(out, &name, export.media_type, export.bytes);
        files.push(FeedFile {
            name,
            file,
            told: None,
        });
    }
    Ok(files)
}

fn put_one(
    out: &mut Collector<'_>,
    place: &'static Place,
    items: &[Item<'_>],
    settings: &Settings<'_>,
    files: &mut Vec<FeedFile>,
) -> Result<(), Broken> {
    let export = written(place.writer, items, settings)?;
    let file = put_bytes(out, place.name, export.media_type, export.bytes);
    files.push(FeedFile {
        name: place.name.to_owned(),
        file,
        told: Some(Told {
            place,
            count: export.announced,
            left_out: export.left_out,
        }),
    });
    let folder = place.name.rsplit_once('/').map_or("", |(folder, _)| folder);
    for beside in export.beside {
        let name = format!("{folder}/{}", beside.file_name);
        let file = put_bytes(out, &name, beside.media_type, beside.bytes);
        files.push(FeedFile {
            name,
            file,
            told: None,
        });
    }
    Ok(())
}

fn written(
    name: &'static str,
    items: &[Item<'_>],
    settings: &Settings<'_>,
) -> Result<Export, Broken> {
    let writer = writer(name).ok_or(Broken::NoWriter(name))?;
    Ok((writer.write)(items, settings))
}

pub(crate) fn put_bytes(
    out: &mut Collector<'_>,
    name: &str,
    media_type: &'static str,
    bytes: Vec<u8>,
) -> Arc<File> {
    let draft = Draft::new(media_type, Caching::Briefly, bytes);
    out.put(address::feed_file(name), draft)
}

//! The feed's files: which writer of the formats room stands at which address. The seam to that room.

use std::io;
use std::sync::Arc;

use fanal_formats::{
    By, FileKind, Files, Item, LeftOut, Pour, Settings, Tier, Writer, Writing, writer,
};
use fanal_protocol::BulletinId;

use crate::disk::Workplace;
use crate::file::{Caching, Draft, File};
use crate::shelf::{Opened, ShelfItem};
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

/// What stands in a feed.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) item: &'a ShelfItem,
    /// Who published it, where that is not whose feed it is.
    pub(crate) by: Option<By<'a>>,
}

/// What else is made of a bulletin while it is open.
pub(crate) type Beside<'b> = &'b mut dyn FnMut(&mut Collector<'_>, &ShelfItem, &Item<'_>);

/// Writes every file of the feed, of entries in the order of their ids: each is opened once, and handed to every writer.
/// [PUB-27]
pub(crate) fn put(
    out: &mut Collector<'_>,
    entries: &[Entry<'_>],
    settings: &Settings<'_>,
    beside: Beside<'_>,
) -> Result<Vec<FeedFile>, Broken> {
    let place = out.workplace();
    let mut all = begin(&place, settings)?;
    let stix = known("stix")?;
    let by_itself = Settings {
        withdrawn: &[],
        ..*settings
    };
    let mut alone_files = Vec::with_capacity(entries.len());
    for Entry { item, by } in entries {
        let Opened {
            publication,
            indicators,
        } = item.open()?;
        let said = item.as_item(&publication, indicators, *by);
        for one in &mut all {
            one.take(out, &said)?;
        }
        let export = stix.write(std::slice::from_ref(&said), &by_itself);
        let name = alone(item.id);
        let file = put_bytes(out, &name, export.media_type, export.bytes);
        alone_files.push(FeedFile {
            name,
            file,
            told: None,
        });
        beside(out, item, &said);
    }
    let mut files = Vec::new();
    for one in all {
        files.extend(one.finish(out)?);
    }
    files.extend(alone_files);
    Ok(files)
}

fn begin<'s>(place: &'s Workplace, settings: &Settings<'s>) -> Result<Vec<UnderWay<'s>>, Broken> {
    let begun = PLACES.iter().map(|at| {
        let settings = Settings {
            tier: at.tier,
            ..*settings
        };
        Ok(UnderWay {
            at,
            writing: (known(at.writer)?.begin)(&settings, place),
            files: Vec::new(),
        })
    });
    begun.collect()
}

/// One file of the feed, with those that belong to it.
struct UnderWay<'s> {
    at: &'static Place,
    writing: Box<dyn Writing + 's>,
    files: Vec<FeedFile>,
}

impl UnderWay<'_> {
    fn take(&mut self, out: &mut Collector<'_>, item: &Item<'_>) -> io::Result<()> {
        let Self { at, writing, files } = self;
        writing.take(item, &mut Target { out, at, files })
    }

    fn finish(self, out: &mut Collector<'_>) -> io::Result<Vec<FeedFile>> {
        let Self {
            at,
            writing,
            mut files,
        } = self;
        let written = writing.finish(&mut Target {
            out,
            at,
            files: &mut files,
        })?;
        if let Some(file) = files.iter_mut().find(|file| file.name == at.name) {
            file.told = Some(Told {
                place: at,
                count: written.announced,
                left_out: written.left_out,
            });
        }
        Ok(files)
    }
}

/// Where the files of a writer go.
struct Target<'i, 'o> {
    out: &'i mut Collector<'o>,
    at: &'static Place,
    files: &'i mut Vec<FeedFile>,
}

impl Target<'_, '_> {
    fn put_as(
        &mut self,
        name: String,
        media_type: &'static str,
        write: Pour<'_>,
    ) -> io::Result<()> {
        let path = address::feed_file(&name);
        let file = self.out.put_poured(&path, media_type, write)?;
        self.files.push(FeedFile {
            name,
            file,
            told: None,
        });
        Ok(())
    }
}

impl Files for Target<'_, '_> {
    fn put(&mut self, kind: FileKind, write: Pour<'_>) -> io::Result<()> {
        self.put_as(self.at.name.to_owned(), kind.media_type, write)
    }

    fn put_beside(
        &mut self,
        file_name: &str,
        media_type: &'static str,
        write: Pour<'_>,
    ) -> io::Result<()> {
        let folder = self.at.name.rsplit_once('/');
        let folder = folder.map_or("", |(folder, _)| folder);
        self.put_as(format!("{folder}/{file_name}"), media_type, write)
    }
}

fn known(name: &'static str) -> Result<&'static Writer, Broken> {
    writer(name).ok_or(Broken::NoWriter(name))
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

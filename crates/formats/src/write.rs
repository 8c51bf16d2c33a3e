//! Writing: from bulletins to the files that tools load. Pure and deterministic: no clock, no chance, sorted.
//!
//! A writer is handed one bulletin after the other, and needs memory for one: what has to be sorted across them is put
//! down where its caller says ([`Scratch`]), and a file is written into what the caller gives ([`Files`]).
//!
//! The caller holds the permits and hands in what is active; here it is only decided what a format can carry, and
//! what a block list may.

mod adguard;
mod atom;
mod block;
mod briefing;
mod clamav;
mod csv;
mod digest;
mod domains;
mod hosts;
mod json;
mod json_feed;
mod markup;
mod misp;
mod mvt;
mod rpz;
mod sorting;
mod spyguard;
mod stix;
mod suricata;
mod telling;
mod vocabulary;
mod yara;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use fanal_protocol::{BulletinId, Label, Pap, Role, Timestamp};
use fanal_stix::{Kind, Value};
use serde_json::value::RawValue;

pub use block::{Tier, may_block};
pub use mvt::MVT_MAX_INDICATORS;
pub use sorting::{Kept, Memory, Scratch};
pub use stix::INERT_PATTERN;
pub use vocabulary::report_id;
pub(crate) use vocabulary::stix_id;

use crate::shown::one_line;

/// What a writer needs of one bulletin. It has no `Debug`: content does not end in logs. [R3]
#[derive(Clone)]
pub struct Item<'a> {
    /// Its id.
    pub id: BulletinId,
    /// One line.
    pub title: &'a str,
    /// The incident in words.
    pub summary: Option<&'a str>,
    /// Its date; written to the day. [SR-4]
    pub date: Timestamp,
    /// Where it comes from, in words.
    pub source: Option<&'a str>,
    /// The licence.
    pub licence: Option<&'a str>,
    /// A word from the category list.
    pub category: Option<&'a str>,
    /// The language of title and summary, BCP 47.
    pub lang: Option<&'a str>,
    /// What readers may do with it; absent: nobody said.
    pub pap: Option<Pap>,
    /// Blocking it could warn an abuser.
    pub may_alert_perpetrator: bool,
    /// What its author asks of everybody who has it. [REC-6]
    pub also_please: Option<&'a str>,
    /// Its label.
    pub label: Label,
    /// The values, each once, those of them that are active.
    pub indicators: Vec<Listed>,
    /// The STIX objects, byte for byte.
    pub objects: &'a [Box<RawValue>],
    /// The desk marked it "use".
    pub confirmed: bool,
    /// Who published it, where that is not for the issuer of the file to say.
    pub by: Option<By<'a>>,
}

/// A desk whose publication stands in a file that another desk writes. [PUB-14]
#[derive(Clone, Copy)]
pub struct By<'a> {
    /// The stable text of network and desk, as [`Issuer::id`] of its own files.
    pub id: &'a str,
    /// Its name for people, with its short name.
    pub name: &'a str,
}

impl Item<'_> {
    /// Where it comes from, in words: the desk that published it, if that is another one, and its source.
    fn credit(&self) -> Option<String> {
        let source = self.source.map(one_line);
        match (self.by, source) {
            (None, source) => source,
            (Some(by), None) => Some(one_line(by.name)),
            (Some(by), Some(source)) => Some(format!("{}; {source}", one_line(by.name))),
        }
    }

    /// May a list that blocks take this value on somebody's word?
    fn is_confirmed(&self, value: &Value, agreed_on: &[Value]) -> bool {
        self.confirmed || agreed_on.binary_search(value).is_ok()
    }
}

/// One value of a bulletin.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// The value.
    pub value: Value,
    /// What it does.
    pub role: Role,
    /// The malware or app that it belongs to.
    pub name: Option<String>,
    /// The STIX indicator in the bulletin's objects that it comes from.
    pub object_id: Option<String>,
}

/// What the caller decides about a file.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// The name of the collection, for the header.
    pub title: &'a str,
    /// The day of the file: the newest content's or the publication's, never read from a clock here.
    pub date: Timestamp,
    /// Which values enter lists that block.
    pub tier: Tier,
    /// Tables begin with a byte order mark, which Excel wants.
    pub byte_order_mark: bool,
    /// Who writes.
    pub issuer: Issuer<'a>,
    /// Larger in every file that differs from an earlier one: the serial of zones, the revision of rules.
    pub serial: u32,
    /// What was taken back, for the formats that can say so. [R5]
    pub withdrawn: &'a [Gone],
    /// Values that must not be blocked though nothing in the file says so.
    pub vetoed: &'a [Value],
    /// Values, in their order, that desks of two organisations hold or publish: who writes takes them without a word
    /// of its own.
    pub agreed_on: &'a [Value],
}

/// Who writes a file.
#[derive(Clone, Copy, Default)]
pub struct Issuer<'a> {
    /// A stable text, from which ids of files and rules are made: network and desk.
    pub id: &'a str,
    /// The desk's name for people.
    pub name: &'a str,
    /// Where its public site is, without a slash at the end.
    pub base_url: Option<&'a str>,
    /// How to reach it, in one line.
    pub contact: Option<&'a str>,
    /// The language of the file's own words, BCP 47.
    pub lang: &'a str,
}

impl Issuer<'_> {
    /// The public page of a bulletin, if there is a site.
    fn page_of(&self, id: BulletinId) -> Option<String> {
        self.page(&id.to_string())
    }

    fn page(&self, id: &str) -> Option<String> {
        let base = self.base_url?.trim_end_matches('/');
        Some(format!("{base}/b/{id}"))
    }
}

/// What is told of a bulletin that was taken back: no title, no reason. [SR-16]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gone {
    /// Its id.
    pub id: BulletinId,
    /// The day of its publication.
    pub published: Timestamp,
    /// The day on which it was taken back.
    pub date: Timestamp,
    /// Its values, only if the analyst said that tools shall delete by value, and for
    /// [`TO_DELETE_DAYS`] days. Formats that do not delete by value never repeat them.
    pub to_delete: Vec<Value>,
}

/// How long withdrawn values are repeated to the tools that delete by value.
pub const TO_DELETE_DAYS: i64 = 30;

/// A file, and what is in it.
#[derive(Clone)]
pub struct Export {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
    /// A name for it.
    pub file_name: &'static str,
    /// How many indicators a reader of the format finds in it.
    pub announced: usize,
    /// How many were left out, for which reason.
    pub left_out: Vec<(LeftOut, usize)>,
    /// What belongs into the same folder: a format may be of several files.
    pub beside: Vec<Beside>,
}

/// A further file of a format that is a folder.
#[derive(Clone)]
pub struct Beside {
    /// Its name in the folder.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why an indicator is not in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// The format has no place for such values.
    NoPlace(Kind),
    /// Standard STIX has no place for it; the file for MVT has.
    OnlyForMvt(Kind),
    /// MVT cannot read a value with `=`, and would lose the whole file.
    EqualsSign,
    /// MVT undoes no escapes: quotes and backslashes.
    Escapes,
    /// A network, where the format has addresses only.
    Network,
    /// It stands in the file already, under another bulletin or name.
    Repeated,
    /// More than the format's readers load in acceptable time.
    TooMany,
    /// Blocking it could warn an abuser.
    MayAlertPerpetrator,
    /// The PAP level forbids blocking.
    PapForbids,
    /// Nobody said that blocking is permitted.
    PapUnstated,
    /// Neither marked "use" nor confirmed by two desks of different parents.
    Unconfirmed,
    /// Its role does not belong into this tier.
    Role(Role),
    /// The common-sites guard holds it.
    Guarded,
    /// Its spelling is none that readers of the format take.
    Spelling,
    /// Too many, or too old, for a text that people read: the files for tools have it.
    ForTools,
    /// Its label keeps it with the staff of the desk.
    StaffOnly,
}

impl LeftOut {
    /// A stable word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoPlace(_) => "no_place",
            Self::OnlyForMvt(_) => "only_for_mvt",
            Self::EqualsSign => "equals_sign",
            Self::Escapes => "escapes",
            Self::Network => "network",
            Self::Repeated => "repeated",
            Self::TooMany => "too_many",
            Self::MayAlertPerpetrator => "may_alert_perpetrator",
            Self::PapForbids => "pap_forbids",
            Self::PapUnstated => "pap_unstated",
            Self::Unconfirmed => "unconfirmed",
            Self::Role(_) => "role",
            Self::Guarded => "guarded",
            Self::Spelling => "spelling",
            Self::ForTools => "for_tools",
            Self::StaffOnly => "staff_only",
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPlace(kind) => write!(f, "the format has no place for `{kind}`"),
            Self::OnlyForMvt(kind) => write!(
                f,
                "standard STIX has no place for `{kind}`; see the file for MVT"
            ),
            Self::EqualsSign => f.write_str("MVT cannot read a value with `=`"),
            Self::Escapes => f.write_str("MVT cannot read a value with quotes or backslashes"),
            Self::Network => f.write_str("a network; the format has addresses only"),
            Self::Repeated => f.write_str("in the file already"),
            Self::TooMany => f.write_str("beyond what its readers load in acceptable time"),
            Self::MayAlertPerpetrator => f.write_str("blocking it could warn an abuser"),
            Self::PapForbids => f.write_str("its PAP level forbids blocking"),
            Self::PapUnstated => f.write_str("no PAP level says that blocking is permitted"),
            Self::Unconfirmed => f.write_str("neither marked for use nor confirmed by two desks"),
            Self::Role(role) => write!(f, "its role is `{}`", vocabulary::role_word(*role)),
            Self::Guarded => f.write_str("a common site, a shared platform or a public suffix"),
            Self::Spelling => f.write_str("readers of the format do not take its spelling"),
            Self::ForTools => f.write_str("told in the files for tools"),
            Self::StaffOnly => f.write_str("its label keeps it with the desk's staff"),
        }
    }
}

/// One format that is written.
#[derive(Clone, Copy)]
pub struct Writer {
    /// The stable name: in the CLI and the API.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// Begins a file.
    pub begin: for<'s> fn(&Settings<'s>, &'s dyn Scratch) -> Box<dyn Writing + 's>,
}

/// A file under way.
pub trait Writing: Send {
    /// Takes a bulletin. Each is handed in once, in the order of their ids.
    fn take(&mut self, item: &Item<'_>, files: &mut dyn Files) -> io::Result<()>;

    /// Writes what waited for the last one.
    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written>;
}

/// What a writer writes into.
pub trait Files {
    /// The file. `write` is called once.
    fn put(&mut self, kind: FileKind, write: Pour<'_>) -> io::Result<()>;

    /// A further file of a format that is a folder, under this name. `write` is called once.
    fn put_beside(
        &mut self,
        file_name: &str,
        media_type: &'static str,
        write: Pour<'_>,
    ) -> io::Result<()>;
}

/// Writes a file from its first byte to its last.
pub type Pour<'p> = &'p mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// What a file is called, and what it is.
#[derive(Clone, Copy)]
pub struct FileKind {
    /// A name for it.
    pub file_name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
}

/// What is in a file that was written.
pub struct Written {
    /// How many indicators a reader of the format finds in it.
    pub announced: usize,
    /// How many were left out, for which reason.
    pub left_out: Vec<(LeftOut, usize)>,
}

impl Writer {
    /// Writes the file in memory, of bulletins in any order.
    pub fn write(&self, items: &[Item<'_>], settings: &Settings<'_>) -> Export {
        let mut exporting = Exporting::begin(self, settings);
        for item in sorted(items) {
            exporting.take(item);
        }
        exporting.finish()
    }
}

/// A file under way in memory.
pub struct Exporting<'s> {
    writing: Box<dyn Writing + 's>,
    export: Export,
}

impl<'s> Exporting<'s> {
    /// Begins it.
    pub fn begin(writer: &Writer, settings: &Settings<'s>) -> Self {
        Self {
            writing: (writer.begin)(settings, &Memory),
            export: Export {
                bytes: Vec::new(),
                media_type: "",
                file_name: "",
                announced: 0,
                left_out: Vec::new(),
                beside: Vec::new(),
            },
        }
    }

    /// Takes a bulletin. Each is handed in once, in the order of their ids.
    pub fn take(&mut self, item: &Item<'_>) {
        // Memory takes everything.
        let _ = self.writing.take(item, &mut self.export);
    }

    /// The file.
    pub fn finish(self) -> Export {
        let Self {
            writing,
            mut export,
        } = self;
        if let Ok(written) = writing.finish(&mut export) {
            export.announced = written.announced;
            export.left_out = written.left_out;
        }
        export
    }
}

impl Files for Export {
    fn put(&mut self, kind: FileKind, write: Pour<'_>) -> io::Result<()> {
        self.file_name = kind.file_name;
        self.media_type = kind.media_type;
        write(&mut self.bytes)
    }

    fn put_beside(
        &mut self,
        file_name: &str,
        media_type: &'static str,
        write: Pour<'_>,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        self.beside.push(Beside {
            file_name: file_name.to_owned(),
            media_type,
            bytes,
        });
        Ok(())
    }
}

/// The names of the formats that block what they list.
pub const BLOCK_LISTS: [&str; 4] = ["hosts", "domains", "adguard", "rpz"];

/// Every format that is written.
pub const WRITERS: [Writer; 19] = [
    Writer {
        name: "stix",
        title: "STIX 2.1 (OpenCTI, MISP)",
        begin: stix::begin,
    },
    Writer {
        name: "mvt",
        title: "STIX 2.1 for MVT",
        begin: mvt::begin,
    },
    Writer {
        name: "misp",
        title: "MISP feed: a folder",
        begin: misp::begin,
    },
    Writer {
        name: "spyguard",
        title: "JSON for SpyGuard and TinyCheck",
        begin: spyguard::begin,
    },
    Writer {
        name: "hosts",
        title: "hosts file",
        begin: hosts::begin,
    },
    Writer {
        name: "domains",
        title: "list of domains",
        begin: domains::begin,
    },
    Writer {
        name: "adguard",
        title: "list for AdGuard, Pi-hole and uBlock",
        begin: adguard::begin,
    },
    Writer {
        name: "rpz",
        title: "DNS response policy zone (BIND, Unbound, Knot, PowerDNS)",
        begin: rpz::begin,
    },
    Writer {
        name: "suricata",
        title: "rules for Suricata",
        begin: suricata::begin,
    },
    Writer {
        name: "network-csv",
        title: "table of domains, URLs and addresses",
        begin: csv::begin_network,
    },
    Writer {
        name: "csv",
        title: "table of all indicators",
        begin: csv::begin_all,
    },
    Writer {
        name: "clamav-md5",
        title: "ClamAV database of MD5 hashes",
        begin: clamav::begin_md5,
    },
    Writer {
        name: "clamav-sha",
        title: "ClamAV database of SHA-1 and SHA-256 hashes",
        begin: clamav::begin_sha,
    },
    Writer {
        name: "yara",
        title: "YARA rules, as they came",
        begin: yara::begin,
    },
    Writer {
        name: "atom",
        title: "Atom, for newsreaders",
        begin: atom::begin,
    },
    Writer {
        name: "json-feed",
        title: "JSON Feed, for newsreaders and bots",
        begin: json_feed::begin,
    },
    Writer {
        name: "digest-md",
        title: "newsletter of the last month, Markdown",
        begin: digest::begin_markdown,
    },
    Writer {
        name: "digest-html",
        title: "newsletter of the last month, HTML",
        begin: digest::begin_html,
    },
    Writer {
        name: "briefing",
        title: "briefing to print for the person concerned",
        begin: briefing::begin,
    },
];

/// The writer of that name.
pub fn writer(name: &str) -> Option<&'static Writer> {
    const ALL: &[Writer] = &WRITERS;
    ALL.iter().find(|writer| writer.name == name)
}

/// Counts what is left out.
#[derive(Default)]
struct Tally(BTreeMap<LeftOut, usize>);

impl Tally {
    fn add(&mut self, reason: LeftOut) {
        self.add_many(reason, 1);
    }

    fn add_many(&mut self, reason: LeftOut, count: usize) {
        if count > 0 {
            *self.0.entry(reason).or_default() += count;
        }
    }

    fn finish(self) -> Vec<(LeftOut, usize)> {
        self.0.into_iter().collect()
    }
}

/// The items in the order of every file, so that the caller's order decides nothing.
fn sorted<'i, 'a>(items: &'i [Item<'a>]) -> Vec<&'i Item<'a>> {
    let mut items: Vec<&Item<'a>> = items.iter().collect();
    items.sort_by_key(|item| item.id);
    items
}

/// The values of an item in the order of every file.
fn sorted_values<'i>(item: &'i Item<'_>) -> Vec<&'i Listed> {
    let mut listed: Vec<&Listed> = item.indicators.iter().collect();
    listed.sort_unstable();
    listed
}

//! Writing: from bulletins to the files that tools load. Pure and deterministic: no clock, no chance, sorted.
//!
//! The caller holds the permits and hands in what is active; here it is only decided what a format can carry, and
//! what a block list may.

mod block;
mod csv;
mod domains;
mod hosts;
mod mvt;
mod stix;
mod vocabulary;

use std::collections::BTreeMap;
use std::fmt;

use fanal_protocol::{BulletinId, Label, Pap, Role, Timestamp};
use fanal_stix::{Kind, Value};
use serde_json::value::RawValue;

pub use block::{Tier, may_block};
pub use mvt::MVT_MAX_INDICATORS;
pub use vocabulary::report_id;

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
    /// What readers may do with it; absent: nobody said.
    pub pap: Option<Pap>,
    /// Blocking it could warn an abuser.
    pub may_alert_perpetrator: bool,
    /// Its label.
    pub label: Label,
    /// The values, each once, those of them that are active.
    pub indicators: Vec<Listed>,
    /// The STIX objects, byte for byte.
    pub objects: &'a [Box<RawValue>],
    /// The desk marked it "use", or two desks of different parents confirm it.
    pub confirmed: bool,
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
}

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
    /// Writes the file.
    pub write: fn(&[Item<'_>], &Settings<'_>) -> Export,
}

/// Every format that is written.
pub const WRITERS: [Writer; 6] = [
    Writer {
        name: "stix",
        title: "STIX 2.1 (OpenCTI, MISP)",
        write: stix::write,
    },
    Writer {
        name: "mvt",
        title: "STIX 2.1 for MVT",
        write: mvt::write,
    },
    Writer {
        name: "hosts",
        title: "hosts file",
        write: hosts::write,
    },
    Writer {
        name: "domains",
        title: "list of domains",
        write: domains::write,
    },
    Writer {
        name: "network-csv",
        title: "table of domains, URLs and addresses",
        write: csv::write_network,
    },
    Writer {
        name: "csv",
        title: "table of all indicators",
        write: csv::write_all,
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
        *self.0.entry(reason).or_default() += 1;
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

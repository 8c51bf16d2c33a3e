//! Reading: from bytes that a person pasted or uploaded to values with places, and rows refused with reasons.
//!
//! Reading gives no reach: a reading without label has to be labelled by a person, one with an unreadable marking
//! has to be refused by the caller.

mod abuse;
mod collect;
mod column;
mod csv;
mod decode;
mod device;
mod json;
mod kev;
mod list;
mod mail;
mod marked;
mod misp;
mod note;
mod otx;
mod recognise;
mod spyguard;
mod stalkerware;
mod stix;
mod text;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use fanal_protocol::{Label, Pap, Role};
use fanal_stix::{Kind, Value};
use serde_json::value::RawValue;

use json::Shape;

pub use collect::is_private_address;
pub use column::{Column, UnknownColumn};
pub use misp::{FeedDigests, ManifestEntry};
pub use note::{Note, NoteCode, WhyRefused};

/// The largest input: a bundle of 25,000 objects with reports and context has 33 MB.
pub const MAX_INPUT_BYTES: usize = 64 << 20;

/// A format that is read here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// STIX 2.0 or 2.1: a bundle, one object, or a TAXII envelope.
    Stix,
    /// MISP events.
    Misp,
    /// The list that `SpyGuard` and `TinyCheck` watch for.
    Spyguard,
    /// What MVT found on a person's device: sightings, never indicators.
    MvtReport,
    /// What `SpyGuard` found in a person's traffic: sightings, never indicators.
    SpyguardReport,
    /// The list of links of `URLhaus`.
    Urlhaus,
    /// The export of `ThreatFox`.
    Threatfox,
    /// Pulses of OTX.
    Otx,
    /// CISA's catalogue of known exploited vulnerabilities.
    Kev,
    /// `ioc.yaml` of the stalkerware list.
    Stalkerware,
    /// A table with commas, semicolons or tabs.
    Csv,
    /// One value a line; hosts files too.
    List,
    /// Free text: a paste, an e-mail, the text of a PDF.
    Text,
}

/// One format: its names, how it is recognised, how it is read.
#[derive(Clone, Copy)]
pub struct FormatRow {
    /// Which.
    pub format: Format,
    /// The stable name: in the CLI and the API.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    looks_like: fn(&Input<'_>, &Options<'_>) -> bool,
    read: fn(&Input<'_>, &Options<'_>) -> Result<Reading, Fault>,
}

/// A decoded input, and what is known of it once it was looked at.
struct Input<'a> {
    text: &'a str,
    shape: OnceCell<Option<Shape>>,
}

impl<'a> Input<'a> {
    const fn of(text: &'a str) -> Self {
        Self {
            text,
            shape: OnceCell::new(),
        }
    }

    /// The shape of a JSON file; looked for once.
    fn shape(&self) -> Option<&Shape> {
        self.shape.get_or_init(|| Shape::of(self.text)).as_ref()
    }
}

/// Every format; the first that recognises an input reads it.
pub const FORMATS: [FormatRow; 13] = [
    FormatRow {
        format: Format::Misp,
        name: "misp",
        title: "MISP event",
        looks_like: misp::looks_like,
        read: misp::read,
    },
    FormatRow {
        format: Format::MvtReport,
        name: "mvt-report",
        title: "findings of MVT (alerts.json, *_detected.json)",
        looks_like: device::looks_like_mvt,
        read: device::read_mvt,
    },
    FormatRow {
        format: Format::SpyguardReport,
        name: "spyguard-report",
        title: "findings of SpyGuard or TinyCheck",
        looks_like: device::looks_like_spyguard,
        read: device::read_spyguard,
    },
    FormatRow {
        format: Format::Spyguard,
        name: "spyguard",
        title: "SpyGuard or TinyCheck list",
        looks_like: spyguard::looks_like,
        read: spyguard::read,
    },
    FormatRow {
        format: Format::Urlhaus,
        name: "urlhaus",
        title: "URLhaus list of links",
        looks_like: abuse::looks_like_urlhaus,
        read: abuse::read_urlhaus,
    },
    FormatRow {
        format: Format::Threatfox,
        name: "threatfox",
        title: "ThreatFox export",
        looks_like: abuse::looks_like_threatfox,
        read: abuse::read_threatfox,
    },
    FormatRow {
        format: Format::Otx,
        name: "otx",
        title: "pulses of OTX",
        looks_like: otx::looks_like,
        read: otx::read,
    },
    FormatRow {
        format: Format::Kev,
        name: "kev",
        title: "known exploited vulnerabilities (CISA)",
        looks_like: kev::looks_like,
        read: kev::read,
    },
    FormatRow {
        format: Format::Stix,
        name: "stix",
        title: "STIX 2.0 or 2.1",
        looks_like: stix::looks_like,
        read: stix::read,
    },
    FormatRow {
        format: Format::Stalkerware,
        name: "stalkerware",
        title: "stalkerware list (ioc.yaml)",
        looks_like: stalkerware::looks_like,
        read: stalkerware::read,
    },
    FormatRow {
        format: Format::Csv,
        name: "csv",
        title: "table (CSV or TSV)",
        looks_like: csv::looks_like,
        read: csv::read,
    },
    FormatRow {
        format: Format::List,
        name: "list",
        title: "one value a line",
        looks_like: list::looks_like,
        read: list::read,
    },
    FormatRow {
        format: Format::Text,
        name: "text",
        title: "free text",
        looks_like: |_, _| true,
        read: text::read,
    },
];

impl Format {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// For people.
    pub const fn title(self) -> &'static str {
        self.row().title
    }

    /// Does it tell what was found with one person?
    pub const fn is_of_device(self) -> bool {
        matches!(self, Self::MvtReport | Self::SpyguardReport)
    }

    const fn row(self) -> &'static FormatRow {
        let [
            misp,
            mvt_report,
            spyguard_report,
            spyguard,
            urlhaus,
            threatfox,
            otx,
            kev,
            stix,
            stalkerware,
            csv,
            list,
            text,
        ] = &FORMATS;
        match self {
            Self::Stix => stix,
            Self::Misp => misp,
            Self::Spyguard => spyguard,
            Self::MvtReport => mvt_report,
            Self::SpyguardReport => spyguard_report,
            Self::Urlhaus => urlhaus,
            Self::Threatfox => threatfox,
            Self::Otx => otx,
            Self::Kev => kev,
            Self::Stalkerware => stalkerware,
            Self::Csv => csv,
            Self::List => list,
            Self::Text => text,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A name that is no [`Format`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no format that is read here")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let row = FORMATS.iter().find(|row| row.name == name);
        row.map(|row| row.format)
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// What the caller knows about the input. Every wish here goes before what the reader would guess.
#[derive(Clone, Default)]
pub struct Options<'a> {
    /// The file's name, without or with folder: `package_names.txt` says what a value cannot.
    pub file_name: Option<&'a str>,
    /// What is in which column of a table, counted from 0. A column that calls itself a label goes on binding
    /// where its cells are labels, whatever it is said to hold.
    pub columns: BTreeMap<usize, Column>,
    /// All values are of this kind (lists, and tables without typed columns).
    pub as_kind: Option<Kind>,
    /// Values that their source gives as context are taken as signs: the person says so.
    pub takes_context: bool,
    /// The objects of a bundle are not asked for, only the values in them: what is only looked up keeps no copy.
    pub values_only: bool,
}

/// What was read. It has no `Debug`: content does not end in logs. [R3]
pub struct Reading {
    /// The format that it was read as.
    pub format: Format,
    /// The label of the whole; `None`: nobody said, a person has to. Single values may be narrower, see
    /// [`Found::at_least`].
    pub label: Option<Label>,
    /// What its source says without a label of TLP, like MISP's distribution: it may not go further than this,
    /// whatever label a person gives.
    pub at_least: Option<Label>,
    /// What its source permits to be done with it.
    pub pap: Option<Pap>,
    /// A marking that nobody here can read: the content must be refused.
    pub unreadable_marking: Option<String>,
    /// The values, each once, in the order of the input.
    pub indicators: Vec<Found>,
    /// Values that are said to be no signs of anything bad: they explain the others, and match nothing.
    pub context: Vec<Found>,
    /// Addresses that the input, as typed data, says an attacker sends from. That alone lets none of them pass the
    /// privacy check: see [`Found::role`]. [IMP-1]
    pub said_senders: BTreeSet<Value>,
    /// It tells what was found with one person: values to look up, never to share.
    pub of_device: bool,
    /// STIX objects, byte for byte; empty for other formats.
    pub objects: Vec<Box<RawValue>>,
    /// What was not read, and why.
    pub refused: Vec<RefusedRow>,
    /// How many repeats were merged into what is in `indicators` and `objects`.
    pub merged: usize,
    /// What was guessed or passed over, for the person to check.
    pub notes: Vec<Note>,
    /// A title that the input suggests.
    pub suggested_title: Option<String>,
    /// A source that the input suggests.
    pub suggested_source: Option<String>,
    /// A word of the category list that the input says of all that is in it.
    pub suggested_category: Option<&'static str>,
}

impl Reading {
    pub(crate) fn empty(format: Format) -> Self {
        Self {
            format,
            label: None,
            at_least: None,
            pap: None,
            unreadable_marking: None,
            indicators: Vec::new(),
            context: Vec::new(),
            said_senders: BTreeSet::new(),
            of_device: false,
            objects: Vec::new(),
            refused: Vec::new(),
            merged: 0,
            notes: Vec::new(),
            suggested_title: None,
            suggested_source: None,
            suggested_category: None,
        }
    }
}

/// One value that was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The value, normalised.
    pub value: Value,
    /// What the input says it does; of several statements the most dangerous. Never `sender`: that an address is the
    /// attacker's is for a person to say.
    pub role: Option<Role>,
    /// The malware or app that it belongs to.
    pub name: Option<String>,
    /// Where it was: `line 4`, `row 12 column domain`, the STIX id.
    pub place: String,
    /// The STIX indicator that it comes from.
    pub object_id: Option<String>,
    /// Further STIX indicators of the same value.
    pub also_in: Vec<String>,
    /// Narrower than the whole that it stands in: only at this label, or a stricter one, may it go along.
    pub at_least: Option<Label>,
}

impl Found {
    /// A value at a place, of which nothing more is known.
    pub(crate) const fn at(value: Value, place: String) -> Self {
        Self {
            value,
            role: None,
            name: None,
            place,
            object_id: None,
            also_in: Vec::new(),
            at_least: None,
        }
    }
}

/// A row, line or object that was not read.
#[derive(Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Where it is.
    pub place: String,
    /// What stands there, shortened, without control characters.
    pub text: String,
    /// Why, by its code.
    pub why: WhyRefused,
    /// What is wrong with it, in English.
    pub fault: String,
    /// What would help.
    pub hint: Option<String>,
}

/// Why nothing could be read. The person who brought the input must act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Too much of it.
    #[error("{0} bytes, at most {MAX_INPUT_BYTES}")]
    TooLarge(usize),
    /// A PDF, an archive, an office document.
    #[error("this is {0}, not text: copy the text out of it")]
    NotText(&'static str),
    /// It is not what it was said to be, or is broken.
    #[error("not readable as `{format}`: {why}")]
    NotThisFormat {
        /// The format that was tried.
        format: Format,
        /// What is wrong.
        why: String,
    },
}

/// The format that the input looks like; free text where it looks like nothing else.
pub fn sniff(bytes: &[u8], file_name: Option<&str>) -> Format {
    let options = Options {
        file_name,
        ..Options::default()
    };
    decode::decoded(bytes).map_or(Format::Text, |decoded| {
        sniff_text(&Input::of(&decoded.text), &options)
    })
}

/// The events of a MISP feed by its `manifest.json`, with what tells whether one changed.
pub fn read_manifest(bytes: &[u8]) -> Result<Vec<ManifestEntry>, Fault> {
    if bytes.len() > MAX_INPUT_BYTES {
        return Err(Fault::TooLarge(bytes.len()));
    }
    misp::manifest(&decode::decoded(bytes)?.text)
}

/// The text in the bytes of a file, and what is to be said of how it was read: UTF-8, UTF-16 with its mark, or else
/// Windows-1252.
pub fn text_of(bytes: &[u8]) -> Result<(String, Option<Note>), Fault> {
    let decoded = decode::decoded(bytes)?;
    Ok((decoded.text.into_owned(), decoded.note))
}

fn sniff_text(input: &Input<'_>, options: &Options<'_>) -> Format {
    let row = FORMATS.iter().find(|row| (row.looks_like)(input, options));
    row.map_or(Format::Text, |row| row.format)
}

/// Reads the input as the stated format, or as what it looks like.
pub fn read(format: Option<Format>, bytes: &[u8], options: &Options<'_>) -> Result<Reading, Fault> {
    if bytes.len() > MAX_INPUT_BYTES {
        return Err(Fault::TooLarge(bytes.len()));
    }
    let decoded = decode::decoded(bytes)?;
    let input = Input::of(&decoded.text);
    let format = format.unwrap_or_else(|| sniff_text(&input, options));
    let mut reading = (format.row().read)(&input, options)?;
    reading.notes.extend(decoded.note);
    Ok(reading)
}

//! Reading: from bytes that a person pasted or uploaded to values with places, and rows refused with reasons.
//!
//! Reading gives no reach: a reading without label has to be labelled by a person, one with an unreadable marking
//! has to be refused by the caller.

mod collect;
mod column;
mod csv;
mod decode;
mod list;
mod marked;
mod recognise;
mod stalkerware;
mod stix;
mod text;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use fanal_protocol::{Label, Role};
use fanal_stix::{Kind, Value};
use serde_json::value::RawValue;

pub use column::Column;

/// The largest input: the largest public bundle (1.6 MB) fits twenty times.
pub const MAX_INPUT_BYTES: usize = 32 << 20;

/// A format that is read here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// STIX 2.0 or 2.1: a bundle, one object, or a TAXII envelope.
    Stix,
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
    looks_like: fn(&str, &Options<'_>) -> bool,
    read: fn(&str, &Options<'_>) -> Result<Reading, Fault>,
}

/// Every format; the first that recognises an input reads it.
pub const FORMATS: [FormatRow; 5] = [
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

    const fn row(self) -> &'static FormatRow {
        let [stix, stalkerware, csv, list, text] = &FORMATS;
        match self {
            Self::Stix => stix,
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
    /// What is in which column of a table, counted from 0.
    pub columns: BTreeMap<usize, Column>,
    /// All values are of this kind (lists, and tables without typed columns).
    pub as_kind: Option<Kind>,
}

/// What was read. It has no `Debug`: content does not end in logs. [R3]
pub struct Reading {
    /// The format that it was read as.
    pub format: Format,
    /// The strictest label in it; `None`: nobody said, a person has to.
    pub label: Option<Label>,
    /// A marking that nobody here can read: the content must be refused.
    pub unreadable_marking: Option<String>,
    /// The values, each once, in the order of the input.
    pub indicators: Vec<Found>,
    /// STIX objects, byte for byte; empty for other formats.
    pub objects: Vec<Box<RawValue>>,
    /// What was not read, and why.
    pub refused: Vec<RefusedRow>,
    /// How many repeats were merged into what is in `indicators` and `objects`.
    pub merged: usize,
    /// What was guessed or passed over, for the person to check.
    pub notes: Vec<String>,
    /// A title that the input suggests.
    pub suggested_title: Option<String>,
    /// A source that the input suggests.
    pub suggested_source: Option<String>,
}

impl Reading {
    pub(crate) fn empty(format: Format) -> Self {
        Self {
            format,
            label: None,
            unreadable_marking: None,
            indicators: Vec::new(),
            objects: Vec::new(),
            refused: Vec::new(),
            merged: 0,
            notes: Vec::new(),
            suggested_title: None,
            suggested_source: None,
        }
    }
}

/// One value that was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The value, normalised.
    pub value: Value,
    /// What the input says it does; of several statements the most dangerous.
    pub role: Option<Role>,
    /// The malware or app that it belongs to.
    pub name: Option<String>,
    /// Where it was: `line 4`, `row 12 column domain`, the STIX id.
    pub place: String,
    /// The STIX indicator that it comes from.
    pub object_id: Option<String>,
    /// Further STIX indicators of the same value.
    pub also_in: Vec<String>,
}

/// A row, line or object that was not read.
#[derive(Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Where it is.
    pub place: String,
    /// What stands there, shortened, without control characters.
    pub text: String,
    /// What is wrong with it.
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
    decode::decoded(bytes).map_or(Format::Text, |decoded| sniff_text(&decoded.text, &options))
}

fn sniff_text(text: &str, options: &Options<'_>) -> Format {
    let row = FORMATS.iter().find(|row| (row.looks_like)(text, options));
    row.map_or(Format::Text, |row| row.format)
}

/// Reads the input as the stated format, or as what it looks like.
pub fn read(format: Option<Format>, bytes: &[u8], options: &Options<'_>) -> Result<Reading, Fault> {
    if bytes.len() > MAX_INPUT_BYTES {
        return Err(Fault::TooLarge(bytes.len()));
    }
    let decoded = decode::decoded(bytes)?;
    let format = format.unwrap_or_else(|| sniff_text(&decoded.text, options));
    let mut reading = (format.row().read)(&decoded.text, options)?;
    reading.notes.extend(decoded.note);
    Ok(reading)
}

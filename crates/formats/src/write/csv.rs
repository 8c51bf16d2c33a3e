//! Tables for people and spreadsheets: one row for each value of each bulletin.

use std::io;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use fanal_stix::{Kind, Value};

use super::sorting::{Scratch, Sorter, packed, unpacked};
use super::{
    FileKind, Files, Item, LeftOut, Listed, Settings, Tally, Writing, Written, vocabulary,
};
use crate::shown::one_line;

const HEADER: [&str; 10] = [
    "value",
    "type",
    "role",
    "name",
    "first_seen",
    "tlp",
    "title",
    "source",
    "licence",
    "bulletin",
];

pub(super) fn begin_network<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    begin(settings, scratch, "network.csv", |kind| {
        matches!(kind, Kind::DomainName | Kind::Url | Kind::Ipv4 | Kind::Ipv6)
    })
}

pub(super) fn begin_all<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    begin(settings, scratch, "indicators.csv", |_| true)
}

fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
    file_name: &'static str,
    has_place: fn(Kind) -> bool,
) -> Box<dyn Writing + 's> {
    Box::new(Table {
        byte_order_mark: settings.byte_order_mark,
        file_name,
        has_place,
        rows: Sorter::new(scratch),
        tally: Tally::default(),
    })
}

struct Table<'s> {
    byte_order_mark: bool,
    file_name: &'static str,
    has_place: fn(Kind) -> bool,
    /// By type, value, and all the rest.
    rows: Sorter<'s>,
    tally: Tally,
}

impl Writing for Table<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        for listed in &item.indicators {
            if (self.has_place)(listed.value.kind()) {
                let mut row = row(item, listed);
                row.swap(0, 1);
                let key = packed(row.iter().map(String::as_bytes));
                self.rows.push(&key, &[]);
            } else {
                self.tally.add(LeftOut::NoPlace(listed.value.kind()));
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let announced = self.rows.count();
        let kind = FileKind {
            media_type: "text/csv; charset=utf-8",
            file_name: self.file_name,
        };
        let (rows, has_mark) = (self.rows.sorted(), self.byte_order_mark);
        files.put(kind, &mut |out| {
            if has_mark {
                out.write_all(b"\xef\xbb\xbf")?;
            }
            let mut builder = WriterBuilder::new();
            builder
                .terminator(Terminator::CRLF)
                .quote_style(QuoteStyle::Necessary);
            let mut writer = builder.from_writer(out);
            writer.write_record(HEADER)?;
            rows.each(|row, _| {
                let mut row: Vec<Vec<u8>> = unpacked(row).collect();
                if let [kind, value, ..] = row.as_mut_slice() {
                    std::mem::swap(kind, value);
                }
                Ok(writer.write_record(row)?)
            })?;
            writer.flush()
        })?;
        Ok(Written {
            announced,
            left_out: self.tally.finish(),
        })
    }
}

fn row(item: &Item<'_>, listed: &Listed) -> [String; 10] {
    let optional = |text: Option<&str>| guarded_words(&one_line(text.unwrap_or_default()));
    [
        in_one_cell(&listed.value),
        listed.value.kind().to_string(),
        vocabulary::role_word(listed.role).to_owned(),
        optional(listed.name.as_deref()),
        item.date.date(),
        item.label.to_string(),
        optional(Some(item.title)),
        optional(item.credit().as_deref()),
        optional(item.licence),
        item.id.to_string(),
    ]
}

/// A value, guarded as words are: names of files and programs take any sign. In an address, what a spreadsheet that
/// splits at semicolons would take for a formula is written as the standard allows (RFC 3986, 2.1).
fn in_one_cell(value: &Value) -> String {
    if value.kind() != Kind::Url {
        return guarded_words(value.text());
    }
    let mut out = value.text().to_owned();
    for separator in [';', '|'] {
        for sign in ['=', '+', '-', '@'] {
            let escaped = format!("%{:02X}{sign}", u32::from(separator));
            out = out.replace(&format!("{separator}{sign}"), &escaped);
        }
    }
    out
}

/// What spreadsheets take for the beginning of a formula, in the width of East Asian letters too.
const SIGNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A cell that a spreadsheet would run as a formula begins with an apostrophe instead.
fn guarded(cell: &str) -> String {
    if cell.starts_with(SIGNS) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The same for words. Where commas are not what separates cells, a spreadsheet splits at others, whatever is quoted:
/// what follows one is guarded as a cell is.
fn guarded_words(text: &str) -> String {
    let mut out = guarded(text);
    for separator in [';', '|'] {
        let mut pieces = out.split(separator);
        let mut joined = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            joined.push(separator);
            let begins = piece.trim_start_matches([' ', '"']);
            if begins.starts_with(SIGNS) {
                joined.push('\'');
            }
            joined.push_str(piece);
        }
        out = joined;
    }
    out
}

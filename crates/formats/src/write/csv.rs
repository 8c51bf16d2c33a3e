//! Tables for people and spreadsheets: one row for each value of each bulletin.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use fanal_stix::{Kind, Value};

use super::{Export, Item, LeftOut, Listed, Settings, Tally, vocabulary};
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

pub(super) fn write_network(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    write(items, settings, "network.csv", |kind| {
        matches!(kind, Kind::DomainName | Kind::Url | Kind::Ipv4 | Kind::Ipv6)
    })
}

pub(super) fn write_all(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    write(items, settings, "indicators.csv", |_| true)
}

fn write(
    items: &[Item<'_>],
    settings: &Settings<'_>,
    file_name: &'static str,
    has_place: fn(Kind) -> bool,
) -> Export {
    let mut tally = Tally::default();
    let mut rows = Vec::new();
    for item in items {
        for listed in &item.indicators {
            if has_place(listed.value.kind()) {
                rows.push(row(item, listed));
            } else {
                tally.add(LeftOut::NoPlace(listed.value.kind()));
            }
        }
    }
    rows.sort_unstable_by(|one, two| order(one).cmp(&order(two)));
    let mark: &[u8] = if settings.byte_order_mark {
        b"\xef\xbb\xbf"
    } else {
        b""
    };
    let mut builder = WriterBuilder::new();
    builder
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary);
    let mut writer = builder.from_writer(mark.to_vec());
    // Writing to memory, rows of one width: neither can fail.
    let _ = writer.write_record(HEADER);
    for row in &rows {
        let _ = writer.write_record(row);
    }
    Export {
        bytes: writer.into_inner().unwrap_or_default(),
        media_type: "text/csv; charset=utf-8",
        file_name,
        announced: rows.len(),
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}

/// By type, value, bulletin.
fn order(row: &[String; 10]) -> (&str, &str, &[String; 10]) {
    let [value, kind, ..] = row;
    (kind, value, row)
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

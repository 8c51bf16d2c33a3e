//! Tables: commas, semicolons or tabs, with or without header. Which column holds what is guessed and said in the
//! notes; the person can set it.

use csv::{ReaderBuilder, StringRecord, Trim};
use fanal_protocol::Role;
use fanal_stix::{Kind, Value};

use super::collect::Collector;
use super::column::{Column, is_word_for_any, kind_of_word};
use super::marked::{Marked, in_plain_letters};
use super::note::{Note, Reason, WhyRefused};
use super::recognise::{parsed, recognised};
use super::{Fault, Format, Found, Input, Options, Reading};
use crate::shown::shown;

/// How many lines decide what the table looks like.
const SAMPLE_LINES: usize = 200;

/// Tables of indicators have some dozen columns; each costs what hundreds of cells do.
const MAX_COLUMNS: usize = 1_000;

pub(super) fn looks_like(input: &Input<'_>, options: &Options<'_>) -> bool {
    let text = input.text;
    let ends = |end: &str| {
        options
            .file_name
            .is_some_and(|name| name.to_lowercase().ends_with(end))
    };
    let Some(delimiter) = delimiter_of(text) else {
        return ends(".csv") || ends(".tsv");
    };
    if ends(".csv") || ends(".tsv") {
        return true;
    }
    let records = records(text, delimiter, SAMPLE_LINES);
    let Some(first) = records.first() else {
        return false;
    };
    if records.iter().any(|record| record.len() > MAX_COLUMNS) {
        return false;
    }
    let is_even = records.iter().all(|record| record.len() == first.len());
    let known = first
        .iter()
        .filter(|cell| Column::of_header(cell).is_some())
        .count();
    let has_value = |record: &&StringRecord| record.iter().any(|cell| recognised(cell).is_some());
    let with_value = records.iter().filter(has_value).count();
    is_even && first.len() > 1 && (known > 1 || with_value * 2 > records.len())
}

pub(super) fn read(input: &Input<'_>, options: &Options<'_>) -> Result<Reading, Fault> {
    let text = input.text;
    let mut records = records(text, delimiter_of(text).unwrap_or(b','), usize::MAX);
    let wide = without_wide(&mut records);
    let table = Table::of(&records, options);
    let width = table.columns.len();
    if let Some((last, _)) = options.columns.last_key_value()
        && *last >= width
    {
        let why = format!("there is no column {}: the table has {width}", last + 1);
        return Err(Fault::NotThisFormat {
            format: Format::Csv,
            why,
        });
    }
    if !table.columns.iter().any(|column| column.holds_values()) {
        let why = "no column holds values that are recognised; say which one does".to_owned();
        return Err(Fault::NotThisFormat {
            format: Format::Csv,
            why,
        });
    }
    let mut collector = Collector::default();
    for row in wide {
        let reason = WhyRefused::TooLong.says(format!("more than {MAX_COLUMNS} columns"));
        collector.refuse(format!("row {row}"), "", reason, None);
    }
    // A label may stand anywhere: in a comment, above the table, in a column of remarks. [IMP-1]
    let mut marked = Marked::of(text);
    for (index, record) in records
        .iter()
        .enumerate()
        .skip(usize::from(table.has_header))
    {
        table.read_row(&mut collector, &mut marked, index + 1, record);
    }
    let mut reading = collector.finish(Format::Csv);
    reading.notes.extend(table.notes());
    marked.apply(&mut reading);
    Ok(reading)
}

/// Empties the rows that are too wide; says which, from 1.
fn without_wide(records: &mut [StringRecord]) -> Vec<usize> {
    let mut wide = Vec::new();
    for (row, record) in (1..).zip(records) {
        if record.len() > MAX_COLUMNS {
            *record = StringRecord::new();
            wide.push(row);
        }
    }
    wide
}

struct Table {
    has_header: bool,
    headers: Vec<String>,
    columns: Vec<Column>,
    /// Columns that call themselves labels, and are said to hold something else.
    called_labels: Vec<usize>,
    as_kind: Option<Kind>,
}

impl Table {
    fn of(records: &[StringRecord], options: &Options<'_>) -> Self {
        let empty = StringRecord::new();
        let first = records.first().unwrap_or(&empty);
        let width = records
            .iter()
            .map(StringRecord::len)
            .max()
            .unwrap_or_default();
        let has_value =
            |record: &StringRecord| record.iter().any(|cell| recognised(cell).is_some());
        let is_known = first.iter().any(|cell| Column::of_header(cell).is_some());
        let has_header = !has_value(first) && (is_known || records.iter().skip(1).any(has_value));
        let cell = |index: usize| first.get(index).unwrap_or_default();
        let by_header = |index: usize| {
            if has_header {
                Column::of_header(cell(index))
            } else {
                None
            }
        };
        let mut columns: Vec<Option<Column>> = (0..width).map(by_header).collect();
        let mut called_labels = Vec::new();
        for (index, column) in &options.columns {
            if let Some(slot) = columns.get_mut(*index) {
                if *slot == Some(Column::Labels) && *column != Column::Labels {
                    called_labels.push(*index);
                }
                *slot = Some(*column);
            }
        }
        let knows_values = columns.iter().flatten().any(|column| column.holds_values());
        let of_cells = |index: usize| {
            let sample = records
                .iter()
                .skip(usize::from(has_header))
                .take(SAMPLE_LINES);
            Column::of_cells(sample.filter_map(|record| record.get(index)))
        };
        let settle = |(index, column): (usize, Option<Column>)| {
            column.unwrap_or_else(|| {
                if knows_values {
                    Column::Ignored
                } else {
                    of_cells(index)
                }
            })
        };
        let columns = columns.into_iter().enumerate().map(settle).collect();
        let header = |index| {
            let name = if has_header {
                shown(cell(index))
            } else {
                String::new()
            };
            if name.is_empty() {
                format!("{}", index + 1)
            } else {
                name
            }
        };
        let headers = (0..width).map(header).collect();
        Self {
            has_header,
            headers,
            columns,
            called_labels,
            as_kind: options.as_kind,
        }
    }

    fn notes(&self) -> impl Iterator<Item = Note> {
        let used = self
            .headers
            .iter()
            .zip(&self.columns)
            .filter(|(_, column)| **column != Column::Ignored);
        used.filter_map(|(header, column)| column.note(header))
    }

    fn cell<'r>(&self, record: &'r StringRecord, wanted: Column) -> Option<&'r str> {
        let cells = self.columns.iter().zip(record.iter());
        let mut cells = cells.filter(|(column, cell)| **column == wanted && !cell.is_empty());
        cells.next().map(|(_, cell)| cell)
    }

    fn read_row(
        &self,
        collector: &mut Collector,
        marked: &mut Marked,
        row: usize,
        record: &StringRecord,
    ) {
        let word = self.cell(record, Column::Kinds);
        let name = self.cell(record, Column::Names).map(crate::shown::one_line);
        let role = self.cell(record, Column::Roles).and_then(role_of_word);
        if let Some(label) = self.cell(record, Column::Labels) {
            marked.take_whole(label);
        }
        for cell in self.called_labels.iter().filter_map(|at| record.get(*at)) {
            // Nobody widens what a source marked by calling the column another.
            let cell = in_plain_letters(cell);
            marked.take(without_prefix(&cell), is_prefixed(cell.trim()));
        }
        let cells = self.columns.iter().zip(&self.headers).zip(record.iter());
        for ((column, header), cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
            let place = format!("row {row} column {header}");
            match self.value_of(*column, word, unguarded(cell)) {
                None => {}
                Some(Err(fault)) => collector.refuse(place, cell, fault, None),
                Some(Ok(value)) => {
                    let name = name.clone();
                    let is_sender = word.is_some_and(|word| word.eq_ignore_ascii_case("email-src"));
                    let is_sender = is_sender && value.kind() == Kind::EmailAddress;
                    let role = role.or(is_sender.then_some(Role::Sender));
                    collector.add(Found {
                        value,
                        role,
                        name,
                        place,
                        object_id: None,
                        also_in: Vec::new(),
                        at_least: None,
                    });
                }
            }
        }
    }

    fn value_of(
        &self,
        column: Column,
        word: Option<&str>,
        cell: &str,
    ) -> Option<Result<Value, Reason>> {
        let by_look = || {
            recognised(cell).ok_or_else(|| WhyRefused::NoValue.says("not recognised as a value"))
        };
        match column {
            Column::Values(kind) => Some(parsed(kind, cell)),
            Column::MixedValues => Some(match (self.as_kind, word) {
                (Some(kind), _) => parsed(kind, cell),
                (None, None) => by_look(),
                (None, Some(word)) if is_word_for_any(word) => by_look(),
                (None, Some(word)) => match kind_of_word(word).or_else(|| word.parse().ok()) {
                    Some(kind) => parsed(kind, cell),
                    None => {
                        let text = format!("the kind `{}` is not read here", shown(word));
                        Err(WhyRefused::UnknownType.says(text))
                    }
                },
            }),
            Column::Kinds | Column::Names | Column::Roles | Column::Labels | Column::Ignored => {
                None
            }
        }
    }
}

fn without_prefix(label: &str) -> &str {
    let label = label.trim();
    let word = label.get(4..).filter(|_| is_prefixed(label));
    word.unwrap_or(label)
}

fn is_prefixed(label: &str) -> bool {
    label
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("tlp:"))
}

fn role_of_word(word: &str) -> Option<Role> {
    serde_json::from_value(serde_json::Value::from(word.to_lowercase())).ok()
}

/// Undoes the guard against formulas that writers of tables (this one too) put before a cell.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(cell)
}

/// Rows that cannot be split are not met: the reader is lenient, and the text is UTF-8.
pub(super) fn records(text: &str, delimiter: u8, at_most: usize) -> Vec<StringRecord> {
    let mut builder = ReaderBuilder::new();
    builder
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .comment(Some(b'#'));
    let mut reader = builder.delimiter(delimiter).from_reader(text.as_bytes());
    reader
        .records()
        .take(at_most)
        .filter_map(Result::ok)
        .collect()
}

/// The sign that every line of the sample has most of; signs between quotes do not count.
fn delimiter_of(text: &str) -> Option<u8> {
    let is_row = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let lines: Vec<&str> = text.lines().filter(is_row).take(SAMPLE_LINES).collect();
    let fewest = |sign: u8| {
        lines
            .iter()
            .map(|line| count_unquoted(line, sign))
            .min()
            .unwrap_or(0)
    };
    let counted = [b',', b';', b'\t'].map(|sign| (fewest(sign), sign));
    counted
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, _)| *count)
        .map(|(_, sign)| sign)
}

fn count_unquoted(line: &str, sign: u8) -> usize {
    let mut is_quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        is_quoted ^= byte == b'"';
        count += usize::from(byte == sign && !is_quoted);
    }
    count
}

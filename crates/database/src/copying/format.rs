//! How rows lie in a copy: a byte for what comes, then numbers (little-endian), texts and bytes with their
//! length. Nothing of it depends on the database.

use std::io::{Read, Write};

use fanal_store::{Result, StoreError};

use super::Counts;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Type {
    Int,
    Text,
    Blob,
}

/// One cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Cell {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// One part of a copy after the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Record {
    /// A table begins.
    Table(String, Vec<(String, Type)>),
    /// A row of it.
    Row(Vec<Cell>),
    /// Nothing follows; how many rows there were.
    End(Counts),
}

const TABLE: u8 = 1;
const ROW: u8 = 2;
const END: u8 = 3;

/// The largest cell that is read: an envelope has a tenth of it.
const CELL_BYTES: usize = 256 << 20;
/// Columns of a table, tables of a schema.
const MANY: usize = 1_000;

pub(super) fn put(to: &mut dyn Write, record: &Record) -> Result<()> {
    let mut bytes = Vec::new();
    match record {
        Record::Table(name, columns) => {
            bytes.push(TABLE);
            text(&mut bytes, name)?;
            length(&mut bytes, columns.len())?;
            for (name, of) in columns {
                text(&mut bytes, name)?;
                bytes.push(match of {
                    Type::Int => 1,
                    Type::Text => 2,
                    Type::Blob => 3,
                });
            }
        }
        Record::Row(cells) => {
            bytes.push(ROW);
            length(&mut bytes, cells.len())?;
            for cell in cells {
                match cell {
                    Cell::Null => bytes.push(0),
                    Cell::Int(number) => {
                        bytes.push(1);
                        bytes.extend_from_slice(&number.to_le_bytes());
                    }
                    Cell::Text(some) => {
                        bytes.push(2);
                        text(&mut bytes, some)?;
                    }
                    Cell::Blob(some) => {
                        bytes.push(3);
                        length(&mut bytes, some.len())?;
                        bytes.extend_from_slice(some);
                    }
                }
            }
        }
        Record::End(counts) => {
            bytes.push(END);
            length(&mut bytes, counts.len())?;
            for (name, count) in counts {
                text(&mut bytes, name)?;
                bytes.extend_from_slice(&count.to_le_bytes());
            }
        }
    }
    to.write_all(&bytes).map_err(|error| unwritten(&error))
}

pub(super) fn take(from: &mut dyn Read) -> Result<Record> {
    match byte(from)? {
        TABLE => {
            let name = take_text(from)?;
            let count = take_length(from, MANY)?;
            let mut columns = Vec::with_capacity(count);
            for _ in 0..count {
                let name = take_text(from)?;
                let of = match byte(from)? {
                    1 => Type::Int,
                    2 => Type::Text,
                    3 => Type::Blob,
                    _ => return Err(malformed()),
                };
                columns.push((name, of));
            }
            Ok(Record::Table(name, columns))
        }
        ROW => {
            let count = take_length(from, MANY)?;
            let mut cells = Vec::with_capacity(count);
            for _ in 0..count {
                cells.push(match byte(from)? {
                    0 => Cell::Null,
                    1 => Cell::Int(i64::from_le_bytes(fixed(from)?)),
                    2 => Cell::Text(take_text(from)?),
                    3 => Cell::Blob(take_bytes(from)?),
                    _ => return Err(malformed()),
                });
            }
            Ok(Record::Row(cells))
        }
        END => {
            let count = take_length(from, MANY)?;
            let mut counts = Counts::new();
            for _ in 0..count {
                let name = take_text(from)?;
                counts.insert(name, u64::from_le_bytes(fixed(from)?));
            }
            // A reader that tells of its end by an error has to come there.
            match from.read(&mut [0; 1]) {
                Ok(0) => Ok(Record::End(counts)),
                Ok(_) => Err(malformed()),
                Err(error) => Err(unread(&error)),
            }
        }
        _ => Err(malformed()),
    }
}

fn length(bytes: &mut Vec<u8>, length: usize) -> Result<()> {
    let short = u32::try_from(length).map_err(|_| malformed())?;
    bytes.extend_from_slice(&short.to_le_bytes());
    Ok(())
}

fn text(bytes: &mut Vec<u8>, text: &str) -> Result<()> {
    length(bytes, text.len())?;
    bytes.extend_from_slice(text.as_bytes());
    Ok(())
}

fn byte(from: &mut dyn Read) -> Result<u8> {
    fixed::<1>(from).map(|[byte]| byte)
}

fn fixed<const N: usize>(from: &mut dyn Read) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)
        .map_err(|error| unread(&error))?;
    Ok(bytes)
}

fn take_length(from: &mut dyn Read, most: usize) -> Result<usize> {
    usize::try_from(u32::from_le_bytes(fixed(from)?))
        .ok()
        .filter(|length| *length <= most)
        .ok_or_else(malformed)
}

fn take_bytes(from: &mut dyn Read) -> Result<Vec<u8>> {
    let length = take_length(from, CELL_BYTES)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(length).unwrap_or(u64::MAX);
    // What is claimed is not believed: room is made as it comes.
    let got = std::io::copy(&mut from.take(most), &mut bytes);
    match got {
        Ok(got) if got == most => Ok(bytes),
        Ok(_) => Err(malformed()),
        Err(error) => Err(unread(&error)),
    }
}

fn take_text(from: &mut dyn Read) -> Result<String> {
    String::from_utf8(take_bytes(from)?).map_err(|_| malformed())
}

pub(super) fn malformed() -> StoreError {
    StoreError::Damaged("this is no copy of a database, or a damaged one".into())
}

fn unread(error: &std::io::Error) -> StoreError {
    StoreError::Damaged(format!("the copy cannot be read: {error}"))
}

fn unwritten(error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("the copy cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> Vec<Record> {
        let columns = vec![
            ("a".to_owned(), Type::Int),
            ("b".to_owned(), Type::Text),
            ("c".to_owned(), Type::Blob),
        ];
        let row = vec![
            Cell::Int(-7),
            Cell::Text("é".into()),
            Cell::Blob(vec![0, 255]),
        ];
        vec![
            Record::Table("t".into(), columns),
            Record::Row(row),
            Record::Row(vec![Cell::Null, Cell::Null, Cell::Null]),
            Record::End([("t".to_owned(), 2)].into()),
        ]
    }

    fn written() -> Vec<u8> {
        let mut bytes = Vec::new();
        for record in &records() {
            put(&mut bytes, record).unwrap();
        }
        bytes
    }

    #[test]
    fn records_are_read_as_they_were_written() {
        let bytes = written();
        let mut from = bytes.as_slice();
        for record in records() {
            assert_eq!(take(&mut from).unwrap(), record);
        }
    }

    #[test]
    fn what_is_cut_off_longer_or_claims_too_much_is_refused() {
        let bytes = written();
        let read_all = |bytes: &[u8]| {
            let mut from = bytes;
            loop {
                match take(&mut from)? {
                    Record::End(_) => return Ok::<(), StoreError>(()),
                    Record::Table(..) | Record::Row(_) => {}
                }
            }
        };
        read_all(&bytes).unwrap();
        for cut in 0..bytes.len() {
            assert!(read_all(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        assert!(read_all(&[bytes.as_slice(), &[0]].concat()).is_err());
        let claims = [&[ROW, 1, 0, 0, 0, 3][..], &[255; 4]].concat();
        assert!(read_all(&claims).is_err());
    }
}

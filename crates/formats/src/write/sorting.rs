//! What is too much for memory: put down in sorted parts, and read back in one order, as often as it takes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io::{self, BufRead as _, BufReader, Read};

/// Where a writer puts down what it cannot keep in memory. Whoever calls a writer says where that is: here no file is
/// opened.
pub trait Scratch: Send + Sync {
    /// Keeps the bytes until what it gives is dropped.
    fn keep(&self, bytes: Vec<u8>) -> Box<dyn Kept>;

    /// How many bytes a writer gathers in memory before it puts them here.
    fn at_once(&self) -> usize {
        1 << 19
    }
}

/// What was put down.
pub trait Kept: Send + Sync {
    /// Reads from this place on, as [`io::Read`] does.
    fn read_at(&self, at: usize, buffer: &mut [u8]) -> io::Result<usize>;
}

/// Memory, for who has little to write, or no other place.
#[derive(Clone, Copy, Default)]
pub struct Memory;

impl Scratch for Memory {
    fn keep(&self, bytes: Vec<u8>) -> Box<dyn Kept> {
        Box::new(bytes)
    }
}

impl Kept for Vec<u8> {
    fn read_at(&self, at: usize, buffer: &mut [u8]) -> io::Result<usize> {
        self.get(at..).unwrap_or_default().read(buffer)
    }
}

/// What is read of a part at a time.
const READ_BYTES: usize = 16 << 10;

/// Sorts records by their keys; those of one key stay in the order in which they came.
pub(super) struct Sorter<'s> {
    scratch: &'s dyn Scratch,
    room: usize,
    bytes: Vec<u8>,
    records: Vec<Record>,
    runs: Vec<Box<dyn Kept>>,
    count: usize,
}

#[derive(Clone, Copy)]
struct Record {
    at: usize,
    key: usize,
    payload: usize,
}

impl<'s> Sorter<'s> {
    pub(super) fn new(scratch: &'s dyn Scratch) -> Self {
        Self::with_room(scratch, 1)
    }

    /// One for long records: it gathers so many times as much, for fewer parts to read at once.
    pub(super) fn with_room(scratch: &'s dyn Scratch, times: usize) -> Self {
        Self {
            room: scratch.at_once().saturating_mul(times),
            scratch,
            bytes: Vec::new(),
            records: Vec::new(),
            runs: Vec::new(),
            count: 0,
        }
    }

    pub(super) fn push(&mut self, key: &[u8], payload: &[u8]) {
        self.records.push(Record {
            at: self.bytes.len(),
            key: key.len(),
            payload: payload.len(),
        });
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(payload);
        self.count += 1;
        if self.bytes.len() + self.records.len() * size_of::<Record>() > self.room {
            let run = self.run();
            self.runs.push(self.scratch.keep(run));
        }
    }

    /// How many records came.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// All that was gathered, sorted: the lengths of key and payload before each record.
    fn run(&mut self) -> Vec<u8> {
        let bytes = &self.bytes;
        let part = |at: usize, length: usize| bytes.get(at..at + length).unwrap_or_default();
        self.records
            .sort_by(|one, other| part(one.at, one.key).cmp(part(other.at, other.key)));
        let mut run = Vec::with_capacity(bytes.len() + self.records.len() * 2 * LENGTH);
        for record in &self.records {
            for length in [record.key, record.payload] {
                let length = u32::try_from(length).unwrap_or(u32::MAX);
                run.extend_from_slice(&length.to_le_bytes());
            }
            run.extend_from_slice(part(record.at, record.key + record.payload));
        }
        self.bytes.clear();
        self.records.clear();
        run
    }

    pub(super) fn sorted(mut self) -> Sorted {
        if !self.records.is_empty() {
            let run = self.run();
            self.runs.push(Memory.keep(run));
        }
        Sorted { runs: self.runs }
    }
}

/// Bytes of a length.
const LENGTH: usize = size_of::<u32>();

/// Sorted records.
pub(super) struct Sorted {
    runs: Vec<Box<dyn Kept>>,
}

/// The first record of a part that was not taken yet. Of one key the earlier part comes first.
#[derive(PartialEq, Eq, PartialOrd, Ord, Default)]
struct Head {
    key: Vec<u8>,
    run: usize,
    payload: Vec<u8>,
}

impl Sorted {
    /// Hands out each record, its key and its payload, in their order.
    pub(super) fn each(
        &self,
        mut take: impl FnMut(&[u8], &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut readers: Vec<_> = self.runs.iter().map(|run| reader(run.as_ref())).collect();
        let mut heads = BinaryHeap::with_capacity(readers.len());
        for (run, reader) in readers.iter_mut().enumerate() {
            let mut head = Head {
                run,
                ..Head::default()
            };
            if head.read(reader)? {
                heads.push(Reverse(head));
            }
        }
        while let Some(mut first) = heads.peek_mut() {
            let Reverse(head) = &mut *first;
            take(&head.key, &head.payload)?;
            let has_more = match readers.get_mut(head.run) {
                Some(reader) => head.read(reader)?,
                None => false,
            };
            if !has_more {
                PeekMut::pop(first);
            }
        }
        Ok(())
    }

    /// Hands out each key once, with what its payloads add up to.
    pub(super) fn groups<G: Default>(
        &self,
        mut add: impl FnMut(&mut G, &[u8]),
        mut take: impl FnMut(&[u8], G) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut open: Option<(Vec<u8>, G)> = None;
        self.each(|key, payload| {
            match &mut open {
                Some((of, group)) if of == key => add(group, payload),
                before => {
                    let mut group = G::default();
                    add(&mut group, payload);
                    if let Some((key, group)) = before.replace((key.to_owned(), group)) {
                        take(&key, group)?;
                    }
                }
            }
            Ok(())
        })?;
        match open {
            Some((key, group)) => take(&key, group),
            None => Ok(()),
        }
    }
}

impl Head {
    /// Reads the next record of its part; is there one?
    fn read(&mut self, reader: &mut BufReader<Part<'_>>) -> io::Result<bool> {
        if reader.fill_buf()?.is_empty() {
            return Ok(false);
        }
        let mut lengths = [0; 2];
        for length in &mut lengths {
            let mut bytes = [0; LENGTH];
            reader.read_exact(&mut bytes)?;
            *length = u32::from_le_bytes(bytes) as usize;
        }
        let [key, payload] = lengths;
        self.key.resize(key, 0);
        reader.read_exact(&mut self.key)?;
        self.payload.resize(payload, 0);
        reader.read_exact(&mut self.payload)?;
        Ok(true)
    }
}

/// What was put down, from its first byte on.
struct Part<'k> {
    kept: &'k dyn Kept,
    at: usize,
}

fn reader(kept: &dyn Kept) -> BufReader<Part<'_>> {
    BufReader::with_capacity(READ_BYTES, Part { kept, at: 0 })
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.kept.read_at(self.at, buffer)?;
        self.at += count;
        Ok(count)
    }
}

/// A text that grows, and is read once it is whole.
pub(super) struct Spool<'s> {
    scratch: &'s dyn Scratch,
    text: String,
    parts: Vec<Box<dyn Kept>>,
}

impl<'s> Spool<'s> {
    pub(super) fn new(scratch: &'s dyn Scratch) -> Self {
        Self {
            scratch,
            text: String::new(),
            parts: Vec::new(),
        }
    }

    pub(super) fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
        if self.text.len() > self.scratch.at_once() {
            let part = std::mem::take(&mut self.text).into_bytes();
            self.parts.push(self.scratch.keep(part));
        }
    }

    pub(super) fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        for part in &self.parts {
            io::copy(&mut reader(part.as_ref()), out)?;
        }
        out.write_all(self.text.as_bytes())
    }
}

/// Fields one behind the other, so that the order of the bytes is that of the fields: a zero within a field is followed
/// by 255, the end of a field is two zeros.
pub(super) fn packed<'f>(fields: impl IntoIterator<Item = &'f [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for field in fields {
        for byte in field {
            bytes.push(*byte);
            if *byte == 0 {
                bytes.push(u8::MAX);
            }
        }
        bytes.extend_from_slice(&[0, 0]);
    }
    bytes
}

/// The fields of what [`packed`] made.
pub(super) fn unpacked(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut bytes = bytes.iter();
    std::iter::from_fn(move || {
        let mut field = Vec::new();
        loop {
            match *bytes.next()? {
                0 if *bytes.next()? == 0 => return Some(field),
                byte => field.push(byte),
            }
        }
    })
}

/// The same as texts.
pub(super) fn unpacked_texts(bytes: &[u8]) -> impl Iterator<Item = String> {
    unpacked(bytes).map(|field| match String::from_utf8(field) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of a few records each.
    struct Small;

    impl Scratch for Small {
        fn keep(&self, bytes: Vec<u8>) -> Box<dyn Kept> {
            Memory.keep(bytes)
        }

        fn at_once(&self) -> usize {
            100
        }
    }

    #[test]
    fn records_come_back_sorted_and_those_of_one_key_as_they_came() {
        let keys = ["b", "a", "", "c", "a\0", "ab", "a", "b", "zz", "a"];
        let mut expected: Vec<(Vec<u8>, usize)> = Vec::new();
        let (mut small, mut whole) = (Sorter::new(&Small), Sorter::new(&Memory));
        for (at, key) in keys.iter().cycle().take(1_000).enumerate() {
            for sorter in [&mut small, &mut whole] {
                sorter.push(key.as_bytes(), at.to_string().as_bytes());
            }
            expected.push((key.as_bytes().to_vec(), at));
        }
        expected.sort();
        assert_eq!(small.count(), 1_000);
        assert!(small.runs.len() > 100 && whole.runs.is_empty());
        for sorted in [small.sorted(), whole.sorted()] {
            for _ in 0..2 {
                let mut found = Vec::new();
                let take = |key: &[u8], payload: &[u8]| {
                    let at = std::str::from_utf8(payload).unwrap().parse().unwrap();
                    found.push((key.to_vec(), at));
                    Ok(())
                };
                sorted.each(take).unwrap();
                assert_eq!(found, expected);
            }
            let mut found = Vec::new();
            let add = |count: &mut usize, _: &[u8]| *count += 1;
            let take = |key: &[u8], count| {
                found.push((key.to_vec(), count));
                Ok(())
            };
            sorted.groups(add, take).unwrap();
            assert_eq!(found.len(), 7);
            assert_eq!(found.get(1), Some(&(b"a".to_vec(), 300)));
            assert_eq!(found.iter().map(|(_, count)| count).sum::<usize>(), 1_000);
        }
    }

    #[test]
    fn a_text_that_grows_is_read_as_it_was_written() {
        let mut spool = Spool::new(&Small);
        let mut expected = String::new();
        for at in 0..100 {
            let line = format!("line {at}\n");
            spool.push_str(&line);
            expected.push_str(&line);
        }
        let mut read = Vec::new();
        spool.write(&mut read).unwrap();
        assert!(spool.parts.len() > 5);
        assert_eq!(read, expected.as_bytes());
    }

    #[test]
    fn packed_fields_are_ordered_as_the_fields() {
        let mut all: Vec<[&[u8]; 2]> = Vec::new();
        let fields: [&[u8]; 6] = [b"", b"\0", b"\0\0", b"a", b"a\0", b"a\0b"];
        for one in fields {
            all.extend(fields.map(|other| [one, other]));
        }
        all.sort_unstable();
        let mut bytes: Vec<Vec<u8>> = all.iter().map(|fields| packed(*fields)).collect();
        for (fields, bytes) in all.iter().zip(&bytes) {
            assert_eq!(unpacked(bytes).collect::<Vec<_>>(), fields);
        }
        let in_order = bytes.clone();
        bytes.sort_unstable();
        assert_eq!(bytes, in_order);
    }
}

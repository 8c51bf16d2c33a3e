//! Hash databases of ClamAV: `hash:*:name:73`, any size; 73 is the oldest engine that takes a size unknown.

use std::io;

use fanal_stix::Kind;

use super::sorting::{Scratch, Sorter};
use super::{FileKind, Files, Item, LeftOut, Settings, Tally, Writing, Written, sorted_values};

pub(super) fn begin_md5<'s>(_: &Settings<'s>, scratch: &'s dyn Scratch) -> Box<dyn Writing + 's> {
    begin(scratch, "clamav.hdb", |kind| kind == Kind::Md5)
}

pub(super) fn begin_sha<'s>(_: &Settings<'s>, scratch: &'s dyn Scratch) -> Box<dyn Writing + 's> {
    begin(scratch, "clamav.hsb", |kind| {
        matches!(kind, Kind::Sha1 | Kind::Sha256)
    })
}

/// MD5, SHA-1 and SHA-256 of nothing: listed, they make a scanner take away every empty file.
const EMPTY: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

fn begin<'s>(
    scratch: &'s dyn Scratch,
    file_name: &'static str,
    has_place: fn(Kind) -> bool,
) -> Box<dyn Writing + 's> {
    Box::new(Hashes {
        file_name,
        has_place,
        hashes: Sorter::new(scratch),
        tally: Tally::default(),
    })
}

struct Hashes<'s> {
    file_name: &'static str,
    has_place: fn(Kind) -> bool,
    /// Each with the name that the first bulletin gives it.
    hashes: Sorter<'s>,
    tally: Tally,
}

impl Writing for Hashes<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        for listed in sorted_values(item) {
            let hash = listed.value.text();
            if !(self.has_place)(listed.value.kind()) {
                self.tally.add(LeftOut::NoPlace(listed.value.kind()));
            } else if EMPTY.contains(&hash) {
                self.tally.add(LeftOut::Guarded);
            } else {
                let name = name(item, listed.name.as_deref());
                self.hashes.push(hash.as_bytes(), name.as_bytes());
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let Self {
            file_name,
            hashes,
            mut tally,
            ..
        } = *self;
        let (came, hashes) = (hashes.count(), hashes.sorted());
        let mut announced = 0;
        let kind = FileKind {
            media_type: "text/plain; charset=utf-8",
            file_name,
        };
        files.put(kind, &mut |out| {
            let first = |name: &mut Option<Vec<u8>>, next: &[u8]| {
                name.get_or_insert_with(|| next.to_owned());
            };
            hashes.groups(first, |hash, name| {
                announced += 1;
                for part in [hash, b":*:", &name.unwrap_or_default(), b":73\n"] {
                    out.write_all(part)?;
                }
                Ok(())
            })
        })?;
        tally.add_many(LeftOut::Repeated, came - announced);
        Ok(Written {
            announced,
            left_out: tally.finish(),
        })
    }
}

/// What a scanner shows: the family if it is known, and the bulletin. The format has no comments, and no colons or
/// blanks in names; the label of what is not public stands in the name.
fn name(item: &Item<'_>, family: Option<&str>) -> String {
    let family: String = family
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(40)
        .collect();
    let family = if family.is_empty() { "Listed" } else { &family };
    let label: String = item
        .label
        .as_str()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    format!("Fanal.{label}.{family}.{}", item.id)
}

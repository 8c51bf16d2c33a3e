//! Hash databases of ClamAV: `hash:*:name:73`, any size; 73 is the oldest engine that takes a size unknown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fanal_stix::Kind;

use super::{Export, Item, LeftOut, Settings, Tally, sorted, sorted_values};

pub(super) fn write_md5(items: &[Item<'_>], _: &Settings<'_>) -> Export {
    write(items, "clamav.hdb", |kind| kind == Kind::Md5)
}

pub(super) fn write_sha(items: &[Item<'_>], _: &Settings<'_>) -> Export {
    write(items, "clamav.hsb", |kind| {
        matches!(kind, Kind::Sha1 | Kind::Sha256)
    })
}

/// MD5, SHA-1 and SHA-256 of nothing: listed, they make a scanner take away every empty file.
const EMPTY: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

fn write(items: &[Item<'_>], file_name: &'static str, has_place: fn(Kind) -> bool) -> Export {
    let mut tally = Tally::default();
    let mut hashes: BTreeMap<&str, String> = BTreeMap::new();
    for item in sorted(items) {
        for listed in sorted_values(item) {
            let hash = listed.value.text();
            if !has_place(listed.value.kind()) {
                tally.add(LeftOut::NoPlace(listed.value.kind()));
            } else if EMPTY.contains(&hash) {
                tally.add(LeftOut::Guarded);
            } else if hashes.contains_key(hash) {
                tally.add(LeftOut::Repeated);
            } else {
                hashes.insert(hash, name(item, listed.name.as_deref()));
            }
        }
    }
    let mut text = String::new();
    for (hash, name) in &hashes {
        let _ = writeln!(text, "{hash}:*:{name}:73");
    }
    Export {
        bytes: text.into_bytes(),
        media_type: "text/plain; charset=utf-8",
        file_name,
        announced: hashes.len(),
        left_out: tally.finish(),
        beside: Vec::new(),
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

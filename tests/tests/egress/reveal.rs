//! Reads bytes as somebody would who looks for words in them: as they are, in any case, decoded from
//! base64, hex, percent signs and JSON escapes, without the zeros of UTF-16, unpacked from Zstandard.

use std::collections::BTreeSet;
use std::io::Read as _;

use data_encoding::{BASE64, HEXLOWER};

/// What is decoded out of decoded bytes, so many times.
const DEPTH: usize = 3;
/// What one packed piece may grow to.
const UNPACKED_BYTES: u64 = 16 << 20;
/// Shorter runs of letters hold no word that is looked for: `canary-` takes ten.
const BASE64_RUN: usize = 10;
const HEX_RUN: usize = 14;
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Everything that can be read out of these bytes, in small letters, one text for each way.
pub(crate) fn layers(bytes: &[u8]) -> Vec<Vec<u8>> {
    assert!(
        !bytes.starts_with(&GZIP_MAGIC),
        "packed with gzip, which this search cannot look into"
    );
    let mut found = Vec::new();
    dig(bytes, DEPTH, &mut found);
    found
}

/// Every name that stands behind this mark in one of the layers, up to what no name has.
pub(crate) fn names_after(mark: &str, layers: &[Vec<u8>]) -> BTreeSet<String> {
    let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric();
    let mut names = BTreeSet::new();
    for layer in layers {
        let mut rest = layer.as_slice();
        while let Some(at) = position(rest, mark.as_bytes()) {
            rest = rest.get(at + mark.len()..).unwrap_or_default();
            let name = rest
                .iter()
                .take_while(is_letter)
                .map(|byte| char::from(*byte));
            names.insert(name.collect());
        }
    }
    names
}

/// Are these bytes in there as they are?
pub(crate) fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    position(bytes, wanted).is_some()
}

/// By its first two bytes: these tests look through many megabytes, and are not optimised.
fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let (first, second) = match wanted {
        [] => return None,
        [only] => return bytes.iter().position(|byte| byte == only),
        [first, second, ..] => (first, second),
    };
    let pairs = bytes.iter().zip(bytes.iter().skip(1)).enumerate();
    let mut starts = pairs.filter(|(_, (one, two))| *one == first && *two == second);
    starts
        .find(|(at, _)| bytes[*at..].starts_with(wanted))
        .map(|(at, _)| at)
}

/// Things to be found wherever they stand, all in one pass.
pub(crate) struct Wanted {
    things: Vec<(String, Vec<u8>)>,
    /// May something begin with these two bytes?
    begins: Vec<bool>,
}

impl Wanted {
    /// By their names; letters are found in any case.
    pub(crate) fn of(things: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let small = |(name, thing): (String, Vec<u8>)| (name, thing.to_ascii_lowercase());
        let things: Vec<_> = things.into_iter().map(small).collect();
        let mut begins = vec![false; 1 << 16];
        for (_, thing) in &things {
            begins[pair(thing[0], thing[1])] = true;
        }
        Self { things, begins }
    }

    /// The names of those that can be read out of these bytes.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        self.found_among(&layers(bytes))
    }

    /// The names of those that stand in one of these layers.
    pub(crate) fn found_among(&self, layers: &[Vec<u8>]) -> Vec<String> {
        let mut found = BTreeSet::new();
        for layer in layers {
            let pairs = layer.iter().zip(layer.iter().skip(1)).enumerate();
            for (at, _) in pairs.filter(|(_, (one, two))| self.begins[pair(**one, **two)]) {
                let here = |thing: &&(String, Vec<u8>)| layer[at..].starts_with(&thing.1);
                found.extend(self.things.iter().find(here).map(|(name, _)| name.clone()));
            }
        }
        found.into_iter().collect()
    }
}

fn pair(one: u8, two: u8) -> usize {
    usize::from(one) << 8 | usize::from(two)
}

fn dig(bytes: &[u8], depth: usize, found: &mut Vec<Vec<u8>>) {
    found.push(bytes.to_ascii_lowercase());
    if depth == 0 {
        return;
    }
    let decoded = [
        base64(bytes),
        hex(bytes),
        percent(bytes),
        escapes(bytes),
        wide(bytes),
        unpacked(bytes),
    ];
    for layer in decoded.into_iter().flatten() {
        dig(&layer, depth - 1, found);
    }
}

/// Each run of base64's letters of either alphabet, from each of its four places on: a run may begin
/// with letters that belong to what stands before it.
fn base64(bytes: &[u8]) -> Vec<Vec<u8>> {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let mut text = Vec::new();
    for run in bytes.split(|byte| !is_letter(byte)) {
        if run.len() < BASE64_RUN {
            continue;
        }
        let standard: Vec<u8> = run.iter().map(|byte| to_standard(*byte)).collect();
        for from in 0..4 {
            let rest = standard.get(from..).unwrap_or_default();
            let whole = rest.get(..rest.len() / 4 * 4).unwrap_or_default();
            text.extend(BASE64.decode(whole).unwrap_or_default());
            let mut end = rest.get(rest.len() / 4 * 4..).unwrap_or_default().to_vec();
            if end.len() > 1 {
                end.resize(4, b'A');
                text.extend(BASE64.decode(&end).unwrap_or_default());
            }
            text.push(b'\n');
        }
    }
    some(text)
}

const fn to_standard(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}

fn hex(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut text = Vec::new();
    for run in bytes.split(|byte| !byte.is_ascii_hexdigit()) {
        if run.len() < HEX_RUN {
            continue;
        }
        let run = run.to_ascii_lowercase();
        for from in 0..2 {
            let rest = run.get(from..).unwrap_or_default();
            let whole = rest.get(..rest.len() / 2 * 2).unwrap_or_default();
            text.extend(HEXLOWER.decode(whole).unwrap_or_default());
            text.push(b'\n');
        }
    }
    some(text)
}

fn percent(bytes: &[u8]) -> Vec<Vec<u8>> {
    let pair = |two: &[u8]| HEXLOWER.decode(&two.to_ascii_lowercase()).ok()?.pop();
    replaced(bytes, b"%", 2, pair)
}

/// `\u0063`, of the letters that a word has.
fn escapes(bytes: &[u8]) -> Vec<Vec<u8>> {
    let four = |four: &[u8]| {
        let decoded = HEXLOWER.decode(&four.to_ascii_lowercase()).ok()?;
        decoded.strip_prefix(&[0])?.first().copied()
    };
    replaced(bytes, b"\\u", 4, four)
}

fn replaced(
    bytes: &[u8],
    mark: &[u8],
    digits: usize,
    read: impl Fn(&[u8]) -> Option<u8>,
) -> Vec<Vec<u8>> {
    if !contains(bytes, mark) {
        return Vec::new();
    }
    let mut text = Vec::new();
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let coded = rest.strip_prefix(mark).and_then(|code| {
            let byte = read(code.get(..digits)?)?;
            Some((byte, code.get(digits..)?))
        });
        let (byte, next) = coded.unwrap_or((*first, after));
        text.push(byte);
        rest = next;
    }
    some(text)
}

fn wide(bytes: &[u8]) -> Vec<Vec<u8>> {
    if !bytes.contains(&0) {
        return Vec::new();
    }
    some(bytes.iter().copied().filter(|byte| *byte != 0).collect())
}

fn unpacked(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|window| window == ZSTD_MAGIC) {
        let from = rest.get(at..).unwrap_or_default();
        let mut text = Vec::new();
        if let Ok(decoder) = zstd::stream::read::Decoder::new(from) {
            // What follows the frame is no error: all that came before it counts.
            let _ = decoder.take(UNPACKED_BYTES).read_to_end(&mut text);
        }
        found.extend(some(text));
        rest = from.get(4..).unwrap_or_default();
    }
    found
}

fn some(text: Vec<u8>) -> Vec<Vec<u8>> {
    if text.is_empty() {
        Vec::new()
    } else {
        vec![text]
    }
}

/// The search is not blind: whatever hides a word, it is found.
#[test]
fn a_word_is_found_in_every_dress() {
    let word = "canary-amber-title";
    let plain = word.as_bytes();
    let shifted = |by: usize| BASE64.encode(&[&b"xyz"[..by], plain].concat());
    let json = format!("{{\"payload\":\"{}\"}}", BASE64.encode(plain));
    let each = |write: &dyn Fn(&u8) -> String| -> Vec<u8> {
        plain
            .iter()
            .flat_map(|byte| write(byte).into_bytes())
            .collect()
    };
    let dresses: Vec<(&str, Vec<u8>)> = vec![
        ("plain", plain.to_vec()),
        ("capitals", word.to_uppercase().into_bytes()),
        ("base64, shifted by 0", shifted(0).into_bytes()),
        ("base64, shifted by 1", shifted(1).into_bytes()),
        ("base64, shifted by 2", shifted(2).into_bytes()),
        (
            "base64 behind letters",
            format!("tag{}", shifted(0)).into_bytes(),
        ),
        (
            "base64 for addresses",
            data_encoding::BASE64URL_NOPAD.encode(plain).into_bytes(),
        ),
        ("base64 twice", BASE64.encode(json.as_bytes()).into_bytes()),
        ("hex", HEXLOWER.encode(plain).into_bytes()),
        (
            "hex in capitals",
            data_encoding::HEXUPPER.encode(plain).into_bytes(),
        ),
        ("percent", each(&|byte| format!("%{byte:02X}"))),
        ("one percent sign", b"can%61ry-amber-title".to_vec()),
        ("escapes", each(&|byte| format!("\\u{byte:04x}"))),
        (
            "utf-16",
            word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("zstandard", zstd::bulk::compress(plain, 3).unwrap()),
        (
            "zstandard in the middle",
            [
                b"head".as_slice(),
                &zstd::bulk::compress(json.as_bytes(), 3).unwrap(),
                b"tail",
            ]
            .concat(),
        ),
    ];
    let wanted = Wanted::of([("it".to_owned(), word.as_bytes().to_vec())]);
    for (dress, bytes) in dresses {
        let names = names_after("canary-", &layers(&bytes));
        assert!(names.contains("amber"), "{dress}: {names:?}");
        assert_eq!(wanted.found_in(&bytes), ["it"], "{dress}");
    }
    assert_eq!(wanted.found_in(b"canary-amber-titl"), [""; 0]);
    assert!(names_after("canary-", &layers(b"a canary, and its cage")).is_empty());
}

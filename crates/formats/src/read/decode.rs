//! From bytes to text: byte order marks, UTF-16 of spreadsheets, and files that are no text at all.

use std::borrow::Cow;

use super::Fault;
use super::note::{Note, NoteCode};

pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) note: Option<Note>,
}

/// How files begin that people upload although they are no text.
const NOT_TEXT: [(&[u8], &str); 7] = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an archive or office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
];

/// How far into the input a NUL is looked for.
const NUL_WINDOW: usize = 4096;

pub(super) fn decoded(bytes: &[u8]) -> Result<Decoded<'_>, Fault> {
    if let Some((_, what)) = NOT_TEXT.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(Fault::NotText(what));
    }
    match bytes {
        [0xff, 0xfe, rest @ ..] => return Ok(utf_16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => return Ok(utf_16(rest, u16::from_be_bytes)),
        _ => {}
    }
    if bytes.iter().take(NUL_WINDOW).any(|byte| *byte == 0) {
        return Err(Fault::NotText("a binary file"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let lost = match &text {
        Cow::Borrowed(_) => 0,
        Cow::Owned(text) => text.matches('\u{fffd}').count(),
    };
    let note = (lost > 0).then(|| {
        let text = format!("not UTF-8: {lost} characters could not be read");
        Note::new(NoteCode::LostCharacters, text).number(lost)
    });
    Ok(Decoded { text, note })
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded<'static> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text = char::decode_utf16(units)
        .map(|c| c.unwrap_or('\u{fffd}'))
        .collect::<String>();
    Decoded {
        text: Cow::Owned(text),
        note: Some(Note::new(NoteCode::Encoding, "read as UTF-16").about("UTF-16")),
    }
}

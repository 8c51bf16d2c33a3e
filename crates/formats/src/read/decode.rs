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
    let Cow::Owned(lossy) = &text else {
        return Ok(Decoded { text, note: None });
    };
    let lost = lossy.matches('\u{fffd}').count();
    let read = lossy.chars().filter(|c| !c.is_ascii()).count() - lost;
    if read < lost {
        return Ok(windows_1252(bytes));
    }
    let note = format!("not UTF-8: {lost} characters could not be read");
    let note = Note::new(NoteCode::LostCharacters, note).number(lost);
    Ok(Decoded {
        text,
        note: Some(note),
    })
}

/// 0x80 to 0x9F of Windows-1252; all above is as in Latin-1. Encoding Standard, index windows-1252.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// What is no UTF-8 at all was saved by a spreadsheet or an editor of Windows in Western Europe; said, so that who
/// reads another script sees why its words look wrong. Values are ASCII and come out right either way.
fn windows_1252(bytes: &[u8]) -> Decoded<'static> {
    let text = bytes.iter().map(|byte| match byte {
        0x80..=0x9f => HIGH
            .get(usize::from(byte - 0x80))
            .copied()
            .unwrap_or('\u{fffd}'),
        other => char::from(*other),
    });
    let said = "read as Windows-1252, as it is not UTF-8: save it as UTF-8 if its words look wrong";
    Decoded {
        text: Cow::Owned(text.collect()),
        note: Some(Note::new(NoteCode::Encoding, said).about("Windows-1252")),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> (String, Option<String>) {
        let decoded = decoded(bytes).unwrap_or_else(|fault| panic!("{fault}"));
        (
            decoded.text.into_owned(),
            decoded.note.map(|note| note.to_string()),
        )
    }

    #[test]
    fn what_windows_writes_is_read_and_said() {
        let (text, note) = of(b"evil.example;caf\xe9 \x93d\x92Or\x94\r\n");
        assert_eq!(text, "evil.example;café “d’Or”\r\n");
        assert!(note.is_some_and(|note| note.contains("Windows-1252")));
        assert_eq!(of("\u{feff}é".as_bytes()), ("é".to_owned(), None));
        assert_eq!(of(b"\xff\xfea\0b\0").0, "ab");
    }

    #[test]
    fn one_broken_byte_in_utf_8_costs_one_character() {
        let (text, note) = of(b"\xd9\x85\xd8\xb1\xff evil.example");
        assert_eq!(text, "مر\u{fffd} evil.example");
        assert!(note.is_some_and(|note| note.contains("1 characters")));
    }

    #[test]
    fn what_is_no_text_is_not_read_as_text() {
        assert!(decoded(b"\x89PNG\xff").is_err());
        assert!(decoded(b"a\0b").is_err());
    }
}

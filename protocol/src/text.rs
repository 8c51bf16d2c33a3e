//! Texts that people read: bounded, and free of characters that make one text look like another. [STM-6]

/// Length, and no character that hides or turns text around.
pub(crate) fn within(field: &str, text: &str, most: usize) -> Result<(), String> {
    let chars = text.chars().count();
    if chars > most {
        return Err(format!("`{field}` has {chars} characters, at most {most}"));
    }
    match text.chars().find(|c| is_deceptive(*c)) {
        Some(c) => Err(format!(
            "`{field}` has the character U+{:04X}",
            u32::from(c)
        )),
        None => Ok(()),
    }
}

/// Controls (but tab and newline), bidirectional overrides, other line ends, invisible characters.
/// Joiners (U+200C, U+200D) and direction marks (U+200E, U+200F) stay: Arabic and Persian need them.
const fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{180e}'
        | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}')
}

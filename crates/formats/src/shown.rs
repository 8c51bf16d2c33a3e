//! Foreign text made fit for one line on a page, in a note or in a file's header.

/// As long as a refused row is shown.
const MAX_SHOWN_CHARS: usize = 80;

/// The text on one line, shortened, without characters that hide or turn text around.
pub(crate) fn shown(text: &str) -> String {
    shortened(text, MAX_SHOWN_CHARS)
}

/// As [`shown`], with another length.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let mut line = one_line(text);
    if let Some((cut, _)) = line.char_indices().nth(most) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// The whole text on one line, without such characters.
pub(crate) fn one_line(text: &str) -> String {
    let visible = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c });
    let visible: String = visible
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .collect();
    visible
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Zero-width and bidirectional characters, soft hyphens, byte order marks.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

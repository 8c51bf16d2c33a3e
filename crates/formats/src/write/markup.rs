//! Foreign text in HTML, XML and Markdown: always text, never markup.

use crate::shown::is_invisible;

/// The text for an element or a quoted attribute, of HTML and of XML: nothing in it is markup, hides or turns text
/// around; line ends stay.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if is_shown(c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// The text for Markdown: what could begin markup, a link or an image of another program is escaped.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| *c == '\n' || is_shown(*c)) {
        if c.is_ascii_punctuation() && !matches!(c, ',' | ';' | '?' | '\'' | '"' | '/' | ':') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Joiners and direction marks stay, Arabic and Persian need them; `\u{fffe}` and `\u{ffff}` are not in XML.
fn is_shown(c: char) -> bool {
    let joins = matches!(c, '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}');
    (joins || !is_invisible(c))
        && !c.is_control()
        && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            escaped("<b a='1'>\u{202e}&\u{0}\u{ffff}\n"),
            "&lt;b a=&#39;1&#39;&gt;&amp;\n"
        );
        assert_eq!(
            markdown("![x](http://y) <b>*\u{200b}"),
            r"\!\[x\]\(http://y\) \<b\>\*"
        );
    }
}

//! The last look at every page: characters that hide or turn text around are shown by number.
//!
//! Templates escape markup; this is about what is no markup and deceives all the same. It is done to
//! the whole page, so that no template can forget it. What stands in a text box stays as somebody
//! typed it: it comes back to us, and is seen by who wrote it.

use std::fmt::Write as _;

const BOX: &str = "<textarea";
const END: &str = "</textarea>";

/// The page as it leaves.
pub(crate) fn plain(page: String) -> String {
    if !page.contains(is_deceptive) {
        return page;
    }
    let mut out = String::with_capacity(page.len() + 64);
    let mut rest = page.as_str();
    // Only a template of ours can hold these signs: foreign text has no `<`.
    while let Some((before, after)) = rest.split_once(BOX) {
        show(&mut out, before);
        out.push_str(BOX);
        let (inside, behind) = after.split_once(END).unwrap_or((after, ""));
        out.push_str(inside);
        if after.len() > inside.len() {
            out.push_str(END);
        }
        rest = behind;
    }
    show(&mut out, rest);
    out
}

fn show(out: &mut String, text: &str) {
    for c in text.chars() {
        if is_deceptive(c) {
            // Writing into a string cannot fail.
            let _ = write!(out, "[U+{:04X}]", u32::from(c));
        } else {
            out.push(c);
        }
    }
}

/// As on the public pages. Joiners and direction marks stay: Arabic and Persian need them, and what
/// could be confused stands in an isolating element.
const fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_text_around_is_shown_by_number_but_in_a_text_box() {
        let page = "<p>a\u{202e}b</p><textarea name=\"x\">c\u{202e}d</textarea>e\u{200b}";
        assert_eq!(
            plain(page.to_owned()),
            "<p>a[U+202E]b</p><textarea name=\"x\">c\u{202e}d</textarea>e[U+200B]"
        );
    }

    #[test]
    fn arabic_with_joiners_stays_as_it_is() {
        let text = "می\u{200c}خواهم\u{200f}\nمکتب";
        assert_eq!(plain(text.to_owned()), text);
    }
}

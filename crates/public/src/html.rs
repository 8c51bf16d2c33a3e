//! Writing HTML: markup is what stands in this program, text is everything else and always escaped.

use std::fmt::Write as _;

/// A piece of a page. Only literals become markup: data has no way in but [`Html::text`].
#[derive(Default)]
pub(crate) struct Html(String);

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Markup.
    pub(crate) fn tag(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, in an element or in a quoted attribute.
    pub(crate) fn text(&mut self, text: impl AsRef<str>) -> &mut Self {
        escape_into(&mut self.0, text.as_ref());
        self
    }

    /// Another piece.
    pub(crate) fn piece(&mut self, piece: &Self) -> &mut Self {
        self.0.push_str(&piece.0);
        self
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }
}

/// The one escape function.
fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_deceptive(c) => {
                // Writing into a string cannot fail.
                let _ = write!(out, "[U+{:04X}]", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// Characters that hide or turn text around are shown by number. Joiners and direction marks stay: Arabic and
/// Persian need them, and what could be confused stands in an isolating element.
const fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut html = Html::new();
        html.text(text);
        html.finish()
    }

    #[test]
    fn markup_in_a_text_is_shown_as_text() {
        assert_eq!(
            escaped(r#"<script src='//x'>&amp;"</script>"#),
            "&lt;script src=&#39;//x&#39;&gt;&amp;amp;&quot;&lt;/script&gt;"
        );
    }

    #[test]
    fn characters_that_turn_or_hide_text_are_shown_by_number() {
        assert_eq!(
            escaped("a\u{202e}b\u{200b}c\u{0}d\u{e0041}\u{ad}\u{61c}"),
            "a[U+202E]b[U+200B]c[U+0000]d[U+E0041][U+00AD][U+061C]"
        );
    }

    #[test]
    fn arabic_with_joiners_and_lines_stays_as_it_is() {
        let text = "می\u{200c}خواهم\u{200f}\nمکتب\t1";
        assert_eq!(escaped(text), text);
    }
}

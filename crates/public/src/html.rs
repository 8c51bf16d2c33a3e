//! Writing HTML: markup is what stands in this program, text is everything else and always escaped.

use std::fmt::Write as _;

/// A piece of a page. Only literals become markup: data has no way in but [`Html::text`].
#[derive(Clone, Default)]
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

    /// A text of a catalogue. What stands in square brackets is put in by its name, and is never part of the text:
    /// `[name|words]` is a link to where `name` leads, `[name]` what `put` has of that name; a word between
    /// backticks is typed as it stands.
    pub(crate) fn prose<'n>(
        &mut self,
        text: &'n str,
        put: &dyn Fn(&'n str, Option<&'n str>) -> Option<Self>,
    ) -> &mut Self {
        let mut rest = text;
        while let Some((before, name, words, after)) = next_mark(rest) {
            self.typed(before);
            match put(name, words) {
                Some(piece) => self.piece(&piece),
                // Nobody has it: shown, so that a test finds it.
                None => self.text(name),
            };
            rest = after;
        }
        self.typed(rest)
    }

    /// Text, where what stands between backticks is code.
    fn typed(&mut self, text: &str) -> &mut Self {
        for (nth, part) in text.split('`').enumerate() {
            if nth % 2 == 0 {
                self.text(part);
            } else {
                self.tag("<code dir=\"ltr\">").text(part).tag("</code>");
            }
        }
        self
    }

    /// Another piece.
    pub(crate) fn piece(&mut self, piece: &Self) -> &mut Self {
        self.0.push_str(&piece.0);
        self
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }
}

/// What stands in front of the next brackets, the name and the words in them, and what follows.
fn next_mark(text: &str) -> Option<(&str, &str, Option<&str>, &str)> {
    let (before, rest) = text.split_once('[')?;
    let (inside, after) = rest.split_once(']')?;
    let (name, words) = match inside.split_once('|') {
        Some((name, words)) => (name, Some(words)),
        None => (inside, None),
    };
    Some((before, name, words, after))
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
    fn what_a_text_names_in_brackets_is_put_in_and_everything_else_is_text() {
        let put = |name: &str, words: Option<&str>| {
            let mut piece = Html::new();
            match (name, words) {
                ("page", Some(words)) => piece.tag("<a>").text(words).tag("</a>"),
                ("word", None) => piece.tag("<b>").text("[page|<x>]").tag("</b>"),
                _ => return None,
            };
            Some(piece)
        };
        let mut html = Html::new();
        html.prose("<i> [page|a & b], [word] `--iocs` [other] [", &put);
        assert_eq!(
            html.finish(),
            "&lt;i&gt; <a>a &amp; b</a>, <b>[page|&lt;x&gt;]</b> <code dir=\"ltr\">--iocs</code> other ["
        );
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

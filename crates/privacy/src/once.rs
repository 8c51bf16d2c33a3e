//! What a person of the desk says was seen at one person only, wherever it stands. [PRV-16]

use fanal_stix::Value;

use crate::reason::Reason;
use crate::shape::Hit;
use crate::text::Text;
use crate::words::Protects;

/// What stands at the end of a value in a sentence.
const AFTER: [char; 5] = ['.', ':', '!', '?', '…'];

/// What stands between values, or around them.
const BETWEEN: [char; 23] = [
    ',', ';', '|', '=', '<', '>', '[', ']', '(', ')', '{', '}', '"', '\'', '`', '“', '”', '„', '‘',
    '’', '«', '»', '،',
];

/// Such values among the words of a text, in any spelling that is read as a value.
pub(crate) fn in_text(text: &Text, words: Option<&dyn Protects>) -> Vec<Hit> {
    let Some(words) = words.filter(|words| words.has_seen_once()) else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    let (mut word, mut from, mut to) = (String::new(), 0, 0);
    let end = (text.folded().len(), ' ');
    let folded = text.folded().char_indices().chain([end]);
    for ((at, folded), raw) in folded.zip(text.raw().chars().chain([' '])) {
        if !folded.is_whitespace() {
            if word.is_empty() {
                from = at;
            }
            word.push(raw);
            to = at + folded.len_utf8();
        } else if !word.is_empty() {
            if has_seen_once(words, &word) {
                hits.push(Hit::new(from, to, Reason::SeenOnce));
            }
            word.clear();
        }
    }
    hits
}

/// The value itself.
pub(crate) fn whole(text: &Text, words: Option<&dyn Protects>) -> Option<Hit> {
    let words = words.filter(|words| words.has_seen_once())?;
    let to = text.folded().len();
    is_seen_once(words, text.raw()).then(|| Hit::new(0, to, Reason::SeenOnce))
}

/// Is it one, or does one stand among the signs of a sentence, a table or a pattern?
fn has_seen_once(words: &dyn Protects, word: &str) -> bool {
    let plain = word.replace("[.]", ".").replace("(.)", ".");
    let mut parts = plain.split(BETWEEN).chain([word, plain.as_str()]);
    parts.any(|part| is_seen_once(words, part.trim_end_matches(AFTER)))
}

/// By itself, or by the host of a link or an address.
fn is_seen_once(words: &dyn Protects, written: &str) -> bool {
    if words.is_seen_once(written) {
        return true;
    }
    let Some(value) = Value::guess(written) else {
        return false;
    };
    let text = value.text();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    words.is_seen_once(text) || words.is_seen_once(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One;

    impl Protects for One {
        fn longest(&self) -> usize {
            0
        }

        fn is_protected(&self, _form: &str) -> bool {
            false
        }

        fn has_seen_once(&self) -> bool {
            true
        }

        fn is_seen_once(&self, value: &str) -> bool {
            value == "evil.example"
        }
    }

    // [PRV-16]
    #[test]
    fn a_value_is_found_wherever_it_stands() {
        for text in [
            "evil.example",
            "It was evil.example.",
            "evil[.]example, and hxxps://evil[.]example/x",
            "[here](evil.example)",
            "<evil.example>",
            "a.example,evil.example",
            "c2=evil.example",
            "[domain-name:value = 'evil.example']",
            "« evil.example »",
            "“evil.example”",
            "بواسطة evil.example، أمس",
            "x@evil.example",
            "https://evil.example/?a=b",
        ] {
            assert_eq!(
                in_text(&Text::of(text), Some(&One)).len().min(1),
                1,
                "{text}"
            );
        }
        for text in ["notevil.example", "evil.example.org", "evil example", ""] {
            assert!(in_text(&Text::of(text), Some(&One)).is_empty(), "{text}");
        }
        assert!(whole(&Text::of("https://evil.example/x"), Some(&One)).is_some());
        assert!(whole(&Text::of("https://other.example/x"), Some(&One)).is_none());
    }
}

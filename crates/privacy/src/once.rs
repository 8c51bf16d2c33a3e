//! What a person of the desk says was seen at one person only, wherever it stands. [PRV-16]

use fanal_stix::Value;

use crate::reason::Reason;
use crate::shape::Hit;
use crate::text::Text;
use crate::words::Protects;

/// What stands around a value in a sentence.
const AROUND: [char; 11] = ['.', ',', ';', ':', '!', '?', '(', ')', '"', '\'', '`'];

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
            if is_seen_once(words, word.trim_matches(AROUND)) {
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

fn is_seen_once(words: &dyn Protects, written: &str) -> bool {
    let normal = Value::guess(written);
    words.is_seen_once(written) || normal.is_some_and(|value| words.is_seen_once(value.text()))
}

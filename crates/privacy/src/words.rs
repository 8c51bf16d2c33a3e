//! A desk's own protected words: names of people, its own domains. Only whoever holds the key can ask
//! whether a form is one of them; here it is said which forms to ask for.

use crate::fold::{is_ornament, plain};
use crate::reason::Reason;
use crate::shape::Hit;
use crate::text::Text;

/// Answers whether a form of some words is protected, without knowing the words.
pub trait Protects: Sync {
    /// The most words that a protected form has; none, if nothing is protected.
    fn longest(&self) -> usize;

    /// Is this form, as [`forms`] makes it, protected?
    fn is_protected(&self, form: &str) -> bool;

    /// Was anything seen at one person only?
    fn has_seen_once(&self) -> bool {
        false
    }

    /// Was this value, in its normal form, seen at one person only? [PRV-16]
    fn is_seen_once(&self, _value: &str) -> bool {
        false
    }
}

/// Words in one protected form, at most: a full name, or a long name of a host.
const MOST_WORDS: usize = 5;
/// Letters that a form has at least: shorter ones would be found everywhere.
const LEAST_CHARS: usize = 3;

/// The forms that a protected word is kept in, each to be hashed: its words in any order, and run
/// together in both directions. Empty, if nothing can be protected in it.
pub fn forms(word: &str) -> Vec<String> {
    let folded: String = word.chars().map(plain).collect();
    let words: Vec<String> = tokens(&folded).map(|(_, _, token)| token).collect();
    let long = words.iter().map(|word| word.chars().count()).sum::<usize>();
    if words.is_empty() || words.len() > MOST_WORDS || long < LEAST_CHARS {
        return Vec::new();
    }
    let together = words.concat();
    let backwards: String = words.iter().rev().map(String::as_str).collect();
    let mut forms = vec![canonical(words), together, backwards];
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// "Benali, Sara" is "Sara Benali".
fn canonical(mut words: Vec<String>) -> String {
    words.sort_unstable();
    words.join(" ")
}

/// Runs of letters and digits, in small letters and without ornaments; and where they stand. A change
/// from letters to digits is a border: `sara92` is `sara`, too.
fn tokens(folded: &str) -> impl Iterator<Item = (usize, usize, String)> + '_ {
    let mut chars = folded.char_indices().peekable();
    std::iter::from_fn(move || {
        let is_word = |c: char| c.is_alphanumeric() || is_ornament(c);
        while chars.next_if(|(_, c)| !is_word(*c)).is_some() {}
        let (from, first) = *chars.peek()?;
        let digits = first.is_ascii_digit();
        let mut to = from;
        let mut token = String::new();
        while let Some((at, c)) =
            chars.next_if(|(_, c)| is_word(*c) && c.is_ascii_digit() == digits)
        {
            to = at + c.len_utf8();
            if !is_ornament(c) {
                token.extend(c.to_lowercase());
            }
        }
        Some((from, to, token))
    })
}

/// Protected words in a text.
pub(crate) fn hits(text: &Text, words: Option<&dyn Protects>) -> Vec<Hit> {
    let Some(words) = words.filter(|words| words.longest() > 0) else {
        return Vec::new();
    };
    let longest = words.longest().min(MOST_WORDS);
    let all: Vec<(usize, usize, String)> = tokens(text.folded()).collect();
    let mut hits = Vec::new();
    for at in 0..all.len() {
        for count in (1..=longest).rev() {
            let Some(some) = all.get(at..at + count) else {
                continue;
            };
            let (Some((from, _, _)), Some((_, to, _))) = (some.first(), some.last()) else {
                continue;
            };
            let form = canonical(some.iter().map(|(_, _, token)| token.clone()).collect());
            if form.chars().count() >= LEAST_CHARS && words.is_protected(&form) {
                hits.push(Hit::new(*from, *to, Reason::ProtectedWord));
                break;
            }
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    struct List(Vec<String>);

    impl Protects for List {
        fn longest(&self) -> usize {
            self.0
                .iter()
                .map(|form| form.split(' ').count())
                .max()
                .unwrap_or(0)
        }

        fn is_protected(&self, form: &str) -> bool {
            self.0.iter().any(|known| known == form)
        }
    }

    fn found(word: &str, text: &str) -> bool {
        let list = List(forms(word));
        !hits(&Text::of(text), Some(&list)).is_empty()
    }

    // [PRV-6] Case, accents, order, borders and the variants of Arabic letters make no difference.
    #[test]
    fn a_protected_word_is_found_however_it_is_written() {
        for text in [
            "Inès Dupont",
            "DUPONT, Ines",
            "ines_dupont@mail.example",
            "https://x.example/inesdupont",
            "DupontInes92",
            "ínes-dupont",
        ] {
            assert!(found("Inès Dupont", text), "{text}");
        }
        assert!(found("أسماء الهاشمي", "اسماء الهاشمى"));
        assert!(found("فاطمة", "فَاطِمَه"));
        assert!(found(
            "mail.refuge.example",
            "see hxxps://mail[.]refuge[.]example/x"
        ));
        assert!(!found("Inès Dupont", "ines durand, dupontel"));
        assert!(!found("Ana", "banana"));
    }

    #[test]
    fn too_little_protects_nothing() {
        assert!(forms("a").is_empty());
        assert!(forms("?!").is_empty());
        assert!(forms("one two three four five six").is_empty());
    }
}

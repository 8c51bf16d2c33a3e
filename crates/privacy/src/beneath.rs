//! What stands beneath what is written: a number with characters in it that nobody sees, words in base64. It is told
//! where it stands, by what it is. [PRV-15]

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

use crate::Check;
use crate::hidden::is_never_seen;
use crate::reason::{Reason, Weight};
use crate::shape::Hit;
use crate::text::Text;

/// What base64 takes for the shortest thing that tells of somebody.
const BASE64_CHARS: usize = 16;
/// Words in base64 within words in base64.
const TIMES_ENCODED: usize = 2;

/// What a text shows once the characters are out that nobody sees: only what has some of them inside.
pub(crate) fn without_unseen(check: &Check<'_>, text: &Text) -> Vec<Hit> {
    let Some(bare) = Bare::of(text) else {
        return Vec::new();
    };
    let plain = Text::of(&bare.raw);
    let hits = check.shapes(&plain);
    hits.into_iter()
        .filter_map(|hit| bare.in_the_original(hit))
        .collect()
}

/// A text without such characters, and where they were.
struct Bare {
    raw: String,
    /// Bytes of the folded text that were taken out before a place of the bare one, by place.
    taken_out: Vec<(usize, usize)>,
}

impl Bare {
    /// None where nothing is to be taken out.
    fn of(text: &Text) -> Option<Self> {
        if !text.has().foreign || !text.folded().contains(is_never_seen) {
            return None;
        }
        let mut bare = Self {
            raw: String::with_capacity(text.raw().len()),
            taken_out: Vec::new(),
        };
        let (mut at, mut out) = (0, 0);
        for (folded, raw) in text.folded().chars().zip(text.raw().chars()) {
            if is_never_seen(folded) {
                out += folded.len_utf8();
                match bare.taken_out.last_mut() {
                    Some((last, before)) if *last == at => *before = out,
                    Some(_) | None => bare.taken_out.push((at, out)),
                }
            } else {
                at += folded.len_utf8();
                bare.raw.push(raw);
            }
        }
        Some(bare)
    }

    /// The same place in the text as it is; none, if nothing was taken out inside.
    fn in_the_original(&self, hit: Hit) -> Option<Hit> {
        let before = |at: usize, with: bool| {
            let is_before = |place: &(usize, usize)| place.0 < at || (with && place.0 == at);
            let count = self.taken_out.partition_point(is_before);
            let last = count
                .checked_sub(1)
                .and_then(|last| self.taken_out.get(last));
            last.map_or(0, |(_, out)| *out)
        };
        // What was taken out at its very beginning stood before it; at its end, behind it.
        let (from, to) = (before(hit.from, true), before(hit.to, false));
        (from < to).then(|| Hit::new(hit.from + from, hit.to + to, hit.reason))
    }
}

/// Words in base64 that hold something: each with the most telling reason of what it holds. Links are read by
/// themselves.
pub(crate) fn encoded(check: &Check<'_>, text: &Text, times: usize) -> Vec<Hit> {
    if times >= TIMES_ENCODED {
        return Vec::new();
    }
    let mut hits = Vec::new();
    let mut at = 0;
    for word in text.folded().split_inclusive(char::is_whitespace) {
        let is_link = word.contains("://") || word.contains("]//");
        if word.len() >= BASE64_CHARS && !is_link {
            for (from, to) in runs(word).filter(|(from, to)| to - from >= BASE64_CHARS) {
                let run = word.get(from..to).unwrap_or_default();
                let reason = reason_in(check, run, times);
                hits.extend(reason.map(|reason| Hit::new(at + from, at + to, reason)));
            }
        }
        at += word.len();
    }
    hits
}

/// The most telling reason of what a run says, as a whole or in one of its parts: a slash is a letter of base64, too.
fn reason_in(check: &Check<'_>, run: &str, times: usize) -> Option<Reason> {
    let parts = run.split('/').filter(|part| part.len() >= BASE64_CHARS);
    let whole = std::iter::once(run);
    let parts = parts.filter(|part| part.len() < run.len());
    let decoded = whole.chain(parts).filter_map(decoded);
    let reasons = decoded.filter_map(|plain| {
        let plain = Text::of(&plain);
        let hits = check.all(&plain, times + 1);
        let holding = hits.iter().map(|hit| hit.reason);
        holding
            .filter(|reason| {
                reason.weight() == Weight::Always && *reason != Reason::HiddenCharacters
            })
            .min()
    });
    reasons.min()
}

/// The text that it stands for, if it is one that people could read.
fn decoded(run: &str) -> Option<String> {
    let plain = run.trim_end_matches('=').as_bytes();
    let bytes = BASE64_NOPAD
        .decode(plain)
        .or_else(|_| BASE64URL_NOPAD.decode(plain))
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let is_readable = |c: char| !c.is_control() || c.is_whitespace();
    text.chars().all(is_readable).then_some(text)
}

const fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=')
}

/// The runs of such letters in a word: from, to.
fn runs(word: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    word.split_inclusive(|c| !is_base64(c)).map(move |piece| {
        let from = at;
        at += piece.len();
        (from, from + piece.trim_end_matches(|c| !is_base64(c)).len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Reason, String)> {
        let findings = Check::default().text(text);
        findings
            .into_iter()
            .map(|found| (found.reason, found.text))
            .collect()
    }

    // [PRV-15]
    #[test]
    fn a_number_with_characters_in_it_that_nobody_sees_is_a_number() {
        let written = "+33 6 39\u{200b} 98\u{2060} 12 34";
        let all = found(&format!("\u{200b}call {written}\u{200b} today"));
        assert!(
            all.contains(&(Reason::Phone, written.into())),
            "whole, and no more"
        );
        assert!(
            all.iter()
                .any(|(reason, _)| *reason == Reason::HiddenCharacters)
        );
        let address = "ana\u{ad}@mail.exa\u{200d}mple";
        assert!(found(address).contains(&(Reason::Email, address.into())));
        // Each digit in a frame of its own.
        let keys = "call 0\u{fe0f}\u{20e3}6\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}9\u{fe0f}\u{20e3}9812\u{fe0f}\u{20e3}34";
        let is_phone = |(reason, _): &(Reason, String)| *reason == Reason::Phone;
        assert!(found(keys).iter().any(is_phone));
        // In a text from right to left such marks are usual; a number with one in it is a number all the same.
        let arabic = "اتصل على 0612\u{200e}345678";
        assert!(found(arabic).iter().any(is_phone));
        assert_eq!(found("pay\u{200b}pal").len(), 1, "nothing else is in it");
    }

    // [PRV-15]
    #[test]
    fn words_in_base64_are_read() {
        let encode = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
        for (text, reason) in [
            ("call +33 6 39 98 12 34", Reason::Phone),
            ("write to ana@mail.example", Reason::Email),
            ("her card 4111 1111 1111 1111", Reason::CardNumber),
        ] {
            let once = encode(text);
            for written in [
                once.clone(),
                once.trim_end_matches('=').to_owned(),
                data_encoding::BASE64URL.encode(text.as_bytes()),
                encode(&format!("again {once}")),
            ] {
                assert_eq!(
                    found(&format!("beacon \"{written}\", seen")),
                    [(reason, written)],
                    "{text}"
                );
            }
            let in_a_path = format!("up/load/{once}");
            assert_eq!(found(&in_a_path), [(reason, in_a_path.clone())], "{text}");
        }
        for plain in [
            encode("nothing of anybody is in here"),
            "internationalization".to_owned(),
            "9b74c9897bac770ffc029102a200c5de".to_owned(),
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        ] {
            assert_eq!(found(&plain), [], "{plain}");
        }
    }
}

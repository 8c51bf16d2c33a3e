//! Bank accounts and payment cards, both by their check digits.

use crate::digits::{digits_of, luhn, modulo, stands_alone};
use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

static IBAN: Shape = Shape::new(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}");
static CARD: Shape = Shape::new(r"\b[2-6]\d{3}(?:[ -]?\d){9,15}");

/// The shortest and the longest IBAN of any country (ISO 13616 registry).
const IBAN_CHARS: std::ops::RangeInclusive<usize> = 15..=34;

/// Bank accounts and payment cards.
pub(crate) fn hits(text: &Text) -> Vec<Hit> {
    let ibans = IBAN
        .each(text.folded())
        .filter_map(|found| iban(found.as_str()).map(|long| (found.start(), found.start() + long)))
        .map(|(from, to)| Hit::new(from, to, Reason::BankAccount));
    let cards = CARD
        .each(text.folded())
        .filter(|found| {
            stands_alone(text, found.start(), found.end()) && is_card(&digits_of(found.as_str()))
        })
        .map(|found| Hit::new(found.start(), found.end(), Reason::CardNumber));
    ibans.chain(cards).collect()
}

/// How much of it is an IBAN: a word may follow in capitals.
fn iban(written: &str) -> Option<usize> {
    let ends = written
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .rev()
        .filter(|end| {
            let after = written.get(*end..).and_then(|rest| rest.chars().next());
            after.is_none_or(|c| !c.is_ascii_alphanumeric())
        });
    ends.into_iter().find(|end| {
        let part = written.get(..*end).unwrap_or_default();
        let chars: Vec<char> = part.chars().filter(char::is_ascii_alphanumeric).collect();
        IBAN_CHARS.contains(&chars.len()) && checks(&chars)
    })
}

/// ISO 7064, MOD 97-10, with country and check digits at the end.
fn checks(chars: &[char]) -> bool {
    let turned = chars.iter().skip(4).chain(chars.iter().take(4));
    let digits: Vec<u32> = turned
        .filter_map(|c| c.to_digit(36))
        .flat_map(|value| {
            if value > 9 {
                vec![value / 10, value % 10]
            } else {
                vec![value]
            }
        })
        .collect();
    modulo(&digits, 97) == 1
}

/// The ranges of issuers that are in use, and the check digit.
fn is_card(digits: &[u32]) -> bool {
    let issued = match digits {
        [4, ..] => matches!(digits.len(), 13 | 16 | 19),
        [5, 1..=5, ..] | [2, 2..=7, ..] => digits.len() == 16,
        [3, 4 | 7, ..] => digits.len() == 15,
        [6, 0 | 4 | 5, ..] => matches!(digits.len(), 16 | 19),
        _other => false,
    };
    issued && luhn(digits)
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&IBAN, &CARD];

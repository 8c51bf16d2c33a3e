//! Bank accounts and payment cards, both by their check digits.

use crate::digits::{digits_of, luhn, modulo, stands_alone};
use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

static IBAN: Shape = Shape::new(r"(?i)\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}");
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
        IBAN_CHARS.contains(&chars.len()) && is_length_of(&chars) && checks(&chars)
    })
}

/// Small letters are words and hashes, too: in these an account is as long as those of its country.
fn is_length_of(chars: &[char]) -> bool {
    let [first, second, ..] = chars else {
        return false;
    };
    if !chars.iter().any(char::is_ascii_lowercase) {
        return true;
    }
    let country: String = [first, second]
        .into_iter()
        .map(char::to_ascii_uppercase)
        .collect();
    let mut known = LENGTHS.iter();
    known.any(|(long, countries)| *long == chars.len() && countries.contains(&country.as_str()))
}

/// How long the accounts of each country are (ISO 13616 registry).
const LENGTHS: [(usize, &[&str]); 18] = [
    (15, &["NO"]),
    (16, &["BE"]),
    (18, &["DK", "FI", "FO", "GL", "NL", "SD"]),
    (19, &["MK", "SI"]),
    (20, &["AT", "BA", "EE", "KZ", "LT", "LU", "XK"]),
    (21, &["CH", "HR", "LI", "LV"]),
    (22, &["BG", "BH", "CR", "DE", "GB", "GE", "IE", "ME", "RS"]),
    (23, &["AE", "GI", "IL", "IQ", "OM", "SO", "TL"]),
    (
        24,
        &[
            "AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG",
        ],
    ),
    (25, &["LY", "PT", "ST"]),
    (26, &["IS", "TR"]),
    (27, &["BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"]),
    (
        28,
        &[
            "AL", "AZ", "BY", "CY", "DO", "GT", "HN", "HU", "LB", "NI", "PL", "SV",
        ],
    ),
    (29, &["BR", "EG", "PS", "QA", "UA"]),
    (30, &["JO", "KW", "MU", "YE"]),
    (31, &["MT", "SC"]),
    (32, &["LC"]),
    (33, &["RU"]),
];

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

//! Numbers that states give people: by their shape and check digit, or because the text says so.

use crate::country::Country;
use crate::digits::{digits_of, luhn, modulo, stands_alone, weighted};
use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

/// A shape, and whether its check digits are right.
struct Known {
    country: Country,
    shape: Shape,
    checks: fn(&str) -> bool,
}

static KNOWN: [Known; 10] = [
    Known {
        country: Country::Ae,
        shape: Shape::new(r"\b784[- ]?\d{4}[- ]?\d{7}[- ]?\d\b"),
        checks: |written| luhn(&digits_of(written)),
    },
    Known {
        country: Country::Br,
        shape: Shape::new(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"),
        checks: cpf,
    },
    Known {
        country: Country::Cl,
        shape: Shape::new(r"\b\d{1,2}\.?\d{3}\.?\d{3}-[\dkK]\b"),
        checks: rut,
    },
    Known {
        country: Country::Eg,
        shape: Shape::new(
            r"\b[23]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:0[1-4]|1[1-9]|2[1-9]|3[1-5]|88)\d{5}\b",
        ),
        checks: |written| !is_moment(&digits_of(written)),
    },
    Known {
        country: Country::Es,
        shape: Shape::new(r"(?i)\b\d{8}[ -]?[A-HJ-NP-TV-Z]\b"),
        checks: dni,
    },
    Known {
        country: Country::Es,
        shape: Shape::new(r"(?i)\b[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z]\b"),
        checks: dni,
    },
    Known {
        country: Country::Fr,
        shape: Shape::new(
            r"(?i)\b[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}[ .]?\d{2}\b",
        ),
        checks: nir,
    },
    Known {
        country: Country::Gb,
        shape: Shape::new(r"\b[A-Z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]\b"),
        checks: |_| true,
    },
    Known {
        country: Country::Mx,
        shape: Shape::new(
            r"\b[A-Z][AEIOUX][A-Z]{2}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9]\d\b",
        ),
        checks: curp,
    },
    Known {
        country: Country::Us,
        shape: Shape::new(
            r"\b(?:00[1-9]|0[1-9]\d|[1-57-8]\d{2}|6[0-57-9]\d|66[0-57-9])-\d{2}-\d{4}\b",
        ),
        checks: |written| !written.ends_with("-0000") && !written.contains("-00-"),
    },
];

/// What a text calls by name. Passports and cards of countries whose numbers have no check digit are
/// found by it alone.
static CALLED: Shape = Shape::new(concat!(
    r"(?i)(?:\b(?:passports?|passeport|pasaporte|cedula|dni|nie|cuil|cni|cin|curp|rut|nif|cpf|ssn|nino",
    r"|carte d'identite|carte nationale|(?:national )?(?:identity|id) (?:card|no|number)|national insurance|social security",
    r"|numero de (?:identidad|documento)|documento(?: de identidad)?|secu(?:rite sociale)?)\b|\bc\.[ ]?[ci]\.",
    r"|جواز(?: (?:ال)?سفر)?|هويه|الهويه|الرقم القومي|رقم قومي|الرقم الوطني|رقم وطني|بطاقه|البطاقه|رقم الاقامه)",
    r"(?:[ ]?(?:(?:no|number|num|numero|n[.o]?|nr|id|card|is|es|est)\b\.?|رقم|الوطنيه|الشخصيه|القوميه|هو)|[ :#.°º=']){0,5}[ ]?",
    r"([A-Z]{0,3}[ -]?\d(?:[ .-]?[A-Z0-9]){4,19})",
));

/// Digits that a number has at least, called by name or not.
const DIGITS: usize = 5;

/// Identity numbers, of these countries or of all.
pub(crate) fn hits(text: &Text, countries: &[Country]) -> Vec<Hit> {
    let asked = |country: &Country| countries.is_empty() || countries.contains(country);
    let mut hits = Vec::new();
    for known in KNOWN.iter().filter(|known| asked(&known.country)) {
        for found in known.shape.each(text.folded()) {
            if stands_alone(text, found.start(), found.end()) && (known.checks)(found.as_str()) {
                hits.push(Hit::new(found.start(), found.end(), Reason::IdentityNumber));
            }
        }
    }
    for groups in CALLED.groups(text.folded()) {
        let Some(number) = groups.get(1) else {
            continue;
        };
        if digits_of(number.as_str()).len() >= DIGITS {
            hits.push(Hit::new(
                number.start(),
                number.end(),
                Reason::IdentityNumber,
            ));
        }
    }
    hits
}

/// `20250312142210`: year to second, as file names have it.
fn is_moment(digits: &[u32]) -> bool {
    let pairs: Vec<u32> = digits
        .chunks(2)
        .map(|two| two.iter().fold(0, |n, d| n * 10 + d))
        .collect();
    matches!(
        pairs.as_slice(),
        [19 | 20, _, 1..=12, 1..=31, 0..=23, 0..=59, 0..=59]
    )
}

/// Spain: the number modulo 23 names the letter; X, Y, Z stand for 0, 1, 2.
fn dni(written: &str) -> bool {
    let letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    let mut digits: Vec<u32> = match written.chars().next() {
        Some('Y' | 'y') => vec![1],
        Some('Z' | 'z') => vec![2],
        _other => Vec::new(),
    };
    digits.extend(digits_of(written));
    let rest = usize::try_from(modulo(&digits, 23)).unwrap_or(usize::MAX);
    let letter = written.chars().next_back().map(|c| c.to_ascii_uppercase());
    letters.chars().nth(rest) == letter
}

/// France: what is missing to 97; Corsica's 2A and 2B count as 19 and 18.
fn nir(written: &str) -> bool {
    let plain = written
        .to_ascii_uppercase()
        .replace("2A", "19")
        .replace("2B", "18");
    let digits = digits_of(&plain);
    let Some((number, key)) = digits.split_last_chunk::<2>() else {
        return false;
    };
    let [tens, ones] = key;
    digits.len() == 15 && tens * 10 + ones == 97 - modulo(number, 97)
}

/// Mexico: weights from 18 down over an alphabet with Ñ.
fn curp(written: &str) -> bool {
    let value = |c: char| {
        let place = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
            .chars()
            .position(|known| known == c);
        place.and_then(|place| u32::try_from(place).ok())
    };
    let values: Vec<u32> = written.chars().filter_map(value).collect();
    let Some((check, rest)) = values.split_last() else {
        return false;
    };
    let weights: Vec<u32> = (2..=18).rev().collect();
    let sum = weighted(rest.iter().copied(), &weights);
    (10 - sum % 10) % 10 == *check
}

/// Chile: modulo 11, ten is K.
fn rut(written: &str) -> bool {
    let Some((number, check)) = written.rsplit_once('-') else {
        return false;
    };
    let digits = digits_of(number);
    let sum = weighted(digits.into_iter().rev(), &[2, 3, 4, 5, 6, 7]);
    let expected = match 11 - sum % 11 {
        11 => Some('0'),
        10 => Some('K'),
        digit => char::from_digit(digit, 10),
    };
    expected == check.chars().next().map(|c| c.to_ascii_uppercase())
}

/// Brazil: two digits, each modulo 11.
fn cpf(written: &str) -> bool {
    let digits = digits_of(written);
    let digit = |count: usize| {
        let weights: Vec<u32> = (2..).take(count).collect();
        let sum = weighted(digits.iter().take(count).rev().copied(), &weights);
        match sum * 10 % 11 {
            10 => 0,
            rest => rest,
        }
    };
    digits.get(9) == Some(&digit(9)) && digits.get(10) == Some(&digit(10))
}

#[cfg(test)]
pub(crate) fn shapes() -> Vec<&'static Shape> {
    let mut all = vec![&CALLED];
    all.extend(KNOWN.iter().map(|known| &known.shape));
    all
}

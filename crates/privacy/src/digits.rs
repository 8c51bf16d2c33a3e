//! Check digits, and what numbers stand on.

/// The digits of a text, all else left out.
pub(crate) fn digits_of(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// ISO/IEC 7812-1, annex B.
pub(crate) fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => *digit,
            (_, double @ 0..=9) => double,
            (_, double) => double - 9,
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}

/// The number modulo another, digit by digit: most are longer than any integer.
pub(crate) fn modulo(digits: &[u32], by: u32) -> u32 {
    digits
        .iter()
        .fold(0, |rest, digit| (rest * 10 + digit) % by)
}

/// The sum of digits times weights; weights begin anew when they end.
pub(crate) fn weighted(digits: impl Iterator<Item = u32>, weights: &[u32]) -> u32 {
    digits
        .zip(weights.iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum()
}

/// Does a number begin and end here, or is it part of a longer word, version, hash or path?
pub(crate) fn stands_alone(text: &crate::text::Text, from: usize, to: usize) -> bool {
    let beyond = text.at(to).map_or(to, |c| to + c.len_utf8());
    !glued(text.before(from), text.before(from.saturating_sub(1)))
        && !glued(text.at(to), text.at(beyond))
}

/// The character beside a number, and the next one after that.
fn glued(beside: Option<char>, next: Option<char>) -> bool {
    match (beside, next) {
        (Some('.' | ',' | ':'), Some(next)) => next.is_ascii_digit(),
        (Some('-' | '/' | '\\' | '+' | '='), Some(next)) => next.is_ascii_alphanumeric(),
        (Some(c), _) => c.is_alphanumeric() || matches!(c, '_' | '%' | '&' | '$'),
        (None, _) => false,
    }
}

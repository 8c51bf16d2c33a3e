//! Telephone numbers: international ones, and as people write them in France and the Maghreb, Spain
//! and Latin America, Arab countries, Britain and North America.

use crate::digits::{digits_of, stands_alone};
use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

/// Digits with what people put between them.
static CANDIDATE: Shape = Shape::new(r"(?:\+[ ]?|\()?\d(?:[ ().-]{0,3}\d){5,17}");

/// Where a number stands after such a word, it is one, however it is grouped.
static CALLED: Shape = Shape::new(concat!(
    r"(?:\b(?:tel|phone|telephone|mobile|cell|cel|whats ?app|signal|call|ring|sms|text(?:ed)?|telefono|movil|celular|llam[a-z]{1,4}",
    r"|portable|appel[a-z]{1,3}|joindre|joignable|fixe)\b",
    r"|هاتف|جوال|موبايل|واتساب|واتس|اتصل|تليفون|تلفون|محمول|نقال)[^\d\n]{0,14}$",
));

/// Groups as people of some country write them, without a prefix: `0` in front, or these.
static NATIONAL: [Shape; 9] = [
    // France, Maghreb, Britain, Egypt, the Gulf: a nought in front.
    Shape::new(r"^\(?0[1-9](?:[ .-]?\d\d){4}$"),
    Shape::new(r"^\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}$"),
    Shape::new(r"^\(?0\d{1,3}\)?[ -]\d{4,8}$"),
    // Spain.
    Shape::new(r"^[679]\d{2}(?:[ -]\d{3}){2}$"),
    Shape::new(r"^[679]\d{2}(?:[ -]\d{2}){3}$"),
    // North America.
    Shape::new(r"^\(\d{3}\)[ ]?\d{3}[ .-]\d{4}$"),
    Shape::new(r"^[2-9]\d{2}([ .-])[2-9]\d{2}[ .-]\d{4}$"),
    // Latin America: area in brackets, or two and four and four.
    Shape::new(r"^\(\d{2,3}\)[ ]?\d{3,4}[ -]?\d{4}$"),
    Shape::new(r"^(?:9[ ])?\d{2}[ -]\d{4}[ -]\d{4}$"),
];

static DATE: Shape = Shape::new(
    r"^(?:(?:19|20)\d{2}[-./ ]?[01]\d[-./ ]?[0-3]\d|[0-3]?\d[-./ ][01]?\d[-./ ](?:19|20)\d{2})(?:\D|$)",
);
static DOTTED: Shape = Shape::new(
    r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$|^\d+(?:\.\d+){0,2}$|^\d{1,3}(?:\.\d{3}){2,5}$",
);

/// Characters that are looked at for a word before a number.
const WORDS_BEFORE: usize = 28;

/// Telephone numbers.
pub(crate) fn hits(text: &Text) -> Vec<Hit> {
    CANDIDATE
        .each(text.folded())
        .filter(|found| is_phone(text, found.start(), found.end()))
        .map(|found| Hit::new(found.start(), found.end(), Reason::Phone))
        .collect()
}

fn is_phone(text: &Text, from: usize, to: usize) -> bool {
    let written = text.part(from, to);
    let count = digits_of(written).len();
    if !(7..=15).contains(&count) || !stands_alone(text, from, to) {
        return false;
    }
    if written.starts_with('+') {
        return count >= 8;
    }
    if is_something_else(written) {
        return false;
    }
    let plain: String = written.chars().filter(char::is_ascii_digit).collect();
    if plain.starts_with("00") && !plain.starts_with("000") && count >= 10 {
        return true;
    }
    if NATIONAL.iter().any(|shape| shape.is_in(written)) && (9..=12).contains(&count) {
        return true;
    }
    CALLED.is_in(&text.words_before(from, WORDS_BEFORE))
}

/// Days, dotted addresses, versions, amounts.
fn is_something_else(written: &str) -> bool {
    DATE.is_in(written) || (DOTTED.is_in(written) && written.contains('.'))
}

#[cfg(test)]
pub(crate) fn shapes() -> Vec<&'static Shape> {
    let mut all = vec![&CANDIDATE, &CALLED, &DATE, &DOTTED];
    all.extend(NATIONAL.iter());
    all
}

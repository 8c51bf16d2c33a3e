//! Telephone numbers where no blank stands: in the parts of a link, in the labels of a domain. They are told
//! from counters and moments by the name before them, or by the plan of the country that they begin with.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

/// Parameters, parts of a path and of a label after which a number is a telephone's.
const CALLED: &[&str] = &[
    "phone",
    "phonenumber",
    "phoneno",
    "telephone",
    "tel",
    "telno",
    "mobile",
    "mobilenumber",
    "mobileno",
    "mob",
    "msisdn",
    "cell",
    "cellphone",
    "cel",
    "celular",
    "movil",
    "telefono",
    "telefone",
    "portable",
    "gsm",
    "whatsapp",
    "wa",
    "sms",
    "viber",
    "signal",
    "call",
    "callto",
    "smsto",
];
/// Names after which it may be one: it is, if it is as long as one and no moment.
const MAY_BE: &[&str] = &[
    "num",
    "number",
    "numero",
    "nr",
    "no",
    "to",
    "dest",
    "destination",
    "recipient",
    "contact",
    "caller",
    "callee",
    "subscriber",
    "user",
    "login",
    "account",
];

/// Country and number, as those who call from anywhere write it: for most the mobile ones alone.
static ABROAD: Shape = Shape::new(concat!(
    r"^(?:00)?(?:1[2-9]\d\d[2-9]\d{6}|33[1-79]\d{8}|34[67]\d{8}|44[127]\d{9}|491[567]\d{8,9}|393\d{8,9}|3519\d{8}",
    r"|324\d{8}|417\d{8}|467\d{8}|48[5-8]\d{8}|380[3-9]\d{8}|79\d{9}|905\d{9}|989\d{9}|91[6-9]\d{9}",
    r"|212[5-7]\d{8}|213[5-7]\d{8}|216[2459]\d{7}|201[0125]\d{8}|2189\d{8}|2499\d{8}|254[17]\d{8}|234[7-9]\d{9}",
    r"|243[89]\d{8}|237[26]\d{8}|221[37]\d{8}|225[02]\d{9}",
    r"|9665\d{8}|9715\d{8}|9627\d{8}|961[378]\d{6,7}|9639\d{8}|9647\d{9}|9677\d{8}|97[02]5\d{8}|974[3567]\d{7}",
    r"|965[569]\d{7}|973[36]\d{7}|968[79]\d{7}",
    r"|521?[2-9]\d{9}|549?[123]\d{9}|573\d{9}|569\d{8}|519\d{8}|55[1-9]\d9\d{8}|584\d{9}|5939\d{8}|591[67]\d{7}",
    r"|50[2-7][3-9]\d{7}|598?9\d{7})$",
));
/// With the nought of their country in front.
static AT_HOME: Shape = Shape::new(r"^0(?:[1-9]\d{8}|7\d{9}|1[0125]\d{8})$");
/// Seconds and milliseconds since 1970, days, and days with a time.
static MOMENT: Shape = Shape::new(
    r"^(?:1[0-9]\d{8}|1[0-9]\d{11}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?)$",
);
/// Ways to call somebody that are no pages.
static DIALLED: Shape = Shape::new(
    r"(?i)\b(?:tel|sms|smsto|callto|whatsapp|viber|facetime|facetime-audio|sgnl|tg)(?::|\[:\])[^\s<>'`|]+",
);

/// Does this part of a link (path, query, fragment) hold a number?
pub(crate) fn is_in(rest: &str) -> bool {
    let mut before = String::new();
    rest.split(['/', '?', '&', '#', ';']).any(|piece| {
        let (name, value) = piece.split_once('=').unwrap_or((before.as_str(), piece));
        let found = is_number(name, value);
        before = piece.to_owned();
        found
    })
}

/// A number in a label of a domain, or in a part of a label; the host is a part of the text.
pub(crate) fn in_host(text: &Text, from: usize, to: usize) -> Vec<Hit> {
    let mut hits = Vec::new();
    let (mut at, mut before) = (from, String::new());
    for piece in text.part(from, to).split(['.', '-', '_']) {
        if is_number(&before, piece) {
            hits.push(Hit::new(at, at + piece.len(), Reason::Phone));
        }
        before = piece.to_owned();
        at += piece.len() + 1;
    }
    hits
}

/// Addresses that are a number and nothing else.
pub(crate) fn addresses(text: &Text) -> Vec<Hit> {
    let found = DIALLED.each(text.folded());
    let holds = |written: &str| {
        let rest = written.split_once(':').map_or("", |(_, rest)| rest);
        let rest = rest.trim_start_matches([']', '/']);
        is_in(rest) || number(rest).is_some_and(|(digits, _)| digits.len() >= 7)
    };
    found
        .filter(|found| holds(found.as_str()))
        .map(|found| Hit::new(found.start(), found.end(), Reason::Phone))
        .collect()
}

fn is_number(name: &str, value: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    // `tel33612345678`, `+33612345678.html`
    let letters = value.len()
        - value
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .len();
    let (word, rest) = value.split_at_checked(letters).unwrap_or(("", value));
    let name = if word.is_empty() {
        name
    } else {
        word.to_ascii_lowercase()
    };
    let rest = rest.trim_start_matches([':', '=']);
    let stem = rest
        .rsplit_once('.')
        .filter(|(_, end)| end.chars().all(|c| c.is_ascii_alphabetic()));
    let Some((digits, is_abroad)) = number(stem.map_or(rest, |(stem, _)| stem)) else {
        return false;
    };
    let called = CALLED.contains(&name.as_str());
    let may_be = MAY_BE.contains(&name.as_str());
    if !word.is_empty() && !called {
        return false;
    }
    (is_abroad && digits.len() >= 8)
        || ABROAD.is_in(&digits)
        || AT_HOME.is_in(&digits)
        || (called && !MOMENT.is_in(&digits))
        || (may_be && (10..=15).contains(&digits.len()) && !MOMENT.is_in(&digits))
}

/// The digits, if it is nothing but a number that is as long as one of a telephone; and whether a plus says that
/// it begins with its country.
fn number(written: &str) -> Option<(String, bool)> {
    let plain = written
        .replace("%2B", "+")
        .replace("%2b", "+")
        .replace("%20", " ");
    let plain = plain.trim();
    let is_abroad = plain.starts_with('+');
    let digits = plain
        .trim_start_matches('+')
        .replace([' ', '-', '(', ')', '.'], "");
    let is_one = (7..=15).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
    is_one.then_some((digits, is_abroad))
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&ABROAD, &AT_HOME, &MOMENT, &DIALLED];

#[cfg(test)]
mod tests {
    use super::*;

    // [PRV-14]
    #[test]
    fn a_number_is_told_from_counters_and_moments() {
        for number in [
            "/?phone=33639981234",
            "/a?tel=0639981234",
            "/a?x=1&mobile=2025550123#y",
            "/send/?to=%2B33639981234",
            "/track/33639981234",
            "/+447700900123/photo",
            "/phone/5550123",
            "/u/33639981234.html",
            "/verify;msisdn=212612345678",
            "/?num=5550123456",
        ] {
            assert!(is_in(number), "{number}");
        }
        for plain in [
            "/index.php?id=12",
            "/news/20250312",
            "/?t=1700000000",
            "/?from=1600000000&to=1700000000",
            "/p/1234567",
            "/p/123456789012",
            "/?v=1700000000123",
            "/phone/model-12",
            "/phone-case-2024",
            "/a/1.2.3.4",
            "/?to=home",
            "/img20250312142210.jpg",
            "/mobile/20250312",
        ] {
            assert!(!is_in(plain), "{plain}");
        }
    }
}

//! Addresses and names that mean something inside one network only: they tell whose it is.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

static IPV4: Shape = Shape::new(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b");
/// Unique local (RFC 4193) and link local addresses.
static IPV6: Shape =
    Shape::new(r"(?i)\b(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):(?::?[0-9a-f]{1,4}:?){1,8}");
/// Names of home and office networks (RFC 6762, RFC 8375, and what routers hand out).
static NAME: Shape = Shape::new(
    r"(?i)\b(?:[a-z0-9_-]{1,63}\.){1,4}(?:local|lan|internal|intranet|localdomain|home\.arpa|home|corp|private)\b",
);

/// Words before four numbers that make them a version.
static VERSION: Shape = Shape::new(r"(?:version|ver|v|build|release|الاصدار)[ .:]{0,2}$");

/// Private addresses and names.
pub(crate) fn hits(text: &Text) -> Vec<Hit> {
    let mut hits: Vec<Hit> = IPV4
        .hits(text.folded(), Reason::PrivateAddress)
        .into_iter()
        .filter(|hit| is_private(text, hit))
        .collect();
    let local = IPV6.hits(text.folded(), Reason::PrivateAddress).into_iter();
    hits.extend(local.filter(|hit| text.before(hit.from).is_none_or(|c| c != ':' && c != '-')));
    let names = NAME.hits(text.folded(), Reason::PrivateAddress).into_iter();
    hits.extend(names.filter(|hit| is_host(text, hit)));
    hits
}

/// RFC 1918, RFC 3927, RFC 6598.
fn is_private(text: &Text, hit: &Hit) -> bool {
    let written = text.part(hit.from, hit.to);
    let parts: Vec<u16> = written
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    let private = matches!(
        parts.as_slice(),
        [10, ..=255, ..=255, ..=255]
            | [172, 16..=31, ..=255, ..=255]
            | [192, 168, ..=255, ..=255]
            | [169, 254, ..=255, ..=255]
            | [100, 64..=127, ..=255, ..=255]
    );
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '-');
    let after =
        text.at(hit.to) == Some('.') && text.at(hit.to + 1).is_some_and(|c| c.is_ascii_digit());
    private
        && !joined(text.before(hit.from))
        && !after
        && !VERSION.is_in(&text.words_before(hit.from, 10))
}

/// Not the middle of a longer name, nor the name of a package or a file.
fn is_host(text: &Text, hit: &Hit) -> bool {
    let written = text.part(hit.from, hit.to).to_ascii_lowercase();
    let reversed = ["com.", "org.", "net.", "io.", "me."]
        .iter()
        .any(|top| written.starts_with(top));
    let goes_on = match text.at(hit.to) {
        Some('.') => text.at(hit.to + 1).is_some_and(char::is_alphanumeric),
        Some(c) => matches!(c, '-' | '_' | '(' | '='),
        None => false,
    };
    let before = text.before(hit.from);
    let is_part = before.is_some_and(|c| matches!(c, '.' | '\\' | '_' | '-' | '$'))
        || (before == Some('/')
            && !text.words_before(hit.from, 3).ends_with("://")
            && !text.words_before(hit.from, 3).ends_with("//"));
    !reversed && !goes_on && !is_part
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&IPV4, &IPV6, &NAME, &VERSION];

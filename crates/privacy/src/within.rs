//! What stands within a link, read as a text is: its parts with blanks between them, and what was encoded for the
//! way, once or several times, decoded. Panels and beacons carry what they know of a phone in their links.

use std::borrow::Cow;

use crate::country::Country;
use crate::reason::Reason;
use crate::text::Text;
use crate::{device, identity, money, place};

/// A link within a link within a link.
const TIMES_ENCODED: usize = 3;

/// Path, query and fragment as they were before they were encoded.
pub(crate) fn decoded(rest: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(rest);
    for _ in 0..TIMES_ENCODED {
        match once(&plain) {
            Some(once) => plain = Cow::Owned(once),
            None => break,
        }
    }
    plain
}

/// None where nothing is encoded.
fn once(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let mut is_changed = false;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte == b'%'
            && let [high, low, after @ ..] = after
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            bytes.push(high << 4 | low);
            rest = after;
            is_changed = true;
        } else {
            bytes.push(*byte);
        }
    }
    is_changed.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// What a decoded link tells of a person by a shape of its own: a place, a device, an account, an identity. The most
/// telling one alone: the link goes or stays as a whole.
pub(crate) fn reason(decoded: &str, countries: &[Country]) -> Option<Reason> {
    if !decoded.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let apart = decoded.replace(['/', '?', '&', '#', ';', '=', '|', '\\'], " ");
    let text = Text::of(&apart);
    let hits = [
        place::points(&text),
        device::numbers(&text),
        money::hits(&text),
        identity::hits(&text, countries),
    ];
    hits.iter().flatten().map(|hit| hit.reason).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    // [PRV-14]
    #[test]
    fn what_was_encoded_several_times_is_read() {
        for written in ["a%40b", "a%2540b", "a%252540b"] {
            assert_eq!(decoded(written), "a@b");
        }
        for plain in ["a%b", "100%", "%zz", "%4"] {
            assert_eq!(decoded(plain), plain);
        }
    }
}

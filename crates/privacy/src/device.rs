//! Devices: their numbers, their addresses on a network, and the names that carry their owner's.

use crate::digits::{digits_of, luhn, stands_alone};
use crate::names::{is_arabic_name, is_nobody};
use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

static IMEI_CALLED: Shape =
    Shape::new(r"(?i)\bimei(?:sv|[ ]?[12])?\b\W{0,4}(\d(?:[ /-]?\d){13,15})\b");
static IMSI_CALLED: Shape = Shape::new(r"(?i)\bimsi\b\W{0,4}(\d(?:[ -]?\d){13,14})\b");
static ICCID_CALLED: Shape = Shape::new(r"(?i)\biccid\b\W{0,4}(\d(?:[ -]?\d){17,19})\b");
static UDID_CALLED: Shape = Shape::new(
    r"(?i)\b(?:udid|idfa|idfv|gaid|aaid|ad(?:vertising)? id|device[ _-]?id)\b\W{0,4}([0-9a-f]{8}-?[0-9a-f-]{8,32})\b",
);
static ANDROID_CALLED: Shape = Shape::new(r"(?i)\bandroid[ _-]?id\b\W{0,4}([0-9a-f]{15,16})\b");
static IMEI: Shape = Shape::new(r"\b(?:35|86|01|99|45|49)\d{6}[ -]?\d{6}[ -]?\d\b");
static ICCID: Shape = Shape::new(r"\b89\d{17,18}\b");
static UDID: Shape = Shape::new(r"\b0000[0-9A-F]{4}-00[0-9A-F]{14}\b");
static SERIAL: Shape = Shape::new(concat!(
    r"(?:\b(?i:serial(?:[ ](?:no|number|num|n))?|s/n|numero de serie|no?\.?[ ]?de serie|n[°º][ ]?de serie)",
    r"|(?:ال)?رقم (?:ال)?تسلسلي)\.?[ ]?[:#=]?[ ]?([A-Z0-9]{8,17})\b",
));

static MAC: Shape = Shape::new(r"(?i)\b[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})\b");
static MAC_DOTTED: Shape = Shape::new(r"(?i)\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b");

static OWNED_EN: Shape = Shape::new(
    r"\b([A-Z][a-z]{1,20})(?: [A-Z][a-z]{1,20})?'s?[ ](?:iPhone|iPad|iPod|iMac|MacBook|Mac|Galaxy|Pixel|Galaxy|Apple Watch|AirPods|Android|[Pp]hone|[Ll]aptop|PC|[Cc]omputer|[Tt]ablet|[Ww]atch|Huawei|Xiaomi|Redmi|ThinkPad)\b",
);
static OWNED_HOST: Shape = Shape::new(
    r"(?i)\b([a-z]{2,20})(?:s|-s)?-(?:iphone|ipad|macbook(?:-(?:pro|air))?|mbp|mba|imac|laptop|phone|pc|galaxy|pixel|mac-?mini)\b|\b(?:iphone|ipad|pc|macbook|portable|mac)-(?:de|von|di|d)-([a-z]{2,20})\b",
);
static OWNED_OF: Shape = Shape::new(concat!(
    r"\b(?:iPhone|iPad|iPod|iMac|MacBook(?: Pro| Air)?|Mac|PC|Galaxy|Pixel|Samsung|Huawei|Xiaomi|Redmi|Apple Watch|AirPods|Android|Chromebook",
    r"|[Oo]rdinateur|[Tt]elephone|[Pp]ortable|[Tt]ablette|[Tt]elefono|[Mm]ovil|[Cc]elular|[Pp]ortatil|[Oo]rdenador|[Cc]omputadora|[Tt]ableta)",
    r"(?: [A-Z]?\d{1,3}[+]?)?[ ](?:de (?:la )?|d'|del )([A-Z][a-z]{1,20})",
));
static FACTORY: Shape = Shape::new(r"\b(?:DESKTOP|LAPTOP|WIN)-[A-Z0-9]{7,11}\b");
static OWNED_AR: Shape = Shape::new(
    r"(?:هاتف|ايفون|جوال|موبايل|لابتوب|حاسوب|كمبيوتر|ايباد|تلفون|جهاز|تابلت)[ ]([\u{621}-\u{64a}\u{64b}-\u{65f}]{2,20})",
);
static OWNED_AR_OF: Shape = Shape::new(
    r"(?i:iphone|ipad|galaxy|macbook|هاتف|ايفون|جهاز|لابتوب)[ ]?(?:الخاص|الخاصه)[ ]?ب\u{640}?[ ]?([\u{621}-\u{64a}]{2,20})",
);

/// Characters before a serial number that may say it is a certificate's.
const WORDS_BEFORE: usize = 32;

/// Numbers and hardware addresses.
pub(crate) fn numbers(text: &Text) -> Vec<Hit> {
    let folded = text.folded();
    let mut hits = Vec::new();
    for shape in [
        &IMEI_CALLED,
        &IMSI_CALLED,
        &ICCID_CALLED,
        &UDID_CALLED,
        &ANDROID_CALLED,
    ] {
        hits.extend(shape.first_groups(folded, Reason::DeviceNumber));
    }
    hits.extend(UDID.hits(folded, Reason::DeviceNumber));
    for shape in [&IMEI, &ICCID] {
        let found = shape.hits(folded, Reason::DeviceNumber).into_iter();
        hits.extend(found.filter(|hit| {
            stands_alone(text, hit.from, hit.to) && luhn(&digits_of(text.part(hit.from, hit.to)))
        }));
    }
    let serials = SERIAL
        .first_groups(folded, Reason::DeviceNumber)
        .into_iter();
    hits.extend(serials.filter(|hit| is_serial(text, hit)));
    hits.extend(macs(text));
    hits
}

/// Letters and digits; and no certificate is spoken of.
fn is_serial(text: &Text, hit: &Hit) -> bool {
    let written = text.part(hit.from, hit.to);
    let mixed = written.chars().any(|c| c.is_ascii_digit())
        && written.chars().any(|c| c.is_ascii_uppercase());
    let before = text.words_before(hit.from, WORDS_BEFORE);
    let of_certificate = ["certificat", "certificad", "x509", "tls", "شهاده"];
    mixed && !of_certificate.iter().any(|word| before.contains(word))
}

fn macs(text: &Text) -> Vec<Hit> {
    let mut hits = MAC.hits(text.folded(), Reason::HardwareAddress);
    let dotted = MAC_DOTTED
        .hits(text.folded(), Reason::HardwareAddress)
        .into_iter();
    hits.extend(dotted.filter(|hit| {
        let written = text.part(hit.from, hit.to);
        written.chars().any(|c| c.is_ascii_alphabetic())
            && written.chars().any(|c| c.is_ascii_digit())
    }));
    // Twenty such pairs in a row are a fingerprint.
    hits.retain(|hit| {
        let joined = |c: Option<char>| c.is_some_and(|c| matches!(c, ':' | '-' | '.'));
        let after = text.at(hit.to + 1).is_some_and(|c| c.is_ascii_hexdigit());
        !(joined(text.before(hit.from)) || (joined(text.at(hit.to)) && after))
    });
    hits
}

/// Devices that are called by their owner's name.
pub(crate) fn names(text: &Text) -> Vec<Hit> {
    let mut hits = FACTORY.hits(text.folded(), Reason::DeviceName);
    let names_somebody = |name: &str| !is_nobody(name) && !is_nobody(name.trim_end_matches('s'));
    for shape in [&OWNED_EN, &OWNED_HOST, &OWNED_OF, &OWNED_AR_OF] {
        hits.extend(owned(shape, text, names_somebody));
    }
    hits.extend(owned(&OWNED_AR, text, is_arabic_name));
    hits
}

fn owned(shape: &Shape, text: &Text, names_somebody: impl Fn(&str) -> bool) -> Vec<Hit> {
    let hit = |groups: regex::Captures<'_>| {
        let whole = groups.get(0)?;
        let name = groups.iter().skip(1).flatten().next()?;
        let hit = Hit::new(whole.start(), whole.end(), Reason::DeviceName);
        names_somebody(name.as_str()).then_some(hit)
    };
    shape.groups(text.folded()).filter_map(hit).collect()
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[
    &IMEI_CALLED,
    &IMSI_CALLED,
    &ICCID_CALLED,
    &UDID_CALLED,
    &ANDROID_CALLED,
    &IMEI,
    &ICCID,
    &UDID,
    &SERIAL,
    &MAC,
    &MAC_DOTTED,
    &OWNED_EN,
    &OWNED_HOST,
    &OWNED_OF,
    &FACTORY,
    &OWNED_AR,
    &OWNED_AR_OF,
];

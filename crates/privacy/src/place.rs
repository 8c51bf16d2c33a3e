//! Points on the map, and streets.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

/// Two decimal numbers beside each other; the limits are checked apart.
static DECIMAL: Shape = Shape::new(
    r"([+-]?\d{1,2}\.\d{3,10})[ ]?°?[ ]?[NSns]?[ ]?[,;/][ ]?([+-]?\d{1,3}\.\d{3,10})[ ]?°?[ ]?[EWOewo]?\b",
);
/// The same with commas within the numbers, as most of the world writes them, or with a blank between.
static DECIMAL_COMMAS: Shape = Shape::new(
    r"([+-]?\d{1,2},\d{4,10})[ ]?°?[ ]?[NSns]?[ ]?[;/ ][ ]?([+-]?\d{1,3},\d{4,10})[ ]?°?[ ]?[EWOewo]?\b",
);
static DECIMAL_BLANK: Shape =
    Shape::new(r"([+-]?\d{1,2}\.\d{4,10})[ ]{1,3}([+-]?\d{1,3}\.\d{4,10})\b");
/// With the sides of the world in front.
static DECIMAL_SIDES: Shape = Shape::new(
    r"(?i)\b[NS][ ]?(\d{1,2}[.,]\d{3,10})[ ]?°?[ ,;/]{1,3}[EWO][ ]?(\d{1,3}[.,]\d{3,10})\b",
);
/// With their names in front, as programs write them; and the way in which a map's links do.
static DECIMAL_CALLED: Shape = Shape::new(concat!(
    r"(?i)(?:\b|_)m?lat(?:itude)?\W{1,6}(-?\d{1,2}[.,]\d{3,15})\W{1,6}(?:[a-z]{1,8}_)?m?(?:lng|lon|long|longitude)\W{1,6}(-?\d{1,3}[.,]\d{3,15})",
));
static DECIMAL_DATA: Shape = Shape::new(r"!3d(-?\d{1,2}\.\d{3,15})!4d(-?\d{1,3}\.\d{3,15})");
/// Two of them, the longitude first.
static DECIMAL_TURNED: Shape = Shape::new(
    r"(?i)(?:\b|_)m?(?:lng|lon|long|longitude)\W{1,6}(-?\d{1,3}[.,]\d{3,15})\W{1,6}(?:[a-z]{1,8}_)?m?lat(?:itude)?\W{1,6}(-?\d{1,2}[.,]\d{3,15})",
);
/// A square of three metres, by its three words.
static THREE_WORDS: Shape = Shape::new(r"(?:^|[ (\n])(///[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20})\b");
static DEGREES: Shape = Shape::new(concat!(
    r#"\b\d{1,2}[ ]?°[ ]?\d{1,2}[ ]?'(?:[ ]?\d{1,2}(?:[.,]\d{1,4})?[ ]?(?:"|''))?[ ]?[NSns]?[ ,;/]{0,3}"#,
    r#"\d{1,3}[ ]?°[ ]?\d{1,2}[ ]?'(?:[ ]?\d{1,2}(?:[.,]\d{1,4})?[ ]?(?:"|''))?[ ]?[EWOewo]?"#,
));
static PLUS_CODE: Shape =
    Shape::new(r"(?i)\b[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}\b");
static GEO: Shape = Shape::new(r"(?i)\bgeo:-?\d{1,2}(?:\.\d{1,10})?,-?\d{1,3}(?:\.\d{1,10})?");
static MAP_LINK: Shape = Shape::new(concat!(
    r"(?i)(?:https?://)?(?:maps\.app\.goo\.gl/[a-z0-9]{6,40}|goo\.gl/maps/[a-z0-9]{6,40}",
    r"|(?:www\.)?google\.[a-z.]{2,6}/maps/[^ \n]*?@-?\d{1,2}\.\d{1,10},-?\d{1,3}\.\d{1,10}[^ \n]*",
    r"|maps\.google\.[a-z.]{2,6}/[^ \n]*?(?:q|ll)=-?\d{1,2}\.\d{1,10},[^ \n]+",
    r"|maps\.apple\.com/[^ \n]*?ll=[^ \n]+|(?:www\.)?openstreetmap\.org/[^ \n]*?(?:map=\d{1,2}/|mlat=)[^ \n]+",
    r"|(?:www\.)?waze\.com/ul[^ \n]+|what3words\.com/[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20}|ul\.waze\.com/[^ \n]+)",
));

static STREET: [Shape; 4] = [
    Shape::new(
        r"\b\d{1,5}[A-Za-z]?,?[ ](?:[A-Z][a-z']{1,20}[ ]){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Boulevard|Blvd|Square|Terrace|Crescent)\b",
    ),
    Shape::new(
        r"(?i)\b\d{1,4}(?:[ ]?(?:bis|ter|quater))?,?[ ](?:rue|avenue|boulevard|bd|chemin|impasse|allee|place|quai|route|ruelle)[ ](?:d'|de[ ]la[ ]|de[ ]l'|du[ ]|des[ ]|de[ ])?[a-z]{3,20}",
    ),
    Shape::new(
        r"\b(?:(?i:calle|avenida|avda\.?|carrera|cra\.?|paseo|plaza|jiron|pasaje|camino)|Av\.|C/|Cl\.|Jr\.)[ ](?:(?i:de |del |la |las |los |el )){0,2}[A-Z0-9][A-Za-z0-9]{0,20}(?: (?:de |del |la )?[A-Z][a-z]{1,20}){0,2},?[ ](?i:num(?:ero)?\.? |no?\.? |n[°º] |# ?)?#?\d{1,5}",
    ),
    Shape::new(
        r"شارع[ ][\u{621}-\u{64a}]{2,20}(?:[ ][\u{621}-\u{64a}]{2,20}){0,2},?[ ](?:رقم|مبني|بنايه|عماره|منزل|بيت)[ ]?\d{1,4}",
    ),
];

/// Coordinates, map links, streets.
pub(crate) fn hits(text: &Text) -> Vec<Hit> {
    let mut hits = map_links(text);
    hits.extend(points(text));
    for shape in &STREET {
        hits.extend(shape.hits(text.folded(), Reason::StreetAddress));
    }
    hits
}

/// Links to a place on a map.
pub(crate) fn map_links(text: &Text) -> Vec<Hit> {
    MAP_LINK.hits(text.folded(), Reason::Coordinates)
}

/// Coordinates, in any way of writing them.
pub(crate) fn points(text: &Text) -> Vec<Hit> {
    let folded = text.folded();
    let mut hits = THREE_WORDS.first_groups(folded, Reason::Coordinates);
    for shape in [&DEGREES, &PLUS_CODE, &GEO] {
        hits.extend(shape.hits(folded, Reason::Coordinates));
    }
    for shape in PAIRS {
        hits.extend(shape.groups(folded).filter_map(|pair| point(text, &pair)));
    }
    hits
}

/// A latitude and a longitude, or the other way round where their names say so: within what the earth has.
fn point(text: &Text, pair: &regex::Captures<'_>) -> Option<Hit> {
    let whole = pair.get(0)?;
    let degrees = |at: usize| pair.get(at)?.as_str().replace(',', ".").parse::<f64>().ok();
    let (one, other) = (degrees(1)?.abs(), degrees(2)?.abs());
    let begins_within = text
        .at(whole.start())
        .is_some_and(|c| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let is_joined = begins_within
        && text
            .before(whole.start())
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ','));
    let is_on_earth = one.min(other) <= 90.0 && one.max(other) <= 180.0;
    (is_on_earth && !is_joined).then(|| Hit::new(whole.start(), whole.end(), Reason::Coordinates))
}

static PAIRS: [&Shape; 7] = [
    &DECIMAL,
    &DECIMAL_COMMAS,
    &DECIMAL_BLANK,
    &DECIMAL_SIDES,
    &DECIMAL_CALLED,
    &DECIMAL_DATA,
    &DECIMAL_TURNED,
];

#[cfg(test)]
pub(crate) fn shapes() -> Vec<&'static Shape> {
    let mut all = vec![&THREE_WORDS, &DEGREES, &PLUS_CODE, &GEO, &MAP_LINK];
    all.extend(PAIRS.iter().copied());
    all.extend(STREET.iter());
    all
}

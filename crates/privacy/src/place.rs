//! Points on the map, and streets.

use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

/// Two decimal numbers beside each other; the limits are checked apart.
static DECIMAL: Shape = Shape::new(
    r"([+-]?\d{1,2}\.\d{3,10})[ ]?°?[ ]?[NSns]?[ ]?[,;/][ ]?([+-]?\d{1,3}\.\d{3,10})[ ]?°?[ ]?[EWOewo]?\b",
);
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
    let folded = text.folded();
    let mut hits = MAP_LINK.hits(folded, Reason::Coordinates);
    for shape in [&DEGREES, &PLUS_CODE, &GEO] {
        hits.extend(shape.hits(folded, Reason::Coordinates));
    }
    for groups in DECIMAL.groups(folded) {
        let (Some(whole), Some(latitude), Some(longitude)) =
            (groups.get(0), groups.get(1), groups.get(2))
        else {
            continue;
        };
        let within = |text: &str, most: f64| {
            text.parse::<f64>()
                .is_ok_and(|degrees| degrees.abs() <= most)
        };
        let joined = text
            .before(whole.start())
            .is_some_and(|c| c.is_alphanumeric() || c == '.');
        if !joined && within(latitude.as_str(), 90.0) && within(longitude.as_str(), 180.0) {
            hits.push(Hit::new(whole.start(), whole.end(), Reason::Coordinates));
        }
    }
    for shape in &STREET {
        hits.extend(shape.hits(folded, Reason::StreetAddress));
    }
    hits
}

#[cfg(test)]
pub(crate) fn shapes() -> Vec<&'static Shape> {
    let mut all = vec![&DECIMAL, &DEGREES, &PLUS_CODE, &GEO, &MAP_LINK];
    all.extend(STREET.iter());
    all
}

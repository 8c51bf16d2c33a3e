//! Persons called by name, days of birth, numbers of cases.

use crate::names::{is_arabic_name, is_nobody};
use crate::reason::Reason;
use crate::shape::{Hit, Shape};
use crate::text::Text;

static TITLED: Shape = Shape::new(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|M|Mme|Mlle|Madame|Monsieur|Mademoiselle|Maitre|[Ss]ra|[Ss]r|[Ss]rta|[Ss]enora|[Ss]enor|[Ss]enorita|[Dd]ona|Don)\.?[ ]([A-Z][a-z'-]{1,24})((?:[ ](?:de |del |la |el |al |ben |ibn )?[A-Z][A-Za-z'-]{1,24}){0,3})",
);
static NAMED: Shape = Shape::new(
    r"\b(?:(?:[Hh]er|[Hh]is|[Tt]heir|[Mm]y) name is|(?:s'appelle|se nomme|prenommee?)|[Ss]e llama|[Mm]e llamo|[Ss]u nombre es|[Mm]i nombre es|[Mm]y name's)[ ]([A-Z][a-z'-]{1,24}(?:[ ][A-Z][a-z'-]{1,24}){0,3})",
);
static TITLED_AR: Shape = Shape::new(
    r"(?:^|[ \n,.(])(?:و|ل|ب)?(?:السيده|السيد|الانسه|الاستاذه|الاستاذ|الدكتوره|الدكتور|الاخت|الاخ|المحاميه|الناشطه|الصحفيه)[ ]([\u{621}-\u{64a}]{2,15})((?:[ ][\u{621}-\u{64a}]{2,15})?)",
);
static NAMED_AR: Shape = Shape::new(
    r"(?:^|[ \n,.(])(?:و)?(?:اسمها|اسمه|تدعي|يدعي|اسمي|تسمي|يسمي)[ ]:?[ ]?([\u{621}-\u{64a}]{2,15})",
);

static BORN: Shape = Shape::new(concat!(
    r"(?i)(?:\b(?:born|dob|d\.o\.b\.?|date of birth|birth ?date|birthday|nee?(?:\(e\))? le|date de naissance|nacid[oa](?: el)?|fecha de nacimiento)\b",
    r"|تاريخ الميلاد|تاريخ الولاده|مواليد|ولدت في|ولد في)[ ]?:?[ ]?(?:on |le |el )?[^\w\n]{0,3}",
    r"(?:\d{1,4}(?:[ ./-]|er |st |nd |rd |th )(?:de )?(?:\d{1,2}|[a-z]{3,10})[ ./,-]{1,2}(?:de )?\d{2,4}|[a-z]{3,10} \d{1,2},? \d{4}|\d{4})",
));

static CASE: Shape = Shape::new(concat!(
    r"(?i)(?:\b(?:case|ticket|file|incident|intake|dossier|expediente|caso|affaire|plainte|folio|radicado)[ ]?(?:id|ref|no|nr|number|num|numero|n[.°º]{1,3}|no\.)?\.?[ ]?[:#=°º]{0,2}[ ]?",
    r"|(?:القضيه رقم|رقم القضيه|قضيه رقم|ملف رقم|رقم الملف|حاله رقم|رقم الحاله|رقم البلاغ|بلاغ رقم|محضر رقم)[ ]?[:#]?[ ]?)",
    r"(#?(?:[A-Z]{1,5}-?)?\d[\d/-]{1,14}\d)\b",
));

/// Folded words that come after a title and begin no name.
const GOES_ON: &[&str] = &[
    "التي", "الذي", "في", "من", "علي", "عن", "الي", "او", "كانت", "كان", "هي", "هو", "لا", "ان",
];

/// Persons, days of birth, cases.
pub(crate) fn hits(text: &Text) -> Vec<Hit> {
    let folded = text.folded();
    let mut hits = Vec::new();
    for shape in [&TITLED, &NAMED] {
        for groups in shape.groups(folded) {
            let (Some(whole), Some(name)) = (groups.get(0), groups.get(1)) else {
                continue;
            };
            let first = name.as_str().split(' ').next().unwrap_or_default();
            if !is_nobody(first) {
                hits.push(Hit::new(whole.start(), whole.end(), Reason::PersonName));
            }
        }
    }
    for (shape, needs_known) in [(&TITLED_AR, false), (&NAMED_AR, true)] {
        for groups in shape.groups(folded) {
            let Some(name) = groups.get(1) else {
                continue;
            };
            let known = is_arabic_name(name.as_str());
            if known || (!needs_known && !GOES_ON.contains(&name.as_str())) {
                let end = groups.get(2).map_or(name.end(), |more| more.end());
                hits.push(Hit::new(
                    name.start(),
                    end.max(name.end()),
                    Reason::PersonName,
                ));
            }
        }
    }
    hits.extend(BORN.hits(folded, Reason::BirthDate));
    for groups in CASE.groups(folded) {
        let Some(number) = groups.get(1) else {
            continue;
        };
        if !is_year(number.as_str()) && digits(number.as_str()) >= 3 {
            hits.push(Hit::new(number.start(), number.end(), Reason::CaseNumber));
        }
    }
    hits
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))
}

#[cfg(test)]
pub(crate) const SHAPES: &[&Shape] = &[&TITLED, &NAMED, &TITLED_AR, &NAMED_AR, &BORN, &CASE];

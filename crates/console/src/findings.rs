//! What the privacy check found, in the reader's language, with its ways out. [PRV-2] [PRV-11]

use fanal_desk::{Finding, RemedyShown};

use crate::texts::Texts;

/// Reasons that have a sentence of their own in the catalogues.
pub(crate) const REASONS: &[&str] = &[
    "protected_word",
    "address_in_link",
    "phone_in_link",
    "email",
    "invite",
    "profile",
    "handle",
    "bank_account",
    "card_number",
    "device_number",
    "hardware_address",
    "identity_number",
    "coordinates",
    "private_address",
    "phone",
    "street_address",
    "birth_date",
    "user_path",
    "device_name",
    "person_name",
    "case_number",
    "mail_headers",
    "conversation",
    "short_link",
    "one_time_link",
    "seen_once",
    "hidden_characters",
    "look_alike",
    "group_place_time",
    "fine_time",
    "fine_place",
    "common_site",
    "blaming",
    "unchecked",
];

/// Fields that a finding may stand in, by the program's word.
const FIELDS: &[(&str, &str)] = &[
    ("title", "compose-title-field"),
    ("summary", "compose-summary"),
    ("category", "category"),
    ("source", "source"),
    ("licence", "licence"),
    ("also please", "also-please"),
    ("text", "texts-text"),
];

/// Characters of what was found that are shown: the rest stands where it was typed.
const SHOWN_CHARS: usize = 160;

/// A finding, as a page shows it.
pub(crate) struct FindingRow {
    pub(crate) key: String,
    /// Where it stands.
    pub(crate) place: String,
    /// What it looks like.
    pub(crate) what: String,
    /// What stands there.
    pub(crate) text: String,
    /// In how many more places.
    pub(crate) also: usize,
    pub(crate) ways: Vec<Way>,
}

/// A way out: one button.
pub(crate) struct Way {
    /// `KEY:NUMBER`, as the button sends it.
    pub(crate) value: String,
    pub(crate) words: String,
    /// What would stand there.
    pub(crate) with: Option<String>,
}

impl FindingRow {
    pub(crate) fn of(texts: &Texts, finding: &Finding) -> Self {
        let mut text: String = finding.text.chars().take(SHOWN_CHARS).collect();
        if text.len() < finding.text.len() {
            text.push('…');
        }
        let ways = finding.ways().into_iter();
        Self {
            place: place(texts, &finding.place),
            what: what(texts, finding),
            ways: ways
                .map(|(number, remedy)| Way {
                    value: format!("{}:{number}", finding.key),
                    words: texts.say(way(remedy)),
                    with: remedy.with.clone(),
                })
                .collect(),
            key: finding.key.clone(),
            also: finding.also,
            text,
        }
    }

    pub(crate) fn all(texts: &Texts, findings: &[Finding]) -> Vec<Self> {
        let rows = findings.iter().map(|finding| Self::of(texts, finding));
        rows.collect()
    }
}

/// The finding's key and the way's number, as the button sent them.
pub(crate) fn read_way(sent: &str) -> Option<(&str, usize)> {
    let (key, number) = sent.rsplit_once(':')?;
    Some((key, number.parse().ok()?))
}

fn what(texts: &Texts, finding: &Finding) -> String {
    if REASONS.contains(&finding.reason.as_str()) {
        texts.say(&format!("finding-{}", finding.reason.replace('_', "-")))
    } else {
        finding.what.clone()
    }
}

fn way(remedy: &RemedyShown) -> &'static str {
    match (remedy.kind.as_str(), remedy.with.as_deref()) {
        ("mask", Some(_)) => "way-mask",
        // A domain by itself has neither path nor scheme.
        (_, Some(with)) if !with.contains('/') => "way-domain",
        (_, Some(_)) => "way-shorter",
        (_, None) => "way-remove",
    }
}

/// `line 3 of summary`, `line 3`, `row 3 column x`, `indicator 4`: words of the program; what is deeper inside a
/// file stays as it is.
pub(crate) fn place(texts: &Texts, said: &str) -> String {
    if let Some((line, field)) = said
        .strip_prefix("line ")
        .and_then(|l| l.split_once(" of "))
    {
        let number = line.parse().unwrap_or(0);
        return texts.count_with("place-line", number, "field", place(texts, field));
    }
    if let Some(Ok(number)) = said.strip_prefix("line ").map(str::parse::<usize>) {
        return texts.count("place-in-line", number);
    }
    if let Some((row, column)) = said
        .strip_prefix("row ")
        .and_then(|rest| rest.split_once(" column "))
    {
        let number = row.parse().unwrap_or(0);
        return texts.count_with("place-row", number, "column", column);
    }
    if let Some(Ok(number)) = said.strip_prefix("indicator ").map(str::parse::<usize>) {
        return texts.count("place-value", number);
    }
    match FIELDS.iter().find(|(field, _)| *field == said) {
        Some((_, key)) => texts.say(key),
        None => said.to_owned(),
    }
}

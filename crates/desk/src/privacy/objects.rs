//! What STIX objects tell: the values of indicators by their kind, and every other text in them, also
//! in fields that nobody here knows.

use std::collections::BTreeSet;

use fanal_formats::guarded;
use fanal_privacy::{Check, Finding, Reason};
use fanal_protocol::{Bulletin, Claim, NoBeneficiary, Role};
use fanal_stix::{Kind, Pattern, Value as Named};
use serde_json::{Map, Value};

use super::Found;
use super::plain::{has_comment, is_plain};

/// Fields that say when somebody was hit.
const TIMES: &[&str] = &["first_observed", "last_observed", "first_seen", "last_seen"];

/// Depth to which an object is read: as deep as any is accepted.
const DEPTH: usize = fanal_stix::MAX_OBJECT_DEPTH;

/// The objects of one bulletin.
pub(super) struct Values<'a> {
    bulletin: &'a Bulletin,
    check: &'a Check<'a>,
    /// Addresses that an indicator says are an attacker's.
    senders: BTreeSet<String>,
    /// A person says that all of it is public already.
    is_known: bool,
}

impl<'a> Values<'a> {
    pub(super) fn of(bulletin: &'a Bulletin, check: &'a Check<'a>) -> Self {
        let is_sender = |role: &Role| *role == Role::Sender;
        let senders = if bulletin.roles.values().any(is_sender) {
            crate::content::indicated(bulletin)
                .into_iter()
                .filter(|found| found.role == Role::Sender)
                .map(|found| found.value.text().to_owned())
                .collect()
        } else {
            BTreeSet::new()
        };
        Self {
            bulletin,
            check,
            senders,
            is_known: matches!(
                bulletin.consent,
                Claim::NotNeeded {
                    because: NoBeneficiary::AlreadyPublic
                }
            ),
        }
    }

    pub(super) fn look(&self, found: &mut Found) {
        let mut indicators = 0;
        let mut names = BTreeSet::new();
        for (at, raw) in self.bulletin.objects.iter().enumerate() {
            let Ok(object) = serde_json::from_str::<Map<String, Value>>(raw.get()) else {
                // What is no object cannot be shared; as a text it is looked at all the same.
                found.add(&format!("object {}", at + 1), &self.check.text(raw.get()));
                continue;
            };
            let object_type = text_of(&object, "type");
            let place = if object_type == "indicator" {
                indicators += 1;
                format!("indicator {indicators}")
            } else {
                format!("object {} ({object_type})", at + 1)
            };
            // The same names stand in thousands of objects: each is read once.
            for name in object.keys() {
                if !names.contains(name) {
                    found.add(&place, &self.check.text(name));
                    names.insert(name.clone());
                }
            }
            self.look_at(&object, object_type, &place, found);
        }
    }

    fn look_at(&self, object: &Map<String, Value>, kind: &str, place: &str, found: &mut Found) {
        for (name, value) in object {
            match (kind, name.as_str()) {
                ("indicator", "pattern") => self.pattern(object, place, found),
                (kind, "value") if kind_of(kind).is_some() => {
                    match (kind_of(kind), value.as_str()) {
                        (Some(kind), Some(text)) => {
                            self.value(kind, text, self.senders.contains(text), place, found);
                        }
                        // A value of another shape is none, and read as what it is.
                        (_, None) | (None, _) => self.texts(value, place, DEPTH, found),
                    }
                }
                (_, name) if TIMES.contains(&name) => match value.as_str() {
                    Some(text) if text.is_empty() || is_a_day(text) => {}
                    Some(text) => {
                        found.add(place, &[Finding::of(Reason::FineTime, text)]);
                        if !text.get(..10).is_some_and(is_a_day) {
                            found.add(place, &self.check.text(text));
                        }
                    }
                    None => self.texts(value, place, DEPTH, found),
                },
                ("identity", "name") if text_of(object, "identity_class") == "individual" => {
                    self.always(Reason::PersonName, value, place, found);
                }
                ("user-account", "account_login" | "display_name" | "user_id") => {
                    self.always(Reason::Handle, value, place, found);
                }
                ("location", "street_address") => {
                    self.always(Reason::StreetAddress, value, place, found);
                }
                ("location", "city" | "postal_code" | "administrative_area") => {
                    self.always(Reason::FinePlace, value, place, found);
                }
                ("location", "latitude" | "longitude") => {
                    found.add(
                        place,
                        &[Finding::of(Reason::Coordinates, &value.to_string())],
                    );
                }
                (_, name) if is_plain(name, value) => {}
                (_, name) => self.texts(value, &format!("{place} {name}"), DEPTH, found),
            }
        }
    }

    /// What a field says by its name alone.
    fn always(&self, reason: Reason, value: &Value, place: &str, found: &mut Found) {
        match value.as_str() {
            Some(text) if !text.trim().is_empty() => {
                found.add(place, &[Finding::of(reason, text)]);
            }
            Some(_) => {}
            None => self.texts(value, place, DEPTH, found),
        }
    }

    /// Every text below, and every name of a field that is no plain word.
    fn texts(&self, value: &Value, place: &str, depth: usize, found: &mut Found) {
        match value {
            Value::String(text) => found.add(place, &self.check.text(text)),
            Value::Array(items) if depth > 0 => {
                for item in items {
                    self.texts(item, place, depth - 1, found);
                }
            }
            Value::Object(fields) if depth > 0 => {
                for (name, value) in fields {
                    found.add(place, &self.check.text(name));
                    if !is_plain(name, value) {
                        self.texts(value, place, depth - 1, found);
                    }
                }
            }
            // A number may be a telephone's or a card's.
            Value::Number(number) => found.add(place, &self.check.text(&number.to_string())),
            // Deeper than anything that is accepted.
            Value::Array(_) | Value::Object(_) => {
                found.add(place, &self.check.text(&value.to_string()));
            }
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// Its values by their kind; a pattern that says more, or is none of STIX, as a text.
    fn pattern(&self, object: &Map<String, Value>, place: &str, found: &mut Found) {
        let written = text_of(object, "pattern");
        let is_stix = matches!(text_of(object, "pattern_type"), "" | "stix");
        let parsed = Pattern::parse(written).ok().filter(|_| is_stix);
        let Some(extracted) = parsed.map(|pattern| fanal_stix::values(&pattern)) else {
            found.add(place, &self.check.text(written));
            return;
        };
        if !extracted.rest.is_empty() || has_comment(written) {
            found.add(place, &self.check.text(written));
        }
        let role = self.bulletin.roles.get(text_of(object, "id"));
        for value in &extracted.values {
            self.value(
                value.kind(),
                value.text(),
                role == Some(&Role::Sender),
                place,
                found,
            );
        }
        if extracted
            .values
            .iter()
            .any(|value| value.kind() == Kind::Url)
            && written.contains('#')
        {
            // Behind its `#` a link has what its normal form has not.
            found.add(place, &self.check.value(Kind::Url, written, false));
        }
    }

    fn value(&self, kind: Kind, text: &str, sender: bool, place: &str, found: &mut Found) {
        let mut hits = self.check.value(kind, text, sender);
        if self.is_known {
            hits.retain(|hit| hit.reason != Reason::ShortLink);
        }
        found.add(place, &hits);
        if names_common_site(kind, text) {
            found.add(place, &[Finding::of(Reason::CommonSite, text)]);
        }
    }
}

/// A hit is a warning, not a verdict.
fn names_common_site(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::DomainName => guarded(text).is_some(),
        Kind::Url => {
            let host = text.split('/').nth(2).unwrap_or_default();
            let host = host.split(':').next().unwrap_or_default();
            Named::parse(Kind::DomainName, host)
                .is_ok_and(|name| name.kind() == Kind::DomainName && guarded(name.text()).is_some())
        }
        Kind::Ipv4
        | Kind::Ipv6
        | Kind::EmailAddress
        | Kind::Md5
        | Kind::Sha1
        | Kind::Sha256
        | Kind::Sha512
        | Kind::AppId
        | Kind::CertificateMd5
        | Kind::CertificateSha1
        | Kind::CertificateSha256
        | Kind::ProcessName
        | Kind::FileName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => false,
    }
}

/// The STIX observables that are one value.
fn kind_of(object_type: &str) -> Option<Kind> {
    match object_type {
        "domain-name" => Some(Kind::DomainName),
        "url" => Some(Kind::Url),
        "ipv4-addr" => Some(Kind::Ipv4),
        "ipv6-addr" => Some(Kind::Ipv6),
        "email-addr" => Some(Kind::EmailAddress),
        _other => None,
    }
}

/// `2026-11-22`, or its midnight.
fn is_a_day(time: &str) -> bool {
    let (day, rest) = time.split_at_checked(10).unwrap_or((time, ""));
    let is_date = day.len() == 10
        && day.char_indices().all(|(at, c)| match at {
            4 | 7 => c == '-',
            _ => c.is_ascii_digit(),
        });
    is_date
        && rest
            .chars()
            .all(|c| matches!(c, 'T' | ':' | '0' | '.' | 'Z'))
}

fn text_of<'o>(object: &'o Map<String, Value>, name: &str) -> &'o str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

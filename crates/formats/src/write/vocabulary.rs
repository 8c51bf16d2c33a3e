//! Words that several files share: roles, headers, ids that follow from content.

use std::collections::BTreeSet;

use fanal_protocol::{BulletinId, Label, Role, Timestamp};
use sha1::{Digest as _, Sha1};
use uuid::{Builder, Uuid, uuid};

use super::{Item, Settings};
use crate::shown::one_line;

/// Ids of written STIX objects are made below this name: the same bulletin gives the same ids on every node.
const NAMESPACE: Uuid = uuid!("6f0a1c86-0f1b-5d3a-9a55-2b1f6b9f4e60");

pub(super) const fn role_word(role: Role) -> &'static str {
    match role {
        Role::C2 => "c2",
        Role::Delivery => "delivery",
        Role::Website => "website",
        Role::Sender => "sender",
        Role::Payload => "payload",
        Role::Unknown => "unknown",
    }
}

/// `type--UUID`, of the parts.
pub(crate) fn stix_id(object_type: &str, parts: &[&str]) -> String {
    format!("{object_type}--{}", uuid_of(object_type, parts))
}

/// An id that follows from the parts; no part can be mistaken for two.
pub(super) fn uuid_of(what: &str, parts: &[&str]) -> Uuid {
    let mut name = what.to_owned();
    for part in parts {
        name.push_str(&format!(":{}:", part.len()));
        name.push_str(part);
    }
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// [`stix_id`] of parts of which the last is too long for memory.
pub(super) struct LongId {
    object_type: &'static str,
    name: Sha1,
}

impl LongId {
    /// Begins it with the other parts, and the length of the last one in bytes.
    pub(super) fn begin(object_type: &'static str, parts: &[&str], length: usize) -> Self {
        let mut name = Sha1::new_with_prefix(NAMESPACE.as_bytes());
        name.update(object_type);
        for part in parts {
            name.update(format!(":{}:{part}", part.len()));
        }
        name.update(format!(":{length}:"));
        Self { object_type, name }
    }

    /// What comes next of the last part.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.name.update(bytes);
    }

    pub(super) fn finish(self) -> String {
        let digest: [u8; 20] = self.name.finalize().into();
        let short = digest.first_chunk().copied().unwrap_or_default();
        let uuid = Builder::from_sha1_bytes(short).into_uuid();
        format!("{}--{uuid}", self.object_type)
    }
}

/// The id of the report that stands for a bulletin in STIX files: made of the bulletin's id alone.
pub fn report_id(bulletin: BulletinId) -> String {
    stix_id("report", &[&bulletin.to_string()])
}

/// A day as STIX writes it.
pub(super) fn stix_day(date: Timestamp) -> String {
    format!("{}T00:00:00.000Z", date.date())
}

/// What the head of a plain list tells of all bulletins.
#[derive(Default)]
pub(super) struct Head {
    /// The strictest label.
    label: Option<Label>,
    licences: BTreeSet<String>,
}

impl Head {
    pub(super) fn see(&mut self, item: &Item<'_>) {
        self.label = self.label.max(Some(item.label));
        self.licences.extend(item.licence.map(one_line));
    }

    /// The lines at the top of a plain list, without their comment sign.
    pub(super) fn lines(&self, settings: &Settings<'_>, count: usize) -> Vec<String> {
        let mut lines = vec![
            one_line(settings.title),
            format!("Date: {}", settings.date.date()),
            format!("Count: {count}"),
            format!("Tier: {}", settings.tier.as_str()),
        ];
        lines.extend(self.label.map(|label| format!("Label: {label}")));
        let licences = self.licences.iter();
        lines.extend(licences.map(|licence| format!("Licence: {licence}")));
        lines
    }
}

/// Lines behind a comment sign.
pub(super) fn commented(sign: &str, lines: &[String]) -> String {
    lines.iter().map(|line| format!("{sign}{line}\n")).collect()
}

/// The place of a label among all, for what is put down: the stricter, the larger.
pub(super) fn rank(label: Label) -> u8 {
    let stricter = Label::ALL.iter().filter(|other| **other < label);
    u8::try_from(stricter.count()).unwrap_or(u8::MAX)
}

/// The label of a place; of one that there is none of, the strictest.
pub(super) fn label_of_rank(rank: u8) -> Label {
    let at = usize::from(rank);
    Label::ALL.get(at).copied().unwrap_or(Label::Red)
}

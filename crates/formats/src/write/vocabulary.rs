//! Words that several files share: roles, headers, ids that follow from content.

use std::collections::BTreeSet;

use fanal_protocol::{BulletinId, Label, Role, Timestamp};
use uuid::{Uuid, uuid};

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

/// The id of the report that stands for a bulletin in STIX files: made of the bulletin's id alone.
pub fn report_id(bulletin: BulletinId) -> String {
    stix_id("report", &[&bulletin.to_string()])
}

/// A day as STIX writes it.
pub(super) fn stix_day(date: Timestamp) -> String {
    format!("{}T00:00:00.000Z", date.date())
}

/// The strictest label of the items.
pub(super) fn strictest(items: &[Item<'_>]) -> Option<Label> {
    items.iter().map(|item| item.label).max()
}

/// The lines at the top of a plain list, without their comment sign.
pub(super) fn header(items: &[Item<'_>], settings: &Settings<'_>, count: usize) -> Vec<String> {
    let mut lines = vec![
        one_line(settings.title),
        format!("Date: {}", settings.date.date()),
        format!("Count: {count}"),
        format!("Tier: {}", settings.tier.as_str()),
    ];
    lines.extend(strictest(items).map(|label| format!("Label: {label}")));
    let licences: BTreeSet<String> = items
        .iter()
        .filter_map(|item| item.licence)
        .map(one_line)
        .collect();
    lines.extend(licences.iter().map(|licence| format!("Licence: {licence}")));
    lines
}

//! STIX objects that this desk writes itself: times are days, nobody is named. [SR-4]

use fanal_formats::Found;
use fanal_protocol::{Code, Timestamp};
use fanal_stix::write::{Common, Indicator};
use serde_json::value::RawValue;

use crate::desk::Desk;
use crate::error::{Result, problem};

/// A random id of this STIX type.
pub(crate) fn new_id(desk: &Desk, object_type: &str) -> String {
    id_from_random(desk.random(), object_type)
}

/// The id of this STIX type that these random bytes make: a version 4 UUID.
pub(crate) fn id_from_random(mut bytes: [u8; 16], object_type: &str) -> String {
    if let Some(version) = bytes.get_mut(6) {
        *version = (*version & 0x0f) | 0x40;
    }
    if let Some(variant) = bytes.get_mut(8) {
        *variant = (*variant & 0x3f) | 0x80;
    }
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    let mut text = String::with_capacity(36);
    for (at, c) in hex.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(c);
    }
    format!("{object_type}--{text}")
}

/// An indicator for one value, as of today.
pub(crate) fn indicator(desk: &Desk, id: &str, found: &Found) -> Result<Box<RawValue>> {
    indicator_of_day(desk.now(), id, found)
}

/// An indicator for one value, as of the day of this moment.
pub(crate) fn indicator_of_day(now: Timestamp, id: &str, found: &Found) -> Result<Box<RawValue>> {
    let day = format!("{}T00:00:00.000Z", now.date());
    let pattern = fanal_stix::pattern_for(&found.value);
    let json = Indicator {
        common: Common {
            id,
            created_by_ref: None,
            created: &day,
            modified: &day,
            revoked: false,
            object_marking_refs: &[],
        },
        name: found.name.as_deref(),
        description: None,
        indicator_types: &["malicious-activity"],
        pattern: &pattern,
        valid_from: &day,
        valid_until: None,
        labels: &[],
    }
    .to_json();
    RawValue::from_string(json).map_err(|error| problem(Code::Broken, error.to_string()))
}

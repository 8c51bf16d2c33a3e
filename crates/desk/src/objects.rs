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

/// An observable for a value that is context: it says that there is such a thing, and nothing bad of it. None
/// for kinds that STIX has no observable with an id of its own for.
pub(crate) fn observable(found: &Found) -> Result<Option<(String, Box<RawValue>)>> {
    use fanal_stix::Kind;
    let Some(id) = fanal_stix::sco_id_of(&found.value) else {
        return Ok(None);
    };
    let text = found.value.text();
    let object_type = id.split("--").next().unwrap_or_default();
    let mut object = serde_json::json!({"type": object_type, "spec_version": "2.1", "id": id});
    let (member, value) = match found.value.kind() {
        Kind::Md5 | Kind::CertificateMd5 => ("hashes", serde_json::json!({ "MD5": text })),
        Kind::Sha1 | Kind::CertificateSha1 => ("hashes", serde_json::json!({ "SHA-1": text })),
        Kind::Sha256 | Kind::CertificateSha256 => {
            ("hashes", serde_json::json!({ "SHA-256": text }))
        }
        Kind::Sha512 => ("hashes", serde_json::json!({ "SHA-512": text })),
        Kind::FileName | Kind::AppId => ("name", text.into()),
        Kind::DomainName
        | Kind::Url
        | Kind::Ipv4
        | Kind::Ipv6
        | Kind::EmailAddress
        | Kind::ProcessName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => ("value", text.into()),
    };
    if let Some(members) = object.as_object_mut() {
        members.insert(member.to_owned(), value);
    }
    let raw = RawValue::from_string(object.to_string())
        .map_err(|error| problem(Code::Broken, error.to_string()))?;
    Ok(Some((id, raw)))
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

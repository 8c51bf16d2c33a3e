//! STIX objects that this desk writes itself: times are days, nobody is named. [SR-4]

use fanal_formats::Found;
use fanal_protocol::{Code, Timestamp};
use fanal_stix::write::{Common, Indicator};
use fanal_store::{CollectionKey, Unit};
use serde_json::value::RawValue;

use crate::desk::Desk;
use crate::error::{Result, problem};

/// Names what this desk makes itself, where a collection is named elsewhere: no collection has such a key.
const MADE_HERE: CollectionKey = *b"made by the desk";

/// A new id of this STIX type, that this desk knows again as its own: half of it is chance, half follows from that
/// under a key of the desk's. To everybody else it is any version 4 UUID. [TAX-6]
pub(crate) fn new_id(desk: &Desk, unit: &dyn Unit, object_type: &str) -> String {
    id_of_half(unit, desk.random(), object_type)
}

/// Did this desk make this id? Not where it was made before it could be told: then the answer is no.
pub(crate) fn is_made_here(unit: &dyn Unit, id: &str) -> bool {
    let Some((object_type, uuid)) = id.split_once("--") else {
        return false;
    };
    let hex: String = uuid.chars().filter(|c| *c != '-').collect();
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes());
    let half = bytes.ok().and_then(|bytes| bytes.first_chunk().copied());
    half.is_some_and(|half| id_of_half(unit, half, object_type) == id)
}

/// The id that begins with these bytes, once they are of version 4.
fn id_of_half(unit: &dyn Unit, half: [u8; 8], object_type: &str) -> String {
    let mut half = half;
    let [.., version, _] = &mut half;
    *version = (*version & 0x0f) | 0x40;
    let named = data_encoding::HEXLOWER.encode(&half);
    let follows = unit.object_key(MADE_HERE, &named, "");
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(half.iter().chain(&follows)) {
        *to = *from;
    }
    id_from_random(bytes, object_type)
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

//! Deterministic ids of STIX cyber-observable objects: the same observable gets the same id
//! everywhere.
//!
//! They name, they prove nothing: anybody can make an object with such an id (STIX 2.1 appendix D).

use serde::Serialize;
use serde_json::json;
use uuid::{Uuid, uuid};

use crate::value::{Kind, Value};

/// STIX 2.1 section 2.9.
const SCO_NAMESPACE: Uuid = uuid!("00abedb4-aa42-466c-9c01-fed23315a9b7");

/// The id of an observable of `object_type` with these id-contributing properties, or `None` when
/// they cannot be written as canonical JSON (RFC 8785).
///
/// Which properties contribute is fixed per type by STIX 2.1 section 6; of several hashes only the
/// first of MD5, SHA-1, SHA-256, SHA-512 does.
pub fn sco_id(object_type: &str, contributing: &impl Serialize) -> Option<String> {
    let name = serde_json_canonicalizer::to_vec(contributing).ok()?;
    Some(format!(
        "{object_type}--{}",
        Uuid::new_v5(&SCO_NAMESPACE, &name)
    ))
}

/// The id of the observable that a value is. `None` for kinds that STIX has no observable for, or
/// no deterministic id (processes).
pub fn sco_id_of(value: &Value) -> Option<String> {
    let text = value.text();
    match value.kind() {
        kind @ (Kind::DomainName | Kind::Url | Kind::Ipv4 | Kind::Ipv6 | Kind::EmailAddress) => {
            sco_id(kind.as_str(), &json!({ "value": text }))
        }
        Kind::Md5 => sco_id("file", &json!({ "hashes": { "MD5": text } })),
        Kind::Sha1 => sco_id("file", &json!({ "hashes": { "SHA-1": text } })),
        Kind::Sha256 => sco_id("file", &json!({ "hashes": { "SHA-256": text } })),
        Kind::Sha512 => sco_id("file", &json!({ "hashes": { "SHA-512": text } })),
        Kind::FileName => sco_id("file", &json!({ "name": text })),
        Kind::CertificateMd5 => sco_id("x509-certificate", &json!({ "hashes": { "MD5": text } })),
        Kind::CertificateSha1 => {
            sco_id("x509-certificate", &json!({ "hashes": { "SHA-1": text } }))
        }
        Kind::CertificateSha256 => sco_id(
            "x509-certificate",
            &json!({ "hashes": { "SHA-256": text } }),
        ),
        Kind::AppId => sco_id("software", &json!({ "name": text })),
        Kind::ProcessName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => None,
    }
}

#[cfg(test)]
mod tests;

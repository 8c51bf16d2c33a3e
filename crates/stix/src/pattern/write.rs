//! Writes the pattern of one value: in the standard's form, and in the form that MVT reads.

use crate::value::{Kind, Value};

/// The STIX 2.1 pattern of a value, level 1: `[domain-name:value = 'evil.example']`.
///
/// App ids, configuration profiles, Android properties and file paths have no place in the STIX
/// vocabulary; they are written with the paths that mobile forensics tools use.
pub fn pattern_for(value: &Value) -> String {
    format!(
        "[{} = '{}']",
        standard_path(value.kind()),
        escaped(value.text())
    )
}

/// The pattern that MVT reads, or `None` for a value that MVT has no place for or cannot read.
///
/// MVT splits a pattern at `=` and undoes no escapes: one value with `=` in it loses the whole
/// file.
pub fn mvt_pattern_for(value: &Value) -> Option<String> {
    let path = mvt_path(value.kind())?;
    let text = value.text();
    let is_network = value.kind() == Kind::Ipv4 && text.contains('/');
    (!is_network && !text.contains(['=', '\'', '\\'])).then(|| format!("[{path}='{text}']"))
}

/// `\` and `'` are the only characters that a text of a pattern escapes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('\'', r"\'")
}

const fn standard_path(kind: Kind) -> &'static str {
    match kind {
        Kind::DomainName => "domain-name:value",
        Kind::Url => "url:value",
        Kind::Ipv4 => "ipv4-addr:value",
        Kind::Ipv6 => "ipv6-addr:value",
        Kind::EmailAddress => "email-addr:value",
        Kind::Md5 => "file:hashes.MD5",
        Kind::Sha1 => "file:hashes.'SHA-1'",
        Kind::Sha256 => "file:hashes.'SHA-256'",
        Kind::Sha512 => "file:hashes.'SHA-512'",
        Kind::AppId => "app:id",
        Kind::CertificateMd5 => "x509-certificate:hashes.MD5",
        Kind::CertificateSha1 => "x509-certificate:hashes.'SHA-1'",
        Kind::CertificateSha256 => "x509-certificate:hashes.'SHA-256'",
        Kind::ProcessName => "process:name",
        Kind::FileName => "file:name",
        Kind::FilePath => "file:path",
        Kind::ConfigurationProfileId => "configuration-profile:id",
        Kind::AndroidProperty => "android-property:name",
    }
}

const fn mvt_path(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::DomainName => "domain-name:value",
        Kind::Url => "url:value",
        Kind::Ipv4 => "ipv4-addr:value",
        Kind::EmailAddress => "email-addr:value",
        Kind::Md5 => "file:hashes.md5",
        Kind::Sha1 => "file:hashes.sha1",
        Kind::Sha256 => "file:hashes.sha256",
        Kind::AppId => "app:id",
        Kind::CertificateMd5 => "app:cert.md5",
        Kind::CertificateSha1 => "app:cert.sha1",
        Kind::CertificateSha256 => "app:cert.sha256",
        Kind::ProcessName => "process:name",
        Kind::FileName => "file:name",
        Kind::FilePath => "file:path",
        Kind::ConfigurationProfileId => "configuration-profile:id",
        Kind::AndroidProperty => "android-property:name",
        Kind::Ipv6 | Kind::Sha512 => return None,
    })
}

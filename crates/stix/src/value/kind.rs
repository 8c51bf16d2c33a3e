//! The kinds of value that this project indexes, and their stable names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What a value is. The text names are stable: they stand in databases, exports and the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A domain name of at least two labels, in ASCII.
    DomainName,
    /// An `http`, `https` or `ftp` URL.
    Url,
    /// An IPv4 address or network.
    Ipv4,
    /// An IPv6 address or network.
    Ipv6,
    /// An e-mail address.
    EmailAddress,
    /// MD5 of a file.
    Md5,
    /// SHA-1 of a file.
    Sha1,
    /// SHA-256 of a file.
    Sha256,
    /// SHA-512 of a file.
    Sha512,
    /// An Android package name or iOS bundle id.
    AppId,
    /// MD5 of the certificate that signs an app or speaks TLS.
    CertificateMd5,
    /// SHA-1 of such a certificate.
    CertificateSha1,
    /// SHA-256 of such a certificate.
    CertificateSha256,
    /// The name of a process.
    ProcessName,
    /// The name of a file, without its folder.
    FileName,
    /// The path of a file.
    FilePath,
    /// The id of an iOS configuration profile.
    ConfigurationProfileId,
    /// The name of an Android system property.
    AndroidProperty,
}

impl Kind {
    /// All kinds, in their declared order.
    pub const ALL: [Self; 18] = [
        Self::DomainName,
        Self::Url,
        Self::Ipv4,
        Self::Ipv6,
        Self::EmailAddress,
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::Sha512,
        Self::AppId,
        Self::CertificateMd5,
        Self::CertificateSha1,
        Self::CertificateSha256,
        Self::ProcessName,
        Self::FileName,
        Self::FilePath,
        Self::ConfigurationProfileId,
        Self::AndroidProperty,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DomainName => "domain-name",
            Self::Url => "url",
            Self::Ipv4 => "ipv4-addr",
            Self::Ipv6 => "ipv6-addr",
            Self::EmailAddress => "email-addr",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
            Self::AppId => "app-id",
            Self::CertificateMd5 => "cert-md5",
            Self::CertificateSha1 => "cert-sha1",
            Self::CertificateSha256 => "cert-sha256",
            Self::ProcessName => "process-name",
            Self::FileName => "file-name",
            Self::FilePath => "file-path",
            Self::ConfigurationProfileId => "configuration-profile-id",
            Self::AndroidProperty => "android-property",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A name that is no [`Kind`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of value")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

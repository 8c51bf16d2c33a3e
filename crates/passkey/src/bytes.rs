//! Bytes as browsers write them in JSON: base64url without padding.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Some bytes, written as base64url.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// Reads base64url without padding.
    pub fn read(text: &str) -> Option<Self> {
        let fits = text.len() <= crate::PART_BYTES * 4 / 3 + 4;
        let bytes = fits.then(|| BASE64URL_NOPAD.decode(text.as_bytes()).ok());
        bytes.flatten().map(Self)
    }
}

impl std::fmt::Display for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| D::Error::custom("not base64url without padding"))
    }
}

//! Names of desks, groups, networks and bulletins: each its own type, parsed once at the edge.
//!
//! Alphabets are fixed in SPEC [ENC-5] to [ENC-8]. Nothing here looks like anything else on a
//! screen: no capital letters, no characters outside ASCII, no two names that differ by case.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, HEXLOWER};

/// A text that is not an id of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}")]
pub struct ParseIdError {
    text: String,
    wanted: &'static str,
}

impl ParseIdError {
    pub(crate) fn new(text: &str, wanted: &'static str) -> Self {
        let text = text.chars().take(80).filter(|c| !c.is_control()).collect();
        Self { text, wanted }
    }
}

macro_rules! serde_as_text {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $name::PATTERN })
            }
        }
    };
}
pub(crate) use serde_as_text;

/// SHA-256 of a statement's DSSE pre-authentication encoding; 64 lower-case hex digits. [ENC-4]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    pub(crate) const PATTERN: &'static str = "^[0-9a-f]{64}$";

    /// Takes 32 bytes as they are.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Takes 32 bytes from a slice, if it has just so many.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        HEXLOWER
            .decode(text.as_bytes())
            .ok()
            .and_then(|bytes| Self::from_slice(&bytes))
            .ok_or_else(|| ParseIdError::new(text, "a digest (64 lower-case hex digits)"))
    }
}
serde_as_text!(Digest);

/// The digest of a network's first roster names the network for good. [ENC-6]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkId(Digest);

impl NetworkId {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = Digest::PATTERN;

    /// The network that this first roster founds.
    pub const fn founded_by(first_roster: Digest) -> Self {
        Self(first_roster)
    }

    /// The digest of the first roster.
    pub const fn digest(&self) -> Digest {
        self.0
    }
}

impl fmt::Display for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NetworkId({self})")
    }
}

impl FromStr for NetworkId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        text.parse()
            .map(Self)
            .map_err(|_| ParseIdError::new(text, "a network id (64 hex digits)"))
    }
}
serde_as_text!(NetworkId);

macro_rules! short_name {
    ($(#[$doc:meta])* $name:ident, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            #[cfg_attr(not(feature = "schema"), expect(dead_code, reason = "read by the schema generator"))]
            pub(crate) const PATTERN: &'static str = "^(?=.{2,32}$)[a-z0-9]+(-[a-z0-9]+)*$";

            /// The name as it is written everywhere.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                if is_short_name(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(ParseIdError::new(text, $wanted))
                }
            }
        }
        serde_as_text!($name);
    };
}

short_name!(
    /// A desk's short name, unique in its network and never given to another desk. [ENC-5]
    DeskId,
    "a desk name (2 to 32 of a-z, 0-9 and single inner hyphens)"
);
short_name!(
    /// A sharing group's short name, unique in its network. [ENC-5]
    GroupId,
    "a group name (2 to 32 of a-z, 0-9 and single inner hyphens)"
);

/// [ENC-5] 2 to 32 characters of `a-z`, `0-9` and `-`, no hyphen first, last or doubled.
fn is_short_name(text: &str) -> bool {
    (2..=32).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// 16 random bytes that name a bulletin (or another statement that is revised or referred to);
/// 26 characters of lower-case base32. Identity is the pair (origin, id). [ENC-7]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BulletinId([u8; 16]);

impl BulletinId {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str = "^[a-z2-7]{25}[aeimquy4]$";

    /// Takes 16 random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Takes 16 bytes from a slice, if it has just so many.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for BulletinId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
    }
}

impl fmt::Debug for BulletinId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BulletinId({self})")
    }
}

impl FromStr for BulletinId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let refused = || ParseIdError::new(text, "a bulletin id (26 characters of a-z and 2-7)");
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(refused());
        }
        BASE32_NOPAD
            .decode(text.to_ascii_uppercase().as_bytes())
            .ok()
            .and_then(|bytes| Self::from_slice(&bytes))
            .ok_or_else(refused)
    }
}
serde_as_text!(BulletinId);

//! The id of an object, in as little memory as may be: a collection may know a million of them.

use std::fmt;

use uuid::Uuid;
use uuid::fmt::Hyphenated;

/// Types of the standard, those first of which there are most. Source: STIX 2.1, chapters 4 to 7.
const TYPES: [&str; 41] = [
    "indicator",
    "relationship",
    "malware",
    "report",
    "domain-name",
    "url",
    "ipv4-addr",
    "ipv6-addr",
    "file",
    "email-addr",
    "observed-data",
    "sighting",
    "software",
    "identity",
    "threat-actor",
    "campaign",
    "intrusion-set",
    "attack-pattern",
    "course-of-action",
    "tool",
    "vulnerability",
    "infrastructure",
    "location",
    "grouping",
    "note",
    "opinion",
    "malware-analysis",
    "artifact",
    "autonomous-system",
    "directory",
    "email-message",
    "mac-addr",
    "mutex",
    "network-traffic",
    "process",
    "user-account",
    "windows-registry-key",
    "x509-certificate",
    "marking-definition",
    "extension-definition",
    "language-content",
];

/// An id, which comes back as it was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum ObjectId {
    /// Of a type of the standard, by its place in the list of them, and a UUID.
    Standard(u8, [u8; 16]),
    /// Any other.
    Other(Box<str>),
}

impl ObjectId {
    pub(super) fn of(text: &str) -> Self {
        Self::standard(text).unwrap_or_else(|| Self::Other(text.into()))
    }

    fn standard(text: &str) -> Option<Self> {
        let (object_type, uuid) = text.split_once("--")?;
        let place = TYPES.iter().position(|known| *known == object_type)?;
        let place = u8::try_from(place).ok()?;
        let bytes = Uuid::try_parse(uuid).ok()?;
        // Capitals, braces and the like would not come back.
        let mut written = [0; Hyphenated::LENGTH];
        let is_as_written = bytes.hyphenated().encode_lower(&mut written) == uuid;
        is_as_written.then(|| Self::Standard(place, bytes.into_bytes()))
    }

    pub(super) fn object_type(&self) -> &str {
        match self {
            Self::Standard(place, _) => TYPES.get(usize::from(*place)).copied().unwrap_or_default(),
            Self::Other(text) => text.split_once("--").map_or("", |(kind, _)| kind),
        }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard(_, uuid) => {
                write!(f, "{}--{}", self.object_type(), Uuid::from_bytes(*uuid))
            }
            Self::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_as_it_was_written_and_an_ordinary_one_takes_no_text() {
        let uuid = "0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14";
        for object_type in TYPES {
            let text = format!("{object_type}--{uuid}");
            let id = ObjectId::of(&text);
            assert!(matches!(id, ObjectId::Standard(..)), "{text}");
            assert_eq!((id.to_string(), id.object_type()), (text, object_type));
        }
        for (text, object_type) in [
            (format!("indicator--{}", uuid.to_uppercase()), "indicator"),
            (format!("indicator--{{{uuid}}}"), "indicator"),
            (format!("indicator--{}", uuid.replace('-', "")), "indicator"),
            (format!("indicator--urn:uuid:{uuid}"), "indicator"),
            (format!("x-own-type--{uuid}"), "x-own-type"),
            (format!("indicator--{uuid} "), "indicator"),
            ("tool--1".into(), "tool"),
            (uuid.into(), ""),
            (String::new(), ""),
        ] {
            let id = ObjectId::of(&text);
            assert!(matches!(id, ObjectId::Other(_)), "{text}");
            assert_eq!((id.to_string(), id.object_type()), (text, object_type));
        }
        assert_eq!(size_of::<ObjectId>(), 24);
    }
}

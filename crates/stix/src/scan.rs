//! Walks one object's JSON once, without keeping it, for what signing cannot carry and for what it
//! refers to.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::glance::Keys;

/// How deep an object may be nested. Real ones reach six.
pub const MAX_OBJECT_DEPTH: usize = 32;

/// RFC 7493 section 2.2: what every JSON reader holds exactly, and so what canonical JSON can sign.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// What an object mentions, in the order of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mentions {
    /// Ids in properties that end in `_ref` or `_refs`.
    pub(crate) references: Vec<String>,
    /// Ids in `object_marking_refs` and `marking_ref`, wherever they stand.
    pub(crate) markings: Vec<String>,
}

/// Gives what the object mentions, or why it cannot be carried: duplicate keys, numbers other than
/// safe integers, too deep.
pub(crate) fn scan(json: &str) -> Result<Mentions, String> {
    let mut mentions = Mentions::default();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Scan::at(&mut mentions, 0, Role::Other)
        .deserialize(&mut deserializer)
        .map_err(|error| error.to_string())?;
    Ok(mentions)
}

/// What the strings below a property are.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    Reference,
    Marking,
    Other,
}

impl Role {
    pub(crate) fn of(key: &str) -> Self {
        match key {
            "object_marking_refs" | "marking_ref" => Self::Marking,
            _ if key.ends_with("_ref") || key.ends_with("_refs") => Self::Reference,
            _ => Self::Other,
        }
    }
}

/// Where a value goes, beside being looked at. What has another type than its place is an error.
pub(crate) enum Capture<'c> {
    Nothing,
    /// A text, or null.
    Text(&'c mut Option<String>),
    /// A text, or null, that nobody asks for.
    AnyText,
    /// A list of texts, or null.
    Texts(&'c mut Vec<String>),
    /// A text of such a list.
    OneOf(&'c mut Vec<String>),
    /// A yes or no, or null.
    Flag(&'c mut Option<bool>),
}

pub(crate) struct Scan<'m, 'c> {
    mentions: &'m mut Mentions,
    depth: usize,
    role: Role,
    capture: Capture<'c>,
}

impl<'m> Scan<'m, '_> {
    pub(crate) const fn at(mentions: &'m mut Mentions, depth: usize, role: Role) -> Self {
        Self {
            mentions,
            depth,
            role,
            capture: Capture::Nothing,
        }
    }

    pub(crate) fn into_capture<'c>(self, capture: Capture<'c>) -> Scan<'m, 'c> {
        Scan {
            mentions: self.mentions,
            depth: self.depth,
            role: self.role,
            capture,
        }
    }

    fn deeper<E: de::Error>(&mut self, role: Role) -> Result<Scan<'_, 'static>, E> {
        if self.depth >= MAX_OBJECT_DEPTH {
            return Err(E::custom(format_args!(
                "nested deeper than {MAX_OBJECT_DEPTH}"
            )));
        }
        Ok(Scan {
            mentions: self.mentions,
            depth: self.depth + 1,
            role,
            capture: Capture::Nothing,
        })
    }

    /// For a value that only [`Capture::Nothing`] allows.
    fn uncaptured<E: de::Error>(&self) -> Result<(), E> {
        match self.capture {
            Capture::Nothing => Ok(()),
            Capture::Text(_)
            | Capture::AnyText
            | Capture::Texts(_)
            | Capture::OneOf(_)
            | Capture::Flag(_) => Err(E::custom("another type")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Scan<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        match self.capture {
            Capture::OneOf(_) => Err(E::custom("another type")),
            Capture::Nothing
            | Capture::Text(_)
            | Capture::AnyText
            | Capture::Texts(_)
            | Capture::Flag(_) => Ok(()),
        }
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<(), E> {
        match self.capture {
            Capture::Flag(place) => *place = Some(yes),
            Capture::Nothing
            | Capture::Text(_)
            | Capture::AnyText
            | Capture::Texts(_)
            | Capture::OneOf(_) => return self.uncaptured(),
        }
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        match self.role {
            Role::Marking => self.mentions.markings.push(text.to_owned()),
            // Observed data of STIX 2.0 refers to its own parts by number; those are no ids.
            Role::Reference if text.contains("--") => {
                self.mentions.references.push(text.to_owned());
            }
            Role::Reference | Role::Other => {}
        }
        match self.capture {
            Capture::Nothing | Capture::AnyText => {}
            Capture::Text(place) => *place = Some(text.to_owned()),
            Capture::OneOf(list) => list.push(text.to_owned()),
            Capture::Texts(_) | Capture::Flag(_) => return self.uncaptured(),
        }
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<(), E> {
        self.uncaptured()?;
        safe(number.unsigned_abs(), number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<(), E> {
        self.uncaptured()?;
        safe(number, number)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<(), E> {
        Err(E::custom(format_args!(
            "the number `{number}`: signed content holds whole numbers only"
        )))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let role = self.role;
        match std::mem::replace(&mut self.capture, Capture::Nothing) {
            Capture::Nothing => while items.next_element_seed(self.deeper(role)?)?.is_some() {},
            Capture::Texts(list) => {
                while items
                    .next_element_seed(self.deeper(role)?.into_capture(Capture::OneOf(list)))?
                    .is_some()
                {}
            }
            Capture::Text(_) | Capture::AnyText | Capture::OneOf(_) | Capture::Flag(_) => {
                return Err(de::Error::custom("another type"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        self.uncaptured()?;
        let mut seen = Keys::default();
        while let Some(key) = members.next_key_seed(Key)? {
            if seen.has(&key) {
                return Err(de::Error::custom(format_args!("the key `{key}` twice")));
            }
            members.next_value_seed(self.deeper(Role::of(&key))?)?;
            seen.add(key);
        }
        Ok(())
    }
}

/// A key, not copied where it stands without escapes.
pub(crate) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

fn safe<E: de::Error>(magnitude: u64, number: impl fmt::Display) -> Result<(), E> {
    if magnitude <= MAX_SAFE_INTEGER {
        Ok(())
    } else {
        Err(E::custom(format_args!(
            "the number `{number}` is beyond what JSON readers hold exactly"
        )))
    }
}

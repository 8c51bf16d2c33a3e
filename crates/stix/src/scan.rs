//! Walks one object's JSON once, without keeping it, for what signing cannot carry and for what it
//! refers to.

use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

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
    Scan {
        mentions: &mut mentions,
        depth: 0,
        role: Role::Other,
    }
    .deserialize(&mut deserializer)
    .map_err(|error| error.to_string())?;
    Ok(mentions)
}

/// What the strings below a property are.
#[derive(Clone, Copy)]
enum Role {
    Reference,
    Marking,
    Other,
}

impl Role {
    fn of(key: &str) -> Self {
        match key {
            "object_marking_refs" | "marking_ref" => Self::Marking,
            _ if key.ends_with("_ref") || key.ends_with("_refs") => Self::Reference,
            _ => Self::Other,
        }
    }
}

struct Scan<'m> {
    mentions: &'m mut Mentions,
    depth: usize,
    role: Role,
}

impl Scan<'_> {
    fn deeper<E: de::Error>(&mut self, role: Role) -> Result<Scan<'_>, E> {
        if self.depth >= MAX_OBJECT_DEPTH {
            return Err(E::custom(format_args!(
                "nested deeper than {MAX_OBJECT_DEPTH}"
            )));
        }
        Ok(Scan {
            mentions: self.mentions,
            depth: self.depth + 1,
            role,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        match self.role {
            Role::Marking => self.mentions.markings.push(text.to_owned()),
            // Observed data of STIX 2.0 refers to its own parts by number; those are no ids.
            Role::Reference if text.contains("--") => {
                self.mentions.references.push(text.to_owned());
            }
            Role::Reference | Role::Other => {}
        }
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<(), E> {
        safe(number.unsigned_abs(), number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<(), E> {
        safe(number, number)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<(), E> {
        Err(E::custom(format_args!(
            "the number `{number}`: signed content holds whole numbers only"
        )))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let role = self.role;
        while items.next_element_seed(self.deeper(role)?)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let mut seen: HashSet<String> = HashSet::new();
        while let Some(key) = members.next_key::<String>()? {
            if seen.contains(&key) {
                return Err(de::Error::custom(format_args!("the key `{key}` twice")));
            }
            members.next_value_seed(self.deeper(Role::of(&key))?)?;
            seen.insert(key);
        }
        Ok(())
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

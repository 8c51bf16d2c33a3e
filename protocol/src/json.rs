//! The one JSON that may be signed: UTF-8, no key twice, integers only, bounded depth. [ENC-1]
//!
//! Two parsers that disagree about a signed text disagree about what was signed; what they could
//! disagree about is refused before anything else looks at it.

use std::collections::HashSet;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};

use crate::limits::JSON_DEPTH;

/// Why a text is not strict JSON; the message says where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not strict JSON: {0}")]
pub struct NotStrict(String);

/// Refuses what [ENC-1] refuses; returns nothing, because the bytes themselves are what counts.
pub fn check(bytes: &[u8]) -> Result<(), NotStrict> {
    let text = std::str::from_utf8(bytes).map_err(|e| NotStrict(e.to_string()))?;
    let mut from = serde_json::Deserializer::from_str(text);
    Strict { depth: 0 }
        .deserialize(&mut from)
        .and_then(|()| from.end())
        .map_err(|e| NotStrict(e.to_string()))
}

/// Checks, then reads into a type.
pub fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, NotStrict> {
    check(bytes)?;
    serde_json::from_slice(bytes).map_err(|e| NotStrict(without_values(&e)))
}

/// What a type did not take, without the value that stood there: errors are logged, content is not. [ERR-2]
pub(crate) fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let heads = ["invalid type", "invalid value", "unknown variant"];
    // The last one: what is expected is ours, what stands before it may be anything.
    match (
        heads.iter().find(|head| text.starts_with(**head)),
        text.rsplit_once(", expected "),
    ) {
        (Some(head), Some((_, expected))) => format!("{head}, expected {expected}"),
        _ => text,
    }
}

#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= JSON_DEPTH {
            return Err(E::custom(format_args!("nested deeper than {JSON_DEPTH}")));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("strict JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        // Beyond i64 readers in other languages lose digits or wrap.
        i64::try_from(number)
            .map(drop)
            .map_err(|_| E::custom(format_args!("integer `{number}` is too large")))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        Err(E::custom(format_args!("`{number}` is not an integer")))
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while seq.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut seen: HashSet<String> = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !seen.insert(key.clone()) {
                let key: String = key.chars().take(80).collect();
                return Err(A::Error::custom(format_args!(
                    "key `{}` stands twice",
                    key.escape_debug()
                )));
            }
            map.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_stands_twice_is_refused_at_any_depth() {
        assert!(check(br#"{"a":1,"a":1}"#).is_err());
        assert!(check(br#"{"x":[{"a":1,"\u0061":2}]}"#).is_err());
        assert_eq!(check(br#"{"a":{"a":[1,2,{"b":null}]},"c":"d"}"#), Ok(()));
    }

    #[test]
    fn numbers_that_readers_could_read_differently_are_refused() {
        for text in ["1.0", "1e3", "9223372036854775808", "-9223372036854775809"] {
            assert!(check(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(check(b"9223372036854775807"), Ok(()));
    }

    #[test]
    fn depth_and_trailing_text_are_bounded() {
        let deep = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(check(deep(JSON_DEPTH).as_bytes()), Ok(()));
        assert!(check(deep(JSON_DEPTH + 1).as_bytes()).is_err());
        assert!(check(b"{} {}").is_err());
        assert!(check(b"\xff").is_err());
        assert!(check(br#""\ud800""#).is_err());
    }
}

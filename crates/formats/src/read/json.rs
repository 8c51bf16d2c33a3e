//! What readers of JSON share: the shape of a file, seen once, and fields that come as text, number or truth alike.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::note::{Reason, WhyRefused};

/// The names of the members of the object that a JSON file begins with.
#[derive(Default)]
pub(super) struct Shape {
    /// Of the file itself, where it is one object.
    pub(super) members: Vec<String>,
    /// Of the objects below: those of the list, or what stands one and two steps down.
    pub(super) below: Vec<String>,
}

/// Members whose names are kept: nobody tells a format by the hundredth.
const MEMBERS: usize = 64;

/// How far into the file its shape is looked for: what tells a format stands at its beginning or is a short file.
const HEAD: usize = 256 << 10;

impl Shape {
    /// The shape of a text that begins like JSON, whether or not it is JSON to its end.
    pub(super) fn of(text: &str) -> Option<Self> {
        let start = text.trim_start();
        let is_list = start.starts_with('[');
        if !start.starts_with('{') && !is_list {
            return None;
        }
        let mut end = HEAD.min(start.len());
        while !start.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let head = start.get(..end).unwrap_or_default();
        let names = names(head);
        let level = |wanted: usize| {
            let of_level = names.iter().filter(move |(depth, _)| *depth == wanted);
            of_level
                .take(MEMBERS)
                .map(|(_, name)| name.clone())
                .collect::<Vec<_>>()
        };
        let members = if is_list { Vec::new() } else { level(1) };
        let mut below = level(2);
        if !is_list {
            below.extend(level(3));
        }
        Some(Self { members, below })
    }

    /// Is there a member of this name at the top?
    pub(super) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member == name)
    }

    /// Do the things below have a member of this name?
    pub(super) fn has_below(&self, name: &str) -> bool {
        self.below.iter().any(|member| member == name)
    }
}

/// Names of members with their depth, to a depth of three; what is cut off does not matter.
fn names(head: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut depth = 0_usize;
    let mut text: Option<String> = None;
    let mut last: Option<String> = None;
    let mut is_escaped = false;
    for c in head.chars() {
        if let Some(written) = &mut text {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => last = text.take(),
                c if written.len() < MEMBERS => written.push(c),
                _ => {}
            }
            continue;
        }
        match c {
            '"' => text = Some(String::new()),
            ':' => {
                let name = last.take().filter(|_| depth <= 3);
                found.extend(name.map(|name| (depth, name)));
            }
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' => last = None,
            _ => {}
        }
        if found.len() > 16 * MEMBERS {
            break;
        }
    }
    found
}

/// A text, a number or a truth, as text; anything else is nothing.
#[derive(Default, Clone)]
pub(super) struct Loose<'a>(pub(super) Option<Cow<'a, str>>);

impl Loose<'_> {
    pub(super) fn text(&self) -> Option<&str> {
        self.0
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    /// `true`, `1`, `"1"`, `"true"`; nothing for what says neither.
    pub(super) fn truth(&self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Loose<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number or a truth")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Loose<'de>, E> {
                Ok(Loose(Some(Cow::Borrowed(text))))
            }
            fn visit_str<E>(self, text: &str) -> Result<Loose<'de>, E> {
                Ok(Loose(Some(Cow::Owned(text.to_owned()))))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Loose<'de>, E> {
                Ok(Loose(Some(Cow::Owned(number.to_string()))))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Loose<'de>, E> {
                Ok(Loose(Some(Cow::Owned(number.to_string()))))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Loose<'de>, E> {
                Ok(Loose(Some(Cow::Owned(number.to_string()))))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Loose<'de>, E> {
                let text = if truth { "true" } else { "false" };
                Ok(Loose(Some(Cow::Borrowed(text))))
            }
            fn visit_unit<E>(self) -> Result<Loose<'de>, E> {
                Ok(Loose(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose<'de>, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose<'de>, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose(None))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// The elements of a list as they stand; one element that is not in a list counts as a list of one.
#[derive(Default)]
pub(super) struct Listed<'a>(pub(super) Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Listed<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'a RawValue>::deserialize(deserializer)?;
        Ok(Self(elements(raw)))
    }
}

/// The elements of a list, or the one thing that it is.
pub(super) fn elements(raw: &RawValue) -> Vec<&RawValue> {
    match raw.get().trim_start().bytes().next() {
        Some(b'[') => serde_json::from_str(raw.get()).unwrap_or_default(),
        Some(b'{' | b'"') => vec![raw],
        _ => Vec::new(),
    }
}

/// Why a row is not as its format has it, in words of a file and not of this program. A value that a fault would
/// quote is left out: the row is shown beside it where it may be.
pub(super) fn broken(error: &serde_json::Error) -> Reason {
    let said = error.to_string();
    let wanted = said
        .rsplit_once(", expected ")
        .map_or("", |(_, wanted)| wanted);
    let wanted = wanted.split(" at line ").next().unwrap_or_default();
    let text = match (error.is_data(), wanted) {
        (true, wanted) if wanted.starts_with("struct ") => "it is no object".to_owned(),
        (true, "") | (false, _) => said,
        (true, wanted) => format!("a field is no {wanted}"),
    };
    WhyRefused::Broken.says(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_file_is_known_from_its_beginning() {
        let shape =
            Shape::of(r#"{"Event": {"uuid": "x", "Tag": [{"name": "y"}]}, "z": 1}"#).unwrap();
        assert!(shape.has("Event") && shape.has("z") && !shape.has("uuid"));
        let list = Shape::of(r#"[{"level": "HIGH", "event": {"a": 1}}]"#).unwrap();
        assert!(list.has_below("level") && list.has_below("event"));
        assert!(Shape::of("evil.example").is_none());
        let cut = format!("{{\"iocs\": [{{\"type\": \"{}", "x".repeat(2 * HEAD));
        assert!(Shape::of(&cut).unwrap().has("iocs"));
    }

    #[test]
    fn what_comes_as_text_or_number_is_read_alike() {
        for json in ["\"1\"", "1", "true"] {
            let loose: Loose<'_> = serde_json::from_str(json).unwrap();
            assert_eq!(loose.truth(), Some(true), "{json}");
        }
        for json in ["null", "[1]", "{\"a\":1}", "\" \""] {
            let loose: Loose<'_> = serde_json::from_str(json).unwrap();
            assert!(loose.text().is_none(), "{json}");
        }
    }
}

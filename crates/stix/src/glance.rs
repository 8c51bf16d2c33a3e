//! View and mentions of an object in one walk over its text: how nearly every object is read.
//!
//! What is out of the ordinary (a wrong type, a key twice, a granular marking) is left to the careful
//! way, which says what is wrong with it and where.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use crate::object::{View, is_valid_id, is_valid_type};
use crate::scan::{Capture, Key, Mentions, Role, Scan};

/// What an object says and mentions; none, if the careful way has to look at it.
pub(crate) fn glance(json: &str) -> Option<(View, Mentions)> {
    let mut seen = Seen::default();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Top(&mut seen).deserialize(&mut deserializer).ok()?;
    let Seen { view, mentions } = seen;
    let view = View {
        object_type: view.object_type?,
        id: view.id?,
        revoked: view.revoked.unwrap_or(false),
        ..view.others
    };
    let is_valid = is_valid_type(&view.object_type) && is_valid_id(&view.object_type, &view.id);
    is_valid.then_some((view, mentions))
}

#[derive(Default)]
struct Seen {
    view: Fields,
    mentions: Mentions,
}

/// What is not yet known to be there; everything else stands in its place already.
#[derive(Default)]
struct Fields {
    object_type: Option<String>,
    id: Option<String>,
    revoked: Option<bool>,
    others: View,
}

impl Fields {
    /// Where the value of this member goes; none, if the careful way has to read it.
    fn place_of(&mut self, name: &str) -> Option<Capture<'_>> {
        let view = &mut self.others;
        Some(match name {
            "type" => Capture::Text(&mut self.object_type),
            "id" => Capture::Text(&mut self.id),
            "revoked" => Capture::Flag(&mut self.revoked),
            "spec_version" => Capture::Text(&mut view.spec_version),
            "created" => Capture::Text(&mut view.created),
            "modified" => Capture::Text(&mut view.modified),
            "created_by_ref" => Capture::Text(&mut view.created_by_ref),
            "object_marking_refs" => Capture::Texts(&mut view.object_marking_refs),
            "name" => Capture::Text(&mut view.name),
            "description" => Capture::AnyText,
            "pattern" => Capture::Text(&mut view.pattern),
            "pattern_type" => Capture::Text(&mut view.pattern_type),
            "valid_from" => Capture::Text(&mut view.valid_from),
            "valid_until" => Capture::Text(&mut view.valid_until),
            "relationship_type" => Capture::Text(&mut view.relationship_type),
            "source_ref" => Capture::Text(&mut view.source_ref),
            "target_ref" => Capture::Text(&mut view.target_ref),
            "object_refs" => Capture::Texts(&mut view.object_refs),
            "granular_markings" => return None,
            _ => Capture::Nothing,
        })
    }
}

struct Top<'s>(&'s mut Seen);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut keys = Keys::default();
        while let Some(key) = members.next_key_seed(Key)? {
            let Some(capture) = self.0.view.place_of(&key) else {
                return Err(A::Error::custom("for the careful way"));
            };
            let value = Scan::at(&mut self.0.mentions, 1, Role::of(&key)).into_capture(capture);
            members.next_value_seed(value)?;
            if !keys.add(key) {
                return Err(A::Error::custom("a key twice"));
            }
        }
        Ok(())
    }
}

/// The keys of a JSON object so far: most have few, and those are quicker compared than hashed.
#[derive(Default)]
pub(crate) struct Keys<'de> {
    few: Vec<Cow<'de, str>>,
    many: HashSet<Cow<'de, str>>,
}

impl<'de> Keys<'de> {
    const FEW: usize = 24;

    /// Takes a key; false, if it was there.
    pub(crate) fn add(&mut self, key: Cow<'de, str>) -> bool {
        if !self.many.is_empty() {
            return self.many.insert(key);
        }
        if self.few.contains(&key) {
            return false;
        }
        self.few.push(key);
        if self.few.len() > Self::FEW {
            self.many.extend(self.few.drain(..));
        }
        true
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.many.contains(key) || self.few.iter().any(|known| known == key)
    }
}

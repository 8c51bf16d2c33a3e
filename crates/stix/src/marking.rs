//! TLP markings. Labels come from a table of nine ids that is compiled in, never from a definition
//! that somebody sent; what is not in the table is unreadable, and unreadable means no.

use std::collections::BTreeMap;

use fanal_protocol::Label;
use serde::Deserialize;

use crate::bundle::Bundle;
use crate::object::Object;
use crate::write::Members;

/// The extension that defines TLP 2.0 in STIX 2.1.
pub const TLP_2_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// STIX 2.1 section 7.2.1.4.
const TLP_1: [(Label, &str, &str); 4] = [
    (
        Label::Clear,
        "white",
        "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    ),
    (
        Label::Green,
        "green",
        "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    ),
    (
        Label::Amber,
        "amber",
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    ),
    (
        Label::Red,
        "red",
        "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    ),
];

/// OASIS CTI common objects, TLP 2.0.
const TLP_2: [(Label, &str, &str); 5] = [
    (
        Label::Clear,
        "clear",
        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    ),
    (
        Label::Green,
        "green",
        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    ),
    (
        Label::Amber,
        "amber",
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    ),
    (
        Label::AmberStrict,
        "amber+strict",
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    ),
    (
        Label::Red,
        "red",
        "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    ),
];

/// What a marking id says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkingMeaning {
    /// One of the nine.
    Tlp(Label),
    /// Anything else. Mistyped copies of the nine ids circulate; they are unknown too.
    UnknownMarking,
}

/// The label that a marking id stands for.
pub fn label_of_marking_id(id: &str) -> MarkingMeaning {
    let known = TLP_1
        .iter()
        .chain(&TLP_2)
        .find(|(_, _, known)| *known == id);
    known.map_or(MarkingMeaning::UnknownMarking, |(label, _, _)| {
        MarkingMeaning::Tlp(*label)
    })
}

/// The TLP 2.0 marking id of a label.
pub const fn marking_id(label: Label) -> &'static str {
    match label {
        Label::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        Label::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        Label::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        Label::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        Label::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    }
}

/// The TLP 1.0 marking id of a label. `AMBER+STRICT` has none: AMBER of TLP 1.0 would let it go to
/// clients.
pub const fn tlp_1_marking_id(label: Label) -> Option<&'static str> {
    match label {
        Label::Clear => Some("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"),
        Label::Green => Some("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"),
        Label::Amber => Some("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"),
        Label::AmberStrict => None,
        Label::Red => Some("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"),
    }
}

/// The marking definitions to ship with content of this label, as JSON texts: that of TLP 2.0, then
/// that of TLP 1.0 where one exists.
pub fn definition_objects(label: Label) -> Vec<String> {
    let of = |table: &[(Label, &'static str, &'static str)]| {
        table
            .iter()
            .find(|(known, _, _)| *known == label)
            .map(|(_, word, id)| (*word, *id))
    };
    let second = of(&TLP_2).map(|(word, id)| {
        let inner = Members::new()
            .text("extension_type", "property-extension")
            .text("tlp_2_0", word)
            .finish();
        Members::object("marking-definition", id)
            .text("created", "2022-10-01T00:00:00.000Z")
            .text("name", &tlp_name(word))
            .raw(
                "extensions",
                &Members::new().raw(TLP_2_EXTENSION, &inner).finish(),
            )
            .finish()
    });
    let first = of(&TLP_1).map(|(word, id)| {
        Members::object("marking-definition", id)
            .text("created", "2017-01-20T00:00:00.000Z")
            .text("definition_type", "tlp")
            .text("name", &tlp_name(word))
            .raw("definition", &Members::new().text("tlp", word).finish())
            .finish()
    });
    second.into_iter().chain(first).collect()
}

fn tlp_name(word: &str) -> String {
    format!("TLP:{}", word.to_ascii_uppercase())
}

/// The label that follows from the markings of an object or a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectiveLabel {
    /// No TLP marking at all. That is not `TLP:CLEAR`: somebody must say what it is.
    Unmarked,
    /// The strictest of all that is marked, whole objects and parts of them.
    Marked(Label),
    /// At least one marking that nobody here can read; the content must be refused.
    Unreadable {
        /// The first such marking.
        marking_id: String,
    },
}

impl EffectiveLabel {
    /// Both together: unreadable over everything, a label over none, the stricter of two labels.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (unreadable @ Self::Unreadable { .. }, _)
            | (_, unreadable @ Self::Unreadable { .. }) => unreadable,
            (Self::Marked(one), Self::Marked(two)) => Self::Marked(one.max(two)),
            (Self::Unmarked, label) | (label, Self::Unmarked) => label,
        }
    }
}

/// The markings of one bundle: what its objects are labelled, and the statements that go with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markings {
    /// Statement markings (copyright and the like) by id. They are no labels; they are shown to the
    /// person.
    pub statements: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Definition {
    #[serde(rename = "definition_type")]
    type_name: Option<String>,
    #[serde(rename = "definition")]
    content: Option<Statement>,
    extensions: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Statement {
    statement: Option<String>,
}

impl Markings {
    /// Collects the statements that the bundle carries.
    pub fn of(bundle: &Bundle<'_>) -> Self {
        let statements = bundle
            .objects
            .iter()
            .filter_map(|object| Some((object.id().to_owned(), statement(object)?)));
        Self {
            statements: statements.collect(),
        }
    }

    /// The strictest label of the object's own markings and those of its parts.
    pub fn label_of(&self, object: &Object<'_>) -> EffectiveLabel {
        object
            .marking_refs()
            .iter()
            .map(|id| self.label_of_id(id))
            .fold(EffectiveLabel::Unmarked, EffectiveLabel::and)
    }

    /// The strictest label of all objects. Objects without marking count for nothing here: see
    /// [`Markings::unmarked`].
    pub fn label_of_bundle(&self, bundle: &Bundle<'_>) -> EffectiveLabel {
        bundle
            .objects
            .iter()
            .map(|object| self.label_of(object))
            .fold(EffectiveLabel::Unmarked, EffectiveLabel::and)
    }

    /// How many objects carry no label, definitions of markings and extensions apart.
    pub fn unmarked(&self, bundle: &Bundle<'_>) -> usize {
        let is_content = |object: &&Object<'_>| {
            !matches!(
                object.object_type(),
                "marking-definition" | "extension-definition"
            )
        };
        let is_unmarked = |object: &&Object<'_>| self.label_of(object) == EffectiveLabel::Unmarked;
        bundle
            .objects
            .iter()
            .filter(is_content)
            .filter(is_unmarked)
            .count()
    }

    fn label_of_id(&self, id: &str) -> EffectiveLabel {
        match label_of_marking_id(id) {
            MarkingMeaning::Tlp(label) => EffectiveLabel::Marked(label),
            MarkingMeaning::UnknownMarking if self.statements.contains_key(id) => {
                EffectiveLabel::Unmarked
            }
            MarkingMeaning::UnknownMarking => EffectiveLabel::Unreadable {
                marking_id: id.to_owned(),
            },
        }
    }
}

/// The text of a plain statement marking. One that brings extensions, or speaks of TLP, is no plain
/// statement: it stays unknown, and its content is refused.
fn statement(object: &Object<'_>) -> Option<String> {
    if object.object_type() != "marking-definition" {
        return None;
    }
    let definition: Definition = serde_json::from_str(object.raw()).ok()?;
    let is_plain =
        definition.type_name.as_deref() == Some("statement") && definition.extensions.is_none();
    let text = definition.content?.statement?;
    (is_plain && !text.to_ascii_uppercase().contains("TLP")).then_some(text)
}

#[cfg(test)]
mod tests;

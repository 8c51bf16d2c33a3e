//! One STIX object: its JSON text, byte for byte, and a thin view of what this project looks at.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::glance::glance;
use crate::scan::{Mentions, scan};

/// A STIX object that was read. Fields that this project does not know stay in [`Object::raw`], which is a part of
/// the text that was read: a large file is in memory once.
#[derive(Debug, Clone)]
pub struct Object<'a> {
    raw: &'a RawValue,
    view: View,
    mentions: Mentions,
}

/// What this project looks at. Everything but type and id is optional here: which type requires
/// what is for the reader of that type to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// `indicator`, `malware`, ...
    pub object_type: String,
    /// `indicator--UUID`.
    pub id: String,
    /// `2.1`; STIX 2.0 has none on objects.
    pub spec_version: Option<String>,
    /// As written.
    pub created: Option<String>,
    /// As written.
    pub modified: Option<String>,
    /// Withdrawn by its creator.
    pub revoked: bool,
    /// The id of the identity that made it.
    pub created_by_ref: Option<String>,
    /// Ids of marking definitions for the whole object.
    pub object_marking_refs: Vec<String>,
    /// Whether `granular_markings` has an entry, be it a marking or a language.
    pub has_granular_markings: bool,
    /// Name, of types that have one.
    pub name: Option<String>,
    /// Of an indicator.
    pub pattern: Option<String>,
    /// Of an indicator; STIX 2.0 has none and means `stix`.
    pub pattern_type: Option<String>,
    /// Of an indicator.
    pub valid_from: Option<String>,
    /// Of an indicator.
    pub valid_until: Option<String>,
    /// Of a relationship.
    pub relationship_type: Option<String>,
    /// Of a relationship.
    pub source_ref: Option<String>,
    /// Of a relationship.
    pub target_ref: Option<String>,
    /// Of a report, grouping, note, opinion or observed data.
    pub object_refs: Vec<String>,
}

impl<'a> Object<'a> {
    /// Reads one object. The error says in words what is wrong with it.
    pub fn parse(json: &'a str) -> Result<Self, String> {
        Self::read(json).map_err(|refusal| refusal.fault)
    }

    /// As [`Object::parse`], with the id in the refusal where one could be read.
    pub(crate) fn read(json: &'a str) -> Result<Self, Refusal> {
        let raw: &RawValue = serde_json::from_str(json)
            .map_err(|error| Refusal::anonymous(format!("not JSON: {error}")))?;
        Self::from_raw(raw)
    }

    pub(crate) fn from_raw(raw: &'a RawValue) -> Result<Self, Refusal> {
        let (view, mentions) = match glance(raw.get()) {
            Some(seen) => seen,
            None => look_closely(raw)?,
        };
        Ok(Self {
            raw,
            view,
            mentions,
        })
    }

    /// The JSON text as it came.
    pub fn raw(&self) -> &'a str {
        self.raw.get()
    }

    /// The JSON text as it came, to be put into other JSON unchanged.
    pub const fn raw_value(&self) -> &'a RawValue {
        self.raw
    }

    /// The JSON text as it came, and nothing else.
    pub fn into_raw(self) -> Box<RawValue> {
        self.raw.to_owned()
    }

    /// What this project looks at.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// `indicator--UUID`.
    pub fn id(&self) -> &str {
        &self.view.id
    }

    /// `indicator`, `malware`, ...
    pub fn object_type(&self) -> &str {
        &self.view.object_type
    }

    /// Every id that the object refers to, markings apart, in the order of its text.
    pub fn references(&self) -> &[String] {
        &self.mentions.references
    }

    /// Every marking id in the object: of the whole, of its parts, wherever it stands.
    pub fn marking_refs(&self) -> &[String] {
        &self.mentions.markings
    }

    /// What is odd about the object without being a reason to refuse it.
    pub(crate) fn oddities(&self) -> Vec<String> {
        let mut odd = Vec::new();
        if self.view.id.bytes().any(|b| b.is_ascii_uppercase()) {
            odd.push("upper-case letters in the id; it is compared as written".to_owned());
        }
        let times = [
            ("created", &self.view.created),
            ("modified", &self.view.modified),
            ("valid_from", &self.view.valid_from),
            ("valid_until", &self.view.valid_until),
        ];
        for (name, time) in times {
            if let Some(text) = time
                && read_timestamp(text).is_none()
            {
                odd.push(format!(
                    "`{name}` is no time like `2024-01-31T12:00:00.000Z`"
                ));
            }
        }
        odd
    }
}

/// What an object says and mentions, read with care: says what is wrong with it, if something is.
fn look_closely(raw: &RawValue) -> Result<(View, Mentions), Refusal> {
    let fields: HashMap<String, &RawValue> = serde_json::from_str(raw.get())
        .map_err(|error| Refusal::anonymous(format!("no JSON object: {error}")))?;
    let id = Fields(&fields).optional::<String>("id").ok().flatten();
    let named = |fault| Refusal {
        id: id.clone(),
        fault,
    };
    // Before anything else: what is twice in the text was read above as its last copy.
    let mentions = scan(raw.get()).map_err(named)?;
    let view = View::from_fields(&Fields(&fields)).map_err(named)?;
    Ok((view, mentions))
}

/// Why an object was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) id: Option<String>,
    pub(crate) fault: String,
}

impl Refusal {
    fn anonymous(fault: String) -> Self {
        Self { id: None, fault }
    }
}

/// A STIX timestamp: RFC 3339 in UTC, written with `Z`.
pub(crate) fn read_timestamp(text: &str) -> Option<OffsetDateTime> {
    text.ends_with('Z')
        .then(|| OffsetDateTime::parse(text, &Rfc3339).ok())
        .flatten()
}

struct Fields<'a>(&'a HashMap<String, &'a RawValue>);

impl Fields<'_> {
    /// The member, `None` where it is absent or null.
    fn optional<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, String> {
        match self.0.get(name) {
            None => Ok(None),
            Some(raw) => serde_json::from_str::<Option<T>>(raw.get())
                .map_err(|_| format!("`{name}` has the wrong type")),
        }
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        self.optional(name)
    }

    fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        Ok(self.optional(name)?.unwrap_or_default())
    }

    fn required(&self, name: &str) -> Result<String, String> {
        self.text(name)?
            .ok_or_else(|| format!("`{name}` is missing"))
    }

    fn has_granular_markings(&self) -> Result<bool, String> {
        let markings: Vec<HashMap<String, &RawValue>> = match self.0.get("granular_markings") {
            None => return Ok(false),
            Some(raw) => serde_json::from_str::<Option<_>>(raw.get())
                .map_err(|_| "`granular_markings` has the wrong type".to_owned())?
                .unwrap_or_default(),
        };
        for marking in &markings {
            let fields = Fields(marking);
            let marks = fields.text("marking_ref")?.is_some();
            let names_language = fields.text("lang")?.is_some();
            if marks == names_language {
                return Err("a granular marking needs either `marking_ref` or `lang`".to_owned());
            }
        }
        Ok(!markings.is_empty())
    }
}

impl View {
    /// Reads what this project looks at, and keeps no copy of the rest; the object is held to the
    /// same rules as by [`Object::parse`].
    pub fn of(raw: &RawValue) -> Result<Self, String> {
        let seen = glance(raw.get()).map_or_else(|| look_closely(raw), Ok);
        seen.map(|(view, _)| view).map_err(|refusal| refusal.fault)
    }

    fn from_fields(fields: &Fields<'_>) -> Result<Self, String> {
        let object_type = fields.required("type")?;
        if !is_valid_type(&object_type) {
            return Err("`type` is no STIX type name".to_owned());
        }
        let id = fields.required("id")?;
        check_id(&object_type, &id)?;
        // Held to its type, and not kept: no other field is as long.
        fields.text("description")?;
        Ok(Self {
            object_type,
            id,
            spec_version: fields.text("spec_version")?,
            created: fields.text("created")?,
            modified: fields.text("modified")?,
            revoked: fields.optional("revoked")?.unwrap_or(false),
            created_by_ref: fields.text("created_by_ref")?,
            object_marking_refs: fields.texts("object_marking_refs")?,
            has_granular_markings: fields.has_granular_markings()?,
            name: fields.text("name")?,
            pattern: fields.text("pattern")?,
            pattern_type: fields.text("pattern_type")?,
            valid_from: fields.text("valid_from")?,
            valid_until: fields.text("valid_until")?,
            relationship_type: fields.text("relationship_type")?,
            source_ref: fields.text("source_ref")?,
            target_ref: fields.text("target_ref")?,
            object_refs: fields.texts("object_refs")?,
        })
    }
}

/// STIX 2.1 section 3.8: lower-case letters, digits and hyphens, 3 to 250 characters.
pub(crate) fn is_valid_type(name: &str) -> bool {
    (3..=250).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.contains("--")
        && !name.starts_with('-')
        && !name.ends_with('-')
}

fn check_id(object_type: &str, id: &str) -> Result<(), String> {
    match id.split_once("--") {
        Some((stated, uuid)) if is_uuid(uuid) && stated == object_type => Ok(()),
        Some((stated, uuid)) if is_uuid(uuid) => {
            Err(format!("type `{object_type}`, but an id of `{stated}`"))
        }
        _ => Err("the id is not `type--UUID`".to_owned()),
    }
}

pub(crate) fn is_valid_id(object_type: &str, id: &str) -> bool {
    check_id(object_type, id).is_ok()
}

/// The form with hyphens, in either case; any version and variant.
fn is_uuid(text: &str) -> bool {
    let shape = "00000000-0000-0000-0000-000000000000";
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(b, s)| {
            if s == b'0' {
                b.is_ascii_hexdigit()
            } else {
                b == s
            }
        })
}

#[cfg(test)]
mod tests;

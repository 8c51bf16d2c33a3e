//! Writes STIX 2.1 JSON: the members in one fixed order, so that the same content gives the same
//! bytes. Ids and times are the caller's.

use std::borrow::Cow;
use std::io;

/// What every object that this project writes has.
#[derive(Debug, Clone, Copy)]
pub struct Common<'a> {
    /// `type--UUID`, of the type that is written.
    pub id: &'a str,
    /// The identity that made it; `None` leaves it anonymous.
    pub created_by_ref: Option<&'a str>,
    /// `2024-01-31T12:00:00.000Z`
    pub created: &'a str,
    /// As `created`.
    pub modified: &'a str,
    /// Withdrawn.
    pub revoked: bool,
    /// Ids of marking definitions.
    pub object_marking_refs: &'a [&'a str],
}

/// An indicator with a STIX pattern.
#[derive(Debug, Clone, Copy)]
pub struct Indicator<'a> {
    /// What every object has.
    pub common: Common<'a>,
    /// Name.
    pub name: Option<&'a str>,
    /// Description.
    pub description: Option<&'a str>,
    /// `malicious-activity` and the like.
    pub indicator_types: &'a [&'a str],
    /// The pattern, of type `stix`.
    pub pattern: &'a str,
    /// From when it counts.
    pub valid_from: &'a str,
    /// Until when it counts.
    pub valid_until: Option<&'a str>,
    /// Free tags.
    pub labels: &'a [&'a str],
}

impl Indicator<'_> {
    /// The JSON text.
    pub fn to_json(&self) -> String {
        Members::common("indicator", &self.common)
            .optional("name", self.name)
            .optional("description", self.description)
            .texts("indicator_types", self.indicator_types)
            .text("pattern", self.pattern)
            .text("pattern_type", "stix")
            .text("valid_from", self.valid_from)
            .optional("valid_until", self.valid_until)
            .tail(&self.common, self.labels)
    }
}

/// A malware or a family of it.
#[derive(Debug, Clone, Copy)]
pub struct Malware<'a> {
    /// What every object has.
    pub common: Common<'a>,
    /// Name; MVT groups by it.
    pub name: &'a str,
    /// Description.
    pub description: Option<&'a str>,
    /// `spyware` and the like.
    pub malware_types: &'a [&'a str],
    /// A family, not one sample.
    pub is_family: bool,
    /// Free tags.
    pub labels: &'a [&'a str],
}

impl Malware<'_> {
    /// The JSON text.
    pub fn to_json(&self) -> String {
        Members::common("malware", &self.common)
            .text("name", self.name)
            .optional("description", self.description)
            .texts("malware_types", self.malware_types)
            .boolean("is_family", self.is_family)
            .tail(&self.common, self.labels)
    }
}

/// A relationship between two objects.
#[derive(Debug, Clone, Copy)]
pub struct Relationship<'a> {
    /// What every object has.
    pub common: Common<'a>,
    /// `indicates` and the like.
    pub relationship_type: &'a str,
    /// From.
    pub source_ref: &'a str,
    /// To.
    pub target_ref: &'a str,
}

impl Relationship<'_> {
    /// The JSON text.
    pub fn to_json(&self) -> String {
        Members::common("relationship", &self.common)
            .text("relationship_type", self.relationship_type)
            .text("source_ref", self.source_ref)
            .text("target_ref", self.target_ref)
            .tail(&self.common, &[])
    }
}

/// A report on other objects.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What every object has.
    pub common: Common<'a>,
    /// Title.
    pub name: &'a str,
    /// Text.
    pub description: Option<&'a str>,
    /// `threat-report` and the like.
    pub report_types: &'a [&'a str],
    /// When it was published.
    pub published: &'a str,
    /// What it is about.
    pub object_refs: &'a [&'a str],
    /// Free tags.
    pub labels: &'a [&'a str],
}

impl Report<'_> {
    /// The JSON text.
    pub fn to_json(&self) -> String {
        Members::common("report", &self.common)
            .text("name", self.name)
            .optional("description", self.description)
            .texts("report_types", self.report_types)
            .text("published", self.published)
            .texts("object_refs", self.object_refs)
            .tail(&self.common, self.labels)
    }
}

/// A weakness of software, by the name that others know it by.
#[derive(Debug, Clone, Copy)]
pub struct Vulnerability<'a> {
    /// What every object has.
    pub common: Common<'a>,
    /// `CVE-2024-1234` and the like.
    pub name: &'a str,
    /// Description.
    pub description: Option<&'a str>,
    /// Where else it is told of.
    pub external_references: &'a [Elsewhere<'a>],
    /// Free tags.
    pub labels: &'a [&'a str],
}

/// Where else something is told of.
#[derive(Debug, Clone, Copy)]
pub struct Elsewhere<'a> {
    /// Who tells of it.
    pub source_name: &'a str,
    /// Its name there.
    pub external_id: Option<&'a str>,
    /// Its address there.
    pub url: Option<&'a str>,
}

impl Vulnerability<'_> {
    /// The JSON text.
    pub fn to_json(&self) -> String {
        let references: Vec<String> = self.external_references.iter().map(elsewhere).collect();
        let members = Members::common("vulnerability", &self.common)
            .text("name", self.name)
            .optional("description", self.description);
        if references.is_empty() {
            return members.tail(&self.common, self.labels);
        }
        let references = format!("[{}]", references.join(", "));
        let members = members.raw("external_references", &references);
        members.tail(&self.common, self.labels)
    }
}

fn elsewhere(reference: &Elsewhere<'_>) -> String {
    Members::new()
        .text("source_name", reference.source_name)
        .optional("external_id", reference.external_id)
        .optional("url", reference.url)
        .finish()
}

/// A person or organisation; here, a desk.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// What every object has.
    pub common: Common<'a>,
    /// Name.
    pub name: &'a str,
    /// Description.
    pub description: Option<&'a str>,
    /// `organization` and the like.
    pub identity_class: &'a str,
    /// `non-profit` and the like.
    pub sectors: &'a [&'a str],
    /// How to reach them.
    pub contact_information: Option<&'a str>,
}

impl Identity<'_> {
    /// The JSON text.
    pub fn to_json(&self) -> String {
        Members::common("identity", &self.common)
            .text("name", self.name)
            .optional("description", self.description)
            .text("identity_class", self.identity_class)
            .texts("sectors", self.sectors)
            .optional("contact_information", self.contact_information)
            .tail(&self.common, &[])
    }
}

/// A bundle of objects that are JSON texts already; they are put in unchanged. One object a line.
pub fn bundle<'a>(id: &str, objects: impl IntoIterator<Item = &'a str>) -> String {
    let objects: Vec<&str> = objects.into_iter().collect();
    let Members(head) = Members::new().text("type", "bundle").text("id", id);
    // Bundles are large: written once, into room for all of it.
    let room: usize = objects.iter().map(|object| object.len() + 2).sum();
    let mut text = String::with_capacity(room + head.len() + 32);
    text.push('{');
    text.push_str(&head);
    for (at, object) in objects.iter().enumerate() {
        text.push_str(if at == 0 { ", \"objects\": [\n" } else { ",\n" });
        text.push_str(object);
    }
    text.push_str(if objects.is_empty() { "}" } else { "\n]}" });
    text
}

/// The same as [`bundle`], object by object: of a large one no more than one is in memory.
pub struct WrittenBundle<W> {
    out: W,
    is_empty: bool,
}

impl<W: io::Write> WrittenBundle<W> {
    /// Begins it.
    pub fn begin(mut out: W, id: &str) -> io::Result<Self> {
        let Members(head) = Members::new().text("type", "bundle").text("id", id);
        write!(out, "{{{head}")?;
        Ok(Self {
            out,
            is_empty: true,
        })
    }

    /// Puts an object in, which is a JSON text already.
    pub fn object(&mut self, json: &[u8]) -> io::Result<()> {
        let before: &[u8] = match std::mem::take(&mut self.is_empty) {
            true => b", \"objects\": [\n",
            false => b",\n",
        };
        self.out.write_all(before)?;
        self.out.write_all(json)
    }

    /// Ends it, and gives back what it was written into.
    pub fn end(mut self) -> io::Result<W> {
        let end: &[u8] = if self.is_empty { b"}" } else { b"\n]}" };
        self.out.write_all(end)?;
        Ok(self.out)
    }
}

/// A JSON object being written, member by member.
pub(crate) struct Members(String);

impl Members {
    pub(crate) fn new() -> Self {
        Self(String::new())
    }

    /// `type`, `spec_version`, `id`.
    pub(crate) fn object(object_type: &str, id: &str) -> Self {
        Self::new()
            .text("type", object_type)
            .text("spec_version", "2.1")
            .text("id", id)
    }

    fn common(object_type: &str, common: &Common<'_>) -> Self {
        let members = Self::object(object_type, common.id)
            .optional("created_by_ref", common.created_by_ref)
            .text("created", common.created)
            .text("modified", common.modified);
        if common.revoked {
            members.boolean("revoked", true)
        } else {
            members
        }
    }

    fn tail(self, common: &Common<'_>, labels: &[&str]) -> String {
        self.texts("labels", labels)
            .texts("object_marking_refs", common.object_marking_refs)
            .finish()
    }

    pub(crate) fn raw(mut self, name: &str, json: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push_str(", ");
        }
        self.0.push_str(&quoted(name));
        self.0.push_str(": ");
        self.0.push_str(json);
        self
    }

    pub(crate) fn text(self, name: &str, text: &str) -> Self {
        self.raw(name, &quoted(text))
    }

    fn optional(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    /// STIX has no empty lists: an empty one is left out.
    fn texts(self, name: &str, texts: &[&str]) -> Self {
        if texts.is_empty() {
            return self;
        }
        let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
        self.raw(name, &format!("[{}]", quoted.join(", ")))
    }

    fn boolean(self, name: &str, value: bool) -> Self {
        self.raw(name, if value { "true" } else { "false" })
    }

    pub(crate) fn finish(self) -> String {
        format!("{{{}}}", self.0)
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(Cow::Borrowed(text)).to_string()
}

#[cfg(test)]
mod tests;

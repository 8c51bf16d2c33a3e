//! MISP events: with and without the wrapper `Event`, one or several, as an export of the API or from a feed.
//!
//! Tags say the label; distribution says none and can only narrow: the narrowest of event, object, attribute,
//! sharing group and tags wins. [IMP-1] What names staff, victims or other people is not read at all.

mod digests;
mod kinds;
mod marking;
mod wire;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use fanal_protocol::{Label, Role};
use serde_json::value::RawValue;

use self::kinds::{Meaning, meaning_of};
use self::marking::{Bound, malware_name};
use self::wire::{Attribute, Event, Object};
use super::collect::Collector;
use super::json::broken;
use super::marked::Marked;
use super::note::{Note, NoteCode, WhyRefused};
use super::recognise::parsed;
use super::{Fault, Format, Found, Input, Options, Reading};
use crate::shown::{one_line, shown};

/// Objects below which an event is told by: `Event`, a list of events, or what every event has.
pub(super) fn looks_like(input: &Input<'_>, _: &Options<'_>) -> bool {
    let Some(shape) = input.shape() else {
        return false;
    };
    let is_bare = shape.has("Attribute")
        || shape.has("Object")
        || (shape.has("info") && shape.has("threat_level_id"));
    let is_listed = shape.has_below("threat_level_id") && shape.has_below("info");
    let in_response =
        shape.has("response") && (shape.has_below("Event") || shape.has_below("Object"));
    let in_list = shape.members.is_empty() && shape.has_below("Event");
    shape.has("Event") || in_response || in_list || is_bare || is_listed
}

pub(super) fn read(input: &Input<'_>, options: &Options<'_>) -> Result<Reading, Fault> {
    let fault = |why: String| Fault::NotThisFormat {
        format: Format::Misp,
        why,
    };
    let top: &RawValue =
        serde_json::from_str(input.text.trim()).map_err(|error| fault(error.to_string()))?;
    let events = wire::events_in(top).map_err(|why| match wire::manifest(input.text) {
        Ok(entries) if !entries.is_empty() => {
            fault("this is the index of a feed: name its folder, or its address".to_owned())
        }
        Ok(_) | Err(_) => fault(why.to_owned()),
    })?;
    if events.is_empty() {
        return Err(fault("no event is in it".to_owned()));
    }
    let mut reader = Reader {
        is_one: events.len() == 1,
        takes_context: options.takes_context,
        ..Reader::default()
    };
    for (index, raw) in events.into_iter().enumerate() {
        match serde_json::from_str::<Event<'_>>(raw.get()) {
            Ok(event) => reader.event(index + 1, &event),
            Err(error) => {
                let place = format!("event {}", index + 1);
                reader.collector.refuse(place, "", broken(&error), None);
            }
        }
    }
    Ok(reader.finish())
}

#[derive(Default)]
struct Reader {
    is_one: bool,
    takes_context: bool,
    collector: Collector,
    context: Collector,
    bound: Bound,
    unlabelled: usize,
    title: Option<String>,
    sources: BTreeSet<String>,
    notes: Vec<Note>,
    tags: BTreeSet<String>,
    not_matched: BTreeMap<String, usize>,
    deleted: usize,
    people: usize,
    proposals: usize,
    references: usize,
    narrower: usize,
}

/// What the attributes of one object or event have in common.
struct Around<'a> {
    place: String,
    name: Option<String>,
    bound: &'a Bound,
    /// The object describes an app, and others of its attributes are signs: then so is the app's id, which the
    /// template has as text, and MISP never takes text for a sign.
    is_bad_app: bool,
}

/// Tags that are shown; the rest is counted.
const MAX_TAGS: usize = 20;

impl Reader {
    fn event(&mut self, number: usize, event: &Event<'_>) {
        let id = event.uuid.text().map_or_else(|| number.to_string(), shown);
        if event.deleted.truth() == Some(true) {
            let text = format!("event {id} is withdrawn by its source: nothing of it is taken");
            self.notes
                .push(Note::new(NoteCode::Withdrawn, text).number(1));
            return;
        }
        let bound = Bound::of_event(event, &mut self.tags);
        if bound.labels.len() > 1 {
            let all: Vec<&str> = bound.labels.iter().map(|label| label.as_str()).collect();
            let (number, all) = (all.len(), all.join(", "));
            let text = format!("event {id} carries {number} labels ({all}): the strictest counts");
            let note = Note::new(NoteCode::SeveralLabels, text).number(number);
            self.notes.push(note.about(all));
        }
        let place = format!("event {id}");
        let notes = bound.notes.iter().cloned();
        self.notes.extend(notes.map(|note| note.within(&place)));
        self.unlabelled += usize::from(bound.labels.is_empty());
        self.title = self.title.take().or_else(|| event.info.text().map(shown));
        let source = event
            .orgc
            .as_ref()
            .or(event.org.as_ref())
            .and_then(|org| org.name.text());
        self.sources.extend(source.map(shown));
        self.proposals += event.proposals.0.len();
        let place = if self.is_one {
            String::new()
        } else {
            format!("event {number} ")
        };
        let around = Around {
            place,
            name: malware_name(&event.tags),
            bound: &bound,
            is_bad_app: false,
        };
        for (index, raw) in event.attributes.0.iter().enumerate() {
            self.attribute(index + 1, raw, &around);
        }
        for (index, raw) in event.objects.0.iter().enumerate() {
            self.object(index + 1, raw, &around);
        }
        self.bound.narrow(bound);
    }

    fn object(&mut self, number: usize, raw: &RawValue, event: &Around<'_>) {
        let object: Object<'_> = match serde_json::from_str(raw.get()) {
            Ok(object) => object,
            Err(error) => {
                let place = format!("{}object {number}", event.place);
                return self.collector.refuse(place, "", broken(&error), None);
            }
        };
        if object.deleted.truth() == Some(true) {
            self.deleted += 1;
            return;
        }
        self.references += object.references.0.len();
        let template = object.name.text().unwrap_or_default();
        let own_name = (template == "android-app")
            .then(|| wire::value_of_relation(&object, "name"))
            .flatten();
        let around = Around {
            place: format!("{}object {number} ({}) ", event.place, shown(template)),
            name: own_name
                .map(|name| one_line(&name))
                .or_else(|| event.name.clone()),
            bound: &event.bound.within(&object),
            is_bad_app: template == "android-app" && wire::has_sign(&object),
        };
        for (index, raw) in object.attributes.0.iter().enumerate() {
            self.attribute_of(Some(template), index + 1, raw, &around, event.bound);
        }
    }

    fn attribute(&mut self, number: usize, raw: &RawValue, event: &Around<'_>) {
        self.attribute_of(None, number, raw, event, event.bound);
    }

    fn attribute_of(
        &mut self,
        template: Option<&str>,
        number: usize,
        raw: &RawValue,
        around: &Around<'_>,
        event: &Bound,
    ) {
        let attribute: Attribute<'_> = match serde_json::from_str(raw.get()) {
            Ok(attribute) => attribute,
            Err(error) => {
                let place = format!("{}attribute {number}", around.place);
                return self.collector.refuse(place, "", broken(&error), None);
            }
        };
        self.proposals += attribute.proposals.0.len();
        if attribute.deleted.truth() == Some(true) {
            self.deleted += 1;
            return;
        }
        let word = attribute.kind.text().unwrap_or_default();
        let place = format!("{}attribute {number} {}", around.place, shown(word));
        let bound = around.bound.of_attribute(&attribute, &mut self.tags);
        if let Some(marking) = bound.unreadable.filter(|_| event.unreadable.is_none()) {
            let why = format!("its marking `{marking}` cannot be read here: it stays");
            let reason = WhyRefused::UnreadableMarking.says(why);
            return self.collector.refuse(place, "", reason, None);
        }
        let narrower = bound
            .strictest
            .filter(|label| Some(*label) > event.strictest());
        self.narrower += usize::from(narrower.is_some());
        let relation = attribute.relation.text();
        let meaning = meaning_of(word, template, relation);
        let is_app = around.is_bad_app && relation == Some("appid");
        let is_sign = is_app
            || attribute
                .to_ids
                .truth()
                .unwrap_or(meaning.is_sign_by_default);
        let value = attribute.value.text().unwrap_or_default();
        let took = Took {
            sender: word == "email-src" && is_sign,
            place,
            name: malware_name(&attribute.tags).or_else(|| around.name.clone()),
            narrower,
        };
        match meaning.what {
            Meaning::Person => self.people += 1,
            Meaning::NotMatched if is_sign => {
                let text = format!("`{}` is not matched here", shown(word));
                let reason = WhyRefused::UnknownType.says(text);
                self.collector.refuse(took.place, value, reason, None);
            }
            Meaning::NotMatched => *self.not_matched.entry(shown(word)).or_default() += 1,
            Meaning::Values(kinds) => {
                let is_sign = is_sign || self.takes_context;
                let parts = kinds::parts(value, kinds.len());
                for (kind, part) in kinds.iter().zip(parts) {
                    self.value(*kind, part, is_sign, &took);
                }
            }
        }
    }

    fn value(&mut self, kind: fanal_stix::Kind, text: &str, is_sign: bool, took: &Took) {
        let list = if is_sign {
            &mut self.collector
        } else {
            &mut self.context
        };
        match parsed(kind, text) {
            Err(fault) => list.refuse(took.place.clone(), text, fault, None),
            Ok(value) => list.add(Found {
                value,
                role: took.sender.then_some(Role::Sender),
                name: took.name.clone(),
                place: took.place.clone(),
                object_id: None,
                also_in: Vec::new(),
                at_least: took.narrower,
            }),
        }
    }

    fn finish(mut self) -> Reading {
        let context = std::mem::take(&mut self.context).finish(Format::Misp);
        let signs: HashSet<_> = self
            .collector
            .found()
            .iter()
            .map(|found| found.value.clone())
            .collect();
        let notes = self.counts(context.refused.len());
        let mut reading = self.collector.finish(Format::Misp);
        reading.context = context
            .indicators
            .into_iter()
            .filter(|found| !signs.contains(&found.value))
            .collect();
        if !reading.context.is_empty() {
            let count = reading.context.len();
            let text = "values are context, not signs (`to_ids` is false): kept, not matched";
            let note = Note::counted(NoteCode::Context, count, text);
            reading.notes.push(note);
        }
        reading.notes.extend(self.notes);
        reading.notes.extend(notes);
        reading.label = self.bound.label();
        reading.at_least = self.bound.floor;
        reading.unreadable_marking = self.bound.unreadable;
        let said = Marked {
            label: self.bound.said,
            unreadable: None,
        };
        said.narrow(&mut reading);
        reading.pap = self.bound.pap;
        reading.suggested_title = self.title.filter(|_| self.is_one);
        let mut sources = self.sources.into_iter();
        reading.suggested_source = sources.next().filter(|_| sources.next().is_none());
        reading
    }

    fn counts(&self, bad_context: usize) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut count = |code: NoteCode, number: usize, text: &str| {
            if number > 0 {
                notes.push(Note::counted(code, number, text));
            }
        };
        if self.bound.label().is_some() && !self.is_one {
            count(
                NoteCode::NoLabel,
                self.unlabelled,
                "events carry no label of their own",
            );
        }
        count(
            NoteCode::Narrower,
            self.narrower,
            "attributes are narrower than their event",
        );
        count(
            NoteCode::Deleted,
            self.deleted,
            "attributes or objects are deleted by their source: not taken",
        );
        count(
            NoteCode::People,
            self.people,
            "attributes about targets and people: passed over",
        );
        count(
            NoteCode::Proposals,
            self.proposals,
            "proposals of others: not taken",
        );
        count(
            NoteCode::References,
            self.references,
            "references between objects: not kept",
        );
        count(
            NoteCode::BadContext,
            bad_context,
            "values of the context are not what their type says",
        );
        for (word, number) in &self.not_matched {
            let text = format!("not matched here ({number}): `{word}`");
            let note = Note::new(NoteCode::NotMatched, text).number(*number);
            notes.push(note.about(word));
        }
        let tags: Vec<&str> = self
            .tags
            .iter()
            .map(String::as_str)
            .take(MAX_TAGS)
            .collect();
        if !tags.is_empty() {
            let more = self.tags.len().saturating_sub(MAX_TAGS);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            let tags = tags.join(", ");
            let note = Note::new(NoteCode::Tags, format!("tags: {tags}{more}"));
            notes.push(note.number(self.tags.len()).about(tags));
        }
        notes
    }
}

/// What is known of an attribute beside its value.
struct Took {
    /// It says that an attacker sends from this address.
    sender: bool,
    place: String,
    name: Option<String>,
    narrower: Option<Label>,
}

/// The events of a feed's index, with what tells whether one changed.
pub(super) fn manifest(text: &str) -> Result<Vec<ManifestEntry>, Fault> {
    wire::manifest(text).map_err(|why| Fault::NotThisFormat {
        format: Format::Misp,
        why,
    })
}

pub use digests::FeedDigests;
pub use wire::ManifestEntry;

#[cfg(test)]
mod tests;

//! STIX 2.0 and 2.1. Objects stay byte for byte; the values of indicator patterns are taken out of them.

use std::collections::{BTreeMap, HashMap};

use fanal_protocol::Role;
use fanal_stix::{
    EffectiveLabel, Markings, NotExtracted, Object, Pattern, WhyNot, read_bundle, values,
};
use serde::Deserialize;

use super::collect::Collector;
use super::marked::{Marked, in_plain_letters, may_name};
use super::note::{Note, NoteCode, WhyRefused};
use super::{Fault, Format, Found, Input, Options, Reading};
use crate::shown::{one_line, shortened, shown};

/// Every JSON object is tried as STIX: read as text, a labelled event of another format would lose its label.
pub(super) fn looks_like(input: &Input<'_>, _: &Options<'_>) -> bool {
    let has_names = |shape: &super::Shape| !(shape.members.is_empty() && shape.below.is_empty());
    input.text.trim_start().starts_with('{') || input.shape().is_some_and(has_names)
}

pub(super) fn read(input: &Input<'_>, options: &Options<'_>) -> Result<Reading, Fault> {
    let text = input.text;
    let bundle = read_bundle(text.as_bytes()).map_err(|fault| Fault::NotThisFormat {
        format: Format::Stix,
        why: fault.to_string(),
    })?;
    let markings = Markings::of(&bundle);
    let mut label = markings.label_of_bundle(&bundle);
    let mut reader = Reader::of(&bundle.objects);
    let mut said = Marked::default();
    let mut is_kept = Vec::with_capacity(bundle.objects.len());
    for object in &bundle.objects {
        let hints = Hints::of(object);
        label = label.and(hints.label());
        said.join(said_in(object));
        is_kept.push(reader.take(object, &hints));
    }
    for refused in &bundle.refused {
        let id = refused.id.as_deref().unwrap_or("without id");
        let place = format!("object {} {id}", refused.index + 1);
        reader.collector.refuse(
            shown(&place),
            id,
            WhyRefused::Broken.says(refused.fault.clone()),
            None,
        );
    }
    let mut notes = reader.notes();
    let unmarked = markings.unmarked(&bundle);
    if unmarked > 0 && label != EffectiveLabel::Unmarked {
        let text = "objects carry no label of their own";
        notes.push(Note::counted(NoteCode::NoLabel, unmarked, text));
    }
    notes.extend(markings.statements.values().map(|text| {
        let text = shown(text);
        Note::new(NoteCode::Statement, format!("statement: {text}")).about(text)
    }));
    if bundle.spec_version.as_deref() == Some("2.0") {
        notes.push(Note::new(NoteCode::OlderVersion, "STIX 2.0").about("STIX 2.0"));
    }
    notes.extend(bundle.warnings.iter().take(MAX_WARNINGS).map(|warning| {
        let text = shortened(&warning.to_string(), 200);
        Note::new(NoteCode::Oddity, text.clone()).about(text)
    }));
    if let Some(more) = bundle
        .warnings
        .len()
        .checked_sub(MAX_WARNINGS)
        .filter(|more| *more > 0)
    {
        notes.push(Note::counted(NoteCode::MoreOddities, more, "more oddities"));
    }
    let mut reading = reader.collector.finish(Format::Stix);
    (reading.suggested_title, reading.suggested_source) = suggestions(&bundle.objects);
    reading.notes.extend(notes);
    reading.merged += bundle.merged_copies;
    if !options.values_only {
        // One by one, each as what was seen in it goes: a large bundle is in memory once beside its text.
        let kept = bundle.objects.into_iter().zip(is_kept);
        let kept = kept.filter_map(|(object, is_kept)| is_kept.then(|| object.into_raw()));
        reading.objects = kept.collect();
    }
    match label {
        EffectiveLabel::Unmarked => {}
        EffectiveLabel::Marked(label) => reading.label = Some(label),
        EffectiveLabel::Unreadable { marking_id } => {
            reading.unreadable_marking = Some(shown(&marking_id));
        }
    }
    said.narrow(&mut reading);
    Ok(reading)
}

/// Members of an object that people write in words; fields beyond the standard (`x_...`) beside them.
const PROSE: [&str; 6] = [
    "name",
    "description",
    "abstract",
    "content",
    "explanation",
    "external_references",
];

/// The label that the words of an object say. [IMP-17]
fn said_in(object: &Object<'_>) -> Marked {
    let is_definition = object.object_type() == "marking-definition";
    if is_definition || !may_name(object.raw()) {
        return Marked::default();
    }
    let members: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(object.raw()).unwrap_or_default();
    let is_prose = |name: &str| PROSE.contains(&name) || name.starts_with("x_");
    let mut said = Marked::default();
    let prose = members.iter().filter(|(name, _)| is_prose(name));
    let mut inside: Vec<&serde_json::Value> = prose.map(|(_, value)| value).collect();
    while let Some(value) = inside.pop() {
        match value {
            serde_json::Value::String(text) => said.join(Marked::of(text)),
            serde_json::Value::Array(items) => inside.extend(items),
            serde_json::Value::Object(fields) => {
                let words = fields.iter().filter(|(name, _)| *name != "url");
                inside.extend(words.map(|(_, value)| value));
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {
            }
        }
    }
    said
}

/// What an indicator is a sign of, by the standard's open vocabulary: not of something harmless, nor of who was hit,
/// nor of what cannot be read.
fn is_of_an_attacker(indicator: &Object<'_>) -> bool {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Types {
        indicator_types: Vec<String>,
        labels: Vec<String>,
    }
    let Ok(types) = serde_json::from_str::<Types>(indicator.raw()) else {
        return false;
    };
    let mut said = types.indicator_types.iter().chain(&types.labels);
    let harmless = ["benign", "compromised", "attribution"];
    !said.any(|word| harmless.contains(&word.to_ascii_lowercase().as_str()))
}

/// How many oddities of objects are named one by one.
const MAX_WARNINGS: usize = 10;

struct Reader {
    collector: Collector,
    /// Indicator id to the name of what it indicates.
    names: HashMap<String, String>,
    /// Why how many patterns say more than their values do.
    kept: BTreeMap<String, usize>,
    withdrawn: usize,
    observables: usize,
}

impl Reader {
    fn of(objects: &[Object<'_>]) -> Self {
        Self {
            collector: Collector::default(),
            names: names(objects),
            kept: BTreeMap::new(),
            withdrawn: 0,
            observables: 0,
        }
    }

    /// Takes the values of one object; `false` for an indicator that nobody could read.
    fn take(&mut self, object: &Object<'_>, hints: &Hints) -> bool {
        if is_observable(object.object_type()) {
            self.observables += 1;
        }
        if object.object_type() != "indicator" {
            return true;
        }
        let view = object.view();
        if view.revoked {
            self.withdrawn += 1;
            return true;
        }
        let language = view.pattern_type.as_deref().unwrap_or("stix");
        if language != "stix" {
            self.keep(format!("in the pattern language `{}`", shown(language)));
            return true;
        }
        let text = view.pattern.as_deref().unwrap_or_default();
        let pattern = match Pattern::parse(text) {
            Ok(pattern) => pattern,
            Err(error) => {
                let reason = WhyRefused::Pattern.says(error.to_string());
                self.collector
                    .refuse(object.id().to_owned(), text, reason, None);
                return false;
            }
        };
        let extracted = values(&pattern);
        for value in extracted.values {
            let is_address = value.kind() == fanal_stix::Kind::EmailAddress;
            let sends = is_address && is_of_an_attacker(object);
            let sender = sends.then_some(Role::Sender);
            self.collector.add(Found {
                value,
                role: sender.or(hints.role()),
                name: self.names.get(object.id()).cloned(),
                place: object.id().to_owned(),
                object_id: Some(object.id().to_owned()),
                also_in: Vec::new(),
                at_least: None,
            });
        }
        for rest in &extracted.rest {
            self.leave(object, text, rest);
        }
        true
    }

    fn leave(&mut self, object: &Object<'_>, pattern: &str, rest: &NotExtracted) {
        if let WhyNot::BadValue(bad) = &rest.why {
            let reason = WhyRefused::NotOfKind.says(bad.to_string());
            self.collector
                .refuse(object.id().to_owned(), pattern, reason, None);
        } else {
            self.keep(rest.to_string());
        }
    }

    fn keep(&mut self, why: String) {
        *self.kept.entry(why).or_default() += 1;
    }

    fn notes(&self) -> Vec<Note> {
        let kept = self.kept.iter();
        let mut notes: Vec<Note> = kept
            .map(|(why, count)| {
                let text = format!("kept but not matched ({count}): {why}");
                Note::new(NoteCode::KeptOnly, text)
                    .number(*count)
                    .about(why)
            })
            .collect();
        if self.withdrawn > 0 {
            let text = "indicators are withdrawn by their creator";
            notes.push(Note::counted(NoteCode::Withdrawn, self.withdrawn, text));
        }
        if self.observables > 0 {
            let text = "observables without verdict: kept, not matched";
            notes.push(Note::counted(NoteCode::Observables, self.observables, text));
        }
        notes
    }
}

/// What the fields beyond the view say: labels as words, the phase of the attack.
#[derive(Deserialize, Default)]
struct Hints {
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    kill_chain_phases: Vec<Phase>,
}

#[derive(Deserialize)]
struct Phase {
    phase_name: String,
}

impl Hints {
    fn of(object: &Object<'_>) -> Self {
        // Most objects have neither; a name may hide in escapes.
        let mut parts = ["labels", "kill_chain_phases", "\\"].into_iter();
        if !parts.any(|part| object.raw().contains(part)) {
            return Self::default();
        }
        serde_json::from_str(object.raw()).unwrap_or_default()
    }

    /// The role that a word stands for; of several the most dangerous.
    fn role(&self) -> Option<Role> {
        let phases = self
            .kill_chain_phases
            .iter()
            .map(|phase| phase.phase_name.as_str());
        let words = self.labels.iter().map(String::as_str).chain(phases);
        words
            .filter_map(|word| role_of_word(&word.to_lowercase()))
            .min()
    }

    /// Tools that do not write markings write `tlp:amber` among the labels: those bind as well.
    fn label(&self) -> EffectiveLabel {
        let label = |word: &String| {
            let plain = in_plain_letters(word);
            let is_prefixed = plain
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("tlp:"));
            let mut marked = Marked::of(&plain);
            if is_prefixed {
                marked = Marked::default();
                marked.take_whole(&plain);
            }
            match (marked.unreadable, marked.label) {
                (Some(_), _) => Some(EffectiveLabel::Unreadable {
                    marking_id: word.clone(),
                }),
                (None, label) => label.map(EffectiveLabel::Marked),
            }
        };
        let words = self.labels.iter().filter_map(label);
        words.fold(EffectiveLabel::Unmarked, EffectiveLabel::and)
    }
}

fn role_of_word(word: &str) -> Option<Role> {
    Some(match word {
        "c2" | "c&c" | "command-and-control" | "command-control" => Role::C2,
        "delivery" | "phishing" => Role::Delivery,
        "website" => Role::Website,
        "payload" => Role::Payload,
        _ => return None,
    })
}

/// What each indicator indicates, by name: the malware, else the tool, actor or campaign.
fn names(objects: &[Object<'_>]) -> HashMap<String, String> {
    let named = |object: &&Object<'_>| {
        matches!(
            object.object_type(),
            "malware" | "tool" | "campaign" | "intrusion-set" | "threat-actor"
        )
    };
    let by_id: HashMap<&str, String> = objects
        .iter()
        .filter(named)
        .filter_map(|object| Some((object.id(), one_line(object.view().name.as_deref()?))))
        .collect();
    let mut indicated: HashMap<String, (bool, String)> = HashMap::new();
    for view in objects.iter().map(Object::view) {
        let (Some("indicates"), Some(source), Some(target)) = (
            view.relationship_type.as_deref(),
            view.source_ref.as_deref(),
            view.target_ref.as_deref(),
        ) else {
            continue;
        };
        let Some(name) = by_id.get(target) else {
            continue;
        };
        let is_malware = target.starts_with("malware--");
        let known = indicated
            .entry(source.to_owned())
            .or_insert_with(|| (is_malware, name.clone()));
        if is_malware && !known.0 {
            *known = (true, name.clone());
        }
    }
    indicated
        .into_iter()
        .map(|(id, (_, name))| (id, name))
        .collect()
}

fn is_observable(object_type: &str) -> bool {
    matches!(
        object_type,
        "domain-name"
            | "url"
            | "ipv4-addr"
            | "ipv6-addr"
            | "email-addr"
            | "file"
            | "software"
            | "process"
            | "x509-certificate"
            | "observed-data"
    )
}

/// The title of the only report, else the name of the only malware; the only identity.
fn suggestions(objects: &[Object<'_>]) -> (Option<String>, Option<String>) {
    let only = |object_type: &str| {
        let mut of_type = objects
            .iter()
            .filter(|object| object.object_type() == object_type);
        let first = of_type.next()?;
        let name = first
            .view()
            .name
            .as_deref()
            .filter(|_| of_type.next().is_none())?;
        Some(shown(name))
    };
    let title = only("report")
        .or_else(|| only("grouping"))
        .or_else(|| only("malware"));
    let maker = objects
        .iter()
        .find(|object| object.object_type() == "identity");
    // A person who made a file is not told along with it; a class that is missing may be a person's.
    let is_named = maker.is_some_and(|maker| is_an_organisation(maker.raw()));
    (title, only("identity").filter(|_| is_named))
}

fn is_an_organisation(identity: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Class {
        identity_class: Option<String>,
    }
    let class = serde_json::from_str::<Class>(identity);
    let class = class.ok().and_then(|it| it.identity_class);
    matches!(class.as_deref(), Some("organization" | "group"))
}

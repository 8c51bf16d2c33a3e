//! STIX 2.1, standard profile: the bulletin's own objects byte for byte, and what follows from its values where it
//! has none; every object marked, in TLP 2.0 and, where one exists, TLP 1.0.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use fanal_protocol::Label;
use fanal_stix::write::{Common, Indicator, Malware, Relationship, Report, WrittenBundle};
use fanal_stix::{
    Kind, MarkingMeaning, Object, definition_objects, label_of_marking_id, marking_id, pattern_for,
    tlp_1_marking_id,
};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::sorting::{Scratch, Sorted, Sorter};
use super::vocabulary::{LongId, rank, role_word, stix_day, stix_id};
use super::{
    FileKind, Files, Gone, Item, LeftOut, Listed, Settings, Tally, Writing, Written, sorted_values,
};
use crate::shown::one_line;

/// Objects are long: more of them are gathered before they are put down.
const ROOM: usize = 8;

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    Box::new(Objects {
        settings: *settings,
        objects: Sorter::with_room(scratch, ROOM),
        labels: BTreeSet::new(),
        earlier: Earlier::default(),
        tally: Tally::default(),
    })
}

/// Which object of one id is written, if several come.
#[derive(Clone, Copy)]
enum Speaks {
    /// The words of the definitions are the standard's.
    Definition = 0,
    /// What was taken back is taken back.
    Revoked = 1,
    /// What is made here speaks for the bulletin: nobody's object stands in its place.
    Made = 2,
    /// An object of two bulletins is written once, with the stricter label.
    Own = 3,
}

/// A bundle under way.
struct Objects<'s> {
    settings: Settings<'s>,
    /// By id; each with who speaks, how wide its label is, and the object.
    objects: Sorter<'s>,
    labels: BTreeSet<Label>,
    earlier: Earlier,
    tally: Tally,
}

impl Objects<'_> {
    fn put(&mut self, id: &str, speaks: Speaks, label: Label, json: &str) {
        let payload = [
            [speaks as u8, u8::MAX - rank(label)].as_slice(),
            json.as_bytes(),
        ]
        .concat();
        self.objects.push(id.as_bytes(), &payload);
    }
}

impl Writing for Objects<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        let (own, made) = Bulletin::of(item).objects(&self.earlier, &mut self.tally);
        if !own.is_empty() || !made.is_empty() {
            self.labels.insert(item.label);
        }
        for (id, json) in &own {
            self.put(id, Speaks::Own, item.label, json);
        }
        if item.by.is_some() {
            self.earlier.note(&own);
        }
        for (id, json) in &made {
            self.put(id, Speaks::Made, item.label, json);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let revoked = revoked(self.settings.withdrawn);
        if !revoked.is_empty() {
            self.labels.insert(Label::Clear);
        }
        for (id, json) in &revoked {
            self.put(id, Speaks::Revoked, Label::Clear, json);
        }
        drop(revoked);
        for definition in std::mem::take(&mut self.labels)
            .into_iter()
            .flat_map(definition_objects)
        {
            let id = Object::parse(&definition).map(|object| object.id().to_owned());
            if let Ok(id) = id {
                self.put(&id, Speaks::Definition, Label::Clear, &definition);
            }
        }
        let Self {
            settings,
            objects,
            tally,
            ..
        } = *self;
        let objects = objects.sorted();
        let mut announced = 0;
        let id = id_of(&objects, &settings, &mut announced)?;
        let kind = FileKind {
            media_type: "application/stix+json;version=2.1",
            file_name: "stix.json",
        };
        files.put(kind, &mut |out| {
            let mut bundle = WrittenBundle::begin(out, &id)?;
            objects.groups(Said::add, |_, said: Said| bundle.object(&said.json))?;
            bundle.end()?.write_all(b"\n")
        })?;
        Ok(Written {
            announced,
            left_out: tally.finish(),
        })
    }
}

/// The id of the bundle follows from all its objects. Counts the indicators by the way.
fn id_of(objects: &Sorted, settings: &Settings<'_>, announced: &mut usize) -> io::Result<String> {
    let mut length = 0;
    objects.groups(Said::add, |id, said: Said| {
        length += said.json.len();
        *announced += usize::from(said.is_told && id.starts_with(b"indicator--"));
        Ok(())
    })?;
    let date = settings.date.date();
    let mut id = LongId::begin("bundle", &["stix", settings.title, &date], length);
    objects.groups(Said::add, |_, said: Said| {
        id.add(&said.json);
        Ok(())
    })?;
    Ok(id.finish())
}

/// What is said under one id, by who speaks first.
#[derive(Default)]
struct Said {
    order: Option<[u8; 2]>,
    json: Vec<u8>,
    /// A bulletin says it, whoever else does.
    is_told: bool,
}

impl Said {
    fn add(&mut self, payload: &[u8]) {
        let Some((order, json)) = payload.split_first_chunk::<2>() else {
            return;
        };
        let [speaks, _] = *order;
        self.is_told |= speaks >= Speaks::Made as u8;
        if self.order.is_none_or(|before| *order < before) {
            self.order = Some(*order);
            json.clone_into(&mut self.json);
        }
    }
}

/// What earlier bulletins of a file of several desks say under which id, both in short.
#[derive(Default)]
struct Earlier(HashMap<Short, Short>);

type Short = [u8; 16];

impl Earlier {
    fn note(&mut self, objects: &BTreeMap<String, String>) {
        for (id, json) in objects {
            self.0.entry(short(id)).or_insert_with(|| short(json));
        }
    }

    fn differs(&self, id: &str, json: &str) -> bool {
        let said = self.0.get(&short(id));
        said.is_some_and(|said| *said != short(json))
    }
}

/// 128 bits of a digest: nobody finds two texts that share them.
fn short(text: &str) -> Short {
    let digest: [u8; 32] = Sha256::digest(text).into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// The pattern of an indicator that was taken back: valid, and true of nothing. [R5]
pub const INERT_PATTERN: &str = "[domain-name:value = 'withdrawn.invalid']";

/// What was taken back, as versions that are revoked: the report of each bulletin, and, where the analyst said that
/// tools shall delete, the indicators that this writer made of its values. Only public things are handed in as gone.
fn revoked(withdrawn: &[Gone]) -> BTreeMap<String, String> {
    let mut objects = BTreeMap::new();
    let marks = marking_refs(Label::Clear);
    for gone in withdrawn {
        let bulletin = gone.id.to_string();
        let created = stix_day(gone.published);
        // The last second of its day: later than any version that the day has seen.
        let modified = format!("{}T23:59:59.000Z", gone.date.date());
        let report_id = stix_id("report", &[&bulletin]);
        let report = Report {
            common: taken_back(&report_id, (&created, &modified), &marks),
            name: "withdrawn",
            description: None,
            report_types: &["threat-report"],
            published: &created,
            // A report has to refer to an object, and nothing else of it may be named any more.
            object_refs: &[&report_id],
            labels: &[],
        };
        objects.insert(report_id.clone(), report.to_json());
        for value in &gone.to_delete {
            let parts = [bulletin.as_str(), value.kind().as_str(), value.text()];
            let id = stix_id("indicator", &parts);
            let indicator = Indicator {
                common: taken_back(&id, (&created, &modified), &marks),
                name: Some("withdrawn"),
                description: None,
                indicator_types: &["unknown"],
                pattern: INERT_PATTERN,
                valid_from: &created,
                valid_until: None,
                labels: &[],
            };
            objects.insert(id.clone(), indicator.to_json());
        }
    }
    objects
}

fn taken_back<'c>(
    id: &'c str,
    (created, modified): (&'c str, &'c str),
    marks: &'c [&'c str],
) -> Common<'c> {
    Common {
        id,
        created_by_ref: None,
        created,
        modified,
        revoked: true,
        object_marking_refs: marks,
    }
}

/// The marking ids of a label. AMBER+STRICT has none in TLP 1.0, where AMBER would let it go further.
pub(super) fn marking_refs(label: Label) -> Vec<&'static str> {
    std::iter::once(marking_id(label))
        .chain(tlp_1_marking_id(label))
        .collect()
}

/// The objects of one bulletin.
struct Bulletin<'i, 'a> {
    item: &'i Item<'a>,
    bulletin: String,
    day: String,
    marks: Vec<&'static str>,
}

impl<'i, 'a> Bulletin<'i, 'a> {
    fn of(item: &'i Item<'a>) -> Self {
        Self {
            item,
            bulletin: item.id.to_string(),
            day: stix_day(item.date),
            marks: marking_refs(item.label),
        }
    }

    /// Every object of the bulletin, by id: its own, and those made here. In a file of several desks none speaks for another: where two say
    /// different things under one id, the values of the later one are written anew, under ids of their own. [PUB-15]
    fn objects(
        &self,
        earlier: &Earlier,
        tally: &mut Tally,
    ) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
        let mut made = BTreeMap::new();
        let mut objects = BTreeMap::new();
        let mut beyond = BTreeSet::new();
        for object in self
            .item
            .objects
            .iter()
            .filter_map(|raw| Object::parse(raw.get()).ok())
        {
            if is_beyond_the_standard(&object) {
                beyond.insert(object.id().to_owned());
                continue;
            }
            let is_definition = matches!(
                object.object_type(),
                "marking-definition" | "extension-definition"
            );
            if !is_2_1(&object) {
                continue;
            }
            let json = if is_definition {
                Some(object.raw().to_owned())
            } else {
                self.marked(&object)
            };
            let Some(json) = json else {
                continue;
            };
            if self.item.by.is_some() && earlier.differs(object.id(), &json) {
                beyond.insert(object.id().to_owned());
                continue;
            }
            objects.insert(object.id().to_owned(), json);
        }
        if !beyond.is_empty() {
            objects.retain(|_, json| !is_tied_to(json, &beyond));
        }
        for listed in sorted_values(self.item) {
            let is_there = listed
                .object_id
                .as_ref()
                .is_some_and(|id| objects.contains_key(id));
            if is_there {
                continue;
            }
            match has_place(listed.value.kind()) {
                Ok(()) => self.indicator(listed, &mut made),
                Err(reason) => tally.add(reason),
            }
        }
        let refs: BTreeSet<&str> = objects
            .keys()
            .chain(made.keys())
            .map(String::as_str)
            .filter(|id| !is_definition_id(id))
            .collect();
        let refs: Vec<&str> = refs.into_iter().collect();
        if !refs.is_empty() {
            let (id, json) = self.report(&refs);
            made.insert(id, json);
        }
        (objects, made)
    }

    fn common<'c>(&'c self, id: &'c str) -> Common<'c> {
        Common {
            id,
            created_by_ref: None,
            created: &self.day,
            modified: &self.day,
            revoked: false,
            object_marking_refs: &self.marks,
        }
    }

    /// The object as it came where it says the bulletin's label by itself; else with the label added, so that no
    /// reader takes it for unmarked or for wider than it is.
    fn marked(&self, object: &Object<'_>) -> Option<String> {
        let own = &object.view().object_marking_refs;
        let wanted = MarkingMeaning::Tlp(self.item.label);
        if own.iter().any(|id| label_of_marking_id(id) == wanted) {
            return Some(object.raw().to_owned());
        }
        // Values stay as they came; the members are sorted.
        let refs: Vec<&str> = own
            .iter()
            .map(String::as_str)
            .chain(self.marks.iter().copied())
            .collect();
        let mut members: BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(object.raw()).ok()?;
        members.insert(
            "object_marking_refs".to_owned(),
            serde_json::value::to_raw_value(&refs).ok()?,
        );
        serde_json::to_string(&members).ok()
    }

    fn indicator(&self, listed: &Listed, objects: &mut BTreeMap<String, String>) {
        let parts = [
            self.bulletin.as_str(),
            listed.value.kind().as_str(),
            listed.value.text(),
        ];
        let id = stix_id("indicator", &parts);
        let role = [role_word(listed.role)];
        let indicator = Indicator {
            common: self.common(&id),
            name: None,
            description: None,
            indicator_types: &["malicious-activity"],
            pattern: &pattern_for(&listed.value),
            valid_from: &self.day,
            valid_until: None,
            labels: &role,
        };
        objects.insert(id.clone(), indicator.to_json());
        let name = listed
            .name
            .as_deref()
            .map(one_line)
            .filter(|name| !name.is_empty());
        if let Some(name) = name {
            let malware_id = self.malware(&name, objects);
            let relationship_id = stix_id("relationship", &parts);
            let relationship = Relationship {
                common: self.common(&relationship_id),
                relationship_type: "indicates",
                source_ref: &id,
                target_ref: &malware_id,
            };
            objects.insert(relationship_id.clone(), relationship.to_json());
        }
    }

    fn malware(&self, name: &str, objects: &mut BTreeMap<String, String>) -> String {
        let id = stix_id("malware", &[&self.bulletin, name]);
        let malware = Malware {
            common: self.common(&id),
            name,
            description: None,
            malware_types: &[],
            is_family: true,
            labels: &[],
        };
        objects.insert(id.clone(), malware.to_json());
        id
    }

    fn report(&self, refs: &[&str]) -> (String, String) {
        let id = stix_id("report", &[&self.bulletin]);
        let summary = self.item.summary.map(str::to_owned);
        let source = self.item.credit().map(|source| format!("Source: {source}"));
        let licence = self
            .item
            .licence
            .map(|licence| format!("Licence: {}", one_line(licence)));
        let please = self
            .item
            .also_please
            .map(|please| format!("Also please: {}", one_line(please)));
        let alert = self
            .item
            .may_alert_perpetrator
            .then(|| "For detection only: blocking could warn an abuser.".to_owned());
        let description: Vec<String> = [summary, please, alert, source, licence]
            .into_iter()
            .flatten()
            .collect();
        let description = description.join("\n\n");
        let report = Report {
            common: self.common(&id),
            name: self.item.title,
            description: (!description.is_empty()).then_some(&description),
            report_types: &["threat-report"],
            published: &self.day,
            object_refs: refs,
            labels: &[],
        };
        let json = report.to_json();
        (id, json)
    }
}

/// Objects of STIX 2.0 say no version; in a bundle of 2.1 they would be read wrongly. Observables may leave it out.
fn is_2_1(object: &Object<'_>) -> bool {
    match object.view().spec_version.as_deref() {
        Some(version) => version == "2.1",
        None => object.view().created.is_none(),
    }
}

/// An indicator with a path that the standard's readers take for an error, or lose: those made for MVT. Its values are
/// written anew where the standard has a place for them.
fn is_beyond_the_standard(object: &Object<'_>) -> bool {
    const PATHS: [&str; 4] = [
        "app:",
        "configuration-profile:",
        "android-property:",
        "file:path",
    ];
    let pattern = object.view().pattern.as_deref().unwrap_or_default();
    object.object_type() == "indicator" && PATHS.iter().any(|path| pattern.contains(path))
}

/// A relationship whose one end is not in the file.
fn is_tied_to(json: &str, gone: &BTreeSet<String>) -> bool {
    #[derive(serde::Deserialize)]
    struct Ends {
        source_ref: Option<String>,
        target_ref: Option<String>,
    }
    let ends = serde_json::from_str::<Ends>(json).ok();
    let ends = ends.map(|ends| [ends.source_ref, ends.target_ref]);
    ends.is_some_and(|ends| ends.iter().flatten().any(|id| gone.contains(id)))
}

fn is_definition_id(id: &str) -> bool {
    id.starts_with("marking-definition--") || id.starts_with("extension-definition--")
}

/// Whether the standard's readers know a path for it: `app:id` and profiles are errors to validators, file paths and
/// properties are lost by platforms. `process:name` is of STIX 2.0, and is read.
const fn has_place(kind: Kind) -> Result<(), LeftOut> {
    match kind {
        Kind::DomainName
        | Kind::Url
        | Kind::Ipv4
        | Kind::Ipv6
        | Kind::EmailAddress
        | Kind::Md5
        | Kind::Sha1
        | Kind::Sha256
        | Kind::Sha512
        | Kind::CertificateMd5
        | Kind::CertificateSha1
        | Kind::CertificateSha256
        | Kind::FileName
        | Kind::ProcessName => Ok(()),
        Kind::AppId | Kind::FilePath | Kind::ConfigurationProfileId | Kind::AndroidProperty => {
            Err(LeftOut::OnlyForMvt(kind))
        }
    }
}

//! MISP's JSON: the members that are read. Members that name people (`event_creator_email`, `email`, `Sighting`,
//! users of proposals) have no field here, so that nothing of them can be kept. [SR-1]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::json::{Listed, Loose, elements};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Event<'a> {
    #[serde(borrow)]
    pub(super) uuid: Loose<'a>,
    #[serde(borrow)]
    pub(super) info: Loose<'a>,
    #[serde(borrow, rename = "EventReport")]
    pub(super) reports: Listed<'a>,
    #[serde(borrow)]
    pub(super) distribution: Loose<'a>,
    #[serde(borrow)]
    pub(super) deleted: Loose<'a>,
    #[serde(borrow, rename = "Orgc", deserialize_with = "named")]
    pub(super) orgc: Option<Named<'a>>,
    #[serde(borrow, rename = "Org", deserialize_with = "named")]
    pub(super) org: Option<Named<'a>>,
    #[serde(borrow, rename = "SharingGroup", deserialize_with = "named")]
    pub(super) sharing_group: Option<Named<'a>>,
    #[serde(borrow, rename = "Tag")]
    pub(super) tags: Listed<'a>,
    #[serde(borrow, rename = "EventTag")]
    pub(super) linked_tags: Listed<'a>,
    #[serde(borrow, rename = "Attribute")]
    pub(super) attributes: Listed<'a>,
    #[serde(borrow, rename = "Object")]
    pub(super) objects: Listed<'a>,
    #[serde(borrow, rename = "ShadowAttribute")]
    pub(super) proposals: Listed<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Object<'a> {
    #[serde(borrow)]
    pub(super) name: Loose<'a>,
    #[serde(borrow)]
    pub(super) comment: Loose<'a>,
    #[serde(borrow)]
    pub(super) distribution: Loose<'a>,
    #[serde(borrow)]
    pub(super) deleted: Loose<'a>,
    #[serde(borrow, rename = "SharingGroup", deserialize_with = "named")]
    pub(super) sharing_group: Option<Named<'a>>,
    #[serde(borrow, rename = "Attribute")]
    pub(super) attributes: Listed<'a>,
    #[serde(borrow, rename = "ObjectReference")]
    pub(super) references: Listed<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Attribute<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Loose<'a>,
    #[serde(borrow)]
    pub(super) value: Loose<'a>,
    #[serde(borrow)]
    pub(super) comment: Loose<'a>,
    #[serde(borrow)]
    pub(super) to_ids: Loose<'a>,
    #[serde(borrow)]
    pub(super) distribution: Loose<'a>,
    #[serde(borrow)]
    pub(super) deleted: Loose<'a>,
    #[serde(borrow, rename = "object_relation")]
    pub(super) relation: Loose<'a>,
    #[serde(borrow, rename = "SharingGroup", deserialize_with = "named")]
    pub(super) sharing_group: Option<Named<'a>>,
    #[serde(borrow, rename = "Tag")]
    pub(super) tags: Listed<'a>,
    #[serde(borrow, rename = "AttributeTag")]
    pub(super) linked_tags: Listed<'a>,
    #[serde(borrow, rename = "ShadowAttribute")]
    pub(super) proposals: Listed<'a>,
}

/// An organisation or a sharing group: its name, and nothing more.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Named<'a> {
    #[serde(borrow)]
    pub(super) name: Loose<'a>,
}

fn named<'de: 'a, 'a, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Named<'a>>, D::Error> {
    let raw = <&'a RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).ok())
}

/// The words of a report that belongs to an event. Nothing of them is kept.
pub(super) fn words_of_report(raw: &RawValue) -> [Option<String>; 2] {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Report<'a> {
        #[serde(borrow)]
        name: Loose<'a>,
        #[serde(borrow)]
        content: Loose<'a>,
    }
    let report: Report<'_> = serde_json::from_str(raw.get()).unwrap_or_default();
    [report.name, report.content].map(|text| text.text().map(str::to_owned))
}

/// The name of a tag: an object with a name, a link to one, or the name itself.
pub(super) fn tag_name(raw: &RawValue) -> Option<String> {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Tag<'a> {
        #[serde(borrow)]
        name: Loose<'a>,
        #[serde(borrow, rename = "Tag", deserialize_with = "named")]
        inner: Option<Named<'a>>,
    }
    if let Ok(name) = serde_json::from_str::<String>(raw.get()) {
        return Some(name);
    }
    let tag: Tag<'_> = serde_json::from_str(raw.get()).ok()?;
    let own = tag.name.text().map(str::to_owned);
    own.or_else(|| tag.inner?.name.text().map(str::to_owned))
}

/// The first value of an object's relation.
pub(super) fn value_of_relation(object: &Object<'_>, relation: &str) -> Option<String> {
    object.attributes.0.iter().find_map(|raw| {
        let attribute: Attribute<'_> = serde_json::from_str(raw.get()).ok()?;
        let is_wanted = attribute.relation.text() == Some(relation);
        let value = attribute.value.text().filter(|_| is_wanted)?;
        Some(value.to_owned())
    })
}

/// Is any attribute of the object a sign?
pub(super) fn has_sign(object: &Object<'_>) -> bool {
    object.attributes.0.iter().any(|raw| {
        let attribute = serde_json::from_str::<Attribute<'_>>(raw.get());
        attribute.is_ok_and(|attribute| attribute.to_ids.truth() == Some(true))
    })
}

/// The events of a file, in whichever of its four shapes.
pub(super) fn events_in(top: &RawValue) -> Result<Vec<&RawValue>, &'static str> {
    let is_list = top.get().trim_start().starts_with('[');
    let parts = if is_list { elements(top) } else { vec![top] };
    let mut events = Vec::new();
    for part in parts {
        let wrapper: Wrapper<'_> =
            serde_json::from_str(part.get()).map_err(|_| "not a list of events")?;
        match (wrapper.event, wrapper.response) {
            (Some(event), _) => events.extend(elements(event)),
            (None, Some(response)) => {
                for one in elements(response) {
                    events.extend(unwrapped(one));
                }
            }
            (None, None) if wrapper.is_event() => events.push(part),
            (None, None) => return Err("neither an event nor a list of events"),
        }
    }
    Ok(events)
}

/// An element of a response: `{Event}`, a bare event, or an object by itself.
fn unwrapped(one: &RawValue) -> Vec<&RawValue> {
    match serde_json::from_str::<Wrapper<'_>>(one.get()) {
        Ok(Wrapper {
            event: Some(event), ..
        }) => elements(event),
        Ok(_) => vec![one],
        Err(_) => Vec::new(),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wrapper<'a> {
    #[serde(borrow, rename = "Event")]
    event: Option<&'a RawValue>,
    #[serde(borrow)]
    response: Option<&'a RawValue>,
    #[serde(borrow)]
    info: Option<&'a RawValue>,
    #[serde(borrow, rename = "Attribute")]
    attributes: Option<&'a RawValue>,
    #[serde(borrow, rename = "Object")]
    objects: Option<&'a RawValue>,
}

impl Wrapper<'_> {
    const fn is_event(&self) -> bool {
        self.info.is_some() || self.attributes.is_some() || self.objects.is_some()
    }
}

/// One event of a feed's `manifest.json`.
#[derive(Clone, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Its UUID: the file is `UUID.json`.
    pub uuid: uuid::Uuid,
    /// Changed at, in seconds since 1970.
    pub timestamp: i64,
    /// SHA-256 of the file, where the feed says one.
    pub sha256: Option<String>,
}

pub(super) fn manifest(text: &str) -> Result<Vec<ManifestEntry>, String> {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Entry<'a> {
        #[serde(borrow)]
        timestamp: Loose<'a>,
        #[serde(borrow, rename = "integrity:sha256")]
        sha256: Loose<'a>,
    }
    let entries: BTreeMap<String, Entry<'_>> =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let one = |(name, entry): (String, Entry<'_>)| {
        // The name becomes a file's name: nothing but a UUID may.
        let uuid = uuid::Uuid::try_parse(&name)
            .map_err(|_| format!("`{}` is no UUID", crate::shown::shown(&name)))?;
        let timestamp = entry.timestamp.text().and_then(|text| text.parse().ok());
        Ok(ManifestEntry {
            uuid,
            timestamp: timestamp.unwrap_or_default(),
            sha256: entry.sha256.text().map(str::to_lowercase),
        })
    };
    entries.into_iter().map(one).collect()
}

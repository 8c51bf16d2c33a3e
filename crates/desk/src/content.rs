//! What is inside a bulletin: its indicators and their values, found again in the STIX objects.

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{Bulletin, Publication, Role, Timestamp};
use fanal_stix::{Pattern, Value, View};
use fanal_store::Indexed;
use serde::Deserialize;
use serde_json::value::RawValue;

/// One value that an indicator points at.
pub(crate) struct Indicated {
    /// The STIX id of the indicator.
    pub(crate) object: String,
    /// The value.
    pub(crate) value: Value,
    /// What it does.
    pub(crate) role: Role,
    /// The malware or campaign that it belongs to.
    pub(crate) family: Option<String>,
    /// After this its source does not call it bad any more.
    pub(crate) until: Option<Timestamp>,
}

/// Anything that carries STIX objects and roles.
pub(crate) trait Carries {
    fn objects(&self) -> &[Box<RawValue>];
    fn roles(&self) -> &BTreeMap<String, Role>;
}

impl Carries for Bulletin {
    fn objects(&self) -> &[Box<RawValue>] {
        &self.objects
    }
    fn roles(&self) -> &BTreeMap<String, Role> {
        &self.roles
    }
}

impl Carries for Publication {
    fn objects(&self) -> &[Box<RawValue>] {
        &self.objects
    }
    fn roles(&self) -> &BTreeMap<String, Role> {
        &self.roles
    }
}

/// Every value of every indicator that is not revoked. Patterns that go beyond values give none.
pub(crate) fn indicated(content: &impl Carries) -> Vec<Indicated> {
    let objects: Vec<View> = content
        .objects()
        .iter()
        .filter_map(|raw| View::of(raw).ok())
        .collect();
    let families = families(&objects);
    let mut found = Vec::new();
    for view in objects
        .iter()
        .filter(|view| view.object_type == "indicator")
    {
        if view.revoked
            || view
                .pattern_type
                .as_deref()
                .is_some_and(|kind| kind != "stix")
        {
            continue;
        }
        let Some(pattern) = view
            .pattern
            .as_deref()
            .and_then(|text| Pattern::parse(text).ok())
        else {
            continue;
        };
        let role = content
            .roles()
            .get(&view.id)
            .copied()
            .unwrap_or(Role::Unknown);
        for value in fanal_stix::values(&pattern).values {
            let family = families
                .get(&view.id)
                .cloned()
                .or_else(|| view.name.clone());
            found.push(Indicated {
                object: view.id.clone(),
                value,
                role,
                family,
                until: view.valid_until.as_deref().and_then(to_the_second),
            });
        }
    }
    found
}

/// What of a publication counts no more at a moment. [PUB-28]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Over {
    /// STIX ids of indicators whose time is over.
    pub ids: BTreeSet<String>,
    /// When the time of the next one is over.
    pub next: Option<Timestamp>,
}

impl Over {
    /// Looks at what the objects say themselves.
    pub fn at(now: Timestamp, publication: &Publication) -> Self {
        let mut over = Self::default();
        let named = publication.objects.iter().map(|raw| raw.get());
        // Most say nothing of it: they are not read for that.
        for json in named.filter(|json| json.contains("valid_until") || json.contains('\\')) {
            let Ok(ends) = serde_json::from_str::<Ends>(json) else {
                continue;
            };
            match ends.valid_until.as_deref().and_then(to_the_second) {
                Some(until) if until <= now => drop(over.ids.insert(ends.id)),
                until => over.next = over.next.into_iter().chain(until).min(),
            }
        }
        over
    }
}

#[derive(Deserialize)]
struct Ends {
    id: String,
    valid_until: Option<String>,
}

/// STIX allows parts of a second.
fn to_the_second(text: &str) -> Option<Timestamp> {
    format!("{}Z", text.get(..19)?).parse().ok()
}

/// The name of what each indicator indicates.
fn families(objects: &[View]) -> BTreeMap<String, String> {
    let names: BTreeMap<&str, &str> = objects
        .iter()
        .filter(|view| view.object_type != "indicator")
        .filter_map(|view| Some((view.id.as_str(), view.name.as_deref()?)))
        .collect();
    objects
        .iter()
        .filter_map(|view| {
            let name = names.get(view.target_ref.as_deref()?)?;
            Some((view.source_ref.clone()?, (*name).to_owned()))
        })
        .collect()
}

/// What the index keeps for a bulletin, each key once: with what it does, if it is the whole value. What is above a
/// value (its host, the names above that) is kept apart from the values, for the gate of [REC-11] alone.
pub(crate) fn index_keys(indicated: &[Indicated]) -> Vec<Indexed> {
    let keys = indicated.iter().flat_map(|found| {
        // The value itself stands first.
        let roles = std::iter::once(Some(found.role)).chain(std::iter::repeat(None));
        let above = found.value.below_keys();
        let keys = found.value.index_keys().into_iter().chain(above).zip(roles);
        keys.map(|(key, role)| Indexed { key, role })
    });
    let mut keys: Vec<Indexed> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

//! What is inside a bulletin: its indicators and their values, found again in the STIX objects.

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{Bulletin, Publication, Role};
use fanal_stix::{Object, Pattern, Value};
use fanal_store::IndexKey;
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
    let objects: Vec<Object> = content
        .objects()
        .iter()
        .filter_map(|raw| Object::parse(raw.get()).ok())
        .collect();
    let families = families(&objects);
    let mut found = Vec::new();
    for object in objects
        .iter()
        .filter(|object| object.object_type() == "indicator")
    {
        let view = object.view();
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
            .get(object.id())
            .copied()
            .unwrap_or(Role::Unknown);
        for value in fanal_stix::values(&pattern).values {
            let family = families
                .get(object.id())
                .cloned()
                .or_else(|| view.name.clone());
            found.push(Indicated {
                object: object.id().to_owned(),
                value,
                role,
                family,
            });
        }
    }
    found
}

/// The name of what each indicator indicates.
fn families(objects: &[Object]) -> BTreeMap<String, String> {
    let names: BTreeMap<&str, &str> = objects
        .iter()
        .filter(|object| object.object_type() != "indicator")
        .filter_map(|object| Some((object.id(), object.view().name.as_deref()?)))
        .collect();
    objects
        .iter()
        .filter_map(|object| {
            let view = object.view();
            let name = names.get(view.target_ref.as_deref()?)?;
            Some((view.source_ref.clone()?, (*name).to_owned()))
        })
        .collect()
}

/// What the index keeps for a bulletin, each key once.
pub(crate) fn index_keys(indicated: &[Indicated]) -> Vec<IndexKey> {
    let keys: BTreeSet<IndexKey> = indicated
        .iter()
        .flat_map(|found| found.value.index_keys())
        .collect();
    keys.into_iter().collect()
}

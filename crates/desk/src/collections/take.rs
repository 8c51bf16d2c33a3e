//! What a program puts into the tray: drafts, which go nowhere until a person sends them. [TAX-5]

use fanal_protocol::Label;
use fanal_stix::Object;
use fanal_store::{NewObject, ObjectKey, Right};
use serde_json::value::RawValue;

use super::{CollectionName, Collections, Reader};
use crate::caller::Caller;
use crate::error::{Result, not_found};
use crate::share::{ShareOrder, Writer, read};

/// What a draft is marked that came without a marking: the strictest label that a node writes. Who made
/// it says otherwise, if anyone.
const UNMARKED: Label = Label::AmberStrict;

/// What became of one object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// Its id; empty if it has none.
    pub id: String,
    /// Its version; empty if it has none.
    pub version: String,
    /// Why it was not taken; none if it was.
    pub refused: Option<String>,
}

impl Collections {
    /// Makes drafts of objects. The same object again is no fault, and makes no second draft.
    pub async fn take(
        &self,
        reader: &Reader,
        name: CollectionName,
        objects: &[Box<RawValue>],
    ) -> Result<Vec<Taken>> {
        let (Reader::Account(caller), CollectionName::Drafts(network)) = (reader, name) else {
            return Err(not_found("collection to write to"));
        };
        caller.needs(Right::Analyst)?;
        let mut taken: Vec<Taken> = objects.iter().map(|raw| looked_at(raw)).collect();
        let new = self.not_seen_before(name, &taken).await?;
        let is_new = |at: &usize| taken.get(*at).is_some_and(|t| t.refused.is_none());
        let new: Vec<usize> = new.into_iter().filter(is_new).collect();
        let texts: Vec<&str> = new
            .iter()
            .filter_map(|at| objects.get(*at))
            .map(|raw| raw.get())
            .collect();
        if texts.is_empty() {
            return Ok(taken);
        }
        let named = Self::named_in(&self.desk, network)?;
        if let Err(refused) = named.draft(caller, &texts).await {
            let text = refused.problem().text;
            for at in &new {
                if let Some(object) = taken.get_mut(*at) {
                    object.refused = Some(text.clone());
                }
            }
            return Ok(taken);
        }
        self.note_seen(name, &taken, &new).await?;
        Ok(taken)
    }

    async fn not_seen_before(&self, name: CollectionName, taken: &[Taken]) -> Result<Vec<usize>> {
        let collection = name.key();
        let mut unit = self.desk.read().await?;
        let key = |object: &Taken| unit.object_key(collection, &object.id, &object.version);
        let keys: Vec<ObjectKey> = taken.iter().map(key).collect();
        let mut seen = unit.collected_among(collection, &keys).await?;
        let new = keys.into_iter().zip(0..);
        Ok(new
            .filter_map(|(key, at)| seen.insert(key).then_some(at))
            .collect())
    }

    async fn note_seen(&self, name: CollectionName, taken: &[Taken], new: &[usize]) -> Result<()> {
        let collection = name.key();
        let mut unit = self.desk.begin().await?;
        let objects: Vec<NewObject> = new
            .iter()
            .filter_map(|at| taken.get(*at))
            .map(|object| NewObject {
                key: unit.object_key(collection, &object.id, &object.version),
                kept: None,
                is_gone: false,
            })
            .collect();
        let now = self.desk.now().unix().saturating_mul(1_000_000);
        unit.collect(collection, now, &objects).await?;
        Ok(unit.commit().await?)
    }
}

fn looked_at(raw: &RawValue) -> Taken {
    match Object::parse(raw.get()) {
        Ok(object) => {
            let view = object.view();
            let version = view.modified.clone().or_else(|| view.created.clone());
            Taken {
                id: object.id().to_owned(),
                version: version.unwrap_or_default(),
                refused: None,
            }
        }
        Err(fault) => Taken {
            id: String::new(),
            version: String::new(),
            refused: Some(fault),
        },
    }
}

/// The desk, speaking in one network.
struct Speaking(crate::desk::Desk);

impl Collections {
    fn named_in(desk: &crate::desk::Desk, network: fanal_protocol::NetworkId) -> Result<Speaking> {
        Ok(Speaking(desk.in_network(&network.to_string())?))
    }
}

impl Speaking {
    /// Keeps them as drafts, under the label that they carry.
    async fn draft(&self, caller: &Caller, objects: &[&str]) -> Result<()> {
        let content = format!(
            r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[{}]}}"#,
            objects.join(",")
        );
        let mut order = ShareOrder {
            content,
            format: Some("stix".into()),
            title: Some(format!("{} objects over TAXII", objects.len())),
            // Nobody said what a person agreed to: until somebody does, it goes nowhere.
            consent: Some("not-asked".into()),
            draft_only: true,
            ..ShareOrder::default()
        };
        let reading = read(&order)?;
        if reading.label == Some(Label::Red) {
            return Err(crate::error::problem(
                fanal_protocol::Code::PolicyLabel,
                "TLP:RED is not taken: seal it to people, with `fanal seal`",
            ));
        }
        if reading.label.is_none() && reading.unreadable_marking.is_none() {
            order.label = Some(UNMARKED.to_string());
        }
        // It was read above, and is large: once is enough.
        order.content = String::new();
        self.0
            .share_reading((caller, Writer::Program), &order, reading)
            .await
            .map(drop)
    }
}

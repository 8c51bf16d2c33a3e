//! Copies of the public site that the node keeps elsewhere: since when they are in step, or are not. [PUB-22]

use std::collections::BTreeMap;

use fanal_protocol::Timestamp;
use fanal_store::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::error::Result;

const COPIES: &str = "public.copies";

/// A copy of the public site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SiteCopy {
    /// When it was in step last.
    pub kept: Option<Timestamp>,
    /// Since when it is not: what was withdrawn since may still stand there.
    pub behind: Option<Timestamp>,
    /// Why.
    pub why: Option<String>,
}

impl Desk {
    /// Notes how bringing a copy in step ended.
    pub async fn note_copy(&self, place: &str, failure: Option<String>) -> Result<()> {
        let mut unit = self.begin().await?;
        let mut copies = copies(unit.as_mut()).await?;
        let now = self.now();
        let copy = copies.entry(place.to_owned()).or_default();
        if failure.is_none() {
            copy.kept = Some(now);
            copy.behind = None;
        } else {
            copy.behind = copy.behind.or(Some(now));
        }
        copy.why = failure;
        put(unit.as_mut(), &copies).await?;
        Ok(unit.commit().await?)
    }

    /// Was this copy in step at any time?
    pub async fn kept_copy(&self, place: &str) -> Result<bool> {
        let copies = copies(self.read().await?.as_mut()).await?;
        Ok(copies.get(place).is_some_and(|copy| copy.kept.is_some()))
    }

    /// Forgets what is known of copies that are kept no more.
    pub async fn keep_notes_of_copies(&self, places: &[String]) -> Result<()> {
        let mut unit = self.begin().await?;
        let mut copies = copies(unit.as_mut()).await?;
        let before = copies.len();
        copies.retain(|place, _| places.contains(place));
        if copies.len() == before {
            return Ok(());
        }
        put(unit.as_mut(), &copies).await?;
        Ok(unit.commit().await?)
    }
}

/// Each copy, by its place.
pub(crate) async fn copies(unit: &mut dyn Unit) -> Result<BTreeMap<String, SiteCopy>> {
    let stored = unit.setting(COPIES).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

async fn put(unit: &mut dyn Unit, copies: &BTreeMap<String, SiteCopy>) -> Result<()> {
    let bytes = serde_json::to_vec(copies).unwrap_or_default();
    Ok(unit.put_setting(COPIES, &bytes).await?)
}

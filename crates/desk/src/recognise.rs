//! What was pasted, as values: what each is, whether it is known here, before anything is decided.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use fanal_store::Right;

use crate::caller::Caller;
use crate::check::FoundIn;
use crate::desk::Desk;
use crate::error::Result;
use crate::noted::{Noted, noted};
use crate::share::{RefusedShown, ShareOrder, read, refused_shown};
use crate::warnings::{Guard, Warned, guard_of};

/// What was recognised.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Recognised {
    /// The values, in their order.
    pub values: Vec<RecognisedValue>,
    /// Rows that were not taken, with place and reason.
    pub refused: Vec<RefusedShown>,
    /// What the reader has to say, in English.
    pub notes: Vec<String>,
    /// The same by codes, in the same order.
    #[serde(default)]
    pub noted: Vec<Noted>,
    /// The label that the file carries.
    pub label: Option<String>,
    /// The same again, joined.
    pub merged: usize,
    /// What warning lists have to say of what is not left out: a hit is a warning, not a verdict.
    #[serde(default)]
    pub warned: Vec<Warned>,
}

/// One value.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RecognisedValue {
    /// As it is.
    pub value: String,
    /// So that nobody clicks it.
    pub defanged: String,
    /// Its kind.
    pub kind: String,
    /// What it does, if the file says so.
    pub role: Option<String>,
    /// It is left out, as the order says.
    pub left_out: bool,
    /// The guard that is built in knows it: why. [IMP-5]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Guard>,
    /// Where it is known already.
    pub known: Vec<FoundIn>,
}

impl Desk {
    /// Reads what was pasted; nothing is kept, and no network is asked.
    pub async fn recognise(&self, caller: &Caller, order: &ShareOrder) -> Result<Recognised> {
        caller.needs(Right::Analyst)?;
        let (_, membership) = self.membership(None)?;
        let all = ShareOrder {
            leave_out: BTreeSet::new(),
            ..order.clone()
        };
        let reading = read(&all)?;
        let values: Vec<_> = reading.indicators.iter().map(|f| f.value.clone()).collect();
        let known = crate::check::look_up::known(self, &membership, caller, values).await?;
        let goes = |found: &&fanal_formats::Found| !order.leave_out.contains(found.value.text());
        let going = reading.indicators.iter().filter(goes).map(|it| &it.value);
        // [IMP-5] Before anything is chosen: who shares learns of it while it is easy to leave out.
        let warned = self.warned_of(self.read().await?.as_mut(), going).await?;
        let values = reading.indicators.iter().map(|found| RecognisedValue {
            value: found.value.text().to_owned(),
            defanged: found.value.defanged(),
            kind: found.value.kind().as_str().to_owned(),
            role: found.role.and_then(role_name),
            guard: guard_of(&found.value),
            left_out: order.leave_out.contains(found.value.text()),
            known: known
                .iter()
                .filter(|known| known.raw == found.value.text())
                .flat_map(|known| known.found.clone())
                .collect(),
        });
        let (notes, noted) = noted(&reading.notes);
        Ok(Recognised {
            values: values.collect(),
            refused: reading.refused.iter().map(refused_shown).collect(),
            notes,
            noted,
            label: reading.label.map(|label| label.to_string()),
            merged: reading.merged,
            warned,
        })
    }
}

impl Desk {
    /// The values of what was pasted that the guard of common sites knows, left out or not; none of what cannot be
    /// read. [CSL-40]
    pub fn common_sites(&self, caller: &Caller, order: &ShareOrder) -> Result<Vec<String>> {
        caller.needs(Right::Analyst)?;
        let all = ShareOrder {
            leave_out: BTreeSet::new(),
            ..order.clone()
        };
        let found = read(&all).map(|reading| reading.indicators);
        let values = found.unwrap_or_default().into_iter().map(|it| it.value);
        let guarded = values.filter(|value| guard_of(value).is_some());
        Ok(guarded.map(|value| value.text().to_owned()).collect())
    }
}

fn role_name(role: fanal_protocol::Role) -> Option<String> {
    let value = serde_json::to_value(role).ok()?;
    value.as_str().map(str::to_owned)
}

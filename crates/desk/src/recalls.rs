//! All that this desk took back and that is on its way: how many purged it, and who has not answered.

use std::collections::BTreeMap;

use fanal_protocol::{DeskId, Label, NetworkId, Reference, Timestamp};
use fanal_store::{Answer, AwaitedRow, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::Result;
use crate::notices::name;

/// How one withdrawal goes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RecallProgress {
    /// `DESK/ID`; no title, for coordinators see no content by that right.
    pub reference: String,
    /// Asked at.
    pub asked: Timestamp,
    /// Desks that were asked.
    pub all: usize,
    /// Of these, who said, signed, that they hold it no more.
    pub purged: usize,
    /// Who refused.
    pub refused: Vec<DeskId>,
    /// Who has not answered.
    pub waiting: Vec<DeskId>,
}

impl Desk {
    /// The withdrawals of this desk, those that wait longest first, then those that are done.
    pub async fn list_recalls(&self, caller: &Caller) -> Result<Vec<RecallProgress>> {
        if !caller.is_staff() {
            caller.needs(Right::Coordinator)?;
        }
        let (network, _) = self.membership(None)?;
        let mut unit = self.read().await?;
        let rows = unit.awaited(network, None).await?;
        let rows = told_of(unit.as_mut(), network, caller, rows).await?;
        let mut by_retraction: BTreeMap<_, RecallProgress> = BTreeMap::new();
        for row in rows {
            let one = by_retraction
                .entry(row.retraction)
                .or_insert_with(|| RecallProgress {
                    reference: name(&row.reference),
                    asked: row.asked,
                    all: 0,
                    purged: 0,
                    refused: Vec::new(),
                    waiting: Vec::new(),
                });
            one.all += 1;
            match row.answer {
                Answer::Waiting => one.waiting.push(row.desk),
                Answer::Purged | Answer::NotHeld => one.purged += 1,
                Answer::Refused => one.refused.push(row.desk),
            }
        }
        let mut recalls: Vec<RecallProgress> = by_retraction.into_values().collect();
        recalls.sort_by_key(|one| (one.waiting.is_empty(), one.asked));
        Ok(recalls)
    }
}

/// What somebody may know of, of what was taken back: that it was, and from whom, tells for whom it was.
/// AMBER and RED are the staff's, GREEN is everybody's. [CSL-16]
pub(crate) async fn told_of(
    unit: &mut dyn Unit,
    network: NetworkId,
    caller: &Caller,
    mut rows: Vec<AwaitedRow>,
) -> Result<Vec<AwaitedRow>> {
    if caller.is_staff() {
        return Ok(rows);
    }
    let mut told: BTreeMap<Reference, bool> = BTreeMap::new();
    for row in &rows {
        if !told.contains_key(&row.reference) {
            let label = unit.bulletin(network, &row.reference).await?;
            let label = label.map(|bulletin| bulletin.label);
            let is_wide = matches!(label, Some(Label::Green | Label::Clear));
            told.insert(row.reference.clone(), is_wide);
        }
    }
    rows.retain(|row| told.get(&row.reference) == Some(&true));
    Ok(rows)
}

//! What is known of the identities in a batch: asked for many at once, because asking for each takes
//! longer than verifying it.

use std::collections::{HashMap, HashSet};

use fanal_protocol::{Digest, NetworkId, Reference};
use fanal_store::Unit;
use fanal_sync::Checked;

use super::{Arrived, withdrawn_key};
use crate::error::Result;

/// A revision that is held, and its digest.
pub(super) type Revision = (u32, Digest);

/// What the database says of those that are judged next. Whatever changes that makes it forget.
pub(super) struct Known {
    withdrawn: HashSet<String>,
    statements: HashMap<Reference, Vec<Revision>>,
    /// How many entries it is good for.
    left: usize,
    /// For how many the next look is: few after it had to forget, so that a stream of withdrawals
    /// does not have the rest of its batch looked up for each.
    ahead: usize,
}

/// For how many entries one look is at most.
const MOST: usize = 1_000;

impl Known {
    pub(super) fn nothing() -> Self {
        Self {
            withdrawn: HashSet::new(),
            statements: HashMap::new(),
            left: 0,
            ahead: MOST,
        }
    }

    /// Makes sure that it knows of the next entry; `next` is that one and those after it.
    pub(super) async fn look(
        &mut self,
        unit: &mut dyn Unit,
        network: NetworkId,
        next: &[Arrived],
    ) -> Result<()> {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            return Ok(());
        }
        let some = next.iter().take(self.ahead);
        let references: HashSet<Reference> = some.filter_map(reference_of).collect();
        let references: Vec<Reference> = references.into_iter().collect();
        let names: Vec<String> = references
            .iter()
            .map(|reference| withdrawn_key(network, reference))
            .collect();
        self.withdrawn = unit.settings_among(&names).await?;
        self.statements.clear();
        for row in unit.statements_among(network, &references).await? {
            let revision = (row.revision, row.digest);
            self.statements
                .entry(row.reference)
                .or_default()
                .push(revision);
        }
        self.left = self.ahead.saturating_sub(1);
        self.ahead = (self.ahead * 2).min(MOST);
        Ok(())
    }

    /// It changed: the next entry is looked at anew.
    pub(super) fn forget(&mut self) {
        self.left = 0;
        self.ahead = 1;
    }

    /// Was it taken back once, perhaps not for good?
    pub(super) fn was_taken_back(&self, network: NetworkId, reference: &Reference) -> bool {
        self.withdrawn.contains(&withdrawn_key(network, reference))
    }

    /// What is held of it, by revision.
    pub(super) fn revisions_of(&self, reference: &Reference) -> &[Revision] {
        self.statements.get(reference).map_or(&[], Vec::as_slice)
    }
}

fn reference_of(arrived: &Arrived) -> Option<Reference> {
    match &arrived.checked {
        Ok(Checked::Statement(opened)) => {
            let header = opened.header();
            Some(Reference {
                origin: header.origin.clone(),
                id: header.id,
            })
        }
        Ok(Checked::NotHeld(_) | Checked::Tombstone { .. }) | Err(_) => None,
    }
}

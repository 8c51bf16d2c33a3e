//! What is known of the identities in a batch: asked for many at once, because asking for each takes
//! longer than verifying it.

use std::collections::{HashMap, HashSet};

use fanal_protocol::{DeskId, Digest, Header, NetworkId, Reference};
use fanal_store::Unit;
use fanal_sync::Checked;

use super::{Arrived, retracted_key, withdrawn_key};
use crate::error::Result;

/// A revision that is held, and its digest.
pub(super) type Revision = (u32, Digest);

/// What the database says of those that are judged next. Whatever changes that makes it forget.
pub(super) struct Known {
    /// What was taken back, by the names of these settings.
    gone: HashSet<String>,
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
            gone: HashSet::new(),
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
        let (mut references, mut names) = (HashSet::new(), Vec::new());
        for (reference, digest) in some.filter_map(named) {
            names.push(retracted_key(network, &reference.origin, digest));
            references.insert(reference);
        }
        let references: Vec<Reference> = references.into_iter().collect();
        let taken_back = |reference| withdrawn_key(network, reference);
        names.extend(references.iter().map(taken_back));
        self.gone = unit.settings_among(&names).await?;
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

    /// The bulletin, if a later revision of it is here than this one.
    pub(super) fn overtaking(&self, header: &Header) -> Option<Reference> {
        let reference = Reference {
            origin: header.origin.clone(),
            id: header.id,
        };
        let is_later = |(revision, _): &Revision| *revision > header.revision;
        let held = self.revisions_of(&reference).iter().any(is_later);
        held.then_some(reference)
    }

    /// Was it taken back once, perhaps not for good?
    pub(super) fn was_taken_back(&self, network: NetworkId, reference: &Reference) -> bool {
        self.gone.contains(&withdrawn_key(network, reference))
    }

    /// Did its origin take this very statement back, for all or for those who read it elsewhere?
    pub(super) fn was_named(&self, network: NetworkId, origin: &DeskId, digest: Digest) -> bool {
        self.gone.contains(&retracted_key(network, origin, digest))
    }

    /// What is held of it, by revision.
    pub(super) fn revisions_of(&self, reference: &Reference) -> &[Revision] {
        self.statements.get(reference).map_or(&[], Vec::as_slice)
    }
}

fn named(arrived: &Arrived) -> Option<(Reference, Digest)> {
    match &arrived.checked {
        Ok(Checked::Statement(opened)) => {
            let header = opened.header();
            let reference = Reference {
                origin: header.origin.clone(),
                id: header.id,
            };
            Some((reference, opened.digest()))
        }
        Ok(Checked::NotHeld(_) | Checked::Tombstone { .. }) | Err(_) => None,
    }
}

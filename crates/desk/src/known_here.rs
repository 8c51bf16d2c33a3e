//! How many of a bulletin's values stand in other bulletins here: a number beside each row of the inbox. [CSL-39]

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::{Question, decide};
use fanal_protocol::{Label, Reference};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::Result;
use crate::inbox::Line;

/// Bulletins with more values are not counted: a page of forty stays as quick as one.
const VALUES: u32 = 1_000;
/// Bulletins read in one go.
const AT_ONCE: usize = 256;

impl Desk {
    /// Of each of these lines, by its `DESK/ID`, how many whole values this caller may see in another bulletin too.
    /// The index is asked once and nothing is opened. What is not certain counts as unknown: of several bulletins that
    /// hold a value the newest alone is asked about.
    pub async fn known_here(
        &self,
        caller: &Caller,
        lines: &[&Line],
    ) -> Result<BTreeMap<String, u32>> {
        let (network, membership) = self.membership(None)?;
        let countable = lines.iter().filter(|line| line.indicators <= VALUES);
        let asked: Vec<Reference> = countable.filter_map(|line| reference_of(line)).collect();
        // RED is never counted; for who is no staff, what the policy lets every account read.
        let labels: &[Label] = if caller.is_staff() {
            &[Label::AmberStrict, Label::Amber, Label::Green, Label::Clear]
        } else {
            &[Label::Green, Label::Clear]
        };
        let mut unit = self.read().await?;
        let held = unit.held_elsewhere(network, &asked, labels).await?;
        let others: BTreeSet<Reference> = held.iter().map(|one| one.by.clone()).collect();
        let others: Vec<Reference> = others.into_iter().collect();
        let viewer = caller.viewer();
        let world = membership.world(self.id(), self.now());
        let mut seen: BTreeSet<Reference> = BTreeSet::new();
        for some in others.chunks(AT_ONCE) {
            let rows = unit.bulletins_among(network, some).await?;
            let may_see = rows.into_iter().filter(|row| {
                row.facts.as_ref().is_some_and(|facts| {
                    let viewer = &viewer;
                    decide(Question::Show { facts, viewer }, &world).is_allowed()
                })
            });
            seen.extend(may_see.map(|row| row.reference));
        }
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        for one in held.into_iter().filter(|one| seen.contains(&one.by)) {
            let name = format!("{}/{}", one.of.origin, one.of.id);
            let number = known.entry(name).or_default();
            *number = number.saturating_add(one.values);
        }
        Ok(known)
    }
}

fn reference_of(line: &Line) -> Option<Reference> {
    let (_, id) = line.reference.split_once('/')?;
    Some(Reference {
        origin: line.origin.clone(),
        id: id.parse().ok()?,
    })
}

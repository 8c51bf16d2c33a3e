//! All of this desk's own whose content is gone: those that somebody still has to answer first.

use fanal_protocol::{Label, Reference, Timestamp};
use fanal_store::{Filter, Gone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::Result;
use crate::review::needs_staff;

/// What was taken back, and how far that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WithdrawnLine {
    /// `DESK/ID`.
    pub reference: String,
    /// Its label.
    pub label: Label,
    /// When it first came into being.
    pub received: Timestamp,
    /// A desk that was asked has not said that it holds it no more.
    pub open: bool,
    /// Desks that were asked.
    pub desks: usize,
    /// Of these, who said, signed, that they hold it no more.
    pub answered: usize,
}

/// Behind which line a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawnPlace {
    /// Among those that wait for answers?
    pub open: bool,
    /// When the line's bulletin came into being.
    pub received: Timestamp,
    /// Which it is.
    pub reference: Reference,
}

impl Desk {
    /// At most so many of what this desk took back, behind a line. First what is open, then what is done, the
    /// newest of each first. [CSL-23]
    pub async fn list_withdrawn(
        &self,
        caller: &Caller,
        behind: Option<&WithdrawnPlace>,
        limit: usize,
    ) -> Result<Vec<WithdrawnLine>> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let mut lines = Vec::new();
        for (gone, open) in [(Gone::Here, true), (Gone::Everywhere, false)] {
            let place = behind.filter(|place| place.open == open);
            let is_passed = open && behind.is_some_and(|place| !place.open);
            let left = u32::try_from(limit.saturating_sub(lines.len())).unwrap_or(u32::MAX);
            if is_passed || left == 0 {
                continue;
            }
            let filter = Filter {
                origin: Some(self.id().clone()),
                gone: Some(gone),
                before: place.map(|place| (place.received, place.reference.clone())),
                limit: left,
                ..Filter::default()
            };
            for row in unit.bulletins(network, &filter).await? {
                let how = self
                    .withdrawal(unit.as_mut(), &membership, &row.reference, None)
                    .await?;
                lines.push(WithdrawnLine {
                    reference: how.reference,
                    label: row.label,
                    received: row.received,
                    open,
                    desks: how.desks,
                    answered: how.answered,
                });
            }
        }
        Ok(lines)
    }
}

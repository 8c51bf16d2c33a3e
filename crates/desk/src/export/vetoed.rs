//! What must not be blocked, by the word of bulletins that are not in the file. [PUB-4]

use std::collections::BTreeSet;

use fanal_policy::{ExportTo, Facts, Question, decide};
use fanal_protocol::Reference;
use fanal_stix::Value;
use fanal_store::{BulletinRow, Filter, Unit};

use super::is_a_no;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::inbox::Content;

/// Rows asked of the database in one go.
const AT_ONCE: u32 = 1_000;

impl Desk {
    /// Values that must not be blocked by what is held here and is not in the file: a stricter label keeps its words
    /// out, and not its harm.
    pub(super) async fn vetoed(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        exported: &[BulletinRow],
    ) -> Result<Vec<Value>> {
        let network = membership.roster.network();
        let exported: BTreeSet<&Reference> = exported.iter().map(|row| &row.reference).collect();
        let mut vetoed = Vec::new();
        let mut before = None;
        loop {
            let page = Filter {
                before: before.take(),
                limit: AT_ONCE,
                ..Filter::default()
            };
            let rows = unit.bulletins(network, &page).await?;
            let Some(last) = rows.last() else {
                return Ok(vetoed);
            };
            before = Some((last.received, last.reference.clone()));
            for row in &rows {
                let forbids = row.facts.as_ref().is_some_and(forbids_blocking);
                if forbids && !exported.contains(&row.reference) {
                    let content = self.exportable(unit, membership, row).await?;
                    let indicated = content.into_iter().flat_map(|it| it.indicated());
                    vetoed.extend(indicated.map(|one| one.value));
                }
            }
        }
    }

    /// The content, if it may be in a file of this desk.
    pub(super) async fn exportable(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        row: &BulletinRow,
    ) -> Result<Option<Content>> {
        let content = self
            .content_by(unit, membership, row, |facts, world| {
                let to = ExportTo::OwnDesk;
                decide(Question::Export { facts, to }, world)
            })
            .await;
        match content {
            Ok(content) => Ok(Some(content)),
            Err(error) if is_a_no(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn forbids_blocking(facts: &Facts) -> bool {
    let pap = facts.marking.pap;
    facts.marking.may_alert_perpetrator || pap.is_some_and(|pap| !pap.permits_blocking())
}

//! What this desk said and forgot, handed back by its peers after it came back from a backup. [R9]

use std::collections::BTreeSet;

use fanal_protocol::{Bulletin, DeskId, Digest, Label, Opened, Retraction, RetractionReason};
use fanal_store::{Answer, AwaitedRow, DraftRow, DraftState, DueKind, Unit};

use crate::desk::{Desk, Membership};
use crate::draft::Draft;
use crate::error::Result;
use crate::much::Pace;

/// The author of records whose author is not known any more.
const UNKNOWN: &str = "before the restore";

impl Desk {
    /// A bulletin has its record again: it can be revised and withdrawn.
    pub(super) async fn remember_bulletin(
        &self,
        unit: &mut dyn Unit,
        opened: &Opened,
        bulletin: &Bulletin,
    ) -> Result<()> {
        let header = opened.header();
        let held = unit.draft(header.id).await?;
        let known = held
            .as_ref()
            .and_then(|row| serde_json::from_slice::<Draft>(&row.body).ok());
        let asked = if bulletin.wishes_publication {
            Label::Clear
        } else {
            bulletin.marking.label
        };
        let mut draft = known.unwrap_or_else(|| Draft::sent(asked));
        if draft.put_away {
            return Ok(());
        }
        draft.network = Some(header.network);
        draft.roads.extend(header.streams.iter().cloned());
        draft.refers_to.extend(bulletin.refers_to.iter().cloned());
        // What was sent since is newer than what was being written then.
        draft.bulletin = None;
        let row = DraftRow {
            id: header.id,
            author: held.map_or_else(|| UNKNOWN.to_owned(), |row| row.author),
            state: DraftState::Sent,
            reviewer: None,
            updated: self.now(),
            body: serde_json::to_vec(&draft).unwrap_or_default(),
        };
        Ok(unit.put_draft(&row).await?)
    }

    /// What was taken back since the backup has no record, rests on nothing, and its receipts are awaited
    /// again.
    pub(super) async fn remember_withdrawal(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        opened: &Opened,
        retraction: &Retraction,
    ) -> Result<()> {
        let network = membership.roster.network();
        let reference = self.own_reference(retraction.target);
        if retraction.reason != RetractionReason::Narrowed {
            self.put_record_away(unit, network, &reference, &Pace::AtOnce)
                .await?;
            unit.rest_on(retraction.target, None).await?;
            for kind in [
                DueKind::Publish,
                DueKind::Expire,
                DueKind::Purge,
                DueKind::Source,
                DueKind::Count,
            ] {
                unit.delete_due(network, kind, &reference).await?;
            }
        }
        let mut early = Vec::new();
        let streams: BTreeSet<_> = opened.header().streams.iter().cloned().collect();
        let rows: Vec<AwaitedRow> = self
            .readers(membership, &streams)
            .into_iter()
            .map(|desk| AwaitedRow {
                retraction: opened.digest(),
                reference: reference.clone(),
                desk,
                answer: Answer::Waiting,
                asked: opened.header().issued,
                answered: None,
            })
            .collect();
        for row in &rows {
            early.push((early_key(opened.digest(), &row.desk), row.desk.clone()));
        }
        unit.await_receipts(network, &rows).await?;
        for (key, desk) in early {
            let stored = unit.setting(&key).await?;
            let answer = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            if let Some(answer) = answer {
                unit.put_answer(opened.digest(), &desk, answer, self.now())
                    .await?;
                unit.delete_setting(&key).await?;
            }
        }
        Ok(())
    }

    /// A receipt of a retraction that this desk does not know any more; it may hear of it yet.
    pub(super) async fn keep_for_later(
        &self,
        unit: &mut dyn Unit,
        retraction: Digest,
        by: &DeskId,
        answer: Answer,
    ) -> Result<()> {
        let bytes = serde_json::to_vec(&answer).unwrap_or_default();
        Ok(unit.put_setting(&early_key(retraction, by), &bytes).await?)
    }
}

fn early_key(retraction: Digest, by: &DeskId) -> String {
    format!("early-answer/{retraction}/{by}")
}

//! What this desk said and forgot, handed back by its peers after it came back from a backup. [R9]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{
    Bulletin, BulletinId, DeskId, Digest, Grant, Header, Label, Opened, Retraction,
    RetractionReason, StreamName, Timestamp,
};
use fanal_store::{Answer, AwaitedRow, ConsentRow, DraftRow, DraftState, DueKind, Unit};

use super::withdrawn_key;
use crate::consent::record::Record;
use crate::desk::{Desk, Membership};
use crate::draft::Draft;
use crate::error::Result;
use crate::much::Pace;
use crate::receive::back::UNKNOWN;

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
        apply(&mut draft.grants, &grants_said(unit, header.id).await?);
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
            self.doubt_its_record(unit, membership, opened, retraction)
                .await?;
            unit.delete_setting(&grants_key(retraction.target)).await?;
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

    /// For a person's sake, or for what nobody knows any more, it was taken back since the backup: the record that
    /// it rested on is doubted until they were asked; where none is known, people are told. [STR-16]
    async fn doubt_its_record(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        opened: &Opened,
        retraction: &Retraction,
    ) -> Result<()> {
        let target = self.own_reference(retraction.target);
        let header = opened.header();
        // In public no reason is given: it may have been this one. [R5]
        let is_public = header.streams.contains(&StreamName::Clear);
        let for_a_person = retraction.reason == RetractionReason::Consent || is_public;
        let known = unit.consents_under(&[retraction.target]).await?;
        if let Some((_, row)) = known.into_iter().next().filter(|_| for_a_person) {
            return self.doubt(unit, row, header.issued).await;
        }
        let network = membership.roster.network();
        let is_unknown = unit.bulletin(network, &target).await?.is_none();
        if retraction.reason == RetractionReason::Consent || is_public && is_unknown {
            self.tell_withdrawn_since(unit, &target, header.issued)
                .await?;
        }
        Ok(())
    }

    async fn doubt(&self, unit: &mut dyn Unit, row: ConsentRow, since: Timestamp) -> Result<()> {
        let mut record = Record::of(&row)?;
        if record.withdrawn.is_some() || record.doubted.is_some() {
            return Ok(());
        }
        record.doubted = Some(since);
        let row = ConsentRow {
            updated: self.now(),
            body: record.body()?,
            ..row
        };
        unit.put_consent(&row).await?;
        let object = row.id.to_string();
        Ok(unit
            .put_audit(self.now(), "node", "consent.doubt", &object, "done")
            .await?)
    }

    /// Whom this desk let publish one of its own, or no more: its newest word to each counts. [STR-16]
    pub(super) async fn remember_grant(
        &self,
        unit: &mut dyn Unit,
        header: &Header,
        grant: &Grant,
    ) -> Result<()> {
        let target = self.own_reference(grant.target);
        let gone = withdrawn_key(header.network, &target);
        if unit.setting(&gone).await?.is_some() {
            return Ok(());
        }
        let mut said = grants_said(unit, grant.target).await?;
        let is_over = grant.until.is_some_and(|end| end <= header.issued);
        for stream in &header.streams {
            let StreamName::Direct(to) = stream else {
                continue;
            };
            let newest = said.get(to).is_none_or(|(at, _)| *at <= header.issued);
            if newest {
                said.insert(to.clone(), (header.issued, is_over));
            }
        }
        let bytes = serde_json::to_vec(&said).unwrap_or_default();
        unit.put_setting(&grants_key(grant.target), &bytes).await?;
        if let Ok(mut held) = self.own(unit, grant.target).await {
            apply(&mut held.draft.grants, &said);
            self.keep(unit, &mut held).await?;
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

/// What this desk said to others of publishing one of its own: when, and whether it was the end.
type GrantsSaid = BTreeMap<DeskId, (Timestamp, bool)>;

fn grants_key(id: BulletinId) -> String {
    format!("grants-said/{id}")
}

async fn grants_said(unit: &mut dyn Unit, id: BulletinId) -> Result<GrantsSaid> {
    let stored = unit.setting(&grants_key(id)).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

fn apply(grants: &mut BTreeSet<DeskId>, said: &GrantsSaid) {
    for (desk, (_, is_over)) in said {
        if *is_over {
            grants.remove(desk);
        } else {
            grants.insert(desk.clone());
        }
    }
}

fn early_key(retraction: Digest, by: &DeskId) -> String {
    format!("early-answer/{retraction}/{by}")
}

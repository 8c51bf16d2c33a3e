//! Sheets: what somebody is still writing. A sheet belongs to the desk, not to a person, so that the next
//! shift finds it; it is sealed at rest, never sent, and gone a month after nobody touched it.

use std::collections::BTreeSet;

use fanal_protocol::{BulletinId, Code, NetworkId, Reference, Timestamp};
use fanal_store::{ConsentId, DraftFilter, DraftRow, DraftState, Right, Unit};
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::consent::row_of;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found, problem};
use crate::share::{ShareOrder, reference_of};

/// Days after which an untouched sheet is gone.
const SHEET_DAYS: i64 = 30;
/// Sheets at a time: more are no drafts but a store.
const SHEETS: u64 = 200;

/// What is kept of a sheet.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// Everybody who wrote on it: none of them approves what comes of it. [R21]
    writers: BTreeSet<String>,
    /// The network that it is written for; none if the desk was in none. [CON-4]
    network: Option<NetworkId>,
    order: ShareOrder,
}

impl Kept {
    fn of(row: &DraftRow) -> Result<Self> {
        serde_json::from_slice(&row.body)
            .map_err(|_| problem(Code::Broken, format!("draft `{}` cannot be read", row.id)))
    }

    /// Refuses where another network is chosen than it was written for.
    fn must_be_of(self, network: Option<NetworkId>) -> Result<Self> {
        match self.network {
            Some(own) if network != Some(own) => Err(problem(
                Code::Conflict,
                "it was written for another network of this desk: choose that one first",
            )),
            Some(_) | None => Ok(self),
        }
    }
}

/// A sheet, for a list.
#[derive(Clone, Debug)]
pub struct SheetLine {
    /// Its id.
    pub id: BulletinId,
    /// Who wrote on it last.
    pub author: String,
    /// Its title, as far as there is one.
    pub title: Option<String>,
    /// When.
    pub updated: Timestamp,
}

impl Desk {
    /// Keeps what is being written, under its id or a new one. Nothing in it has to be complete.
    pub async fn keep_sheet(
        &self,
        caller: &Caller,
        id: Option<BulletinId>,
        order: &ShareOrder,
    ) -> Result<BulletinId> {
        caller.needs(Right::Analyst)?;
        let network = self.network_of_sheets();
        let mut unit = self.begin().await?;
        self.drop_old_sheets(unit.as_mut()).await?;
        let mut writers = BTreeSet::from([caller.account().to_owned()]);
        let id = match id {
            Some(id) => {
                let row = sheet(unit.as_mut(), id).await?;
                writers.extend(Kept::of(&row)?.must_be_of(network)?.writers);
                id
            }
            None => {
                let sheets = DraftFilter::of(&[DraftState::Sheet]);
                if unit.count_drafts(&sheets).await?.count >= SHEETS {
                    let text = "there are too many drafts: send or delete some first";
                    return Err(problem(Code::LimitSize, text));
                }
                self.new_id()
            }
        };
        let kept = Kept {
            writers,
            network,
            order: order.clone(),
        };
        let body = serde_json::to_vec(&kept).map_err(|error| invalid(error.to_string()))?;
        let row = DraftRow {
            id,
            author: caller.account().to_owned(),
            state: DraftState::Sheet,
            reviewer: None,
            updated: self.now(),
            body,
        };
        unit.put_draft(&row).await?;
        unit.commit().await?;
        Ok(id)
    }

    /// What stands on a sheet.
    pub async fn open_sheet(&self, caller: &Caller, id: BulletinId) -> Result<ShareOrder> {
        caller.needs(Right::Analyst)?;
        let row = sheet(self.read().await?.as_mut(), id).await?;
        let kept = Kept::of(&row)?.must_be_of(self.network_of_sheets())?;
        Ok(kept.order)
    }

    /// All sheets for the network that is chosen, the newest first.
    pub async fn list_sheets(&self, caller: &Caller) -> Result<Vec<SheetLine>> {
        caller.needs(Right::Analyst)?;
        let rows = self.read().await?.drafts(Some(DraftState::Sheet)).await?;
        let network = self.network_of_sheets();
        let fresh = rows
            .into_iter()
            .filter(|row| !self.is_old(row.updated))
            .rev();
        Ok(fresh.filter_map(|row| line(row, network)).collect())
    }

    /// Throws a sheet away, whichever network it was written for.
    pub async fn forget_sheet(&self, caller: &Caller, id: BulletinId) -> Result<()> {
        caller.needs(Right::Analyst)?;
        let mut unit = self.begin().await?;
        sheet(unit.as_mut(), id).await?;
        unit.delete_draft(id).await?;
        unit.commit().await?;
        Ok(())
    }

    /// What was written on it is sent: in the same unit of work, so that nobody sends it twice. Returns
    /// everybody who wrote on it.
    pub(crate) async fn use_up_sheet(
        &self,
        unit: &mut dyn Unit,
        id: BulletinId,
    ) -> Result<BTreeSet<String>> {
        let row = sheet(unit, id)
            .await
            .map_err(|_| problem(Code::Conflict, "this draft was sent or deleted meanwhile"))?;
        let kept = Kept::of(&row)?.must_be_of(self.network_of_sheets())?;
        unit.delete_draft(id).await?;
        Ok(kept.writers)
    }

    /// Sheets that nobody touched for a month.
    pub(crate) async fn drop_old_sheets(&self, unit: &mut dyn Unit) -> Result<()> {
        let sheets = DraftFilter::of(&[DraftState::Sheet]);
        let oldest = unit.draft_lines(&sheets, None, u32::MAX).await?;
        for line in oldest.iter().filter(|line| self.is_old(line.updated)) {
            unit.delete_draft(line.id).await?;
        }
        Ok(())
    }

    /// Sheets on which this record of consent is named: what was heard from the person stands on them.
    pub(crate) async fn sheets_on(
        &self,
        unit: &mut dyn Unit,
        record: ConsentId,
    ) -> Result<Vec<BulletinId>> {
        let mut found = Vec::new();
        for row in unit.drafts(Some(DraftState::Sheet)).await? {
            let Some(alias) = Kept::of(&row).ok().and_then(|it| it.order.consent_record) else {
                continue;
            };
            let named = row_of(unit, &alias).await?;
            if named.is_some_and(|named| named.id == record) {
                found.push(row.id);
            }
        }
        Ok(found)
    }

    /// What is being written about something that went goes with it, as drafts do. [R22] [REC-1]
    pub(crate) async fn forget_sheets_about(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        source: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        // Mostly nobody is writing: then nothing else is asked.
        let sheets = DraftFilter::of(&[DraftState::Sheet]);
        let nobody = unit.count_drafts(&sheets).await?.count == 0;
        if nobody || self.reach_now(unit, membership, source).await?.is_some() {
            return Ok(());
        }
        for row in unit.drafts(Some(DraftState::Sheet)).await? {
            let Ok(kept) = Kept::of(&row) else {
                continue;
            };
            let here = kept.network.is_none_or(|own| own == network);
            let mut about = kept.order.refers_to.iter().map(|text| reference_of(text));
            if here && about.any(|named| named.is_ok_and(|named| named == *source)) {
                unit.delete_draft(row.id).await?;
                self.note_source(unit, &self.own_reference(row.id), "draft.purge")
                    .await?;
            }
        }
        Ok(())
    }

    fn network_of_sheets(&self) -> Option<NetworkId> {
        self.membership(None).ok().map(|(network, _)| network)
    }

    fn is_old(&self, updated: Timestamp) -> bool {
        updated.plus_days(SHEET_DAYS) < self.now()
    }
}

async fn sheet(unit: &mut dyn Unit, id: BulletinId) -> Result<DraftRow> {
    let row = unit.draft(id).await?;
    row.filter(|row| row.state == DraftState::Sheet)
        .ok_or_else(|| not_found("draft"))
}

/// None, if it was written for another network. One that cannot be read is listed: it can be deleted.
fn line(row: DraftRow, network: Option<NetworkId>) -> Option<SheetLine> {
    let kept = Kept::of(&row)
        .unwrap_or_default()
        .must_be_of(network)
        .ok()?;
    Some(SheetLine {
        id: row.id,
        author: row.author,
        title: kept.order.title,
        updated: row.updated,
    })
}

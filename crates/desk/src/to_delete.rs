//! Values of withdrawn publications that tools shall delete by value: kept only where the analyst said so, and for
//! thirty days. [R5] [SR-16]

use fanal_formats::TO_DELETE_DAYS;
use fanal_policy::{ExportTo, Question, decide};
use fanal_protocol::{BulletinId, Kind as StatementKind, NetworkId, Reference, Timestamp};
use fanal_stix::{Kind, Value};
use fanal_store::{Filter, Unit};
use serde::{Deserialize, Serialize};

use crate::desk::{Desk, Membership};
use crate::error::Result;

#[derive(Serialize, Deserialize)]
struct Kept {
    until: Timestamp,
    values: Vec<(Kind, String)>,
}

fn key_of(id: BulletinId) -> String {
    format!("to-delete/{id}")
}

impl Desk {
    /// Keeps the values of a publication that is about to be purged. What the public may not have any more at this
    /// moment is not repeated to it either.
    pub(crate) async fn keep_to_delete(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        let Some(row) = unit.bulletin(network, reference).await? else {
            return Ok(());
        };
        let to = ExportTo::PublicFile;
        let content = self.content_by(unit, membership, &row, |facts, world| {
            decide(Question::Export { facts, to }, world)
        });
        let Ok(content) = content.await else {
            return Ok(());
        };
        let values = content.indicated().into_iter();
        let kept = Kept {
            until: self.now().day().plus_days(TO_DELETE_DAYS),
            values: values
                .map(|found| (found.value.kind(), found.value.text().to_owned()))
                .collect(),
        };
        let bytes = serde_json::to_vec(&kept).unwrap_or_default();
        Ok(unit.put_setting(&key_of(reference.id), &bytes).await?)
    }

    /// The values that tools shall delete now.
    pub(crate) async fn to_delete(
        &self,
        unit: &mut dyn Unit,
        id: BulletinId,
    ) -> Result<Vec<Value>> {
        let Some(kept) = kept(unit, id).await? else {
            return Ok(Vec::new());
        };
        if kept.until <= self.now() {
            return Ok(Vec::new());
        }
        let values = kept.values.iter();
        Ok(values
            .filter_map(|(kind, text)| Value::parse(*kind, text).ok())
            .collect())
    }

    /// Forgets what was repeated for long enough.
    pub(crate) async fn forget_deleted(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
    ) -> Result<()> {
        let published = Filter {
            kind: Some(StatementKind::Publication),
            origin: Some(self.id().clone()),
            purged_too: true,
            ..Filter::default()
        };
        let rows = unit.bulletins(network, &published).await?;
        let names: Vec<String> = rows.iter().map(|row| key_of(row.reference.id)).collect();
        let there = unit.settings_among(&names).await?;
        for row in rows {
            let id = row.reference.id;
            if !there.contains(&key_of(id)) {
                continue;
            }
            if kept(unit, id)
                .await?
                .is_none_or(|kept| kept.until <= self.now())
            {
                unit.delete_setting(&key_of(id)).await?;
            }
        }
        Ok(())
    }
}

async fn kept(unit: &mut dyn Unit, id: BulletinId) -> Result<Option<Kept>> {
    let bytes = unit.setting(&key_of(id)).await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

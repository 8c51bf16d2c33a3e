//! Several processes over one database: what one of them changes is in force in all of them. [ROS-25]
//!
//! Rosters, suspensions and keys are held in memory, since every decision asks for them. One number in the
//! database goes up with each commit that touches them; whoever finds another number than its own reads anew.

use fanal_store::Unit;

use crate::desk::Desk;
use crate::error::Result;

const NUMBER: &str = "standing.number";

/// The number of what is in force, as this unit sees it.
pub(crate) async fn standing_number(unit: &mut dyn Unit) -> Result<u64> {
    let stored = unit.setting(NUMBER).await?;
    let stored = stored.and_then(|bytes| <[u8; 8]>::try_from(bytes.as_slice()).ok());
    Ok(stored.map_or(0, u64::from_be_bytes))
}

/// This unit changes rosters, suspensions, or keys: every process reads them anew.
pub(crate) async fn standing_changes(unit: &mut dyn Unit) -> Result<()> {
    let next = standing_number(unit).await?.wrapping_add(1);
    Ok(unit.put_setting(NUMBER, &next.to_be_bytes()).await?)
}

impl Desk {
    /// Takes over what another process of this desk changed of who is in, and of the keys. One small read, if
    /// nothing did.
    pub async fn keep_in_step(&self) -> Result<()> {
        self.read_in_step().await.map(drop)
    }

    /// A unit that reads, with a standing in memory that is no older.
    pub(crate) async fn read_in_step(&self) -> Result<Box<dyn Unit>> {
        let mut unit = self.read().await?;
        if standing_number(unit.as_mut()).await? != self.standing().number {
            drop(unit);
            self.reload_standing().await?;
            unit = self.read().await?;
        }
        Ok(unit)
    }
}

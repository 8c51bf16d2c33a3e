//! How much content of one desk comes into the tables of this one in a day. [SYN-22]

use fanal_policy::Reason;
use fanal_protocol::limits::CONTENT_BYTES_PER_DAY;
use fanal_protocol::{Code, DeskId, NetworkId, Opened, Timestamp};
use fanal_store::Unit;

use super::is_content;
use crate::error::Result;

/// What came of one origin since midnight (UTC).
pub(super) struct Measure {
    name: String,
    day: i64,
    bytes: u64,
    has_grown: bool,
}

impl Measure {
    pub(super) async fn of(
        unit: &mut dyn Unit,
        network: NetworkId,
        origin: &DeskId,
        now: Timestamp,
    ) -> Result<Self> {
        let name = measure_key(network, origin);
        let kept = unit.setting(&name).await?;
        let kept: Option<(i64, u64)> = kept.and_then(|it| serde_json::from_slice(&it).ok());
        let day = now.day().unix();
        let bytes = kept
            .filter(|(of, _)| *of == day)
            .map_or(0, |(_, bytes)| bytes);
        Ok(Self {
            name,
            day,
            bytes,
            has_grown: false,
        })
    }

    /// Counts it, or says that there is no room today: then its position waits, and what its origin takes
    /// back behind it is heard all the same.
    pub(super) fn take(&mut self, opened: &Opened) -> Result<(), Reason> {
        if !is_content(opened.header().kind) {
            return Ok(());
        }
        let length = u64::try_from(opened.bytes().len()).unwrap_or(u64::MAX);
        let bytes = self.bytes.saturating_add(length);
        if bytes > CONTENT_BYTES_PER_DAY {
            return Err(Reason {
                code: Code::LimitRate,
                rule: "SYN-22",
                text: format!(
                    "`{}` says more than {} MB in one day: it waits for the next",
                    opened.header().origin,
                    CONTENT_BYTES_PER_DAY >> 20
                ),
            });
        }
        self.bytes = bytes;
        self.has_grown = true;
        Ok(())
    }

    pub(super) async fn keep(&self, unit: &mut dyn Unit) -> Result<()> {
        if self.has_grown {
            let kept = serde_json::to_vec(&(self.day, self.bytes)).unwrap_or_default();
            unit.put_setting(&self.name, &kept).await?;
        }
        Ok(())
    }
}

fn measure_key(network: NetworkId, origin: &DeskId) -> String {
    format!("came/{network}/{origin}")
}

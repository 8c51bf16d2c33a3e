//! The clock of this desk: it never falls below a mark that is stored, and what it leaps ahead counts for
//! publication and for ends only once peers or a person say the same. [TIM-1] [TIM-2]

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use fanal_protocol::{Code, DeskId, Timestamp};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{DeskError, Result};
use crate::pull::time_of;

/// Seconds that the clock may go ahead between two looks; a node looks every minute. A machine that was off
/// for longer is ahead of its mark too: its peers tell it within minutes that this is right.
const LEAP: i64 = 3600;
/// Seconds between two marks.
const MARK_EVERY: i64 = 60;
const MARK: &str = "clock.mark";

/// The highest moment that counts, and whether the machine's clock is far ahead of it.
pub(crate) struct Watch {
    mark: AtomicI64,
    stored: AtomicI64,
    leapt: AtomicBool,
}

/// To say that the machine's clock is right.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClockOrder {
    /// The second action: without it, only how it stands is shown.
    pub confirm: bool,
}

/// How the clock stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClockShown {
    /// By the machine.
    pub shown: Timestamp,
    /// The highest moment that counts.
    pub mark: Timestamp,
    /// The machine's clock leapt ahead: nothing is published and nothing ends until somebody confirms it.
    pub paused: bool,
    /// What half of the peers signed at least, if half of them were heard.
    pub peers: Option<Timestamp>,
}

impl Watch {
    /// From the mark that is stored.
    pub(crate) async fn load(unit: &mut dyn Unit) -> Result<Self> {
        let stored = unit.setting(MARK).await?;
        let text = stored
            .as_deref()
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        let mark = text.and_then(|text| text.parse().ok()).unwrap_or(i64::MIN);
        Ok(Self {
            mark: AtomicI64::new(mark),
            stored: AtomicI64::new(mark),
            leapt: AtomicBool::new(false),
        })
    }

    /// The moment: never below the mark, which follows as long as the clock does not leap. [R19]
    pub(crate) fn now(&self, shown: i64) -> i64 {
        let mark = self.mark.load(Ordering::SeqCst);
        if mark == i64::MIN || shown <= mark.saturating_add(LEAP) {
            return self.mark.fetch_max(shown, Ordering::SeqCst).max(shown);
        }
        // A leap moves no mark: a clock that is set right again is believed again.
        shown
    }

    fn is_ahead(&self, shown: i64) -> bool {
        let mark = self.mark.load(Ordering::SeqCst);
        mark != i64::MIN && shown > mark.saturating_add(LEAP)
    }
}

impl Desk {
    /// Looks at the clock: stores the mark, notices a leap, and asks what peers signed whether it is right.
    /// The node does so every minute.
    pub async fn look_at_clock(&self) -> Result<()> {
        let (watch, shown) = (self.watch(), self.clock_shows());
        let was_paused = watch.leapt.load(Ordering::SeqCst);
        if watch.is_ahead(shown) {
            // Before anything that may fail: who cannot ask believes nothing.
            watch.leapt.store(true, Ordering::SeqCst);
            let peers = self.median_of_peers().await?;
            if peers.is_none_or(|peers| shown - peers.unix() > LEAP) {
                if !was_paused {
                    let ahead = shown - watch.mark.load(Ordering::SeqCst);
                    tracing::error!(
                        ahead,
                        "the clock leapt ahead: nothing is published and nothing ends until peers or a \
                         person confirm it"
                    );
                }
                return Ok(());
            }
            watch.mark.fetch_max(shown, Ordering::SeqCst);
        }
        watch.leapt.store(false, Ordering::SeqCst);
        if was_paused {
            tracing::warn!("the clock is believed again");
        }
        let mark = watch.now(shown);
        if mark - watch.stored.load(Ordering::SeqCst).max(0) >= MARK_EVERY {
            let mut unit = self.begin().await?;
            self.store_mark(unit.as_mut(), mark).await?;
            unit.commit().await?;
        }
        Ok(())
    }

    async fn store_mark(&self, unit: &mut dyn Unit, mark: i64) -> Result<()> {
        unit.put_setting(MARK, mark.to_string().as_bytes()).await?;
        self.watch().stored.store(mark, Ordering::SeqCst);
        Ok(())
    }

    /// Did the clock leap ahead, and nobody confirmed it?
    pub fn is_clock_paused(&self) -> bool {
        self.watch().leapt.load(Ordering::SeqCst)
    }

    /// Refuses what a wrong clock must not do: publish, and end. [TIM-2]
    pub(crate) fn must_know_the_time(&self) -> Result<()> {
        if !self.is_clock_paused() {
            return Ok(());
        }
        Err(DeskError::Problem(
            fanal_protocol::Problem::new(
                Code::Busy,
                "this machine's clock leapt ahead: nothing is published until peers or a person confirm it",
            )
            .with_hint("set the clock right, or say that it is: `fanal clock confirm`"),
        ))
    }

    /// How the clock stands; with a second action a person says that the machine's clock is right.
    pub async fn clock(&self, caller: &Caller, order: &ClockOrder) -> Result<ClockShown> {
        if order.confirm {
            caller.needs(Right::Admin)?;
            let (watch, shown) = (self.watch(), self.clock_shows());
            let mut unit = self.begin().await?;
            let mark = watch.mark.fetch_max(shown, Ordering::SeqCst).max(shown);
            watch.leapt.store(false, Ordering::SeqCst);
            self.store_mark(unit.as_mut(), mark).await?;
            let at = Timestamp::from_unix(mark);
            unit.put_audit(at, caller.account(), "clock.confirm", "clock", "done")
                .await?;
            unit.commit().await?;
            self.announce_change();
        }
        let mark = self.watch().now(self.clock_shows());
        Ok(ClockShown {
            shown: Timestamp::from_unix(self.clock_shows()),
            mark: Timestamp::from_unix(mark.min(self.watch().mark.load(Ordering::SeqCst))),
            paused: self.is_clock_paused(),
            peers: self.median_of_peers().await?,
        })
    }

    /// The moment that half of the active peers signed something at, or later; none if fewer were heard. A
    /// few that lie ahead confirm nothing.
    async fn median_of_peers(&self) -> Result<Option<Timestamp>> {
        let standing = self.standing();
        let mut unit = self.read().await?;
        let mut times: std::collections::BTreeMap<DeskId, Option<i64>> =
            std::collections::BTreeMap::new();
        for (network, membership) in &standing.networks {
            for desk in others(membership, self.id()) {
                times.entry(desk).or_default();
            }
            for row in unit.streams(*network).await? {
                if let Some(newest) = times.get_mut(&row.stream.origin) {
                    *newest = (*newest).max(Some(time_of(&row.checkpoint)));
                }
            }
        }
        let mut times: Vec<Option<i64>> = times.into_values().collect();
        times.sort_unstable();
        let middle = times.len().saturating_sub(1) / 2;
        Ok(times
            .get(middle)
            .copied()
            .flatten()
            .map(Timestamp::from_unix))
    }
}

fn others(membership: &Membership, me: &DeskId) -> Vec<DeskId> {
    let desks = membership.roster.active().map(|desk| desk.id.clone());
    desks.filter(|desk| desk != me).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(mark: i64) -> Watch {
        Watch {
            mark: AtomicI64::new(mark),
            stored: AtomicI64::new(mark),
            leapt: AtomicBool::new(false),
        }
    }

    // [TIM-1]
    #[test]
    fn time_never_falls_below_the_mark() {
        let watch = watch(1_000);
        assert_eq!(watch.now(900), 1_000);
        assert_eq!(watch.now(1_010), 1_010);
        assert_eq!(watch.now(1_005), 1_010);
    }

    // [TIM-2]
    #[test]
    fn a_leap_moves_no_mark() {
        let watch = watch(1_000);
        assert!(!watch.is_ahead(1_000 + LEAP));
        assert!(watch.is_ahead(1_001 + LEAP));
        assert_eq!(watch.now(1_000_000), 1_000_000);
        assert_eq!(watch.now(1_001), 1_001);
    }
}

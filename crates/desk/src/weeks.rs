//! How many bulletins this desk wrote and got, week by week, by label.

use std::collections::BTreeMap;

use fanal_protocol::{Kind, Label, Timestamp};
use fanal_store::{Filter, Unit};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::review::needs_staff;

/// Weeks that are counted: a quarter of a year.
pub const WEEKS: usize = 12;
/// Rows read at a time, and pages of them at most: home is asked for often.
const ROWS: u32 = 500;
const PAGES: usize = 8;

const WEEK_DAYS: i64 = 7;
const DAY: i64 = 86_400;
/// 1970-01-05, a Monday, in days.
const MONDAY: i64 = 4;

/// One week, from Monday on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Week {
    /// Its Monday, 00:00 UTC.
    pub begins: Timestamp,
    /// Bulletins that were written here or came in it, and are held.
    pub by_label: BTreeMap<Label, usize>,
}

impl Week {
    /// All of them.
    pub fn all(&self) -> usize {
        self.by_label.values().sum()
    }
}

impl Desk {
    /// The last weeks, the oldest first. Where there is more than is worth counting for a picture, fewer
    /// weeks are told, each of them whole.
    pub async fn count_weeks(&self, caller: &Caller) -> Result<Vec<Week>> {
        needs_staff(caller)?;
        let (_, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let mut weeks = self.last_weeks();
        let whole_from = self
            .count_into(unit.as_mut(), &membership, caller, &mut weeks)
            .await?;
        weeks.retain(|week| whole_from.is_none_or(|from| week.begins >= from));
        Ok(weeks)
    }

    fn last_weeks(&self) -> Vec<Week> {
        let this = monday_of(self.now());
        let back = |weeks: i64| this.plus_days(-WEEK_DAYS * weeks);
        (0..WEEKS)
            .rev()
            .filter_map(|ago| i64::try_from(ago).ok())
            .map(|ago| Week {
                begins: back(ago),
                by_label: BTreeMap::new(),
            })
            .collect()
    }

    /// Counts the newest first; from which moment on the count is whole, if it is not all.
    async fn count_into(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        weeks: &mut [Week],
    ) -> Result<Option<Timestamp>> {
        let Some(oldest) = weeks.first().map(|week| week.begins) else {
            return Ok(None);
        };
        let mut filter = Filter {
            kind: Some(Kind::Bulletin),
            limit: ROWS,
            ..Filter::default()
        };
        for _ in 0..PAGES {
            let rows = unit.bulletins(membership.roster.network(), &filter).await?;
            for line in rows
                .iter()
                .filter_map(|row| self.line(membership, caller, row))
            {
                let mut weeks = weeks.iter_mut().rev();
                if let Some(week) = weeks.find(|week| week.begins <= line.received) {
                    *week.by_label.entry(line.label).or_default() += 1;
                }
            }
            let Some(last) = rows.last() else {
                return Ok(None);
            };
            if last.received < oldest || rows.len() < usize::try_from(ROWS).unwrap_or(0) {
                return Ok(None);
            }
            filter.before = Some((last.received, last.reference.clone()));
        }
        let last = filter.before.map(|(at, _)| monday_of(at));
        Ok(last.map(|monday| monday.plus_days(WEEK_DAYS)))
    }
}

fn monday_of(at: Timestamp) -> Timestamp {
    let days = at.unix().div_euclid(DAY);
    at.day().plus_days(-(days - MONDAY).rem_euclid(WEEK_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_its_monday() {
        for (day, monday) in [
            ("2026-11-22T23:59:59Z", "2026-11-16"),
            ("2026-11-16T00:00:00Z", "2026-11-16"),
            ("1970-01-07T12:00:00Z", "1970-01-05"),
            ("2024-03-01T12:00:00Z", "2024-02-26"),
        ] {
            let at: Timestamp = day.parse().unwrap();
            assert_eq!(monday_of(at).date(), monday);
        }
    }
}

//! The hours at which this desk publishes: the moment of a publication tells of no shift and no time zone. [PUB-29]

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use fanal_protocol::Timestamp;

use crate::desk::Desk;

const HOUR_SECONDS: i64 = 3_600;

/// Hours of the day, in UTC; none: at once.
#[derive(Default)]
pub(crate) struct Hours(RwLock<BTreeSet<u8>>);

impl Hours {
    fn held(&self) -> BTreeSet<u8> {
        let held = self.0.read();
        held.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first of them at that moment or after it.
    fn first_from(&self, from: Timestamp) -> Option<Timestamp> {
        let hours = self.held();
        let of_day = |day: Timestamp| {
            let hours = hours.iter();
            hours.map(move |hour| day.plus_seconds(i64::from(*hour) * HOUR_SECONDS))
        };
        let today = from.day();
        of_day(today)
            .chain(of_day(today.plus_days(1)))
            .filter(|moment| *moment >= from)
            .min()
    }
}

impl Desk {
    /// From now on what is approved becomes public at these hours of the day, in UTC; with none, at once.
    pub fn publish_at(&self, hours: &[u8]) {
        let held = self.hours().0.write();
        *held.unwrap_or_else(PoisonError::into_inner) = hours.iter().copied().collect();
    }

    /// From when on what may be public at that moment is: the moment itself, if no hours are kept.
    pub(crate) fn hour_from(&self, moment: Timestamp) -> Timestamp {
        self.hours().first_from(moment).unwrap_or(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(hours: &[u8], from: &str) -> Option<String> {
        let hours = Hours(RwLock::new(hours.iter().copied().collect()));
        let first = hours.first_from(from.parse().unwrap());
        first.map(|moment| moment.to_string())
    }

    // [PUB-29]
    #[test]
    fn the_next_hour_is_of_today_or_of_tomorrow() {
        for (from, first_of_two) in [
            ("2026-11-23T05:59:59Z", "2026-11-23T06:00:00Z"),
            ("2026-11-23T06:00:00Z", "2026-11-23T06:00:00Z"),
            ("2026-11-23T06:00:01Z", "2026-11-23T18:00:00Z"),
            ("2026-12-31T18:00:01Z", "2027-01-01T06:00:00Z"),
        ] {
            assert_eq!(
                first(&[18, 6], from).as_deref(),
                Some(first_of_two),
                "{from}"
            );
        }
        assert_eq!(first(&[], "2026-11-23T05:59:59Z"), None);
    }
}

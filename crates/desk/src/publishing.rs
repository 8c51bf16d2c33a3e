//! When what is approved becomes public: some days after the members have it [PUB-31], and at the hours that this desk
//! keeps, so that the moment of a publication tells of no shift and no time zone. [PUB-29]

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use fanal_protocol::{Bulletin, Claim, Label, NoBeneficiary, StreamName, Timestamp};
use fanal_store::Unit;

use crate::desk::{Desk, Membership};
use crate::draft::{Draft, Held};
use crate::error::Result;
use crate::preview::{NoteShown, Outlook};

const HOUR_SECONDS: i64 = 3_600;
const DAY_SECONDS: i64 = 24 * HOUR_SECONDS;

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

    /// From when on the public may have it too. [PUB-31]
    pub(crate) async fn public_after(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
    ) -> Result<Timestamp> {
        let Some(days) = members_first(membership, &held.draft, bulletin) else {
            return Ok(self.now());
        };
        let network = membership.roster.network();
        let mut theirs_since = self.now();
        if held.draft.roads.contains(&StreamName::Green(network)) {
            let record = self.own_reference(held.row.id);
            let sent = unit.statements_of(network, &record).await?;
            let newest = sent.into_iter().max_by_key(|row| row.revision);
            theirs_since = newest.map_or(theirs_since, |row| row.issued);
        }
        Ok(theirs_since.plus_days(days.into()).max(self.now()))
    }
}

impl Desk {
    /// The same note for what is there already: the days that are left if it is approved now.
    pub(crate) async fn warn_of_days_left(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
        outlook: &mut Outlook,
    ) -> Result<()> {
        let from = self.public_after(unit, membership, held, bulletin).await?;
        let left = from.unix() - self.now().unix();
        let days = u16::try_from(left.div_euclid(DAY_SECONDS) + i64::from(left % DAY_SECONDS > 0));
        if let Ok(days @ 1..) = days {
            tell_days(days, outlook);
        }
        Ok(())
    }
}

/// Adds the note where the public has to wait for some days. [PUB-31]
pub(crate) fn warn_of_members_first(
    membership: &Membership,
    draft: &Draft,
    bulletin: &Bulletin,
    outlook: &mut Outlook,
) {
    let Some(days) = members_first(membership, draft, bulletin) else {
        return;
    };
    tell_days(days, outlook);
}

fn tell_days(days: u16, outlook: &mut Outlook) {
    outlook.notes.push(format!(
        "the members have it first, and the public {days} days later; a day of your own (`not_before`) counts instead"
    ));
    outlook.told.push(NoteShown::MembersFirst { days });
}

/// The days for which the members have it first: not where the author named a day, nor for what is public already,
/// corrects a publication, or is published in another desk's place.
fn members_first(membership: &Membership, draft: &Draft, bulletin: &Bulletin) -> Option<u16> {
    let days = membership.roster.rules.members_first_days;
    let is_known = matches!(
        bulletin.consent,
        Claim::NotNeeded {
            because: NoBeneficiary::AlreadyPublic
        }
    );
    let waits = draft.asked == Label::Clear
        && bulletin.marking.not_before.is_none()
        && draft.published.is_none()
        && draft.granted.is_none()
        && !is_known;
    (waits && days > 0).then_some(days)
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

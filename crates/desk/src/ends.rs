//! What ends soon, and stops the desk if nobody renews it: the roster, and its own keys in it. [BAK-6]

use fanal_protocol::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::desk::{Desk, Membership};

/// Days before the end at which the desk says so.
const WARNED: [i64; 3] = [30, 7, 1];

/// What ends within the next 30 days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EndShown {
    /// `roster`, `signing key`, `checkpoint key`, `feed key`.
    pub what: String,
    /// When.
    pub at: Timestamp,
    /// Whole days left; below 0 it is over.
    pub days: i64,
}

impl Desk {
    /// What ends within 30 days, the nearest first; a key that another follows is none.
    pub(crate) fn ends(&self, membership: &Membership) -> Vec<EndShown> {
        let now = self.now();
        let days = |at: Timestamp| (at.unix() - now.unix()).div_euclid(86_400);
        let mut ends = vec![("roster", membership.roster.expires)];
        if let Some(entry) = membership.roster.desk(self.id()) {
            let keys = [
                ("signing key", &entry.signing),
                ("checkpoint key", &entry.checkpoint),
                ("feed key", &entry.feed),
            ];
            for (what, records) in keys {
                let last = records.iter().map(|record| record.until);
                // Of several the one that counts longest; one without an end has none.
                if let Some(Some(at)) =
                    last.max_by_key(|until| until.map_or(i64::MAX, Timestamp::unix))
                {
                    ends.push((what, at));
                }
            }
        }
        let mut shown: Vec<EndShown> = ends
            .into_iter()
            .map(|(what, at)| EndShown {
                what: what.to_owned(),
                at,
                days: days(at),
            })
            .filter(|end| end.days < WARNED[0])
            .collect();
        shown.sort_by_key(|end| end.at);
        shown
    }

    /// Once a day: says in the log what ends in 30, 7 or 1 days, or is over.
    pub fn warn_of_ends(&self) {
        for membership in self.standing().networks.values() {
            for end in self.ends(membership) {
                if end.days < 0 || WARNED.contains(&(end.days + 1)) {
                    let (what, days, at) = (end.what, end.days, end.at);
                    tracing::warn!(%what, days, %at, "it ends: see `fanal doctor`");
                }
            }
        }
    }
}

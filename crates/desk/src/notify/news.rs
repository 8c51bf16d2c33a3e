//! What came since somebody was told, in numbers: each item by a permit that is used up in counting.

use std::collections::{BTreeMap, BTreeSet};

use fanal_policy::{Decision, Permit, Question, decide};
use fanal_protocol::{BulletinKind, Digest, Label, Timestamp};
use fanal_store::{BulletinRow, Filter, Right};

use crate::caller::Caller;
use crate::desk::{Desk, sha256};
use crate::error::Result;

/// Looked at in one network; more are told as so many.
const LOOKED_AT: u32 = 200;

/// Numbers, and nothing that they were counted from.
pub(super) struct News {
    /// Bulletins by label, the strictest last.
    pub(super) bulletins: BTreeMap<Label, usize>,
    /// Of these, questions of other desks.
    pub(super) questions: usize,
    /// Drafts that wait for this person.
    pub(super) reviews: usize,
    /// Knocks, bulletins that say so, breaches, and desks that locked themselves.
    pub(super) urgent: usize,
    /// Digests of the alarms that stand now.
    pub(super) alarms: BTreeSet<Digest>,
    /// What came up to then is counted; what comes in this very second waits for the next time.
    pub(super) until: Timestamp,
}

impl News {
    pub(super) fn is_empty(&self) -> bool {
        self.bulletins.is_empty() && self.reviews == 0 && self.urgent == 0
    }

    /// The permit is for this one item and moment: it ends here. A knock is urgent, and counts under no label: that
    /// there is RED is no word of a notification.
    fn count(&mut self, permit: Permit, row: &BulletinRow, kind: BulletinKind) {
        let brief = row.brief.as_ref();
        let brief = brief.and_then(|brief| brief.release(&permit));
        let is_urgent = brief.is_some_and(|brief| brief.urgent);
        drop(permit);
        match kind {
            BulletinKind::Report => {}
            BulletinKind::Question => self.questions += 1,
            BulletinKind::Knock => {
                self.urgent += 1;
                return;
            }
        }
        self.urgent += usize::from(is_urgent);
        *self.bulletins.entry(row.label).or_default() += 1;
    }
}

impl Desk {
    /// What came for this account after a moment, and alarms that were not told yet. [NOT-1]
    pub(super) async fn news_for(
        &self,
        caller: &Caller,
        since: Timestamp,
        told: &BTreeSet<Digest>,
    ) -> Result<News> {
        let now = self.now();
        let mut news = News {
            bulletins: BTreeMap::new(),
            questions: 0,
            reviews: 0,
            urgent: 0,
            alarms: BTreeSet::new(),
            until: now.plus_seconds(-1),
        };
        let filter = Filter {
            not_origin: Some(self.id().clone()),
            limit: LOOKED_AT,
            ..Filter::default()
        };
        let viewer = caller.viewer();
        let mut unit = self.read().await?;
        for (network, membership) in &self.standing().networks {
            let world = membership.world(self.id(), now);
            for row in unit.bulletins(*network, &filter).await? {
                let Some(facts) = row
                    .facts
                    .as_ref()
                    .filter(|_| since < row.received && row.received < now)
                else {
                    continue;
                };
                let question = Question::Show {
                    facts,
                    viewer: &viewer,
                };
                match decide(question, &world) {
                    Decision::Allow(permit) => news.count(permit, &row, facts.bulletin),
                    Decision::Deny(_) => {}
                }
            }
        }
        drop(unit);
        if caller.rights().contains(&Right::Reviewer) {
            for network in self.standing().networks.keys() {
                let desk = self.speaking_in(*network);
                news.reviews += desk.reviews_between(caller, since, now).await?;
            }
        }
        if caller.is_staff() {
            let notices = self.list_notices(caller).await?;
            let alarms = notices.iter().filter(|notice| {
                ["breach", "self_suspension", "slip"].contains(&notice.what.as_str())
            });
            news.alarms = alarms
                .map(|notice| sha256(&serde_json::to_vec(notice).unwrap_or_default()))
                .collect();
            news.urgent += news.alarms.difference(told).count();
        }
        Ok(news)
    }
}

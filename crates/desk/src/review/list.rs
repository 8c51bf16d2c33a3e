//! What waits for a second person, page by page: of all that lies there, only what is shown is opened.

use fanal_protocol::{Bulletin, BulletinId, Code, Timestamp};
use fanal_store::{DraftFilter, DraftLine, DraftState, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ReviewItem, item_of, needs_staff};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::draft::Held;
use crate::error::{Result, invalid};

/// Items of one answer, where nothing is said.
const USUAL: u32 = 100;
/// Items of one answer at most: each is opened, and looked at by the privacy check.
const MOST: u32 = 500;
/// Lines that are asked for at once.
const STEP: u32 = 500;
/// New ones that are opened to be counted for one notification; it says "many" of far fewer.
const COUNTED: u32 = 200;

/// What may wait, or be written still.
const LISTED: [DraftState; 4] = [
    DraftState::Waiting,
    DraftState::Approved,
    DraftState::Returned,
    DraftState::Draft,
];

/// Which items to list, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewsOrder {
    /// `waiting`, `approved`, `returned`, `draft`; none is all four.
    pub states: Vec<DraftState>,
    /// At most so many; 0 is 100.
    pub limit: u32,
    /// Only what stands behind this item: the next page, whatever came in meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<ReviewPlace>,
}

/// Where an item stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewPlace {
    /// Since when it stands there.
    pub since: Timestamp,
    /// Its id.
    pub id: BulletinId,
}

impl ReviewItem {
    /// Where it stands in the list.
    pub const fn place(&self) -> ReviewPlace {
        ReviewPlace {
            since: self.since,
            id: self.id,
        }
    }
}

impl ReviewsOrder {
    fn filter(&self) -> Result<DraftFilter> {
        if self.states.is_empty() {
            return Ok(DraftFilter::of(&LISTED));
        }
        if self.states.iter().any(|state| !LISTED.contains(state)) {
            return Err(invalid(
                "what was sent, or is a sheet still, waits for nobody: ask for `waiting`, `approved`, `returned` or `draft`",
            ));
        }
        Ok(DraftFilter::of(&self.states))
    }

    fn at_most(&self) -> usize {
        let limit = match self.limit {
            0 => USUAL,
            limit => limit.min(MOST),
        };
        count(limit)
    }
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Desk {
    /// What waits, was approved and waits for its embargo, was returned, or is written still.
    pub async fn list_reviews(
        &self,
        caller: &Caller,
        order: &ReviewsOrder,
    ) -> Result<Vec<ReviewItem>> {
        needs_staff(caller)?;
        let (_, membership) = self.membership(None)?;
        let which = order.filter()?;
        let mut behind = order.behind.map(|place| (place.since, place.id));
        let mut unit = self.read().await?;
        let mut items = Vec::new();
        loop {
            let lines = unit.draft_lines(&which, behind, STEP).await?;
            for line in &lines {
                if items.len() == order.at_most() {
                    return Ok(items);
                }
                let read = self.still_there(unit.as_mut(), &membership, line.id);
                if let Some((held, bulletin)) = read.await? {
                    items.push(item_of(caller, &held, &bulletin));
                }
            }
            if lines.len() < count(STEP) {
                return Ok(items);
            }
            behind = lines.last().map(DraftLine::place);
        }
    }

    /// How many came after a moment, and before another, that wait for this person's yes. [NOT-1]
    pub(crate) async fn reviews_between(
        &self,
        caller: &Caller,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<usize> {
        needs_staff(caller)?;
        let (_, membership) = self.membership(None)?;
        let which = DraftFilter {
            since: Some(since),
            ..DraftFilter::of(&[DraftState::Waiting])
        };
        let mut unit = self.read().await?;
        let lines = unit.draft_lines(&which, None, COUNTED).await?;
        let mut waiting = 0;
        for line in lines.iter().filter(|line| line.updated < until) {
            let read = self.still_there(unit.as_mut(), &membership, line.id);
            let read = read.await?;
            let authors = read.map(|(held, _)| held.draft.authors);
            if authors.is_some_and(|authors| !authors.contains(caller.account())) {
                waiting += 1;
            }
        }
        Ok(waiting)
    }

    /// None, if it is of another network, or nothing is left of it to be read: what ended meanwhile keeps nobody
    /// from the rest.
    async fn still_there(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        id: BulletinId,
    ) -> Result<Option<(Held, Bulletin)>> {
        let held = match self.own(unit, id).await {
            Err(error) if matches!(error.code(), Code::NotFound | Code::PolicyWithdrawn) => {
                return Ok(None);
            }
            held => held?,
        };
        if !held.draft.is_of(membership.roster.network()) {
            return Ok(None);
        }
        match self.bulletin_of(unit, membership, &held).await {
            Err(error) if error.code() == Code::NotFound => Ok(None),
            bulletin => Ok(Some((held, bulletin?))),
        }
    }
}

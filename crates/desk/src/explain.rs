//! Why somebody gets it, or does not: the same code that decides, in words. [Promise 8]

use fanal_protocol::{Code, DeskId, Reference};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, not_found};
use crate::preview::Outlook;
use crate::review::needs_staff;

/// What to explain.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainOrder {
    /// Which bulletin.
    pub bulletin: String,
    /// Which desk; all of them, if absent.
    #[serde(default)]
    pub desk: Option<DeskId>,
}

/// One answer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Explained {
    /// The desk.
    pub desk: DeskId,
    /// Does it get it from here?
    pub allowed: bool,
    /// In one sentence.
    pub sentence: String,
    /// The rule that decides.
    pub rule: String,
    /// The rule in words.
    pub words: String,
    /// The code of a no.
    pub code: Option<Code>,
}

/// All answers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Explanations {
    /// `DESK/ID`.
    pub reference: String,
    /// Each desk's.
    pub desks: Vec<Explained>,
    /// Who sees it, in one picture.
    pub outlook: Outlook,
}

/// Whose answer is wanted.
#[derive(Clone, Copy)]
enum Asked {
    /// This desk's.
    Here,
    /// The origin's.
    AsOrigin,
}

impl Desk {
    /// Explains for one desk or for all.
    pub async fn explain(&self, caller: &Caller, order: &ExplainOrder) -> Result<Explanations> {
        self.explained(caller, order, Asked::Here).await
    }

    /// The same, as the bulletin's origin would be answered: who gets it at all, by whichever way.
    pub(crate) async fn explain_as_origin(
        &self,
        caller: &Caller,
        order: &ExplainOrder,
    ) -> Result<Explanations> {
        self.explained(caller, order, Asked::AsOrigin).await
    }

    async fn explained(
        &self,
        caller: &Caller,
        order: &ExplainOrder,
        asked_as: Asked,
    ) -> Result<Explanations> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let reference: Reference = self
            .find(unit.as_mut(), &membership, caller, &order.bulletin)
            .await?;
        let mut facts = match unit.bulletin(network, &reference).await? {
            // Whom it is for is for those who may read it.
            Some(row) => self
                .line(&membership, caller, &row)
                .and(row.facts)
                .ok_or_else(|| not_found("bulletin: it was withdrawn, nobody gets it"))?,
            None => {
                let held = self.own(unit.as_mut(), reference.id).await?;
                let bulletin = self.bulletin_of(unit.as_mut(), &membership, &held).await?;
                self.facts_of_draft(unit.as_mut(), &membership, &held, &bulletin)
                    .await?
            }
        };
        // As at the moment of sending: the record and the sources have the last word. [R20] [R22]
        self.follow_sources_of(unit.as_mut(), &membership, &mut facts)
            .await?;
        self.follow_record(unit.as_mut(), &mut facts).await?;
        let asked: Vec<DeskId> = match &order.desk {
            Some(desk) => vec![desk.clone()],
            None => membership
                .roster
                .desks
                .iter()
                .map(|desk| desk.id.clone())
                .filter(|id| id != self.id())
                .collect(),
        };
        let world = membership.world(self.id(), self.now());
        let mut at_origin = facts.clone();
        if reference.origin != *self.id() {
            // The way that it came here is one of those that its marking leads to.
            at_origin.streams.clear();
        }
        let desks = asked
            .into_iter()
            .map(|desk| {
                let answer = match asked_as {
                    Asked::AsOrigin if reference.origin != desk => {
                        let world = membership.world(&reference.origin, self.now());
                        fanal_policy::explain(&at_origin, &desk, &world)
                    }
                    // What is its own comes home from anywhere.
                    Asked::AsOrigin | Asked::Here => fanal_policy::explain(&facts, &desk, &world),
                };
                Explained {
                    desk,
                    allowed: answer.allowed,
                    sentence: answer.sentence,
                    rule: answer.rule.to_owned(),
                    words: answer.words,
                    code: answer.code,
                }
            })
            .collect();
        Ok(Explanations {
            reference: format!("{}/{}", reference.origin, reference.id),
            desks,
            outlook: self.warned(unit.as_mut(), &membership, &facts).await?,
        })
    }
}

//! A bulletin as another desk sees it: whether it gets it at all, asked as its origin asks, and what stands in the
//! signed statement; nothing of what only this desk knows. [CSL-26]

use fanal_protocol::DeskId;
use fanal_store::Stance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found};
use crate::explain::{ExplainOrder, Explained};
use crate::inbox::BulletinShown;
use crate::review::needs_staff;

/// Which bulletin, and by whose eyes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowAsOrder {
    /// `DESK/ID`, or a beginning of the id.
    pub bulletin: String,
    /// The other desk.
    pub desk: DeskId,
}

/// A bulletin as another desk sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ShownAs {
    /// The answer of the policy.
    pub answer: Explained,
    /// What the desk reads; nothing, if it gets nothing.
    pub shown: Option<BulletinShown>,
    /// What it may do with it.
    pub then: String,
    /// The same as the key of a sentence, for those who say it in another language.
    pub then_key: String,
}

impl Desk {
    /// What that desk sees of a bulletin that this account may read.
    pub async fn show_as(&self, caller: &Caller, order: &ShowAsOrder) -> Result<ShownAs> {
        needs_staff(caller)?;
        let desk = &order.desk;
        let (_, membership) = self.membership(None)?;
        if membership.in_force(self.now()).desk(desk).is_none() {
            return Err(not_found(&format!("desk `{desk}` in the roster")));
        }
        if desk == self.id() {
            return Err(invalid("this desk sees it as it stands"));
        }
        let asked = ExplainOrder {
            bulletin: order.bulletin.clone(),
            desk: Some(desk.clone()),
        };
        let mut explained = self.explain_as_origin(caller, &asked).await?;
        let answer = explained.desks.pop().ok_or_else(|| not_found("bulletin"))?;
        let shown = if answer.allowed {
            let whole = self.show_bulletin(caller, &order.bulletin).await?;
            Some(signed_part(whole))
        } else {
            None
        };
        Ok(ShownAs {
            answer,
            shown,
            then: explained.outlook.then,
            then_key: explained.outlook.then_key,
        })
    }
}

/// What its origin signed: no stance, no count, no receipt, no way that it went.
fn signed_part(mut shown: BulletinShown) -> BulletinShown {
    shown.line.stance = Stance::New;
    shown.provenance.clear();
    shown.sent_to.clear();
    shown.receipts.clear();
    shown.seen = None;
    shown.false_positive = None;
    shown.published = None;
    shown.may_brief = false;
    shown
}

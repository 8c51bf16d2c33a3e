//! A bulletin as another desk sees it: whether it gets it at all, asked as its origin asks, and what stands in the
//! signed statement; nothing of what only this desk knows. [CSL-26]

use fanal_protocol::DeskId;
use fanal_store::Stance;

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found};
use crate::explain::{ExplainOrder, Explained};
use crate::inbox::BulletinShown;
use crate::review::needs_staff;

/// A bulletin as another desk sees it.
#[derive(Debug)]
pub struct ShownAs {
    /// The answer of the policy.
    pub answer: Explained,
    /// What the desk reads; nothing, if it gets nothing.
    pub shown: Option<BulletinShown>,
    /// What it may do with it, as the key of a sentence.
    pub then_key: String,
}

impl Desk {
    /// What that desk sees of a bulletin that this account may read.
    pub async fn show_as(&self, caller: &Caller, which: &str, desk: &DeskId) -> Result<ShownAs> {
        needs_staff(caller)?;
        let (_, membership) = self.membership(None)?;
        if membership.in_force(self.now()).desk(desk).is_none() {
            return Err(not_found(&format!("desk `{desk}` in the roster")));
        }
        if desk == self.id() {
            return Err(invalid("this desk sees it as it stands"));
        }
        let order = ExplainOrder {
            bulletin: which.to_owned(),
            desk: Some(desk.clone()),
        };
        let mut explained = self.explain_as_origin(caller, &order).await?;
        let answer = explained.desks.pop().ok_or_else(|| not_found("bulletin"))?;
        let shown = if answer.allowed {
            let whole = self.show_bulletin(caller, which).await?;
            Some(signed_part(whole))
        } else {
            None
        };
        Ok(ShownAs {
            answer,
            shown,
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

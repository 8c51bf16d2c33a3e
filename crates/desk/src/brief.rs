//! A sheet for a beneficiary who needs it: counted in the audit trail, without a name.

use fanal_protocol::{Code, Label};
use fanal_store::Right;

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, problem};
use crate::inbox::BulletinShown;

/// May staff tell a beneficiary who needs it? It is what tells AMBER from AMBER+STRICT.
pub(crate) const fn reaches_beneficiaries(label: Label) -> bool {
    match label {
        Label::Amber | Label::Green | Label::Clear => true,
        Label::Red | Label::AmberStrict => false,
    }
}

impl Desk {
    /// The bulletin, for a sheet that somebody hands to a beneficiary.
    pub async fn brief(&self, caller: &Caller, which: &str) -> Result<BulletinShown> {
        caller.needs(Right::Analyst)?;
        let shown = self.show_bulletin(caller, which).await?;
        if !shown.may_brief {
            let text = format!(
                "{} is not for beneficiaries, or it was withdrawn",
                shown.line.label
            );
            return Err(problem(Code::PolicyLabel, text));
        }
        let mut unit = self.begin().await?;
        let object = &shown.line.reference;
        unit.put_audit(
            self.now(),
            caller.account(),
            "bulletin.brief",
            object,
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(shown)
    }
}

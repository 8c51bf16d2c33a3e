//! Who here could say yes: a desk of two learns before it sends that nobody is left to review. [POL-18]

use std::collections::BTreeSet;

use fanal_protocol::Label;
use fanal_store::{Right, Unit};

use crate::desk::Desk;
use crate::error::Result;
use crate::preview::{NoteShown, Outlook};

/// As a note of the preview says it.
const NOBODY: &str = "nobody at this desk could approve it: whoever writes or sends it cannot. A reviewer of another desk can, with `fanal review endorse`";

impl Desk {
    /// Adds the note where what asks to be public has no reviewer here but those who write it.
    pub(crate) async fn warn_of_reviewers(
        &self,
        unit: &mut dyn Unit,
        asked: Label,
        writers: &BTreeSet<String>,
        outlook: &mut Outlook,
    ) -> Result<()> {
        if asked != Label::Clear {
            return Ok(());
        }
        let accounts = unit.accounts().await?;
        let somebody = accounts.iter().any(|account| {
            let reviews = account.rights.contains(&Right::Reviewer) && !account.disabled;
            reviews && !writers.contains(&account.name)
        });
        if !somebody {
            outlook.notes.push(NOBODY.to_owned());
            outlook.told.push(NoteShown::NobodyToApprove);
        }
        Ok(())
    }
}

//! Words that leave beside bulletins: why a desk is suspended, how two know each other, what happened.
//! [PRV-10]

use std::collections::BTreeMap;

use fanal_protocol::Label;
use fanal_store::Unit;

use super::{Found, answers_to};
use crate::desk::Desk;
use crate::error::Result;
use crate::share::unanswered;

impl Desk {
    /// A no, while a finding that always holds back has no answer.
    pub(crate) async fn words_may_leave(
        &self,
        unit: &mut dyn Unit,
        place: &str,
        text: &str,
        because: &BTreeMap<String, String>,
    ) -> Result<()> {
        let guard = self.guard(unit).await?;
        let mut found = Found::default();
        found.add(place, &guard.check().text(text));
        let answers = answers_to(&found.shown, because);
        let mut open = found.shown;
        open.retain(|finding| {
            finding.holds_back(Label::Green) && !answers.contains_key(&finding.key)
        });
        match open.first() {
            Some(first) => Err(unanswered(open.len(), first)),
            None => Ok(()),
        }
    }
}

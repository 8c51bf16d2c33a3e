//! Words that leave beside bulletins: why a desk is suspended, how two know each other, what happened.
//! [PRV-10]

use std::collections::BTreeMap;

use fanal_protocol::{Code, Label};
use fanal_store::{Right, Unit};

use super::{Finding, Found, answers_to};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, not_found, problem};
use crate::share::unanswered;

/// Longest text that is looked at by itself.
const WORDS_BYTES: usize = 64 << 10;

impl Desk {
    /// What would hold these words back, for whoever may send such words. [PRV-13]
    pub async fn look_at_words(&self, caller: &Caller, text: &str) -> Result<Vec<Finding>> {
        if !caller.is_staff() {
            caller.needs(Right::Coordinator)?;
        }
        if text.len() > WORDS_BYTES {
            let text = format!("a text has at most {WORDS_BYTES} bytes");
            return Err(problem(Code::LimitSize, text));
        }
        let mut unit = self.read().await?;
        let guard = self.guard(unit.as_mut()).await?;
        let mut found = Found::default();
        found.add("text", &guard.check().text(text));
        let mut shown = found.shown;
        shown.retain(|finding| finding.holds_back(Label::Green));
        Ok(shown)
    }

    /// The words with a way out of one finding taken, by its key and the way's number; as they were where the
    /// finding is not in them. [PRV-11]
    pub async fn mend_words(
        &self,
        caller: &Caller,
        text: &str,
        key: &str,
        way: usize,
    ) -> Result<String> {
        let found = self.look_at_words(caller, text).await?;
        let Some(finding) = found.iter().find(|finding| finding.key == key) else {
            return Ok(text.to_owned());
        };
        let ways = finding.ways();
        let (_, remedy) = ways
            .iter()
            .find(|(number, _)| *number == way)
            .ok_or_else(|| not_found("way out"))?;
        let instead = remedy.with.as_deref().unwrap_or_default();
        Ok(text.replace(&finding.text, instead).trim().to_owned())
    }

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
            Some(_) => Err(unanswered(&open)),
            None => Ok(()),
        }
    }
}

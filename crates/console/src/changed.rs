//! What a revision changes, in the reader's language.

use fanal_desk::ChangeShown;

use crate::pages::bulletin::claim_words;
use crate::texts::Texts;

/// One field, as it was and as it is.
pub(crate) struct Change {
    pub(crate) field: String,
    pub(crate) before: String,
    pub(crate) after: String,
    /// What stood there was revised out.
    pub(crate) gone: bool,
}

impl Change {
    /// All of them, in the order in which a bulletin is read.
    pub(crate) fn all(texts: &Texts, changes: &[ChangeShown]) -> Vec<Self> {
        let one = |change: &ChangeShown| {
            let (before, after) = match (&change.claims, change.field.as_str()) {
                (Some((before, after)), _) => {
                    (claim_words(texts, *before), claim_words(texts, *after))
                }
                (None, "urgent" | "content_warning") => {
                    (said(texts, &change.before), said(texts, &change.after))
                }
                (None, _) => (change.before.clone(), change.after.clone()),
            };
            Self {
                field: texts.say(&format!("field-{}", change.field.replace('_', "-"))),
                before,
                after,
                gone: change.before_is_gone,
            }
        };
        changes.iter().map(one).collect()
    }
}

fn said(texts: &Texts, word: &str) -> String {
    texts.say(if word == "yes" { "yes" } else { "no" })
}

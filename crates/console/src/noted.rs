//! What a reader guessed, passed over and did not take, in the reader's language. [IMP-9]

use fanal_desk::{Noted, RefusedShown};

use crate::findings::place;
use crate::pages::kind;
use crate::texts::Texts;

/// A note as a sentence.
pub(crate) fn note(texts: &Texts, noted: &Noted) -> String {
    let key = format!("reading-{}", noted.code.replace('_', "-"));
    let kind = noted.kind.as_deref().map(|one| kind(texts, one));
    texts.noted(&key, noted.number, &noted.what, &kind.unwrap_or_default())
}

/// A row that was not taken.
pub(crate) struct RefusedRow {
    /// Where it stands.
    pub(crate) place: String,
    /// What stands there.
    pub(crate) text: String,
    /// Why not.
    pub(crate) why: String,
    /// The program's own words: they say more, in English.
    pub(crate) detail: String,
}

impl RefusedRow {
    /// Of what the desk says.
    pub(crate) fn of(texts: &Texts, row: &RefusedShown) -> Self {
        let hint = row.hint.as_deref();
        Self {
            place: place(texts, &row.place),
            text: row.text.clone(),
            why: texts.say(&format!("refused-{}", row.why.replace('_', "-"))),
            detail: hint.map_or_else(
                || row.fault.clone(),
                |hint| format!("{} ({hint})", row.fault),
            ),
        }
    }
}

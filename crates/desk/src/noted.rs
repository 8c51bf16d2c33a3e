//! What a reader has to say of an input, by a code: every door says it in its reader's language.

use fanal_formats::Note;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Noted {
    /// What it is about, in one word: `other_names`, `column_of_kind` ...
    pub code: String,
    /// How many; 0 where nothing is counted.
    #[serde(default)]
    pub number: usize,
    /// What of the input is cited.
    #[serde(default)]
    pub what: String,
    /// The kind of value that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl From<&Note> for Noted {
    fn from(note: &Note) -> Self {
        Self {
            code: note.code.as_str().to_owned(),
            number: note.number,
            what: note.what.clone(),
            kind: note.kind.map(|kind| kind.as_str().to_owned()),
        }
    }
}

/// All of them in plain English, and by their codes, in the same order.
pub(crate) fn noted(notes: &[Note]) -> (Vec<String>, Vec<Noted>) {
    let said = notes.iter().map(ToString::to_string).collect();
    (said, notes.iter().map(Noted::from).collect())
}

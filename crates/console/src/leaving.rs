//! The texts that leave, as rows: where each stands in the reader's words, and whether it becomes public.

use fanal_desk::TextShown;

use crate::texts::Texts;

/// All texts that go along. Templates call it `leaving`.
#[derive(Default)]
pub(crate) struct Leaving {
    pub(crate) rows: Vec<TextRow>,
    /// It is asked that it becomes public: each row says whether it does.
    pub(crate) asks_public: bool,
}

/// One of them.
pub(crate) struct TextRow {
    pub(crate) place: String,
    pub(crate) text: String,
    pub(crate) also: usize,
    pub(crate) public: bool,
}

impl Leaving {
    pub(crate) fn of(texts: &Texts, shown: &[TextShown], asks_public: bool) -> Self {
        let row = |it: &TextShown| TextRow {
            place: place(texts, &it.place),
            text: it.text.clone(),
            also: it.also,
            public: it.public,
        };
        Self {
            rows: shown.iter().map(row).collect(),
            asks_public,
        }
    }
}

/// A bulletin's own fields have names in every language; those inside an object are STIX's.
fn place(texts: &Texts, place: &str) -> String {
    let key = match place {
        "title" => "field-title",
        "summary" => "field-summary",
        "also_please" => "field-also-please",
        "category" => "category",
        "lang" => "compose-lang",
        "source" => "source",
        "licence" => "licence",
        other => return other.to_owned(),
    };
    texts.say(key)
}

//! Labels that stand in texts as words: `TLP:AMBER`.

use std::sync::LazyLock;

use fanal_protocol::Label;
use regex::Regex;

use super::Reading;
use super::note::{Note, NoteCode};

/// What a text says about itself.
#[derive(Default)]
pub(super) struct Marked {
    pub(super) label: Option<Label>,
    pub(super) unreadable: Option<String>,
}

static TLP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // `TLP:AMBER STRICT` is no spelling of the standard; read as AMBER it would travel further.
    Regex::new(r#"(?i)\bTLP(?<sign>[:=]"?[ \t]?|[ \t]|-)(?<word>AMBER[ \t]?[+_\-]?[ \t]?STRICT\b|[A-Z][A-Z+:_\-]*)"#)
        .ok()
});

impl Marked {
    /// The strictest label that the text names; words after `TLP:` that are none make it unreadable.
    pub(super) fn of(text: &str) -> Self {
        let mut marked = Self::default();
        let Some(tlp) = TLP.as_ref() else {
            return marked;
        };
        for found in tlp.captures_iter(text) {
            let part = |name| found.name(name).map_or("", |part| part.as_str());
            let is_tight =
                part("sign").starts_with([':', '=']) && !part("sign").ends_with([' ', '\t']);
            marked.take(
                part("word").trim_end_matches([':', '-', '_', '+']),
                is_tight,
            );
        }
        marked
    }

    /// One word; `is_surely_label` where it cannot be the next word of a sentence.
    pub(super) fn take(&mut self, word: &str, is_surely_label: bool) {
        let upper = word.to_ascii_uppercase();
        let is_strict = upper.starts_with("AMBER") && upper.ends_with("STRICT");
        let label = if is_strict {
            Some(Label::AmberStrict)
        } else {
            Label::read(word)
        };
        match label {
            Some(label) => self.label = self.label.max(Some(label)),
            None if is_surely_label && self.unreadable.is_none() => {
                self.unreadable = Some(crate::shown::shown(word));
            }
            None => {}
        }
    }

    pub(super) fn apply(self, reading: &mut Reading) {
        if let Some(label) = self.label {
            let note = Note::new(NoteCode::SaysLabel, format!("the text says {label}"));
            reading.notes.push(note.about(label.as_str()));
        }
        reading.label = reading.label.max(self.label);
        reading.unreadable_marking = reading.unreadable_marking.take().or(self.unreadable);
    }
}

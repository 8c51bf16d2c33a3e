//! Shapes: regular expressions that are compiled once, and what they hit.
//!
//! A search takes time by the length of the text. So that the next one does not begin all over, what may
//! repeat without end in them takes all that it passes over, or is bounded.

use std::sync::OnceLock;

use regex::{CaptureMatches, Matches, Regex};

use crate::reason::Reason;

/// A place in the folded text, and why it was hit. Bytes, as the expressions count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hit {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) reason: Reason,
}

impl Hit {
    pub(crate) fn new(from: usize, to: usize, reason: Reason) -> Self {
        Self { from, to, reason }
    }
}

/// A folded text has no digits and blanks but those of ASCII: classes of all scripts would make the
/// expressions many times larger.
fn in_ascii(source: &str) -> String {
    let classes = [
        (r"\d", "[0-9]"),
        (r"\D", "[^0-9]"),
        (r"\s", r"[ \t\r\n]"),
        (r"\w", "[0-9A-Za-z_]"),
        (r"\W", "[^0-9A-Za-z_]"),
        (r"\b", r"(?-u:\b)"),
    ];
    classes
        .iter()
        .fold(source.to_owned(), |source, (class, ascii)| {
            source.replace(class, ascii)
        })
}

/// One expression.
pub(crate) struct Shape {
    source: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Shape {
    pub(crate) const fn new(source: &'static str) -> Self {
        Self {
            source,
            regex: OnceLock::new(),
        }
    }

    /// The compiled expression; a test says that each compiles.
    pub(crate) fn regex(&self) -> Option<&Regex> {
        let regex = self
            .regex
            .get_or_init(|| Regex::new(&in_ascii(self.source)).ok());
        regex.as_ref()
    }

    #[cfg(test)]
    pub(crate) const fn source(&self) -> &'static str {
        self.source
    }

    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// Every match.
    pub(crate) fn each<'h>(
        &self,
        text: &'h str,
    ) -> impl Iterator<Item = regex::Match<'h>> + use<'_, 'h> {
        let found = self
            .regex()
            .map(|regex| -> Matches<'_, 'h> { regex.find_iter(text) });
        found.into_iter().flatten()
    }

    /// Every match, with its groups.
    pub(crate) fn groups<'h>(
        &self,
        text: &'h str,
    ) -> impl Iterator<Item = regex::Captures<'h>> + use<'_, 'h> {
        let found = self
            .regex()
            .map(|regex| -> CaptureMatches<'_, 'h> { regex.captures_iter(text) });
        found.into_iter().flatten()
    }

    /// Every match as a hit.
    pub(crate) fn hits(&self, text: &str, reason: Reason) -> Vec<Hit> {
        self.each(text)
            .map(|found| Hit::new(found.start(), found.end(), reason))
            .collect()
    }

    /// The first group of every match as a hit.
    pub(crate) fn first_groups(&self, text: &str, reason: Reason) -> Vec<Hit> {
        self.groups(text)
            .filter_map(|groups| groups.get(1))
            .map(|found| Hit::new(found.start(), found.end(), reason))
            .collect()
    }
}

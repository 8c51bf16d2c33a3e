//! A text as the detectors read it: one character for each of the original's, with digits of all
//! scripts as ASCII, accents and letter variants folded, and blanks, quotes and dashes of one kind.

use crate::fold::plain;

/// What stands in a text at all: most texts have little of it, and are done soon.
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether a group of detectors is worth running"
)]
pub(crate) struct Has {
    pub(crate) at: bool,
    pub(crate) colon: bool,
    pub(crate) slash: bool,
    pub(crate) dot: bool,
    pub(crate) hyphen: bool,
    pub(crate) blank: bool,
    pub(crate) digits: bool,
    /// Anything beyond ASCII, or a control character.
    pub(crate) foreign: bool,
}

/// The text twice: as it was written, and folded, character by character.
pub(crate) struct Text<'a> {
    raw: &'a str,
    folded: String,
    has: Has,
}

impl<'a> Text<'a> {
    pub(crate) fn of(raw: &'a str) -> Self {
        let folded: String = raw.chars().map(plain).collect();
        let mut has = Has::default();
        for c in folded.chars() {
            match c {
                '@' | '%' | '[' | '(' | '{' => has.at = true,
                ':' | '=' | '#' => has.colon = true,
                '/' | '\\' => has.slash = true,
                '.' => has.dot = true,
                '-' => has.hyphen = true,
                '0'..='9' => has.digits = true,
                c if c.is_whitespace() => has.blank = true,
                c if !c.is_ascii() => has.foreign = true,
                _other => {}
            }
        }
        // "ana arroba casa punto example", "Instagram ana_92": only words tell.
        has.at |= has.blank;
        has.colon |= has.blank;
        has.slash |= has.dot && raw.contains('/');
        has.foreign |= !raw.is_ascii();
        Self { raw, folded, has }
    }

    /// As it was written.
    pub(crate) fn raw(&self) -> &'a str {
        self.raw
    }

    /// As the detectors read it.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }

    pub(crate) fn has(&self) -> Has {
        self.has
    }

    /// The part between two places, as the detectors read it.
    pub(crate) fn part(&self, from: usize, to: usize) -> &str {
        self.folded.get(from..to).unwrap_or_default()
    }

    /// The character before a place.
    pub(crate) fn before(&self, at: usize) -> Option<char> {
        self.folded.get(..at)?.chars().next_back()
    }

    /// The character at a place.
    pub(crate) fn at(&self, at: usize) -> Option<char> {
        self.folded.get(at..)?.chars().next()
    }

    /// Up to so many characters that stand before a place, in small letters.
    pub(crate) fn words_before(&self, at: usize, chars: usize) -> String {
        let before = self.folded.get(..at).unwrap_or_default();
        let from = before
            .char_indices()
            .rev()
            .take(chars)
            .last()
            .map_or(at, |(from, _)| from);
        self.part(from, at).to_lowercase()
    }
}

//! Labels that stand in texts as words: `TLP:AMBER`, however it is spelled.

use std::borrow::Cow;
use std::sync::LazyLock;

use fanal_protocol::Label;
use regex::Regex;

use super::Reading;
use super::note::{Note, NoteCode};
use crate::shown::is_invisible;

/// What a text says about itself.
#[derive(Default)]
pub(super) struct Marked {
    pub(super) label: Option<Label>,
    pub(super) unreadable: Option<String>,
}

static TLP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // `TLP:AMBER STRICT` is no spelling of the standard; read as AMBER it would travel further.
    Regex::new(concat!(
        r#"(?i)(?:\b|_)(?:TLP|Traffic[ \t_-]?Light[ \t_-]?Protocol)"#,
        r#"(?<sign>[:=]"?[ \t]?|[ \t:=|_*#~"'()\[\]{}<>-]{1,6})"#,
        r"(?<word>AMBER[ \t+_/(\[-]{0,4}STRICT(?:\b|_)|[A-Z][A-Z+:_-]*)"
    ))
    .ok()
});

impl Marked {
    /// The strictest label that the text names; words after `TLP:` that are none make it unreadable.
    pub(super) fn of(text: &str) -> Self {
        let mut marked = Self::default();
        if text.is_ascii() {
            marked.look_at(text);
        } else {
            // No label goes over the end of a line.
            text.lines()
                .for_each(|line| marked.look_at(&in_plain_letters(line)));
        }
        marked
    }

    /// The same of several texts.
    pub(super) fn of_all<'t>(texts: impl IntoIterator<Item = Option<&'t str>>) -> Self {
        let mut marked = Self::default();
        for text in texts.into_iter().flatten() {
            marked.join(Self::of(text));
        }
        marked
    }

    /// What another text says, beside this.
    pub(super) fn join(&mut self, other: Self) {
        self.label = self.label.max(other.label);
        self.unreadable = self.unreadable.take().or(other.unreadable);
    }

    fn look_at(&mut self, text: &str) {
        for found in TLP.iter().flat_map(|tlp| tlp.captures_iter(text)) {
            let part = |name| found.name(name).map_or("", |part| part.as_str());
            let is_tight = matches!(part("sign"), ":" | "=" | ":\"" | "=\"");
            self.take(
                part("word").trim_end_matches([':', '-', '_', '+']),
                is_tight,
            );
        }
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

    /// What stands where a label is to stand: a cell, a tag. What is none makes it unreadable.
    pub(super) fn take_whole(&mut self, written: &str) {
        const AROUND: [char; 10] = [' ', '\t', ':', '=', '_', '-', '"', '[', ']', '('];
        let plain = in_plain_letters(written);
        self.join(Self::of(&plain));
        let word = plain.trim_matches(AROUND).trim_end_matches(')');
        let rest = word.get(3..).filter(|rest| rest.starts_with(AROUND));
        let is_named = word
            .get(..3)
            .is_some_and(|name| name.eq_ignore_ascii_case("tlp"));
        let label = rest.filter(|_| is_named).unwrap_or(word);
        self.take(label.trim_matches(AROUND), true);
    }

    /// The text is all that there is: its label is the label.
    pub(super) fn apply(self, reading: &mut Reading) {
        if let Some(label) = self.label {
            let note = Note::new(NoteCode::SaysLabel, format!("the text says {label}"));
            reading.notes.push(note.about(label.as_str()));
        }
        reading.label = reading.label.max(self.label);
        reading.unreadable_marking = reading.unreadable_marking.take().or(self.unreadable);
    }

    /// Titles, comments and descriptions stand beside the file's own marking: they make it stricter, never wider, and
    /// give no CLEAR to what has none.
    pub(super) fn narrow(self, reading: &mut Reading) {
        let label = self
            .label
            .filter(|label| Some(*label) > reading.label.max(Some(Label::Clear)));
        Self { label, ..self }.apply(reading);
    }
}

/// May a text say a label at all? Cheap, for what is asked of every object of a large file.
pub(super) fn may_name(raw: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let escaped = r"\\u|[^\x00-\x7f]";
        Regex::new(&format!(r"(?i)TLP|Traffic.?Light|{escaped}")).ok()
    });
    WORDS.as_ref().is_none_or(|words| words.is_match(raw))
}

/// Without what nobody sees, and with the letters and signs that Unicode has in other widths and faces as ASCII has
/// them. Letters of other scripts that look alike stay what they are.
pub(super) fn in_plain_letters(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let visible = text.chars().filter(|c| !is_invisible(*c) && !is_over(*c));
    Cow::Owned(visible.map(plain).collect())
}

/// Written over a letter, or says which face it has.
const fn is_over(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20f0}' | '\u{fe00}'..='\u{fe0f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

/// One letter or sign as ASCII has it, where Unicode says that it is the same in another width or face, or where it
/// stands for the same between two words. Source: UAX 15, compatibility decompositions.
fn plain(c: char) -> char {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2236}' | '\u{a789}' | '\u{fe13}' | '\u{fe55}' | '\u{2d0}' => ':',
        '\u{fe66}' => '=',
        '\u{fe62}' | '\u{2795}' => '+',
        '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => '"',
        '【' | '「' | '〔' | '〈' | '《' => '[',
        '】' | '」' | '〕' | '〉' | '》' => ']',
        '\u{ff01}'..='\u{ff5e}' => nth('!', c, '\u{ff01}', 94).unwrap_or(c),
        // Thirteen alphabets of the mathematicians.
        '\u{1d400}'..='\u{1d6a3}' => {
            let place = (u32::from(c) - 0x1d400) % 52;
            let letter = place
                .checked_sub(26)
                .map_or(u32::from('A') + place, |at| u32::from('a') + at);
            char::from_u32(letter).unwrap_or(c)
        }
        // Those that had been there before them.
        '\u{211b}'..='\u{211d}' => 'R',
        '\u{2119}' => 'P',
        '\u{2112}' => 'L',
        '\u{2130}' => 'E',
        '\u{2133}' => 'M',
        '\u{212c}' => 'B',
        '\u{212d}' | '\u{2102}' => 'C',
        '\u{212f}' => 'e',
        '\u{210a}' => 'g',
        '\u{2115}' => 'N',
        c => in_a_frame(c).unwrap_or(c),
    }
}

/// Letters in circles, squares and brackets.
fn in_a_frame(c: char) -> Option<char> {
    let capitals = [
        '\u{24b6}',
        '\u{1f110}',
        '\u{1f130}',
        '\u{1f150}',
        '\u{1f170}',
        '\u{1f1e6}',
    ];
    let small = ['\u{24d0}', '\u{249c}'];
    let capital = capitals.into_iter().find_map(|from| nth('A', c, from, 26));
    capital.or_else(|| small.into_iter().find_map(|from| nth('a', c, from, 26)))
}

/// As far from `to` as `c` is from `from`, if it is one of so many.
fn nth(to: char, c: char, from: char, count: u32) -> Option<char> {
    let place = u32::from(c).checked_sub(u32::from(from))?;
    (place < count).then(|| char::from_u32(u32::from(to) + place))?
}

#[cfg(test)]
mod tests {
    use super::*;

    // [IMP-17]
    #[test]
    fn a_label_is_read_however_it_is_spelled() {
        for red in [
            "TLP:RED",
            "TLP : RED",
            "TLP\u{ff1a}RED",
            "\u{ff34}\u{ff2c}\u{ff30}\u{ff1a}\u{ff32}\u{ff25}\u{ff24}",
            "T\u{200b}LP:R\u{ad}ED",
            "TLP:\u{2060}RED",
            "[TLP=RED]",
            "tlp_red",
            "x_tlp_red",
            "TLP [RED]",
            "[TLP] RED",
            "(TLP: red)",
            "TLP\u{2013}RED",
            "TLP | RED",
            "**TLP**: RED",
            "TLP:**RED**",
            "TLP\u{a0}:\u{a0}RED",
            "\u{1d413}\u{1d40b}\u{1d40f}:\u{1d411}\u{1d404}\u{1d403}",
            "\u{24c9}\u{24c1}\u{24c5} \u{24c7}\u{24ba}\u{24b9}",
            "T\u{336}LP:RED",
            "\u{300c}TLP\u{300d}RED",
            "Traffic Light Protocol: RED",
            "tlp\u{2236}red",
            "une note TLP :\u{202f}RED, merci",
        ] {
            let marked = Marked::of(&format!("about this: {red}\nmore"));
            assert_eq!(marked.label, Some(Label::Red), "{red}");
            assert_eq!(marked.unreadable, None, "{red}");
        }
        for strict in [
            "TLP : AMBER + STRICT",
            "TLP\u{ff1a}AMBER\u{ff0b}STRICT",
            "tlp_amber_strict",
            "TLP AMBER (STRICT)",
        ] {
            assert_eq!(
                Marked::of(strict).label,
                Some(Label::AmberStrict),
                "{strict}"
            );
        }
    }

    // [IMP-17]
    #[test]
    fn words_that_only_follow_are_no_label() {
        for none in [
            "TLP: how to use it",
            "TLP - redesigned",
            "the TLP (see FIRST)",
            "TLP\nRED is a colour",
            "TLP, and red flags",
            "TLP. Red flags are next",
            "STLP:RED-ish",
            "tlpred.example",
        ] {
            let marked = Marked::of(none);
            assert_eq!((marked.label, marked.unreadable), (None, None), "{none}");
        }
        assert_eq!(
            Marked::of("TLP\u{ff1a}PURPLE").unreadable.as_deref(),
            Some("PURPLE")
        );
    }

    // [IMP-17]
    #[test]
    fn a_cell_for_a_label_is_one_or_cannot_be_read() {
        let whole = |written: &str| {
            let mut marked = Marked::default();
            marked.take_whole(written);
            (marked.label, marked.unreadable.is_some())
        };
        assert_eq!(whole("\u{ff32}ED"), (Some(Label::Red), false));
        assert_eq!(whole("[TLP=RED]"), (Some(Label::Red), false));
        assert_eq!(whole(" amber+strict "), (Some(Label::AmberStrict), false));
        assert_eq!(whole("tlp:purple"), (None, true));
        assert_eq!(whole("purple"), (None, true));
        assert_eq!(whole("tlp:green but ask first"), (Some(Label::Green), true));
        assert_eq!(
            whole("TLP \u{ff1a} amber-strict"),
            (Some(Label::AmberStrict), false)
        );
    }

    // [IMP-17]
    #[test]
    fn what_may_say_a_label_is_looked_at() {
        assert!(!may_name(r#"{"name": "evil", "description": "a sample"}"#));
        assert!(may_name(r#"{"name": "Tlp red"}"#));
        assert!(may_name(r#"{"name": "\u0054LP:RED"}"#));
        assert!(may_name("\u{ff34}LP"));
    }
}

//! A catalogue: what pages say in one language. A text that is missing shows its key rather than nothing.

use std::borrow::Borrow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::lang::Lang;

/// The catalogue of one language.
pub struct Texts {
    lang: Lang,
    /// It says who has read it, or that it is the original.
    reviewed: bool,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Reads a catalogue. What is wrong with one is told by tests, see `check`.
    pub fn read(lang: Lang, text: &str) -> Self {
        let id: LanguageIdentifier = lang.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Foreign words stand in isolating elements; the marks would only be shown by number.
        bundle.set_use_isolating(false);
        if lang == Lang::Ar {
            bundle.set_formatter(Some(|value, _| match value {
                FluentValue::Number(number) => Some(arabic_digits(&number.as_string())),
                FluentValue::String(_)
                | FluentValue::Custom(_)
                | FluentValue::None
                | FluentValue::Error => None,
            }));
        }
        let reviewed = is_reviewed(text);
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(read, _)| read);
        // What is twice in a file is told by a test.
        let _ = bundle.add_resource(resource);
        Self {
            lang,
            reviewed,
            bundle,
        }
    }

    /// Has somebody who speaks it from birth signed it, or was it written so? [CSL-1]
    pub const fn is_reviewed(&self) -> bool {
        self.reviewed
    }

    /// The language.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// A text without anything to be put in.
    pub fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// A text about so many: `$n`.
    pub fn count(&self, key: &str, n: impl Borrow<usize>) -> String {
        let mut args = FluentArgs::new();
        args.set("n", *n.borrow());
        self.format(key, Some(&args))
    }

    /// A text with one word put in.
    pub fn with(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        let mut args = FluentArgs::new();
        args.set(name.to_owned(), self.put_in(value.to_string()));
        self.format(key, Some(&args))
    }

    /// A text with two words put in, each with its name.
    pub fn with_two(
        &self,
        key: &str,
        one: (&'static str, &str),
        two: (&'static str, &str),
    ) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in [one, two] {
            args.set(name, self.put_in(value.to_owned()));
        }
        self.format(key, Some(&args))
    }

    /// A text with words put in, each with its name.
    pub fn with_all(&self, key: &str, words: impl Iterator<Item = (String, String)>) -> String {
        let mut args = FluentArgs::new();
        for (name, word) in words {
            args.set(name, self.put_in(word));
        }
        self.format(key, Some(&args))
    }

    /// A text about so many, with one word put in.
    pub fn count_with(
        &self,
        key: &str,
        n: impl Borrow<usize>,
        name: &str,
        value: impl std::fmt::Display,
    ) -> String {
        let mut args = FluentArgs::new();
        args.set("n", *n.borrow());
        args.set(name.to_owned(), self.put_in(value.to_string()));
        self.format(key, Some(&args))
    }

    /// A note: how many, what is cited, of what kind; each text takes what it needs.
    pub fn noted(&self, key: &str, n: usize, what: &str, kind: &str) -> String {
        let mut args = FluentArgs::new();
        args.set("n", n);
        args.set("what", what.to_owned());
        args.set("kind", kind.to_owned());
        self.format(key, Some(&args))
    }

    /// So many of so many.
    pub fn of_all(&self, key: &str, n: impl Borrow<usize>, all: impl Borrow<usize>) -> String {
        let mut args = FluentArgs::new();
        args.set("n", *n.borrow());
        args.set("all", *all.borrow());
        self.format(key, Some(&args))
    }

    /// A day as it stands among words, from `2026-11-22`: year, month, day in every language. Behind Arabic letters
    /// hyphens turn a date around, and strokes do not (UAX #9, W2 to W4).
    pub fn day(&self, iso: &str) -> String {
        match self.lang {
            Lang::Ar => iso.replace('-', "/"),
            Lang::En | Lang::Fr | Lang::Es => iso.to_owned(),
        }
    }

    /// What is put into a text; a day so that it stays in order.
    fn put_in(&self, word: String) -> String {
        if is_day(&word) { self.day(&word) } else { word }
    }

    /// A number in this language's digits.
    pub fn number(&self, n: impl std::fmt::Display) -> String {
        match self.lang {
            Lang::Ar => arabic_digits(&n.to_string()),
            Lang::En | Lang::Fr | Lang::Es => n.to_string(),
        }
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|found| found.value());
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, args, &mut errors)
            .into_owned()
    }
}

/// What the first lines say: `# original: ...`, or `# reviewed-by: NAME, YYYY-MM-DD`. Anything else is no signature.
fn is_reviewed(text: &str) -> bool {
    let head = text.lines().map_while(|line| line.strip_prefix('#'));
    head.map(str::trim).any(|line| {
        let signed = line.strip_prefix("reviewed-by:");
        let signed = signed.and_then(|name| name.trim().rsplit_once(','));
        let is_signed =
            signed.is_some_and(|(name, day)| !name.trim().is_empty() && is_day(day.trim()));
        is_signed || line.starts_with("original:")
    })
}

/// `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let within = |part: &str, length: usize, most: u32| {
        let is_number = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        is_number && part.parse().is_ok_and(|n: u32| (1..=most).contains(&n))
    };
    within(year, 4, 9_999) && within(month, 2, 12) && within(day, 2, 31)
}

fn arabic_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c.to_digit(10) {
            Some(digit) => char::from_u32(0x660 + digit).unwrap_or(c),
            None => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FR: &str = "desks = { $n ->\n    [one] { $n } centre\n   *[other] { $n } centres\n}\n";
    const AR: &str =
        "desks = { $n ->\n    [two] مكتبان\n    [few] { $n } مكاتب\n   *[other] { $n } مكتبًا\n}\n";

    #[test]
    fn a_day_keeps_its_order_behind_arabic_letters() {
        let text = "since = منذ { $day }\n";
        let said = |lang, day| Texts::read(lang, text).with("since", "day", day);
        assert_eq!(said(Lang::Ar, "2026-11-22"), "منذ 2026/11/22");
        assert_eq!(said(Lang::Fr, "2026-11-22"), "منذ 2026-11-22");
        // What only looks like one is left as somebody wrote it.
        assert_eq!(said(Lang::Ar, "a-b-c-2026"), "منذ a-b-c-2026");
        assert_eq!(said(Lang::Ar, "2026-11-2x"), "منذ 2026-11-2x");
    }

    #[test]
    fn each_language_counts_by_its_own_rules_and_in_its_own_digits() {
        let (french, arabic) = (Texts::read(Lang::Fr, FR), Texts::read(Lang::Ar, AR));
        assert_eq!(french.count("desks", 0), "0 centre");
        assert_eq!(french.count("desks", 2), "2 centres");
        assert_eq!(arabic.count("desks", 2), "مكتبان");
        assert_eq!(arabic.count("desks", 5), "٥ مكاتب");
        assert_eq!(arabic.number(2026), "٢٠٢٦");
        assert_eq!(french.number(2026), "2026");
    }

    /// [CSL-1]
    #[test]
    fn a_catalogue_counts_as_reviewed_once_its_first_lines_are_signed() {
        let is = |head: &str| Texts::read(Lang::Fr, &format!("{head}\nskip = x\n")).is_reviewed();
        for signed in [
            "# A title.\n# reviewed-by: Ana Ruiz, 2026-12-01",
            "# reviewed-by: Ruiz, Ana, 2026-12-01",
            "# original: it was written so.",
        ] {
            assert!(is(signed), "{signed}");
        }
        for not in [
            "",
            "# reviewed-by:",
            "# reviewed-by: Ana Ruiz",
            "# reviewed-by: , 2026-12-01",
            "# reviewed-by: Ana Ruiz, soon",
            "# reviewed-by: Ana Ruiz, 2026-13-01",
            "# A title.\n\n# reviewed-by: Ana Ruiz, 2026-12-01",
            "skip-2 = # original: no",
        ] {
            assert!(!is(not), "{not}");
        }
    }

    #[test]
    fn a_key_that_nobody_wrote_is_shown() {
        assert_eq!(Texts::read(Lang::Fr, FR).say("no-such-key"), "no-such-key");
    }
}

//! The catalogues: what the console says, in four languages. A text that is missing fails a test, and
//! shows its key rather than nothing.

use std::ops::Deref;
use std::sync::LazyLock;

use fanal_protocol::Code;

use crate::lang::Lang;

/// The file of each language, as it is compiled in.
pub(crate) const FILES: [(Lang, &str); 4] = [
    (Lang::En, include_str!("../texts/en.ftl")),
    (Lang::Fr, include_str!("../texts/fr.ftl")),
    (Lang::Es, include_str!("../texts/es.ftl")),
    (Lang::Ar, include_str!("../texts/ar.ftl")),
];

static CATALOGUES: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    FILES
        .into_iter()
        .map(|(lang, text)| Texts(fanal_texts::Texts::read(lang, text)))
        .collect()
});

/// The catalogue of one language.
pub(crate) struct Texts(fanal_texts::Texts);

impl Deref for Texts {
    type Target = fanal_texts::Texts;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Texts {
    /// The catalogue of this language.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        let mut all = CATALOGUES.iter();
        let first = all.next();
        match all.find(|texts| texts.lang() == lang).or(first) {
            Some(texts) => texts,
            None => &EMPTY,
        }
    }

    /// Names in a row, with this language's comma between them.
    pub(crate) fn list(&self, names: &[String]) -> String {
        names.join(&format!("{} ", self.say("comma")))
    }

    /// A code of the closed list, as a sentence.
    pub(crate) fn code(&self, code: Code) -> String {
        self.say(&format!("code-{}", code.as_str().replace(['.', '_'], "-")))
    }
}

static EMPTY: LazyLock<Texts> = LazyLock::new(|| Texts(fanal_texts::Texts::read(Lang::En, "")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_counts_by_its_own_rules() {
        let said = |lang, n: usize| Texts::of(lang).count("desks", n);
        assert_eq!(said(Lang::En, 1), "1 desk");
        assert_eq!(said(Lang::En, 2), "2 desks");
        assert_eq!(said(Lang::Fr, 0), "0 centre d’assistance");
        let arabic: Vec<String> = [1, 2, 3, 11, 100].map(|n| said(Lang::Ar, n)).into();
        let mut forms = arabic.clone();
        forms.sort();
        forms.dedup();
        assert_eq!(forms.len(), 5, "{arabic:?}");
        assert!(said(Lang::Ar, 31).contains("٣١"));
    }
}

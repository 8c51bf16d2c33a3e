//! One site in one language: where its pages are, and what they say. The fixed addresses speak the language of the
//! site, if it is one of ours, or English; each other language stands below an address of its own, `/fr/`.

use std::sync::LazyLock;

use fanal_protocol::Timestamp;
use fanal_texts::{Lang, Texts, weekday_key};

use crate::address;
use crate::html::Html;
use crate::shelf::Site;

/// The file of each language, as it is compiled in.
pub(crate) const FILES: [(Lang, &str); 4] = [
    (Lang::En, include_str!("../texts/en.ftl")),
    (Lang::Fr, include_str!("../texts/fr.ftl")),
    (Lang::Es, include_str!("../texts/es.ftl")),
    (Lang::Ar, include_str!("../texts/ar.ftl")),
];

static CATALOGUES: LazyLock<[Texts; 4]> =
    LazyLock::new(|| FILES.map(|(lang, text)| Texts::read(lang, text)));

/// The catalogue of a language.
pub(crate) fn texts(lang: Lang) -> &'static Texts {
    let [en, fr, es, ar] = &*CATALOGUES;
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
        Lang::Ar => ar,
    }
}

/// A site in one language.
#[derive(Clone, Copy)]
pub(crate) struct View<'s> {
    pub(crate) site: &'s Site,
    pub(crate) texts: &'static Texts,
    /// That of the fixed addresses.
    own: Lang,
}

impl<'s> View<'s> {
    /// The site in its own language.
    pub(crate) fn of(site: &'s Site) -> Self {
        let own = Lang::read(&site.lang).unwrap_or_default();
        Self {
            site,
            texts: texts(own),
            own,
        }
    }

    /// The same in every language, its own first.
    pub(crate) fn all(site: &'s Site) -> Vec<Self> {
        let own = Self::of(site);
        let others = Lang::ALL.into_iter().filter(|lang| *lang != own.own);
        let others = others.map(|lang| own.in_lang(lang));
        std::iter::once(own).chain(others).collect()
    }

    /// The same in another language.
    pub(crate) fn in_lang(&self, lang: Lang) -> Self {
        Self {
            texts: texts(lang),
            ..*self
        }
    }

    pub(crate) const fn lang(&self) -> Lang {
        self.texts.lang()
    }

    /// What stands in front of the addresses of its pages.
    pub(crate) fn below(&self) -> &'static str {
        if self.lang() == self.own {
            return "";
        }
        match self.lang() {
            Lang::En => "/en",
            Lang::Fr => "/fr",
            Lang::Es => "/es",
            Lang::Ar => "/ar",
        }
    }

    /// Where a page is in this language.
    pub(crate) fn address(&self, page: &str) -> String {
        format!("{}{page}", self.below())
    }

    pub(crate) fn say(&self, key: &str) -> String {
        self.texts.say(key)
    }

    /// A text with what it names in brackets: pages and files by their names, and what is given here.
    pub(crate) fn prose(&self, text: &str, given: &[(&str, &Html)]) -> Html {
        let mut html = Html::new();
        html.prose(text, &|name, words| {
            let given = given.iter().find(|(known, _)| *known == name);
            match (given, words) {
                (Some((_, piece)), None) => Some((*piece).clone()),
                (_, words) => self.link(name, words),
            }
        });
        html
    }

    /// The text of a key as a paragraph.
    pub(crate) fn paragraph(&self, key: &str, given: &[(&str, &Html)]) -> Html {
        let mut html = Html::new();
        html.tag("<p>")
            .piece(&self.prose(&self.say(key), given))
            .tag("</p>\n");
        html
    }

    /// A link to a page or a file of the site, by its name.
    pub(crate) fn link(&self, name: &str, words: Option<&str>) -> Option<Html> {
        let is_called = |(known, _): &&(&str, &'static str)| *known == name;
        let page = address::PAGES.iter().find(is_called);
        let file = address::FILES.iter().find(is_called);
        let mut html = Html::new();
        html.tag("<a href=\"");
        match (page, file) {
            (Some((_, page)), _) => html.text(self.address(page)),
            (None, Some((_, file))) => html.text(file),
            (None, None) => return None,
        };
        html.tag("\">");
        match words {
            Some(words) => html.text(words),
            None => html.piece(&value(name)),
        };
        html.tag("</a>");
        Some(html)
    }

    /// A day, as it stands in a list.
    pub(crate) fn date(date: Timestamp) -> Html {
        let date = date.date();
        let mut html = Html::new();
        html.tag("<time dir=\"ltr\" datetime=\"")
            .text(&date)
            .tag("\">")
            .text(&date)
            .tag("</time>");
        html
    }

    /// A day with its weekday, as it is said.
    pub(crate) fn day(&self, date: Timestamp) -> Html {
        let mut html = Html::new();
        html.text(self.say(weekday_key(date.unix())))
            .text(" ")
            .piece(&Self::date(date));
        html
    }
}

/// A value, a name or a number that means the same in every language, from left to right.
pub(crate) fn value(text: &str) -> Html {
    let mut html = Html::new();
    html.tag("<bdi class=\"value\" dir=\"ltr\">")
        .text(text)
        .tag("</bdi>");
    html
}

/// Other people's words, as far as they do not say their language.
pub(crate) fn name(text: &str) -> Html {
    let mut html = Html::new();
    html.tag("<bdi>").text(text).tag("</bdi>");
    html
}

//! The words of a notification: numbers and labels in a sentence. The labels are never translated.

use std::fmt::Write as _;

use super::news::News;

/// The languages that there are texts in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lang {
    En,
    Fr,
    Es,
    Ar,
}

impl Lang {
    pub(super) fn of(code: &str) -> Self {
        match code {
            "fr" => Self::Fr,
            "es" => Self::Es,
            "ar" => Self::Ar,
            _ => Self::En,
        }
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Ar => "ar",
        }
    }
}

/// What a test says.
pub(super) fn test(lang: Lang) -> String {
    match lang {
        Lang::En => "Fanal: this is a test. Notifications reach you.",
        Lang::Fr => "Fanal : ceci est un essai. Les avis vous parviennent.",
        Lang::Es => "Fanal: esto es una prueba. Los avisos le llegan.",
        Lang::Ar => "Fanal: هذه رسالة تجريبية. الإشعارات تصل إليكم.",
    }
    .to_owned()
}

/// What there is, without what it is. [NOT-1]
pub(super) fn of(news: &News, lang: Lang) -> String {
    let mut text = String::from("Fanal: ");
    if lang == Lang::Fr {
        text = "Fanal : ".into();
    }
    let bulletins: usize = news.bulletins.values().sum();
    let mut parts = Vec::new();
    if bulletins > 0 {
        let labels: Vec<String> = news
            .bulletins
            .iter()
            .map(|(label, count)| format!("{label} {count}"))
            .collect();
        parts.push(format!(
            "{} ({})",
            new_bulletins(lang, bulletins),
            labels.join(", ")
        ));
    }
    if news.questions > 0 {
        parts.push(format!("{}: {}", questions(lang), news.questions));
    }
    if news.reviews > 0 {
        parts.push(format!("{}: {}", reviews(lang), news.reviews));
    }
    if news.urgent > 0 {
        parts.push(format!("{}: {}", urgent(lang), news.urgent));
    }
    // Writing to a text does not fail.
    let _ = write!(text, "{}. {}", parts.join("; "), open(lang));
    text
}

fn new_bulletins(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => "1 new bulletin".into(),
        (Lang::En, _) => format!("{count} new bulletins"),
        (Lang::Fr, 1) => "1 nouveau bulletin".into(),
        (Lang::Fr, _) => format!("{count} nouveaux bulletins"),
        (Lang::Es, 1) => "1 boletín nuevo".into(),
        (Lang::Es, _) => format!("{count} boletines nuevos"),
        (Lang::Ar, _) => format!("نشرات جديدة: {count}"),
    }
}

const fn questions(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "questions among them",
        Lang::Fr => "dont questions",
        Lang::Es => "de ellos, preguntas",
        Lang::Ar => "منها أسئلة",
    }
}

const fn reviews(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "waiting for your review",
        Lang::Fr => "en attente de votre relecture",
        Lang::Es => "a la espera de su revisión",
        Lang::Ar => "بانتظار مراجعتكم",
    }
}

const fn urgent(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "urgent",
        Lang::Fr => "urgent",
        Lang::Es => "urgente",
        Lang::Ar => "عاجل",
    }
}

const fn open(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Open your console.",
        Lang::Fr => "Ouvrez votre console.",
        Lang::Es => "Abra su consola.",
        Lang::Ar => "افتحوا لوحتكم.",
    }
}

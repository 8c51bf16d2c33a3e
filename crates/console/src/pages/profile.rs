//! What a desk says of itself, and the roster of it, as every page shows it.

use fanal_desk::{ChannelLack, DeskProfile};
use fanal_protocol::Profile;

use crate::calendar::{Moment, day};
use crate::texts::Texts;

/// Languages by the names that their speakers give them; others are shown by their codes.
pub(crate) const LANGUAGES: &[(&str, &str)] = &[
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ku", "Kurdî"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("so", "Soomaali"),
    ("sw", "Kiswahili"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// What is said of a channel, and the key of its words; others stand as the desk wrote them.
pub(crate) const TRAITS: &[(&str, &str)] = &[
    ("end_to_end", "trait-end-to-end"),
    ("no_account_needed", "trait-no-account-needed"),
    ("monitored", "trait-monitored"),
    ("emergency", "trait-emergency"),
    ("public", "trait-public"),
];

/// A language.
pub(crate) struct Language {
    /// Its code, if it is one that is known here: no page says that a text is in what somebody made up.
    pub(crate) code: Option<&'static str>,
    /// Its name, or the code as it came.
    pub(crate) name: String,
}

/// A way to reach a desk.
pub(crate) struct ChannelRow {
    pub(crate) kind: String,
    pub(crate) at: String,
    pub(crate) traits: Vec<String>,
}

/// A desk in its own words, and in those of the roster. Templates call it `said`.
#[derive(Default)]
pub(crate) struct Said {
    /// It said something.
    pub(crate) spoke: bool,
    pub(crate) languages: Vec<Language>,
    pub(crate) hours: Option<String>,
    pub(crate) services: Vec<String>,
    pub(crate) channels: Vec<ChannelRow>,
    /// Its people signed an agreement.
    pub(crate) agreed: bool,
    /// Since when, if it says so.
    pub(crate) since: Option<Moment>,
    pub(crate) legal_requests: Option<String>,
    pub(crate) jurisdiction: Option<String>,
    pub(crate) duty: Option<String>,
    /// What a person in need would miss.
    pub(crate) lacks: Vec<String>,
}

impl Said {
    /// In the reader's language.
    pub(crate) fn of(texts: &Texts, desk: &DeskProfile) -> Self {
        let silent = Profile::default();
        let profile = desk.profile.as_ref().unwrap_or(&silent);
        let channels = profile.channels.iter().map(|channel| ChannelRow {
            kind: channel.kind.clone(),
            at: channel.at.clone(),
            traits: channel
                .traits
                .iter()
                .map(|word| trait_words(texts, word))
                .collect(),
        });
        Self {
            spoke: desk.profile.is_some(),
            languages: profile
                .languages
                .iter()
                .map(|code| language(code))
                .collect(),
            hours: profile.hours.clone(),
            services: profile.services.iter().cloned().collect(),
            channels: channels.collect(),
            agreed: profile.nda,
            since: profile.nda_since.map(|at| day(texts, at)),
            legal_requests: profile.legal_requests.clone(),
            jurisdiction: desk.jurisdiction.clone(),
            duty: desk.mandatory_reporting.clone(),
            lacks: desk.lacks.iter().map(|it| lack(texts, *it)).collect(),
        }
    }
}

fn language(code: &str) -> Language {
    let known = LANGUAGES.iter().find(|(known, _)| *known == code);
    Language {
        code: known.map(|(code, _)| *code),
        name: known.map_or(code, |(_, name)| name).to_owned(),
    }
}

fn trait_words(texts: &Texts, word: &str) -> String {
    let known = TRAITS.iter().find(|(known, _)| *known == word);
    known.map_or_else(|| word.to_owned(), |(_, key)| texts.say(key))
}

fn lack(texts: &Texts, lack: ChannelLack) -> String {
    texts.say(match lack {
        ChannelLack::NoEncryptedChannel => "lack-encrypted",
        ChannelLack::NoEasyChannel => "lack-easy",
    })
}

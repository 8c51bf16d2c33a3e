#![doc = include_str!("../README.md")]

mod beneath;
mod chat;
mod country;
mod device;
mod dialled;
mod digits;
mod fold;
mod hidden;
mod identity;
mod link;
mod mail;
mod money;
mod names;
mod network;
mod once;
mod path;
mod person;
mod phone;
mod place;
mod reason;
mod remedy;
mod shape;
mod sift;
mod social;
mod story;
mod text;
mod within;
mod words;

use fanal_stix::Kind;

pub use country::{Country, UnknownCountry};
pub use reason::{Reason, UnknownReason, Weight};
pub use remedy::{Remedy, masked};
pub use words::{Protects, forms};

use shape::Hit;
use text::Text;

/// Something that may tell of a person, and where it stands. No Debug: it is content.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it looks like.
    pub reason: Reason,
    /// From which character of the text on.
    pub from: usize,
    /// Up to which, exclusive.
    pub to: usize,
    /// In which line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
    /// What can be put in its place.
    pub remedies: Vec<Remedy>,
}

impl Finding {
    /// Of a whole text whose field says what it is: the street of a location, a person's name.
    pub fn of(reason: Reason, text: &str) -> Self {
        Self {
            reason,
            from: 0,
            to: text.chars().count(),
            line: 1,
            text: text.to_owned(),
            remedies: remedy::remedies(reason, text),
        }
    }
}

/// What the check looks for, beside what it always does.
#[derive(Clone, Copy, Default)]
pub struct Check<'a> {
    /// The countries whose identity numbers are known by their shape alone; all, if none is named.
    /// Numbers that a text calls by name ("passport no. ...") are found in any case.
    pub countries: &'a [Country],
    /// The desk's own protected words.
    pub words: Option<&'a dyn Protects>,
}

impl Check<'_> {
    /// All findings of a text, in its order.
    pub fn text(&self, text: &str) -> Vec<Finding> {
        let text = Text::of(text);
        let hits = self.all(&text, 0);
        sift::sifted(&text, hits)
    }

    /// What a text says, and what stands beneath it; so many times it was decoded.
    fn all(&self, text: &Text, times: usize) -> Vec<Hit> {
        let mut hits = self.shapes(text);
        hits.extend(beneath::without_unseen(self, text));
        hits.extend(beneath::encoded(self, text, times));
        hits
    }

    /// What a text says as it is written.
    fn shapes(&self, text: &Text) -> Vec<Hit> {
        let mut hits = self.hits(text);
        hits.extend(words::hits(text, self.words));
        hits.extend(once::in_text(text, self.words));
        hits
    }

    /// All findings of a value that an indicator names, as it is written: a normal form leaves out
    /// what a link has behind its `#`. `sender`: its role says that it is an attacker's address.
    pub fn value(&self, kind: Kind, written: &str, sender: bool) -> Vec<Finding> {
        let text = Text::of(written);
        let mut hits = match kind {
            Kind::Ipv4 | Kind::Ipv6 => network::hits(&text),
            Kind::DomainName => [
                network::hits(&text),
                dialled::in_host(&text, 0, text.folded().len()),
                link::in_host(&text, 0, text.folded().len()),
            ]
            .concat(),
            Kind::Url => [
                link::hits(&text, self.countries),
                place::map_links(&text),
                social::links(&text),
                network::hits(&text),
                dialled::addresses(&text),
            ]
            .concat(),
            Kind::EmailAddress if sender => Vec::new(),
            Kind::EmailAddress => mail::addresses(&text),
            Kind::FilePath
            | Kind::FileName
            | Kind::ProcessName
            | Kind::ConfigurationProfileId
            | Kind::AppId
            | Kind::AndroidProperty => self.free(&text),
            Kind::Md5
            | Kind::Sha1
            | Kind::Sha256
            | Kind::Sha512
            | Kind::CertificateMd5
            | Kind::CertificateSha1
            | Kind::CertificateSha256 => Vec::new(),
        };
        if matches!(kind, Kind::Url) {
            hits.extend(mail::addresses(&text));
        }
        hits.extend(words::hits(&text, self.words));
        hits.extend(once::whole(&text, self.words));
        sift::sifted(&text, hits)
    }

    /// What people name as they like: the shapes of a text, but for what tells when and where a story was; and
    /// names between which a line stands for a blank. [PRV-14]
    fn free(&self, text: &Text) -> Vec<Hit> {
        let mut hits = self.hits(text);
        hits.extend(mail::addresses(text));
        hits.extend(path::hits(text));
        hits.extend(device::names(text));
        hits.extend(hidden::hits(text));
        hits.extend(beneath::without_unseen(self, text));
        hits.extend(beneath::encoded(self, text, 0));
        // As long as before, so that places are the same.
        let apart = text.raw().replace(['_', '-', '+'], " ");
        let apart = Text::of(&apart);
        let named = [person::hits(&apart), device::names(&apart)].concat();
        let is_named = |hit: &Hit| {
            matches!(
                hit.reason,
                Reason::PersonName | Reason::DeviceName | Reason::BirthDate
            )
        };
        hits.extend(named.into_iter().filter(is_named));
        hits.retain(|hit| {
            !matches!(
                hit.reason,
                Reason::PrivateAddress
                    | Reason::FineTime
                    | Reason::GroupPlaceTime
                    | Reason::Blaming
                    | Reason::Conversation
                    | Reason::MailHeaders
            )
        });
        hits
    }

    fn hits(&self, text: &Text) -> Vec<Hit> {
        let has = text.has();
        let mut hits = Vec::new();
        if has.at {
            hits.extend(mail::addresses(text));
        }
        if has.colon || has.at {
            hits.extend(social::handles(text));
        }
        if has.slash {
            hits.extend(link::hits(text, self.countries));
            hits.extend(social::links(text));
            hits.extend(path::hits(text));
        }
        if has.digits {
            hits.extend(phone::hits(text));
            hits.extend(money::hits(text));
            hits.extend(identity::hits(text, self.countries));
            hits.extend(device::numbers(text));
            hits.extend(place::hits(text));
            hits.extend(story::times(text));
        }
        if has.colon {
            hits.extend(mail::headers(text));
            hits.extend(chat::hits(text));
        }
        if has.dot || has.colon {
            hits.extend(network::hits(text));
        }
        if has.foreign {
            hits.extend(hidden::hits(text));
        }
        if has.blank || has.hyphen {
            hits.extend(device::names(text));
        }
        if has.blank {
            hits.extend(person::hits(text));
            hits.extend(story::groups(text));
            hits.extend(story::blame(text));
        }
        hits
    }
}

#[cfg(test)]
mod tests;

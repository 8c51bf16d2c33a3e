//! The things an indicator names: a domain, an address, a hash, an app. One normal text each, so
//! that two desks which write the same thing differently still meet.

mod fang;
mod keys;
mod kind;
mod normal;

pub use keys::Key;
pub use kind::{Kind, UnknownKind};

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest value that is read, in bytes. Real URLs of phishing kits stay far below.
pub const MAX_VALUE_BYTES: usize = 4096;

/// One normalised value of an indicator. Only [`Value::parse`] and [`Value::guess`] make one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unread")]
pub struct Value {
    kind: Kind,
    text: String,
}

impl Value {
    /// Reads `raw` as a `kind` and gives its normal form.
    ///
    /// The kind that comes back may be another one, where the text leaves no doubt that the stated
    /// kind is wrong: an address given as a domain name becomes an address, an IPv6 address given
    /// as IPv4 becomes IPv6, and a hash goes to the algorithm that its length belongs to (files and
    /// certificates apart). Published bundles do all of this: see [`Value::kind`] of the result.
    ///
    /// The text is read as it stands; pass it through [`Value::refanged`] first where people may
    /// have defanged it.
    pub fn parse(kind: Kind, raw: &str) -> Result<Self, BadValue> {
        if raw.len() > MAX_VALUE_BYTES {
            return Err(BadValue {
                kind,
                what: "longer than 4096 bytes",
            });
        }
        normal::read(kind, raw.trim())
            .map(|(kind, text)| Self { kind, text })
            .map_err(|what| BadValue { kind, what })
    }

    /// Recognises one value whose kind nobody stated; defanged spellings are read too.
    ///
    /// Gives URLs (also `host/path` and `host:port`, as `http`), addresses and networks, e-mail
    /// addresses, hashes by their length, and domains below a known public suffix. App ids, file
    /// and process names are never guessed: `com.example.app` may be either, and the caller knows
    /// the column it came from.
    pub fn guess(raw: &str) -> Option<Self> {
        normal::guess(&Self::refanged(raw))
    }

    /// Undoes the usual ways of making a value unclickable: `hxxp`, `meow`, `[.]`, `(.)`, `{.}`, `[.`, `\.`, `[dot]`, `
    /// dot `, `[:]`, `[://]`, `[at]`, `[@]`; drops zero-width characters and soft hyphens.
    pub fn refanged(raw: &str) -> String {
        fang::refanged(raw)
    }

    /// The value as it may be shown on a page or in a mail without becoming a link.
    pub fn defanged(&self) -> String {
        fang::defanged(self.kind, &self.text)
    }

    /// What the text is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The normal form.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The keys to store for an indicator of this value; at most nine, all distinct, the value
    /// itself first.
    pub fn index_keys(&self) -> Vec<Key> {
        keys::index(self)
    }

    /// The keys to store beside them that say "something on this host, or below this name": of a link its host, of a
    /// domain and a host its parents down to the registrable name. No check asks for them: they tell whether a name
    /// or a host is known through what stands below it. At most nine, all distinct.
    pub fn below_keys(&self) -> Vec<Key> {
        keys::below(self)
    }

    /// The key under which [`Self::below_keys`] says that something on this host, or below this name, is known: of
    /// domains, addresses and links.
    pub fn as_above(&self) -> Option<Key> {
        keys::above(self)
    }

    /// The keys to ask for when somebody checks this value: the value itself, then what would
    /// contain it (parent domains above the public suffix, URL prefixes at segment borders under
    /// `http` and `https`, networks).
    ///
    /// All distinct, the value itself first, and never more than a hundred.
    pub fn probe_keys(&self) -> Vec<Key> {
        keys::probe(self)
    }

    /// The name or address that it stands on: a domain and an address themselves, a link's host; a network has none.
    pub fn host(&self) -> Option<Key> {
        keys::host_of(self)
    }

    /// Trusted parts only: text that [`normal`] made.
    fn from_normal(kind: Kind, text: String) -> Self {
        Self { kind, text }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text that is not what it was said to be. The text itself is left out: messages end in logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a `{kind}`: {what}")]
pub struct BadValue {
    /// The kind that was stated.
    pub kind: Kind,
    /// What is wrong with the text.
    pub what: &'static str,
}

/// A value as it arrives in JSON, before it is normalised.
#[derive(Deserialize)]
struct Unread {
    kind: Kind,
    text: String,
}

impl TryFrom<Unread> for Value {
    type Error = BadValue;

    fn try_from(unread: Unread) -> Result<Self, BadValue> {
        Self::parse(unread.kind, &unread.text)
    }
}

#[cfg(test)]
mod tests;

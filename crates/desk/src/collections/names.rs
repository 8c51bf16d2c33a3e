//! Which collections there are, and what they are called.

use fanal_protocol::{Label, NetworkId};
use fanal_store::CollectionKey;

use super::{Collections, Reader};
use crate::desk::sha256;
use crate::error::{Result, not_found};
use crate::objects::id_from_random;

/// The labels that move at all: each has a collection of its own, so that a client takes no more than
/// it was meant to. RED has none: it is sealed to people. [TAX-2]
const SHARED: [Label; 4] = [Label::Clear, Label::Green, Label::Amber, Label::AmberStrict];

/// What collections belong to: an API root.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Root {
    /// What is published.
    Public,
    /// What the desk has of a network.
    Network(NetworkId),
}

/// A collection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CollectionName {
    /// What is published.
    Public,
    /// What is held of a network under a label.
    Held(NetworkId, Label),
    /// Where programs put drafts.
    Drafts(NetworkId),
}

impl CollectionName {
    /// All collections of a root.
    pub fn of(root: Root) -> Vec<Self> {
        match root {
            Root::Public => vec![Self::Public],
            Root::Network(network) => {
                let held = SHARED.map(|label| Self::Held(network, label));
                held.into_iter().chain([Self::Drafts(network)]).collect()
            }
        }
    }

    /// The label of all that is in it, where it has one.
    pub const fn label(self) -> Option<Label> {
        match self {
            Self::Public => Some(Label::Clear),
            Self::Held(_, label) => Some(label),
            Self::Drafts(_) => None,
        }
    }

    /// A short name.
    pub const fn alias(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Held(_, Label::Clear) => "clear",
            Self::Held(_, Label::Green) => "green",
            Self::Held(_, Label::Amber) => "amber",
            Self::Held(_, Label::AmberStrict) => "amber-strict",
            Self::Held(_, Label::Red) => "red",
            Self::Drafts(_) => "drafts",
        }
    }

    /// May anybody read in it?
    pub const fn can_read(self) -> bool {
        match self {
            Self::Public | Self::Held(..) => true,
            Self::Drafts(_) => false,
        }
    }

    pub(crate) fn key(self) -> CollectionKey {
        let text = match self {
            Self::Public => "public".to_owned(),
            Self::Held(network, _) | Self::Drafts(network) => {
                format!("{network}/{}", self.alias())
            }
        };
        let digest = sha256(format!("fanal collection {text}").as_bytes());
        let mut key = CollectionKey::default();
        for (to, from) in key.iter_mut().zip(digest.as_bytes()) {
            *to = *from;
        }
        key
    }

    /// Its id: a UUID, always the same for the same network and label.
    pub fn id(self) -> String {
        let named = id_from_random(self.key(), "");
        named.trim_start_matches('-').to_owned()
    }
}

impl Collections {
    /// The roots that somebody is shown.
    pub fn roots(&self, reader: &Reader) -> Vec<Root> {
        let networks = match reader {
            Reader::Public => Vec::new(),
            Reader::Account(_) => self.desk.standing().networks.keys().copied().collect(),
        };
        let networks = networks.into_iter().map(Root::Network);
        std::iter::once(Root::Public).chain(networks).collect()
    }

    /// The collection of this id or alias; nobody without an account is told which networks there are.
    pub fn collection(&self, reader: &Reader, root: Root, named: &str) -> Result<CollectionName> {
        if !self.roots(reader).contains(&root) {
            return Err(not_found("API root"));
        }
        let mut all = CollectionName::of(root).into_iter();
        let found = all.find(|name| name.alias() == named || name.id() == named);
        found.ok_or_else(|| not_found("collection"))
    }

    /// May this reader put drafts into it?
    pub fn can_write(&self, reader: &Reader, name: CollectionName) -> bool {
        match (reader, name) {
            (Reader::Account(caller), CollectionName::Drafts(_)) => {
                caller.rights().contains(&fanal_store::Right::Analyst)
            }
            (Reader::Account(_) | Reader::Public, _) => false,
        }
    }
}

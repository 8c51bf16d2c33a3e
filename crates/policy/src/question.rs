//! The questions: every road on which bytes leave, enter or are shown.

use std::collections::BTreeSet;

use fanal_protocol::{DeskId, Kind, StreamName, StreamRef};

use crate::{Act, Facts, Purpose, Recipient, World};

/// What an account at this desk may do. An administrator by that right alone sees no content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Right {
    /// Staff: reads and writes.
    Analyst,
    /// Staff: reads, and approves what others wrote.
    Reviewer,
    /// Keeps the network; reads what every account may read.
    Coordinator,
    /// Keeps the node running; reads nothing.
    Administrator,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Analyst,
        Self::Reviewer,
        Self::Coordinator,
        Self::Administrator,
    ];
}

/// An account at this desk, as far as the policy is concerned.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Viewer {
    /// What it may do.
    pub rights: BTreeSet<Right>,
}

impl Viewer {
    /// An account with these rights.
    pub fn with(rights: impl IntoIterator<Item = Right>) -> Self {
        Self {
            rights: rights.into_iter().collect(),
        }
    }

    /// Analysts and reviewers: the people that AMBER calls the desk's own.
    pub(crate) fn is_staff(&self) -> bool {
        self.rights.contains(&Right::Analyst) || self.rights.contains(&Right::Reviewer)
    }

    /// Any account but those of mere administrators.
    pub(crate) fn may_read(&self) -> bool {
        self.is_staff() || self.rights.contains(&Right::Coordinator)
    }
}

/// Where a file goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportTo<'a> {
    /// This desk's own tools.
    OwnDesk,
    /// The public: feed, page, shelf, bucket, TAXII without a token.
    PublicFile,
    /// A parcel, sealed to one desk.
    Desk(&'a DeskId),
    /// The feed of the whole network at this desk's public site.
    NetworkFeed {
        /// The desks whose newest profile agrees to stand in one.
        agreed: &'a BTreeSet<DeskId>,
    },
}

/// What this node keeps of it on its own disk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Keeping {
    /// A copy in an encrypted backup.
    Backup,
    /// Rows in the value index.
    Index,
}

/// What is asked. One variant for each road; a road that is not here does not exist.
#[derive(Clone, Copy)]
pub enum Question<'a> {
    /// May this node send it to that desk in that stream, as origin or as relay?
    Send {
        /// What.
        facts: &'a Facts,
        /// To whom.
        to: &'a DeskId,
        /// In which stream.
        stream: &'a StreamName,
    },
    /// May this node take it from that desk, which sent it in that stream?
    Accept {
        /// What.
        facts: &'a Facts,
        /// Who sent it: the origin or a relay.
        sender: &'a DeskId,
        /// Whose log, which one, which epoch.
        stream: &'a StreamRef,
        /// Its place in that log; `None` counts as behind every freeze. [R15]
        index: Option<u64>,
    },
    /// May heads and ranges of the stream be served to that desk at all? Each entry is asked about
    /// by itself.
    Serve {
        /// Whose log, which one.
        stream: &'a StreamRef,
        /// To whom.
        to: &'a DeskId,
    },
    /// May this account see it? Pages, API, look-ups, notifications, TAXII with a token.
    Show {
        /// What.
        facts: &'a Facts,
        /// Who looks.
        viewer: &'a Viewer,
    },
    /// May a publication be made of it, now? Of the bulletin, at its origin. [R1]
    Publish {
        /// What.
        facts: &'a Facts,
    },
    /// May it be written into a file for them?
    Export {
        /// What.
        facts: &'a Facts,
        /// For whom.
        to: ExportTo<'a>,
    },
    /// May this draft be signed and issued at all?
    Compose {
        /// What.
        facts: &'a Facts,
    },
    /// May it be taken back?
    Retract {
        /// What.
        facts: &'a Facts,
    },
    /// May this node keep such a copy of it?
    Keep {
        /// What.
        facts: &'a Facts,
        /// Which copy.
        road: Keeping,
    },
}

impl<'a> Question<'a> {
    /// The facts, where the question is about one object.
    pub(crate) const fn facts(&self) -> Option<&'a Facts> {
        match self {
            Self::Serve { .. } => None,
            Self::Send { facts, .. }
            | Self::Accept { facts, .. }
            | Self::Show { facts, .. }
            | Self::Publish { facts }
            | Self::Export { facts, .. }
            | Self::Compose { facts }
            | Self::Retract { facts }
            | Self::Keep { facts, .. } => Some(facts),
        }
    }

    /// The facts that the rules judge. A retraction is judged by its origin alone, so that nothing
    /// stands in its way. [R16]
    pub(crate) const fn judged(&self) -> Option<&'a Facts> {
        match self {
            Self::Retract { .. } => None,
            Self::Send { .. }
            | Self::Accept { .. }
            | Self::Serve { .. }
            | Self::Show { .. }
            | Self::Publish { .. }
            | Self::Export { .. }
            | Self::Compose { .. }
            | Self::Keep { .. } => self.facts(),
        }
    }

    /// The facts, where it is content: not a word between desks.
    pub(crate) fn content(&self) -> Option<&'a Facts> {
        self.judged().filter(|facts| facts.is_content())
    }

    /// Who signs it.
    pub(crate) const fn origin(&self) -> &'a DeskId {
        match self {
            Self::Serve { stream, .. } => &stream.origin,
            Self::Send { facts, .. }
            | Self::Accept { facts, .. }
            | Self::Show { facts, .. }
            | Self::Publish { facts }
            | Self::Export { facts, .. }
            | Self::Compose { facts }
            | Self::Retract { facts }
            | Self::Keep { facts, .. } => &facts.object.origin,
        }
    }

    /// Who hands it over.
    pub(crate) const fn sender(&self, world: &World<'a>) -> &'a DeskId {
        match self {
            Self::Accept { sender, .. } => sender,
            Self::Send { .. }
            | Self::Serve { .. }
            | Self::Show { .. }
            | Self::Publish { .. }
            | Self::Export { .. }
            | Self::Compose { .. }
            | Self::Retract { .. }
            | Self::Keep { .. } => world.me,
        }
    }

    /// The desk that gets it, where one desk gets it from another.
    pub(crate) const fn receiver(&self, world: &World<'a>) -> Option<&'a DeskId> {
        match self {
            Self::Send { to, .. } | Self::Serve { to, .. } => Some(to),
            Self::Accept { .. } => Some(world.me),
            Self::Export {
                to: ExportTo::Desk(desk),
                ..
            } => Some(desk),
            Self::Export {
                to: ExportTo::OwnDesk | ExportTo::PublicFile | ExportTo::NetworkFeed { .. },
                ..
            }
            | Self::Show { .. }
            | Self::Publish { .. }
            | Self::Compose { .. }
            | Self::Retract { .. }
            | Self::Keep { .. } => None,
        }
    }

    /// The stream that it travels in, if in one.
    pub(crate) const fn stream(&self) -> Option<&'a StreamName> {
        match self {
            Self::Send { stream, .. } => Some(stream),
            Self::Accept { stream, .. } | Self::Serve { stream, .. } => Some(&stream.name),
            Self::Show { .. }
            | Self::Publish { .. }
            | Self::Export { .. }
            | Self::Compose { .. }
            | Self::Retract { .. }
            | Self::Keep { .. } => None,
        }
    }

    /// Does it pass from desk to desk, or is it about to?
    pub(crate) const fn moves(&self) -> bool {
        match self {
            Self::Send { .. }
            | Self::Accept { .. }
            | Self::Serve { .. }
            | Self::Compose { .. }
            | Self::Publish { .. }
            | Self::Export {
                to: ExportTo::Desk(_) | ExportTo::NetworkFeed { .. },
                ..
            } => true,
            Self::Export {
                to: ExportTo::OwnDesk | ExportTo::PublicFile,
                ..
            }
            | Self::Show { .. }
            | Self::Retract { .. }
            | Self::Keep { .. } => false,
        }
    }

    /// Does it become public?
    pub(crate) const fn is_public(&self) -> bool {
        matches!(
            self,
            Self::Publish { .. }
                | Self::Export {
                    to: ExportTo::PublicFile | ExportTo::NetworkFeed { .. },
                    ..
                }
        )
    }

    /// What the sender does, in the words of the table of acts.
    pub(crate) fn act(&self, world: &World<'_>) -> Act {
        let kind = self.facts().map(|facts| facts.kind);
        let takes_back = self.facts().is_some_and(Facts::takes_back);
        if matches!(self, Self::Publish { .. }) {
            Act::Publish
        } else if *self.sender(world) != *self.origin() {
            Act::Relay
        } else if takes_back {
            Act::Retract
        } else if kind == Some(Kind::Approval) {
            Act::Review
        } else if kind == Some(Kind::Vouch) {
            Act::Vouch
        } else {
            Act::Send
        }
    }

    /// What a yes would be a permit for.
    pub(crate) fn purpose(&self, world: &World<'_>) -> Purpose {
        match self {
            Self::Send { .. } if self.origin() == world.me => Purpose::Sync,
            Self::Send { .. } => Purpose::Relay,
            Self::Accept { .. } => Purpose::Accept,
            Self::Serve { .. } => Purpose::Serve,
            Self::Show { .. } => Purpose::Show,
            Self::Publish { .. } => Purpose::Publish,
            Self::Export {
                to: ExportTo::OwnDesk,
                ..
            } => Purpose::Export,
            Self::Export {
                to: ExportTo::PublicFile,
                ..
            } => Purpose::Public,
            Self::Export {
                to: ExportTo::NetworkFeed { .. },
                ..
            } => Purpose::NetworkFeed,
            Self::Export {
                to: ExportTo::Desk(_),
                ..
            } => Purpose::Parcel,
            Self::Compose { .. } => Purpose::Compose,
            Self::Retract { .. } => Purpose::Retract,
            Self::Keep {
                road: Keeping::Backup,
                ..
            } => Purpose::Backup,
            Self::Keep {
                road: Keeping::Index,
                ..
            } => Purpose::Index,
        }
    }

    /// Whom a yes would be a permit for.
    pub(crate) fn recipient(&self, world: &World<'_>) -> Recipient {
        match self {
            Self::Send { to, .. } | Self::Serve { to, .. } => Recipient::Desk((*to).clone()),
            Self::Export {
                to: ExportTo::Desk(desk),
                ..
            } => Recipient::Desk((*desk).clone()),
            Self::Export {
                to: ExportTo::PublicFile | ExportTo::NetworkFeed { .. },
                ..
            }
            | Self::Publish { .. } => Recipient::Public,
            Self::Show { viewer, .. } => Recipient::Account {
                desk: world.me.clone(),
                rights: viewer.rights.clone(),
            },
            Self::Accept { .. }
            | Self::Export {
                to: ExportTo::OwnDesk,
                ..
            }
            | Self::Compose { .. }
            | Self::Retract { .. }
            | Self::Keep { .. } => Recipient::Keep,
        }
    }
}

//! The policy's yes, as a value; and content that cannot be looked at without one.

use std::collections::BTreeSet;

use fanal_protocol::{DeskId, StreamRef};

use crate::{ObjectId, Question, Right, World};

/// The road that a permit is for. Closed: each road is documented, none is spare.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Purpose {
    /// Over sync, from its origin.
    Sync,
    /// Over sync, passed on for another desk.
    Relay,
    /// Into this node's store, from a peer.
    Accept,
    /// Heads and ranges of a stream; opens no content.
    Serve,
    /// Onto a page or into an answer, for an account here.
    Show,
    /// A publication is made of it.
    Publish,
    /// A public file, page, feed or shelf.
    Public,
    /// The feed of the whole network.
    NetworkFeed,
    /// A file for this desk's own tools.
    Export,
    /// A parcel sealed to one desk.
    Parcel,
    /// A draft is signed and issued.
    Compose,
    /// It is taken back; opens no content.
    Retract,
    /// An encrypted backup.
    Backup,
    /// The value index.
    Index,
}

/// Whom a permit is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Recipient {
    /// Another desk.
    Desk(DeskId),
    /// An account at this desk.
    Account {
        /// This desk.
        desk: DeskId,
        /// What the account may do.
        rights: BTreeSet<Right>,
    },
    /// Anyone.
    Public,
    /// This desk's own disk.
    Keep,
}

/// A yes to one question, made at the moment of sending. It cannot be copied, stored or made up:
///
/// ```compile_fail,E0451
/// let forged = fanal_policy::Permit { object: None, stream: None,
///     recipient: fanal_policy::Recipient::Public, purpose: fanal_policy::Purpose::Public };
/// ```
/// ```compile_fail,E0277
/// fn stored<T: serde::Serialize>() {}
/// stored::<fanal_policy::Permit>();
/// ```
/// ```compile_fail,E0277
/// fn copied<T: Clone>() {}
/// copied::<fanal_policy::Permit>();
/// ```
/// ```compile_fail,E0277
/// fn from_nothing<T: Default>() {}
/// from_nothing::<fanal_policy::Permit>();
/// ```
#[must_use = "a permit is asked for at the moment of sending"]
#[derive(PartialEq, Eq, Debug)]
pub struct Permit {
    object: Option<ObjectId>,
    stream: Option<StreamRef>,
    recipient: Recipient,
    purpose: Purpose,
}

impl Permit {
    /// Only the engine calls this, once no rule has said no.
    pub(crate) fn grant(question: &Question<'_>, world: &World<'_>) -> Self {
        let stream = match question {
            Question::Serve { stream, .. } => Some((*stream).clone()),
            Question::Send { .. }
            | Question::Accept { .. }
            | Question::Show { .. }
            | Question::Publish { .. }
            | Question::Export { .. }
            | Question::Compose { .. }
            | Question::Retract { .. }
            | Question::Keep { .. } => None,
        };
        Self {
            object: question.facts().map(|facts| facts.object.clone()),
            stream,
            recipient: question.recipient(world),
            purpose: question.purpose(world),
        }
    }

    /// What it is for; none where it is for a stream.
    pub const fn object(&self) -> Option<&ObjectId> {
        self.object.as_ref()
    }

    /// The stream that may be served, where it is for one.
    pub const fn stream(&self) -> Option<&StreamRef> {
        self.stream.as_ref()
    }

    /// Whom it is for.
    pub const fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// Which road it is for.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Does it open the content of this object?
    pub fn opens(&self, object: &ObjectId) -> bool {
        self.object.as_ref() == Some(object) && self.purpose != Purpose::Retract
    }
}

/// Content that only a permit for its object opens. No Debug, Display, Serialize or Deref:
///
/// ```compile_fail,E0277
/// fn print(content: fanal_policy::Withheld<String>) { println!("{content:?}"); }
/// ```
/// ```compile_fail,E0277
/// fn print(content: fanal_policy::Withheld<String>) { println!("{content}"); }
/// ```
/// ```compile_fail,E0277
/// fn to_json<T: serde::Serialize>(_: T) {}
/// fn leak(content: fanal_policy::Withheld<String>) { to_json(content); }
/// ```
/// ```compile_fail,E0614
/// fn leak(content: fanal_policy::Withheld<String>) -> String { (*content).clone() }
/// ```
/// ```
/// fn send(content: &fanal_policy::Withheld<String>, permit: &fanal_policy::Permit) -> usize {
///     content.release(permit).map_or(0, String::len)
/// }
/// ```
pub struct Withheld<T> {
    object: ObjectId,
    content: T,
}

impl<T> Withheld<T> {
    /// Locks the content of one revision of one object.
    pub const fn new(object: ObjectId, content: T) -> Self {
        Self { object, content }
    }

    /// Whose content it is.
    pub const fn object(&self) -> &ObjectId {
        &self.object
    }

    /// The content, if the permit is for it.
    pub fn release(&self, permit: &Permit) -> Option<&T> {
        permit.opens(&self.object).then_some(&self.content)
    }

    /// The content itself, if the permit is for it.
    pub fn release_into(self, permit: &Permit) -> Option<T> {
        permit.opens(&self.object).then_some(self.content)
    }

    /// Works on the content and keeps it locked.
    pub fn map<U>(self, work: impl FnOnce(T) -> U) -> Withheld<U> {
        Withheld {
            object: self.object,
            content: work(self.content),
        }
    }
}

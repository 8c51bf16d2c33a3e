//! What a peer or an origin did that no honest one does; each is counted and shown.

use fanal_protocol::{Code, DeskId, StreamRef};

/// Something in the answers that must not be, with what proves it. Never content.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// The answer breaks a limit or an order that every honest node keeps.
    #[error("the answer is malformed: {0}")]
    Malformed(&'static str),
    /// A stream of a desk that no roster names.
    #[error("`{0}` belongs to no desk of the roster")]
    UnknownOrigin(StreamRef),
    /// The peer may not serve that stream, or we may not have it.
    #[error("`{stream}` was offered without the right to it ({code})")]
    NotEntitled {
        /// Which stream.
        stream: StreamRef,
        /// The policy's reason.
        code: Code,
    },
    /// The checkpoint is not one that the origin signed for this stream.
    #[error("the checkpoint of `{stream}` is not taken: {why} ({code})")]
    BadCheckpoint {
        /// Which stream.
        stream: StreamRef,
        /// What is wrong.
        why: String,
        /// Its code.
        code: Code,
    },
    /// The origin signed two histories: both notes are the proof, kept for good.
    #[error("`{stream}` has two histories, both signed by its origin")]
    Equivocation {
        /// Which stream.
        stream: StreamRef,
        /// The note that was held.
        held: String,
        /// The note that came.
        found: String,
    },
    /// A peer knows more of our own stream than we do: a restore or a clone. [R9]
    #[error("a peer knows `{stream}` up to {size}: this node was restored or cloned")]
    OwnStreamAhead {
        /// Which of our streams.
        stream: StreamRef,
        /// How far the peer knows it.
        size: u64,
        /// Our own signature on it.
        checkpoint: String,
    },
    /// A newer epoch has begun, and the old one still grows: only its retractions count.
    #[error("`{stream}` grows although epoch {newest} has begun")]
    ClosedEpoch {
        /// Which stream.
        stream: StreamRef,
        /// The newest epoch.
        newest: u32,
    },
    /// An entry that is not the origin's: forged, or broken on the way.
    #[error("entry {at} of `{stream}` is refused ({code})")]
    BadEntry {
        /// Which stream.
        stream: StreamRef,
        /// Which place.
        at: u64,
        /// Its code.
        code: Code,
    },
    /// No entries, or more than were asked for.
    #[error("{got} entries of `{stream}` came, {asked} were asked for")]
    WrongAmount {
        /// Which stream.
        stream: StreamRef,
        /// How many came.
        got: u64,
        /// How many were asked for.
        asked: u64,
    },
    /// The entries do not add up to the signed root: something was left out, added or changed.
    #[error("the entries of `{stream}` do not lead to the root that its origin signed at {size}")]
    RootMismatch {
        /// Which stream.
        stream: StreamRef,
        /// The size of the checkpoint.
        size: u64,
    },
    /// The history is not the one that the coordinators froze. [R15]
    #[error("`{stream}` is not what the roster froze at {size}")]
    NotAsFrozen {
        /// Which stream.
        stream: StreamRef,
        /// The size of the freeze.
        size: u64,
        /// The note that contradicts it.
        found: String,
    },
}

/// Who has to answer for a fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Blame {
    /// The peer: wait longer before calling it again.
    Peer,
    /// The stream's origin, by its own signature: the peer only told.
    Origin,
    /// This node: it lost what it had signed.
    Us,
    /// Nobody: two honest nodes may know different ends of a closed epoch.
    Nobody,
}

impl Fault {
    /// Who has to answer for it.
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Malformed(_)
            | Self::UnknownOrigin(_)
            | Self::NotEntitled { .. }
            | Self::BadCheckpoint { .. }
            | Self::BadEntry { .. }
            | Self::WrongAmount { .. }
            | Self::RootMismatch { .. } => Blame::Peer,
            Self::Equivocation { .. } | Self::NotAsFrozen { .. } => Blame::Origin,
            Self::OwnStreamAhead { .. } => Blame::Us,
            Self::ClosedEpoch { .. } => Blame::Nobody,
        }
    }

    /// The code for counters and pages.
    pub const fn code(&self) -> Code {
        match self {
            Self::Malformed(_) | Self::WrongAmount { .. } => Code::VerifyFormat,
            Self::UnknownOrigin(_) => Code::PolicyMember,
            Self::NotEntitled { code, .. }
            | Self::BadCheckpoint { code, .. }
            | Self::BadEntry { code, .. } => *code,
            Self::Equivocation { .. }
            | Self::OwnStreamAhead { .. }
            | Self::RootMismatch { .. }
            | Self::NotAsFrozen { .. } => Code::VerifyLog,
            Self::ClosedEpoch { .. } => Code::VerifyPlace,
        }
    }

    /// The stream that it is about, if it is about one.
    pub const fn stream(&self) -> Option<&StreamRef> {
        match self {
            Self::Malformed(_) => None,
            Self::UnknownOrigin(stream)
            | Self::NotEntitled { stream, .. }
            | Self::BadCheckpoint { stream, .. }
            | Self::Equivocation { stream, .. }
            | Self::OwnStreamAhead { stream, .. }
            | Self::ClosedEpoch { stream, .. }
            | Self::BadEntry { stream, .. }
            | Self::WrongAmount { stream, .. }
            | Self::RootMismatch { stream, .. }
            | Self::NotAsFrozen { stream, .. } => Some(stream),
        }
    }

    /// The desk whose stream it is about.
    pub fn origin(&self) -> Option<&DeskId> {
        self.stream().map(|stream| &stream.origin)
    }
}

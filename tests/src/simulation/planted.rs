//! Bugs planted on purpose: each must be found by the random schedules, or an invariant is asleep.

/// What an otherwise honest harness node does wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Planted {
    /// P1: serves streams and entries without asking the policy.
    ServesWithoutAsking,
    /// P1: hides what was withdrawn from its own pages, and goes on sending it.
    SendsWithdrawn,
    /// P2: stores without asking `Accept`.
    SkipsAccept,
    /// P3: takes whatever revision came last.
    AcceptsLowerRevision,
    /// P3: meets a second history and keeps no proof.
    ForgetsProof,
    /// P3: stores an envelope without verifying its signature.
    SkipsSignature,
    /// P4: believes a relay's range before the root is checked.
    StoresBeforeRoot,
    /// P4: skips the position of what it refused.
    SkipsRefused,
    /// P4: believes a tombstone without the origin's retraction.
    TrustsTombstones,
    /// P5: answers with a receipt and keeps the content.
    IgnoresRetraction,
    /// P6: tells others before it is durable.
    AcknowledgesBeforeCommit,
    /// P7: knows everybody by its first roster.
    ServesExpelled,
}

impl Planted {
    /// Every planted bug.
    pub const ALL: [Self; 12] = [
        Self::ServesWithoutAsking,
        Self::SendsWithdrawn,
        Self::SkipsAccept,
        Self::AcceptsLowerRevision,
        Self::ForgetsProof,
        Self::SkipsSignature,
        Self::StoresBeforeRoot,
        Self::SkipsRefused,
        Self::TrustsTombstones,
        Self::IgnoresRetraction,
        Self::AcknowledgesBeforeCommit,
        Self::ServesExpelled,
    ];

    /// What the watch says when it sees this one, and not another.
    pub const fn shows(self) -> &'static str {
        match self {
            Self::ServesWithoutAsking => "sends",
            Self::SendsWithdrawn => "it was taken back",
            Self::SkipsAccept => "stores",
            Self::AcceptsLowerRevision => "went from revision",
            Self::ForgetsProof => "kept no proof",
            Self::SkipsSignature => "never signed",
            Self::StoresBeforeRoot | Self::SkipsRefused => "silent gap",
            Self::TrustsTombstones => "tombstone",
            Self::IgnoresRetraction => "still holds",
            Self::AcknowledgesBeforeCommit => "lost it",
            Self::ServesExpelled => "puts out",
        }
    }

    /// The promise that it breaks.
    pub const fn breaks(self) -> &'static str {
        match self {
            Self::ServesWithoutAsking | Self::SendsWithdrawn => "P1",
            Self::SkipsAccept => "P2",
            Self::AcceptsLowerRevision | Self::ForgetsProof | Self::SkipsSignature => "P3",
            Self::StoresBeforeRoot | Self::SkipsRefused | Self::TrustsTombstones => "P4",
            Self::IgnoresRetraction => "P5",
            Self::AcknowledgesBeforeCommit => "P6",
            Self::ServesExpelled => "P7",
        }
    }
}

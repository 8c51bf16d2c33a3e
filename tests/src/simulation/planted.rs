//! Bugs planted on purpose: each must be found, by the random
//! schedules or by the model, or a watch is asleep.

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
    /// P1: passes AMBER on as if it were the origin's own.
    RelaysAmber,
    /// P1: lets who joined a group later have its older AMBER.
    ServesLaterMembers,
    /// P1: writes parcels without asking the policy.
    ParcelsWithoutAsking,
    /// P2: passes over the heads at which a roster froze the logs of who is out.
    IgnoresFreezes,
    /// P3: takes one member's key for another's, and so a relay's for the origin's.
    TrustsAnyKey,
    /// P3: after a restore, goes on in the epoch of the backup.
    KeepsTheOldEpoch,
    /// P4: says nothing of what is missing, and so never asks for it.
    HidesGaps,
    /// P5: narrows by a new revision alone; who lost it is told nothing.
    NarrowsWithoutRecall,
    /// P5: purges, and answers nothing.
    SendsNoReceipt,
    /// P4: keeps in memory alone what was taken back, and restarts.
    ForgetsRecalls,
    /// P5: serves from a restored backup before it has heard what was taken back since.
    ServesFromTheBackup,
    /// P7: looks at the roster when a line opens, and not again.
    LooksOnceAtTheRoster,
}

impl Planted {
    /// Those that random schedules have to find; the model has to find the others.
    pub const IN_SCHEDULES: [Self; 12] = [
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
            Self::ServesWithoutAsking | Self::RelaysAmber | Self::ParcelsWithoutAsking => "sends",
            Self::SendsWithdrawn => "it was taken back",
            Self::SkipsAccept => "stores",
            Self::AcceptsLowerRevision => "went from revision",
            Self::ForgetsProof => "kept no proof",
            Self::SkipsSignature => "never signed",
            Self::StoresBeforeRoot | Self::SkipsRefused => "silent gap",
            Self::TrustsTombstones | Self::ForgetsRecalls => "tombstone",
            Self::IgnoresRetraction | Self::NarrowsWithoutRecall => "still holds",
            Self::AcknowledgesBeforeCommit => "lost it",
            Self::ServesExpelled | Self::LooksOnceAtTheRoster => "puts out",
            Self::ServesLaterMembers => "joined the group later",
            Self::IgnoresFreezes => "behind the freeze",
            Self::KeepsTheOldEpoch => "two histories",
            Self::TrustsAnyKey => "accuses the honest",
            Self::HidesGaps => "never came",
            Self::SendsNoReceipt => "no receipt",
            Self::ServesFromTheBackup => "out of its backup",
        }
    }

    /// The promise that it breaks.
    pub const fn breaks(self) -> &'static str {
        match self {
            Self::ServesWithoutAsking
            | Self::SendsWithdrawn
            | Self::RelaysAmber
            | Self::ServesLaterMembers
            | Self::ParcelsWithoutAsking => "P1",
            Self::SkipsAccept | Self::IgnoresFreezes => "P2",
            Self::AcceptsLowerRevision
            | Self::ForgetsProof
            | Self::SkipsSignature
            | Self::TrustsAnyKey
            | Self::KeepsTheOldEpoch => "P3",
            Self::StoresBeforeRoot
            | Self::SkipsRefused
            | Self::TrustsTombstones
            | Self::HidesGaps
            | Self::ForgetsRecalls => "P4",
            Self::IgnoresRetraction
            | Self::NarrowsWithoutRecall
            | Self::SendsNoReceipt
            | Self::ServesFromTheBackup => "P5",
            Self::AcknowledgesBeforeCommit => "P6",
            Self::ServesExpelled | Self::LooksOnceAtTheRoster => "P7",
        }
    }
}

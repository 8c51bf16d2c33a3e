//! Bugs planted on purpose, each with the smallest world that has to show it.

use fanal_protocol::Label;

use super::world::Act::{Admit, Crash, Expel, Narrow, Parcel, Relay, Restore, Share, Withdraw};
use super::world::{ABA, AMBER, BOR, CUZ, EVE, FAY, GREEN, HELD, PLAIN, THEIRS, World};
use crate::simulation::ops::{Crooked, Lie};
use crate::simulation::planted::Planted;

const BUG: World = World {
    acts: &[Share, Relay],
    lies: &[],
    ..PLAIN
};

/// Each bug and its world. Without the bug, every promise holds there.
pub const BUGS: &[(Planted, World)] = &[
    (
        Planted::ServesWithoutAsking,
        World {
            name: "a desk serves whoever asks, whatever the audience says",
            items: &[AMBER],
            ..BUG
        },
    ),
    (
        Planted::RelaysAmber,
        World {
            name: "a member passes AMBER on",
            items: &[HELD],
            desks: &[ABA, BOR, CUZ, EVE],
            ..BUG
        },
    ),
    (
        Planted::ServesLaterMembers,
        World {
            name: "who joins a group gets its older AMBER",
            acts: &[Share, Admit],
            items: &[AMBER],
            desks: &[ABA, BOR, EVE, FAY],
            ..BUG
        },
    ),
    (
        Planted::SendsWithdrawn,
        World {
            name: "what was withdrawn is hidden, and sent",
            acts: &[Share, Relay, Withdraw],
            ..BUG
        },
    ),
    (
        Planted::ParcelsWithoutAsking,
        World {
            name: "a parcel takes all that is there",
            acts: &[Share, Parcel],
            items: &[AMBER],
            stick: (ABA, EVE),
            ..BUG
        },
    ),
    (
        Planted::SkipsAccept,
        World {
            name: "AMBER in a GREEN stream is taken",
            crooked: &[Crooked::WrongStream(Label::Amber)],
            ..BUG
        },
    ),
    (
        Planted::IgnoresFreezes,
        World {
            name: "the log of who was put out goes on",
            acts: &[Share, Relay, Expel],
            items: &[THEIRS, THEIRS],
            ..BUG
        },
    ),
    (
        Planted::SkipsSignature,
        World {
            name: "a key for something else signs statements",
            crooked: &[Crooked::StrangeKey],
            ..BUG
        },
    ),
    (
        Planted::TrustsAnyKey,
        World {
            name: "a relay signs in the origin's name, heads and entries",
            lies: &[Lie::Impersonates],
            ..BUG
        },
    ),
    (
        Planted::AcceptsLowerRevision,
        World {
            name: "a lower revision comes after a higher",
            crooked: &[Crooked::LowerRevision],
            ..BUG
        },
    ),
    (
        Planted::ForgetsProof,
        World {
            name: "two histories are signed, and nobody keeps the proof",
            crooked: &[Crooked::Fork],
            ..BUG
        },
    ),
    (
        Planted::KeepsTheOldEpoch,
        World {
            name: "a restored desk goes on in its old logs",
            acts: &[Share, Relay, Restore],
            items: &[GREEN, GREEN],
            fragile: ABA,
            ..BUG
        },
    ),
    (
        Planted::StoresBeforeRoot,
        World {
            name: "entries count before their root does",
            lies: &[Lie::Forges],
            ..BUG
        },
    ),
    (
        Planted::SkipsRefused,
        World {
            name: "what is refused has no position",
            crooked: &[Crooked::WrongStream(Label::Amber)],
            ..BUG
        },
    ),
    (
        Planted::TrustsTombstones,
        World {
            name: "a relay's tombstone is believed",
            lies: &[Lie::FalseTombstone],
            ..BUG
        },
    ),
    (
        Planted::HidesGaps,
        World {
            name: "a relay says that it does not hold it, and nobody asks again",
            lies: &[Lie::Withholds],
            ..BUG
        },
    ),
    (
        Planted::ForgetsRecalls,
        World {
            name: "what was taken back is kept in memory alone",
            acts: &[Share, Relay, Withdraw, Crash],
            ..BUG
        },
    ),
    (
        Planted::IgnoresRetraction,
        World {
            name: "a retraction is answered and not obeyed",
            acts: &[Share, Relay, Withdraw],
            ..BUG
        },
    ),
    (
        Planted::SendsNoReceipt,
        World {
            name: "a retraction is obeyed and not answered",
            acts: &[Share, Relay, Withdraw],
            ..BUG
        },
    ),
    (
        Planted::NarrowsWithoutRecall,
        World {
            name: "who loses a bulletin is not told",
            acts: &[Share, Relay, Narrow],
            desks: &[ABA, BOR, CUZ, EVE],
            ..BUG
        },
    ),
    (
        Planted::ServesFromTheBackup,
        World {
            name: "a restored desk serves before it has heard anybody",
            acts: &[Share, Relay, Withdraw, Restore],
            ..BUG
        },
    ),
    (
        Planted::ServesExpelled,
        World {
            name: "a desk knows everybody by its first roster",
            acts: &[Share, Relay, Expel],
            ..BUG
        },
    ),
    (
        Planted::LooksOnceAtTheRoster,
        World {
            name: "a line that is open stays open",
            acts: &[Share, Relay, Expel],
            slow_line: Some((EVE, ABA)),
            ..BUG
        },
    ),
];

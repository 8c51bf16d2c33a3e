//! A member with a valid certificate, the whole protocol library and bad intentions, against a node
//! that really runs: what it tries stands in tables, each row with what the node has to answer.
//!
//! `Siege` is the scene: the node under attack (`kivu`), an honest one (`ada`), three members who
//! lie (`luz`), flood (`nyx`) and get expelled (`vex`), and one whose words are passed on without
//! its leave (`qasaba`). All keys but those of the two nodes follow from names.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "a harness: what does not hold here has to stop the test"
)]

mod afterwards;
mod attack;
mod bytes;
mod caller;
mod content;
mod doors;
mod floods;
mod forging;
mod liar;
mod membership;
mod planted;
mod requests;
mod siege;
mod standing;
mod streams;
mod tls;
mod vectors;

pub use attack::{Attack, Deed, Mark};
pub use caller::Caller;
pub use forging::Long;
pub use liar::{Liar, Reply, Script};
pub use siege::Siege;
pub use vectors::{Vector, vectors};

/// Every attack but those that change the membership for good, in the order of the rooms that they
/// come to.
pub fn attacks() -> Vec<&'static Attack> {
    let rooms: [&[Attack]; 6] = [
        doors::ATTACKS,
        requests::ATTACKS,
        bytes::ATTACKS,
        streams::ATTACKS,
        content::ATTACKS,
        membership::ATTACKS,
    ];
    rooms.into_iter().flatten().collect()
}

/// Those that take their time: they run beside each other.
pub const SLOW: &[Attack] = doors::SLOW;

/// Those that come in thousands.
pub const FLOODS: &[Attack] = floods::ATTACKS;

/// Those after which the network is another one, in their order.
pub const LAST: &[Attack] = afterwards::LAST;

/// What has to wait while a newer roster is held back.
pub const STALE: &[Attack] = afterwards::STALE;

/// What the checks after an attack have to notice; and last, the end of the node.
pub const PLANTED: (&[Attack], &Attack) = (planted::GETS_IN, &planted::KILLS);

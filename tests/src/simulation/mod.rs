//! Federations of three to five nodes in one process, a scripted clock, a line that loses, doubles,
//! delays and cuts, a node that lies; and a watch over every promise after every step.
//!
//! Each node has real keys, real signed rosters, the real policy and the real session; only socket,
//! clock and disk are played. One seed decides a schedule.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::similar_names,
    reason = "a harness: what does not hold here has to stop the test"
)]

pub mod book;
pub mod compose;
mod crooked;
pub mod federation;
pub(crate) mod lies;
pub mod node;
pub mod ops;
pub(crate) mod oracle;
mod own;
pub mod planted;
pub mod promises;
pub mod reproductions;
pub mod rng;
pub mod run;
pub mod shrink;

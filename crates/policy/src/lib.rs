#![doc = include_str!("../README.md")]

#[cfg(test)]
extern crate self as fanal_policy;

mod acts;
mod decide;
mod explain;
mod facts;
mod permit;
mod preview;
mod question;
mod reach;
mod reason;
mod routes;
mod rules;
mod sealed;
mod world;

#[cfg(test)]
mod tests;

pub use acts::{ACTS, Act, May, Party, Row, Standing};
pub use decide::{Decision, all_reasons, decide, rules};
pub use explain::{Explanation, explain};
pub use facts::{Facts, ObjectId, Privacy, Review};
pub use permit::{Permit, Purpose, Recipient, Withheld};
pub use preview::{
    Note, Preview, PublicOutlook, Split, Then, alternatives, by_label, preview, readers,
};
pub use question::{ExportTo, Keeping, Question, Right, Viewer};
pub use reach::{Reach, reach_of};
pub use reason::Reason;
pub use routes::streams_for;
pub use sealed::may_be_sealed;
pub use world::{RosterState, World, roster_state};

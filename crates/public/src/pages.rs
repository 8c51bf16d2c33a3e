//! The pages for people, one file each: HTML that works without script, images or cookies.

mod about;
mod absent;
mod bulletin;
mod bulletins;
mod contact;
mod feed;
mod frame;
mod home;
mod network;
mod status;
mod verify;
mod withdrawn;

pub(crate) use about::about;
pub(crate) use absent::{absent, gone};
pub(crate) use bulletin::bulletin;
pub(crate) use bulletins::bulletins;
pub(crate) use contact::contact;
pub(crate) use feed::feed;
#[cfg(test)]
pub(crate) use feed::{TOOLS, what};
pub(crate) use home::home;
pub(crate) use network::network;
pub(crate) use status::{Counts, status};
pub(crate) use verify::verify;
pub(crate) use withdrawn::withdrawn;

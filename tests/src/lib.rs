//! tests

pub mod federation;
pub mod simulation;

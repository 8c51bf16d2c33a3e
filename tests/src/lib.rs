//! tests

pub mod simulation;

//! tests

pub mod federation;
pub mod hostile;
pub mod model;
pub mod running;
pub mod simulation;

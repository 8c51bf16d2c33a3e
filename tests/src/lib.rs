//! tests

pub mod authenticator;
pub mod browser;
pub mod federation;
pub mod forms;
pub mod hostile;
pub mod model;
pub mod running;
pub mod simulation;
pub mod strings;
pub mod taxii;
pub mod telephone;
pub mod visitor;

#![doc = include_str!("../README.md")]

#[cfg(feature = "check")]
pub mod check;
mod lang;
mod texts;
mod weekday;

pub use lang::Lang;
pub use texts::Texts;
pub use weekday::{WEEKDAYS, weekday_key};

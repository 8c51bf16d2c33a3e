#![doc = include_str!("../README.md")]

mod capabilities;
mod copying;
mod database;
mod migrate;
mod names;
mod parallel;
mod params;
mod postgres;
mod rows;
mod sealing;
mod session;
mod sieve;
mod sqlite;
mod tables;
mod unit;

pub use copying::{AskToKeep, Copied, Counts, Loaded, walk};
pub use database::Database;

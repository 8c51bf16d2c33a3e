#![doc = include_str!("../README.md")]
#![expect(
    clippy::doc_markdown,
    reason = "SQLite and PostgreSQL are names, not items"
)]

mod capabilities;
mod database;
mod migrate;
mod names;
mod params;
mod postgres;
mod rows;
mod sealing;
mod session;
mod sqlite;
mod tables;
mod unit;

pub use database::Database;

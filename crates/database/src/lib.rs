#![doc = include_str!("../README.md")]

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

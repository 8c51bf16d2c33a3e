//! The command line against a node that runs: one real `fanal serve`, every verb through it, every way
//! in which a verb ends, and the questions that a person is asked at a terminal.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails loudly, and waits for other processes"
)]

mod brought;
mod demo;
mod doctor;
mod exits;
mod locked;
mod names;
mod node;
mod offline;
mod peers;
mod readme;
mod reload;
mod restored;
mod sign_in;
mod sources;
mod squatter;
mod sticks;
mod terminal;
mod three;
mod verbs;

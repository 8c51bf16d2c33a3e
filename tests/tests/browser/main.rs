//! The console and the public site in a real browser: every page, in pairs of language, width and scripts on or off; the
//! stories by keyboard alone; and the pictures of the key screens.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod account;
mod pages;
mod paper;
mod public;
mod screens;
mod site;
mod stage;
mod stories;

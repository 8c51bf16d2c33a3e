//! The console as its readers get it: every address of its table, asked as a browser asks.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod account;
mod admin;
mod answers;
mod budgets;
mod doors;
mod ends;
mod fields;
mod files;
mod findings;
mod forms;
mod hostile;
mod imports;
mod inbox;
mod network;
mod networks;
mod passkeys;
mod pictures;
mod sharing;
mod warnings;

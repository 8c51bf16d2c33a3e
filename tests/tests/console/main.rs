//! The console as its readers get it: every address of its table, asked as a browser asks.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use fanal_tests::federation::{Federation, federation};

mod account;
mod admin;
mod answers;
mod budgets;
mod doors;
mod elsewhere;
mod ends;
mod evidence;
mod fields;
mod files;
mod findings;
mod forms;
mod hostile;
mod imports;
mod inbox;
mod keys;
mod lists;
mod network;
mod networks;
mod notices;
mod others;
mod own;
mod passkeys;
mod pictures;
mod red;
mod revisions;
mod sharing;
mod warnings;

/// Two desks in memory; most tests visit `ancolie`.
async fn two() -> Federation {
    federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await
}

/// Three desks.
async fn three() -> Federation {
    federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await
}

//! Faults with real processes: what a desk was told is done stays done, nothing goes where it may not,
//! and the nodes find back to each other by themselves.
//!
//! These tests need root, for mounts and network namespaces; they fail without. `FANAL_KILLS` sets how
//! often a node is killed on each database, `FANAL_SEED` repeats a run.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod clock;
mod copies;
mod disk;
mod killing;
mod ledger;
mod network;
mod outside;
mod restoring;
mod setting;
mod turned;
mod vanishing;

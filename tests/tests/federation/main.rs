//! The promises of design section 3, kept by real desks over real databases.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod canaries;
mod cast;
mod consent;
mod endurance;
mod membership;
mod reach;
mod recall;
mod words;

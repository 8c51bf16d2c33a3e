//! The promises of design section 3, kept by real desks over real databases. [STR-10]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod reach;

//! Attacks on desks: each test says what must hold, and fails where it does not.
#![expect(clippy::unwrap_used, reason = "tests")]

mod accounts;
mod forging;
mod publication;
mod quoting;
mod withholding;

const VALUE: &str = "evil-lantern.net";

fn days(fed: &fanal_tests::federation::Federation, days: i64) -> fanal_protocol::Timestamp {
    fed.now().plus_days(days)
}

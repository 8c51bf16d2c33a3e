//! The samples in `deploy/` are what they claim: they parse, name what exists, and shut what they say
//! they shut. And every command that a document names is one that the program has.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod clusters;
mod configuration;
mod container;
mod documents;
mod proxies;
#[path = "../surroundings/mod.rs"]
mod surroundings;
mod systemd;
mod tor;

use surroundings::root;

const SYNC: &str = "9443";
const PUBLIC: &str = "9480";
const CONSOLE: &str = "9470";
const API: &str = "9460";
/// Stands behind nothing, anywhere.
const OPS: &str = "9461";

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Lines that say something, trimmed, without those that begin with `#`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

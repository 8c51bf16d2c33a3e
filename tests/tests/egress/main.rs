//! No leak: one table of every road out, a world in which every field holds a word of its own, every
//! road gone as every kind of caller, and the bytes searched for words that must not be there.
//! Promise 1.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod backups;
mod calls;
mod complete;
mod fields;
mod files;
mod jobs;
mod lines;
mod log_lines;
mod logs;
mod network_feed;
mod notices;
mod pages;
mod preview;
mod program;
mod reveal;
mod roads;
mod site;
mod taxii;
mod words;
mod world;

#[path = "../notify/servers.rs"]
#[expect(
    dead_code,
    reason = "what notifications as such are tested with besides"
)]
mod servers;
#[path = "../surroundings/mod.rs"]
mod surroundings;

//! Each file of the public feed in the hands of the program that it is made for, or of that program's own parser.
//! `load/` has what is run in them; the README's table names them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "tests fail loudly"
)]

mod feed;
mod loading;
mod log;
mod mvt;
mod network;
mod schemas;
mod signatures;
#[path = "../surroundings/mod.rs"]
mod surroundings;
mod table;
mod tools;

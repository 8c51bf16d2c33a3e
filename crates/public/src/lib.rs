#![doc = include_str!("../README.md")]

mod address;
mod broken;
mod build;
mod changes;
mod disk;
mod file;
mod files;
mod freshness;
mod html;
mod kept;
mod listen;
mod log;
mod network;
mod pages;
mod security;
mod serial;
mod serve;
mod shelf;
mod sums;
mod tree;
mod view;
mod weeks;
mod well_known;

#[cfg(test)]
mod tests;

pub use broken::Broken;
pub use build::build;
pub use disk::Workplace;
pub use file::{Caching, File};
pub use listen::{Limits, serve_plain};
pub use network::{NetworkDesk, NetworkItem, NetworkShelf};
pub use serve::router;
pub use shelf::{
    Channel, ClosedLog, Log, Published, Reach, Shelf, ShelfItem, Site, Taxii, Withdrawn,
};
pub use tree::Tree;

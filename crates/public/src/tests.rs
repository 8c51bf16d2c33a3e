//! Tests over whole shelves.

mod feed;
mod listening;
mod log;
mod network;
mod pages;
mod rebuilding;
mod serving;
mod shelves;
mod withdrawal;

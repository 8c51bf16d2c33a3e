//! Tests over whole shelves.

mod catalogues;
mod disk;
mod feed;
mod languages;
mod listening;
mod log;
mod network;
mod pages;
mod rebuilding;
mod serving;
mod shelves;
mod withdrawal;

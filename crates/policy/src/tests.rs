//! A small network to tell stories in; laws on random ones; bugs that the laws have to notice.

mod laws;
mod mutants;
mod scenario;
mod stories;
mod story;

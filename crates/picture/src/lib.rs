#![doc = include_str!("../README.md")]

mod canvas;
mod deflate;
mod glyphs;
pub mod png;

pub use canvas::{Canvas, Ink, Pattern};
pub use deflate::gzip;

#![doc = include_str!("../README.md")]

mod canvas;
mod glyphs;
pub mod png;

pub use canvas::{Canvas, Ink, Pattern};

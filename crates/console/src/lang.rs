//! The four languages of the texts.

pub use fanal_texts::Lang;

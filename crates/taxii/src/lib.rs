#![doc = include_str!("../README.md")]

mod address;
mod answer;
mod client;

mod listen;
mod negotiate;
mod post;
mod question;
mod resources;
mod service;
mod who;

pub use address::ADDRESSES;
pub use client::{Fault, Fetched, Login, Mark, Server, Told};
pub use listen::{BadCertificate, Certificate, Limits, key_of_pem, serve};
pub use question::{Asked, question};
pub use service::{Site, Taxii};

/// The media type of every document.
pub const MEDIA_TYPE: &str = "application/taxii+json;version=2.1";

/// Bytes of a POST: a bundle of 25,000 objects is 33 MB.
pub const BODY_BYTES: usize = 40 << 20;

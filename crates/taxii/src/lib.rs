#![doc = include_str!("../README.md")]

mod address;
mod answer;
mod answers;
mod client;

mod listen;
mod negotiate;
mod post;
mod question;
mod resources;
mod service;
mod who;

pub use address::{Part, Resource, addresses, resource};
pub use answers::{Mark, Page, Told, collection_at, collections_of, roots_of};
pub use client::{Fault, Fetched, Login, Server};
pub use listen::{BadCertificate, Certificate, Limits, key_of_pem, serve};
pub use negotiate::{accepts, is_taxii};
pub use post::objects_of;
pub use question::{Asked, question};
pub use service::{Site, Taxii};
pub use who::{Claim, claim_of};

/// The media type of every document.
pub const MEDIA_TYPE: &str = "application/taxii+json;version=2.1";

/// Bytes of a POST: a bundle of 25,000 objects is 33 MB.
pub const BODY_BYTES: usize = 40 << 20;

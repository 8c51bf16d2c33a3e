#![doc = include_str!("../README.md")]

mod admission;
mod answer;
mod bridge;
mod calling;
mod client;
mod compression;
mod error;
mod identity;
mod listener;
mod membership;
mod quiet;
mod service;
mod tls;
mod turned;
mod verifier;

pub use answer::paths;
pub use bridge::DeskService;
pub use calling::call_in;
pub use client::{PeerClient, Tor, read_range_body};
pub use error::PeerError;
pub use identity::NodeIdentity;
pub use listener::serve;
pub use membership::{Members, Membership};
pub use service::{PeerService, Refusal, RefusalKind};
pub use verifier::pin_of;

#[cfg(test)]
mod tests;

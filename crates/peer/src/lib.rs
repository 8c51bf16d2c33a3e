#![doc = include_str!("../README.md")]

mod admission;
mod answer;
mod bridge;
mod client;
mod compression;
mod error;
mod identity;
mod listener;
mod membership;
mod quiet;
mod service;
mod tls;
mod verifier;

pub use bridge::DeskService;
pub use client::{PeerClient, Tor};
pub use error::PeerError;
pub use identity::NodeIdentity;
pub use listener::serve;
pub use membership::{Members, Membership};
pub use service::{PeerService, Refusal, RefusalKind};

#[cfg(test)]
mod tests;

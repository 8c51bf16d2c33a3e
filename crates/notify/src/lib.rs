#![doc = include_str!("../README.md")]

mod mail;
mod message;
#[cfg(feature = "openpgp")]
mod openpgp;
mod smtp;
mod socks;
mod tls;
mod webhook;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use async_trait::async_trait;
#[cfg(feature = "openpgp")]
use fanal_desk::KeyRead;
use fanal_desk::{Notification, Post, Target, Undelivered};
#[cfg(feature = "openpgp")]
use fanal_protocol::Timestamp;
use rustls::pki_types::CertificateDer;
use zeroize::Zeroizing;

#[cfg(feature = "openpgp")]
pub use openpgp::{BadKey, MailKey};
pub use webhook::signature;

/// One message, from the first connection to the other side's word.
const WHOLE: Duration = Duration::from_secs(60);

/// The mail server.
#[derive(Clone)]
pub struct MailServer {
    /// Its name, which its certificate has to carry.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whom mail is from.
    pub from: String,
    /// Name and password, if it asks.
    pub login: Option<(String, Zeroizing<String>)>,
}

/// Where and how messages go.
#[derive(Clone, Default)]
pub struct Roads {
    /// No mail without one.
    pub mail: Option<MailServer>,
    /// Hosts that webhooks may be on; all others are never called.
    pub hosts: BTreeSet<String>,
    /// Everything goes through it, names too.
    pub socks5: Option<SocketAddr>,
    /// An authority of one's own, beside those of the machine.
    pub authority: Option<CertificateDer<'static>>,
}

/// Sends by these roads.
pub struct Postman {
    roads: Roads,
    client: reqwest::Client,
}

/// The configuration does not fit.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misconfigured(String);

impl Postman {
    /// Reads the authorities of the machine once.
    pub fn new(roads: Roads) -> Result<Self, Misconfigured> {
        let client = webhook::client(&roads)?;
        Ok(Self { roads, client })
    }
}

#[async_trait]
impl Post for Postman {
    async fn send(&self, message: &Notification) -> Result<(), Undelivered> {
        let sending = async {
            match message.target() {
                Target::Mail { to, key } => {
                    mail::send(&self.roads, to, key.as_deref(), message).await
                }
                Target::Hook(hook) => {
                    webhook::may_call(&self.roads, &hook.url)?;
                    webhook::send(&self.client, hook, message).await
                }
            }
        };
        match tokio::time::timeout(WHOLE, sending).await {
            Ok(done) => done,
            Err(_) => Err(Undelivered("the other side took too long".into())),
        }
    }

    #[cfg(feature = "openpgp")]
    fn read_key(&self, armoured: &str, now: Timestamp) -> Result<KeyRead, Undelivered> {
        let key = MailKey::read(armoured, now.unix()).map_err(|bad| no(bad.words()))?;
        Ok(KeyRead {
            fingerprint: key.fingerprint.clone(),
            ends: key.ends.map(Timestamp::from_unix),
        })
    }

    fn may_call(&self, url: &str) -> Result<(), Undelivered> {
        webhook::may_call(&self.roads, url).map(drop)
    }
}

fn no(why: impl Into<String>) -> Undelivered {
    Undelivered(why.into())
}

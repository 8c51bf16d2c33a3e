//! The way out of a notification: the door that speaks SMTP and HTTP implements it.

use async_trait::async_trait;
use fanal_protocol::Timestamp;

use super::hooks::Hook;

/// Who is told, and by which road.
#[derive(Clone)]
pub enum Target {
    /// A person or a list, by mail.
    Mail {
        /// The address.
        to: String,
        /// The OpenPGP key that it is encrypted to: armoured, as it was given.
        key: Option<String>,
    },
    /// A room or a program, by a webhook.
    Hook(Hook),
}

/// A message that says that there is something, never what; only this room makes one, of counts.
pub struct Notification {
    pub(super) target: Target,
    pub(super) lang: &'static str,
    pub(super) text: String,
    pub(super) urgent: bool,
    pub(super) at: Timestamp,
    pub(super) id: [u8; 16],
}

impl Notification {
    /// Who is told.
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// Language of the text.
    pub const fn lang(&self) -> &'static str {
        self.lang
    }

    /// One sentence or two.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Is something urgent among it?
    pub const fn is_urgent(&self) -> bool {
        self.urgent
    }

    /// Made at.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Random: names the message and nothing else.
    pub const fn id(&self) -> &[u8; 16] {
        &self.id
    }
}

/// Why it did not go, in words without addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Undelivered(pub String);

/// What was read of an OpenPGP key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyRead {
    /// To be compared with what its person has.
    pub fingerprint: String,
    /// Not taken any more from then on.
    pub ends: Option<Timestamp>,
}

/// Said by a program that was built without it.
pub const NO_OPENPGP: &str = "this program was built without OpenPGP";

/// What sends notifications.
#[async_trait]
pub trait Post: Send + Sync {
    /// Sends one; the other side has taken it, or why not.
    async fn send(&self, message: &Notification) -> Result<(), Undelivered>;

    /// Reads an OpenPGP key, as it counts at this moment. Why it is not taken, in words.
    fn read_key(&self, armoured: &str, now: Timestamp) -> Result<KeyRead, Undelivered> {
        let _ = (armoured, now);
        Err(Undelivered(NO_OPENPGP.to_owned()))
    }

    /// May a webhook go to this address? Why not, in words.
    fn may_call(&self, url: &str) -> Result<(), Undelivered>;
}

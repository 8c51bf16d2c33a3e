//! What a knock says: whom to call, how and before when, in a form that has no room for more. [STM-8]

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::ids::ParseIdError;
use crate::limits::CALLED_CHARS;

/// "Please call us": the title of a knock, and all of its words.
///
/// As text: `Please call us, for quince, by signal, before 2026-11-24T18:00:00Z`, where each part after
/// the first may be left out.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Call {
    /// Who is asked to call, as their contact card names them: letters and digits, and at most two of `-`, `_` and `.`.
    pub person: Option<Box<str>>,
    /// How.
    pub by: Option<CallBy>,
    /// It is of no use later.
    pub before: Option<Timestamp>,
}

/// How to call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CallBy {
    /// Signal.
    Signal,
    /// Telephone.
    Phone,
    /// Matrix.
    Matrix,
    /// Wire.
    Wire,
    /// Threema.
    Threema,
    /// WhatsApp.
    Whatsapp,
    /// XMPP.
    Xmpp,
    /// A video call: Jitsi, BigBlueButton.
    Video,
    /// Encrypted mail.
    Mail,
    /// Where they meet.
    InPerson,
}

impl CallBy {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::Signal,
        Self::Phone,
        Self::Matrix,
        Self::Wire,
        Self::Threema,
        Self::Whatsapp,
        Self::Xmpp,
        Self::Video,
        Self::Mail,
        Self::InPerson,
    ];

    /// Its word in texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Phone => "phone",
            Self::Matrix => "matrix",
            Self::Wire => "wire",
            Self::Threema => "threema",
            Self::Whatsapp => "whatsapp",
            Self::Xmpp => "xmpp",
            Self::Video => "video",
            Self::Mail => "mail",
            Self::InPerson => "in_person",
        }
    }
}

impl FromStr for CallBy {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let found = Self::ALL.into_iter().find(|by| by.as_str() == text);
        found.ok_or_else(|| ParseIdError::new(text, "a way to call (`signal`, `phone`, ...)"))
    }
}

impl Call {
    /// May somebody be called by this name in a knock?
    pub fn is_person(text: &str) -> bool {
        let is_joint = |c: &char| ['-', '_', '.'].contains(c);
        (1..=CALLED_CHARS).contains(&text.chars().count())
            && text.chars().all(|c| c.is_alphanumeric() || is_joint(&c))
            && text.chars().filter(is_joint).count() < 3
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Please call us")?;
        if let Some(person) = &self.person {
            write!(f, ", for {person}")?;
        }
        if let Some(by) = self.by {
            write!(f, ", by {}", by.as_str())?;
        }
        if let Some(before) = self.before {
            write!(f, ", before {before}")?;
        }
        Ok(())
    }
}

impl FromStr for Call {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let refused = || ParseIdError::new(text, "the words of a knock: `Please call us`");
        let mut call = Self::default();
        for part in text.split(", ").skip(1) {
            match part.split_once(' ') {
                Some(("for", person)) if Self::is_person(person) => {
                    call.person = Some(person.into());
                }
                Some(("by", by)) => call.by = Some(by.parse().map_err(|_| refused())?),
                Some(("before", at)) => call.before = Some(at.parse().map_err(|_| refused())?),
                _ => return Err(refused()),
            }
        }
        // One call has one spelling: what does not come back as it was is refused.
        if call.to_string() == text {
            Ok(call)
        } else {
            Err(refused())
        }
    }
}

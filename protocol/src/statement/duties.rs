//! The bodies by which a desk gives a right, warns, reports and hands over what is sealed. [STM-15]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::Header;
use super::bodies::{Reference, only_direct};
use crate::ids::{ParseIdError, serde_as_text};
use crate::limits::{
    AUDIENCE, CLOSED_STREAMS, PROOFS, ROSTER_BYTES, SEALED_BYTES, SOURCE_CHARS, SUMMARY_CHARS,
};
use crate::text::within;
use crate::{BulletinId, Code, DeskId, Digest, Label, Slip, StreamName, Timestamp};

/// The right to publish one revision of a bulletin as one's own: to that desk alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Grant {
    /// The bulletin of the granting desk.
    pub target: BulletinId,
    /// The digest of the revision that may be published.
    pub digest: Digest,
    /// The right ends at this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// The head at which a stream of an epoch that is over ends. [R9]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Closed {
    /// Which stream.
    pub stream: StreamName,
    /// In which epoch.
    pub epoch: u32,
    /// Entries that count.
    pub size: u64,
    /// The root at that size.
    pub root: Digest,
}

/// What a desk has to tell others about itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(
    tag = "about",
    rename_all = "snake_case",
    rename_all_fields = "snake_case",
    deny_unknown_fields
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Notice {
    /// Somebody had, or may have had, what this desk held. To each origin by itself.
    Breach {
        /// From this moment on, as far as is known.
        since: Timestamp,
        /// Until this moment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// What happened, in words.
        text: String,
        /// What of the recipient's was held: bulletins of its own, and no others.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        held: BTreeSet<Reference>,
        /// To a coordinator's desk: how many bulletins of others were held, by label; never of RED.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        counts: BTreeMap<Label, u32>,
    },
    /// Nobody answers.
    Absence {
        /// From.
        from: Timestamp,
        /// Until.
        until: Timestamp,
        /// Whom to turn to, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// The desk began a new epoch: the streams of older ones end at these heads. [R9]
    Epoch {
        /// The new epoch.
        epoch: u32,
        /// Where the older ones end, as far as the desk or any peer knows.
        closes: BTreeSet<Closed>,
    },
    /// The desk suspends itself: nothing is sent to it, and nothing taken from it but what takes
    /// back, until a roster that was issued after `since` decides. [REC-10]
    SelfSuspension {
        /// From.
        since: Timestamp,
        /// In words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// It says that it is back. People read it; it lifts nothing.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        over: bool,
    },
    /// Another desk's slip, by whoever was shown it: that desk counts as if it had suspended itself when this was
    /// issued. [REC-17]
    Slip {
        /// As it was shown.
        slip: Slip,
    },
}

/// What shows that a rule was broken, without any content.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(
    tag = "what",
    rename_all = "snake_case",
    rename_all_fields = "snake_case",
    deny_unknown_fields
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Proof {
    /// A checkpoint, as a signed note.
    Checkpoint {
        /// The note.
        note: String,
    },
    /// A roster's envelope.
    Roster {
        /// Its bytes.
        envelope: Blob,
    },
    /// Bytes that were refused.
    Refused {
        /// Their SHA-256.
        of: Digest,
        /// The stream that they came in.
        stream: StreamName,
        /// Why.
        code: Code,
    },
    /// Two contents of one revision, by their digests.
    Revisions {
        /// The bulletin.
        id: BulletinId,
        /// Which revision.
        revision: u32,
        /// The digests of both.
        digests: BTreeSet<Digest>,
    },
    /// A notice closed a stream of an older epoch otherwise than it is: the desk told another end before, or
    /// more of it is held.
    Closed {
        /// The notice.
        notice: BulletinId,
        /// What it says of that stream.
        closed: Closed,
    },
}

/// A broken rule, with the proof: to coordinators' desks alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// Who broke it.
    pub desk: DeskId,
    /// What happened, in words.
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SUMMARY_CHARS)))]
    pub text: String,
    /// What shows it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::PROOFS)))]
    pub proof: BTreeSet<Proof>,
}

/// RED for people of one desk: an age file that no node can read. [R26]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sealed {
    /// The file; its length is a power of two.
    pub sealed: Blob,
}

/// Bytes, written as base64 with padding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Blob(pub Vec<u8>);

impl Blob {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str =
        "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
}

impl fmt::Display for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(&self.0))
    }
}

impl FromStr for Blob {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let bytes = STANDARD.decode(text);
        bytes
            .map(Self)
            .map_err(|_| ParseIdError::new("...", "base64 with padding"))
    }
}
serde_as_text!(Blob);

impl Grant {
    pub(super) fn check(header: &Header) -> Result<(), String> {
        only_direct(header, 1)
    }
}

impl Notice {
    pub(super) fn check(&self, header: &Header) -> Result<(), String> {
        match self {
            Self::Breach {
                text, held, counts, ..
            } => {
                within("text", text, SUMMARY_CHARS)?;
                only_direct(header, 1)?;
                // Whose the bulletins are is told to nobody else.
                let to: Vec<_> = header.streams.iter().collect();
                let theirs = |r: &Reference| to == [&StreamName::Direct(r.origin.clone())];
                if held.len() > AUDIENCE {
                    return Err(format!("`held` names more than {AUDIENCE}"));
                }
                if !held.iter().all(theirs) {
                    return Err("`held` names what is not the recipient's".into());
                }
                if counts.contains_key(&Label::Red) {
                    return Err("`counts` counts RED".into());
                }
                Ok(())
            }
            Self::Absence { from, until, text } => {
                if until <= from {
                    return Err("`until` does not lie after `from`".into());
                }
                within("text", text.as_deref().unwrap_or_default(), SOURCE_CHARS)
            }
            Self::Epoch { epoch, closes } => {
                if closes.len() > CLOSED_STREAMS {
                    return Err(format!("`closes` names more than {CLOSED_STREAMS}"));
                }
                if *epoch != header.epoch || closes.iter().any(|c| c.epoch >= *epoch) {
                    return Err("it closes epochs before its own, and opens its own".into());
                }
                // [STR-11] Who reads a notice may know of the streams that it closes.
                let is_theirs = |closed: &Closed| {
                    closed.stream == StreamName::Clear || header.streams.contains(&closed.stream)
                };
                if !closes.iter().all(is_theirs) {
                    return Err("it closes a stream that it does not stand in".into());
                }
                Ok(())
            }
            // The newest counts: one from the future could never be ended.
            Self::SelfSuspension { since, .. } if *since > header.issued => {
                Err("`since` lies after `issued`".into())
            }
            Self::SelfSuspension { text, .. } => {
                within("text", text.as_deref().unwrap_or_default(), SOURCE_CHARS)
            }
            Self::Slip { slip } if slip.network != header.network => {
                Err("`slip` is of another network".into())
            }
            Self::Slip { slip } if slip.until <= header.issued => Err("`slip` is over".into()),
            Self::Slip { .. } => Ok(()),
        }
    }
}

impl Report {
    pub(super) fn check(&self, header: &Header) -> Result<(), String> {
        within("text", &self.text, SUMMARY_CHARS)?;
        if self.proof.len() > PROOFS {
            return Err(format!("`proof` has more than {PROOFS}"));
        }
        self.proof.iter().try_for_each(Proof::check)?;
        only_direct(header, crate::limits::COORDINATORS)
    }
}

impl Proof {
    fn check(&self) -> Result<(), String> {
        match self {
            Self::Checkpoint { note } if note.len() > crate::checkpoint::CHECKPOINT_BYTES => {
                Err("`note` is longer than any checkpoint".into())
            }
            Self::Roster { envelope } if envelope.0.len() > ROSTER_BYTES => {
                Err("`envelope` is longer than any roster".into())
            }
            Self::Revisions { digests, .. } if digests.len() != 2 => {
                Err("a proof of two contents names two digests".into())
            }
            Self::Checkpoint { .. }
            | Self::Roster { .. }
            | Self::Refused { .. }
            | Self::Revisions { .. }
            | Self::Closed { .. } => Ok(()),
        }
    }
}

impl Sealed {
    pub(super) fn check(&self, header: &Header) -> Result<(), String> {
        let length = self.sealed.0.len();
        if !SEALED_BYTES.contains(&length) || !length.is_power_of_two() {
            return Err(format!(
                "`sealed` has {length} bytes: a power of two from {} to {} hides what it holds",
                SEALED_BYTES.start(),
                SEALED_BYTES.end(),
            ));
        }
        only_direct(header, 1)
    }
}

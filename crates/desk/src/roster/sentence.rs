//! What changes in a roster, and what stands against something: each as a code with its words, so that every door says
//! it in its reader's language, and in plain English beside it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares the codes with the word that each has in data.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $word:literal,)+) => {
        /// What a sentence says.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum ToldCode { $($(#[$doc])* $code,)+ }

        impl ToldCode {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$code,)+];

            /// Its word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $word,)+ }
            }
        }
    };
}

codes! {
    /// A desk comes in: `desk`, `name`, `key`.
    Admits = "admits",
    /// A desk stands in it no more: `desk`.
    Unlisted = "unlisted",
    /// How many sign: `old`, `new`.
    Threshold = "threshold",
    /// The network is called `name`.
    NetworkName = "network_name",
    /// It is good until: `day`.
    GoodUntil = "good_until",
    /// One coordinator suspended it, and it is active again: `desk`.
    ActiveAgain = "active_again",
    /// It locked itself, and is trusted again: `desk`, `day`.
    TrustedAgain = "trusted_again",
    /// It is what was asked for already: `desk`.
    NothingChanges = "nothing_changes",
    /// A desk is something else: `desk`, `old`, `new`.
    Status = "status",
    /// A desk joins a group: `desk`, `group`.
    JoinsGroup = "joins_group",
    /// A desk leaves a group: `desk`, `group`.
    LeavesGroup = "leaves_group",
    /// Keys for statements: `desk`, `old`, `new`.
    SigningKeys = "signing_keys",
    /// Keys for checkpoints: `desk`, `old`, `new`.
    CheckpointKeys = "checkpoint_keys",
    /// Keys for the public feed: `desk`, `old`, `new`.
    FeedKeys = "feed_keys",
    /// Pins of connections: `desk`, `old`, `new`.
    TlsPins = "tls_pins",
    /// Addresses: `desk`, `new`.
    Addresses = "addresses",
    /// Keys for parcels: `desk`, `old`, `new`.
    SealingKeys = "sealing_keys",
    /// Whose desk it is: `desk`, `new`.
    Organisation = "organisation",
    /// Whose law it is under: `desk`, `new`.
    Jurisdiction = "jurisdiction",
    /// What it must report: `desk`, `new`.
    Duty = "duty",
    /// What it is called: `desk`, `name`.
    DeskName = "desk_name",
    /// A stream ends: `desk`, `stream`, `size`, `epoch`.
    StreamEnds = "stream_ends",
    /// It lost its keys, and bulletins are taken back for it: `desk`, `ids`.
    LostKeys = "lost_keys",
    /// Something else in its entry: `desk`.
    Entry = "entry",
    /// A coordinator is added: `name`.
    CoordinatorIn = "coordinator_in",
    /// A coordinator is removed: `name`.
    CoordinatorOut = "coordinator_out",
    /// A coordinator has another name: `old`, `new`.
    CoordinatorName = "coordinator_name",
    /// A coordinator has another key for the heartbeat: `name`, `old`, `new`.
    CoordinatorHeartbeat = "coordinator_heartbeat",
    /// Vouches that are needed: `old`, `new`.
    RuleVouches = "rule_vouches",
    /// Days to object: `old`, `new`.
    RuleObjection = "rule_objection",
    /// Days until AMBER waits: `old`, `new`.
    RuleFreshness = "rule_freshness",
    /// Days before a desk vouches: `old`, `new`.
    RuleVouchAge = "rule_vouch_age",
    /// Vouches of a desk in a year: `old`, `new`.
    RuleVouchesYear = "rule_vouches_year",
    /// A rule: the days for which members have it before the public.
    RuleMembersFirst = "rule_members_first",
    /// Another code of practice: `old`, `new`.
    RuleCode = "rule_code",
    /// How long content is kept: `days`.
    RuleRetention = "rule_retention",
    /// Everyone coordinates.
    RuleEveryone = "rule_everyone",
    /// Not everyone coordinates.
    RuleNotEveryone = "rule_not_everyone",
    /// Something else in the rules.
    Rules = "rules",
    /// It is the first.
    FirstRoster = "first_roster",
    /// A key to coordinate with: `key`.
    CoordinatorKey = "coordinator_key",
    /// Somebody offers to coordinate: `name`.
    OffersToCoordinate = "offers_to_coordinate",
    /// Too few vouches: `desk`, `have`, `need`.
    LacksVouches = "lacks_vouches",
    /// Objections are open: `n`, `desk`.
    OpenObjections = "open_objections",
    /// Members were not told: `desk`.
    NotAnnounced = "not_announced",
    /// Members may object still: `desk`, `day`.
    WindowOpen = "window_open",
    /// The code of practice is not accepted: `desk`.
    CodeNotAccepted = "code_not_accepted",
    /// Who vouches is not in the roster: `desk`.
    VouchNotInRoster = "vouch_not_in_roster",
    /// Who vouches is not active: `desk`.
    VouchNotActive = "vouch_not_active",
    /// Who vouches is of the same organisation: `desk`.
    VouchSameOrganisation = "vouch_same_organisation",
    /// Who vouches is a member for too short: `desk`, `days`.
    VouchTooYoung = "vouch_too_young",
    /// Who vouches did so too often: `desk`, `most`.
    VouchTooMany = "vouch_too_many",
}

/// A sentence by its code, with what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Told {
    /// What it says, in one word: `admits`, `lacks_vouches` ...
    pub code: String,
    /// What stands in it, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
}

/// A sentence, with its English.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) told: Told,
    text: String,
}

impl Sentence {
    pub(super) fn new(code: ToldCode, text: impl Into<String>) -> Self {
        Self {
            told: Told {
                code: code.as_str().to_owned(),
                words: BTreeMap::new(),
            },
            text: text.into(),
        }
    }

    /// The same with one of its words.
    pub(super) fn with(mut self, name: &str, word: impl ToString) -> Self {
        let words = &mut self.told.words;
        words.insert(name.to_owned(), word.to_string());
        self
    }

    /// The same with what was and what is.
    pub(super) fn from_to(self, old: impl ToString, new: impl ToString) -> Self {
        self.with("old", old).with("new", new)
    }
}

impl Deref for Sentence {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl PartialEq<&str> for Sentence {
    fn eq(&self, text: &&str) -> bool {
        self.text == **text
    }
}

/// All of them in plain English, and by their codes, in the same order.
pub(super) fn both(sentences: Vec<Sentence>) -> (Vec<String>, Vec<Told>) {
    let one = |it: Sentence| (it.text, it.told);
    sentences.into_iter().map(one).unzip()
}

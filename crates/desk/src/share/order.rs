//! What somebody asks to share, and what they are told.

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{BulletinId, Digest, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::leaving::TextShown;
use crate::preview::Outlook;
use crate::privacy::Finding;

/// What to share, and how far.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ShareOrder {
    /// What was seen: pasted text, or the text of a file.
    pub content: String,
    /// The file's name, if it was one: its type and columns are guessed by it.
    pub file_name: Option<String>,
    /// The format, if it is not to be guessed.
    pub format: Option<String>,
    /// The kind of all values (`domain-name`, `app-id`, ...), where the reader cannot see it: of a list, or of the
    /// columns of a table that hold values of any kind.
    pub kind: Option<String>,
    /// What stands in a column of a table, by its number from 1: a kind, or `any`, `kinds`, `names`, `roles`,
    /// `labels`, `nothing`.
    pub columns: BTreeMap<String, String>,
    /// One line; made from what was read, if absent.
    pub title: Option<String>,
    /// In words.
    pub summary: Option<String>,
    /// Language of the two, BCP 47.
    pub lang: Option<String>,
    /// A word of the category list.
    pub category: Option<String>,
    /// `TLP:...`, in any spelling; an import that carries a label may go without.
    pub label: Option<String>,
    /// Desks, and groups as `group:NAME`.
    pub to: Vec<String>,
    /// `refused`, `not-asked`, `desk`, `named`, `network`, `public`, or `not-needed:REASON`.
    pub consent: Option<String>,
    /// This desk's own word for the person: the claim is derived from the record of consent. [CON-3]
    pub consent_record: Option<String>,
    /// The person may be named.
    pub attribution: bool,
    /// The consent ends at this moment.
    pub consent_until: Option<Timestamp>,
    /// `PAP:...`.
    pub pap: Option<String>,
    /// One sentence that recipients must heed.
    pub also_please: Option<String>,
    /// Blocking could warn an abuser.
    pub may_alert_perpetrator: bool,
    /// To be looked at before all else.
    pub urgent: bool,
    /// Its words are hard to read: readers unfold them when they want to.
    pub content_warning: bool,
    /// The role of all indicators that bring none along: `c2`, `delivery`, `website`, `sender`, `payload`.
    pub role: Option<String>,
    /// Roles by value.
    pub roles: BTreeMap<String, String>,
    /// Not public before this moment; the network gets it at once.
    pub not_before: Option<Timestamp>,
    /// Recipients purge it then.
    pub retain_until: Option<Timestamp>,
    /// Where it comes from, for imported material.
    pub source: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// Bulletins that it quotes or answers, as `DESK/ID`.
    pub refers_to: Vec<String>,
    /// Where this desk has values from that it also knows from others' narrower bulletins. [R22]
    pub independent_source: Option<String>,
    /// Answers to findings of the privacy check, by key: why it is kept.
    pub because: BTreeMap<String, String>,
    /// Findings whose way out is taken first, by key or by the word for all of a kind: `remove`, `mask`, `instead`, or
    /// nothing for the first that there is. [PRV-11]
    pub mend: BTreeMap<String, String>,
    /// Ask the network instead of telling it; with the moment when the question ends.
    pub question_until: Option<Timestamp>,
    /// "Call me": no content at all; the only thing that TLP:RED may be until it is sealed to people. Its title is
    /// `Please call us`, with whom, how and before when. [STM-8]
    pub knock: bool,
    /// Only show what would happen; nothing is stored.
    pub dry_run: bool,
    /// `outlook.digest` of the preview that a person said yes to: where it is another by now, nothing is sent. [CLI-12]
    pub shown: Option<Digest>,
    /// Keep it as a draft; do not send.
    pub draft_only: bool,
    /// Values that were read and stay here.
    pub leave_out: BTreeSet<String>,
    /// Values that were seen at one person only: whoever sent them would learn who reported. It stays at this desk.
    /// [PRV-16]
    pub seen_once: BTreeSet<String>,
    /// The sheet that it was written on, used up by sending.
    #[serde(skip)]
    pub sheet: Option<BulletinId>,
    /// Leave out what this desk has shared already, as far and under the same label: the same list again, or a
    /// newer version of it.
    pub join_known: bool,
    /// Take as signs what the source gives as context only.
    pub take_context: bool,
}

/// What became of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Shared {
    /// Its bulletins: one, or several for a large file.
    pub bulletins: Vec<SharedBulletin>,
    /// The format that it was read as, by name.
    #[serde(default)]
    pub read_as: String,
    /// Values that were read.
    pub read: usize,
    /// Values that go along as context: they match nothing.
    #[serde(default)]
    pub context: usize,
    /// Values by kind.
    pub kinds: BTreeMap<String, usize>,
    /// Values that this desk knew already.
    pub known: usize,
    /// The same again, joined.
    pub merged: usize,
    /// What this desk had shared already, as far: left out where the order says so.
    #[serde(default)]
    pub joined: usize,
    /// Rows that were not taken, with place and reason.
    pub refused: Vec<RefusedShown>,
    /// What the reader has to say, in English.
    pub notes: Vec<String>,
    /// The same by codes, in the same order.
    #[serde(default)]
    pub noted: Vec<crate::noted::Noted>,
    /// What warning lists have to say of its values: a hit is a warning, not a verdict.
    #[serde(default)]
    pub warned: Vec<crate::warnings::Warned>,
    /// Findings of the privacy check that wait for an answer: until then it does not leave.
    pub findings: Vec<Finding>,
    /// What else the check has to say: it holds nothing back, or nothing of this label.
    #[serde(default)]
    pub hints: Vec<Finding>,
    /// In a dry run, every text that would leave, also those inside imported objects. [PRV-12]
    #[serde(default)]
    pub texts: Vec<TextShown>,
    /// Who will see it.
    pub outlook: Outlook,
}

/// One bulletin of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SharedBulletin {
    /// Its id; absent in a dry run.
    pub id: Option<BulletinId>,
    /// `preview`, `draft`, `sent`, `waiting`.
    pub state: String,
    /// Indicators in it.
    pub indicators: usize,
}

/// A row that was not taken.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RefusedShown {
    /// Where.
    pub place: String,
    /// What stood there, shortened.
    pub text: String,
    /// Why, in one word: `no_value`, `not_of_kind`, `private` ...
    #[serde(default)]
    pub why: String,
    /// What is wrong, in English.
    pub fault: String,
    /// How to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

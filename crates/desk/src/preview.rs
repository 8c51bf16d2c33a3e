//! "Who will see this": the policy's own answer, before anything is sent.

use std::collections::BTreeSet;

use fanal_policy::{Facts, Note, PublicOutlook, Reason, Split, World};
use fanal_protocol::{Code, DeskId, Digest, Label, Problem};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// Who will see a bulletin, who will not, and why.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Outlook {
    /// The label that it would carry.
    pub label: String,
    /// Desks that get it.
    pub now: Vec<DeskId>,
    /// What they may do with it.
    pub then: String,
    /// The same as the key of a sentence, for those who say it in another language.
    #[serde(default)]
    pub then_key: String,
    /// Who reads it at each of these desks: accounts with any of these rights. How many people that are is known of one's
    /// own desk alone.
    #[serde(default)]
    pub readers: Vec<Right>,
    /// How many accounts of this desk that are.
    #[serde(default)]
    pub readers_here: usize,
    /// Desks that do not, each with the reason.
    pub not: Vec<NotShown>,
    /// What stands between it and the public; empty if nothing does.
    pub public: Vec<String>,
    /// The codes of these.
    #[serde(default)]
    pub public_codes: Vec<Code>,
    /// May it become public at all?
    pub may_become_public: bool,
    /// What else to know before sending.
    pub notes: Vec<String>,
    /// The same for those who say it in another language.
    #[serde(default)]
    pub told: Vec<NoteShown>,
    /// Each other label: how many desks would get it, or why it cannot be chosen.
    pub alternatives: Vec<Alternative>,
    /// Why it cannot be sent as it stands, if it cannot.
    pub stands_against: Option<String>,
    /// The code of that.
    #[serde(default)]
    pub stands_against_code: Option<Code>,
    /// Of the label, of the desks that get it and of whether it may become public. An order that brings it along
    /// (`shown`) is refused where that is not so any more. [CLI-12]
    pub digest: Option<Digest>,
}

impl Outlook {
    /// Refuses what is sent on the word of a preview (`shown`) that is not true any more: somebody joined a group, or
    /// a network, since. [CLI-12]
    pub(crate) fn must_be_as_shown(&self, shown: Option<Digest>) -> Result<()> {
        if shown.is_none() || shown == self.digest {
            return Ok(());
        }
        let text = "who would get it changed since it was shown: nothing was sent";
        Err(Problem::new(Code::Conflict, text)
            .with_hint("look at it once more, and send it then")
            .into())
    }
}

/// Something to know before sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum NoteShown {
    /// A recipient must report some cases to authorities.
    MandatoryReporting {
        /// Which desk.
        desk: DeskId,
        /// Under whose law.
        jurisdiction: Option<String>,
        /// What, in its words.
        duty: String,
    },
    /// The desks that get it learn of each other.
    RecipientsSeeEachOther,
    /// The desk gets it when it calls.
    CallsOutOnly {
        /// Which desk.
        desk: DeskId,
    },
    /// It is outside of the hours that a recipient says.
    OutOfHours {
        /// Which desk.
        desk: DeskId,
        /// The time of day there, `03:10`.
        there: String,
        /// Its hours, in its words.
        hours: String,
    },
    /// A recipient said how it answers authorities that ask for what it was sent.
    LegalRequests {
        /// Which desk.
        desk: DeskId,
        /// How, in its words.
        text: String,
    },
    /// No agreement not to disclose is on record.
    NoAgreement {
        /// Of these desks.
        desks: Vec<DeskId>,
    },
    /// It asks to be public, and whoever could approve it here has written it.
    NobodyToApprove,
    /// It asks to be public, and the members have it first. [PUB-31]
    MembersFirst {
        /// For so many days.
        days: u16,
    },
}

/// A desk that does not get it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NotShown {
    /// Which desk.
    pub desk: DeskId,
    /// Why not.
    pub because: String,
    /// The code of that.
    #[serde(default)]
    pub code: Option<Code>,
}

/// Another label for the same thing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// The label.
    pub label: String,
    /// Desks that would get it.
    pub desks: Option<usize>,
    /// Which.
    #[serde(default)]
    pub who: Vec<DeskId>,
    /// Which would not, each with the reason.
    #[serde(default)]
    pub not: Vec<NotShown>,
    /// Why it cannot be chosen.
    pub because: Option<String>,
    /// The code of that.
    #[serde(default)]
    pub code: Option<Code>,
}

/// Asks the policy about every desk, and tells it in words.
pub(crate) fn outlook(facts: &Facts, world: &World<'_>) -> Outlook {
    let preview = fanal_policy::preview(facts, world);
    let (may_become_public, public) = match preview.public {
        PublicOutlook::Never(reason) => (false, vec![reason]),
        PublicOutlook::After(reasons) => (true, reasons),
        PublicOutlook::Now => (true, Vec::new()),
    };
    Outlook {
        digest: Some(digest(facts, &preview.now, may_become_public)),
        label: facts.marking.label.to_string(),
        now: preview.now,
        then: preview.then.words().to_owned(),
        then_key: preview.then.key().to_owned(),
        readers: fanal_policy::readers(facts, world)
            .into_iter()
            .map(right)
            .collect(),
        readers_here: 0,
        not: preview.not.into_iter().map(not_shown).collect(),
        public_codes: public.iter().map(|reason| reason.code).collect(),
        public: public.into_iter().map(|reason| reason.text).collect(),
        may_become_public,
        notes: preview.notes.iter().map(note).collect(),
        told: preview.notes.into_iter().map(told).collect(),
        alternatives: fanal_policy::by_label(facts, world)
            .into_iter()
            .map(alternative)
            .collect(),
        stands_against_code: preview.blocked.as_ref().map(|reason| reason.code),
        stands_against: preview.blocked.map(|reason| reason.text),
    }
}

const fn right(right: fanal_policy::Right) -> Right {
    match right {
        fanal_policy::Right::Analyst => Right::Analyst,
        fanal_policy::Right::Reviewer => Right::Reviewer,
        fanal_policy::Right::Coordinator => Right::Coordinator,
        fanal_policy::Right::Administrator => Right::Admin,
    }
}

/// What is for everybody, the public too, is so whoever joins.
fn digest(facts: &Facts, now: &[DeskId], may_become_public: bool) -> Digest {
    let marking = &facts.marking;
    let is_for_all = marking.label == Label::Clear && marking.audience.is_empty();
    let who: BTreeSet<&DeskId> = now.iter().filter(|_| !is_for_all).collect();
    crate::desk::sha256(
        &serde_json::to_vec(&(marking.label, who, may_become_public)).unwrap_or_default(),
    )
}

fn alternative((label, answer): (Label, Result<Split, Reason>)) -> Alternative {
    let mut shown = Alternative {
        label: label.to_string(),
        desks: None,
        who: Vec::new(),
        not: Vec::new(),
        because: None,
        code: None,
    };
    match answer {
        Ok((who, not)) => {
            shown.desks = Some(who.len());
            shown.who = who;
            shown.not = not.into_iter().map(not_shown).collect();
        }
        Err(reason) => {
            shown.because = Some(reason.text);
            shown.code = Some(reason.code);
        }
    }
    shown
}

fn not_shown((desk, reason): (DeskId, Reason)) -> NotShown {
    NotShown {
        desk,
        because: reason.text,
        code: Some(reason.code),
    }
}

fn told(note: Note) -> NoteShown {
    match note {
        Note::MandatoryReporting {
            desk,
            jurisdiction,
            duty,
        } => NoteShown::MandatoryReporting {
            desk,
            jurisdiction,
            duty,
        },
        Note::RecipientsSeeEachOther => NoteShown::RecipientsSeeEachOther,
        Note::CallsOutOnly { desk } => NoteShown::CallsOutOnly { desk },
    }
}

fn note(note: &Note) -> String {
    match note {
        Note::MandatoryReporting {
            desk,
            jurisdiction,
            duty,
        } => {
            let place = jurisdiction.as_deref().unwrap_or("its country");
            format!("{desk} must report to authorities ({place}): {duty}")
        }
        Note::RecipientsSeeEachOther => "the desks that get it learn of each other".into(),
        Note::CallsOutOnly { desk } => {
            format!("{desk} cannot be called: it gets this when it calls")
        }
    }
}

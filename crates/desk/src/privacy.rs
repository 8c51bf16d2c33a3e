//! The privacy check of what a desk says: every text and every value of a bulletin, each finding with
//! its place and its way out. What looks like a person is for `fanal-privacy` to say; which text leaves,
//! and what an answer is, is said here. [PRV-1] [PRV-2]

mod mend;
mod objects;
pub(crate) mod plain;
mod said;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use fanal_privacy::{Check, Reason, Remedy, Weight};
use fanal_protocol::{Bulletin, Label};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::objects::Values;
pub(crate) use self::words::Guard;
pub use self::words::{
    CountriesOrder, CountriesShown, Masked, PrivacyOrder, PrivacyShown, ProtectOrder, ProtectedNow,
    ProtectedShown, WhichWord, check_text,
};

/// Something that may tell of a person, with what can be done about it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Names the finding, to be answered by.
    pub key: String,
    /// What it is, in one word: `email`, `one_time_link` ... An answer under this word answers all
    /// findings of it that were made.
    pub reason: String,
    /// Where: `title`, `summary`, `line 3 of summary`, `indicator 4`.
    pub place: String,
    /// In how many more places the same stands.
    pub also: usize,
    /// What it looks like.
    pub what: String,
    /// What stands there.
    pub text: String,
    /// From which character of the text on, and up to which.
    pub from: usize,
    /// Exclusive.
    pub to: usize,
    /// `always`, `before_clear`, `hint`: how long it holds the bulletin back.
    pub weight: String,
    /// What can be put in its place, each telling less.
    pub remedies: Vec<RemedyShown>,
    /// What can be done, in words.
    pub hint: String,
}

/// What can be put in the place of a finding.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyShown {
    /// `remove`, `mask`, `instead`.
    pub kind: String,
    /// The text that goes in its place; none to remove it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

/// Content does not end in logs. [R3]
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.reason, self.place)
    }
}

impl Finding {
    /// As it is shown: `place` says where the text stands.
    pub(crate) fn of(place: &str, found: &fanal_privacy::Finding) -> Self {
        let place = match found.line {
            0 | 1 => place.to_owned(),
            line => format!("line {line} of {place}"),
        };
        let remedies: Vec<RemedyShown> = found.remedies.iter().map(remedy_shown).collect();
        Self {
            key: key_of(found.reason, &found.text),
            reason: found.reason.as_str().to_owned(),
            place,
            also: 0,
            what: found.reason.looks_like().to_owned(),
            text: found.text.clone(),
            from: found.from,
            to: found.to,
            weight: weight_shown(found.reason.weight()).to_owned(),
            remedies,
            hint: hint(found.reason).to_owned(),
        }
    }

    /// Does who made it learn from it who reported? [PRV-16]
    pub(crate) fn needs_second_answer(&self) -> bool {
        let reason = self.reason.parse();
        reason.is_ok_and(Reason::needs_second_answer)
    }

    /// Does it hold back what asks for this label? [PRV-3]
    pub(crate) fn holds_back(&self, asked: Label) -> bool {
        match self.weight.as_str() {
            "hint" => false,
            "before_clear" => asked == Label::Clear,
            _always => true,
        }
    }
}

const fn weight_shown(weight: Weight) -> &'static str {
    match weight {
        Weight::Hint => "hint",
        Weight::BeforeClear => "before_clear",
        Weight::Always => "always",
    }
}

fn remedy_shown(remedy: &Remedy) -> RemedyShown {
    let (kind, with) = match remedy {
        Remedy::Remove => ("remove", None),
        Remedy::Mask(text) => ("mask", Some(text.clone())),
        Remedy::Instead(text) => ("instead", Some(text.clone())),
    };
    RemedyShown {
        kind: kind.to_owned(),
        with,
    }
}

/// The same text for the same reason is one finding, wherever it stands. The hash alone is kept.
fn key_of(reason: Reason, text: &str) -> String {
    let hash = crate::desk::sha256(text.as_bytes()).to_string();
    let short: String = hash.chars().take(KEY_CHARS).collect();
    format!("{reason}-{short}")
}

/// Enough that two texts of one bulletin do not meet by chance, and few enough to be typed.
const KEY_CHARS: usize = 10;

const fn hint(reason: Reason) -> &'static str {
    match reason {
        Reason::OneTimeLink | Reason::AddressInLink | Reason::PhoneInLink => {
            "share the domain alone, or keep it and say why; an embargo of some days hides whose find it was"
        }
        Reason::SeenOnce => {
            "share the domain alone or leave it out, or keep it and say why; before it becomes public a second person \
             says why, too, and an embargo of some days hides whose find it was"
        }
        Reason::ShortLink => "share where it leads, if you know, or keep it and say why",
        Reason::Email => {
            "if it is the attacker's, give it the role `sender`; else take it out or mask it"
        }
        Reason::Blaming => "say what the attacker did",
        Reason::CommonSite => "blocking it would harm everybody: leave it out if it is not theirs",
        Reason::GroupPlaceTime => "leave out place, number or day, or keep it and say why",
        Reason::FineTime => "give the day alone, or keep it and say why",
        Reason::FinePlace => "give the country alone, or keep it and say why",
        Reason::HiddenCharacters | Reason::LookAlike => "write it anew, or keep it and say why",
        Reason::ProtectedWord
        | Reason::Invite
        | Reason::Profile
        | Reason::Handle
        | Reason::BankAccount
        | Reason::CardNumber
        | Reason::DeviceNumber
        | Reason::HardwareAddress
        | Reason::IdentityNumber
        | Reason::Coordinates
        | Reason::PrivateAddress
        | Reason::Phone
        | Reason::StreetAddress
        | Reason::BirthDate
        | Reason::UserPath
        | Reason::DeviceName
        | Reason::PersonName
        | Reason::CaseNumber
        | Reason::MailHeaders
        | Reason::Conversation => "take it out or mask it, or keep it and say why",
    }
}

/// Nobody said what this desk protects: then nothing leaves.
pub(crate) fn unchecked() -> Finding {
    Finding {
        key: "unchecked".into(),
        reason: "unchecked".into(),
        place: "bulletin".into(),
        also: 0,
        what: "the privacy check did not run".into(),
        text: String::new(),
        from: 0,
        to: 0,
        weight: weight_shown(Weight::Always).to_owned(),
        remedies: Vec::new(),
        hint: "this is a mistake of the program: say so".into(),
    }
}

/// All findings of a bulletin, hints too, each text for each reason once.
pub(crate) fn findings_in(bulletin: &Bulletin, check: &Check<'_>) -> Vec<Finding> {
    let mut found = Found::default();
    let also_please = bulletin.marking.also_please.as_deref();
    let texts = [
        ("title", Some(bulletin.title.as_str())),
        ("summary", bulletin.summary.as_deref()),
        ("category", bulletin.category.as_deref()),
        ("lang", bulletin.lang.as_deref()),
        ("source", bulletin.source.as_deref()),
        ("licence", bulletin.licence.as_deref()),
        ("also please", also_please),
    ];
    for (place, text) in texts {
        found.add(place, &check.text(text.unwrap_or_default()));
    }
    Values::of(bulletin, check).look(&mut found);
    found.shown
}

/// What was found so far, each key once.
#[derive(Default)]
struct Found {
    shown: Vec<Finding>,
    known: BTreeMap<String, usize>,
}

impl Found {
    fn add(&mut self, place: &str, findings: &[fanal_privacy::Finding]) {
        for finding in findings {
            let finding = Finding::of(place, finding);
            match self
                .known
                .get(&finding.key)
                .and_then(|at| self.shown.get_mut(*at))
            {
                Some(first) => first.also += 1,
                None => {
                    self.known.insert(finding.key.clone(), self.shown.len());
                    self.shown.push(finding);
                }
            }
        }
    }
}

/// Answers as they are kept: one for each finding that was made. An answer under a reason's word stands
/// for all its findings of now, never for those of later; a protected word is answered by itself. [PRV-4]
pub(crate) fn answers_to(
    findings: &[Finding],
    because: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut answers = because.clone();
    answers.retain(|key, _| key.parse::<Reason>().is_err());
    let protected = Reason::ProtectedWord.as_str();
    for finding in findings
        .iter()
        .filter(|finding| finding.reason != protected)
    {
        if let Some(why) = because.get(&finding.reason) {
            answers
                .entry(finding.key.clone())
                .or_insert_with(|| why.clone());
        }
    }
    answers.retain(|_, why| !why.trim().is_empty());
    answers
}

#[cfg(test)]
mod tests;

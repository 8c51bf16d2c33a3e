//! Words of closed lists that several pages show: kinds, roles, categories, what stands in the way.

use fanal_desk::{NoteShown, Outlook};
use fanal_protocol::{Code, Role};
use fanal_store::Right;

use crate::texts::Texts;

/// Kinds of values that have a name of their own in the catalogues.
pub(crate) const KINDS: &[&str] = &[
    "domain-name",
    "url",
    "ipv4-addr",
    "ipv6-addr",
    "email-addr",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "app-id",
    "cert-md5",
    "cert-sha1",
    "cert-sha256",
    "process-name",
    "file-name",
    "file-path",
    "configuration-profile-id",
    "android-property",
];

/// What an incident can be.
pub(crate) const CATEGORIES: &[&str] = &[
    "phishing",
    "account-takeover",
    "spyware",
    "stalkerware",
    "malware",
    "vulnerability",
    "harassment",
    "impersonation",
    "doxxing",
    "site-attack",
    "censorship",
    "interception",
    "device-loss",
    "data-leak",
];

/// What a value does, as it is chosen.
pub(crate) const ROLES: &[&str] = &["c2", "delivery", "website", "sender", "payload"];

/// A kind in words.
pub(crate) fn kind(texts: &Texts, kind: &str) -> String {
    if KINDS.contains(&kind) {
        texts.say(&format!("kind-{kind}"))
    } else {
        kind.to_owned()
    }
}

/// A category in words; one of another program's is shown as it came.
pub(crate) fn category(texts: &Texts, category: &str) -> String {
    if CATEGORIES.contains(&category) {
        texts.say(&format!("category-{category}"))
    } else {
        category.to_owned()
    }
}

/// The key of a role.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::C2 => "role-c2",
        Role::Delivery => "role-delivery",
        Role::Website => "role-website",
        Role::Sender => "role-sender",
        Role::Payload => "role-payload",
        Role::Unknown => "role-unknown",
    }
}

/// Something to choose.
#[derive(Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) words: String,
    pub(crate) chosen: bool,
}

/// The choices of a list whose keys begin so.
pub(crate) fn choices(texts: &Texts, prefix: &str, all: &[&str], chosen: &str) -> Vec<Choice> {
    let one = |value: &&str| Choice {
        value: (*value).to_owned(),
        words: texts.say(&format!("{prefix}-{value}")),
        chosen: *value == chosen,
    };
    all.iter().map(one).collect()
}

/// What else to know: our words, and behind them a desk's own, which may run the other way.
pub(crate) struct NoteRow {
    pub(crate) words: String,
    pub(crate) theirs: Option<String>,
}

/// "Who will see this", in the reader's language.
pub(crate) struct Seen {
    /// The desks that get it.
    pub(crate) now: Vec<String>,
    /// What they may do with it.
    pub(crate) then: String,
    /// Which of their people read it, and how many of one's own.
    pub(crate) readers: String,
    pub(crate) readers_here: usize,
    /// How many do not.
    pub(crate) not: usize,
    /// Why not, each with the desks.
    pub(crate) reasons: Vec<(String, Vec<String>)>,
    /// What stands between it and the public; none if it is not asked for.
    pub(crate) public: Vec<String>,
    /// Whether it may become public.
    pub(crate) may_become_public: bool,
    /// What else to know.
    pub(crate) notes: Vec<NoteRow>,
    /// Why it cannot be sent.
    pub(crate) against: Option<String>,
    /// Against: in the program's own words.
    pub(crate) against_detail: String,
}

impl Seen {
    /// The policy's answer in words.
    pub(crate) fn of(texts: &Texts, outlook: &Outlook) -> Self {
        let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
        for not in &outlook.not {
            let words = not
                .code
                .map_or_else(|| not.because.clone(), |code| texts.code(code));
            match reasons.iter_mut().find(|(known, _)| *known == words) {
                Some((_, desks)) => desks.push(not.desk.to_string()),
                None => reasons.push((words, vec![not.desk.to_string()])),
            }
        }
        Self {
            now: outlook.now.iter().map(ToString::to_string).collect(),
            then: texts.say(&outlook.then_key.replace(['.', '_'], "-")),
            readers: texts.say(readers_key(&outlook.readers)),
            readers_here: outlook.readers_here,
            not: outlook.not.len(),
            reasons,
            public: codes(texts, &outlook.public_codes),
            may_become_public: outlook.may_become_public,
            notes: outlook.told.iter().map(|told| note(texts, told)).collect(),
            against: outlook.stands_against_code.map(|code| texts.code(code)),
            against_detail: outlook.stands_against.clone().unwrap_or_default(),
        }
    }
}

/// The key of who reads it at a desk: staff, or those who keep the network too.
fn readers_key(readers: &[Right]) -> &'static str {
    if readers.contains(&Right::Coordinator) {
        "seen-readers-all"
    } else {
        "seen-readers-staff"
    }
}

fn codes(texts: &Texts, codes: &[Code]) -> Vec<String> {
    let mut said: Vec<String> = codes.iter().map(|code| texts.code(*code)).collect();
    said.dedup();
    said
}

fn note(texts: &Texts, note: &NoteShown) -> NoteRow {
    let said = |words: String, theirs: Option<String>| NoteRow { words, theirs };
    match note {
        NoteShown::MandatoryReporting {
            desk,
            jurisdiction,
            duty,
        } => {
            let unknown = || texts.say("note-reporting-somewhere");
            let place = jurisdiction.clone().unwrap_or_else(unknown);
            let words = texts.with("note-reporting", "desk", desk);
            said(words, Some(format!("{duty} ({place})")))
        }
        NoteShown::RecipientsSeeEachOther => said(texts.say("note-each-other"), None),
        NoteShown::CallsOutOnly { desk } => said(texts.with("note-calls-out", "desk", desk), None),
        NoteShown::OutOfHours { desk, there, hours } => {
            let words = texts.with("note-night", "desk", desk);
            said(words, Some(format!("{there} ({hours})")))
        }
        NoteShown::LegalRequests { desk, text } => {
            let words = texts.with("note-legal-requests", "desk", desk);
            said(words, Some(text.clone()))
        }
        NoteShown::NoAgreement { desks } if desks.len() > 4 => {
            said(texts.count("note-no-agreements", desks.len()), None)
        }
        NoteShown::NoAgreement { desks } => {
            let names: Vec<String> = desks.iter().map(ToString::to_string).collect();
            let names = texts.list(&names);
            said(texts.with("note-no-agreement", "desks", names), None)
        }
        NoteShown::NobodyToApprove => said(texts.say("note-nobody-to-approve"), None),
        NoteShown::MembersFirst { days } => {
            said(texts.count("note-members-first", usize::from(*days)), None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// [JOIN-9] A country that nobody stated is said to be so, in words.
    #[test]
    fn a_duty_without_a_country_says_so_in_words() {
        for lang in Lang::ALL {
            let texts = Texts::of(lang);
            let told = |jurisdiction: Option<&str>| {
                let note_shown = NoteShown::MandatoryReporting {
                    desk: "qasaba".parse().unwrap(),
                    jurisdiction: jurisdiction.map(str::to_owned),
                    duty: "minors".into(),
                };
                note(texts, &note_shown).theirs.unwrap()
            };
            let unstated = texts.say("note-reporting-somewhere");
            assert!(
                told(None).ends_with(&format!("minors ({unstated})")),
                "{}",
                told(None)
            );
            assert!(!unstated.contains(['?', '-']), "{unstated}");
            assert!(told(Some("FR")).ends_with("minors (FR)"));
        }
    }
}

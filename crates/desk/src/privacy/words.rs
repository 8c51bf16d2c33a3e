//! A desk's own protected words, and the check of a text by itself. [PRV-5] [PRV-6]

use std::collections::BTreeSet;
use std::sync::Arc;

use fanal_privacy::{Check, Country, Protects, forms, masked};
use fanal_protocol::{BulletinId, Code, Timestamp};
use fanal_store::{ProtectedMarks, ProtectedRow, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Finding;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found, problem};
use crate::review::needs_staff;

/// What this desk's check knows beside shapes: its protected words, and which countries' numbers.
pub(crate) struct Guard {
    marks: ProtectedMarks,
    countries: Vec<Country>,
    /// Beside what the marks say: what an order says was seen at one person only.
    seen_once: BTreeSet<String>,
}

impl Guard {
    pub(crate) fn check(&self) -> Check<'_> {
        Check {
            countries: &self.countries,
            words: Some(self),
        }
    }
}

impl Protects for Guard {
    fn longest(&self) -> usize {
        self.marks.longest()
    }

    fn is_protected(&self, form: &str) -> bool {
        self.marks.has(form)
    }

    fn has_seen_once(&self) -> bool {
        self.marks.has(SEEN_ONCE) || !self.seen_once.is_empty()
    }

    fn is_seen_once(&self, value: &str) -> bool {
        self.seen_once.contains(value) || self.marks.has(&form_of_seen_once(value))
    }
}

/// The label of values that were seen at one person only, among protected words. A form of these is letters, digits
/// and blanks: this one, and what is made of it, is none of them.
const SEEN_ONCE: &str = "seen-at-one-person";

fn form_of_seen_once(value: &str) -> String {
    format!("{SEEN_ONCE}={value}")
}

/// Words to be protected.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtectOrder {
    /// Names of people, own domains: each by itself. They are hashed, and kept nowhere.
    pub words: Vec<String>,
    /// A note to find them by; tells nothing of the word.
    #[serde(default)]
    pub label: String,
}

/// A protected word, without the word.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProtectedShown {
    /// Its id: to let it go.
    pub id: BulletinId,
    /// The desk's note.
    pub label: String,
    /// Since when.
    pub since: Timestamp,
}

/// What became of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProtectedNow {
    /// Words that are protected from now on.
    pub added: usize,
    /// Words that were protected already.
    pub known: usize,
    /// All protected words.
    pub all: usize,
}

/// Names a protected word.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichWord {
    /// Its id, as the list gives it.
    pub id: BulletinId,
}

/// The countries whose identity numbers are known by their shape.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CountriesOrder {
    /// Two letters each; an empty list: all. Absent: only tell.
    pub countries: Option<Vec<String>>,
}

/// Which they are now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CountriesShown {
    /// Two letters each.
    pub countries: Vec<String>,
}

/// A text to be checked.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrivacyOrder {
    /// The text.
    pub content: String,
}

/// What was found in a text.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PrivacyShown {
    /// All findings, hints too.
    pub findings: Vec<Finding>,
    /// The text with each of them masked, shortened or taken out.
    pub masked: Masked,
}

/// A text. No Debug of it: it is content. [R3]
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Masked(pub String);

impl std::fmt::Debug for Masked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text")
    }
}

/// Characters of a text that is checked by itself.
const CONTENT_BYTES: usize = 1 << 20;
/// Protected words of one desk: each is asked about at every word of what leaves.
const MOST_WORDS: usize = 20_000;
const LABEL_CHARS: usize = 100;
const COUNTRIES: &str = "privacy.countries";

/// All findings of a text by itself, and the text with them masked: for whoever has no desk at hand.
pub fn check_text(content: &str, check: &Check<'_>) -> PrivacyShown {
    let findings = check.text(content);
    let mut found = super::Found::default();
    found.add("text", &findings);
    PrivacyShown {
        findings: found.shown,
        masked: Masked(masked(content, &findings)),
    }
}

impl Desk {
    /// What the check of this desk knows, as of now.
    pub(crate) async fn guard(&self, unit: &mut dyn Unit) -> Result<Arc<Guard>> {
        self.guard_with(unit, BTreeSet::new()).await
    }

    /// The same, where an order says that these values were seen at one person only.
    pub(crate) async fn guard_with(
        &self,
        unit: &mut dyn Unit,
        seen_once: BTreeSet<String>,
    ) -> Result<Arc<Guard>> {
        let marks = unit.protected_marks().await?;
        let countries = countries(unit).await?;
        Ok(Arc::new(Guard {
            marks,
            countries,
            seen_once,
        }))
    }

    /// Keeps that these values were seen at one person only: as keyed hashes, among the protected words, for every
    /// bulletin to come. [PRV-16]
    pub(crate) async fn keep_seen_once(&self, unit: &mut dyn Unit, guard: &Guard) -> Result<()> {
        let forms = guard.seen_once.iter().map(|it| form_of_seen_once(it));
        let new: Vec<String> = forms.filter(|form| !guard.marks.has(form)).collect();
        if new.is_empty() {
            return Ok(());
        }
        if unit.protected().await?.len() + new.len() > MOST_WORDS {
            let text = format!("a desk protects {MOST_WORDS} words at most");
            return Err(problem(Code::LimitSize, text));
        }
        for form in new {
            let row = ProtectedRow {
                id: self.new_id(),
                label: SEEN_ONCE.to_owned(),
                since: self.now(),
            };
            unit.protect(&row, &[form, SEEN_ONCE.to_owned()], 0).await?;
        }
        Ok(())
    }

    /// Checks a text by itself; nothing is stored.
    pub async fn check_privacy(
        &self,
        caller: &Caller,
        order: &PrivacyOrder,
    ) -> Result<PrivacyShown> {
        needs_staff(caller)?;
        if order.content.len() > CONTENT_BYTES {
            let text = format!("a text has at most {CONTENT_BYTES} bytes");
            return Err(problem(Code::LimitSize, text));
        }
        let mut unit = self.read().await?;
        let guard = self.guard(unit.as_mut()).await?;
        Ok(check_text(&order.content, &guard.check()))
    }

    /// Protects words from now on. The words are hashed under a key of the vault, and forgotten.
    pub async fn protect_words(
        &self,
        caller: &Caller,
        order: &ProtectOrder,
    ) -> Result<ProtectedNow> {
        needs_staff(caller)?;
        if order.label.chars().count() > LABEL_CHARS {
            return Err(invalid(format!(
                "a label has at most {LABEL_CHARS} characters"
            )));
        }
        let mut unit = self.begin().await?;
        let mut all = unit.protected().await?.len();
        let (mut added, mut known) = (0, 0);
        for word in order.words.iter().map(|word| word.trim()) {
            let forms = forms(word);
            let Some(first) = forms.first() else {
                // The word itself is not repeated: messages end in logs.
                return Err(invalid(
                    "a word to protect has three letters or more, and five parts at most",
                ));
            };
            let longest = forms.iter().map(|form| form.split(' ').count()).max();
            if unit.protected_marks().await?.has(first) {
                known += 1;
                continue;
            }
            if all >= MOST_WORDS {
                let text = format!("a desk protects {MOST_WORDS} words at most");
                return Err(problem(Code::LimitSize, text));
            }
            let row = ProtectedRow {
                id: self.new_id(),
                label: order.label.trim().to_owned(),
                since: self.now(),
            };
            unit.protect(&row, &forms, longest.unwrap_or(1)).await?;
            added += 1;
            all += 1;
        }
        let count = added.to_string();
        unit.put_audit(
            self.now(),
            caller.account(),
            "privacy.protect",
            &count,
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(ProtectedNow { added, known, all })
    }

    /// All protected words, by their labels.
    pub async fn protected_words(&self, caller: &Caller) -> Result<Vec<ProtectedShown>> {
        needs_staff(caller)?;
        let rows = self.read().await?.protected().await?;
        let shown = |row: ProtectedRow| ProtectedShown {
            id: row.id,
            label: row.label,
            since: row.since,
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    /// Lets a word go: it takes a reviewer, as publishing does.
    pub async fn unprotect_word(&self, caller: &Caller, which: &WhichWord) -> Result<()> {
        caller.needs(Right::Reviewer)?;
        let mut unit = self.begin().await?;
        if !unit.unprotect(which.id).await? {
            return Err(not_found("protected word"));
        }
        let object = which.id.to_string();
        unit.put_audit(
            self.now(),
            caller.account(),
            "privacy.unprotect",
            &object,
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    /// The countries whose identity numbers can be known by their shape.
    pub fn known_countries(&self) -> Vec<String> {
        let all = Country::ALL.iter();
        all.map(|country| country.as_str().to_owned()).collect()
    }

    /// Tells or sets the countries whose identity numbers are known by their shape.
    pub async fn privacy_countries(
        &self,
        caller: &Caller,
        order: &CountriesOrder,
    ) -> Result<CountriesShown> {
        needs_staff(caller)?;
        let mut unit = self.begin().await?;
        if let Some(named) = &order.countries {
            caller.needs(Right::Reviewer)?;
            let parsed = named.iter().map(|text| text.parse::<Country>());
            let parsed: Vec<Country> = parsed
                .collect::<std::result::Result<_, _>>()
                .map_err(|error| invalid(error.to_string()))?;
            let words: Vec<&str> = parsed.iter().map(|country| country.as_str()).collect();
            unit.put_setting(COUNTRIES, words.join(",").as_bytes())
                .await?;
            let object = words.join(",");
            unit.put_audit(
                self.now(),
                caller.account(),
                "privacy.countries",
                &object,
                "done",
            )
            .await?;
        }
        let mut countries = countries(unit.as_mut()).await?;
        if countries.is_empty() {
            countries = Country::ALL.to_vec();
        }
        unit.commit().await?;
        let countries = countries.iter().map(|country| country.as_str().to_owned());
        Ok(CountriesShown {
            countries: countries.collect(),
        })
    }
}

/// As they were set; empty for all.
async fn countries(unit: &mut dyn Unit) -> Result<Vec<Country>> {
    let stored = unit.setting(COUNTRIES).await?;
    let text = stored.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = text.unwrap_or_default();
    // A word that this program does not know is left out; with none left, all are looked for.
    Ok(text
        .split(',')
        .filter_map(|word| word.parse().ok())
        .collect())
}

//! What a node says of its own health: each check with its state, one sentence, and how to mend it. [CLI-8]
//!
//! What only the machine knows (folders, disks, the configuration) is looked at by `fanal doctor` itself.

mod keeping;
mod network;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::{Caller, Proof};
use crate::desk::Desk;
use crate::error::Result;
use crate::roster::EARLIER_FORK;

/// How a check ended.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// As it should be.
    Good,
    /// Not looked at; the text says why.
    Skipped,
    /// It could be better.
    Advice,
    /// It will go wrong, or is weaker than it should be.
    Warning,
    /// It is wrong.
    Bad,
}

impl CheckState {
    /// The word for it in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Skipped => "skipped",
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}

/// One check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Its name: several checks may share one.
    pub name: String,
    /// How it ended.
    pub state: CheckState,
    /// One sentence.
    pub text: String,
    /// How to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// Where more stands of it: a document of the program, by its path.
    #[serde(default)]
    pub doc: String,
}

/// Where more stands of what the checks look at; of all others in the first document that an administrator reads.
const DOCS: &[(&str, &[&str])] = &[
    (
        "deploy/runbooks/backup.md",
        &[
            "accounts",
            "backup",
            "came back",
            "copy",
            "database",
            "drill",
            "recovery key",
        ],
    ),
    ("deploy/runbooks/coordinators.md", &["roster"]),
    ("deploy/runbooks/fork.md", &["roster history"]),
    ("deploy/runbooks/found.md", &["network"]),
    (
        "deploy/runbooks/own-entry.md",
        &["contact", "keys", "lines", "own entry"],
    ),
    ("deploy/runbooks/report.md", &["gaps", "peer"]),
    (
        "deploy/fanal.toml.sample",
        &["configuration", "notifications", "retention", "source"],
    ),
    ("deploy/tor/README.md", &["proxy"]),
    ("SECURITY.md", &["clock", "log", "policy", "time service"]),
];
const FIRST_DOC: &str = "deploy/README.md";

/// Every document that a check names.
pub fn doctor_documents() -> impl Iterator<Item = &'static str> {
    DOCS.iter().map(|(doc, _)| *doc).chain([FIRST_DOC])
}

fn doc_of(name: &str) -> &'static str {
    let found = DOCS.iter().find(|(_, names)| names.contains(&name));
    found.map_or(FIRST_DOC, |(doc, _)| doc)
}

/// All of them, in the order in which they are read.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Diagnosis {
    /// The checks.
    pub checks: Vec<Check>,
}

impl Diagnosis {
    /// As it should be.
    pub fn good(&mut self, name: &str, text: impl Into<String>) {
        self.add(name, CheckState::Good, text.into(), None);
    }

    /// Not looked at, and why.
    pub fn skipped(&mut self, name: &str, text: impl Into<String>) {
        self.add(name, CheckState::Skipped, text.into(), None);
    }

    /// It could be better, and how.
    pub fn advice(&mut self, name: &str, text: impl Into<String>, fix: &str) {
        self.add(name, CheckState::Advice, text.into(), Some(fix));
    }

    /// Weaker than it should be, and how to mend it.
    pub fn warning(&mut self, name: &str, text: impl Into<String>, fix: &str) {
        self.add(name, CheckState::Warning, text.into(), Some(fix));
    }

    /// Wrong, and how to mend it.
    pub fn bad(&mut self, name: &str, text: impl Into<String>, fix: &str) {
        self.add(name, CheckState::Bad, text.into(), Some(fix));
    }

    /// Is one of them so?
    pub fn has(&self, state: CheckState) -> bool {
        self.checks.iter().any(|check| check.state == state)
    }

    /// How a check ended, as it was found elsewhere.
    pub fn add(&mut self, name: &str, state: CheckState, text: String, fix: Option<&str>) {
        self.checks.push(Check {
            name: name.to_owned(),
            state,
            text,
            fix: fix.map(str::to_owned),
            doc: doc_of(name).to_owned(),
        });
    }
}

impl Desk {
    /// What this node knows of its own health: its networks one by one, its backups, its clock, the copies of its
    /// site and its sources. Neither contents of bulletins nor how many are here is in it: every account may ask.
    pub async fn doctor(&self, caller: &Caller) -> Result<Diagnosis> {
        let status = self.status(caller).await?;
        let mut diagnosis = Diagnosis::default();
        diagnosis.backups(&status.backups, self.now());
        diagnosis.leap(status.clock_paused);
        diagnosis.accounts(&status.accounts_to_confirm);
        diagnosis.copies(&status.copies);
        diagnosis.sources(&status.sources);
        diagnosis.notifications(&self.roads_told().await?);
        let began = self.read().await?.audit(1, 1).await?;
        let began = began.first().map(|line| line.at);
        diagnosis.retention(self.retention_kept().await?, began, self.now());
        if status.networks.is_empty() {
            diagnosis.no_network(status.waiting_for_admission);
        }
        for (id, _, _) in self.networks() {
            let there = self.in_network(&id.to_string())?;
            if let Some(network) = &there.status(caller).await?.network {
                diagnosis.own_entry(&there)?;
                diagnosis.again(&there.keys_to_compare(caller).await?);
                diagnosis.contact(&there.own_lacks().await?);
                diagnosis.history(there.read().await?.has_proof(id, EARLIER_FORK).await?);
                diagnosis.network(network, self.now());
            }
        }
        Ok(diagnosis)
    }

    /// How many checks of each name ended in each way, for who watches from outside: no texts, no names of desks. [CLI-8]
    pub async fn checks(&self) -> Result<BTreeMap<(String, CheckState), u64>> {
        // Nobody asks: no right, and nothing that only accounts are told.
        let nobody = Caller::by_token(String::new(), BTreeSet::new(), Proof::Never);
        let mut counted = BTreeMap::new();
        for check in self.doctor(&nobody).await?.checks {
            *counted.entry((check.name, check.state)).or_default() += 1;
        }
        Ok(counted)
    }
}

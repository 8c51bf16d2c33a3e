//! What a node says of its own health: each check with its state, one sentence, and how to mend it. [CLI-8]
//!
//! What only the machine knows (folders, disks, the configuration) is looked at by `fanal doctor` itself.

mod keeping;
mod network;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::Result;
use crate::roster::EARLIER_FORK;

/// How a check ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
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

    fn add(&mut self, name: &str, state: CheckState, text: String, fix: Option<&str>) {
        self.checks.push(Check {
            name: name.to_owned(),
            state,
            text,
            fix: fix.map(str::to_owned),
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
        if status.networks.is_empty() {
            diagnosis.no_network(status.waiting_for_admission);
        }
        for (id, _, _) in self.networks() {
            let there = self.in_network(&id.to_string())?;
            if let Some(network) = &there.status(caller).await?.network {
                diagnosis.own_entry(&there)?;
                diagnosis.history(there.read().await?.has_proof(id, EARLIER_FORK).await?);
                diagnosis.network(network, self.now());
            }
        }
        Ok(diagnosis)
    }
}

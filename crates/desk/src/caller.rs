//! Who asks: authority as a value. Taking a [`Caller`] is the check that somebody signed in.

use std::collections::BTreeSet;

use fanal_protocol::Code;
use fanal_store::Right;

use crate::error::{Result, problem};

/// A person (or a program that speaks for one) who signed in at this desk.
#[derive(Clone, Debug)]
pub struct Caller {
    account: String,
    rights: BTreeSet<Right>,
}

impl Caller {
    pub(crate) const fn new(account: String, rights: BTreeSet<Right>) -> Self {
        Self { account, rights }
    }

    /// The account's name.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// What it may do.
    pub const fn rights(&self) -> &BTreeSet<Right> {
        &self.rights
    }

    /// Analysts and reviewers: those who work with content.
    pub(crate) fn is_staff(&self) -> bool {
        self.rights.contains(&Right::Analyst) || self.rights.contains(&Right::Reviewer)
    }

    /// Goes on only with this right.
    pub fn needs(&self, right: Right) -> Result<()> {
        if self.rights.contains(&right) {
            return Ok(());
        }
        let text = format!(
            "account `{}` has not the right `{}`",
            self.account,
            name_of(right)
        );
        Err(problem(Code::PolicyRole, text))
    }
}

/// The right as the API and the command line write it.
pub const fn name_of(right: Right) -> &'static str {
    match right {
        Right::Analyst => "analyst",
        Right::Reviewer => "reviewer",
        Right::Coordinator => "coordinator",
        Right::Admin => "admin",
    }
}

impl Caller {
    /// What the policy has to know of an account.
    pub(crate) fn viewer(&self) -> fanal_policy::Viewer {
        use fanal_policy::Right as Sight;
        fanal_policy::Viewer::with(self.rights.iter().map(|right| match right {
            Right::Analyst => Sight::Analyst,
            Right::Reviewer => Sight::Reviewer,
            Right::Coordinator => Sight::Coordinator,
            Right::Admin => Sight::Administrator,
        }))
    }
}

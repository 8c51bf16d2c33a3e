//! Who asks: authority as a value. Taking a [`Caller`] is the check that somebody signed in.

use std::collections::BTreeSet;

use fanal_protocol::{Code, Digest, Timestamp};
use fanal_store::Right;

use crate::error::{Result, problem};

/// A person (or a program that speaks for one) who signed in at this desk.
#[derive(Clone, Debug)]
pub struct Caller {
    account: String,
    rights: BTreeSet<Right>,
    proof: Proof,
    session: Option<Digest>,
    /// When what speaks for the account ends, if it is a token that does.
    ends: Option<Timestamp>,
}

/// Minutes for which a password or a second factor counts as fresh. [ACC-5]
pub(crate) const PROOF_MINUTES: i64 = 10;

/// Did somebody prove just now that it is them? Acts that reach far ask for it: what lies open on a
/// desk, or in a file, is not enough for them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Proof {
    /// A token that was issued to do such acts.
    Always,
    /// A person's, up to this moment.
    Until(Timestamp),
    /// A token as most are.
    Never,
}

impl Caller {
    pub(crate) const fn by_token(account: String, rights: BTreeSet<Right>, proof: Proof) -> Self {
        Self {
            account,
            rights,
            proof,
            session: None,
            ends: None,
        }
    }

    /// The same by a token that ends.
    pub(crate) const fn ending(mut self, ends: Option<Timestamp>) -> Self {
        self.ends = ends;
        self
    }

    /// When what speaks for the account ends: nothing that it makes lasts longer.
    pub(crate) const fn ends(&self) -> Option<Timestamp> {
        self.ends
    }

    pub(crate) const fn by_session(
        account: String,
        rights: BTreeSet<Right>,
        proof: Proof,
        session: Digest,
    ) -> Self {
        Self {
            account,
            rights,
            proof,
            session: Some(session),
            ends: None,
        }
    }

    /// The session that asks, if it is one.
    pub(crate) const fn session(&self) -> Option<Digest> {
        self.session
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
        let hint = "somebody whose account has it does it: in the console, or by a token of theirs (`--token-file`)";
        Err(problem(Code::PolicyRole, text).hinted(hint))
    }

    /// Does a fresh password or second factor stand behind the caller at this moment? Pages ask before
    /// they offer what needs it.
    pub fn is_proved_at(&self, now: Timestamp) -> bool {
        match self.proof {
            Proof::Always => true,
            Proof::Until(end) => now < end,
            Proof::Never => false,
        }
    }

    /// Goes on only with a fresh password or second factor. [ACC-5]
    pub fn needs_proof(&self, now: Timestamp) -> Result<()> {
        if self.is_proved_at(now) {
            return Ok(());
        }
        let (text, hint) = if self.session.is_some() {
            let text = "this needs your password or a code of your authenticator once more";
            (text, "prove it is you, then do it again")
        } else {
            let text = "this token was not issued for acts that reach so far";
            (text, "sign in as a person, or issue a token that may")
        };
        Err(problem(Code::AccountProof, text).hinted(hint))
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

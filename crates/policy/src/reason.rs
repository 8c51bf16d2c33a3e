//! The policy's no.

use std::fmt;

use fanal_protocol::{Code, Problem};
use serde::Serialize;

/// Why not: the code that doors and peers share, the rule that says no, and a sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Reason {
    /// The code.
    pub code: Code,
    /// The rule's tag in SPEC, like `POL-7`.
    pub rule: &'static str,
    /// What and where, in words; never a value of a bulletin.
    pub text: String,
}

impl Reason {
    /// The problem document that doors answer with.
    pub fn into_problem(self) -> Problem {
        Problem::new(self.code, format!("{} [{}]", self.text, self.rule))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}, {}]", self.text, self.rule, self.code)
    }
}

/// A rule's no, before the engine puts the rule's tag on it.
pub(crate) struct No {
    pub(crate) code: Code,
    pub(crate) text: String,
}

/// A rule's answer.
pub(crate) type Verdict = Result<(), No>;

pub(crate) fn no(code: Code, text: impl Into<String>) -> Verdict {
    Err(No {
        code,
        text: text.into(),
    })
}

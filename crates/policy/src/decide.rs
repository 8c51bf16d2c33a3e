//! The engine: every rule is asked, one no is enough, and only then is there a permit.

use crate::permit::Permit;
use crate::question::Question;
use crate::reason::Reason;
use crate::rules::{RULES, Rule};
use crate::world::World;

/// The answer.
#[must_use]
#[derive(PartialEq, Eq, Debug)]
pub enum Decision {
    /// Yes: here is the permit.
    Allow(Permit),
    /// No, and why.
    Deny(Reason),
}

impl Decision {
    /// Was it a yes?
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allow(_))
    }

    /// The permit, or the reason why there is none.
    pub fn permit(self) -> Result<Permit, Reason> {
        match self {
            Self::Allow(permit) => Ok(permit),
            Self::Deny(reason) => Err(reason),
        }
    }

    /// Why not.
    pub const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Allow(_) => None,
            Self::Deny(reason) => Some(reason),
        }
    }
}

/// Decides. Pure and total: the same question in the same world has the same answer, always one.
pub fn decide(question: Question<'_>, world: &World<'_>) -> Decision {
    decide_with(RULES, &question, world)
}

/// Every reason against, in the order of the rules; empty exactly if [`decide`] allows.
pub fn all_reasons(question: Question<'_>, world: &World<'_>) -> Vec<Reason> {
    reasons(RULES, &question, world).collect()
}

/// Each rule's tag and sentence, for SPEC and for people who ask.
pub fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|rule| (rule.tag, rule.says))
}

/// The rules are a parameter so that tests can take one away and watch what notices.
pub(crate) fn decide_with<'a>(
    rules: &'a [Rule],
    question: &'a Question<'a>,
    world: &'a World<'a>,
) -> Decision {
    match reasons(rules, question, world).next() {
        Some(reason) => Decision::Deny(reason),
        None => Decision::Allow(Permit::grant(question, world)),
    }
}

fn reasons<'a>(
    rules: &'a [Rule],
    question: &'a Question<'a>,
    world: &'a World<'a>,
) -> impl Iterator<Item = Reason> + 'a {
    rules.iter().filter_map(|rule| {
        let no = (rule.check)(question, world).err()?;
        Some(Reason {
            code: no.code,
            rule: rule.tag,
            text: no.text,
        })
    })
}

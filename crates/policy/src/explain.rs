//! Every yes and every no in words, by the same code that decides. [Promise 8]

use std::borrow::Cow;
use std::collections::BTreeSet;

use fanal_protocol::{Code, DeskId, Label, StreamName};
use serde::Serialize;

use crate::decide::{Decision, decide};
use crate::facts::Facts;
use crate::question::Question;
use crate::reason::Reason;
use crate::routes::streams_for;
use crate::world::World;

/// The answer to "does this desk get it, and why (not)?".
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Explanation {
    /// Does it?
    pub allowed: bool,
    /// The decision in one sentence.
    pub sentence: String,
    /// The rule that decided; for a yes the one that addresses them.
    pub rule: &'static str,
    /// The code of a no.
    pub code: Option<Code>,
    /// The rule in words.
    pub words: String,
}

/// Why this desk gets it from this one, or does not, now.
pub fn explain(facts: &Facts, recipient: &DeskId, world: &World<'_>) -> Explanation {
    match send_to(facts, recipient, world) {
        Decision::Allow(_) => Explanation {
            allowed: true,
            sentence: format!("`{recipient}` gets it from `{}`", world.me),
            rule: "POL-13",
            code: None,
            words: addressed_in_words(facts, recipient),
        },
        Decision::Deny(reason) => Explanation {
            allowed: false,
            sentence: format!(
                "`{recipient}` does not get it from `{}`: {}",
                world.me, reason.text
            ),
            rule: reason.rule,
            code: Some(reason.code),
            words: rule_in_words(reason.rule).to_owned(),
        },
    }
}

fn rule_in_words(tag: &str) -> &'static str {
    crate::rules()
        .find(|(rule, _)| *rule == tag)
        .map_or("", |(_, says)| says)
}

fn addressed_in_words(facts: &Facts, recipient: &DeskId) -> String {
    let (label, audience) = (facts.marking.label, &facts.marking.audience);
    if facts.object.origin == *recipient {
        "it is its own, and may come home".to_owned()
    } else if audience.desks.contains(recipient) {
        format!("{label} names it")
    } else if audience.groups.is_empty() {
        format!("{label} is for every active desk of the network")
    } else {
        format!("{label} is for a group that it belongs to")
    }
}

/// May this node send it to that desk in any of its streams? Drafts are routed as they would be.
pub(crate) fn send_to(facts: &Facts, to: &DeskId, world: &World<'_>) -> Decision {
    match routed(facts, world) {
        Ok(routed) => send_routed(&routed, to, world),
        Err(reason) => Decision::Deny(reason),
    }
}

/// The facts with the streams that they go down, or would.
pub(crate) fn routed<'a>(facts: &'a Facts, world: &World<'_>) -> Result<Cow<'a, Facts>, Reason> {
    if !facts.streams.is_empty() {
        return Ok(Cow::Borrowed(facts));
    }
    let streams = streams_for(facts.kind, &facts.marking, world)?;
    Ok(Cow::Owned(Facts {
        streams,
        ..facts.clone()
    }))
}

/// Asks about the streams that the desk reads, then about the others: what is a desk's own comes home
/// in any. Of the noes the first is told.
pub(crate) fn send_routed(facts: &Facts, to: &DeskId, world: &World<'_>) -> Decision {
    let read: BTreeSet<&StreamName> = facts
        .streams
        .iter()
        .filter(|stream| world.reads(stream, to))
        .collect();
    let mut answer = None;
    for stream in read.into_iter().chain(&facts.streams) {
        let decision = decide(Question::Send { facts, to, stream }, world);
        if decision.is_allowed() {
            return decision;
        }
        answer = answer.or(Some(decision));
    }
    answer.unwrap_or_else(|| nowhere(facts.marking.label))
}

fn nowhere(label: Label) -> Decision {
    Decision::Deny(Reason {
        code: Code::PolicyAudience,
        rule: crate::rules::NAMED_TAG,
        text: format!("{label} goes down no stream"),
    })
}

//! What the person agreed to, and what the sources allow.

use fanal_protocol::{Claim, Code, Kind, Label, Scope, StreamName};

use crate::facts::Facts;
use crate::question::{ExportTo, Question};
use crate::reach::{Reach, asked, by_consent, by_references};
use crate::reason::{Verdict, no};
use crate::world::World;

/// [POL-14]
pub(crate) fn was_given(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Some((facts, _)) = held_to_consent(question, world) else {
        return Ok(());
    };
    match facts.consent {
        None => no(Code::PolicyConsentNotAsked, "it carries no consent claim"),
        Some(Claim::Refused) => no(
            Code::PolicyConsentRefused,
            "the person said no: it stays here",
        ),
        Some(Claim::NotAsked) => no(
            Code::PolicyConsentNotAsked,
            "the person was not asked: it stays here until they are",
        ),
        Some(Claim::Granted {
            until: Some(end), ..
        }) if end <= world.now => no(
            Code::PolicyConsentExpired,
            format!("the person's yes ended at {end}"),
        ),
        Some(Claim::Granted { .. } | Claim::NotNeeded { .. }) => Ok(()),
    }
}

/// [POL-15]
pub(crate) fn goes_that_far(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Some((facts, reach)) = held_to_consent(question, world) else {
        return Ok(());
    };
    let Some(Claim::Granted { scope, .. }) = facts.consent else {
        return Ok(());
    };
    let relayed = scope == Scope::Named && is_relayed(question, world);
    // A draft that says CLEAR tells its readers that anyone may have it, however few are addressed.
    let says_clear =
        matches!(question, Question::Compose { .. }) && facts.marking.label == Label::Clear;
    let reach = if says_clear { Reach::Public } else { reach };
    if !relayed && reach.is_within(&by_consent(facts, world)) {
        return Ok(());
    }
    let text = match scope {
        Scope::Desk => "the person agreed to this desk only",
        Scope::Named => "the person agreed to named desks only: name them, and no others",
        Scope::Network => "the person agreed to desks of the network only",
        Scope::Public => "the person's yes does not go that far",
    };
    no(Code::PolicyConsentScope, text)
}

/// [POL-16]
pub(crate) fn sources_go_that_far(question: &Question<'_>, world: &World<'_>) -> Verdict {
    match (question.content(), asked(question, world)) {
        (Some(facts), Some(reach)) if !reach.is_within(&by_references(facts)) => no(
            Code::PolicyReference,
            "something that it quotes may not go that far",
        ),
        (Some(_) | None, _) => Ok(()),
    }
}

/// The facts and the reach that consent has to cover. What is at its origin stays there freely.
fn held_to_consent<'a>(question: &Question<'a>, world: &World<'_>) -> Option<(&'a Facts, Reach)> {
    let facts = question.content()?;
    let claimed = facts.kind == Kind::Bulletin || facts.consent.is_some();
    asked(question, world)
        .filter(|_| claimed)
        .map(|reach| (facts, reach))
}

/// Would others pass it on? They do not have the record, so they could not check the names in it.
fn is_relayed(question: &Question<'_>, world: &World<'_>) -> bool {
    match question {
        Question::Compose { facts } => {
            facts.marking.label <= Label::Green && !facts.marking.audience.groups.is_empty()
        }
        Question::Export {
            to: ExportTo::Desk(_),
            ..
        } => question.origin() != world.me,
        Question::Send { .. }
        | Question::Accept { .. }
        | Question::Serve { .. }
        | Question::Show { .. }
        | Question::Publish { .. }
        | Question::Export { .. }
        | Question::Retract { .. }
        | Question::Keep { .. } => question.stream().is_some_and(StreamName::is_relayed),
    }
}

//! How far the roster can be trusted.

use fanal_protocol::{Code, Kind, Label};

use crate::acts::{Act, May, Party};
use crate::facts::Facts;
use crate::question::Question;
use crate::reason::{Verdict, no};
use crate::world::{RosterState, World};

/// [POL-6]
pub(crate) fn is_in_force(question: &Question<'_>, world: &World<'_>) -> Verdict {
    match answer(question, world) {
        Some((May::No, _)) => no(
            Code::PolicyRoster,
            format!(
                "the roster is {}: only retractions and proofs move",
                world.state
            ),
        ),
        Some((May::Yes | May::UpToGreen, _)) | None => Ok(()),
    }
}

/// [POL-7]
pub(crate) fn is_fresh_enough(question: &Question<'_>, world: &World<'_>) -> Verdict {
    // What goes back to its origin is no relay of GREEN: it waits like everything beyond.
    let goes_back = question.receiver(world) == Some(question.origin());
    let is_stale = world.state == RosterState::Stale;
    match answer(question, world) {
        Some((may, facts))
            if (may == May::UpToGreen || goes_back && is_stale)
                && facts.marking.label > Label::Green =>
        {
            no(
                Code::PolicyRoster,
                format!(
                    "no coordinator was heard lately: {} waits",
                    facts.marking.label
                ),
            )
        }
        Some(_) | None => Ok(()),
    }
}

/// The table's answer for what moves. Heads are served in every state: retractions and proofs need
/// them, and each entry is asked about by itself. [R16] [R18]
fn answer<'a>(question: &Question<'a>, world: &World<'_>) -> Option<(May, &'a Facts)> {
    let facts = question.judged().filter(|_| question.moves())?;
    if facts.takes_back() || facts.kind == Kind::Report {
        return None;
    }
    let act = match (question, question.act(world)) {
        (Question::Accept { .. }, Act::Send) => Act::Receive,
        (_, act) => act,
    };
    Some((Party::Roster(world.state).may(act), facts))
}

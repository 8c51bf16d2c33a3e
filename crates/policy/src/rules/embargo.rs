//! Moments: the public embargo, the end of keeping, and dates that make sense.

use fanal_protocol::{Code, Timestamp};

use crate::facts::Facts;
use crate::question::Question;
use crate::reason::{Verdict, no};
use crate::world::World;

/// [POL-20]
pub(crate) fn is_over(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Question::Publish { facts } = question else {
        return Ok(());
    };
    match facts.marking.not_before {
        Some(start) if world.now < start => {
            no(Code::PolicyEmbargo, format!("not public before {start}"))
        }
        Some(_) | None => Ok(()),
    }
}

/// [POL-21] The origin itself keeps its own as long as it likes; it only stops sending it.
pub(crate) fn is_still_kept(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Some(facts) = question.content() else {
        return Ok(());
    };
    let stays = !question.moves() && !question.is_public();
    if matches!(question, Question::Compose { .. }) || (stays && question.origin() == world.me) {
        return Ok(());
    }
    match kept_until(facts, world) {
        Some(end) if end <= world.now => no(
            Code::PolicyWithdrawn,
            format!("it was to be kept until {end}"),
        ),
        Some(_) | None => Ok(()),
    }
}

/// The nearest of the bulletin's wish, the network's rule for its label, and the program's bound. [REC-6]
fn kept_until(facts: &Facts, world: &World<'_>) -> Option<Timestamp> {
    let days = world.roster.rules.kept_days(facts.marking.label);
    let by_network = days.map(|days| facts.issued.plus_days(i64::from(days)));
    facts
        .marking
        .retain_until
        .into_iter()
        .chain(by_network)
        .min()
}

/// [POL-22]
pub(crate) fn has_sane_dates(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Question::Compose { facts } = question else {
        return Ok(());
    };
    let marking = &facts.marking;
    if facts.expires.is_some_and(|end| end <= world.now) {
        return no(Code::UsageInvalid, "the question ends before it is asked");
    }
    let Some(keep) = marking.retain_until else {
        return Ok(());
    };
    if keep <= world.now || marking.not_before.is_some_and(|start| keep <= start) {
        return no(
            Code::UsageInvalid,
            "`retain_until` lies before now or before `not_before`",
        );
    }
    Ok(())
}

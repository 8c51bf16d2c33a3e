//! What stands before publication: a second person and a privacy check.

use fanal_protocol::Code;

use crate::acts::Act;
use crate::facts::{Facts, Privacy, Review};
use crate::question::Question;
use crate::reason::{Verdict, no};
use crate::rules::membership::desk_may;
use crate::world::World;

/// [POL-18]
pub(crate) fn has_two_people(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Question::Publish { facts } = question else {
        return Ok(());
    };
    let alone = world.roster.desk(world.me).is_none_or(|me| me.one_person);
    match &facts.review {
        Review::Missing => no(Code::PolicyReview, "a second person has to approve it"),
        Review::InHouse { .. } if alone => no(
            Code::PolicyReview,
            "a desk of one person needs a reviewer at another desk",
        ),
        Review::InHouse { author, reviewer } if author == reviewer || reviewer.is_empty() => no(
            Code::PolicyReview,
            "author and reviewer are the same person",
        ),
        Review::InHouse { .. } => Ok(()),
        Review::Elsewhere { .. } => reviewer_counts(facts, world),
    }
}

fn reviewer_counts(facts: &Facts, world: &World<'_>) -> Verdict {
    let Review::Elsewhere { desk } = &facts.review else {
        return Ok(());
    };
    if desk_may(desk, Act::Review, world).is_err() {
        let standing = world.standing(desk);
        return no(
            Code::PolicyReview,
            format!("the reviewer's desk `{desk}` is {standing}"),
        );
    }
    let parent = |id| {
        world
            .roster
            .desk(id)
            .map(fanal_protocol::DeskEntry::parent_or_self)
    };
    if desk == world.me || parent(desk) == parent(world.me) {
        return no(
            Code::PolicyReview,
            format!("`{desk}` is no other organisation"),
        );
    }
    Ok(())
}

/// [POL-19]
pub(crate) fn privacy_is_answered(question: &Question<'_>, _: &World<'_>) -> Verdict {
    let Question::Publish { facts } = question else {
        return Ok(());
    };
    match facts.privacy {
        Privacy::Answered => Ok(()),
        Privacy::Unchecked => no(Code::PolicyPrivacy, "the privacy check did not run"),
        Privacy::Open(count) => no(
            Code::PolicyPrivacy,
            format!("{count} findings of the privacy check have no answer"),
        ),
    }
}

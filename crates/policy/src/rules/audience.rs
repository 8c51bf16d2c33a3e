//! Who is addressed.

use fanal_protocol::{Code, Kind, Label, StreamName};

use crate::acts::Standing;
use crate::facts::Facts;
use crate::question::{ExportTo, Question};
use crate::reach::{Reach, asked, by_marking};
use crate::reason::{Verdict, no};
use crate::world::World;

/// [POL-12]
pub(crate) fn names_somebody(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Some(facts) = composed(question) else {
        return Ok(());
    };
    let audience = &facts.marking.audience;
    for desk in &audience.desks {
        let standing = world.standing(desk);
        if standing != Standing::Active {
            return no(
                Code::PolicyMember,
                format!("`{desk}` is {standing}: take it off the audience"),
            );
        }
    }
    let known = |group| {
        world
            .roster
            .desks
            .iter()
            .any(|desk| desk.groups.contains(group))
    };
    if let Some(group) = audience.groups.iter().find(|group| !known(*group)) {
        return no(
            Code::PolicyAudience,
            format!("the network has no group `{group}`"),
        );
    }
    if facts.marking.label == Label::Red && !audience.groups.is_empty() {
        return no(
            Code::PolicyAudience,
            "TLP:RED is for people, so it names desks and no groups",
        );
    }
    let is_addressed = facts.kind == Kind::Bulletin || facts.is_sealed();
    if is_addressed && by_marking(facts, world) == Reach::Desk {
        return no(
            Code::PolicyAudience,
            format!(
                "{} names nobody but this desk: name who shall have it",
                facts.marking.label
            ),
        );
    }
    Ok(())
}

/// The draft, unless it takes something back: that goes wherever the thing went.
fn composed<'a>(question: &Question<'a>) -> Option<&'a Facts> {
    let drafted = matches!(question, Question::Compose { .. });
    question
        .judged()
        .filter(|facts| drafted && !facts.takes_back())
}

/// [POL-13]
pub(crate) fn addresses_them(question: &Question<'_>, world: &World<'_>) -> Verdict {
    // Whoever was told to purge purges, even out of a group that it has left since.
    let purges = matches!(question, Question::Accept { facts, .. } if facts.takes_back());
    if let (Some(stream), Some(to)) = (question.stream(), question.receiver(world))
        && to != question.origin()
        && !purges
        && !world.reads(stream, to)
    {
        let text = match stream {
            StreamName::Direct(_) => format!("`{to}` is not among the desks that are named"),
            StreamName::Clear
            | StreamName::Green(_)
            | StreamName::GroupGreen(_)
            | StreamName::GroupAmber(_) => format!("`{stream}` is not for `{to}`"),
        };
        return no(Code::PolicyAudience, text);
    }
    if let Question::Export {
        facts,
        to: ExportTo::Desk(to),
    } = question
        && !facts.is_content()
        && !facts.streams.iter().any(|stream| world.reads(stream, to))
    {
        return no(
            Code::PolicyAudience,
            format!("none of its streams is for `{to}`"),
        );
    }
    // A publication's audience is anyone; what becomes of a bulletin's at publication is POL-11's.
    let Some(facts) = question
        .content()
        .filter(|facts| facts.kind == Kind::Bulletin || facts.is_sealed())
    else {
        return Ok(());
    };
    if question.is_public() {
        return Ok(());
    }
    match asked(question, world) {
        Some(reach) if !reach.is_within(&by_marking(facts, world)) => {
            no_audience(facts, question, world)
        }
        Some(_) | None => Ok(()),
    }
}

fn no_audience(facts: &Facts, question: &Question<'_>, world: &World<'_>) -> Verdict {
    let label = facts.marking.label;
    let text = match question.receiver(world) {
        Some(desk) => format!("{label} with this audience does not go to `{desk}` on this road"),
        None => format!("{label} with this audience is not for this desk"),
    };
    no(Code::PolicyAudience, text)
}

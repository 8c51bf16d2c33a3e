//! Whose it is, where it belongs, and from whose hands it may come.

use fanal_protocol::{Code, Label, StreamName};

use crate::facts::Facts;
use crate::question::{ExportTo, Question};
use crate::reason::{Verdict, no};
use crate::world::World;

/// [POL-1]
pub(crate) fn is_not_withdrawn(question: &Question<'_>, _: &World<'_>) -> Verdict {
    match question.judged() {
        Some(facts) if facts.withdrawn && !facts.takes_back() => {
            no(Code::PolicyWithdrawn, "it was withdrawn")
        }
        Some(_) | None => Ok(()),
    }
}

/// [POL-2]
pub(crate) fn is_in_its_place(question: &Question<'_>, world: &World<'_>) -> Verdict {
    if question
        .judged()
        .is_some_and(|facts| facts.network != world.network)
    {
        return no(Code::VerifyPlace, "it belongs to another network");
    }
    if let Some(StreamName::Green(network)) = question.stream()
        && *network != world.network
    {
        return no(Code::VerifyPlace, "the stream belongs to another network");
    }
    let named = match question {
        Question::Send { facts, stream, .. } => facts.streams.contains(stream),
        Question::Accept { facts, stream, .. } => {
            facts.object.origin == stream.origin && facts.streams.contains(&stream.name)
        }
        Question::Serve { .. }
        | Question::Show { .. }
        | Question::Publish { .. }
        | Question::Export { .. }
        | Question::Compose { .. }
        | Question::Retract { .. }
        | Question::Keep { .. } => true,
    };
    if named {
        Ok(())
    } else {
        no(Code::VerifyPlace, "its header does not name this stream")
    }
}

/// [POL-8]
pub(crate) fn comes_from_its_origin(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let (origin, sender) = (question.origin(), question.sender(world));
    let is_sealed = question.content().is_some_and(Facts::is_sealed);
    // What an origin said it may hear again from whoever has it: so it comes by what it lost. [R9]
    // What is sealed goes one way, to the people that it is sealed to.
    let comes_back = question.receiver(world) == Some(origin) && !is_sealed;
    if origin == sender || comes_back {
        return Ok(());
    }
    let relayed = match question {
        Question::Send { .. } | Question::Accept { .. } | Question::Serve { .. } => {
            question.stream().is_some_and(StreamName::is_relayed)
        }
        Question::Export {
            facts,
            to: ExportTo::Desk(desk),
        } => facts
            .streams
            .iter()
            .any(|stream| stream.is_relayed() && world.reads(stream, desk)),
        Question::Compose { .. } | Question::Publish { .. } | Question::Retract { .. } => false,
        Question::Show { .. }
        | Question::Keep { .. }
        | Question::Export {
            to: ExportTo::OwnDesk | ExportTo::PublicFile | ExportTo::NetworkFeed { .. },
            ..
        } => return Ok(()),
    };
    let strict = question
        .content()
        .is_some_and(|facts| facts.marking.label > Label::Green || facts.is_sealed());
    if relayed && !strict {
        return Ok(());
    }
    no(
        Code::PolicyOrigin,
        format!("only its origin `{origin}` may do that, not `{sender}`"),
    )
}

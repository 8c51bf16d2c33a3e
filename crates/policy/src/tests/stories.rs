//! The rules in scenes: what an analyst, a coordinator or a hostile peer would try.

mod drafting;
mod leaving;
mod moving;
mod publishing;

use fanal_protocol::{Code, Kind, Label, StreamName, StreamRef};

use super::story::{Network, bulletin, desk, green};
use crate::{Decision, Facts, Permit, Question, decide};

fn send(net: &Network, facts: &Facts, to: &str, stream: &StreamName) -> Result<(), Code> {
    answer(decide(
        Question::Send {
            facts,
            to: &desk(to),
            stream,
        },
        &net.world(),
    ))
}

fn accept(
    net: &Network,
    facts: &Facts,
    sender: &str,
    name: StreamName,
    index: u64,
) -> Result<(), Code> {
    let stream = &StreamRef {
        origin: facts.object.origin.clone(),
        name,
        epoch: 1,
    };
    let sender = &desk(sender);
    answer(decide(
        Question::Accept {
            facts,
            sender,
            stream,
            index: Some(index),
        },
        &net.world(),
    ))
}

fn ask(net: &Network, question: Question<'_>) -> Result<(), Code> {
    answer(decide(question, &net.world()))
}

fn answer(decision: Decision) -> Result<(), Code> {
    decision.permit().map(drop).map_err(|reason| reason.code)
}

fn routed(mut facts: Facts, streams: impl IntoIterator<Item = StreamName>) -> Facts {
    facts.streams = streams.into_iter().collect();
    facts
}

fn green_bulletin(origin: &str) -> Facts {
    routed(bulletin(origin, Label::Green), [green()])
}

fn retraction(origin: &str, streams: impl IntoIterator<Item = StreamName>) -> Facts {
    let mut facts = routed(bulletin(origin, Label::Green), streams);
    facts.kind = Kind::Retraction;
    facts.consent = None;
    facts
}

fn permit(net: &Network, question: Question<'_>) -> Permit {
    decide(question, &net.world()).permit().unwrap()
}

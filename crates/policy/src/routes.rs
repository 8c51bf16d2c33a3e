//! Which streams a marking leads to.

use std::collections::BTreeSet;

use fanal_protocol::{Code, Kind, Label, Marking, StreamName};

use crate::World;
use crate::reason::Reason;
use crate::rules::{self, label::goes_direct_only};

/// The streams that a statement with this marking goes down. Label and audience route; whether each
/// desk gets it is asked at each send.
///
/// CLEAR bulletins travel as GREEN until they are published. [R2] What is narrowed to desks goes
/// direct, so that no relay serves it. Never a stream to this desk itself.
pub fn streams_for(
    kind: Kind,
    marking: &Marking,
    world: &World<'_>,
) -> Result<BTreeSet<StreamName>, Reason> {
    let refuse = |rule, text: &str| {
        Err(Reason {
            code: Code::PolicyAudience,
            rule,
            text: text.to_owned(),
        })
    };
    if kind == Kind::Publication {
        return Ok(BTreeSet::from([StreamName::Clear]));
    }
    let audience = &marking.audience;
    let mut streams: BTreeSet<StreamName> = audience
        .desks
        .iter()
        .filter(|desk| *desk != world.me)
        .cloned()
        .map(StreamName::Direct)
        .collect();
    let groups = audience.groups.iter().cloned();
    match marking.label {
        Label::Clear | Label::Green => {
            streams.extend(groups.map(StreamName::GroupGreen));
            if audience.is_empty() {
                streams.insert(StreamName::Green(world.network));
            }
        }
        Label::Amber | Label::AmberStrict => streams.extend(groups.map(StreamName::GroupAmber)),
        Label::Red => {}
    }
    if goes_direct_only(kind) && streams.iter().any(|s| !matches!(s, StreamName::Direct(_))) {
        return refuse(
            rules::STREAM_TAG,
            "goes to single desks only: name the desk",
        );
    }
    if streams.is_empty() {
        return refuse(
            rules::NAMED_TAG,
            "nobody but this desk is named: name the desks or groups that shall have it",
        );
    }
    Ok(streams)
}

//! Who is in: sender, receiver and origin are each judged by the roster.

use fanal_protocol::{Code, DeskId, StreamName};

use crate::acts::{Act, May, Party, Standing};
use crate::facts::Facts;
use crate::question::{ExportTo, Question};
use crate::reason::{Verdict, no};
use crate::world::World;

/// [POL-3]
pub(crate) fn sender_may(question: &Question<'_>, world: &World<'_>) -> Verdict {
    if question.moves() {
        desk_may(question.sender(world), question.act(world), world)
    } else {
        Ok(())
    }
}

/// [POL-4]
pub(crate) fn receiver_may(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Some(to) = question.receiver(world) else {
        return Ok(());
    };
    let takes_back = question.judged().is_some_and(Facts::takes_back);
    match question {
        // Promise 5: whatever this desk has become, it purges when told to.
        Question::Accept { .. } if takes_back => return Ok(()),
        // No connection to a desk that is out, yet what it holds has to go there too.
        Question::Export { .. } if takes_back && world.standing(to) != Standing::Stranger => {
            return Ok(());
        }
        Question::Send { .. } | Question::Serve { .. } | Question::Export { .. }
            if to == world.me =>
        {
            return no(Code::PolicyAudience, format!("`{to}` is this desk itself"));
        }
        Question::Send { .. }
        | Question::Accept { .. }
        | Question::Serve { .. }
        | Question::Show { .. }
        | Question::Publish { .. }
        | Question::Export { .. }
        | Question::Compose { .. }
        | Question::Retract { .. }
        | Question::Keep { .. } => {}
    }
    desk_may(to, Act::Receive, world)
}

/// [POL-5]
pub(crate) fn origin_counts(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let origin = question.origin();
    let standing = world.standing(origin);
    let takes_back = question.judged().is_some_and(Facts::takes_back);
    if standing == Standing::Stranger && question.receiver(world).is_some() {
        return no(
            Code::PolicyMember,
            format!("its origin `{origin}` is not in the roster"),
        );
    }
    let counts = match question {
        // [R15] The freeze binds a desk that is active again too: revocation freezes as well.
        Question::Accept { stream, index, .. } => {
            match world
                .roster
                .desk(origin)
                .and_then(|desk| desk.freeze_of(&stream.name, stream.epoch))
            {
                Some(freeze) => index.is_some_and(|index| index < freeze.size),
                None => standing == Standing::Active,
            }
        }
        Question::Send { stream, .. } => {
            standing == Standing::Active || is_frozen(origin, stream, world)
        }
        Question::Export {
            facts,
            to: ExportTo::Desk(_),
        } => {
            standing == Standing::Active
                || facts
                    .streams
                    .iter()
                    .any(|stream| is_frozen(origin, stream, world))
        }
        // No freeze keeps a desk that is out in what the network says together. [PUB-14]
        Question::Export {
            to: ExportTo::NetworkFeed { .. },
            ..
        } => standing == Standing::Active,
        // A desk's own site is its own, whatever it is to the network.
        Question::Export {
            to: ExportTo::PublicFile,
            ..
        } => {
            origin == world.me
                || standing == Standing::Active
                || is_frozen(origin, &StreamName::Clear, world)
        }
        // The log of a desk that is out is served as far as it goes: its retractions are in it.
        Question::Serve { .. }
        | Question::Show { .. }
        | Question::Publish { .. }
        | Question::Export {
            to: ExportTo::OwnDesk,
            ..
        }
        | Question::Compose { .. }
        | Question::Retract { .. }
        | Question::Keep { .. } => true,
    };
    if counts || takes_back {
        return Ok(());
    }
    no(
        Code::PolicyMember,
        format!("its origin `{origin}` is {standing}, and this lies behind no freeze"),
    )
}

/// Does the roster say where this stream of the desk ends? What lies beyond is refused on arrival.
fn is_frozen(desk: &DeskId, stream: &StreamName, world: &World<'_>) -> bool {
    let entry = world.roster.desk(desk);
    entry.is_some_and(|entry| entry.freezes.iter().any(|freeze| freeze.stream == *stream))
}

/// By its own standing: the table's row of the desk.
pub(crate) fn desk_may(desk: &DeskId, act: Act, world: &World<'_>) -> Verdict {
    let standing = world.standing(desk);
    match Party::Desk(standing).may(act) {
        May::Yes => Ok(()),
        May::UpToGreen | May::No => no(
            Code::PolicyMember,
            format!("`{desk}` is {standing}: it may not {act}"),
        ),
    }
}

/// [POL-24]
pub(crate) fn agreed(question: &Question<'_>, _: &World<'_>) -> Verdict {
    let origin = question.origin();
    match question {
        Question::Export {
            to: ExportTo::NetworkFeed { agreed },
            ..
        } if !agreed.contains(origin) => no(
            Code::PolicyAudience,
            format!("`{origin}` has not agreed to stand in a feed of the network"),
        ),
        Question::Export { .. }
        | Question::Send { .. }
        | Question::Accept { .. }
        | Question::Serve { .. }
        | Question::Show { .. }
        | Question::Publish { .. }
        | Question::Compose { .. }
        | Question::Retract { .. }
        | Question::Keep { .. } => Ok(()),
    }
}

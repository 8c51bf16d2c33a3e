//! What label, PAP and kind allow by themselves.

use fanal_protocol::{Code, Kind, Label, Pap, StreamName};

use crate::facts::Facts;
use crate::question::{ExportTo, Keeping, Question};
use crate::reason::{Verdict, no};
use crate::world::World;

/// [POL-9]
pub(crate) fn is_not_written_red(question: &Question<'_>, _: &World<'_>) -> Verdict {
    if question.judged().is_some_and(Facts::is_written_red) {
        return no(
            Code::PolicyLabel,
            "TLP:RED with content is sealed to people on your own machine, with `fanal seal`: send a \
             knock, or tell them",
        );
    }
    if question.judged().is_some_and(Facts::is_sealed) && is_for_reading(question) {
        return no(
            Code::PolicyLabel,
            "it is sealed to people: no node reads it",
        );
    }
    Ok(())
}

/// Roads on which somebody reads: what is sealed has nothing to do there.
const fn is_for_reading(question: &Question<'_>) -> bool {
    match question {
        Question::Publish { .. }
        | Question::Export {
            to: ExportTo::OwnDesk | ExportTo::PublicFile | ExportTo::NetworkFeed { .. },
            ..
        }
        | Question::Keep {
            road: Keeping::Index,
            ..
        } => true,
        Question::Send { .. }
        | Question::Accept { .. }
        | Question::Serve { .. }
        | Question::Show { .. }
        | Question::Export {
            to: ExportTo::Desk(_),
            ..
        }
        | Question::Compose { .. }
        | Question::Retract { .. }
        | Question::Keep {
            road: Keeping::Backup,
            ..
        } => false,
    }
}

/// [POL-10]
pub(crate) fn fits_the_stream(question: &Question<'_>, _: &World<'_>) -> Verdict {
    let (Some(facts), Some(stream)) = (question.judged(), question.stream()) else {
        return Ok(());
    };
    let fits = match stream {
        StreamName::Clear => matches!(facts.kind, Kind::Publication | Kind::Retraction),
        StreamName::Direct(_) => facts.kind != Kind::Publication,
        StreamName::Green(_) | StreamName::GroupGreen(_) => up_to(facts, Label::Green),
        StreamName::GroupAmber(_) => up_to(facts, Label::AmberStrict),
    };
    if fits {
        return Ok(());
    }
    let what = if facts.is_content() {
        facts.marking.label.as_str()
    } else {
        facts.kind.as_str()
    };
    no(
        Code::PolicyLabel,
        format!("a {} of {what} does not go down `{stream}`", facts.kind),
    )
}

/// Bulletins up to this label, and words that are for more than one desk.
fn up_to(facts: &Facts, strictest: Label) -> bool {
    if facts.is_content() {
        facts.kind == Kind::Bulletin && facts.marking.label <= strictest
    } else {
        !goes_direct_only(facts.kind)
    }
}

/// Words that are meant for one desk: everybody else has nothing to learn from them. [R11]
pub(crate) const fn goes_direct_only(kind: Kind) -> bool {
    match kind {
        Kind::Sighting
        | Kind::Receipt
        | Kind::Refusal
        | Kind::Approval
        | Kind::Grant
        | Kind::Report
        | Kind::Objection
        | Kind::ContactCard
        | Kind::Sealed => true,
        Kind::Bulletin
        | Kind::Publication
        | Kind::Retraction
        | Kind::SightingCount
        | Kind::Notice
        | Kind::Request
        | Kind::Vouch
        | Kind::Acceptance
        | Kind::Suspension
        | Kind::Heartbeat
        | Kind::Profile => false,
    }
}

/// [POL-11]
pub(crate) fn may_be_public(question: &Question<'_>, _: &World<'_>) -> Verdict {
    let Some(facts) = question.judged() else {
        return Ok(());
    };
    let published = facts.kind == Kind::Publication && facts.marking.label == Label::Clear;
    if matches!(question, Question::Publish { .. }) {
        is_meant_for_the_public(facts)
    } else if question.is_public() && !published {
        no(
            Code::PolicyLabel,
            "only a publication is public: publish it first",
        )
    } else if matches!(question, Question::Compose { .. }) && facts.kind == Kind::Publication {
        no(
            Code::PolicyLabel,
            "a publication is made by publishing a bulletin",
        )
    } else {
        Ok(())
    }
}

/// [R2] CLEAR to everybody, or narrower with the wish; RED never.
fn is_meant_for_the_public(facts: &Facts) -> Verdict {
    let (label, audience) = (facts.marking.label, &facts.marking.audience);
    if facts.kind != Kind::Bulletin {
        return no(
            Code::PolicyLabel,
            format!("no publication is made of a {}", facts.kind),
        );
    }
    if label == Label::Red {
        return no(Code::PolicyLabel, "TLP:RED is never public");
    }
    if facts.wishes_publication || (label == Label::Clear && audience.is_empty()) {
        return Ok(());
    }
    no(
        Code::PolicyLabel,
        format!("{label} as addressed is not public, and it does not wish to be"),
    )
}

/// [POL-17] Who may only look into own logs cannot be told in public.
pub(crate) fn agrees_with_pap(question: &Question<'_>, _: &World<'_>) -> Verdict {
    let asked = matches!(question, Question::Compose { .. }) || question.is_public();
    let Some(facts) = question.content().filter(|_| asked) else {
        return Ok(());
    };
    let outward = facts.marking.label == Label::Clear || facts.wishes_publication;
    if outward && facts.marking.pap == Some(Pap::Red) {
        return no(
            Code::PolicyPap,
            "PAP:RED contradicts publication: soften PAP or narrow the label",
        );
    }
    Ok(())
}

//! Which accounts of this desk see what this desk has.

use fanal_protocol::{Code, Kind, Label};

use crate::question::Question;
use crate::reach::{Reach, by_consent};
use crate::reason::{Verdict, no};
use crate::world::World;

/// [POL-23]
pub(crate) fn may_look(question: &Question<'_>, world: &World<'_>) -> Verdict {
    let Question::Show { facts, viewer } = question else {
        return Ok(());
    };
    let published = facts.kind == Kind::Publication && facts.marking.label == Label::Clear;
    if published || viewer.is_staff() {
        return Ok(());
    }
    if !viewer.may_read() {
        return no(Code::PolicyRole, "this account sees no content");
    }
    let leaves = !by_consent(facts, world).is_within(&Reach::Desk);
    if facts.marking.label <= Label::Green && leaves {
        return Ok(());
    }
    no(
        Code::PolicyRole,
        "this is for the desk's analysts and reviewers",
    )
}

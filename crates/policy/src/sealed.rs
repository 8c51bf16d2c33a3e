//! RED before it is sealed: judged on the machine of whoever writes it, by the rules of the nodes.

use fanal_protocol::{Code, Label};

use crate::decide::all_reasons;
use crate::facts::Facts;
use crate::question::Question;
use crate::reason::Reason;
use crate::rules::{RED_TAG, SEALING_TAG};
use crate::world::World;

/// May it be sealed to people of the desks that it names? Every rule of composing is asked, but the
/// one that keeps written RED off the nodes: no node gets it. [RED-4]
pub fn may_be_sealed(facts: &Facts, world: &World<'_>) -> Result<(), Reason> {
    if facts.marking.label != Label::Red {
        return Err(Reason {
            code: Code::PolicyLabel,
            rule: SEALING_TAG,
            text: format!("{} is not sealed to people: share it", facts.marking.label),
        });
    }
    let mut reasons = all_reasons(Question::Compose { facts }, world).into_iter();
    match reasons.find(|reason| reason.rule != RED_TAG) {
        Some(reason) => Err(reason),
        None => Ok(()),
    }
}

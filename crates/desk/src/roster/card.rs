//! A coordinator's card: a key that is kept on a machine without network, and who holds it.

use fanal_protocol::{Code, Coordinator, DeskId, SecretKey};
use serde::{Deserialize, Serialize};

use super::Slip;
use super::slip::{COORDINATOR, from_signed_slip, to_signed_slip};
use crate::error::{Result, problem};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    coordinator: Coordinator,
}

/// The card of a key: what the coordinators take into the roster.
pub fn coordinator_card(name: &str, desk: Option<DeskId>, key: &SecretKey) -> Slip {
    let coordinator = Coordinator {
        name: name.to_owned(),
        key: key.public(),
        heartbeat: None,
        desk,
    };
    Slip {
        slip: to_signed_slip(COORDINATOR, &Card { coordinator }, key),
    }
}

/// The coordinator whose card it is: who has the key signed it.
pub(super) fn read_card(slip: &str) -> Result<Coordinator> {
    let (card, signed) = from_signed_slip::<Card>(COORDINATOR, slip)?;
    if signed.is_by(&card.coordinator.key) {
        return Ok(card.coordinator);
    }
    let text = "the card is not signed with the key that it names";
    Err(problem(Code::VerifySignature, text))
}

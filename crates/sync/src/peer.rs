//! The caller or the called, once its certificate was found in the roster.

use fanal_protocol::{DeskId, DeskStatus, Roster, TlsPin};

/// An active desk whose TLS pin the roster knows. Made anew for every request: the roster may have
/// changed since the handshake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedPeer {
    desk: DeskId,
    roster: u64,
}

impl VerifiedPeer {
    /// The active desk that owns this pin; nobody else is talked to.
    pub fn by_pin(pin: &TlsPin, roster: &Roster) -> Option<Self> {
        let desk = roster
            .desk_by_pin(pin)
            .filter(|desk| desk.status == DeskStatus::Active)?;
        Some(Self {
            desk: desk.id.clone(),
            roster: roster.version.get(),
        })
    }

    /// Who it is.
    pub const fn desk(&self) -> &DeskId {
        &self.desk
    }

    /// The roster version that says so.
    pub const fn roster(&self) -> u64 {
        self.roster
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{aba, pin};

    #[test]
    fn an_active_desk_is_known_by_its_pin() {
        let peer = VerifiedPeer::by_pin(&pin("bor"), &aba().roster).unwrap();
        assert_eq!((peer.desk().as_str(), peer.roster()), ("bor", 1));
    }

    #[test]
    fn a_certificate_that_the_roster_does_not_name_is_nobody() {
        assert_eq!(VerifiedPeer::by_pin(&pin("eve"), &aba().roster), None);
    }

    #[test]
    fn a_desk_that_is_suspended_left_or_expelled_is_not_talked_to() {
        for status in [
            DeskStatus::Suspended,
            DeskStatus::Left,
            DeskStatus::Expelled,
        ] {
            let mut roster = aba().roster;
            roster.desks[1].status = status;
            assert_eq!(
                VerifiedPeer::by_pin(&pin("bor"), &roster),
                None,
                "{status:?}"
            );
        }
    }
}

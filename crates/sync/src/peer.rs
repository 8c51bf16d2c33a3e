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

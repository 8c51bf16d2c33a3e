//! Invite a desk: what it has to know to find the network, and nothing secret.

use std::collections::BTreeSet;

use fanal_protocol::{Address, DeskId, Digest, NetworkId, PublicKey, TlsPin};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Slip;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, not_found};

/// What an applicant has to know to find the network, and nothing secret.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// The network: also what its first roster is checked against.
    pub network: NetworkId,
    /// Its name.
    pub name: String,
    /// The desk that invites: where the roster is fetched first.
    pub desk: DeskId,
    /// The key that it signs with: the eight words are made of it.
    pub key: PublicKey,
    /// Where it listens.
    pub addresses: Vec<Address>,
    /// Its TLS pins.
    pub tls: BTreeSet<TlsPin>,
    /// SHA-256 of the code of practice that members keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_of_practice: Option<Digest>,
}

impl Desk {
    /// What an applicant needs, as one line.
    pub fn invite(&self, caller: &Caller) -> Result<Slip> {
        if !caller.rights().contains(&Right::Coordinator) {
            caller.needs(Right::Analyst)?;
        }
        let (network, membership) = self.membership(None)?;
        let me = membership
            .roster
            .desk(self.id())
            .ok_or_else(|| not_found("entry of this desk in the roster"))?;
        let invitation = Invitation {
            network,
            name: membership.roster.name.clone(),
            desk: me.id.clone(),
            key: self.keys().statement.public(),
            addresses: me.addresses.clone(),
            tls: [self.tls_pin()].into(),
            code_of_practice: membership.roster.rules.code_of_practice,
        };
        Ok(Slip::from(&invitation))
    }
}

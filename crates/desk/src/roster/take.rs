//! Take rosters that a peer or a file brought, in order; what contradicts is kept as proof. [ROS-3]

use std::collections::BTreeMap;

use fanal_protocol::{
    Code, Envelope, NetworkId, Proof, Report, Roster, RosterError, VerifiedRoster,
};
use fanal_store::{Right, Unit};

use super::RosterShown;
use super::freeze::begin_anew_if_frozen;
use super::sign::must_not_lie_ahead;
use crate::caller::Caller;
use crate::desk::{Desk, Membership, ROSTER_FORK};
use crate::error::{Result, problem};
use crate::processes::standing_changes;

/// What a roster is that came.
enum Brought {
    /// The next version, or the first of a network that this desk joins.
    Next(Box<VerifiedRoster>),
    /// The one that is held.
    Held,
    /// One of a version that is over: of this network. [ROS-24]
    Earlier(NetworkId),
}

impl Desk {
    /// Takes complete rosters from a file, one envelope a line, in order.
    pub async fn take_roster(&self, caller: &Caller, envelopes: &str) -> Result<RosterShown> {
        caller.needs(Right::Coordinator)?;
        let lines = envelopes
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let lines: Vec<Vec<u8>> = lines.map(|line| line.as_bytes().to_vec()).collect();
        self.accept_rosters(&lines, caller.account()).await?;
        let last = lines.last().map(|line| network_of(line)).transpose()?;
        match last {
            Some(network) => {
                let there = self.in_network(&network.to_string())?;
                there.show_roster(caller).await
            }
            None => self.show_roster(caller).await,
        }
    }

    /// All versions of the roster, one envelope a line: what a new member takes, and anybody verifies.
    pub async fn roster_chain(&self, caller: &Caller) -> Result<String> {
        let _ = caller;
        let (network, _) = self.membership(None)?;
        let chain = self.read().await?.rosters_from(network, 1).await?;
        let mut text = String::new();
        for envelope in chain {
            text.push_str(std::str::from_utf8(&envelope).unwrap_or_default());
            text.push('\n');
        }
        Ok(text)
    }

    /// Takes rosters that a peer or a file brought, in order; forks are kept as proof. [ROS-3]
    pub async fn accept_rosters(&self, envelopes: &[Vec<u8>], who: &str) -> Result<()> {
        let mut earlier: BTreeMap<NetworkId, Vec<&[u8]>> = BTreeMap::new();
        let mut outcome = Ok(());
        for bytes in envelopes {
            match self.next_roster(bytes).await {
                Ok(Brought::Next(roster)) => {
                    self.hold_roster(&roster, who, "roster.take").await?;
                }
                Ok(Brought::Earlier(network)) => earlier.entry(network).or_default().push(bytes),
                Ok(Brought::Held) => {}
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
        }
        for (network, brought) in earlier {
            self.look_at_earlier(network, &brought).await?;
        }
        outcome
    }

    async fn next_roster(&self, bytes: &[u8]) -> Result<Brought> {
        let claimed =
            Envelope::parse(bytes).map_err(|e| problem(Code::VerifyFormat, e.to_string()))?;
        let document = Roster::read_unverified(claimed.payload())?;
        let network = document
            .network
            .unwrap_or(NetworkId::founded_by(claimed.digest()));
        let standing = self.standing();
        let Some(held) = standing.networks.get(&network) else {
            let invited = self
                .pending_invitation()
                .await?
                .is_some_and(|invited| invited.network == network);
            if !invited {
                return Err(problem(
                    Code::PolicyRoster,
                    "a roster of a network that nobody here asked to join",
                ));
            }
            let first = VerifiedRoster::found(bytes)?;
            must_not_lie_ahead(&first, None, self.now())?;
            return Ok(Brought::Next(Box::new(first)));
        };
        if claimed.digest() == held.roster.digest() {
            return Ok(Brought::Held);
        }
        if document.version.get() < held.roster.version() {
            return Ok(Brought::Earlier(network));
        }
        match held.roster.succeed(bytes) {
            Ok(next) => {
                must_not_lie_ahead(&next, Some(held.roster.roster()), self.now())?;
                Ok(Brought::Next(Box::new(next)))
            }
            Err(error @ RosterError::Fork(_)) => {
                self.keep_fork(network, bytes).await?;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn keep_fork(&self, network: NetworkId, bytes: &[u8]) -> Result<()> {
        let mut unit = self.begin().await?;
        self.note_fork(unit.as_mut(), network, bytes).await?;
        unit.commit().await?;
        self.reload_standing().await
    }

    async fn note_fork(&self, unit: &mut dyn Unit, network: NetworkId, bytes: &[u8]) -> Result<()> {
        let now = self.now();
        unit.put_proof(network, ROSTER_FORK, bytes, now).await?;
        standing_changes(unit).await?;
        let object = network.to_string();
        unit.put_audit(now, "node", "roster.fork", &object, "done")
            .await?;
        tracing::error!(%network, "two rosters of one version: nothing moves until coordinators settle it");
        Ok(())
    }

    /// [ROS-22] A report brings a roster: another one of the version that is held stops this node as it stopped
    /// who reported it. One of the version to come is kept beside, until that version comes. Both take the
    /// signatures that a roster takes, whoever reports.
    pub(crate) async fn hear_of_fork(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        report: &Report,
    ) -> Result<bool> {
        let network = membership.roster.network();
        let envelopes = report.proof.iter().filter_map(|proof| match proof {
            Proof::Roster { envelope } => Some(&envelope.0),
            Proof::Checkpoint { .. }
            | Proof::Refused { .. }
            | Proof::Revisions { .. }
            | Proof::Closed { .. } => None,
        });
        let mut earlier: Vec<&[u8]> = Vec::new();
        for bytes in envelopes {
            match membership.roster.succeed(bytes) {
                Err(RosterError::Fork(_)) if membership.forked => {}
                Err(RosterError::Fork(_)) => {
                    self.note_fork(unit, network, bytes).await?;
                    return Ok(true);
                }
                Ok(_) => {
                    unit.put_proof(network, ROSTER_TOLD, bytes, self.now())
                        .await?;
                }
                Err(RosterError::NotNext { held, found }) if found < held => earlier.push(bytes),
                Err(_) => {}
            }
        }
        self.hear_of_earlier(unit, network, &earlier).await?;
        Ok(false)
    }

    /// Did a report bring another roster of this version before? [ROS-22]
    async fn hold_beside(&self, unit: &mut dyn Unit, roster: &VerifiedRoster) -> Result<()> {
        let network = roster.network();
        if !unit.has_proof(network, ROSTER_TOLD).await? {
            return Ok(());
        }
        for (kind, bytes, _) in unit.proofs(network).await? {
            if kind == ROSTER_TOLD && matches!(roster.succeed(&bytes), Err(RosterError::Fork(_))) {
                self.note_fork(unit, network, &bytes).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn hold_roster(
        &self,
        roster: &VerifiedRoster,
        who: &str,
        act: &str,
    ) -> Result<()> {
        let mut unit = self.begin().await?;
        unit.put_roster(roster).await?;
        standing_changes(unit.as_mut()).await?;
        self.hold_beside(unit.as_mut(), roster).await?;
        let object = format!("{}/{}", roster.network(), roster.version());
        unit.put_audit(self.now(), who, act, &object, "done")
            .await?;
        let moved = self
            .follow_on_keys(unit.as_mut(), roster.roster(), roster.network())
            .await?;
        self.take_back_for_others(unit.as_mut(), roster).await?;
        let anew = begin_anew_if_frozen(unit.as_mut(), self.id(), roster.roster()).await?;
        unit.commit().await?;
        self.reload_standing().await?;
        if moved {
            tracing::info!("keys follow the roster: new ones are in use, retired ones are gone");
        }
        if anew {
            tracing::warn!("this desk's streams were frozen: a new epoch begins");
        }
        tracing::info!(network = %roster.network(), version = roster.version(), "roster in force");
        Ok(())
    }
}

/// The kind of a roster that a report brought, and that this node did not come to yet.
const ROSTER_TOLD: &str = "roster-told";

/// The network that a roster names, or founds.
fn network_of(bytes: &[u8]) -> Result<NetworkId> {
    let envelope = Envelope::parse(bytes);
    let envelope = envelope.map_err(|error| problem(Code::VerifyFormat, error.to_string()))?;
    let founded = NetworkId::founded_by(envelope.digest());
    let document = Roster::read_unverified(envelope.payload())?;
    Ok(document.network.unwrap_or(founded))
}

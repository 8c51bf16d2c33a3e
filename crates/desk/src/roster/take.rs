//! Take rosters that a peer or a file brought, in order; what contradicts is kept as proof. [ROS-3]

use fanal_protocol::{Code, Envelope, NetworkId, Roster, RosterError, VerifiedRoster};
use fanal_store::Right;

use super::RosterShown;
use super::freeze::begin_anew_if_frozen;
use crate::caller::Caller;
use crate::desk::{Desk, ROSTER_FORK};
use crate::error::{Result, problem};

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
        for bytes in envelopes {
            let next = self.next_roster(bytes).await;
            match next {
                Ok(Some(roster)) => self.hold_roster(&roster, who, "roster.take").await?,
                Ok(None) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn next_roster(&self, bytes: &[u8]) -> Result<Option<VerifiedRoster>> {
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
            return Ok(Some(VerifiedRoster::found(bytes)?));
        };
        if claimed.digest() == held.roster.digest()
            || document.version.get() < held.roster.version()
        {
            return Ok(None);
        }
        match held.roster.succeed(bytes) {
            Ok(next) => Ok(Some(next)),
            Err(error @ RosterError::Fork(_)) => {
                self.keep_fork(network, bytes).await?;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn keep_fork(&self, network: NetworkId, bytes: &[u8]) -> Result<()> {
        let mut unit = self.begin().await?;
        unit.put_proof(network, ROSTER_FORK, bytes, self.now())
            .await?;
        unit.put_audit(
            self.now(),
            "node",
            "roster.fork",
            &network.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        tracing::error!(%network, "two rosters of one version: nothing moves until coordinators settle it");
        self.reload_standing().await
    }

    pub(crate) async fn hold_roster(
        &self,
        roster: &VerifiedRoster,
        who: &str,
        act: &str,
    ) -> Result<()> {
        let mut unit = self.begin().await?;
        unit.put_roster(roster).await?;
        let object = format!("{}/{}", roster.network(), roster.version());
        unit.put_audit(self.now(), who, act, &object, "done")
            .await?;
        let keys = self
            .follow_on_keys(unit.as_mut(), roster.roster(), roster.network())
            .await?;
        self.take_back_for_others(unit.as_mut(), roster).await?;
        let anew = begin_anew_if_frozen(unit.as_mut(), self.id(), roster.roster()).await?;
        unit.commit().await?;
        if let Some(keys) = keys {
            self.sign_with(keys);
            tracing::info!("keys that the roster took in are in use");
        }
        if anew {
            tracing::warn!("this desk's streams were frozen: a new epoch begins");
        }
        tracing::info!(network = %roster.network(), version = roster.version(), "roster in force");
        self.reload_standing().await
    }
}

/// The network that a roster names, or founds.
fn network_of(bytes: &[u8]) -> Result<NetworkId> {
    let envelope = Envelope::parse(bytes);
    let envelope = envelope.map_err(|error| problem(Code::VerifyFormat, error.to_string()))?;
    let founded = NetworkId::founded_by(envelope.digest());
    let document = Roster::read_unverified(envelope.payload())?;
    Ok(document.network.unwrap_or(founded))
}

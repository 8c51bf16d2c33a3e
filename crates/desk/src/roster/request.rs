//! Ask to join: an invitation is taken, a request is signed, a member makes it known.

use fanal_protocol::{Acceptance, Body, Coordinator, DeskEntry, Digest, NetworkId, Request};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::book::{note_acceptance, note_request};
use super::slip::to_request;
use super::{About, Invitation, Slip};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid};
use crate::pen::Pen;

/// What an applicant sends back: its entry, and the key it would coordinate with.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// The network.
    pub network: NetworkId,
    /// The entry that it asks for.
    pub desk: DeskEntry,
    /// Its coordinator key, should the network want it for one.
    pub coordinator: Coordinator,
    /// The code of practice that it has read and keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepts: Option<Digest>,
}

/// Take an invitation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestOrder {
    /// The invitation.
    pub slip: String,
    /// SHA-256 of the code of practice that was read and is kept.
    #[serde(default)]
    pub accepts: Option<Digest>,
    /// What the roster will say of this desk beyond its keys.
    #[serde(default)]
    pub about: About,
}

impl From<&Slip> for RequestOrder {
    fn from(invitation: &Slip) -> Self {
        Self {
            slip: invitation.slip.clone(),
            ..Self::default()
        }
    }
}

const INVITATION: &str = "network.invitation";

impl Desk {
    /// Takes an invitation and answers with a request; the roster is fetched once it is admitted.
    pub async fn request_to_join(&self, caller: &Caller, order: &RequestOrder) -> Result<Slip> {
        caller.needs(Right::Coordinator)?;
        let invitation = Slip {
            slip: order.slip.clone(),
        };
        let invited = invitation.invitation()?;
        if order.accepts.is_some() && order.accepts != invited.code_of_practice {
            let text = "that is not the code of practice of this network";
            return Err(invalid(text));
        }
        let mut entry = self.own_entry(self.now());
        order.about.write_to(&mut entry)?;
        let mut unit = self.begin().await?;
        unit.put_setting(
            INVITATION,
            &serde_json::to_vec(&invited).unwrap_or_default(),
        )
        .await?;
        // Others read it in the request; this node may never see that again. [JOIN-6]
        if let Some(code) = order.accepts {
            let acceptance = Acceptance { code };
            note_acceptance(unit.as_mut(), invited.network, self.id(), &acceptance).await?;
        }
        unit.put_audit(
            self.now(),
            caller.account(),
            "roster.request",
            &invited.network.to_string(),
            "done",
        )
        .await?;
        unit.commit().await?;
        let request = JoinRequest {
            network: invited.network,
            desk: entry,
            coordinator: self.own_coordinator(),
            accepts: order.accepts,
        };
        Ok(Slip {
            slip: to_request(&request, &self.keys().statement),
        })
    }

    /// The invitation that this desk took and that has not led to a roster yet.
    pub async fn pending_invitation(&self) -> Result<Option<Invitation>> {
        let stored = self.read().await?.setting(INVITATION).await?;
        let invitation: Option<Invitation> =
            stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let standing = self.standing();
        Ok(invitation.filter(|invited| !standing.networks.contains_key(&invited.network)))
    }

    /// Makes a request known to all members: from now on they may vouch and object. [JOIN-4]
    pub async fn announce_request(&self, caller: &Caller, request: &Slip) -> Result<()> {
        caller.needs(Right::Coordinator)?;
        let (network, membership) = self.membership(Some(request.request()?.network))?;
        let slip: String = request.slip.split_whitespace().collect();
        let mut unit = self.begin().await?;
        let roster = membership.roster.roster();
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        let body = Body::Request(Request { slip: slip.clone() });
        pen.say(self.to_all(network, body)).await?;
        pen.close().await?;
        let (me, now) = (self.id(), self.now());
        note_request(unit.as_mut(), roster, network, me, &slip, now).await?;
        unit.put_audit(now, caller.account(), "roster.announce", "request", "done")
            .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(())
    }
}

//! Vouch for a desk that asks to join.

use std::collections::BTreeMap;

use fanal_protocol::{Body, Code, NetworkId, Request, StreamName, Vouch};
use fanal_store::Right;

use super::Slip;
use super::admission::Case;
use super::book::{self, Applicant, NotedVouch, note_own_vouch, note_request, note_vouch};
use super::slip::{key_of, read_request};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, problem};
use crate::pen::{Pen, Said};

impl Desk {
    /// Vouches for a desk that asks to join; all members see it, and the request with it. [JOIN-3]
    pub async fn vouch(
        &self,
        caller: &Caller,
        request: &Slip,
        how: &str,
        because: &BTreeMap<String, String>,
    ) -> Result<()> {
        caller.needs(Right::Coordinator)?;
        caller.needs_proof(self.now())?;
        let slip: String = request.slip.split_whitespace().collect();
        let request = read_request(&slip)?;
        let (network, membership) = self.membership(Some(request.network))?;
        let vouch = Vouch {
            desk: request.desk.id.clone(),
            key: key_of(&request)?,
            how: how.to_owned(),
        };
        let mut unit = self.begin().await?;
        self.words_may_leave(unit.as_mut(), "how", how, because)
            .await?;
        let applicant = Applicant {
            desk: vouch.desk.clone(),
            key: vouch.key,
        };
        let joining = book::joining(unit.as_mut(), network, &applicant).await?;
        let (me, now) = (self.id(), self.now());
        let own = book::vouches_of(unit.as_mut(), network, me).await?;
        let case = Case {
            roster: membership.in_force(now),
            since: &book::members_since(unit.as_mut(), network).await?,
            request: &request,
            joining: &joining,
            vouches: &own.into_iter().map(|v| (me.clone(), v)).collect::<Vec<_>>(),
            now,
        };
        let would = NotedVouch {
            desk: vouch.desk.clone(),
            key: vouch.key,
            how: String::new(),
            at: now,
        };
        // A vouch that would not count misleads those who read it.
        if let Some(reason) = case.why_not(me, &would) {
            return Err(problem(Code::PolicyMember, reason.to_string()));
        }
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        if joining.seen.is_none() {
            let body = Body::Request(Request { slip: slip.clone() });
            pen.say(self.to_all(network, body)).await?;
        }
        let said = self.to_all(network, Body::Vouch(vouch.clone()));
        pen.say(said).await?;
        pen.close().await?;
        let roster = membership.roster.roster();
        note_request(unit.as_mut(), roster, network, me, &slip, now).await?;
        note_vouch(unit.as_mut(), network, me, &vouch, now).await?;
        note_own_vouch(unit.as_mut(), network, &applicant).await?;
        unit.put_audit(
            now,
            caller.account(),
            "roster.vouch",
            vouch.desk.as_str(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(())
    }

    /// A statement to every member, in its first revision.
    pub(crate) fn to_all(&self, network: NetworkId, body: Body) -> Said {
        self.said([StreamName::Green(network)].into(), body)
    }

    /// A statement down these streams, in its first revision.
    pub(crate) fn said(&self, streams: std::collections::BTreeSet<StreamName>, body: Body) -> Said {
        Said {
            id: self.new_id(),
            revision: 1,
            previous: None,
            streams,
            issued: self.now(),
            retain_until: None,
            body,
            facts: None,
        }
    }
}

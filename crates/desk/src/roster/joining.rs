//! Who asks to join, and what each still lacks: the list that coordinators work off.

use fanal_protocol::{Code, DeskId, NetworkId, PublicKey, Roster, Timestamp};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::admission::{Case, VouchShown};
use super::book::{self, Applicant, Joining};
use super::slip::{key_of, read_request};
use super::{JoinRequest, Slip};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};

/// A desk that asks to join.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct JoiningShown {
    /// Its short name.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// Its signing key: vouches are for this one.
    pub key: PublicKey,
    /// Who made it known.
    pub made_known_by: DeskId,
    /// When it became known here.
    pub seen: Option<Timestamp>,
    /// Its vouches, and why some do not count.
    pub vouches: Vec<VouchShown>,
    /// Objections that came to this desk; only coordinators' desks get them.
    pub objections: Vec<ObjectionShown>,
    /// When the window for objections ends, as it stands.
    pub window_ends: Option<Timestamp>,
    /// It accepted the code of practice.
    pub accepts_code: bool,
    /// What stands against it; nothing, and it may be admitted.
    pub lacks: Vec<String>,
    /// Its request, to be admitted by.
    pub request: Option<Slip>,
}

/// An objection, for those who deal with it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ObjectionShown {
    /// Whose.
    pub by: DeskId,
    /// Why.
    pub why: String,
    /// When it came.
    pub at: Timestamp,
    /// What came of it, once it was dealt with.
    pub settled: Option<String>,
}

impl Desk {
    /// Who asks to join, and what each lacks.
    pub async fn list_joining(&self, caller: &Caller) -> Result<Vec<JoiningShown>> {
        caller.needs(Right::Coordinator)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let mut shown = Vec::new();
        for (applicant, by) in book::applicants(unit.as_mut(), network).await? {
            if membership.roster.desk(&applicant.desk).is_some() {
                continue;
            }
            let joining = book::joining(unit.as_mut(), network, &applicant).await?;
            let slip = joining.slip.clone().unwrap_or_default();
            if let Ok(request) = read_request(&slip) {
                let one = self
                    .joining_shown(unit.as_mut(), &membership, &request, &joining, by)
                    .await?;
                shown.push(one);
            }
        }
        Ok(shown)
    }

    async fn joining_shown(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        request: &JoinRequest,
        joining: &Joining,
        by: DeskId,
    ) -> Result<JoiningShown> {
        let (network, now) = (membership.roster.network(), self.now());
        let roster = membership.in_force(now);
        let case = Case {
            roster,
            since: &book::members_since(unit, network).await?,
            request,
            joining,
            vouches: &book::read_vouches(unit, network, roster).await?,
            now,
        };
        let objections = joining.objections.iter().map(|o| ObjectionShown {
            by: o.by.clone(),
            why: o.why.clone(),
            at: o.at,
            settled: o.settled.map(|_| o.because.clone().unwrap_or_default()),
        });
        Ok(JoiningShown {
            desk: request.desk.id.clone(),
            name: request.desk.name.clone(),
            key: key_of(request)?,
            made_known_by: by,
            seen: joining.seen,
            vouches: case.vouches(),
            objections: objections.collect(),
            window_ends: case.window_ends(),
            accepts_code: request.accepts.is_some()
                && request.accepts == roster.rules.code_of_practice,
            lacks: case.stands_against(),
            request: joining.slip.clone().map(|slip| Slip { slip }),
        })
    }

    /// [JOIN-3] to [JOIN-6] All that stands against it is told at once.
    pub(super) async fn check_admission(
        &self,
        network: NetworkId,
        roster: &Roster,
        request: &JoinRequest,
    ) -> Result<()> {
        let mut unit = self.read().await?;
        let applicant = Applicant {
            desk: request.desk.id.clone(),
            key: key_of(request)?,
        };
        let joining = book::joining(unit.as_mut(), network, &applicant).await?;
        let case = Case {
            roster,
            since: &book::members_since(unit.as_mut(), network).await?,
            request,
            joining: &joining,
            vouches: &book::read_vouches(unit.as_mut(), network, roster).await?,
            now: self.now(),
        };
        let reasons = case.stands_against();
        if reasons.is_empty() {
            return Ok(());
        }
        Err(problem(Code::PolicyMember, reasons.join("; ")))
    }

    /// [JOIN-5] No coordinator signs somebody in over an objection that lies on the own desk.
    pub(super) async fn check_objections(
        &self,
        network: NetworkId,
        held: &Roster,
        next: &Roster,
    ) -> Result<()> {
        let mut unit = self.read().await?;
        let admitted = next
            .desks
            .iter()
            .filter(|desk| held.desk(&desk.id).is_none());
        for desk in admitted.collect::<Vec<_>>() {
            for record in &desk.signing {
                let applicant = Applicant {
                    desk: desk.id.clone(),
                    key: record.key,
                };
                let joining = book::joining(unit.as_mut(), network, &applicant).await?;
                let open = joining.open_objections().count();
                if open > 0 {
                    let text = format!("{open} objections to `{}` are open", desk.id);
                    return Err(problem(Code::PolicyMember, text));
                }
            }
        }
        Ok(())
    }
}

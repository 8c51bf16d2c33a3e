//! Who asks to join, and what each still lacks: the list that coordinators work off.

use fanal_protocol::{Code, DeskId, NetworkId, PublicKey, Roster, Timestamp};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::admission::{Case, VouchShown};
use super::book::{self, Applicant, ComparedShown, Drafted, Joining};
use super::object::the_applicant;
use super::sentence::{Told, both};
use super::slip::{key_of, read_request};
use super::{JoinRequest, Slip};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, problem};

/// Characters in which somebody says how a key was compared.
const HOW_CHARS: usize = 300;

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
    /// The same by codes, in the same order.
    #[serde(default)]
    pub lacks_told: Vec<Told>,
    /// Its key was compared by voice or in person, by somebody here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<ComparedShown>,
    /// The next roster, with it, waits for signatures: those that this desk has seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafted: Option<Drafted>,
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
        let (lacks, lacks_told) = both(case.stands_against());
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
            lacks,
            lacks_told,
            compared: joining.compared.clone(),
            // A draft of a version that came to be without it counts for nothing.
            drafted: joining
                .drafted
                .clone()
                .filter(|draft| draft.version == membership.roster.version().saturating_add(1)),
            request: joining.slip.clone().map(|slip| Slip { slip }),
        })
    }

    /// Writes down that somebody here compared this very key of who asks, by voice or in person. [JOIN-2]
    pub async fn compare_applicant(
        &self,
        caller: &Caller,
        desk: &DeskId,
        key: PublicKey,
        how: &str,
    ) -> Result<()> {
        caller.needs(Right::Coordinator)?;
        let how = how.trim();
        if how.is_empty() || how.chars().count() > HOW_CHARS {
            let text = format!("say how the key was compared, in {HOW_CHARS} characters at most");
            return Err(invalid(text));
        }
        let (network, _) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let applicant = the_applicant(unit.as_mut(), network, desk, Some(key)).await?;
        let mut joining = book::joining(unit.as_mut(), network, &applicant).await?;
        let who = caller.account();
        joining.compared = Some(ComparedShown {
            by: who.to_owned(),
            at: self.now(),
            how: how.to_owned(),
        });
        book::put_joining(unit.as_mut(), network, &applicant, &joining).await?;
        unit.put_audit(self.now(), who, "key.compare", desk.as_str(), "done")
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Notes how many signed a draft, with each desk that it admits: what coordinators see of its progress.
    pub(super) async fn note_draft(
        &self,
        held: &Membership,
        next: &Roster,
        signed: usize,
    ) -> Result<()> {
        let network = held.roster.network();
        let mut admitted = Vec::new();
        for desk in &next.desks {
            if held.roster.desk(&desk.id).is_none() {
                admitted.extend(desk.signing.iter().map(|record| Applicant {
                    desk: desk.id.clone(),
                    key: record.key,
                }));
            }
        }
        let mut unit = self.begin().await?;
        for applicant in admitted {
            let mut joining = book::joining(unit.as_mut(), network, &applicant).await?;
            joining.drafted = Some(Drafted {
                version: next.version.get(),
                signed,
                needed: held.roster.threshold.get(),
            });
            book::put_joining(unit.as_mut(), network, &applicant, &joining).await?;
        }
        unit.commit().await?;
        Ok(())
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
        Err(problem(Code::PolicyMember, both(reasons).0.join("; ")))
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

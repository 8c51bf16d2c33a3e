//! Review by another desk, for who has no second person of their own. [R21] [POL-18]
//!
//! What shall become public was shared with the reviewer's desk before, as anything is shared: label, audience
//! and consent allowed that. What its reviewer says yes to is the content that becomes public, and no
//! marking: another text is another draft.

use fanal_protocol::{
    Approval, Body, Bulletin, Claim, Code, DeskId, Digest, Label, Marking, NetworkId, Reference,
};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::content::indicated;
use crate::desk::{Desk, Membership};
use crate::draft::Draft;
use crate::error::{Result, problem};
use crate::grant::as_public;
use crate::inbox::ValueShown;
use crate::leaving::{TextShown, texts_of};
use crate::pen::Pen;
use crate::privacy::Finding;

/// Approvals that are kept of one desk, the newest.
const KEPT: usize = 50;

/// Approves what another desk wants to make public.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveForOrder {
    /// `DESK/ID` of its bulletin, as it is held here.
    pub bulletin: String,
    /// The digest of the revision that was read; without one, what is to be read is shown and nothing
    /// said.
    #[serde(default)]
    pub read: Option<Digest>,
}

/// What is approved, and whether the word was given.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApprovedFor {
    /// `preview` or `approved`.
    pub state: String,
    /// Whose bulletin.
    pub author: DeskId,
    /// The digest of the revision that is held here.
    pub read: Digest,
    /// SHA-256 of the content that the word holds for.
    pub draft: Digest,
    /// Every text that would become public. [PRV-12]
    pub texts: Vec<TextShown>,
    /// Its values.
    pub values: Vec<ValueShown>,
    /// What the privacy check of this desk finds in it: its author has to answer that, or mend it.
    pub findings: Vec<Finding>,
}

fn key_of(network: NetworkId, desk: &DeskId) -> String {
    format!("approvals/{network}/{desk}")
}

impl Desk {
    /// A reviewer here approves exactly what is held of another desk's bulletin; its origin is told, and
    /// may publish that content and no other.
    pub async fn approve_for(
        &self,
        caller: &Caller,
        order: &ApproveForOrder,
    ) -> Result<ApprovedFor> {
        caller.needs(Right::Reviewer)?;
        if order.read.is_some() {
            caller.needs_proof(self.now())?;
        }
        let (_, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let reference: Reference = self
            .find(unit.as_mut(), &membership, caller, &order.bulletin)
            .await?;
        if reference.origin == *self.id() {
            let text = "that is this desk's own: a second person here approves it";
            return Err(problem(Code::PolicyReview, text));
        }
        let (row, bulletin) = self
            .to_be_public(unit.as_mut(), &membership, caller, &reference)
            .await?;
        let guard = self.guard(unit.as_mut()).await?;
        let public = Draft::new(as_public(&bulletin), Label::Clear, guard);
        let mut approved = ApprovedFor {
            state: "preview".into(),
            author: reference.origin.clone(),
            read: row.digest,
            draft: digest_of_content(&bulletin),
            texts: texts_of(&as_public(&bulletin), Label::Clear)?,
            values: indicated(&*bulletin).iter().map(ValueShown::of).collect(),
            findings: public.open_findings(),
        };
        let Some(read) = order.read else {
            return Ok(approved);
        };
        if row.digest != read {
            let text = "it changed since it was read: read it again";
            return Err(problem(Code::Conflict, text));
        }
        let body = Approval {
            draft: approved.draft,
            author: reference.origin.clone(),
        };
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        pen.say(self.to_desk(&reference.origin, Body::Approval(body)))
            .await?;
        pen.close().await?;
        let object = crate::notices::name(&reference);
        unit.put_audit(
            self.now(),
            caller.account(),
            "review.approve-for",
            &object,
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        approved.state = "approved".into();
        Ok(approved)
    }

    /// Keeps another desk's yes. What it is worth is asked when something is published.
    pub(crate) async fn hear_approval(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        by: &DeskId,
        approval: &Approval,
    ) -> Result<()> {
        if approval.author != *self.id() {
            return Ok(());
        }
        let mut kept = approvals(unit, network, by).await?;
        kept.retain(|draft| *draft != approval.draft);
        kept.push(approval.draft);
        let older = kept.len().saturating_sub(KEPT);
        kept.drain(..older);
        let bytes = serde_json::to_vec(&kept).unwrap_or_default();
        Ok(unit.put_setting(&key_of(network, by), &bytes).await?)
    }

    /// An active desk that approved exactly this content, of another organisation than this one.
    pub(super) async fn approved_elsewhere(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        bulletin: &Bulletin,
    ) -> Result<Option<DeskId>> {
        let draft = digest_of_content(bulletin);
        let network = membership.roster.network();
        let parent = |id: &DeskId| {
            let entry = membership.roster.desk(id);
            entry.map(fanal_protocol::DeskEntry::parent_or_self)
        };
        let own = parent(self.id());
        for desk in membership.roster.active() {
            let is_other = desk.id != *self.id() && parent(&desk.id) != own;
            if is_other && approvals(unit, network, &desk.id).await?.contains(&draft) {
                return Ok(Some(desk.id.clone()));
            }
        }
        Ok(None)
    }
}

async fn approvals(unit: &mut dyn Unit, network: NetworkId, by: &DeskId) -> Result<Vec<Digest>> {
    let stored = unit.setting(&key_of(network, by)).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

/// SHA-256 of everything in it that may become public, and of nothing that says for whom it is.
fn digest_of_content(bulletin: &Bulletin) -> Digest {
    let Bulletin {
        kind,
        title,
        summary,
        lang,
        category,
        marking,
        consent,
        wishes_publication: _,
        // They say how to read it here, and do not become public.
        urgent: _,
        content_warning: _,
        expires,
        refers_to,
        source,
        licence,
        objects,
        roles,
    } = bulletin;
    // They go with the values, and say which lists may block them. [REC-6]
    let Marking {
        label: _,
        audience: _,
        pap,
        also_please: _,
        not_before: _,
        retain_until: _,
        may_alert_perpetrator,
    } = marking;
    // Why nobody had to be asked decides how much of an object becomes public.
    let unasked = match consent {
        Claim::NotNeeded { because } => Some(because),
        Claim::Granted { .. } | Claim::Refused | Claim::NotAsked => None,
    };
    let content = (
        (kind, title, summary, lang, category),
        (expires, refers_to, source, licence),
        (objects, roles),
        (pap, may_alert_perpetrator),
        unasked,
    );
    crate::desk::sha256(&serde_json::to_vec(&content).unwrap_or_default())
}

//! A person takes their yes back, or makes it smaller: two actions, no approval. [REC-1] [Promise 5]

use std::collections::BTreeMap;

use fanal_policy::reach_of;
use fanal_protocol::{BulletinId, Code, NetworkId, Reference, RetractionReason};
use fanal_store::{ConsentId, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::Record;
use super::{ConsentOrder, held};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};
use crate::much::Pace;
use crate::withdraw::{STAYS, TakeBack, sent_where};

/// Takes a consent back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawConsentOrder {
    /// The desk's own word for the person.
    pub alias: String,
    /// The second action: without it, only what would happen is shown.
    #[serde(default)]
    pub confirm: bool,
    /// Repeat the values in formats that delete by value.
    #[serde(default)]
    pub to_delete: bool,
}

/// One thing that a withdrawal reaches.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Reached {
    /// `DESK/ID`.
    pub reference: String,
    /// `draft`, `bulletin`, `grant` (only what others publish by this desk's grant goes).
    pub what: String,
    /// Desks that have to purge it.
    pub desks: usize,
    /// It stands in the public feed.
    pub public: bool,
}

/// What a withdrawal of consent reaches, or reached.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ConsentWithdrawal {
    /// What the audit trail calls the record.
    pub record: String,
    /// `asked` (nothing happened yet), `withdrawn`, `revised`.
    pub state: String,
    /// Drafts and bulletins that rest on it, and go.
    pub reached: Vec<Reached>,
    /// What quotes these: drafts here go; bulletins stop at once, and go in seven days unless their
    /// origin states another source.
    pub quoted_by: Vec<String>,
    /// These came back after a restore, say that somebody agreed, and rest on no record: whether it is this one a
    /// person has to say (`fanal revise ID --consent-record`) before this is done; else they stay. [STR-16]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_record: Vec<String>,
    /// It is much at once: hidden everywhere now, keys go in a day or by a second person's yes.
    pub hidden: bool,
    /// What cannot be recalled, in one sentence.
    pub stays_behind: String,
}

impl Desk {
    /// Takes a consent back, and everything that rests on it.
    pub async fn withdraw_consent(
        &self,
        caller: &Caller,
        order: &WithdrawConsentOrder,
    ) -> Result<ConsentWithdrawal> {
        caller.needs(Right::Analyst)?;
        let mut unit = self.begin().await?;
        let (row, mut record) = held(unit.as_mut(), &order.alias).await?;
        if record.withdrawn.is_some() {
            return Err(problem(
                Code::PolicyWithdrawn,
                "this consent was taken back already",
            ));
        }
        let resting = self.bulletins_on(unit.as_mut(), row.id).await?;
        let resting = self.by_network(unit.as_mut(), &resting).await?;
        let mut shown = self.reached(unit.as_mut(), row.id, &resting).await?;
        let sheets = self.sheets_on(unit.as_mut(), row.id).await?;
        shown.reached.extend(sheets.iter().map(|id| Reached {
            reference: name(&self.own_reference(*id)),
            what: "draft".into(),
            desks: 0,
            public: false,
        }));
        if !order.confirm {
            return Ok(shown);
        }
        record.withdrawn = Some(self.now());
        let row = self
            .replace(unit.as_mut(), caller, "consent.withdraw", row, &record)
            .await?;
        shown.hidden = self
            .take_all_back(unit.as_mut(), caller, &resting, order.to_delete)
            .await?;
        for sheet in sheets {
            unit.delete_draft(sheet).await?;
            self.note_source(unit.as_mut(), &self.own_reference(sheet), "draft.purge")
                .await?;
        }
        // Whatever else rests on it (a publication whose record is gone) goes too.
        for id in unit.resting_on(row.id).await? {
            let reference = self.own_reference(id);
            let membership = self.home_of(unit.as_mut(), id).await?;
            let network = membership.roster.network();
            if self.is_put_away(unit.as_mut(), network, &reference).await? {
                // Withdrawn already: a hold ends now, and a day that was given runs. [R24] [R23]
                self.end_hold(unit.as_mut(), &membership, &reference)
                    .await?;
                continue;
            }
            let reason = RetractionReason::Consent;
            self.retract(
                unit.as_mut(),
                &membership,
                &reference,
                reason,
                order.to_delete,
            )
            .await?;
            unit.rest_on(id, None).await?;
        }
        unit.commit().await?;
        self.announce_change();
        shown.state = "withdrawn".into();
        Ok(shown)
    }

    /// The person agreed to something else. What goes further than that is taken back, by a second
    /// action.
    pub async fn revise_consent(
        &self,
        caller: &Caller,
        order: &ConsentOrder,
    ) -> Result<ConsentWithdrawal> {
        caller.needs(Right::Analyst)?;
        let mut unit = self.begin().await?;
        let (row, before) = held(unit.as_mut(), &order.alias).await?;
        before.must_not_be_withdrawn()?;
        let record = self.changed(caller, &before, order)?;
        // [ACC-5] More than before in anything is wider, whatever it is called; and so is a yes that was in doubt.
        if !before.covers(&record) || before.doubted.is_some() {
            caller.needs_proof(self.now())?;
        }
        let resting = self.bulletins_on(unit.as_mut(), row.id).await?;
        let (mut too_far, mut granted, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for (membership, which) in self.by_network(unit.as_mut(), &resting).await? {
            let mut gone = Vec::new();
            for id in which {
                match self.excess(unit.as_mut(), &membership, id, &record).await? {
                    Excess::Nothing => {}
                    Excess::Grants => granted.push((membership.clone(), id)),
                    Excess::All => {
                        gone.push(id);
                        continue;
                    }
                }
                kept.push((membership.clone(), id));
            }
            too_far.push((membership, gone));
        }
        let mut shown = self.reached(unit.as_mut(), row.id, &too_far).await?;
        for (_, id) in &granted {
            shown
                .reached
                .push(self.grants_reached(unit.as_mut(), *id).await?);
        }
        let may_reach_more = !shown.without_record.is_empty() && !record.covers(&before);
        if (!shown.reached.is_empty() || may_reach_more) && !order.confirm {
            return Ok(shown);
        }
        self.replace(unit.as_mut(), caller, "consent.revise", row, &record)
            .await?;
        shown.hidden = self
            .take_all_back(unit.as_mut(), caller, &too_far, false)
            .await?;
        for (membership, id) in &granted {
            self.end_grants(unit.as_mut(), membership, caller, *id)
                .await?;
        }
        for (membership, id) in &kept {
            self.wake_at_the_yes_end(unit.as_mut(), membership, *id, &record)
                .await?;
        }
        unit.commit().await?;
        self.announce_change();
        shown.state = "revised".into();
        Ok(shown)
    }

    /// Drafts and bulletins that rest on a record; publications go with their bulletins, and what is
    /// hidden was taken back before.
    async fn bulletins_on(&self, unit: &mut dyn Unit, id: ConsentId) -> Result<Vec<BulletinId>> {
        let mut found = Vec::new();
        for own in unit.resting_on(id).await? {
            if unit.draft(own).await?.is_none() {
                continue;
            }
            let network = self.home_of(unit, own).await?.roster.network();
            let reference = self.own_reference(own);
            if !self.is_put_away(unit, network, &reference).await? {
                found.push(own);
            }
        }
        Ok(found)
    }

    /// The network of one of this desk's own: the one that its record names, or that has it; else the chosen.
    async fn home_of(&self, unit: &mut dyn Unit, id: BulletinId) -> Result<Membership> {
        if let Ok(held) = self.own(unit, id).await
            && let Some(network) = held.draft.network
        {
            return Ok(self.membership(Some(network))?.1);
        }
        for (network, membership) in &self.standing().networks {
            let found = unit.bulletin(*network, &self.own_reference(id)).await?;
            if found.is_some() {
                return Ok(membership.clone());
            }
        }
        Ok(self.membership(None)?.1)
    }

    /// Each in its network: a person's word reaches all of them. [CON-4]
    async fn by_network(
        &self,
        unit: &mut dyn Unit,
        which: &[BulletinId],
    ) -> Result<Vec<(Membership, Vec<BulletinId>)>> {
        let mut found: BTreeMap<NetworkId, (Membership, Vec<BulletinId>)> = BTreeMap::new();
        for id in which {
            let home = self.home_of(unit, *id).await?;
            let network = home.roster.network();
            let (_, ids) = found.entry(network).or_insert((home, Vec::new()));
            ids.push(*id);
        }
        Ok(found.into_values().collect())
    }

    async fn take_all_back(
        &self,
        unit: &mut dyn Unit,
        caller: &Caller,
        which: &[(Membership, Vec<BulletinId>)],
        to_delete: bool,
    ) -> Result<bool> {
        let count = which.iter().map(|(_, ids)| ids.len()).sum();
        let pace = self.pace_of(unit, caller.account(), count).await?;
        let back = TakeBack {
            reason: RetractionReason::Consent,
            to_delete,
            pace: pace.clone(),
        };
        for (membership, id) in flat(which) {
            let reference = self.own_reference(*id);
            self.take_back(unit, membership, &reference, &back).await?;
            unit.put_audit(
                self.now(),
                caller.account(),
                "bulletin.withdraw",
                &id.to_string(),
                "done",
            )
            .await?;
        }
        Ok(pace != Pace::AtOnce && count > 0)
    }

    /// What of that which was sent goes further than the record says now? Its end is no question of
    /// how far: it goes then. [REC-3]
    async fn excess(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        id: BulletinId,
        record: &Record,
    ) -> Result<Excess> {
        let held = self.own(unit, id).await?;
        let sent = !held.draft.roads.is_empty() || held.draft.published.is_some();
        if !sent {
            // A draft is held to the record when it is sent.
            return Ok(Excess::Nothing);
        }
        let Ok(bulletin) = self.bulletin_of(unit, membership, &held).await else {
            return Ok(Excess::All);
        };
        if record.takes_a_name_back(bulletin.consent) {
            return Ok(Excess::All);
        }
        let mut facts = self
            .facts_of_draft(unit, membership, &held, &bulletin)
            .await?;
        facts.references.clear();
        // How far it went, before anybody doubted the record.
        facts.withdrawn = false;
        let world = membership.world(self.id(), self.now());
        let now = reach_of(&facts, &world);
        record.bind(&mut facts);
        let allowed = reach_of(&facts, &world);
        let is_public = record.scope >= fanal_protocol::Scope::Public;
        // What travels as GREEN until it is published may be public already.
        let too_public = held.draft.published.is_some() && !is_public;
        Ok(if too_public || !now.is_within(&allowed) {
            Excess::All
        } else if !held.draft.grants.is_empty() && !is_public {
            Excess::Grants
        } else {
            Excess::Nothing
        })
    }

    async fn grants_reached(&self, unit: &mut dyn Unit, id: BulletinId) -> Result<Reached> {
        let held = self.own(unit, id).await?;
        Ok(Reached {
            reference: name(&self.own_reference(id)),
            what: "grant".into(),
            desks: held.draft.grants.len(),
            public: true,
        })
    }

    async fn reached(
        &self,
        unit: &mut dyn Unit,
        record: ConsentId,
        which: &[(Membership, Vec<BulletinId>)],
    ) -> Result<ConsentWithdrawal> {
        let (mut reached, mut quoted_by) = (Vec::new(), Vec::new());
        for (membership, id) in flat(which) {
            let network = membership.roster.network();
            let reference = self.own_reference(*id);
            let published = match self.own(unit, *id).await {
                Ok(held) => held.draft.published,
                Err(_) => None,
            };
            let (mut streams, _) = sent_where(unit, membership, &reference).await?;
            if let Some(public) = published.map(|id| self.own_reference(id)) {
                streams.extend(sent_where(unit, membership, &public).await?.0);
            }
            let what = if streams.is_empty() {
                "draft"
            } else {
                "bulletin"
            };
            reached.push(Reached {
                reference: name(&reference),
                what: what.into(),
                desks: self.readers(membership, &streams).len(),
                public: published.is_some(),
            });
            for derived in unit.quoting(network, &reference).await? {
                quoted_by.push(name(&derived));
            }
        }
        quoted_by.sort();
        quoted_by.dedup();
        let mut without_record = Vec::new();
        for network in self.standing().networks.keys() {
            let without = self.without_record(unit, *network).await?;
            without_record.extend(without.iter().map(name));
        }
        Ok(ConsentWithdrawal {
            record: record.to_string(),
            state: "asked".into(),
            reached,
            quoted_by,
            without_record,
            hidden: false,
            stays_behind: STAYS.into(),
        })
    }
}

/// One by one.
fn flat(which: &[(Membership, Vec<BulletinId>)]) -> Vec<(&Membership, &BulletinId)> {
    let mut all = Vec::new();
    for (membership, ids) in which {
        for id in ids {
            all.push((membership, id));
        }
    }
    all
}

/// What goes further than a record that was made smaller.
enum Excess {
    /// Nothing does.
    Nothing,
    /// What other desks may publish of it.
    Grants,
    /// The bulletin itself, or the publication made of it.
    All,
}

fn name(reference: &Reference) -> String {
    format!("{}/{}", reference.origin, reference.id)
}

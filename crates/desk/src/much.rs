//! Much withdrawn at once is hidden at once, and destroyed a day later or by a second person's yes: so
//! that one stolen account does not empty a network. [R23] [REC-5]

use fanal_protocol::{
    Body, Code, Digest, Header, NetworkId, Receipt, ReceiptState, Reference, Timestamp,
};
use fanal_store::{Due, DueKind, Right, StatementRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::draft::Draft;
use crate::due::BY_RETENTION;
use crate::error::{Result, problem};
use crate::pen::Pen;

/// Withdrawals of one desk in an hour from which on they are "much": a desk that cleans up by hand
/// does not get there, a script does.
pub(crate) const MUCH_IN_AN_HOUR: usize = 20;
/// The same for one account.
pub(crate) const MUCH_BY_ONE: usize = 10;
const HOUR: i64 = 3_600;
/// Until keys are destroyed.
const DAY: i64 = 24 * HOUR;

/// When keys go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Pace {
    /// In the same commit.
    AtOnce,
    /// In a day, or by the yes of somebody else than this account.
    Later {
        /// Who took it back; nobody here, if it came from a peer.
        by: Option<String>,
    },
}

/// What is hidden, and why its key is still here.
#[derive(Serialize, Deserialize)]
struct PutAway {
    retraction: Digest,
    by: Option<String>,
    at: Timestamp,
    /// The revisions that go, where a newer one may come after them; all, if none is named. [R27]
    #[serde(default)]
    only: Vec<Digest>,
}

/// What waits for its destruction.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Hidden {
    /// `DESK/ID`.
    pub reference: String,
    /// Its key goes then.
    pub destroyed_at: Timestamp,
    /// May the caller destroy it now? Nobody confirms what they withdrew themselves.
    pub yours_to_destroy: bool,
}

/// What a second person's yes did.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Destroyed {
    /// Bulletins whose keys are gone now.
    pub destroyed: usize,
    /// Those that wait for somebody else than the caller.
    pub waiting: usize,
}

fn key_of(network: NetworkId, reference: &Reference) -> String {
    format!("put-away/{network}/{}/{}", reference.origin, reference.id)
}

impl Desk {
    /// Counts so many withdrawals by this account, and says how fast keys go.
    pub(crate) async fn pace_of(
        &self,
        unit: &mut dyn Unit,
        account: &str,
        more: usize,
    ) -> Result<Pace> {
        let recent = self
            .count_recent(unit, "withdrawals.recent", account, more)
            .await?;
        let own = recent.iter().filter(|(_, by)| by == account).count();
        if recent.len() <= MUCH_IN_AN_HOUR && own <= MUCH_BY_ONE {
            return Ok(Pace::AtOnce);
        }
        Ok(Pace::Later {
            by: Some(account.to_owned()),
        })
    }

    /// The same for retractions that come from another desk.
    pub(crate) async fn pace_of_peer(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Pace> {
        let origin = reference.origin.as_str();
        // In another network the same name is another desk. [JOIN-10]
        let name = format!("retractions.recent/{network}/{origin}");
        let recent = self.count_recent(unit, &name, origin, 1).await?;
        Ok(if recent.len() > MUCH_IN_AN_HOUR {
            Pace::Later { by: None }
        } else {
            Pace::AtOnce
        })
    }

    /// Another desk's revision lets its bulletin end sooner. Within a day that takes as much away as
    /// withdrawing it, and is counted so: much of it goes at its moment from every road, and its keys a
    /// day from now. [R23] [REC-5]
    pub(crate) async fn not_much_sooner(
        &self,
        unit: &mut dyn Unit,
        header: &Header,
        end: Option<Timestamp>,
    ) -> Result<Option<Timestamp>> {
        let a_day_on = self.now().plus_seconds(DAY);
        let is_soon = end.is_some_and(|at| at < a_day_on);
        if !is_soon || header.revision == 1 || header.origin == *self.id() {
            return Ok(end);
        }
        let reference = Reference {
            origin: header.origin.clone(),
            id: header.id,
        };
        let held = unit.bulletin(header.network, &reference).await?;
        let is_sooner = held.is_some_and(|row| {
            let was = row.retain_until;
            row.revision < header.revision && was.is_none_or(|was| end.is_some_and(|at| at < was))
        });
        let network = header.network;
        if !is_sooner || self.pace_of_peer(unit, network, &reference).await? == Pace::AtOnce {
            return Ok(end);
        }
        // The revision before has no such end: it must not go on in its place.
        self.hide(unit, header.network, &reference).await?;
        Ok(Some(a_day_on))
    }

    /// Notes so many more, and gives those of the last hour; no more than it takes to know.
    async fn count_recent(
        &self,
        unit: &mut dyn Unit,
        name: &str,
        by: &str,
        more: usize,
    ) -> Result<Vec<(Timestamp, String)>> {
        let now = self.now();
        let stored = unit.setting(name).await?;
        let mut recent: Vec<(Timestamp, String)> = stored
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        recent.retain(|(at, _)| at.plus_seconds(HOUR) > now);
        recent.extend(std::iter::repeat_n((now, by.to_owned()), more));
        let most = 4 * MUCH_IN_AN_HOUR;
        let older = recent.len().saturating_sub(most);
        recent.drain(..older);
        let bytes = serde_json::to_vec(&recent).unwrap_or_default();
        unit.put_setting(name, &bytes).await?;
        Ok(recent)
    }

    /// Hides all revisions of a bulletin on every road; its key goes in a day.
    pub(crate) async fn put_away(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
        retraction: Digest,
        by: Option<&str>,
    ) -> Result<()> {
        let away = PutAway {
            retraction,
            by: by.map(str::to_owned),
            at: self.now(),
            only: Vec::new(),
        };
        self.keep_away(unit, network, reference, away).await
    }

    /// The same for revisions that another desk narrowed away with much else: what is here of it is
    /// hidden, and a newer revision may come. [R23] [R27]
    pub(crate) async fn put_revisions_away(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
        retraction: Digest,
        only: Vec<Digest>,
    ) -> Result<()> {
        let away = PutAway {
            retraction,
            by: None,
            at: self.now(),
            only,
        };
        self.keep_away(unit, network, reference, away).await
    }

    async fn keep_away(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
        away: PutAway,
    ) -> Result<()> {
        self.hide(unit, network, reference).await?;
        let bytes = serde_json::to_vec(&away).unwrap_or_default();
        unit.put_setting(&key_of(network, reference), &bytes)
            .await?;
        let due = Due {
            at: self.now().plus_seconds(DAY),
            kind: DueKind::Destroy,
            reference: reference.clone(),
        };
        Ok(unit.put_due(network, &due).await?)
    }

    /// Hides it, for as long as a hold keeps its key. [R24]
    pub(crate) async fn put_away_by_law(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
        retraction: Digest,
        by: Option<&str>,
    ) -> Result<()> {
        self.put_away(unit, network, reference, retraction, by)
            .await?;
        Ok(unit
            .delete_due(network, DueKind::Destroy, reference)
            .await?)
    }

    /// The hold is over: what it kept goes now; what was withdrawn with much else waits its day, so
    /// that letting go is no way around the second person. [R23]
    pub(crate) async fn let_go(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        let Some(away) = away(unit, network, reference).await? else {
            return Ok(());
        };
        if away.by.is_none() {
            return self.destroy(unit, membership, reference).await;
        }
        let due = Due {
            at: self.now().plus_seconds(DAY),
            kind: DueKind::Destroy,
            reference: reference.clone(),
        };
        Ok(unit.put_due(network, &due).await?)
    }

    /// Facts say that it was withdrawn: the policy opens it on no road any more. [POL-1]
    pub(crate) async fn hide(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<()> {
        for statement in unit.statements_of(network, reference).await? {
            if !crate::receive::is_content(statement.kind) {
                continue;
            }
            if let Some((mut facts, _)) = unit.envelope(statement.digest).await?
                && !facts.withdrawn
            {
                facts.withdrawn = true;
                unit.put_facts(statement.digest, &facts).await?;
            }
        }
        Ok(())
    }

    /// The record of what is put away is hidden with it; else it is destroyed.
    pub(crate) async fn put_record_away(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        own: &Reference,
        pace: &Pace,
    ) -> Result<()> {
        let id = own.id;
        let Some(mut row) = unit.draft(id).await? else {
            return Ok(());
        };
        // A draft that went nowhere has its day too.
        if let Pace::Later { by } = pace
            && !self.is_put_away(unit, network, own).await?
        {
            self.put_away(unit, network, own, BY_RETENTION, by.as_deref())
                .await?;
        }
        let draft: Option<Draft> = serde_json::from_slice(&row.body).ok();
        match (pace, draft) {
            (Pace::Later { .. }, Some(mut draft)) => {
                draft.put_away = true;
                row.state = fanal_store::DraftState::Sent;
                row.body = serde_json::to_vec(&draft)
                    .map_err(|error| problem(Code::Broken, error.to_string()))?;
                unit.put_draft(&row).await?;
            }
            (Pace::AtOnce, _) | (_, None) => unit.delete_draft(id).await?,
        }
        Ok(())
    }

    /// Is it hidden, and its key still here?
    pub(crate) async fn is_put_away(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<bool> {
        let key = key_of(network, reference);
        Ok(unit.setting(&key).await?.is_some())
    }

    /// What is hidden.
    pub async fn list_hidden(&self, caller: &Caller) -> Result<Vec<Hidden>> {
        crate::review::needs_staff(caller)?;
        let mut unit = self.read().await?;
        let mut hidden = Vec::new();
        for (network, due) in unit.due_by(end_of_time()).await? {
            if due.kind != DueKind::Destroy {
                continue;
            }
            let away = away(unit.as_mut(), network, &due.reference).await?;
            hidden.push(Hidden {
                reference: format!("{}/{}", due.reference.origin, due.reference.id),
                destroyed_at: due.at,
                yours_to_destroy: away
                    .is_none_or(|away| away.by.as_deref() != Some(caller.account())),
            });
        }
        Ok(hidden)
    }

    /// A second person's yes: what somebody else withdrew is destroyed now.
    pub async fn destroy_hidden(&self, caller: &Caller) -> Result<Destroyed> {
        caller
            .needs(Right::Analyst)
            .or_else(|_| caller.needs(Right::Reviewer))?;
        let mut unit = self.begin().await?;
        let mut done = Destroyed {
            destroyed: 0,
            waiting: 0,
        };
        for (network, due) in unit.due_by(end_of_time()).await? {
            if due.kind != DueKind::Destroy {
                continue;
            }
            let away = away(unit.as_mut(), network, &due.reference).await?;
            if away.is_some_and(|away| away.by.as_deref() == Some(caller.account())) {
                done.waiting += 1;
                continue;
            }
            let (_, membership) = self.membership(Some(network))?;
            self.destroy(unit.as_mut(), &membership, &due.reference)
                .await?;
            done.destroyed += 1;
        }
        let object = format!("{} bulletins", done.destroyed);
        unit.put_audit(
            self.now(),
            caller.account(),
            "bulletin.destroy",
            &object,
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(done)
    }

    /// Destroys the key of what was hidden; what another desk took back is answered now.
    pub(crate) async fn destroy(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<()> {
        let network = membership.roster.network();
        unit.delete_due(network, DueKind::Destroy, reference)
            .await?;
        let Some(away) = away(unit, network, reference).await? else {
            return Ok(());
        };
        let held = unit.statements_of(network, reference).await?;
        let newer =
            |row: &StatementRow| row.purged_by.is_none() && !away.only.contains(&row.digest);
        if !away.only.is_empty() && held.iter().any(newer) {
            unit.purge_revisions(network, reference, &away.only, away.retraction)
                .await?;
        } else {
            unit.purge(network, reference, away.retraction).await?;
        }
        unit.delete_setting(&key_of(network, reference)).await?;
        if reference.origin == *self.id() {
            unit.delete_draft(reference.id).await?;
            unit.rest_on(reference.id, None).await?;
            return Ok(());
        }
        let receipt = Receipt {
            retraction: away.retraction,
            target: reference.id,
            state: ReceiptState::Purged,
        };
        let mut pen = Pen::take(self, membership, unit).await?;
        pen.say(self.to_desk(&reference.origin, Body::Receipt(receipt)))
            .await?;
        pen.close().await
    }

    /// When a hidden publication of this desk's own was withdrawn.
    pub(crate) async fn put_away_at(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Option<Timestamp>> {
        Ok(away(unit, network, reference).await?.map(|away| away.at))
    }
}

async fn away(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
) -> Result<Option<PutAway>> {
    let stored = unit.setting(&key_of(network, reference)).await?;
    Ok(stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Later than everything that is due.
pub(crate) const fn end_of_time() -> Timestamp {
    Timestamp::from_unix(253_402_300_799)
}

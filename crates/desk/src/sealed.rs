//! RED that is sealed: this node takes it, keeps it and hands it on, and cannot read it. [RED-5] [R26]

use std::collections::BTreeSet;

use fanal_policy::{Decision, Facts, Question, decide};
use fanal_protocol::{
    Blob, Body, Code, DeskId, Kind, Label, NetworkId, Reference, Sealed, StreamName, Timestamp,
};
use fanal_store::{Due, DueKind, Right, StatementRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found, problem};
use crate::pen::{Pen, Said};
use crate::review::needs_staff;

/// What is sealed, newest first, that is listed at once.
const LISTED: u32 = 1_000;

/// Desks that one file is sealed for, at most: each gets its own.
const DESKS: usize = 200;

/// Something sealed, for one desk.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SealOrder {
    /// The desk whose people it is for.
    pub to: DeskId,
    /// The age file, in base64.
    pub sealed: Blob,
}

/// What `fanal seal --out` writes: one file for each desk, for one network.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedHandover {
    /// In which network these desks are: in another one the same name is another desk.
    pub network: NetworkId,
    /// For each desk its own.
    pub orders: Vec<SealOrder>,
}

/// Names something sealed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichSealed {
    /// `DESK/ID`, or a beginning of the id.
    pub sealed: String,
}

/// All that a node knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SealedShown {
    /// `DESK/ID`.
    pub reference: String,
    /// Who sent it.
    pub origin: DeskId,
    /// For people of which desk.
    pub to: Option<DeskId>,
    /// When it came, or was sent.
    pub received: Timestamp,
}

/// The file, for whoever can open it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SealedFile {
    /// What is known of it.
    pub sealed: SealedShown,
    /// The statement as its origin signed it; the age file is in it.
    pub envelope: String,
}

impl Desk {
    /// Sends what was sealed on a person's machine: signed from outside, to one desk.
    pub async fn send_sealed(&self, caller: &Caller, order: &SealOrder) -> Result<SealedShown> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let said = self.sealed_for(unit.as_mut(), &membership, order).await?;
        let retain_until = said.retain_until;
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        let opened = pen.say(said).await?;
        pen.close().await?;
        let header = opened.header();
        let reference = self.own_reference(header.id);
        if let Some(at) = retain_until {
            let due = Due {
                at,
                kind: DueKind::Purge,
                reference: reference.clone(),
            };
            unit.put_due(network, &due).await?;
        }
        let object = header.id.to_string();
        unit.put_audit(self.now(), caller.account(), "sealed.send", &object, "done")
            .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(shown(&reference, &header.streams, self.now()))
    }

    /// What is said to that desk, if it may be.
    async fn sealed_for(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        order: &SealOrder,
    ) -> Result<Said> {
        if !order.sealed.0.starts_with(fanal_seal::FIRST_LINE) {
            return Err(invalid(
                "this is no age file: nothing readable is sent as sealed",
            ));
        }
        let sealed = order.sealed.clone();
        let said = Said {
            retain_until: red_retention(membership, self.now()),
            ..self.to_desk(&order.to, Body::Sealed(Sealed { sealed }))
        };
        self.may_say(unit, membership, &said).await?;
        Ok(said)
    }

    /// Sends what `fanal seal --out` wrote: one file for each desk, each as if it had been sent from the command line.
    /// Nothing is sent of a file that is none of it. [RED-9]
    pub async fn send_sealed_file(&self, caller: &Caller, text: &str) -> Result<Vec<SealedShown>> {
        caller.needs(Right::Analyst)?;
        let SealedHandover { network, orders } = serde_json::from_str(text)
            .map_err(|_| invalid("this is no file that `fanal seal --out` wrote"))?;
        let (chosen, membership) = self.membership(None)?;
        if network != chosen {
            return Err(invalid("it was sealed for another network"));
        }
        if orders.is_empty() || orders.len() > DESKS {
            return Err(invalid("it names no desk, or too many"));
        }
        // All of it or nothing.
        let mut unit = self.read().await?;
        for order in &orders {
            self.sealed_for(unit.as_mut(), &membership, order).await?;
        }
        drop(unit);
        let mut sent = Vec::with_capacity(orders.len());
        for order in &orders {
            sent.push(self.send_sealed(caller, order).await?);
        }
        Ok(sent)
    }

    /// What is sealed and kept here: from whom and for whom, nothing else is known.
    pub async fn list_sealed(&self, caller: &Caller) -> Result<Vec<SealedShown>> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let mut list = Vec::new();
        for row in unit.words(network, Kind::Sealed, LISTED).await? {
            if let Some((facts, _)) = unit.envelope(row.digest).await?
                && self.may_fetch(&membership, caller, &facts).is_ok()
            {
                list.push(shown(&row.reference, &facts.streams, row.received));
            }
        }
        Ok(list)
    }

    /// The file as it came, for whoever can open it on their own machine.
    pub async fn fetch_sealed(&self, caller: &Caller, which: &WhichSealed) -> Result<SealedFile> {
        needs_staff(caller)?;
        let (_, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let row = find(unit.as_mut(), &membership, &which.sealed).await?;
        let (facts, content) = unit
            .envelope(row.digest)
            .await?
            .ok_or_else(|| problem(Code::PolicyWithdrawn, "it was withdrawn"))?;
        let permit = self.may_fetch(&membership, caller, &facts)?;
        let bytes = content
            .release(&permit)
            .ok_or_else(|| problem(Code::Broken, "a permit for another statement"))?;
        let file = SealedFile {
            sealed: shown(&row.reference, &facts.streams, row.received),
            envelope: String::from_utf8_lossy(bytes).into_owned(),
        };
        let object = format!("{}/{}", row.reference.origin, row.reference.id);
        unit.put_audit(
            self.now(),
            caller.account(),
            "sealed.fetch",
            &object,
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(file)
    }

    fn may_fetch(
        &self,
        membership: &Membership,
        caller: &Caller,
        facts: &Facts,
    ) -> Result<fanal_policy::Permit> {
        let question = Question::Show {
            facts,
            viewer: &caller.viewer(),
        };
        match decide(question, &membership.world(self.id(), self.now())) {
            Decision::Allow(permit) => Ok(permit),
            Decision::Deny(reason) => Err(reason.into()),
        }
    }

    /// The facts of something sealed; none if there is no such thing, or not any more.
    pub(crate) async fn sealed_facts(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reference: &Reference,
    ) -> Result<Option<Facts>> {
        let network = membership.roster.network();
        for row in unit.statements_of(network, reference).await? {
            if row.kind != Kind::Sealed {
                continue;
            }
            match unit.envelope(row.digest).await? {
                Some((facts, _)) => return Ok(Some(facts)),
                None => return Err(problem(Code::PolicyWithdrawn, "it was withdrawn already")),
            }
        }
        Ok(None)
    }

    /// What is sealed goes when the network's rule for RED says so.
    pub(crate) async fn purge_sealed_in_time(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        facts: &Facts,
    ) -> Result<()> {
        let Some(at) = red_retention(membership, self.now()) else {
            return Ok(());
        };
        let due = Due {
            at,
            kind: DueKind::Purge,
            reference: Reference {
                origin: facts.object.origin.clone(),
                id: facts.object.id,
            },
        };
        Ok(unit.put_due(membership.roster.network(), &due).await?)
    }
}

fn red_retention(membership: &Membership, from: Timestamp) -> Option<Timestamp> {
    let days = membership.roster.rules.kept_days(Label::Red);
    days.map(|days| from.plus_days(i64::from(days)))
}

fn shown(
    reference: &Reference,
    streams: &BTreeSet<StreamName>,
    received: Timestamp,
) -> SealedShown {
    let to = streams.iter().find_map(|stream| match stream {
        StreamName::Direct(desk) => Some(desk.clone()),
        StreamName::Clear
        | StreamName::Green(_)
        | StreamName::GroupGreen(_)
        | StreamName::GroupAmber(_) => None,
    });
    SealedShown {
        reference: format!("{}/{}", reference.origin, reference.id),
        origin: reference.origin.clone(),
        to,
        received,
    }
}

async fn find(unit: &mut dyn Unit, membership: &Membership, which: &str) -> Result<StatementRow> {
    let (origin, id) = match which.split_once('/') {
        Some((origin, id)) => (Some(origin), id),
        None => (None, which),
    };
    if id.len() < 4 {
        return Err(invalid("give at least four characters of the id"));
    }
    let network = membership.roster.network();
    let mut rows = unit.words(network, Kind::Sealed, LISTED).await?;
    rows.retain(|row| {
        let reference = &row.reference;
        origin.is_none_or(|origin| reference.origin.as_str() == origin)
            && reference.id.to_string().starts_with(id)
    });
    let mut rows = rows.into_iter();
    match (rows.next(), rows.next()) {
        (Some(row), None) => Ok(row),
        (None, _) => Err(not_found("sealed entry")),
        (Some(_), Some(_)) => Err(problem(
            Code::Conflict,
            "several ids begin so: give more of it",
        )),
    }
}

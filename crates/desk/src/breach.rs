//! Somebody had, or may have had, what this desk held: each origin is told what of its own, signed. [REC-9]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::limits::AUDIENCE;
use fanal_protocol::{Body, DeskId, Kind, Label, NetworkId, Notice, Reference, Timestamp};
use fanal_store::{BulletinRow, Filter, Right, State, StatementRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid};
use crate::pen::Pen;

/// What happened.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreachOrder {
    /// From this moment on, as far as is known.
    pub since: Timestamp,
    /// Until this moment; until now, if absent.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// In words: each origin reads them.
    pub text: String,
    /// The second action: without it, only what would be told is shown.
    #[serde(default)]
    pub confirm: bool,
    /// Answers to findings of the privacy check, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub because: BTreeMap<String, String>,
}

/// What is told to one origin.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BreachOf {
    /// Whose bulletins.
    pub desk: DeskId,
    /// How many, by label.
    pub by_label: BTreeMap<String, usize>,
    /// Signed notices: one, or several for many bulletins.
    pub notices: usize,
}

/// What was held of whom.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BreachShown {
    /// `asked` (nothing was told yet) or `told`.
    pub state: String,
    /// Each origin.
    pub origins: Vec<BreachOf>,
    /// Desks of coordinators: they are told what happened, and how much of others lay here, by label.
    #[serde(default)]
    pub coordinators: Vec<DeskId>,
    /// This desk's own bulletins that were held: its people decide whom to tell.
    pub own: usize,
    /// Records of consent that were held: the people behind them are to be told.
    pub consents: usize,
}

impl Desk {
    /// Shows what of whose was held; with the second action, tells each origin.
    pub async fn tell_breach(&self, caller: &Caller, order: &BreachOrder) -> Result<BreachShown> {
        caller.needs(Right::Analyst)?;
        let until = order.until.unwrap_or_else(|| self.now());
        if order.since > until || until > self.now() {
            return Err(invalid("`since` lies before `until`, and both lie behind"));
        }
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        self.words_may_leave(unit.as_mut(), "text", &order.text, &order.because)
            .await?;
        let held = held_between(unit.as_mut(), network, order.since, until).await?;
        let coordinators = membership.roster.coordinators_desks();
        let others = coordinators.into_iter().filter(|desk| desk != self.id());
        let mut shown = BreachShown {
            state: "asked".into(),
            origins: Vec::new(),
            coordinators: others.collect(),
            own: 0,
            consents: unit.consents().await?.len(),
        };
        let mut by_origin: BTreeMap<DeskId, Vec<(Reference, Label)>> = BTreeMap::new();
        let mut counts: BTreeMap<Label, u32> = BTreeMap::new();
        for (reference, label) in held {
            if reference.origin == *self.id() {
                shown.own += 1;
                continue;
            }
            if label != Label::Red {
                *counts.entry(label).or_default() += 1;
            }
            let of = by_origin.entry(reference.origin.clone()).or_default();
            of.push((reference, label));
        }
        for (desk, rows) in &by_origin {
            let mut by_label: BTreeMap<String, usize> = BTreeMap::new();
            for (_, label) in rows {
                *by_label.entry(label.to_string()).or_default() += 1;
            }
            shown.origins.push(BreachOf {
                desk: desk.clone(),
                by_label,
                notices: rows.len().div_ceil(AUDIENCE),
            });
        }
        if !order.confirm {
            return Ok(shown);
        }
        let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
        let told = by_origin.keys().chain(&shown.coordinators);
        let told: BTreeSet<&DeskId> = told.collect();
        for desk in &told {
            let rows = by_origin.get(*desk).map_or(&[][..], Vec::as_slice);
            let parts = rows.chunks(AUDIENCE).chain(rows.is_empty().then_some(rows));
            for (at, part) in parts.enumerate() {
                // A coordinator learns how much lay here, and not of whom.
                let is_told_counts = at == 0 && shown.coordinators.contains(desk);
                let notice = Notice::Breach {
                    since: order.since,
                    until: order.until,
                    text: order.text.clone(),
                    held: part.iter().map(|(name, _)| name.clone()).collect(),
                    counts: counts
                        .clone()
                        .into_iter()
                        .filter(|_| is_told_counts)
                        .collect(),
                };
                pen.say(self.to_desk(desk, Body::Notice(notice))).await?;
            }
        }
        pen.close().await?;
        let object = format!("{} desks", told.len());
        unit.put_audit(
            self.now(),
            caller.account(),
            "notice.breach",
            &object,
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        shown.state = "told".into();
        Ok(shown)
    }
}

/// Bulletins whose content lay here at any moment between: those that came before the end, and were not
/// purged before the beginning.
async fn held_between(
    unit: &mut dyn Unit,
    network: NetworkId,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Reference, Label)>> {
    let all = Filter {
        purged_too: true,
        ..Filter::default()
    };
    let mut held = Vec::new();
    for row in unit.bulletins(network, &all).await? {
        if row.received > until {
            continue;
        }
        if row.state == State::Held || purged_at(unit, network, &row).await? >= Some(since) {
            held.push((row.reference, row.label));
        }
    }
    // What is sealed cannot be read here, and its writers decide what it means that it lay here. [R26]
    for row in unit.words(network, Kind::Sealed, u32::MAX).await? {
        if row.received <= until {
            held.push((row.reference, Label::Red));
        }
    }
    for row in unit.words_gone(network, Kind::Sealed).await? {
        if row.received <= until && gone_at(unit, &row).await? >= since {
            held.push((row.reference, Label::Red));
        }
    }
    Ok(held)
}

/// When its content went; unknown counts as the end of time: told once too often is better.
async fn purged_at(
    unit: &mut dyn Unit,
    network: NetworkId,
    row: &BulletinRow,
) -> Result<Option<Timestamp>> {
    let mut last = None;
    for statement in unit.statements_of(network, &row.reference).await? {
        last = last.max(Some(gone_at(unit, &statement).await?));
    }
    Ok(last)
}

async fn gone_at(unit: &mut dyn Unit, statement: &StatementRow) -> Result<Timestamp> {
    let by = match statement.purged_by {
        Some(by) => unit.statement(by).await?,
        None => None,
    };
    Ok(by.map_or_else(crate::much::end_of_time, |by| by.received))
}

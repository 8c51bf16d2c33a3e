//! What this desk has to know or to answer: sources that went, what is hidden, and what other desks say
//! of themselves. [REC-4] [REC-9]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{
    Closed, DeskId, Grant, Header, Kind, NetworkId, Notice, Reference, Timestamp,
};
use fanal_store::{DueKind, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::consent::record::Record;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::much::end_of_time;
use crate::returning::Contradiction;
use crate::review::needs_staff;

/// Notices of one kind that are kept of one desk: its newer ones take the place of its oldest, and of
/// nobody else's.
const KEPT: usize = 20;
const RECEIVED: &str = "notices.received";

/// One thing to know or to answer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NoticeShown {
    /// `source_gone` (state another source, or it goes), `publication_alone` (it came back after a restore
    /// without the bulletin that it was made of, and is not shown), `withdrawn_since` (it was taken back after
    /// the backup that was restored, perhaps for a person's sake: no record says whose), `yes_without_record` (they
    /// came back after a restore, and rest on no record of consent), `consent_doubted` (the
    /// `text` names the record: nobody knows whether the person took it back), `hidden`, `breach`, `absence`,
    /// `self_suspension`, `slip` (the desk's slip was shown to another one, whose name is the `text`), `grant`, `grant_over` (what was published by it went), `not_as_closed` (a desk that
    /// came back closes its log in another way than it signed it), `held_beyond` (this desk holds more of
    /// that log than the desk that came back knows of).
    pub what: String,
    /// What it is about, `DESK/ID`.
    pub bulletins: Vec<String>,
    /// Who says so.
    pub desk: Option<DeskId>,
    /// In which network: in another one the same name is another desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkId>,
    /// In the desk's words.
    pub text: Option<String>,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Until when; of a source that went: when it goes by itself.
    pub until: Option<Timestamp>,
    /// Of a breach, at a coordinator's desk: how much of others lay there, by label.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_label: BTreeMap<String, u32>,
}

impl Desk {
    /// What there is to know or to answer, the most urgent first.
    pub async fn list_notices(&self, caller: &Caller) -> Result<Vec<NoticeShown>> {
        needs_staff(caller)?;
        let mut unit = self.read().await?;
        let mut notices = Vec::new();
        for (network, due) in unit.due_by(end_of_time()).await? {
            let what = match due.kind {
                DueKind::Source => "source_gone",
                DueKind::Destroy => "hidden",
                DueKind::Publish | DueKind::Expire | DueKind::Purge | DueKind::Count => continue,
            };
            let row = unit.bulletin(network, &due.reference).await?;
            let is_public = row.is_some_and(|row| row.kind == Kind::Publication);
            let what = if is_public && due.kind == DueKind::Source {
                "publication_alone"
            } else {
                what
            };
            let mut bulletins = vec![name(&due.reference)];
            let sources = unit.quoted_by(network, &due.reference).await?;
            bulletins.extend(sources.iter().map(name));
            notices.push(NoticeShown {
                what: what.into(),
                bulletins,
                desk: None,
                network: Some(network),
                text: None,
                since: None,
                until: Some(due.at),
                by_label: BTreeMap::new(),
            });
        }
        for row in unit.consents().await? {
            if let Some(since) = Record::of(&row)?.doubted {
                notices.push(NoticeShown {
                    what: "consent_doubted".into(),
                    bulletins: Vec::new(),
                    desk: None,
                    network: None,
                    text: Some(row.id.to_string()),
                    since: Some(since),
                    until: None,
                    by_label: BTreeMap::new(),
                });
            }
        }
        for network in self.standing().networks.keys() {
            let without = self.without_record(unit.as_mut(), *network).await?;
            if without.is_empty() {
                continue;
            }
            notices.push(NoticeShown {
                what: "yes_without_record".into(),
                bulletins: without.iter().map(name).collect(),
                desk: None,
                network: Some(*network),
                text: None,
                since: None,
                until: None,
                by_label: BTreeMap::new(),
            });
        }
        notices.extend(received(unit.as_mut()).await?);
        Ok(notices)
    }

    /// Another desk says something of itself.
    pub(crate) async fn hear_notice(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        header: &Header,
        notice: &Notice,
    ) -> Result<()> {
        let origin = &header.origin;
        let mut shown = NoticeShown {
            what: String::new(),
            bulletins: Vec::new(),
            desk: Some(origin.clone()),
            network: Some(header.network),
            text: None,
            since: None,
            until: None,
            by_label: BTreeMap::new(),
        };
        match notice {
            Notice::Breach {
                since,
                until,
                text,
                held,
                counts,
            } => {
                let by_label = counts.iter().map(|(label, n)| (label.to_string(), *n));
                shown.by_label = by_label.collect();
                shown.what = "breach".into();
                shown.bulletins = held.iter().map(name).collect();
                shown.text = Some(text.clone());
                (shown.since, shown.until) = (Some(*since), *until);
            }
            Notice::Absence { from, until, text } => {
                shown.what = "absence".into();
                shown.text.clone_from(text);
                (shown.since, shown.until) = (Some(*from), Some(*until));
            }
            Notice::SelfSuspension { since, text, over } => {
                self.hear_suspension(unit, membership, header, *since, *over)
                    .await?;
                shown.what = "self_suspension".into();
                shown.text.clone_from(text);
                shown.since = Some(*since);
                shown.until = over.then_some(header.issued);
            }
            Notice::Slip { slip } => {
                return self.hear_slip(unit, membership, header, slip).await;
            }
            Notice::Epoch { closes, .. } => {
                return self.hear_epoch(unit, membership, header, closes).await;
            }
        }
        tracing::warn!(desk = %origin, what = shown.what, "another desk gave notice");
        self.keep_notice(unit, shown).await
    }

    /// A desk that came back closes what it signed before: people are told where that is not what is held,
    /// and no more of what is held beyond once a later notice comes that far. [STR-11] [STR-13]
    async fn hear_epoch(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        header: &Header,
        closes: &BTreeSet<Closed>,
    ) -> Result<()> {
        let (origin, network) = (&header.origin, membership.roster.network());
        let found = self.hear_closing(unit, membership, header, closes).await?;
        if !self.holds_beyond_ends(unit, network, origin).await? {
            let over = Contradiction::HeldBeyond.word();
            let mut kept = received(unit).await?;
            let is_of = |one: &NoticeShown| {
                one.network == Some(network) && one.desk.as_ref() == Some(origin)
            };
            kept.retain(|one| !is_of(one) || one.what != over);
            let bytes = serde_json::to_vec(&kept).unwrap_or_default();
            unit.put_setting(RECEIVED, &bytes).await?;
        }
        for contradiction in found {
            let what = contradiction.word();
            tracing::warn!(desk = %origin, what, "a desk closed its log otherwise than it signed it");
            let shown = NoticeShown {
                what: what.into(),
                bulletins: Vec::new(),
                desk: Some(origin.clone()),
                network: Some(network),
                text: None,
                since: Some(header.issued),
                until: None,
                by_label: BTreeMap::new(),
            };
            self.keep_notice(unit, shown).await?;
        }
        Ok(())
    }

    /// Another desk lets this one publish a revision of its bulletin. [REC-8]
    pub(crate) async fn hear_grant(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        header: &Header,
        grant: &Grant,
    ) -> Result<()> {
        let source = Reference {
            origin: header.origin.clone(),
            id: grant.target,
        };
        if !crate::grant::keep(unit, header, &source, grant).await? {
            // It was over before it came.
            return Ok(());
        }
        // One that was over when it was signed takes the right back.
        let is_over = grant.until.is_some_and(|end| end <= header.issued);
        if is_over {
            self.hear_end_of_grant(unit, membership, &source).await?;
        }
        let shown = NoticeShown {
            what: if is_over { "grant_over" } else { "grant" }.into(),
            bulletins: vec![name(&source)],
            desk: Some(header.origin.clone()),
            network: Some(header.network),
            text: None,
            since: Some(header.issued),
            until: grant.until,
            by_label: BTreeMap::new(),
        };
        self.keep_notice(unit, shown).await
    }

    /// After a restore: this was taken back since the backup, and nobody knows any more for whose sake. [STR-16]
    pub(crate) async fn tell_withdrawn_since(
        &self,
        unit: &mut dyn Unit,
        own: &Reference,
        since: Timestamp,
    ) -> Result<()> {
        let shown = NoticeShown {
            what: "withdrawn_since".into(),
            bulletins: vec![name(own)],
            desk: None,
            network: None,
            text: None,
            since: Some(since),
            until: None,
            by_label: BTreeMap::new(),
        };
        self.keep_notice(unit, shown).await
    }

    pub(crate) async fn keep_notice(&self, unit: &mut dyn Unit, shown: NoticeShown) -> Result<()> {
        let mut kept = received(unit).await?;
        let whose = |one: &NoticeShown| (one.network, one.desk.clone(), one.what.clone());
        let is_alike = |one: &NoticeShown| whose(one) == whose(&shown);
        let alike = kept.iter().filter(|one| is_alike(one)).count();
        if alike >= KEPT
            && let Some(oldest) = kept.iter().position(is_alike)
        {
            kept.remove(oldest);
        }
        kept.push(shown);
        let bytes = serde_json::to_vec(&kept).unwrap_or_default();
        Ok(unit.put_setting(RECEIVED, &bytes).await?)
    }
}

async fn received(unit: &mut dyn Unit) -> Result<Vec<NoticeShown>> {
    let stored = unit.setting(RECEIVED).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

pub(crate) fn name(reference: &Reference) -> String {
    format!("{}/{}", reference.origin, reference.id)
}

//! Report a desk that broke a rule, with what shows it and without any content. [JOIN-8]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::limits::PROOFS;
use fanal_protocol::{
    Blob, Body, BulletinId, Closed, DeskId, Digest, NetworkId, Proof, Report, Timestamp,
};
use fanal_store::{Direction, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::book::{read, write};
use super::earlier::EARLIER_FORK;
use crate::caller::Caller;
use crate::desk::{Desk, ROSTER_FORK};
use crate::error::{Result, invalid, not_found};
use crate::pen::Pen;

/// Report a desk.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportOrder {
    /// Who broke a rule.
    pub desk: DeskId,
    /// What happened, in words: nothing of any bulletin.
    pub text: String,
    /// Answers to findings of the privacy check, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub because: BTreeMap<String, String>,
}

/// A report, as coordinators see it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportShown {
    /// Who broke a rule.
    pub desk: DeskId,
    /// Who says so.
    pub by: DeskId,
    /// What happened.
    pub text: String,
    /// What shows it, in words.
    pub proof: Vec<String>,
    /// When it came.
    pub at: Timestamp,
}

/// Reports that are kept of each desk that reports; its oldest go first, and nobody else's.
const REPORTS_OF_ONE: usize = 16;
/// Characters of its words that are kept, and of each proof; the statement has them in full.
const REPORT_CHARS: usize = 2_000;

impl Desk {
    /// Reports a desk to the coordinators' desks, with the proofs that this node has of it.
    pub async fn report_desk(&self, caller: &Caller, order: &ReportOrder) -> Result<ReportShown> {
        caller.needs(Right::Coordinator)?;
        if order.text.trim().is_empty() {
            return Err(invalid("say what happened"));
        }
        let (network, membership) = self.membership(None)?;
        let roster = membership.roster.roster();
        roster
            .desk(&order.desk)
            .ok_or_else(|| not_found(&format!("desk `{}`", order.desk)))?;
        let streams = self.to_coordinators(&membership)?;
        let now = self.now();
        let mut unit = self.begin().await?;
        self.words_may_leave(unit.as_mut(), "text", &order.text, &order.because)
            .await?;
        let report = Report {
            desk: order.desk.clone(),
            text: order.text.clone(),
            proof: proofs_of(unit.as_mut(), network, &order.desk).await?,
        };
        if !streams.is_empty() {
            let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
            pen.say(self.said(streams, Body::Report(report.clone())))
                .await?;
            pen.close().await?;
        }
        note_report(unit.as_mut(), network, self.id(), &report, now).await?;
        unit.put_audit(
            now,
            caller.account(),
            "roster.report",
            order.desk.as_str(),
            "done",
        )
        .await?;
        unit.commit().await?;
        self.announce_change();
        Ok(shown(self.id(), &report, now))
    }

    /// What was reported to this desk, and by it.
    pub async fn list_reports(&self, caller: &Caller) -> Result<Vec<ReportShown>> {
        caller.needs(Right::Coordinator)?;
        let (network, _) = self.membership(None)?;
        let mut unit = self.read().await?;
        Ok(read(unit.as_mut(), &key(network))
            .await?
            .unwrap_or_default())
    }
}

/// What this node kept that shows a broken rule of this desk. No entry, no bulletin: digests,
/// signed heads, rosters.
async fn proofs_of(
    unit: &mut dyn Unit,
    network: NetworkId,
    desk: &DeskId,
) -> Result<BTreeSet<Proof>> {
    let of_desk = format!("/{network}/{desk}/");
    let mut proofs = BTreeSet::new();
    for (kind, bytes, _) in unit.proofs(network).await? {
        if kind == ROSTER_FORK || kind == EARLIER_FORK {
            proofs.insert(Proof::Roster {
                envelope: Blob(bytes),
            });
            continue;
        }
        let against = kind
            .strip_suffix(desk.as_str())
            .and_then(|kind| kind.strip_suffix('/'));
        if let (Some(_), Some(proof)) = (against, written(&bytes)) {
            proofs.insert(proof);
            continue;
        }
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        for note in notes(&text).filter(|note| note.contains(&of_desk)) {
            proofs.insert(Proof::Checkpoint { note });
        }
    }
    let most = u32::try_from(PROOFS).unwrap_or(u32::MAX);
    for row in unit
        .refused_bytes(network, Direction::Given, desk, most)
        .await?
    {
        if let (Some(of), Some(stream)) = (row.of, row.stream) {
            proofs.insert(Proof::Refused {
                of,
                stream: stream.1,
                code: row.code,
            });
        }
    }
    Ok(proofs.into_iter().take(PROOFS).collect())
}

/// What judgement and closing keep as digests alone: content would outlive its withdrawal. [R27]
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Revisions {
        id: BulletinId,
        revision: u32,
        digests: BTreeSet<Digest>,
    },
    Closed {
        notice: BulletinId,
        closes: Closed,
    },
}

fn written(bytes: &[u8]) -> Option<Proof> {
    Some(match serde_json::from_slice(bytes).ok()? {
        Written::Revisions {
            id,
            revision,
            digests,
        } => Proof::Revisions {
            id,
            revision,
            digests,
        },
        Written::Closed { notice, closes } => Proof::Closed {
            notice,
            closed: closes,
        },
    })
}

/// The signed notes in a proof: each begins with the line of its origin.
fn notes(text: &str) -> impl Iterator<Item = String> {
    let begins: Vec<usize> = text.match_indices("fanal/v1/").map(|(at, _)| at).collect();
    let ends: Vec<usize> = begins.iter().skip(1).copied().chain([text.len()]).collect();
    let parts: Vec<String> = begins
        .into_iter()
        .zip(ends)
        .filter_map(|(from, to)| text.get(from..to))
        .filter(|part| part.contains("\n\n"))
        .map(|part| format!("{}\n", part.trim_end()))
        .collect();
    parts.into_iter()
}

pub(super) async fn note_report(
    unit: &mut dyn Unit,
    network: NetworkId,
    by: &DeskId,
    report: &Report,
    now: Timestamp,
) -> Result<()> {
    let mut all: Vec<ReportShown> = read(unit, &key(network)).await?.unwrap_or_default();
    let mut kept = shown(by, report, now);
    for text in kept.proof.iter_mut().chain([&mut kept.text]) {
        *text = text.chars().take(REPORT_CHARS).collect();
    }
    all.push(kept);
    let own = all.iter().filter(|one| one.by == *by).count();
    let mut too_many = own.saturating_sub(REPORTS_OF_ONE);
    all.retain(|one| {
        let goes = one.by == *by && too_many > 0;
        too_many -= usize::from(goes);
        !goes
    });
    tracing::error!(%network, %by, desk = %report.desk, "a broken rule is reported: see `fanal roster reports`");
    write(unit, &key(network), &all).await
}

fn shown(by: &DeskId, report: &Report, at: Timestamp) -> ReportShown {
    ReportShown {
        desk: report.desk.clone(),
        by: by.clone(),
        text: report.text.clone(),
        proof: report.proof.iter().map(in_words).collect(),
        at,
    }
}

fn in_words(proof: &Proof) -> String {
    match proof {
        Proof::Checkpoint { note } => {
            let head: Vec<&str> = note.lines().take(3).collect();
            format!("signed head {}", head.join(" "))
        }
        Proof::Roster { .. } => "a second roster of one version".to_owned(),
        Proof::Refused { of, stream, code } => format!("refused in `{stream}` ({code}): {of}"),
        Proof::Revisions {
            id,
            revision,
            digests,
        } => {
            let digests: Vec<String> = digests.iter().map(ToString::to_string).collect();
            format!(
                "two contents of revision {revision} of `{id}`: {}",
                digests.join(" ")
            )
        }
        Proof::Closed { notice, closed } => format!(
            "notice `{notice}` closes `{}` of epoch {} at {}, which is not so",
            closed.stream, closed.epoch, closed.size
        ),
    }
}

fn key(network: NetworkId) -> String {
    format!("network.reports.{network}")
}

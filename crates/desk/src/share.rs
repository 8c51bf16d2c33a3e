//! Compose, preview, send: one order from what was pasted to who will see it. [POL] [CON]

mod compose;
mod order;
mod send;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_formats::Reading;
use fanal_protocol::{Bulletin, Claim, Code, DeskId, Label, Problem, Scope};
use fanal_store::{Right, Unit};

use self::compose::compose;
pub use self::order::{RefusedShown, ShareOrder, Shared, SharedBulletin};
pub(crate) use self::send::{newest_said, next_revision, retain_until, supersede};
pub(crate) use self::words::{
    audience_of, claim_word, consent_of, read, reference_of, refused_shown,
};
use self::words::{claim_of, label_of, seen_once_of};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::draft::{Draft, Held};
use crate::error::{DeskError, Result, invalid};
use crate::leaving::texts_of_all;
use crate::privacy::Finding;
use crate::publishing::warn_of_members_first;
use crate::sources::stated_source;
use crate::work::{WorkStep, is_at};

/// Whose words they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    /// The account's.
    Person,
    /// Of a source or a program, which lays them down under the name of an account. [POL-18]
    Program,
}

impl Desk {
    /// Reads, previews and, if nothing stands against it, sends or asks for review.
    pub async fn share(&self, caller: &Caller, order: &ShareOrder) -> Result<Shared> {
        caller.needs(Right::Analyst)?;
        self.membership(None)?;
        self.share_reading((caller, Writer::Person), order, read(order)?)
            .await
    }

    /// The same, of an order that nobody needs any more: its text leaves the memory once it was read.
    pub async fn share_and_forget(&self, caller: &Caller, order: ShareOrder) -> Result<Shared> {
        caller.needs(Right::Analyst)?;
        self.membership(None)?;
        let mut order = self.mended(caller, order).await?;
        let reading = read(&order)?;
        order.content = String::new();
        let shared = self.share_reading((caller, Writer::Person), &order, reading);
        self.at_work(caller, shared).await
    }

    /// The same, of what was read already.
    pub(crate) async fn share_reading(
        &self,
        (caller, writer): (&Caller, Writer),
        order: &ShareOrder,
        mut reading: Reading,
    ) -> Result<Shared> {
        let (_, membership) = self.membership(None)?;
        let empty = reading.indicators.is_empty() && reading.objects.is_empty();
        if empty && order.summary.is_none() && !order.knock {
            return Err(crate::import::nothing_to_share(&reading));
        }
        let label = label_of(order, &reading)?;
        if label == Label::Clear && !order.dry_run && !order.draft_only {
            caller.needs_proof(self.now())?;
        }
        crate::import::keep_within(&mut reading, label)?;
        let seen_once = seen_once_of(order, &reading)?;
        let record = self.claim_by_record(order).await?;
        let by_record = record.as_ref().map(|(_, record)| record.claim());
        let mut unit = self.begin().await?;
        let joined = if order.join_known {
            let like = crate::import::Like::of(order, label, claim_of(order, by_record)?)?;
            self.leave_out_known(unit.as_mut(), &membership, &mut reading, &like)
                .await?
        } else {
            0
        };
        let bulletins = compose(self, &*unit, order, &mut reading, label, by_record)?;
        let independent = order.independent_source.as_deref();
        let independent = independent.map(stated_source).transpose()?;
        let guard = self.guard_with(unit.as_mut(), seen_once).await?;
        let mut records: Vec<Held> = bulletins
            .into_iter()
            .map(|bulletin| {
                let mut draft = Draft::new(bulletin, label, Arc::clone(&guard));
                draft.answer(&order.because);
                draft.carried = crate::import::carried(&reading);
                draft.carried_pap = reading.pap;
                draft.named = draft.bulletin.as_ref().and_then(named_in);
                draft.consent = record.as_ref().map(|(id, _)| *id);
                draft.independent.clone_from(&independent);
                let mut held = self.new_record(caller.account(), draft);
                if writer == Writer::Program {
                    held.draft.laid_by_program();
                }
                held
            })
            .collect();
        let mut shared = self
            .report(unit.as_mut(), &membership, &reading, &records)
            .await?;
        shared.joined = joined;
        if order.dry_run {
            shared.texts = texts_of_all(&records)?;
        }
        if !order.dry_run {
            self.keep_seen_once(unit.as_mut(), &guard).await?;
        }
        if joined > 0 && reading.indicators.is_empty() && order.summary.is_none() {
            // The same list again: there is nothing to say, so nothing stands against it either.
            shared.bulletins.clear();
            shared.findings.clear();
            shared.outlook.stands_against = None;
            unit.commit().await?;
            return Ok(shared);
        }
        if order.dry_run {
            return Ok(shared);
        }
        if let Some(sheet) = order.sheet {
            let writers = self.use_up_sheet(unit.as_mut(), sheet).await?;
            for held in &mut records {
                held.draft.authors.extend(writers.iter().cloned());
            }
        }
        let states = if order.draft_only {
            self.keep_all(unit.as_mut(), &mut records).await?
        } else {
            if !shared.findings.is_empty() {
                return Err(unanswered(&shared.findings));
            }
            shared.outlook.must_be_as_shown(order.shown)?;
            self.send_all(unit.as_mut(), &membership, &mut records)
                .await?
        };
        self.note_own_quotes(unit.as_mut(), &membership, &records)
            .await?;
        for held in &records {
            unit.put_audit(
                self.now(),
                caller.account(),
                "bulletin.share",
                &held.row.id.to_string(),
                "done",
            )
            .await?;
        }
        unit.commit().await?;
        self.announce_change();
        let bulletins = records.iter().zip(shared.bulletins).zip(states);
        let bulletins = bulletins
            .map(|((held, shown), state)| SharedBulletin {
                id: Some(held.row.id),
                state: state.into(),
                ..shown
            })
            .collect();
        Ok(Shared {
            bulletins,
            ..shared
        })
    }

    async fn keep_all(
        &self,
        unit: &mut dyn Unit,
        records: &mut [Held],
    ) -> Result<Vec<&'static str>> {
        let all = records.len();
        for (number, held) in records.iter_mut().enumerate() {
            is_at(WorkStep::Bulletins, None, number, Some(all));
            self.keep(unit, held).await?;
        }
        Ok(vec!["draft"; records.len()])
    }

    async fn report(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reading: &Reading,
        records: &[Held],
    ) -> Result<Shared> {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for found in &reading.indicators {
            *kinds
                .entry(found.value.kind().as_str().to_owned())
                .or_default() += 1;
        }
        let keys: Vec<_> = reading
            .indicators
            .iter()
            .map(|found| (found.value.kind(), found.value.text().to_owned()))
            .collect();
        let mut known: Vec<usize> = unit
            .probe(membership.roster.network(), &keys, 1)
            .await?
            .into_iter()
            .map(|hit| hit.key)
            .collect();
        known.dedup();
        let findings: Vec<Finding> = records
            .iter()
            .flat_map(|held| held.draft.open_findings())
            .collect();
        let first = records
            .first()
            .ok_or_else(|| invalid("there is nothing to share"))?;
        let bulletin = first
            .draft
            .bulletin
            .as_ref()
            .ok_or_else(|| invalid("there is nothing to share"))?;
        let facts = self
            .facts_of_draft(unit, membership, first, bulletin)
            .await?;
        let values = reading.indicators.iter().map(|found| &found.value);
        let warned = self.warned_of(unit, values).await?;
        let (notes, noted) = crate::noted::noted(&reading.notes);
        let mut outlook = self.warned(unit, membership, &facts).await?;
        let (asked, writers) = (first.draft.asked, &first.draft.authors);
        self.warn_of_reviewers(unit, asked, writers, &mut outlook)
            .await?;
        warn_of_members_first(membership, &first.draft, bulletin, &mut outlook);
        Ok(Shared {
            warned,
            bulletins: records
                .iter()
                .map(|held| SharedBulletin {
                    id: None,
                    state: "preview".into(),
                    indicators: held
                        .draft
                        .bulletin
                        .as_ref()
                        .map_or(0, |b| crate::content::indicated(b).len()),
                })
                .collect(),
            read_as: reading.format.as_str().to_owned(),
            read: reading.indicators.len(),
            context: reading.context.len(),
            kinds,
            known: known.len(),
            merged: reading.merged,
            joined: 0,
            refused: reading.refused.iter().map(refused_shown).collect(),
            notes,
            noted,
            findings,
            hints: records.iter().flat_map(|held| held.draft.hints()).collect(),
            texts: Vec::new(),
            outlook,
        })
    }
}

/// Findings that a refusal names one by one; a dry run shows all.
const NAMED: usize = 16;

/// The refusal says where each finding stands and by what key it is answered; never what stands there. [ERR-2]
pub(crate) fn unanswered(findings: &[Finding]) -> DeskError {
    let named = findings.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|it| format!("{}: {} ({})", it.place, it.what, it.key))
        .collect();
    let more = match findings.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let text = format!(
        "the privacy check waits for {}: {}{more}",
        if findings.len() == 1 {
            "an answer"
        } else {
            "answers"
        },
        named.join("; ")
    );
    let ways = findings.first().map_or("", |first| first.hint.as_str());
    let hint = format!(
        "{ways}; take a way out with `--mend KEY`, or keep it with `--because KEY=REASON`; `--dry-run` shows them all"
    );
    Problem::new(Code::PolicyPrivacy, text)
        .with_hint(hint)
        .into()
}

/// `named` names the desks of the audience, for the record that the claim stands for.
fn named_in(bulletin: &Bulletin) -> Option<BTreeSet<DeskId>> {
    match bulletin.consent {
        Claim::Granted {
            scope: Scope::Named,
            ..
        } => Some(bulletin.marking.audience.desks.clone()),
        Claim::Granted { .. } | Claim::NotNeeded { .. } | Claim::Refused | Claim::NotAsked => None,
    }
}

//! Who was sent what, when, under which label, by which road; and how taking it back goes. [REC-2]

use std::collections::BTreeMap;

use fanal_protocol::{DeskId, Digest, Label, NetworkId, Opened, Reference, Timestamp};
use fanal_store::{Answer, AwaitedRow, Disclosure, Road, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership, sha256};
use crate::error::{Result, not_found};
use crate::review::needs_staff;

/// Hours after which an answer to a retraction is overdue: nodes ask each other every few minutes, and
/// volunteers have weekends.
const OVERDUE_HOURS: i64 = 72;

/// Names a desk.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlastOrder {
    /// Whom.
    pub desk: DeskId,
}

/// One revision that was handed to one desk.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SentShown {
    /// To whom.
    pub desk: DeskId,
    /// Which revision.
    pub revision: u32,
    /// Its digest.
    pub digest: Digest,
    /// The label under which it went; unknown for what older programs noted.
    pub label: Option<Label>,
    /// The road; unknown for what older programs noted.
    pub road: Option<Road>,
    /// When.
    pub at: Timestamp,
}

/// One desk that was asked to purge.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RecallShown {
    /// Whom.
    pub desk: DeskId,
    /// The digest of the retraction.
    pub retraction: Digest,
    /// What its signed receipt said.
    pub answer: Answer,
    /// Asked at.
    pub asked: Timestamp,
    /// Answered at.
    pub answered: Option<Timestamp>,
    /// It was asked three days ago, and has not answered.
    pub overdue: bool,
}

/// The ledger of one bulletin, with the publication made of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Disclosed {
    /// `DESK/ID`.
    pub reference: String,
    /// What was sent, oldest first.
    pub sent: Vec<SentShown>,
    /// Who was asked to purge.
    pub recalls: Vec<RecallShown>,
    /// Of these, receipts that came.
    pub answered: usize,
    /// Of these, overdue ones.
    pub overdue: usize,
    /// Of these, refusals.
    pub refused: usize,
}

/// What a desk holds of one bulletin, by this desk's record.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HeldThere {
    /// `DESK/ID`.
    pub reference: String,
    /// The strictest label under which any revision went.
    pub label: Option<Label>,
    /// When it first went.
    pub since: Timestamp,
    /// `held`, `asked` (to purge it, no receipt yet).
    pub state: String,
}

/// What a desk still holds of what this desk sent it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BlastRadius {
    /// Whom.
    pub desk: DeskId,
    /// Bulletins by label, the strictest first; `unknown` for what older programs noted.
    pub by_label: BTreeMap<String, usize>,
    /// Bulletins that it said, signed, that it purged.
    pub purged: usize,
    /// Each of what it still holds.
    pub holds: Vec<HeldThere>,
}

impl Desk {
    /// Who was sent a bulletin, and how taking it back goes.
    pub async fn show_disclosures(&self, caller: &Caller, which: &str) -> Result<Disclosed> {
        needs_staff(caller)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let reference = self.find(unit.as_mut(), &membership, caller, which).await?;
        let mut all = vec![reference.clone()];
        all.extend(self.publication_of_own(unit.as_mut(), &reference).await?);
        let mut shown = Disclosed {
            reference: format!("{}/{}", reference.origin, reference.id),
            sent: Vec::new(),
            recalls: Vec::new(),
            answered: 0,
            overdue: 0,
            refused: 0,
        };
        let mut known = false;
        for one in &all {
            known |= !unit.statements_of(network, one).await?.is_empty();
            self.add_sent(unit.as_mut(), network, one, &mut shown)
                .await?;
            let rows = unit.awaited(network, Some(one)).await?;
            shown
                .recalls
                .extend(rows.iter().map(|row| self.recall_of(row)));
        }
        if !known {
            return Err(not_found("bulletin"));
        }
        let count = |is: fn(&RecallShown) -> bool| shown.recalls.iter().filter(|r| is(r)).count();
        shown.answered = count(|recall| recall.answer != Answer::Waiting);
        shown.refused = count(|recall| recall.answer == Answer::Refused);
        shown.overdue = count(|recall| recall.overdue);
        Ok(shown)
    }

    /// What a desk still holds of what this desk sent it, its own and others', by label.
    pub async fn blast_radius(&self, caller: &Caller, order: &BlastOrder) -> Result<BlastRadius> {
        needs_staff(caller).or_else(|_| caller.needs(fanal_store::Right::Coordinator))?;
        let (network, membership) = self.membership(None)?;
        if membership.roster.roster().desk(&order.desk).is_none() {
            return Err(not_found("desk in the roster"));
        }
        let mut unit = self.read().await?;
        let mut sent: BTreeMap<Reference, Vec<Disclosure>> = BTreeMap::new();
        for row in unit.disclosures_to(network, &order.desk).await? {
            sent.entry(row.reference.clone()).or_default().push(row);
        }
        let mut answers: BTreeMap<Reference, Vec<AwaitedRow>> = BTreeMap::new();
        for row in unit.awaited(network, None).await? {
            if row.desk == order.desk {
                answers.entry(row.reference.clone()).or_default().push(row);
            }
        }
        let mut radius = BlastRadius {
            desk: order.desk.clone(),
            by_label: BTreeMap::new(),
            purged: 0,
            holds: Vec::new(),
        };
        for (reference, rows) in sent {
            // [CSL-16]
            let is_wide = |row: &Disclosure| matches!(row.label, Some(Label::Green | Label::Clear));
            if !caller.is_staff() && !rows.iter().all(is_wide) {
                continue;
            }
            let asked = answers
                .get(&reference)
                .map(Vec::as_slice)
                .unwrap_or_default();
            radius.add(&reference, &rows, asked);
        }
        Ok(radius)
    }

    async fn add_sent(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        reference: &Reference,
        shown: &mut Disclosed,
    ) -> Result<()> {
        let statements = unit.statements_of(network, reference).await?;
        let revision_of = |digest: Digest| {
            let found = statements.iter().find(|row| row.digest == digest);
            found.map_or(0, |row| row.revision)
        };
        for row in unit.disclosures(network, reference).await? {
            shown.sent.push(SentShown {
                revision: revision_of(row.digest),
                desk: row.desk,
                digest: row.digest,
                label: row.label,
                road: row.road,
                at: row.at,
            });
        }
        Ok(())
    }

    fn recall_of(&self, row: &AwaitedRow) -> RecallShown {
        let late = row.asked.plus_seconds(OVERDUE_HOURS * 3_600) < self.now();
        RecallShown {
            desk: row.desk.clone(),
            retraction: row.retraction,
            answer: row.answer,
            asked: row.asked,
            answered: row.answered,
            overdue: late && row.answer == Answer::Waiting,
        }
    }

    /// A refusal of a retraction of this desk's own is an answer to it.
    pub(crate) async fn note_refused_retraction(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        by: &DeskId,
        of: Digest,
    ) -> Result<()> {
        let network = membership.roster.network();
        // [SYN-10] One look-up each, however many retractions wait and whatever is refused.
        let Some(noted) = unit.setting(&said_key(network, of)).await? else {
            return Ok(());
        };
        let Ok((retraction, reference)) = serde_json::from_slice::<(Digest, Reference)>(&noted)
        else {
            return Ok(());
        };
        let asked = unit.awaited(network, Some(&reference)).await?;
        let waits = asked.iter().any(|row| {
            row.retraction == retraction && row.desk == *by && row.answer == Answer::Waiting
        });
        if waits {
            unit.put_answer(retraction, by, Answer::Refused, self.now())
                .await?;
        }
        Ok(())
    }
}

/// Notes by which bytes a retraction of this desk's own is known to who refuses it.
pub(crate) async fn note_said(
    unit: &mut dyn Unit,
    network: NetworkId,
    reference: &Reference,
    retraction: &Opened,
) -> Result<()> {
    let noted = serde_json::to_vec(&(retraction.digest(), reference)).unwrap_or_default();
    let key = said_key(network, sha256(retraction.bytes()));
    Ok(unit.put_setting(&key, &noted).await?)
}

fn said_key(network: NetworkId, of: Digest) -> String {
    format!("retraction-said/{network}/{of}")
}

impl BlastRadius {
    /// Purged is only what its newest retraction was answered for, and what was sent before that.
    fn add(&mut self, reference: &Reference, rows: &[Disclosure], asked: &[AwaitedRow]) {
        let Some(since) = rows.iter().map(|row| row.at).min() else {
            return;
        };
        let last = rows.iter().map(|row| row.at).max().unwrap_or(since);
        let newest = asked.iter().max_by_key(|row| row.asked);
        let state = match newest {
            Some(row) if row.asked < last => "held",
            Some(row) if matches!(row.answer, Answer::Purged | Answer::NotHeld) => {
                self.purged += 1;
                return;
            }
            Some(_) => "asked",
            None => "held",
        };
        let label = rows.iter().filter_map(|row| row.label).max();
        let key = label.map_or_else(|| "unknown".to_owned(), |label| label.to_string());
        *self.by_label.entry(key).or_default() += 1;
        self.holds.push(HeldThere {
            reference: format!("{}/{}", reference.origin, reference.id),
            label,
            since,
            state: state.into(),
        });
    }
}

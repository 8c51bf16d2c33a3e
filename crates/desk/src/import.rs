//! What others' material is held to when it is shared: it never goes further than its source lets it, and the same
//! thing again is joined with what this desk shared before. [MRK-4] [IMP-1] [IMP-2] [IMP-3]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use fanal_formats::{Format, Found, Note, NoteCode, Reading, RefusedRow, WhyRefused};
use fanal_protocol::{Audience, Bulletin, Claim, Code, Kind, Label, NetworkId, Problem};
use fanal_store::{DraftFilter, DraftState, IndexKey, State, Unit};
use serde::Deserialize;

use crate::content::indicated;
use crate::desk::{Desk, Membership, sha256};
use crate::draft::{Draft, Held};
use crate::error::{DeskError, Result, problem};
use crate::share::{ShareOrder, audience_of};

/// Bulletins of this desk's own that are looked at for one value.
const PER_VALUE: u32 = 20;
/// Bulletins read in one go.
const AT_ONCE: usize = 256;

/// [IMP-3] What was found with one person is looked up and told to origins, and is nobody's to share.
pub(crate) fn refuse_findings_of_a_device(reading: &Reading) -> Result<()> {
    if !reading.of_device {
        return Ok(());
    }
    let text = "this is what was found on one person's device: it is not shared";
    let hint = "tell those who shared the indicators: `fanal sight import FILE` takes what matched, and nothing else";
    Err(Problem::new(Code::PolicyPrivacy, text)
        .with_hint(hint)
        .into())
}

/// [IMP-18] Feeds of everything that is bad anywhere are asked, and not passed on: they would drown what desks found.
pub(crate) fn refuse_what_is_only_asked(reading: &Reading) -> Result<()> {
    if !matches!(reading.format, Format::Urlhaus | Format::Threatfox) {
        return Ok(());
    }
    let text = "exports of abuse.ch are kept to be asked, and not passed on";
    let hint = "keep it: `fanal lookup add NAME FILE`; to share some of it, paste those values";
    Err(Problem::new(Code::PolicyReference, text)
        .with_hint(hint)
        .into())
}

/// The text in the bytes of a file that somebody hands over, in whatever encoding; none if it is no text.
pub fn text_of_file(bytes: &[u8]) -> Option<String> {
    fanal_formats::text_of(bytes).ok().map(|(text, _)| text)
}

/// Why there is nothing to share in it.
pub(crate) fn nothing_to_share(reading: &Reading) -> DeskError {
    let context = reading.context.len();
    if context > 0 {
        let text = format!("its source calls none of its {context} values a sign of anything bad");
        let hint = "to take them as signs all the same: `--take-context`";
        return Problem::new(Code::VerifyFormat, text)
            .with_hint(hint)
            .into();
    }
    let first = reading.refused.first();
    let why = first.map_or_else(String::new, |row| format!("; {}: {}", row.place, row.fault));
    let text = format!("nothing in it was recognised as a value{why}");
    problem(Code::VerifyFormat, text)
}

/// The strictest label that a single value of it is held to.
pub(crate) fn strictest_of_values(reading: &Reading) -> Label {
    let values = reading.indicators.iter().chain(&reading.context);
    let strictest = values.filter_map(|found| found.at_least).max();
    strictest.unwrap_or(Label::Clear)
}

/// The label that only the source may widen.
pub(crate) fn carried(reading: &Reading) -> Option<Label> {
    let values = reading.indicators.iter().chain(&reading.context);
    let narrowest = values.filter_map(|found| found.at_least).max();
    reading.label.max(reading.at_least).max(narrowest)
}

/// [IMP-1] Values that their source keeps narrower than the label asked for stay behind, each with place and reason.
pub(crate) fn keep_within(reading: &mut Reading, label: Label) -> Result<()> {
    let before = reading.indicators.len();
    let (kept, narrower) = split(std::mem::take(&mut reading.indicators), label);
    let (context, more) = split(std::mem::take(&mut reading.context), label);
    (reading.indicators, reading.context) = (kept, context);
    reading
        .refused
        .extend(narrower.into_iter().chain(more).map(|found| {
            let bound = found.at_least.unwrap_or(label);
            RefusedRow {
                place: found.place,
                text: found.value.defanged(),
                why: WhyRefused::KeptNarrower,
                fault: format!("its source keeps it at {bound}: it does not go along as {label}"),
                hint: Some(format!("import it once more as {bound}")),
            }
        }));
    if before > 0 && reading.indicators.is_empty() && reading.objects.is_empty() {
        let text =
            format!("all of its {before} values are kept narrower than {label} by their source");
        return Err(problem(Code::PolicyLabel, text));
    }
    Ok(())
}

fn split(found: Vec<Found>, label: Label) -> (Vec<Found>, Vec<Found>) {
    let may_go = |found: &Found| found.at_least.is_none_or(|bound| bound <= label);
    found.into_iter().partition(may_go)
}

/// How far something goes: only what goes as far is the same thing again.
pub(crate) struct Like {
    label: Label,
    audience: Audience,
    claim: Claim,
}

impl Like {
    pub(crate) fn of(order: &ShareOrder, label: Label, claim: Claim) -> Result<Self> {
        Ok(Self {
            label,
            audience: audience_of(&order.to)?,
            claim,
        })
    }

    /// One word for it, of one network: what drafts that go as far are found under.
    fn word(&self, network: NetworkId) -> Result<String> {
        let said = (network, self.label, &self.audience, self.claim);
        let said =
            serde_json::to_vec(&said).map_err(|error| problem(Code::Broken, error.to_string()))?;
        Ok(sha256(&said).to_string())
    }
}

/// Where a draft that is no bulletin yet may stand.
const WRITTEN: [DraftState; 3] = [DraftState::Draft, DraftState::Waiting, DraftState::Returned];

/// [IMP-2] What a draft is recognised by while it waits: how far it would go, and its values. None once it is out.
pub(crate) fn recognised_by(held: &Held) -> Result<Option<(String, Vec<IndexKey>)>> {
    if !WRITTEN.contains(&held.row.state) || held.draft.put_away {
        return Ok(None);
    }
    let Some((bulletin, network)) = held.draft.bulletin.as_ref().zip(held.draft.network) else {
        return Ok(None);
    };
    let like = Like {
        label: held.draft.asked,
        audience: bulletin.marking.audience.clone(),
        claim: bulletin.consent,
    };
    Ok(Some((like.word(network)?, values_in(bulletin))))
}

fn values_in(bulletin: &Bulletin) -> Vec<IndexKey> {
    let held = indicated(bulletin).into_iter();
    held.map(|one| (one.value.kind(), one.value.text().to_owned()))
        .collect()
}

impl Desk {
    /// [IMP-2] Takes out of a reading what this desk has shared already, just as far, and says how many that were.
    ///
    /// The same thing is recognised by its value: ids change between two versions of one list.
    pub(crate) async fn leave_out_known(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        reading: &mut Reading,
        like: &Like,
    ) -> Result<usize> {
        let keys: Vec<IndexKey> = reading.indicators.iter().map(key_of).collect();
        let mut known = self.shared_before(unit, membership, &keys, like).await?;
        known.extend(self.drafted_before(unit, membership, &keys, like).await?);
        let is_known = |found: &Found| known.contains(&key_of(found));
        let (again, new): (Vec<Found>, Vec<Found>) = std::mem::take(&mut reading.indicators)
            .into_iter()
            .partition(is_known);
        reading.indicators = new;
        forget_objects(reading, &again)?;
        if !again.is_empty() {
            let count = again.len();
            let text =
                "values were shared by this desk before, just as far: joined, not sent again";
            let note = Note::counted(NoteCode::SharedBefore, count, text);
            reading.notes.push(note);
        }
        Ok(again.len())
    }

    /// Of these keys, those in bulletins and publications of this desk's own that go as far.
    async fn shared_before(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        keys: &[IndexKey],
        like: &Like,
    ) -> Result<HashSet<IndexKey>> {
        let mut holding: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let network = membership.roster.network();
        for hit in unit.probe(network, keys, PER_VALUE).await? {
            if hit.reference.origin == *self.id() {
                holding.entry(hit.reference).or_default().push(hit.key);
            }
        }
        let references: Vec<_> = holding.keys().cloned().collect();
        let mut known = HashSet::new();
        for some in references.chunks(AT_ONCE) {
            let rows = unit.bulletins_among(network, some).await?;
            for row in rows.iter().filter(|row| row.state == State::Held) {
                let Some(facts) = row.facts.as_ref().filter(|facts| !facts.withdrawn) else {
                    continue;
                };
                let is_public = row.kind == Kind::Publication && like.label == Label::Clear;
                let goes_as_far = facts.marking.label == like.label
                    && facts.marking.audience == like.audience
                    && facts.consent == Some(like.claim);
                if is_public || goes_as_far {
                    let held = holding.get(&row.reference).into_iter().flatten();
                    known.extend(held.filter_map(|key| keys.get(*key).cloned()));
                }
            }
        }
        Ok(known)
    }

    /// What waits in drafts that would go as far: the same file twice makes no second draft. Only those are opened
    /// that hold any of these values, and those that were written before that was noted.
    async fn drafted_before(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        keys: &[IndexKey],
        like: &Like,
    ) -> Result<HashSet<IndexKey>> {
        let network = membership.roster.network();
        let holding = unit.drafts_with(&like.word(network)?, keys).await?;
        let not_noted = DraftFilter {
            without_values: true,
            ..DraftFilter::of(&WRITTEN)
        };
        let not_noted = unit.draft_lines(&not_noted, None, u32::MAX).await?;
        let not_noted = not_noted.into_iter().map(|line| line.id);
        let mut known = HashSet::new();
        for id in holding.into_iter().chain(not_noted) {
            let row = unit.draft(id).await?;
            let Some(row) = row.filter(|row| WRITTEN.contains(&row.state)) else {
                continue;
            };
            let Ok(draft) = serde_json::from_slice::<Draft>(&row.body) else {
                continue;
            };
            let is_here = draft.network == Some(network) && !draft.put_away;
            let Some(bulletin) = draft.bulletin.filter(|_| is_here) else {
                continue;
            };
            let goes_as_far = draft.asked == like.label
                && bulletin.marking.audience == like.audience
                && bulletin.consent == like.claim;
            if goes_as_far {
                known.extend(values_in(&bulletin));
            }
        }
        Ok(known)
    }
}

fn key_of(found: &Found) -> IndexKey {
    (found.value.kind(), found.value.text().to_owned())
}

/// Indicators of which every value is known go, and the relationships that hang on them.
fn forget_objects(reading: &mut Reading, again: &[Found]) -> Result<()> {
    #[derive(Deserialize)]
    struct Ends {
        id: String,
        #[serde(default)]
        source_ref: Option<String>,
        #[serde(default)]
        target_ref: Option<String>,
    }
    if reading.objects.is_empty() || again.is_empty() {
        return Ok(());
    }
    let ids = |found: &Found| -> Vec<String> {
        found
            .object_id
            .iter()
            .chain(&found.also_in)
            .cloned()
            .collect()
    };
    let wanted: BTreeSet<String> = reading.indicators.iter().flat_map(ids).collect();
    let gone: HashSet<String> = again
        .iter()
        .flat_map(ids)
        .filter(|id| !wanted.contains(id))
        .collect();
    let mut kept = Vec::with_capacity(reading.objects.len());
    for raw in std::mem::take(&mut reading.objects) {
        let ends: Ends = serde_json::from_str(raw.get())
            .map_err(|error| problem(Code::Broken, error.to_string()))?;
        let hangs = |end: &Option<String>| end.as_ref().is_some_and(|id| gone.contains(id));
        if !gone.contains(&ends.id) && !hangs(&ends.source_ref) && !hangs(&ends.target_ref) {
            kept.push(raw);
        }
    }
    reading.objects = kept;
    Ok(())
}

impl ShareOrder {
    /// This order for an envelope of TAXII (`{"objects": [...]}`), by the same way as a file: markings, findings,
    /// joining by value, drafts.
    #[must_use]
    pub fn for_envelope(&self, envelope: String) -> Self {
        Self {
            content: envelope,
            format: Some("stix".to_owned()),
            join_known: true,
            ..self.clone()
        }
    }
}

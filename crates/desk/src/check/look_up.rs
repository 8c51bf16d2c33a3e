//! From values to what is known of them: the index says where, the policy whether it is told.

use std::collections::{BTreeMap, HashMap};

use fanal_policy::{Question, decide};
use fanal_protocol::{Code, NetworkId, Reference, Role};
use fanal_stix::Value;
use fanal_store::{BulletinRow, IndexKey, Unit};

use super::{FoundIn, KnownValue};
use crate::caller::Caller;
use crate::content::Indicated;
use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};
use crate::unused::unused;

/// Bulletins shown for one value.
const PER_VALUE: usize = 20;
/// Bulletins asked about for one value on behalf of who may not see all: what they may see stands among them.
const ASKED_PER_VALUE: usize = 1_000;
/// Values looked up in one go: their keys are in memory at once.
const AT_ONCE: usize = 16_384;
/// Fewer values than this are not worth a second thread.
const WORTH_SHARING: usize = 1_000;
/// Bulletins read in one go, with their titles.
const BULLETINS_AT_ONCE: usize = 256;

/// What is known of each of these, in their order; those of which nothing is known are left out.
pub(crate) async fn known(
    desk: &Desk,
    membership: &Membership,
    caller: &Caller,
    values: Vec<Value>,
) -> Result<Vec<KnownValue>> {
    let parts = match values.len() {
        ..WORTH_SHARING => 1,
        _ => std::thread::available_parallelism().map_or(1, usize::from),
    };
    if parts == 1 {
        return part(desk, membership, caller, &values).await;
    }
    let size = values.len().div_ceil(parts).max(1);
    let mut work = Vec::new();
    let mut values = values.into_iter().peekable();
    while values.peek().is_some() {
        let some: Vec<Value> = values.by_ref().take(size).collect();
        let (desk, membership, caller) = (desk.clone(), membership.clone(), caller.clone());
        work.push(tokio::spawn(async move {
            part(&desk, &membership, &caller, &some).await
        }));
    }
    let mut known = Vec::new();
    for part in work {
        let part = part.await;
        known.extend(part.map_err(|_| problem(Code::Broken, "the look-up was cut short"))??);
    }
    Ok(known)
}

async fn part(
    desk: &Desk,
    membership: &Membership,
    caller: &Caller,
    values: &[Value],
) -> Result<Vec<KnownValue>> {
    let mut unit = desk.read().await?;
    let network = membership.roster.network();
    let most = if caller.is_staff() {
        PER_VALUE
    } else {
        ASKED_PER_VALUE
    };
    let unused = unused(unit.as_mut(), network).await?;
    let asked = asked_of(unit.as_mut(), network, values, most).await?;
    let mut known: BTreeMap<usize, BTreeMap<usize, FoundIn>> = BTreeMap::new();
    let references: Vec<Reference> = asked.keys().cloned().collect();
    for some in references.chunks(BULLETINS_AT_ONCE) {
        for row in unit.bulletins_among(network, some).await? {
            let Some(hits) = asked.get(&row.reference) else {
                continue;
            };
            let found = desk.found_in(unit.as_mut(), membership, caller, &row, values, hits);
            for (at, rank, mut found) in found.await? {
                found.unused = unused.contains(&found.origin);
                known.entry(at).or_default().insert(rank, found);
            }
        }
    }
    let known = known.into_iter();
    Ok(known
        .filter_map(|(at, found)| Some(known_value(values.get(at)?, found)))
        .collect())
}

/// One value in one bulletin, by the index.
struct Asked {
    /// Which value of the order.
    at: usize,
    /// The newest bulletin that holds it comes first.
    rank: usize,
    /// What of it was found: the value itself before what contains it.
    key: IndexKey,
    /// What that does, if the index knows.
    role: Option<Role>,
}

/// What the index says, by bulletin.
async fn asked_of(
    unit: &mut dyn Unit,
    network: NetworkId,
    values: &[Value],
    most: usize,
) -> Result<BTreeMap<Reference, Vec<Asked>>> {
    let mut asked: BTreeMap<Reference, Vec<Asked>> = BTreeMap::new();
    let mut first = 0;
    for some in values.chunks(AT_ONCE) {
        let mut keys: Vec<IndexKey> = Vec::new();
        let mut of: Vec<usize> = Vec::new();
        for (at, value) in (first..).zip(some) {
            keys.extend(value.probe_keys());
            of.resize(keys.len(), at);
        }
        first += some.len();
        let mut seen: BTreeMap<usize, Vec<Reference>> = BTreeMap::new();
        for hit in unit
            .probe(network, &keys, u32::try_from(most).unwrap_or(u32::MAX))
            .await?
        {
            let Some((at, key)) = of.get(hit.key).copied().zip(keys.get(hit.key)) else {
                continue;
            };
            let before = seen.entry(at).or_default();
            if before.len() < most && !before.contains(&hit.reference) {
                let rank = before.len();
                before.push(hit.reference.clone());
                asked.entry(hit.reference).or_default().push(Asked {
                    at,
                    rank,
                    key: key.clone(),
                    role: hit.role,
                });
            }
        }
    }
    Ok(asked)
}

impl Desk {
    /// The hits in one bulletin, if the caller may see it at all: which value, which place in its
    /// list, and what is shown. The bulletin itself is opened only for hits of which the index
    /// does not tell enough, and then once: a large import holds ten thousand values.
    async fn found_in(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        row: &BulletinRow,
        values: &[Value],
        hits: &[Asked],
    ) -> Result<Vec<(usize, usize, FoundIn)>> {
        let Some(title) = self.title_for(membership, caller, row) else {
            return Ok(Vec::new());
        };
        let mut opened: Option<Inside> = None;
        let mut found = Vec::new();
        for hit in hits {
            let (by, role) = if let Some(told) = told_by_index(hit) {
                told
            } else {
                if opened.is_none() {
                    let content = self.content_for(unit, membership, caller, row).await;
                    opened = Some(Inside::of(
                        content.map_or_else(|_| Vec::new(), |content| content.indicated()),
                    ));
                }
                let value = values.get(hit.at);
                let inside = opened.as_ref().zip(value);
                match inside.and_then(|(inside, value)| inside.nearest(value)) {
                    Some(one) => (one.value.defanged(), one.role),
                    None => continue,
                }
            };
            let shown = FoundIn {
                reference: format!("{}/{}", row.reference.origin, row.reference.id),
                label: row.label,
                origin: row.reference.origin.clone(),
                title: title.clone(),
                stance: row.stance,
                by,
                role,
                since: row.received.date(),
                unused: false,
            };
            found.push((hit.at, hit.rank, shown));
        }
        Ok(found)
    }

    /// The title, for somebody who may see the bulletin.
    fn title_for(
        &self,
        membership: &Membership,
        caller: &Caller,
        row: &BulletinRow,
    ) -> Option<String> {
        let (facts, brief) = row.facts.as_ref().zip(row.brief.as_ref())?;
        let viewer = caller.viewer();
        let question = Question::Show {
            facts,
            viewer: &viewer,
        };
        let world = membership.world(self.id(), self.now());
        let permit = decide(question, &world).permit().ok()?;
        Some(brief.release(&permit)?.title.clone())
    }
}

/// The value that was found, and what it does.
fn told_by_index(hit: &Asked) -> Option<(String, Role)> {
    let (kind, text) = &hit.key;
    let value = Value::parse(*kind, text).ok()?;
    let is_same = value.kind() == *kind && value.text() == text;
    is_same.then_some((value.defanged(), hit.role?))
}

/// The indicators of a bulletin that was opened, by key.
struct Inside {
    indicated: Vec<Indicated>,
    by_key: HashMap<IndexKey, usize>,
}

impl Inside {
    fn of(indicated: Vec<Indicated>) -> Self {
        let mut by_key: HashMap<IndexKey, usize> = HashMap::new();
        for (place, one) in indicated.iter().enumerate() {
            for key in one.value.index_keys() {
                by_key.entry(key).or_insert(place);
            }
        }
        Self { indicated, by_key }
    }

    /// The indicator of the value itself, else of what contains it most closely.
    fn nearest(&self, value: &Value) -> Option<&Indicated> {
        let keys = value.probe_keys();
        let place = keys.iter().find_map(|key| self.by_key.get(key))?;
        self.indicated.get(*place)
    }
}

fn known_value(value: &Value, found: BTreeMap<usize, FoundIn>) -> KnownValue {
    KnownValue {
        value: value.defanged(),
        raw: value.text().to_owned(),
        kind: value.kind().as_str().to_owned(),
        found: found.into_values().take(PER_VALUE).collect(),
    }
}

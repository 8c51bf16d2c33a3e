//! What came from others in confidence is not composed wider by pasting it. [R22]

use std::collections::{BTreeMap, HashMap};

use fanal_formats::guarded;
use fanal_policy::{Reach, reach_of};
use fanal_protocol::{Bulletin, Code, DeskId, Problem, Reference, Timestamp};
use fanal_stix::{Kind, Value};
use fanal_store::{Hit, IndexKey, Unit};

use crate::content::indicated;
use crate::desk::{Desk, Membership};
use crate::draft::{Held, without_objects};
use crate::error::Result;

/// Bulletins looked at for one value, the newest first. A value that stands in more, and in none of
/// these as far as is asked, counts as known from narrower ones: an unknown is a no.
const PER_VALUE: usize = 64;

/// One bulletin that holds a value, as far as it decides here.
#[derive(Clone)]
struct Known {
    origin: DeskId,
    since: Timestamp,
    reach: Reach,
}

/// What is known of one value, in all networks of this desk.
#[derive(Default)]
struct Told {
    known: Vec<Known>,
    /// There are more bulletins of one network than were looked at.
    is_cut: bool,
}

impl Desk {
    /// Refuses values that are known here only from others' narrower bulletins, on every way out of a
    /// draft: share, send, revise. What was told in one network is told there alone, unless it is
    /// public. [REC-11]
    ///
    /// A desk that has them from elsewhere says so: that is the independent source. It needs none for
    /// what it told itself before others did, nor for what somebody told as far as that already.
    pub(crate) async fn refuse_narrower_sources(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        held: &Held,
        bulletin: &Bulletin,
    ) -> Result<()> {
        if held.draft.independent.is_some() || held.draft.granted.is_some() {
            return Ok(());
        }
        let (keys, asked_for) = keys_of(bulletin);
        let mut by_key: BTreeMap<usize, Told> = BTreeMap::new();
        for told_in in self.standing().networks.values() {
            self.add_told(unit, membership, told_in, &keys, &mut by_key)
                .await?;
        }
        if by_key.is_empty() {
            return Ok(());
        }
        let bare = without_objects(bulletin);
        let facts = self.facts_of_draft(unit, membership, held, &bare).await?;
        let asked = reach_of(&facts, &membership.world(self.id(), self.now()));
        for value in &asked_for {
            if let Some(narrower) = self.known_narrower(value, &by_key, &asked) {
                return Err(from_narrower(&narrower).into());
            }
        }
        Ok(())
    }

    /// Whose narrower bulletins are the only ones that tell of this value: as it is, or as what it stands on or is
    /// a part of. The smallest change of its spelling makes it no value of one's own.
    fn known_narrower(
        &self,
        value: &AskedFor,
        by_key: &BTreeMap<usize, Told>,
        asked: &Reach,
    ) -> Option<DeskId> {
        if let Some(told) = by_key.get(&value.itself) {
            return self.only_narrower(told, asked);
        }
        let narrower = |key: &usize| self.only_narrower(by_key.get(key)?, asked);
        // Where a host is known as far as that, it is no news that something stands on it.
        let is_told = |key: &usize| by_key.contains_key(key) && narrower(key).is_none();
        let below = value
            .below
            .iter()
            .filter(|_| !value.host.iter().any(is_told));
        let mut all = value.spelled.iter().chain(&value.hosts).chain(below);
        all.find_map(&narrower)
    }

    /// Adds what was told of these values in one of this desk's networks.
    async fn add_told(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        told_in: &Membership,
        keys: &[IndexKey],
        by_key: &mut BTreeMap<usize, Told>,
    ) -> Result<()> {
        let most = u32::try_from(PER_VALUE).unwrap_or(u32::MAX);
        let network = told_in.roster.network();
        let hits = unit.probe(network, keys, most).await?;
        let known = self.told_by(unit, told_in, &hits).await?;
        let mut all: BTreeMap<usize, usize> = BTreeMap::new();
        for hit in &hits {
            *all.entry(hit.key).or_default() += 1;
            let told = by_key.entry(hit.key).or_default();
            let here = known.get(&hit.reference).map(|known| {
                let mut known = known.clone();
                // Desks of another network are others, whatever their names: only the public is the same.
                if network != membership.roster.network() && known.reach != Reach::Public {
                    known.reach = Reach::Desk;
                }
                known
            });
            told.known.extend(here);
        }
        for (key, count) in all {
            let told = by_key.entry(key).or_default();
            told.is_cut |= count >= PER_VALUE;
        }
        Ok(())
    }

    /// Whose narrower bulletins are the only ones that this value is known from.
    fn only_narrower(&self, told: &Told, asked: &Reach) -> Option<DeskId> {
        let found = &told.known;
        if found.iter().any(|known| asked.is_within(&known.reach)) {
            return None;
        }
        let own = found.iter().filter(|known| known.origin == *self.id());
        let own_since = own.map(|known| known.since).min();
        let others = found.iter().filter(|known| known.origin != *self.id());
        // What this desk told first is its own, whoever repeats it.
        let mut before = others.filter(|known| own_since.is_none_or(|own| known.since <= own));
        let first = before.next().map(|known| known.origin.clone());
        first.or_else(|| told.is_cut.then(|| self.id().clone()))
    }

    /// What decides about each bulletin of these that is here.
    async fn told_by(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        hits: &[Hit],
    ) -> Result<BTreeMap<Reference, Known>> {
        let mut references: Vec<Reference> = hits.iter().map(|hit| hit.reference.clone()).collect();
        references.sort();
        references.dedup();
        let world = membership.world(self.id(), self.now());
        let rows = unit
            .bulletins_among(membership.roster.network(), &references)
            .await?;
        let known = rows.into_iter().filter_map(|row| {
            let facts = row.facts?;
            let known = Known {
                origin: row.reference.origin.clone(),
                since: row.received,
                reach: reach_of(&facts, &world),
            };
            Some((row.reference, known))
        });
        Ok(known.collect())
    }
}

/// Where the keys of one value stand among those that the index is asked for.
struct AskedFor {
    /// The value.
    itself: usize,
    /// The same in another scheme, and the paths above it.
    spelled: Vec<usize>,
    /// Of a link its host.
    host: Option<usize>,
    /// The host that it stands on, the names above, the networks around.
    hosts: Vec<usize>,
    /// That something else is known on its host, or below it.
    below: Option<usize>,
}

/// The keys of its values, each once, and whose they are.
fn keys_of(bulletin: &Bulletin) -> (Vec<IndexKey>, Vec<AskedFor>) {
    let mut values: Vec<Value> = indicated(bulletin)
        .into_iter()
        .map(|found| found.value)
        .collect();
    values.sort();
    values.dedup();
    let mut keys = Keys::default();
    let asked_for = values.iter().map(|value| keys.of(value)).collect();
    (keys.all, asked_for)
}

#[derive(Default)]
struct Keys {
    all: Vec<IndexKey>,
    places: HashMap<IndexKey, usize>,
}

impl Keys {
    fn of(&mut self, value: &Value) -> AskedFor {
        let mut asked_for = AskedFor {
            itself: self.place((value.kind(), value.text().to_owned())),
            spelled: Vec::new(),
            host: None,
            hosts: Vec::new(),
            below: None,
        };
        for key in value.probe_keys().into_iter().skip(1) {
            if key.0 == Kind::Url {
                asked_for.spelled.push(self.place(key));
            } else if !is_shared(&key) {
                asked_for.hosts.push(self.place(key));
            }
        }
        asked_for.host = asked_for
            .hosts
            .first()
            .copied()
            .filter(|_| value.kind() == Kind::Url);
        let above = value.as_above().filter(|key| !is_shared(key));
        asked_for.below = above.map(|key| self.place(key));
        asked_for
    }

    fn place(&mut self, key: IndexKey) -> usize {
        let next = self.all.len();
        let place = *self.places.entry(key.clone()).or_insert(next);
        if place == next {
            self.all.push(key);
        }
        place
    }
}

/// Many have something on it that have nothing to do with each other.
fn is_shared((kind, text): &IndexKey) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    *kind == Kind::DomainName && guarded(name).is_some()
}

fn from_narrower(origin: &DeskId) -> Problem {
    let text = format!(
        "values of it are known here from {origin}, from bulletins that may not go that far"
    );
    let hint = "share it no wider, or name your own source: `--independent-source`";
    Problem::new(Code::PolicyReference, text).with_hint(hint)
}

//! Keys of other desks, those that they sign with and those of their machines, that changed since this desk is in
//! the network: each is told on every page until somebody here compared them by voice or in person, and said how.
//! [CSL-20]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use fanal_protocol::{
    DeskEntry, DeskId, DeskStatus, NetworkId, PublicKey, Timestamp, VerifiedRoster,
};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found};
use crate::keys::own_pins;
use crate::roster::{Side, Words, words_of};

/// Days after which a key is to be compared anew, though nothing changed: who compared it may be gone.
const AGAIN_DAYS: i64 = 365;
/// Characters in which somebody says how a key was compared.
const HOW_CHARS: usize = 300;

/// A desk that signs with another key than before, or whose machine has another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyChange {
    /// Which desk.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// The version of the roster that changed it last.
    pub version: u64,
    /// When that was written.
    pub at: Timestamp,
    /// It signs with another key; else its machine has another TLS key, and that alone changed.
    pub signs: bool,
}

/// Says that somebody made sure of a desk's key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareOrder {
    /// The desk whose key it is.
    pub desk: DeskId,
    /// How: "we read the words to each other on the phone".
    pub how: String,
}

/// How somebody here made sure of a desk's key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Compared {
    /// The version of the roster whose key it was.
    pub version: u64,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// How, in their words.
    pub how: String,
}

type Changes = Arc<Vec<KeyChange>>;

/// All changes of each network, as of a version of its roster: read once for each.
#[derive(Default)]
pub(crate) struct Held(Mutex<BTreeMap<NetworkId, (u64, Changes)>>);

impl Held {
    fn of(&self, network: NetworkId, version: u64) -> Option<Changes> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, changes) = held.get(&network)?;
        (*known == version).then(|| Arc::clone(changes))
    }

    fn keep(&self, network: NetworkId, version: u64, changes: &Changes) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(network, (version, Arc::clone(changes)));
    }
}

impl Desk {
    /// Changes that nobody here made sure of, in the network that is spoken of.
    pub async fn key_changes(&self, caller: &Caller) -> Result<Vec<KeyChange>> {
        let _ = caller;
        let Ok((network, membership)) = self.membership(None) else {
            return Ok(Vec::new());
        };
        // Asked at every page: mostly nothing changed, and then no database is asked either.
        let all = self.all_key_changes(network, &membership).await?;
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let mut unit = self.read().await?;
        let compared = compared(unit.as_mut(), network).await?;
        let is_open = |change: &&KeyChange| {
            let known = compared.get(&change.desk);
            known.is_none_or(|known| known.version < change.version)
        };
        let mut open: BTreeMap<&DeskId, KeyChange> = BTreeMap::new();
        for change in all.iter().filter(is_open) {
            let before = open.get(&change.desk).is_some_and(|before| before.signs);
            let mut change_now = change.clone();
            change_now.signs |= before;
            open.insert(&change.desk, change_now);
        }
        Ok(open.into_values().collect())
    }

    /// How the key of a desk was made sure of last, if it was.
    pub async fn key_compared(&self, caller: &Caller, desk: &DeskId) -> Result<Option<Compared>> {
        let _ = caller;
        let (network, _) = self.membership(None)?;
        let mut unit = self.read().await?;
        Ok(compared(unit.as_mut(), network).await?.remove(desk))
    }

    /// Members whose words are to be compared again: their keys changed since, or it was more than a year ago.
    /// [CSL-41]
    pub async fn keys_to_compare(&self, caller: &Caller) -> Result<BTreeSet<DeskId>> {
        let changed = self.key_changes(caller).await?;
        let mut again: BTreeSet<DeskId> = changed.into_iter().map(|one| one.desk).collect();
        let (network, membership) = self.membership(None)?;
        let known = compared(self.read().await?.as_mut(), network).await?;
        let now = self.now();
        let is_old = |one: &Compared| one.at.plus_days(AGAIN_DAYS) < now;
        let old = known.into_iter().filter(|(_, one)| is_old(one));
        again.extend(old.map(|(desk, _)| desk).filter(|desk| {
            let entry = membership.roster.desk(desk);
            entry.is_some_and(|entry| entry.status == DeskStatus::Active)
        }));
        Ok(again)
    }

    /// Eight words for the keys of this desk and another: both see the same ones, and read them to each
    /// other. [JOIN-2]
    pub async fn words_with(&self, caller: &Caller, desk: &DeskId) -> Result<Words> {
        if !caller.is_staff() {
            caller.needs(Right::Coordinator)?;
        }
        let (network, membership) = self.membership(None)?;
        let now = self.now();
        let entry = membership.roster.desk(desk);
        let theirs = entry.and_then(|entry| side_of(entry, now));
        let theirs = theirs.ok_or_else(|| not_found("desk"))?;
        // What the roster has of this machine's keys, those that come and go among them: a pin that is no key of
        // this machine stands at the other desk alone, and the words differ.
        let known = own_pins(self.read().await?.as_mut()).await?;
        let listed = membership.roster.desk(self.id());
        let listed = listed.into_iter().flat_map(|entry| &entry.tls);
        let mut pins: Vec<_> = listed.filter(|pin| known.contains(pin)).copied().collect();
        if pins.is_empty() {
            pins.push(self.tls_pin());
        }
        let own = Side {
            key: self.keys().statement.public(),
            pins,
        };
        // The order of the two is the same at both.
        let (first, second) = if own.key.as_bytes() < theirs.key.as_bytes() {
            (own, theirs)
        } else {
            (theirs, own)
        };
        let words = tokio::task::spawn_blocking(move || words_of(network, &first, &second));
        words
            .await
            .map_err(|_| invalid("the words were cut short"))?
    }

    /// Says how the key of a desk was made sure of: the notice of its change goes.
    pub async fn compare_key(&self, caller: &Caller, desk: &DeskId, how: &str) -> Result<()> {
        if !caller.is_staff() {
            caller.needs(Right::Coordinator)?;
        }
        let how = how.trim();
        if how.is_empty() || how.chars().count() > HOW_CHARS {
            let text = format!("say how the key was compared, in {HOW_CHARS} characters at most");
            return Err(invalid(text));
        }
        let (network, membership) = self.membership(None)?;
        let known = membership.roster.desk(desk).is_some() && desk != self.id();
        if !known {
            return Err(not_found("desk"));
        }
        let mut unit = self.begin().await?;
        let mut all = compared(unit.as_mut(), network).await?;
        let one = Compared {
            version: membership.roster.version(),
            by: caller.account().to_owned(),
            at: self.now(),
            how: how.to_owned(),
        };
        all.insert(desk.clone(), one);
        let bytes = serde_json::to_vec(&all).map_err(|error| invalid(error.to_string()))?;
        unit.put_setting(&setting_of(network), &bytes).await?;
        let who = caller.account();
        unit.put_audit(self.now(), who, "key.compare", desk.as_str(), "done")
            .await?;
        unit.commit().await?;
        Ok(())
    }

    async fn all_key_changes(
        &self,
        network: NetworkId,
        membership: &Membership,
    ) -> Result<Changes> {
        let version = membership.roster.version();
        if let Some(held) = self.held_key_changes().of(network, version) {
            return Ok(held);
        }
        let chain = self.read().await?.rosters_from(network, 1).await?;
        let mut changes: Vec<KeyChange> = Vec::new();
        let mut before: Option<VerifiedRoster> = None;
        for bytes in &chain {
            let next = match &before {
                None => VerifiedRoster::found(bytes)?,
                Some(before) => before.succeed(bytes)?,
            };
            if let Some(before) = &before
                && before.desk(self.id()).is_some()
            {
                changes.extend(changed(before, &next, self.id()));
            }
            before = Some(next);
        }
        let active = |id: &DeskId| {
            let entry = membership.roster.desk(id);
            entry.is_some_and(|entry| entry.status == DeskStatus::Active)
        };
        changes.retain(|change| active(&change.desk));
        let changes = Arc::new(changes);
        self.held_key_changes().keep(network, version, &changes);
        Ok(changes)
    }
}

/// Desks that have a signing key, or a TLS pin, now which they did not have before. A key that only ends is no news.
fn changed(before: &VerifiedRoster, next: &VerifiedRoster, me: &DeskId) -> Vec<KeyChange> {
    let others = next.desks.iter().filter(|desk| desk.id != *me);
    others
        .filter_map(|desk| {
            let was = before.desk(&desk.id)?;
            let signs = !keys_of(desk).is_subset(&keys_of(was));
            let is_new = signs || !desk.tls.is_subset(&was.tls);
            is_new.then(|| KeyChange {
                desk: desk.id.clone(),
                name: desk.name.clone(),
                version: next.version(),
                at: next.issued,
                signs,
            })
        })
        .collect()
}

fn keys_of(desk: &DeskEntry) -> BTreeSet<Vec<u8>> {
    let keys = desk.signing.iter().map(|record| record.key);
    keys.map(|key: PublicKey| key.as_bytes().to_vec()).collect()
}

/// The key that counts now, and the pins.
fn side_of(desk: &DeskEntry, now: Timestamp) -> Option<Side> {
    let counts = |record: &&fanal_protocol::KeyRecord| {
        record.from <= now && record.until.is_none_or(|until| now < until)
    };
    let newest = desk.signing.iter().filter(counts).max_by_key(|it| it.from);
    newest.map(|record| Side {
        key: record.key,
        pins: desk.tls.iter().copied().collect(),
    })
}

async fn compared(unit: &mut dyn Unit, network: NetworkId) -> Result<BTreeMap<DeskId, Compared>> {
    let stored = unit.setting(&setting_of(network)).await?;
    // What cannot be read was compared with nobody: the notices come back.
    let read = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Ok(read.unwrap_or_default())
}

fn setting_of(network: NetworkId) -> String {
    format!("keys.compared.{network}")
}

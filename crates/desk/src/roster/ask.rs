//! A member asks for a change of its own entry: addresses, keys with an overlap, duties, leaving.
//! It says so itself, signed; coordinators fulfil it in the next roster. [JOIN-7]

use std::collections::BTreeSet;

use fanal_protocol::Address;
use fanal_protocol::limits::CLOCK_AHEAD_SECONDS;
use fanal_protocol::{
    Body, Code, Coordinator, DeskEntry, DeskId, DeskStatus, KeyRecord, NetworkId, Problem,
    PublicKey, Request, Roster, SecretKey, Timestamp,
};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::About;
use super::book::{asked, note_request};
use super::differences::entry_differences;
use super::sentence::{Sentence, Told, ToldCode, both};
use super::slip::{CHANGE, from_signed_slip, to_signed_slip};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{DeskError, Result, invalid, not_found, problem};
use crate::heartbeat::pin_of;
use crate::keys::{WhichKey, follow_on, forget_retired, make_next_key, next_key};
use crate::pen::Pen;

/// What a desk wants changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AskOrder {
    /// Its name for people, if it is to be another one.
    pub name: Option<String>,
    /// Where peers reach it from now on, all of it: an empty list if it only calls out.
    pub addresses: Option<Vec<Address>>,
    /// Keys to be replaced: new ones are made now, and used once the roster has them.
    pub rotate: BTreeSet<WhichKey>,
    /// Days for which an old key still counts; 14, if it is not said.
    pub overlap_days: Option<u16>,
    /// Old TLS pins and sealing keys go: the new ones are in use.
    pub retire: bool,
    /// What the roster says of this desk beyond its keys; an empty text takes it away.
    pub about: About,
    /// This desk's coordinator key becomes a coordinator's.
    pub coordinate: bool,
    /// This desk leaves.
    pub leave: bool,
    /// A wish that nobody fulfilled yet is forgotten for this one.
    pub replace: bool,
}

/// What was asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AskedShown {
    /// The wish, as one line; all members have it, too.
    pub slip: String,
    /// What it changes, in words.
    pub changes: Vec<String>,
    /// The same by codes, in the same order.
    #[serde(default)]
    pub told: Vec<Told>,
}

/// A wish, as the desk signs it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRequest {
    /// The network.
    pub network: NetworkId,
    /// When it was asked; a wish is good for a month.
    pub asked: Timestamp,
    /// The entry as the desk wants it.
    pub desk: DeskEntry,
    /// Its coordinator's keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinator: Option<Coordinator>,
}

const OVERLAP_DAYS: u16 = 14;
/// Days for which a wish is good: an old one must not come true when everybody has forgotten it.
const WISH_DAYS: i64 = 30;

impl Desk {
    /// Asks the coordinators for a change of this desk's entry.
    pub async fn ask_change(&self, caller: &Caller, order: &AskOrder) -> Result<AskedShown> {
        caller.needs(Right::Coordinator)?;
        caller.needs_proof(self.now())?;
        let (network, membership) = self.membership(None)?;
        let now = self.now();
        let was = membership.roster.desk(self.id());
        let was = was.ok_or_else(|| not_found("entry of this desk in the roster"))?;
        let mut unit = self.begin().await?;
        if !order.replace {
            no_wish_is_open(unit.as_mut(), network, was, &membership, now).await?;
        }
        let wish = self.wished(unit.as_mut(), network, was, order).await?;
        let mut changes = entry_differences(was, &wish.desk);
        if let Some(coordinator) = &wish.coordinator {
            let key: String = coordinator.key.to_string().chars().take(8).collect();
            let text = format!("coordinator key {key}");
            changes.push(Sentence::new(ToldCode::CoordinatorKey, text).with("key", key));
        }
        if changes.is_empty() {
            return Err(invalid(
                "nothing changes: say what, like an address, keys or duties",
            ));
        }
        let slip = to_signed_slip(CHANGE, &wish, &self.keys().statement);
        if was.status == DeskStatus::Active {
            let mut pen = Pen::take(self, &membership, unit.as_mut()).await?;
            let body = Body::Request(Request { slip: slip.clone() });
            pen.say(self.to_all(network, body)).await?;
            pen.close().await?;
        }
        let roster = membership.roster.roster();
        note_request(unit.as_mut(), roster, network, self.id(), &slip, now).await?;
        unit.put_audit(now, caller.account(), "roster.ask", "entry", "done")
            .await?;
        unit.commit().await?;
        self.announce_change();
        let (changes, told) = both(changes);
        Ok(AskedShown {
            slip,
            changes,
            told,
        })
    }

    async fn wished(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        was: &DeskEntry,
        order: &AskOrder,
    ) -> Result<ChangeRequest> {
        let now = self.now();
        let mut entry = was.clone();
        if let Some(name) = &order.name {
            entry.name.clone_from(name);
        }
        if let Some(addresses) = &order.addresses {
            entry.addresses.clone_from(addresses);
        }
        order.about.write_to(&mut entry)?;
        if order.retire {
            let next = next_key(unit, WhichKey::Tls).await?;
            if next.is_some_and(|seed| was.tls.contains(&pin_of(&seed))) {
                let text =
                    "the new TLS identity is not in use yet: peers would let this node in no more";
                let hint = "start the node anew, which takes it up, and ask then";
                return Err(problem_with_hint(Code::Conflict, text, hint));
            }
            entry.tls = [self.tls_pin()].into();
            entry.sealing = vec![self.keys().sealing.recipient().to_string()];
        }
        let overlap = i64::from(order.overlap_days.unwrap_or(OVERLAP_DAYS));
        let ends = now.plus_days(overlap);
        let mut coordinator = order.coordinate.then(|| self.own_coordinator());
        for which in &order.rotate {
            let seed = make_next_key(unit, self.entropy(), *which).await?;
            let key = SecretKey::from_seed(&seed).public();
            match which {
                WhichKey::Signing => rotate(&mut entry.signing, key, now, ends),
                WhichKey::Checkpoint => rotate(&mut entry.checkpoint, key, now, ends),
                WhichKey::Feed => rotate(&mut entry.feed, key, now, ends),
                WhichKey::Tls => {
                    entry.tls.insert(pin_of(&seed));
                }
                WhichKey::Sealing => {
                    let new = fanal_seal::Identity::from_bytes(&seed)
                        .recipient()
                        .to_string();
                    if !entry.sealing.contains(&new) {
                        entry.sealing.insert(0, new);
                    }
                }
                WhichKey::Coordinator => {
                    coordinator
                        .get_or_insert_with(|| self.own_coordinator())
                        .key = key;
                }
                WhichKey::Heartbeat => {
                    let own = coordinator.get_or_insert_with(|| self.own_coordinator());
                    own.heartbeat = Some(key);
                }
            }
        }
        if order.leave {
            entry.status = DeskStatus::Left;
        }
        Ok(ChangeRequest {
            network,
            asked: now,
            desk: entry,
            coordinator,
        })
    }

    /// Keys that the rosters of all networks of this desk have taken in are used from now on.
    pub(crate) async fn follow_on_keys(
        &self,
        unit: &mut dyn Unit,
        new: &Roster,
        network: NetworkId,
    ) -> Result<bool> {
        let standing = self.standing();
        let others = standing.networks.iter().filter(|(id, _)| **id != network);
        let mut rosters: Vec<&Roster> = others.map(|(_, held)| held.roster.roster()).collect();
        rosters.push(new);
        // The TLS identity of a node that runs stays as it is until the next start.
        let mut which = WhichKey::ALL.to_vec();
        which.retain(|which| *which != WhichKey::Tls);
        use_next(unit, self.id(), &rosters, &which, self.now()).await
    }
}

fn problem_with_hint(code: Code, text: &str, hint: &str) -> DeskError {
    DeskError::Problem(Problem::new(code, text).with_hint(hint))
}

/// A second wish takes the place of the first: that is said before, and not done by oversight.
async fn no_wish_is_open(
    unit: &mut dyn Unit,
    network: NetworkId,
    was: &DeskEntry,
    membership: &Membership,
    now: Timestamp,
) -> Result<()> {
    let Some(slip) = asked(unit, network, &was.id).await? else {
        return Ok(());
    };
    let Ok(wish) = read_change(&slip, membership.roster.roster(), now) else {
        return Ok(());
    };
    let mut fulfilled = was.clone();
    fulfil(&mut fulfilled, &wish);
    let mut open = entry_differences(was, &fulfilled);
    let is_known = |c: &Coordinator| {
        membership
            .roster
            .coordinators
            .iter()
            .any(|own| own.key == c.key)
    };
    if wish.coordinator.as_ref().is_some_and(|c| !is_known(c)) {
        open.push(Sentence::new(ToldCode::CoordinatorKey, "its coordinator"));
    }
    if open.is_empty() {
        return Ok(());
    }
    let open: Vec<&str> = open.iter().map(|change| &**change).collect();
    let text = format!(
        "this desk asked already, and is not answered yet: {}",
        open.join("; ")
    );
    let hint = "ask for all of it at once with `--replace`: the wish before is forgotten then";
    Err(problem_with_hint(Code::Conflict, &text, hint))
}

/// At the start of a node: the TLS identity, too, is the next one if all rosters have it.
pub(crate) async fn use_next_at_start(
    unit: &mut dyn Unit,
    me: &DeskId,
    networks: &[Membership],
    now: Timestamp,
) -> Result<bool> {
    let rosters: Vec<&Roster> = networks.iter().map(|held| held.roster.roster()).collect();
    use_next(unit, me, &rosters, &WhichKey::ALL, now).await
}

async fn use_next(
    unit: &mut dyn Unit,
    me: &DeskId,
    rosters: &[&Roster],
    which: &[WhichKey],
    now: Timestamp,
) -> Result<bool> {
    let mut moved = false;
    for which in which {
        let Some(seed) = next_key(unit, *which).await? else {
            continue;
        };
        if all_have(rosters, me, *which, &seed, now) {
            follow_on(unit, *which, &seed).await?;
            moved = true;
        }
    }
    let entries: Vec<_> = rosters.iter().filter_map(|it| it.desk(me)).collect();
    if !entries.is_empty() {
        let listed = entries.iter().flat_map(|entry| &entry.sealing);
        let listed = listed.map(String::as_str).collect();
        moved |= forget_retired(unit, &listed).await?;
    }
    Ok(moved)
}

/// Every network that the desk is active in has the key; one at least. Where it is active in none, those count
/// that suspended it: it comes back with what their roster has. [ROS-23]
fn all_have(
    rosters: &[&Roster],
    me: &DeskId,
    which: WhichKey,
    seed: &[u8; 32],
    now: Timestamp,
) -> bool {
    let those = |status: DeskStatus| {
        let is = |roster: &&&Roster| roster.desk(me).is_some_and(|desk| desk.status == status);
        rosters.iter().filter(is).collect::<Vec<_>>()
    };
    let active = those(DeskStatus::Active);
    let mine = if active.is_empty() {
        those(DeskStatus::Suspended)
    } else {
        active
    };
    let has = |roster: &&&Roster| has_taken_in(roster, me, which, seed, now);
    !mine.is_empty() && mine.iter().all(has)
}

fn has_taken_in(
    roster: &Roster,
    me: &DeskId,
    which: WhichKey,
    seed: &[u8; 32],
    now: Timestamp,
) -> bool {
    let Some(entry) = roster.desk(me) else {
        return false;
    };
    let key = SecretKey::from_seed(seed).public();
    let counts = |records: &[KeyRecord]| records.iter().any(|r| r.key == key && r.counts_at(now));
    match which {
        WhichKey::Signing => counts(&entry.signing),
        WhichKey::Checkpoint => counts(&entry.checkpoint),
        WhichKey::Feed => counts(&entry.feed),
        WhichKey::Tls => entry.tls.contains(&pin_of(seed)),
        WhichKey::Sealing => {
            let new = fanal_seal::Identity::from_bytes(seed)
                .recipient()
                .to_string();
            entry.sealing.contains(&new)
        }
        WhichKey::Coordinator => roster.coordinators.iter().any(|c| c.key == key),
        WhichKey::Heartbeat => roster.coordinators.iter().any(|c| c.heartbeat == Some(key)),
    }
}

/// A new key from midnight on, and the end of those before. [R1]
fn rotate(records: &mut Vec<KeyRecord>, key: PublicKey, now: Timestamp, ends: Timestamp) {
    if records.iter().any(|record| record.key == key) {
        return;
    }
    for record in records.iter_mut() {
        let until = record.until.map_or(ends, |until| until.min(ends));
        record.until = Some(until);
    }
    records.push(KeyRecord {
        key,
        from: now.day(),
        until: None,
        revoked: false,
    });
}

/// A wish, signed by a key that counts now for the desk whose entry it is.
pub(super) fn read_change(text: &str, roster: &Roster, now: Timestamp) -> Result<ChangeRequest> {
    let (wish, signed) = from_signed_slip::<ChangeRequest>(CHANGE, text)?;
    let entry = roster.desk(&wish.desk.id);
    let entry = entry.ok_or_else(|| not_found(&format!("desk `{}`", wish.desk.id)))?;
    if !entry
        .statement_keys_at(now)
        .iter()
        .any(|key| signed.is_by(key))
    {
        let text = "the wish is not signed by the desk whose entry it is";
        return Err(problem(Code::VerifySignature, text));
    }
    let ahead = wish.asked > now.plus_seconds(CLOCK_AHEAD_SECONDS);
    if ahead || wish.asked < now.plus_days(-WISH_DAYS) {
        let text = format!("the wish is of {}: it has to be asked again", wish.asked);
        return Err(problem(Code::VerifyTime, text));
    }
    Ok(wish)
}

/// Fulfils a wish: what a desk may say of itself, and nothing else. Keys that were listed stay, so
/// that what they signed can be verified; an end comes earlier, never later.
pub(super) fn fulfil(entry: &mut DeskEntry, wish: &ChangeRequest) {
    let wanted = &wish.desk;
    entry.name.clone_from(&wanted.name);
    entry.addresses.clone_from(&wanted.addresses);
    merge(&mut entry.signing, &wanted.signing);
    merge(&mut entry.checkpoint, &wanted.checkpoint);
    merge(&mut entry.feed, &wanted.feed);
    entry.tls.clone_from(&wanted.tls);
    entry.sealing.clone_from(&wanted.sealing);
    entry.parent.clone_from(&wanted.parent);
    entry.jurisdiction.clone_from(&wanted.jurisdiction);
    entry
        .mandatory_reporting
        .clone_from(&wanted.mandatory_reporting);
    entry.one_person = wanted.one_person;
    if wanted.status == DeskStatus::Left {
        entry.status = DeskStatus::Left;
    }
}

pub(super) fn merge(held: &mut Vec<KeyRecord>, wanted: &[KeyRecord]) {
    for record in wanted {
        match held.iter_mut().find(|own| own.key == record.key) {
            Some(own) => {
                own.until = match (own.until, record.until) {
                    (Some(own), Some(wish)) => Some(own.min(wish)),
                    (own, wish) => own.or(wish),
                }
            }
            None => held.push(record.clone()),
        }
    }
}

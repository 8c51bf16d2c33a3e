//! Draft the next roster: what a coordinator changes, and what may be changed.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU8;

use fanal_protocol::{
    Code, Coordinator, DeskEntry, DeskId, DeskStatus, Envelope, GroupId, KeyPurpose, KeyRecord,
    NetworkId, PublicKey, ROSTER_TYPE, Reference, Roster, Timestamp,
};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ask::{fulfil, merge, read_change};
use super::card::read_card;
use super::differences::status_name;
use super::found::a_year;
use super::retract::retract;
use super::sentence::{Sentence, ToldCode, both};
use super::slip::{key_of, read_request};
use super::{JoinRequest, RosterDraft, RulesChange, book};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found, problem};

/// Letters of a key that name it at the least: as many as lists show.
const KEY_LETTERS: usize = 8;

/// A change of the roster that a coordinator proposes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RosterChange {
    /// Requests of desks to be admitted (slips).
    pub admit: Vec<String>,
    /// Desks whose coordinator key, from their request or wish, becomes a coordinator.
    pub coordinators: Vec<DeskId>,
    /// Cards of coordinators whose keys are kept offline (slips).
    pub cards: Vec<String>,
    /// Coordinators who are none any more, by name.
    pub remove_coordinators: Vec<String>,
    /// The new threshold.
    pub threshold: Option<u8>,
    /// Desks to be suspended, expelled, readmitted or let go, by status.
    pub status: BTreeMap<DeskId, DeskStatus>,
    /// Desks and the groups that they join.
    pub join_groups: BTreeMap<DeskId, BTreeSet<GroupId>>,
    /// Desks and the groups that they leave.
    pub leave_groups: BTreeMap<DeskId, BTreeSet<GroupId>>,
    /// Desks whose last wish for their own entry is fulfilled.
    pub fulfil: Vec<DeskId>,
    /// Wishes that came another way (slips).
    pub wishes: Vec<String>,
    /// Requests of members that lost all their keys and made new ones (slips): check the words.
    pub rekey: Vec<String>,
    /// Stolen keys, in full or by their first eight letters or more, and the moment from which on they do not
    /// count.
    pub revoke: BTreeMap<String, Timestamp>,
    /// Bulletins of desks that lost their keys, taken back for them. [R16]
    pub retract: BTreeSet<Reference>,
    /// Rules that change.
    pub rules: RulesChange,
    /// The network's new name.
    pub name: Option<String>,
    /// Days that the new roster is good for.
    pub days: Option<u16>,
}

impl Desk {
    /// Drafts the next roster and signs it as one coordinator.
    pub async fn draft_roster(
        &self,
        caller: &Caller,
        change: &RosterChange,
    ) -> Result<RosterDraft> {
        caller.needs(Right::Coordinator)?;
        caller.needs_proof(self.now())?;
        let (network, membership) = self.membership(None)?;
        let (roster, doubtful) = self.changed_roster(network, &membership, change).await?;
        let envelope = Envelope::sign(
            ROSTER_TYPE,
            roster.to_payload()?,
            &self.keys().coordinator,
            KeyPurpose::Coordinator,
        );
        let mut draft = self.settle_draft(caller, &membership, envelope).await?;
        let (idle, told) = both(self.is_so_already(&membership, change));
        draft.changes.extend(idle);
        draft.told.extend(told);
        Ok(RosterDraft { doubtful, ..draft })
    }

    /// What was asked for and changes nothing, so that nobody takes it for done.
    fn is_so_already(&self, held: &Membership, change: &RosterChange) -> Vec<Sentence> {
        let stopped = held.suspensions.desks(self.now());
        let is_idle = |(id, status): &(&DeskId, &DeskStatus)| {
            let is_stopped = stopped.contains(*id) || held.away.desks().contains_key(*id);
            let was = held.roster.desk(id).map(|desk| desk.status);
            was == Some(**status) && !is_stopped
        };
        let idle = change.status.iter().filter(is_idle);
        idle.map(|(id, status)| {
            let status = status_name(*status);
            let text = format!("{id}: is {status} already, nothing changes");
            Sentence::new(ToldCode::NothingChanges, text).with("desk", id)
        })
        .collect()
    }

    async fn changed_roster(
        &self,
        network: NetworkId,
        held: &Membership,
        change: &RosterChange,
    ) -> Result<(Roster, Vec<String>)> {
        self.settles_suspensions(held, change)?;
        let mut roster = self.next_version(network, held, change)?;
        let mut offered = self.admit(network, held, change, &mut roster).await?;
        offered.extend(
            self.fulfil_wishes(network, held, change, &mut roster)
                .await?,
        );
        rekey(change, &mut roster, self.now())?;
        for (id, status) in &change.status {
            desk_mut(&mut roster, id)?.status = *status;
        }
        move_groups(change, &mut roster)?;
        change.rules.apply(&mut roster.rules);
        if let Some(name) = &change.name {
            roster.name.clone_from(name);
        }
        choose_coordinators(change, &offered, &mut roster)?;
        let stolen = stolen_keys(change, &roster)?;
        for (key, moment) in &stolen {
            revoke(&mut roster, key, *moment);
        }
        retract(&change.retract, held.roster.roster(), &mut roster)?;
        let doubtful = self
            .freeze_streams(held, change, &stolen, &mut roster)
            .await?;
        Ok((roster, doubtful))
    }

    /// [ROS-18] [REC-10] What one coordinator stopped in an emergency, and a desk that locked itself, are
    /// not let go by oversight.
    fn settles_suspensions(&self, held: &Membership, change: &RosterChange) -> Result<()> {
        let unsaid = |desk: &&DeskId| !change.status.contains_key(*desk);
        let say = "say `suspend`, `expel` or `readmit`";
        let running = held.suspensions.desks(self.now());
        if let Some(desk) = running.iter().find(unsaid) {
            let text = format!("`{desk}` is suspended in an emergency: {say}");
            return Err(invalid(text));
        }
        if let Some(desk) = held.away.desks().keys().find(unsaid) {
            let text = format!(
                "`{desk}` is locked, by its own word or its slip, and may be in other hands: {say}"
            );
            return Err(invalid(text));
        }
        Ok(())
    }

    fn next_version(
        &self,
        network: NetworkId,
        held: &Membership,
        change: &RosterChange,
    ) -> Result<Roster> {
        let mut roster = held.roster.roster().clone();
        let now = self.now();
        // What the last version took back is gone everywhere that took it.
        for desk in &mut roster.desks {
            desk.retracted.clear();
        }
        roster.version = roster
            .version
            .checked_add(1)
            .ok_or_else(|| invalid("no versions left"))?;
        roster.network = Some(network);
        roster.previous = Some(held.roster.digest());
        // Made after every word that it decides about, and not before the last version, whatever the clocks
        // say. [REC-10] [ROS-12]
        let said = held.away.desks().values().max();
        let after = said.map_or(now, |since| now.max(since.plus_seconds(1)));
        roster.issued = after.max(held.roster.issued);
        roster.expires = now.plus_days(i64::from(change.days.unwrap_or_else(a_year)));
        Ok(roster)
    }

    /// Admits who may come in; returns the coordinators that they offer.
    async fn admit(
        &self,
        network: NetworkId,
        held: &Membership,
        change: &RosterChange,
        roster: &mut Roster,
    ) -> Result<Vec<Coordinator>> {
        let mut offered = Vec::new();
        for slip in &change.admit {
            let request = read_request(slip)?;
            let desk = admitted(network, &request, roster)?;
            self.check_admission(network, held.in_force(self.now()), &request)
                .await?;
            offered.push(Coordinator {
                desk: Some(desk.id.clone()),
                ..request.coordinator
            });
            roster.desks.push(desk);
        }
        Ok(offered)
    }

    /// Fulfils what members ask for themselves; returns the coordinators that they offer.
    async fn fulfil_wishes(
        &self,
        network: NetworkId,
        held: &Membership,
        change: &RosterChange,
        roster: &mut Roster,
    ) -> Result<Vec<Coordinator>> {
        let mut slips = change.wishes.clone();
        let mut unit = self.read().await?;
        for desk in &change.fulfil {
            let slip = book::asked(unit.as_mut(), network, desk).await?;
            slips.push(slip.ok_or_else(|| not_found(&format!("wish of `{desk}`")))?);
        }
        let mut offered = Vec::new();
        for slip in &slips {
            let wish = read_change(slip, held.roster.roster(), self.now())?;
            if wish.network != network {
                let text = "the wish is for another network";
                return Err(problem(Code::VerifyPlace, text));
            }
            let newest = book::newest_wish(unit.as_mut(), network, &wish.desk.id).await?;
            if newest > Some(wish.asked) {
                let text = format!("`{}` asked for something else since", wish.desk.id);
                return Err(problem(Code::VerifyRevision, text));
            }
            fulfil(desk_mut(roster, &wish.desk.id)?, &wish);
            offered.extend(wish.coordinator.map(|coordinator| Coordinator {
                desk: Some(wish.desk.id.clone()),
                ..coordinator
            }));
        }
        Ok(offered)
    }
}

fn admitted(network: NetworkId, request: &JoinRequest, roster: &Roster) -> Result<DeskEntry> {
    if request.network != network {
        return Err(problem(
            Code::VerifyPlace,
            "the request is for another network",
        ));
    }
    if roster.desk(&request.desk.id).is_some() {
        let text = format!(
            "a desk `{}` is in the roster already; a name is never given twice",
            request.desk.id
        );
        return Err(problem(Code::Conflict, text));
    }
    let mut desk = request.desk.clone();
    desk.status = DeskStatus::Active;
    desk.freezes.clear();
    desk.retracted.clear();
    desk.groups.clear();
    Ok(desk)
}

/// New keys for a member that lost its own: the old ones end now, for nobody knows who has them.
fn rekey(change: &RosterChange, roster: &mut Roster, now: Timestamp) -> Result<()> {
    for slip in &change.rekey {
        let request = read_request(slip)?;
        key_of(&request)?;
        if Some(request.network) != roster.network {
            let text = "the request is for another network";
            return Err(problem(Code::VerifyPlace, text));
        }
        let entry = desk_mut(roster, &request.desk.id)?;
        let end = |records: &mut Vec<KeyRecord>, new: &[KeyRecord]| {
            for record in records.iter_mut() {
                record.until = Some(record.until.map_or(now, |until| until.min(now)));
                record.revoked = true;
            }
            // From now on, and not from midnight: the day belongs to the old keys.
            let new = new.iter().map(|record| KeyRecord {
                key: record.key,
                from: now,
                until: None,
                revoked: false,
            });
            merge(records, &new.collect::<Vec<_>>());
        };
        end(&mut entry.signing, &request.desk.signing);
        end(&mut entry.checkpoint, &request.desk.checkpoint);
        end(&mut entry.feed, &request.desk.feed);
        entry.tls = request.desk.tls;
        entry.sealing = request.desk.sealing;
    }
    Ok(())
}

/// The keys that the change names: each by all of it, or by a beginning that no other key has.
fn stolen_keys(change: &RosterChange, roster: &Roster) -> Result<BTreeMap<PublicKey, Timestamp>> {
    let records = roster
        .desks
        .iter()
        .flat_map(|desk| [&desk.signing, &desk.checkpoint, &desk.feed])
        .flatten();
    let known: BTreeSet<(String, PublicKey)> = records
        .map(|record| (record.key.to_string(), record.key))
        .collect();
    let mut stolen = BTreeMap::new();
    for (name, moment) in &change.revoke {
        if name.len() < KEY_LETTERS {
            let text = format!(
                "`{name}` is too short for a key: its first {KEY_LETTERS} letters at least"
            );
            return Err(invalid(text));
        }
        let mut found = known
            .iter()
            .filter(|(text, _)| text.starts_with(name.as_str()));
        let Some((_, key)) = found.next() else {
            return Err(not_found(&format!("key `{name}` of a desk")));
        };
        if found.next().is_some() {
            return Err(invalid(format!(
                "more than one key begins with `{name}`: say more of it"
            )));
        }
        stolen.insert(*key, *moment);
    }
    Ok(stolen)
}

/// From this moment on the key counts for nothing; an end comes earlier, never later.
fn revoke(roster: &mut Roster, key: &PublicKey, moment: Timestamp) {
    let records = roster
        .desks
        .iter_mut()
        .flat_map(|desk| [&mut desk.signing, &mut desk.checkpoint, &mut desk.feed])
        .flatten();
    for record in records.filter(|record| record.key == *key) {
        record.until = Some(record.until.map_or(moment, |until| until.min(moment)));
        record.revoked = true;
    }
}

fn move_groups(change: &RosterChange, roster: &mut Roster) -> Result<()> {
    for (id, groups) in &change.join_groups {
        desk_mut(roster, id)?.groups.extend(groups.iter().cloned());
    }
    for (id, groups) in &change.leave_groups {
        let held = &mut desk_mut(roster, id)?.groups;
        held.retain(|group| !groups.contains(group));
    }
    Ok(())
}

/// Who coordinates from now on. Who went out does not [ROS-15]; where everyone coordinates, who came
/// in does [ROS-16].
fn choose_coordinators(
    change: &RosterChange,
    offered: &[Coordinator],
    roster: &mut Roster,
) -> Result<()> {
    let before = roster.coordinators.len();
    for name in &change.remove_coordinators {
        let count = roster.coordinators.len();
        roster.coordinators.retain(|c| c.name != *name);
        if roster.coordinators.len() == count {
            return Err(not_found("coordinator of that name"));
        }
    }
    let mut new: Vec<Coordinator> = Vec::new();
    for id in &change.coordinators {
        let one = offered.iter().find(|c| c.desk.as_ref() == Some(id));
        let one = one.ok_or_else(|| {
            invalid(format!(
                "no request or wish of desk `{id}` offers a coordinator"
            ))
        })?;
        new.push(one.clone());
    }
    for slip in &change.cards {
        new.push(read_card(slip)?);
    }
    if roster.rules.everyone_coordinates {
        let known = |c: &&Coordinator| !new.iter().any(|own| own.desk == c.desk);
        let others: Vec<Coordinator> = offered.iter().filter(known).cloned().collect();
        new.extend(others);
    }
    for one in new {
        // A new key of the same person takes the place of the old one.
        let same = |c: &Coordinator| {
            c.key == one.key || c.name == one.name || (c.desk.is_some() && c.desk == one.desk)
        };
        roster.coordinators.retain(|c| !same(c));
        roster.coordinators.push(one);
    }
    let stays = |id: &DeskId| {
        let status = roster.desks.iter().find(|desk| desk.id == *id);
        status.is_some_and(|desk| matches!(desk.status, DeskStatus::Active | DeskStatus::Suspended))
    };
    let coordinators: Vec<Coordinator> = roster
        .coordinators
        .iter()
        .filter(|c| c.desk.as_ref().is_none_or(&stays))
        .cloned()
        .collect();
    roster.coordinators = coordinators;
    choose_threshold(change, before, roster)
}

/// The threshold that was asked for. Else: where everyone coordinates, all but one, so that the one
/// who is to go out need not agree; elsewhere as it was, or as near as the number lets it be.
fn choose_threshold(change: &RosterChange, before: usize, roster: &mut Roster) -> Result<()> {
    let count = u8::try_from(roster.coordinators.len()).unwrap_or(u8::MAX);
    let majority = count / 2 + 1;
    let threshold = match change.threshold {
        Some(threshold) => threshold,
        None if roster.rules.everyone_coordinates => count.saturating_sub(1).max(majority),
        None if usize::from(count) < before => {
            roster.threshold.get().clamp(majority, count.max(majority))
        }
        None => roster.threshold.get(),
    };
    roster.threshold = NonZeroU8::new(threshold).ok_or_else(|| invalid("a threshold of 0"))?;
    Ok(())
}

pub(super) fn desk_mut<'r>(roster: &'r mut Roster, id: &DeskId) -> Result<&'r mut DeskEntry> {
    roster
        .desks
        .iter_mut()
        .find(|desk| desk.id == *id)
        .ok_or_else(|| not_found(&format!("desk `{id}`")))
}

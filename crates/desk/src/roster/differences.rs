//! What a coordinator signs for, in words.

use fanal_protocol::{Address, Coordinator, DeskEntry, DeskStatus, KeyRecord, Roster, Rules};

use super::sentence::{Sentence, ToldCode};

/// What a coordinator signs for, in words: whose word counts, and whose keys.
pub(super) fn differences(old: &Roster, new: &Roster) -> Vec<Sentence> {
    let mut changes = Vec::new();
    for desk in &new.desks {
        match old.desk(&desk.id) {
            None => {
                let key = briefly(desk.signing.iter().map(|record| record.key));
                let text = format!("admits {} ({}), signing key {key}", desk.id, desk.name);
                let change = Sentence::new(ToldCode::Admits, text).with("desk", &desk.id);
                changes.push(change.with("name", &desk.name).with("key", key));
            }
            Some(was) => desk_differences(was, desk, &mut changes),
        }
    }
    for was in old.desks.iter().filter(|was| new.desk(&was.id).is_none()) {
        let text = format!("{} is no longer listed", was.id);
        changes.push(Sentence::new(ToldCode::Unlisted, text).with("desk", &was.id));
    }
    coordinator_differences(old, new, &mut changes);
    if old.threshold != new.threshold {
        let (old, new) = (old.threshold, new.threshold);
        let text = format!("threshold: {old} becomes {new}");
        changes.push(Sentence::new(ToldCode::Threshold, text).from_to(old, new));
    }
    rule_differences(&old.rules, &new.rules, &mut changes);
    if old.name != new.name {
        let text = format!("the network is called {}", new.name);
        changes.push(Sentence::new(ToldCode::NetworkName, text).with("name", &new.name));
    }
    if old.expires != new.expires {
        let text = format!("good until {}", new.expires);
        let day = new.expires.date();
        changes.push(Sentence::new(ToldCode::GoodUntil, text).with("day", day));
    }
    changes
}

/// What changes in one entry.
pub(super) fn entry_differences(was: &DeskEntry, desk: &DeskEntry) -> Vec<Sentence> {
    let mut changes = Vec::new();
    desk_differences(was, desk, &mut changes);
    changes
}

fn desk_differences(was: &DeskEntry, desk: &DeskEntry, changes: &mut Vec<Sentence>) {
    let id = &desk.id;
    let before = changes.len();
    let said = |code: ToldCode, text: String| Sentence::new(code, text).with("desk", id);
    if was.status != desk.status {
        let [old, new] = [was.status, desk.status].map(status_name);
        let text = format!("{id}: was {old}, is now {new}");
        changes.push(said(ToldCode::Status, text).from_to(old, new));
    }
    if was.groups != desk.groups {
        let joins = desk.groups.difference(&was.groups);
        let leaves = was.groups.difference(&desk.groups);
        changes.extend(joins.map(|group| {
            let text = format!("{id}: joins group {group}");
            said(ToldCode::JoinsGroup, text).with("group", group)
        }));
        changes.extend(leaves.map(|group| {
            let text = format!("{id}: leaves group {group}");
            said(ToldCode::LeavesGroup, text).with("group", group)
        }));
    }
    let keys = [
        (
            ToldCode::SigningKeys,
            "signing",
            &was.signing,
            &desk.signing,
        ),
        (
            ToldCode::CheckpointKeys,
            "checkpoint",
            &was.checkpoint,
            &desk.checkpoint,
        ),
        (ToldCode::FeedKeys, "feed", &was.feed, &desk.feed),
    ];
    for (code, what, old, new) in keys {
        if old != new {
            let [old, new] = [old, new].map(|records| timed(records));
            let text = format!("{id}: {what} keys {old} become {new}");
            changes.push(said(code, text).from_to(old, new));
        }
    }
    if was.tls != desk.tls {
        let [old, new] = [&was.tls, &desk.tls].map(briefly);
        let text = format!("{id}: TLS pins {old} become {new}");
        changes.push(said(ToldCode::TlsPins, text).from_to(old, new));
    }
    if was.addresses != desk.addresses {
        let addresses: Vec<&str> = desk.addresses.iter().map(Address::as_str).collect();
        let new = addresses.join(", ");
        let text = format!("{id}: addresses become {new}");
        changes.push(said(ToldCode::Addresses, text).with("new", new));
    }
    if was.sealing != desk.sealing {
        let [old, new] = [&was.sealing, &desk.sealing].map(|keys| last_of_each(keys));
        let text = format!("{id}: sealing keys ...{old} become ...{new}");
        changes.push(said(ToldCode::SealingKeys, text).from_to(old, new));
    }
    let own_words = [
        (
            ToldCode::Organisation,
            "organisation",
            &was.parent,
            &desk.parent,
        ),
        (
            ToldCode::Jurisdiction,
            "jurisdiction",
            &was.jurisdiction,
            &desk.jurisdiction,
        ),
        (
            ToldCode::Duty,
            "duty to report",
            &was.mandatory_reporting,
            &desk.mandatory_reporting,
        ),
    ];
    for (code, what, old, new) in own_words {
        if old != new {
            let text = format!("{id}: {what} becomes {}", new.as_deref().unwrap_or("none"));
            changes.push(said(code, text).with("new", new.as_deref().unwrap_or("–")));
        }
    }
    if was.name != desk.name {
        let text = format!("{id}: is called {}", desk.name);
        changes.push(said(ToldCode::DeskName, text).with("name", &desk.name));
    }
    for freeze in desk.freezes.iter().filter(|one| !was.freezes.contains(one)) {
        let (stream, size, epoch) = (&freeze.stream, freeze.size, freeze.epoch);
        let text = format!("{id}: {stream} ends at entry {size}, epoch {epoch}");
        let change = said(ToldCode::StreamEnds, text).with("stream", stream);
        changes.push(change.with("size", size).with("epoch", epoch));
    }
    if !desk.retracted.is_empty() {
        let ids: Vec<String> = desk.retracted.iter().map(ToString::to_string).collect();
        let ids = ids.join(", ");
        let text = format!("{id}: lost its keys, and these bulletins are taken back for it: {ids}");
        changes.push(said(ToldCode::LostKeys, text).with("ids", ids));
    }
    if changes.len() == before && was != desk {
        changes.push(said(ToldCode::Entry, format!("{id}: entry changes")));
    }
}

fn coordinator_differences(old: &Roster, new: &Roster, changes: &mut Vec<Sentence>) {
    let named = |c: &Coordinator| format!("{} ({})", c.name, briefly([c.key]));
    let same = |one: &Coordinator, other: &Coordinator| one.key == other.key;
    for one in &new.coordinators {
        match old.coordinators.iter().find(|was| same(was, one)) {
            None => {
                let text = format!("adds coordinator {}", named(one));
                let change = Sentence::new(ToldCode::CoordinatorIn, text);
                changes.push(change.with("name", named(one)));
            }
            Some(was) if was.heartbeat != one.heartbeat => {
                let [old, new] = [was.heartbeat, one.heartbeat].map(briefly);
                let name = named(one);
                let text = format!("coordinator {name}: heartbeat key {old} becomes {new}");
                let change = Sentence::new(ToldCode::CoordinatorHeartbeat, text);
                changes.push(change.with("name", name).from_to(old, new));
            }
            Some(was) if was.name != one.name => {
                let text = format!("coordinator {} is now called {}", named(was), one.name);
                let change = Sentence::new(ToldCode::CoordinatorName, text);
                changes.push(change.from_to(named(was), &one.name));
            }
            Some(_) => {}
        }
    }
    let gone = |was: &&Coordinator| !new.coordinators.iter().any(|one| same(one, was));
    let gone = old.coordinators.iter().filter(gone);
    changes.extend(gone.map(|was| {
        let text = format!("removes coordinator {}", named(was));
        Sentence::new(ToldCode::CoordinatorOut, text).with("name", named(was))
    }));
}

fn rule_differences(old: &Rules, new: &Rules, changes: &mut Vec<Sentence>) {
    let before = changes.len();
    let numbers = [
        (
            ToldCode::RuleVouches,
            "vouches",
            u32::from(old.vouches),
            u32::from(new.vouches),
        ),
        (
            ToldCode::RuleObjection,
            "days to object",
            old.objection_days.into(),
            new.objection_days.into(),
        ),
        (
            ToldCode::RuleFreshness,
            "days until AMBER waits",
            old.freshness_days.into(),
            new.freshness_days.into(),
        ),
        (
            ToldCode::RuleVouchAge,
            "days before a desk vouches",
            old.vouch_age_days.into(),
            new.vouch_age_days.into(),
        ),
        (
            ToldCode::RuleVouchesYear,
            "vouches of a desk in a year",
            old.vouches_per_year.into(),
            new.vouches_per_year.into(),
        ),
        (
            ToldCode::RuleMembersFirst,
            "days before the public for members",
            old.members_first_days.into(),
            new.members_first_days.into(),
        ),
    ];
    for (code, what, old, new) in numbers {
        if old != new {
            let text = format!("rules: {what}: {old} becomes {new}");
            changes.push(Sentence::new(code, text).from_to(old, new));
        }
    }
    if old.code_of_practice != new.code_of_practice {
        let [old, new] = [old, new].map(|rules| briefly(rules.code_of_practice));
        let text = format!("rules: code of practice {old} becomes {new}");
        changes.push(Sentence::new(ToldCode::RuleCode, text).from_to(old, new));
    }
    if old.retention_days != new.retention_days {
        let kept = new.retention_days.iter();
        let kept: Vec<String> = kept
            .map(|(label, days)| format!("{label} {days}"))
            .collect();
        let kept = kept.join(", ");
        let text = format!("rules: days that content is kept: {kept}");
        changes.push(Sentence::new(ToldCode::RuleRetention, text).with("days", kept));
    }
    if old.everyone_coordinates != new.everyone_coordinates {
        let (code, who) = if new.everyone_coordinates {
            (ToldCode::RuleEveryone, "everyone")
        } else {
            (ToldCode::RuleNotEveryone, "not everyone")
        };
        changes.push(Sentence::new(code, format!("rules: {who} coordinates")));
    }
    if changes.len() == before && old != new {
        changes.push(Sentence::new(ToldCode::Rules, "the rules change"));
    }
}

/// A status as data has it.
pub(super) const fn status_name(status: DeskStatus) -> &'static str {
    match status {
        DeskStatus::Active => "active",
        DeskStatus::Suspended => "suspended",
        DeskStatus::Left => "left",
        DeskStatus::Expelled => "expelled",
    }
}

/// Keys, and when those end that do.
fn timed(records: &[KeyRecord]) -> String {
    let one = |record: &KeyRecord| {
        let key = briefly([record.key]);
        match record.until {
            Some(until) if record.revoked => format!("{key} (revoked, until {until})"),
            Some(until) => format!("{key} (until {until})"),
            None => key,
        }
    };
    let all: Vec<String> = records.iter().map(one).collect();
    all.join(", ")
}

/// Recipients begin alike; they differ in their ends.
fn last_of_each(keys: &[String]) -> String {
    let end = |key: &String| {
        let from = key.len().saturating_sub(8);
        key.get(from..).unwrap_or_default().to_owned()
    };
    let ends: Vec<String> = keys.iter().map(end).collect();
    ends.join(", ...")
}

/// The first 8 characters of each: what people compare.
fn briefly(keys: impl IntoIterator<Item = impl ToString>) -> String {
    let short = |key: String| key.chars().take(8).collect::<String>();
    let all: Vec<String> = keys.into_iter().map(|key| short(key.to_string())).collect();
    if all.is_empty() {
        "none".to_owned()
    } else {
        all.join(", ")
    }
}

//! What a coordinator signs for, in words.

use fanal_protocol::{Address, Coordinator, DeskEntry, KeyRecord, Roster, Rules};

/// What a coordinator signs for, in words: whose word counts, and whose keys.
pub(super) fn differences(old: &Roster, new: &Roster) -> Vec<String> {
    let mut changes = Vec::new();
    for desk in &new.desks {
        match old.desk(&desk.id) {
            None => changes.push(format!(
                "admits {} ({}), signing key {}",
                desk.id,
                desk.name,
                briefly(desk.signing.iter().map(|record| record.key))
            )),
            Some(was) => desk_differences(was, desk, &mut changes),
        }
    }
    for was in old.desks.iter().filter(|was| new.desk(&was.id).is_none()) {
        changes.push(format!("{} is no longer listed", was.id));
    }
    coordinator_differences(old, new, &mut changes);
    if old.threshold != new.threshold {
        changes.push(format!(
            "threshold: {} becomes {}",
            old.threshold, new.threshold
        ));
    }
    rule_differences(&old.rules, &new.rules, &mut changes);
    if old.name != new.name {
        changes.push(format!("the network is called {}", new.name));
    }
    changes
}

/// What changes in one entry.
pub(super) fn entry_differences(was: &DeskEntry, desk: &DeskEntry) -> Vec<String> {
    let mut changes = Vec::new();
    desk_differences(was, desk, &mut changes);
    changes
}

fn desk_differences(was: &DeskEntry, desk: &DeskEntry, changes: &mut Vec<String>) {
    let id = &desk.id;
    let before = changes.len();
    if was.status != desk.status {
        changes.push(format!("{id}: {:?} becomes {:?}", was.status, desk.status));
    }
    if was.groups != desk.groups {
        let joins = desk.groups.difference(&was.groups);
        let leaves = was.groups.difference(&desk.groups);
        changes.extend(joins.map(|group| format!("{id}: joins group {group}")));
        changes.extend(leaves.map(|group| format!("{id}: leaves group {group}")));
    }
    let keys = [
        ("signing", &was.signing, &desk.signing),
        ("checkpoint", &was.checkpoint, &desk.checkpoint),
        ("feed", &was.feed, &desk.feed),
    ];
    for (what, old, new) in keys {
        if old != new {
            let [old, new] = [old, new].map(|records| timed(records));
            changes.push(format!("{id}: {what} keys {old} become {new}"));
        }
    }
    if was.tls != desk.tls {
        let [old, new] = [&was.tls, &desk.tls].map(briefly);
        changes.push(format!("{id}: TLS pins {old} become {new}"));
    }
    if was.addresses != desk.addresses {
        let addresses: Vec<&str> = desk.addresses.iter().map(Address::as_str).collect();
        changes.push(format!("{id}: addresses become {}", addresses.join(", ")));
    }
    if was.sealing != desk.sealing {
        let [old, new] = [&was.sealing, &desk.sealing].map(|keys| last_of_each(keys));
        changes.push(format!("{id}: sealing keys ...{old} become ...{new}"));
    }
    let said = [
        ("organisation", &was.parent, &desk.parent),
        ("jurisdiction", &was.jurisdiction, &desk.jurisdiction),
        (
            "duty to report",
            &was.mandatory_reporting,
            &desk.mandatory_reporting,
        ),
    ];
    for (what, old, new) in said {
        if old != new {
            let new = new.as_deref().unwrap_or("none");
            changes.push(format!("{id}: {what} becomes {new}"));
        }
    }
    if was.name != desk.name {
        changes.push(format!("{id}: is called {}", desk.name));
    }
    for freeze in desk.freezes.iter().filter(|one| !was.freezes.contains(one)) {
        changes.push(format!(
            "{id}: {} ends at entry {}, epoch {}",
            freeze.stream, freeze.size, freeze.epoch
        ));
    }
    if !desk.retracted.is_empty() {
        let ids: Vec<String> = desk.retracted.iter().map(ToString::to_string).collect();
        changes.push(format!(
            "{id}: lost its keys, and these bulletins are taken back for it: {}",
            ids.join(", ")
        ));
    }
    if changes.len() == before && was != desk {
        changes.push(format!("{id}: entry changes"));
    }
}

fn coordinator_differences(old: &Roster, new: &Roster, changes: &mut Vec<String>) {
    let named = |c: &Coordinator| format!("{} ({})", c.name, briefly([c.key]));
    let same = |one: &Coordinator, other: &Coordinator| one.key == other.key;
    for one in &new.coordinators {
        match old.coordinators.iter().find(|was| same(was, one)) {
            None => changes.push(format!("adds coordinator {}", named(one))),
            Some(was) if was.heartbeat != one.heartbeat => changes.push(format!(
                "coordinator {}: heartbeat key {} becomes {}",
                named(one),
                briefly(was.heartbeat),
                briefly(one.heartbeat)
            )),
            Some(was) if was.name != one.name => changes.push(format!(
                "coordinator {} is now called {}",
                named(was),
                one.name
            )),
            Some(_) => {}
        }
    }
    let gone = |was: &&Coordinator| !new.coordinators.iter().any(|one| same(one, was));
    let gone = old.coordinators.iter().filter(gone);
    changes.extend(gone.map(|was| format!("removes coordinator {}", named(was))));
}

fn rule_differences(old: &Rules, new: &Rules, changes: &mut Vec<String>) {
    let before = changes.len();
    let numbers = [
        ("vouches", u32::from(old.vouches), u32::from(new.vouches)),
        (
            "days to object",
            old.objection_days.into(),
            new.objection_days.into(),
        ),
        (
            "days until AMBER waits",
            old.freshness_days.into(),
            new.freshness_days.into(),
        ),
        (
            "days before a desk vouches",
            old.vouch_age_days.into(),
            new.vouch_age_days.into(),
        ),
        (
            "vouches of a desk in a year",
            old.vouches_per_year.into(),
            new.vouches_per_year.into(),
        ),
    ];
    for (what, old, new) in numbers {
        if old != new {
            changes.push(format!("rules: {what}: {old} becomes {new}"));
        }
    }
    if old.code_of_practice != new.code_of_practice {
        let [old, new] = [old, new].map(|rules| briefly(rules.code_of_practice));
        changes.push(format!("rules: code of practice {old} becomes {new}"));
    }
    if old.retention_days != new.retention_days {
        let kept = new.retention_days.iter();
        let kept: Vec<String> = kept
            .map(|(label, days)| format!("{label} {days}"))
            .collect();
        changes.push(format!(
            "rules: days that content is kept: {}",
            kept.join(", ")
        ));
    }
    if old.everyone_coordinates != new.everyone_coordinates {
        let new = if new.everyone_coordinates {
            "everyone"
        } else {
            "not everyone"
        };
        changes.push(format!("rules: {new} coordinates"));
    }
    if changes.len() == before && old != new {
        changes.push("the rules change".to_owned());
    }
}

/// Keys, and when those end that do.
fn timed(records: &[KeyRecord]) -> String {
    let one = |record: &KeyRecord| {
        let key = briefly([record.key]);
        match record.until {
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
